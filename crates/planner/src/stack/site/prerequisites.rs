//! The certificate, or what issues it; and the namespace.

use super::options::{IssuerKind, Tls};
use super::{acme_server, hosts_in_words, uses_certificate};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;
use crate::stack::ingress::options::Controller;
use crate::values::Choices;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let namespace = plan.site.namespace_exists.then(|| existing_namespace(plan));
    namespace.into_iter().chain(certificate(plan)).collect()
}

fn certificate(plan: &Plan) -> Vec<Prerequisite> {
    let site = &plan.site;
    match site.tls {
        _ if site.tls.has_secret() && !uses_certificate(plan) => Vec::new(),
        Tls::CertManager if acme_server(plan).is_some() => vec![cert_manager(
            plan,
            &format!(
                "cert-manager gets the certificate for {hosts} from Let's Encrypt and renews it; this bundle \
             configures it. Let's Encrypt calls `http://{host}/` from the internet, so ports 80 and 443 must be \
             open to the internet, now and at each renewal.",
                hosts = hosts_in_words(plan),
                host = site.host
            ),
        )],
        Tls::CertManager => vec![issuer(plan)],
        Tls::Secret => vec![
            Prerequisite::new(
                Stage::Namespace,
                format!("The certificate, as the Secret `{}`", site.tls_secret),
                format!(
                    "`tls.crt` holds the certificate for {} and its chain, `tls.key` its key.",
                    hosts_in_words(plan)
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

/// cert-manager, and what for. Since 1.12 its solver can name an ingress class as the bundle's issuer does. Gateway API is
/// switched off in every version; since 1.15 it is no feature gate any more.
pub(crate) fn cert_manager(plan: &Plan, why: &str) -> Prerequisite {
    let gateway = plan.ingress.controller == Controller::Gateway && uses_certificate(plan);
    let (version, more) = if gateway { ("1.15", GATEWAY_API) } else { ("1.12", "") };
    let switch = if gateway {
        " Its support for Gateway API must be switched on, as in the command below, after Gateway API's kinds are \
         installed."
    } else {
        ""
    };
    Prerequisite::new(Stage::Install, format!("cert-manager {version} or newer"), format!("{why}{switch}"))
        .seen_by("kubectl get crd issuers.cert-manager.io")
        .made_by(format!(
            "helm upgrade --install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager \
             --create-namespace --set crds.enabled=true{more} --wait"
        ))
}

/// Values of cert-manager's chart; newer ones take this name too.
const GATEWAY_API: &str = " --set config.apiVersion=controller.config.cert-manager.io/v1alpha1 --set \
                           config.kind=ControllerConfiguration --set config.enableGatewayAPI=true";

/// One that the cluster has already.
fn issuer(plan: &Plan) -> Prerequisite {
    let site = &plan.site;
    let (kind, name) = (site.issuer_kind, quote(site.issuer.as_str()));
    let scope = match kind {
        IssuerKind::ClusterIssuer => String::new(),
        IssuerKind::Issuer => format!("--namespace {} ", quote(site.namespace.as_str())),
    };
    let solver = if site.issuer_is_acme {
        let gateway = plan.ingress.controller == Controller::Gateway;
        let way = if gateway {
            "use `gatewayHTTPRoute`, which needs Gateway API switched on in cert-manager".to_owned()
        } else {
            format!("name the ingress class `{}`", plan.ingress.class)
        };
        format!(
            " Its HTTP-01 solver must {way}, and port 80 of `{}` must be open to the internet.",
            site.host
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
    let (host, hosts) = (&plan.site.host, hosts_in_words(plan));
    Prerequisite::new(
        Stage::Check,
        format!("A certificate for {hosts} in front of the cluster"),
        format!(
            "The proxy, tunnel or load balancer that visitors reach first must have it, redirect plain HTTP to HTTPS, \
             and pass on the host name, such as `Host: {host}`, unchanged. The forum takes every request for one that came over HTTPS."
        ),
    )
}

/// The namespace that an administrator made.
fn existing_namespace(plan: &Plan) -> Prerequisite {
    let namespace = quote(plan.site.namespace.as_str());
    Prerequisite::new(
        Stage::Check,
        format!("The namespace `{}`, with nothing else in it", plan.site.namespace),
        "The bundle's network policies cut off every other pod in it. If you may label namespaces, or can ask for it, \
         `pod-security.kubernetes.io/enforce=restricted` makes the server refuse pods that run as root; those of the \
         forum do not.",
    )
    .seen_by(format!(
        "kubectl --namespace {namespace} get pods\nkubectl --namespace {namespace} auth can-i create deployments"
    ))
}

/// How everything is deleted: the namespace, or, where that is not the bundle's own, what is in it.
pub(crate) fn removal(plan: &Plan) -> String {
    let namespace = quote(plan.site.namespace.as_str());
    if plan.site.namespace_exists {
        format!(
            "`kubectl delete -k .` and then `kubectl --namespace {namespace} delete pvc --all`, as nothing else uses \
             this namespace"
        )
    } else {
        format!("`kubectl delete namespace {namespace}`")
    }
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
