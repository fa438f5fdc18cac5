#!/usr/bin/env bash
# A golden bundle on a cluster of its own: makes the cluster with kind, gives it what the bundle's README asks for,
# follows the README's "Install" word by word, and ends as the bundle's verify.sh ends.
#
#   tests/kind/run.sh BUNDLE [NODE_IMAGE]     needs docker, kind, kubectl, helm, curl, and the ports 80 and 443
#   tests/kind/run.sh --commands BUNDLE       only prints the README's commands as they would be run
#
# The cluster stays for a look; the last lines say how to reach and delete it. No other cluster is touched: the
# kubeconfig is one of its own.
#
# Where this cluster differs from the one that the bundles are planned for:
#   * kind instead of k3s, with k3s's address ranges, and Traefik where k3s has it;
#   * the image is loaded into the nodes, where the README pushes it to a registry or imports it into k3s;
#   * the class `longhorn` is one volume made by hand, a folder that all nodes share: Longhorn needs a kernel module;
#   * the certificate is signed by itself, since Let's Encrypt cannot call a cluster without a public address.
#     cert-manager issues it all the same. That is a patch in the bundle's own Kustomization, where users put theirs.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# https://github.com/traefik/traefik-helm-chart
traefik_chart=41.3.0

only_print=false
if [ "${1:-}" = --commands ]; then only_print=true && shift; fi
bundle=${1:?which golden bundle?}
node_image=${2:-}
cluster=forum-$bundle
here=$root/target/kind/$bundle

# The first commands below "Install", with kind's way to bring an image to the nodes.
install_commands() {
  awk '/^## /{ within = $0 == "## Install" } within && /^```$/{ exit } shell; within && /^```sh$/{ shell = 1 }' "$1" |
    sed -e "s/^docker push \([^ ]*\)\$/kind load docker-image --name $cluster \1/" \
      -e "s/^docker save \([^ ]*\) .*/kind load docker-image --name $cluster \1/"
}

cert_manager_command() { grep -o 'helm upgrade --install cert-manager .*' "$1" || true; }

readme=$root/deploy/bundles/$bundle/README.md
commands=$(install_commands "$readme")
cert_manager=$(cert_manager_command "$readme")
# A README that is told differently must not be half followed.
for expected in 'docker build' 'kind load docker-image' 'kubectl apply -k .' './verify.sh'; do
  grep -qF -- "$expected" <<<"$commands" || { echo "no \`$expected\` below Install in $readme" >&2; exit 1; }
done
if [ "$only_print" = true ]; then
  printf '%s\n' "$cert_manager" "$commands" | sed '/^$/d'
  exit
fi

say() { printf '\n== %s\n' "$*"; }
for tool in docker kind kubectl helm curl; do
  command -v "$tool" >/dev/null || { echo "$0 needs $tool" >&2; exit 2; }
done
mkdir -p "$here"
rm -rf "$here/bundle"
cp -R "$root/deploy/bundles/$bundle" "$here/bundle"
# The volume that all nodes share. Pods write to it under a user of their own.
install -d -m 0777 "$here/media"
export KUBECONFIG=$here/kubeconfig

say "The cluster $cluster"
node() {
  printf -- '- role: %s\n  extraMounts:\n  - {hostPath: "%s", containerPath: /srv/media}\n' "$1" "$here/media"
}
ports='  labels: {ingress-ready: "true"}
  extraPortMappings:
  - {containerPort: 80, hostPort: 80, listenAddress: 127.0.0.1}
  - {containerPort: 443, hostPort: 443, listenAddress: 127.0.0.1}'
{
  echo 'kind: Cluster'
  echo 'apiVersion: kind.x-k8s.io/v1alpha4'
  # The plan takes these ranges for granted, as on k3s: nginx believes addresses that proxies in there report.
  echo 'networking: {podSubnet: 10.42.0.0/16, serviceSubnet: 10.43.0.0/16}'
  echo 'nodes:'
  node control-plane
  nodes=$(sed -n 's/^  nodes: \([0-9]*\)$/\1/p' "$here/bundle/plan.yaml")
  if [ "$nodes" -gt 1 ]; then
    # Beside the control plane, which takes no pods then.
    for _ in $(seq 2 "$nodes"); do node worker; done
    node worker
  fi
  printf '%s\n' "$ports"
} >"$here/cluster.yaml"
kind create cluster --name "$cluster" --config "$here/cluster.yaml" ${node_image:+--image "$node_image"} --wait 120s
kubectl get nodes,storageclasses

say 'Traefik, where k3s has it'
helm upgrade --install traefik traefik --repo https://traefik.github.io/charts --version "$traefik_chart" \
  --namespace kube-system --set service.spec.type=ClusterIP --set-string nodeSelector.ingress-ready=true \
  --set ports.web.hostPort=80 --set ports.websecure.hostPort=443 --wait --timeout 5m

if [ -n "$cert_manager" ]; then
  say "cert-manager: $cert_manager"
  bash -euc "$cert_manager"
  cat >>"$here/bundle/Kustomization" <<'PATCH'
patches:
- target: {kind: Issuer}
  patch: |
    - {op: replace, path: /spec, value: {selfSigned: {}}}
PATCH
fi

if grep -q '^  rwx_class: longhorn$' "$here/bundle/plan.yaml"; then
  say 'A class for many nodes'
  kubectl apply -f - <<'CLASS'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: longhorn}
provisioner: kubernetes.io/no-provisioner
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: media}
spec:
  storageClassName: longhorn
  capacity: {storage: 10Gi}
  accessModes: [ReadWriteMany]
  hostPath: {path: /srv/media, type: Directory}
CLASS
fi

say "The README's Install"
cd "$here/bundle"
ended=0
bash -euxc "$commands" || ended=$?
printf '\nLook at it: KUBECONFIG=%s kubectl --namespace forum get pods\n' "$KUBECONFIG"
printf 'Delete it:  kind delete cluster --name %s\n' "$cluster"
exit "$ended"
