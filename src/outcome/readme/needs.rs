//! What must be there before the bundle.

use super::install::imported;
use super::{archive, travel, watch};
use crate::outcome::shell::quote;
use crate::plan::Plan;
use crate::stack::backup::options::Target;
use crate::stack::cluster::options::Distribution;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::secrets::options::{Form, StoreKind};
use crate::stack::site::options::{IssuerKind, Tls};
use crate::stack::storage::options::Access;
use crate::stack::{image, ingress, postgres, site, wiring};
use crate::words::Choices;

/// Its section.
pub(super) fn before(plan: &Plan) -> String {
    let list: Vec<String> = needs(plan).iter().map(|need| format!("* {need}")).collect();
    format!("## Before you start\n\nHave ready:\n\n{}\n", list.join("\n"))
}

/// How cert-manager is installed.
pub(super) const CERT_MANAGER: &str = "helm upgrade --install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager \
                            --create-namespace --set crds.enabled=true --wait";

/// How Longhorn is installed, which makes the class of its name.
const LONGHORN: &str = " If it is not there: `helm upgrade --install longhorn longhorn --repo https://charts.longhorn.io --namespace \
                        longhorn-system --create-namespace --wait`.";

/// NFS with `root_squash`, the default of most servers, ignores the group that the kubelet gives to a volume.
fn owned_by_the_forum() -> String {
    format!(
        "If that class is NFS: new folders on it must belong to user {} or group {}, because with `root_squash` the pods’ `fsGroup` changes \
         nothing. `./verify.sh` writes a file to find out.",
        image::USER,
        image::GROUP
    )
}

/// What a cluster and its operator must have before the first `kubectl apply`, a sentence each. What is
/// typed stands between backticks.
pub fn needs(plan: &Plan) -> Vec<String> {
    let namespace = quote(plan.site.namespace.as_str());
    let mut items = vec![format!(
        "kubectl 1.30 or newer with access to the cluster, and a tool that builds images. The bundle assumes {} {} of {} CPU and {}.",
        plan.cluster.nodes,
        if plan.cluster.nodes == 1 { "node" } else { "nodes" },
        plan.cluster.node_cpu,
        plan.cluster.node_memory
    )];
    match (&plan.cluster.rwo_class, plan.cluster.distribution) {
        (Some(class), _) => items.push(format!(
            "The storage class `{class}` for single pods: `kubectl get storageclass {}`",
            quote(class.as_str())
        )),
        (None, Distribution::K3s) => items.push("A default storage class: k3s has `local-path`.".to_owned()),
        (None, Distribution::Other) => {
            items
                .push("A default storage class: `kubectl get storageclass` marks it `(default)`.".to_owned());
        }
    }
    if let (Access::ManyNodes, Some(class)) = (plan.storage.access, &plan.cluster.rwx_class) {
        items.push(format!(
            "The storage class `{class}`, which must be able to do ReadWriteMany: `kubectl get storageclass {}`. Longhorn needs \
             `nfs-common` (or the package with that name's content) on every node for it.{}",
            quote(class.as_str()),
            if class.as_str() == "longhorn" { LONGHORN } else { "" }
        ));
        if class.as_str() != "longhorn" {
            items.push(owned_by_the_forum());
        }
    }
    if let (Target::Volume, Some(class)) = (plan.backup.target, &plan.backup.storage_class) {
        items.push(format!(
            "The storage class `{class}` for the copies: `kubectl get storageclass {}`",
            quote(class.as_str())
        ));
    }
    items.push(format!(
        "The ingress class `{class}`: `kubectl get ingressclass {class}`. Its controller runs in the namespace `{ns}` under the label \
         `{label}`; the network policies let in nothing else: `kubectl --namespace {ns} get pods --selector {label}` must list it.",
        class = plan.ingress.class,
        ns = plan.cluster.ingress_namespace,
        label = plan.cluster.ingress_label,
    ));
    if ingress::redirects_by_middleware(plan) && plan.cluster.distribution != Distribution::K3s {
        items.push(
            "Traefik’s own kinds, for the redirect to HTTPS: `kubectl get crd middlewares.traefik.io` must find it. Traefik’s chart \
             brings them unless they were left out. Without them `kubectl apply` knows no kind `Middleware`."
                .to_owned(),
        );
    }
    items.push(format!(
        "`{}` leads to the cluster's ingress: a DNS record, or a line in `/etc/hosts` for a trial.",
        plan.site.host
    ));
    let brought = site::acme_server(plan).is_some();
    let own_issuer =
        plan.site.tls == Tls::CertManager && !brought && plan.site.issuer_kind == IssuerKind::Issuer;
    let own_authority = wiring::database_server(plan).ca_secret;
    if plan.image.pull_secret.is_some()
        || own_issuer
        || plan.site.tls == Tls::Secret
        || plan.secrets.form == Form::External && plan.secrets.store_kind == StoreKind::SecretStore
        || own_authority.is_some()
    {
        items.push(
            "The namespace, before what has to be in it: `kubectl apply -f base/00-namespace.yaml`"
                .to_owned(),
        );
    }
    match plan.site.tls {
        Tls::CertManager if brought => items.push(format!(
            "cert-manager 1.12 or newer; the issuer is in this bundle: `kubectl get crd issuers.cert-manager.io` must find it. If it is \
             not there: `{CERT_MANAGER}`. Let’s Encrypt calls the host over plain HTTP, so port 80 must be open to the internet."
        )),
        Tls::CertManager => items.push(format!(
            "cert-manager with the {kind} `{issuer}`: `kubectl get {kind_lower} {issuer}{scope}` must say `True`. If it proves the host \
             over HTTP, its solver must name the ingress class `{class}`. If cert-manager is not there: `{CERT_MANAGER}`; \
             https://cert-manager.io/docs/configuration/acme/ shows an issuer to copy.",
            class = plan.ingress.class,
            kind = plan.site.issuer_kind.key(),
            kind_lower = plan.site.issuer_kind.key().to_lowercase(),
            issuer = plan.site.issuer,
            scope = if plan.site.issuer_kind.key() == "Issuer" { format!(" --namespace {namespace}") } else { String::new() },
        )),
        Tls::Secret => items.push(format!(
            "The certificate: `kubectl --namespace {namespace} create secret tls {} --cert tls.crt --key tls.key`",
            quote(plan.site.tls_secret.as_str())
        )),
        Tls::None => {}
    }
    if !imported(plan) {
        items.push(
            "A registry that you can push to: `docker login` first. If it gives images only to those who log in, the cluster needs the \
             login too: name a Secret under Image in the plan."
                .to_owned(),
        );
    }
    if let Some(secret) = &plan.image.pull_secret {
        items.push(format!(
            "The registry's login: `kubectl --namespace {namespace} create secret docker-registry {} --docker-server … --docker-username … --docker-password …`",
            quote(secret.as_str())
        ));
    }
    if plan.postgres.mode == PostgresMode::External {
        items.push(format!(
            "The PostgreSQL server `{}:{}` (12 or newer) with the database `{}`, owned by the role `{}`; the extensions `hstore` and \
             `btree_gin` must be installable, which a plain owner can do from version 13 on.",
            plan.postgres.host, plan.postgres.port, plan.postgres.database, plan.postgres.user
        ));
    }
    if let Some(secret) = own_authority {
        items.push(format!(
            "The authority that signed the database server's certificate: `kubectl --namespace {namespace} create secret generic {} --from-file {}`",
            quote(secret.as_str()),
            postgres::CA_FILE
        ));
    }
    if plan.postgres.mode == PostgresMode::CloudNativePg {
        items.push(format!(
            "The CloudNativePG operator, in the namespace `{operator}`: `kubectl get crd clusters.postgresql.cnpg.io` must find it, and \
             `kubectl --namespace {operator} get pods --selector app.kubernetes.io/name=cloudnative-pg` must list it, for the network policies \
             let in nothing else. If it is not there: `helm upgrade --install cnpg cloudnative-pg --repo https://cloudnative-pg.github.io/charts \
             --namespace {operator} --create-namespace --wait`. Without it `kubectl apply` knows no kind `Cluster`.",
            operator = postgres::OPERATOR_NAMESPACE
        ));
    }
    items.extend(travel::before(plan));
    items.extend(archive::before(plan));
    items.extend(watch::before(plan));
    items
}
