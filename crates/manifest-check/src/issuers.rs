//! cert-manager's issuers that are part of the set: what asks them for certificates, and whether the pods that answer an
//! ACME challenge can be reached. Issuers that are in the cluster already cannot be seen from here.

use serde_json::Value;

use super::policies::ways::lets_in;
use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "issuer-missing",
        severity: Severity::Error,
        prevents: "a certificate that is never issued, because the Ingress or Gateway names an issuer that is not in the set",
        find: missing_issuers,
    },
    Check {
        name: "issuer-unused",
        severity: Severity::Warning,
        prevents: "an issuer that nothing asks for a certificate",
        find: unused_issuers,
    },
    Check {
        name: "issuer-ambiguous",
        severity: Severity::Error,
        prevents: "an Ingress or Gateway that cert-manager ignores, because it names an Issuer and a ClusterIssuer",
        find: ambiguous_issuers,
    },
    Check {
        name: "issuer-class-unlike",
        severity: Severity::Error,
        prevents: "an ACME challenge sent to something else than what serves the host",
        find: unlike_classes,
    },
    Check {
        name: "issuer-solver-shut",
        severity: Severity::Error,
        prevents: "an ACME challenge that fails, because no policy lets the ingress controller reach the solver",
        find: shut_solvers,
    },
];

const NAMESPACED: &str = "cert-manager.io/issuer";
const CLUSTER: &str = "cert-manager.io/cluster-issuer";

fn is_issuer(object: Object) -> bool {
    object.group == "cert-manager.io" && object.kind == "Issuer"
}

fn issuers<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("Issuer").filter(|object| is_issuer(*object))
}

/// What cert-manager looks at for annotations: Ingresses and Gateways.
fn asking<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = Object<'a>> {
    manifests.of("Ingress").chain(manifests.of("Gateway"))
}

/// The issuer of the set that an Ingress or a Gateway names.
fn issuer_of<'a>(manifests: &ManifestSet<'a>, ingress: Object) -> Option<Object<'a>> {
    manifests.beside(ingress, "Issuer", ingress.annotation(NAMESPACED)).filter(|object| is_issuer(*object))
}

fn missing_issuers(manifests: &ManifestSet, report: &mut Report) {
    for ingress in asking(manifests) {
        let name = ingress.annotation(NAMESPACED);
        let brought = issuers(manifests).any(|issuer| issuer.namespace == ingress.namespace);
        if !name.is_empty() && brought && issuer_of(manifests, ingress).is_none() {
            report.add(
                ingress,
                format!(
                    "names the issuer \"{name}\", which is not among those of the set: no certificate comes"
                ),
            );
        }
    }
}

fn unused_issuers(manifests: &ManifestSet, report: &mut Report) {
    for issuer in issuers(manifests) {
        let named = |ingress: Object| issuer_of(manifests, ingress).is_some_and(|it| it.is_same(issuer));
        let asked =
            manifests.of("Certificate").any(|it| it.spec()["issuerRef"]["name"].text() == issuer.name);
        if !asked && !asking(manifests).any(named) {
            report.add(issuer, "is named by no Ingress, Gateway or Certificate: it never signs anything");
        }
    }
}

fn ambiguous_issuers(manifests: &ManifestSet, report: &mut Report) {
    for ingress in asking(manifests) {
        if [NAMESPACED, CLUSTER].iter().all(|key| !ingress.annotation(key).is_empty()) {
            report.add(ingress, format!("has both {NAMESPACED} and {CLUSTER}: cert-manager takes neither"));
        }
    }
}

fn unlike_classes(manifests: &ManifestSet, report: &mut Report) {
    for ingress in asking(manifests) {
        let Some(issuer) = issuer_of(manifests, ingress) else { continue };
        let own = ingress.spec()["ingressClassName"].text();
        for solver in issuer.spec()["acme"]["solvers"].list() {
            let solver = &solver["http01"];
            let routes = &solver["gatewayHTTPRoute"];
            if ingress.kind == "Gateway" && solver.is_object() {
                let named = |parent: &Value| {
                    let namespace = parent["namespace"].as_str().unwrap_or(issuer.namespace);
                    parent["name"] == ingress.name && namespace == ingress.namespace
                };
                if !routes["parentRefs"].list().iter().any(named) {
                    report.add(issuer, format!("answers challenges elsewhere than at {}", ingress.id()));
                }
                continue;
            }
            let class = solver["ingress"]["ingressClassName"].text();
            if routes.is_object() || (!class.is_empty() && class != own) {
                report.add(
                    issuer,
                    format!("answers challenges by the class \"{class}\", {} is of \"{own}\"", ingress.id()),
                );
            }
        }
    }
}

fn shut_solvers(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.all_pods().filter(|pod| is_issuer(pod.owner)) {
        if pod.ports().iter().any(|port| !lets_in(manifests, pod, port.number)) {
            let message = "no policy lets another namespace reach the pods that answer its challenges";
            report.add(pod.owner, format!("{message}: no certificate is ever issued"));
        }
    }
}
