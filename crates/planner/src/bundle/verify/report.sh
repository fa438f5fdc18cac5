failures=0
warnings=0
say() { printf '\n%s\n' "$*"; }
ok() { printf '  ok    %s\n' "$*"; }
note() { printf '  note  %s\n' "$*"; }
warn() { printf '  WARN  %s\n' "$*"; warnings=$((warnings + 1)); }
fail() { printf '  FAIL  %s\n' "$*"; failures=$((failures + 1)); }
stop() { printf '%s\n' "$*"; exit 1; }
k() { kubectl --namespace "$namespace" "$@"; }

for tool in kubectl curl; do
  command -v "$tool" >/dev/null || { echo "verify.sh needs $tool"; exit 2; }
done

# Access to the namespace is enough; reading the Namespace object itself needs more rights and is not needed.
context=$(kubectl config current-context 2>/dev/null || echo none)
if ! answer=$(k get pods --output name --request-timeout=10s 2>&1 >/dev/null); then
  stop "kubectl (context $context) cannot look into the namespace $namespace: $(tail -n 1 <<<"$answer")"
fi
if ! answer=$(kubectl get namespace "$namespace" --request-timeout=10s 2>&1 >/dev/null); then
  case $answer in
    *NotFound* | *'not found'*)
      stop "kubectl (context $context) finds no namespace $namespace. Apply the bundle first, or choose another context: kubectl config get-contexts"
      ;;
  esac
fi

scratch=$(mktemp -d)
forward=
finish() {
  [ -z "$forward" ] || kill "$forward" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT
