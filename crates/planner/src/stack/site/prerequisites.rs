//! The certificate, or what issues it; and the namespace.

use super::options::{IssuerKind, Tls};
use super::{acme_server, uses_certificate};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::values::Choices;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let site = &plan.site;
    match site.tls {
        _ if site.tls.has_secret() && !uses_certificate(plan) => Vec::new(),
        Tls::CertManager if acme_server(plan).is_some() => vec![cert_manager(&format!(
            "cert-manager gets the certificate for `{host}` from Let's Encrypt and renews it; this bundle \
             configures it. Let's Encrypt calls `http://{host}/` from the internet, so ports 80 and 443 must be \
             open to the internet, now and at each renewal.",
            host = site.host
        ))],
        Tls::CertManager => vec![issuer(plan)],
        Tls::Secret => vec![
            Prerequisite::new(
                Stage::Namespace,
                format!("The certificate, as the Secret `{}`", site.tls_secret),
                format!(
                    "`tls.crt` holds the certificate for `{}` and its chain, `tls.key` its key.",
                    site.host
                ),
            )
            .made_by(format!(
                "kubectl --namespace {} create secret tls {} --cert tls.crt --key tls.key",
                quote(site.namespace.as_str()),
                quote(site.tls_secret.as_str())
            )),
        ],
        Tls::InFront => vec![in_front(plan)],
        Tls::None => Vec::new(),
    }
}

/// cert-manager, and what for. Since 1.12 its solver can name an ingress class as the bundle's issuer does.
pub(crate) fn cert_manager(why: &str) -> Prerequisite {
    Prerequisite::new(Stage::Install, "cert-manager 1.12 or newer", why)
        .seen_by("kubectl get crd issuers.cert-manager.io")
        .made_by(
            "helm upgrade --install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager \
             --create-namespace --set crds.enabled=true --wait",
        )
}

/// One that the cluster has already.
fn issuer(plan: &Plan) -> Prerequisite {
    let site = &plan.site;
    let (kind, name) = (site.issuer_kind, quote(site.issuer.as_str()));
    let scope = match kind {
        IssuerKind::ClusterIssuer => String::new(),
        IssuerKind::Issuer => format!("--namespace {} ", quote(site.namespace.as_str())),
    };
    let solver = if site.issuer_is_acme {
        format!(
            " Its HTTP-01 solver must name the ingress class `{}`, and port 80 of `{}` must be open to the internet.",
            plan.ingress.class, site.host
        )
    } else {
        String::new()
    };
    Prerequisite::new(
        Stage::Check,
        format!("cert-manager with the {} `{}`", kind.key(), site.issuer),
        format!(
            "It must say `True`.{solver} If you have none, choose Let's Encrypt under Site in the plan: the bundle \
             then includes one."
        ),
    )
    .seen_by(format!("kubectl {scope}get {}.cert-manager.io {name}", kind.key().to_lowercase()))
}

/// What stands before the bundle and has the certificate.
fn in_front(plan: &Plan) -> Prerequisite {
    let host = &plan.site.host;
    Prerequisite::new(
        Stage::Check,
        format!("A certificate for `{host}` in front of the cluster"),
        format!(
            "The proxy, tunnel or load balancer that visitors reach first must have it, redirect plain HTTP to HTTPS, \
             and pass on `Host: {host}` unchanged. The forum takes every request for one that came over HTTPS."
        ),
    )
}

/// The namespace alone, before what has to be in it.
pub(crate) fn namespace_first(plan: &Plan) -> Prerequisite {
    Prerequisite::new(
        Stage::Namespace,
        format!("The namespace `{}`", plan.site.namespace),
        "The bundle creates it, but the next steps need it first.",
    )
    .made_by(format!("kubectl apply -f base/{}.yaml", super::PART.file))
}
