//! Ingresses: from a host and a path to a Service.

use std::collections::BTreeSet;

use serde_json::Value;

use super::network::service_port;
use super::probes::{allowed_hosts, allows};
use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "ingress-class-unset",
        severity: Severity::Error,
        prevents: "an Ingress that no controller takes up",
        find: unset_ingress_classes,
    },
    Check {
        name: "ingress-path-invalid",
        severity: Severity::Error,
        prevents: "paths the server refuses",
        find: invalid_paths,
    },
    Check {
        name: "ingress-backend-missing",
        severity: Severity::Error,
        prevents: "503 for every visitor, because the Service does not exist",
        find: missing_backends,
    },
    Check {
        name: "ingress-port-missing",
        severity: Severity::Error,
        prevents: "503 for every visitor, because the Service has no such port",
        find: missing_backend_ports,
    },
    Check {
        name: "ingress-tls-host-unrouted",
        severity: Severity::Error,
        prevents: "a certificate for a host that no rule serves, or a host without one",
        find: unrouted_tls_hosts,
    },
    Check {
        name: "ingress-host-refused",
        severity: Severity::Error,
        prevents: "400 for every visitor, because Django does not know the host it is reached by",
        find: refused_hosts,
    },
    Check {
        name: "ingress-middleware-missing",
        severity: Severity::Error,
        prevents: "404 for every visitor: Traefik drops a route whose middleware it cannot find",
        find: missing_middlewares,
    },
];

/// Classes of controllers that look for them in the annotation only: GKE's, and Azure's Application Gateway.
const READ_FROM_ANNOTATION: [&str; 3] = ["gce", "gce-internal", "azure/application-gateway"];

fn unset_ingress_classes(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        let annotated = ingress.annotation("kubernetes.io/ingress.class");
        let named = !ingress.spec()["ingressClassName"].text().is_empty();
        if READ_FROM_ANNOTATION.contains(&annotated) {
            if named {
                report.add(ingress, "has its class in a field and in an annotation: the server refuses that");
            }
            continue;
        }
        if !annotated.is_empty() {
            report.add(ingress, "has the annotation kubernetes.io/ingress.class, which is deprecated");
        }
        if !named {
            report.add(
                ingress,
                "has no spec.ingressClassName, so it works only if the cluster has a default class",
            );
        }
    }
}

/// The paths of an Ingress with the backend of each; the default backend has no path.
pub(super) fn backends<'a>(ingress: Object<'a>) -> impl Iterator<Item = (Option<&'a Value>, &'a Value)> {
    let rules = ingress.spec()["rules"].list().iter();
    let paths =
        rules.flat_map(|rule| rule["http"]["paths"].list()).map(|path| (Some(path), &path["backend"]));
    let default = &ingress.spec()["defaultBackend"];
    paths.chain(default.is_object().then_some((None, default)))
}

fn invalid_paths(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        if backends(ingress).next().is_none() {
            report.add(ingress, "has neither rules nor a default backend: it serves nothing");
        }
        for path in backends(ingress).filter_map(|(path, _)| path) {
            let (text, kind) = (path["path"].text(), path["pathType"].text());
            if !matches!(kind, "Exact" | "Prefix" | "ImplementationSpecific") {
                report.add(
                    ingress,
                    format!("the path \"{text}\" has the pathType \"{kind}\", which does not exist"),
                );
            } else if kind != "ImplementationSpecific" && !text.starts_with('/') {
                report.add(ingress, format!("the path \"{text}\" does not begin with a slash"));
            }
        }
    }
}

fn missing_backends(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        for name in backends(ingress).map(|(_, backend)| backend["service"]["name"].text()) {
            if manifests.beside(ingress, "Service", name).is_none() {
                let message = format!("leads to the Service \"{name}\", which is not in the set");
                report.add(ingress, format!("{message}: visitors get 503"));
            }
        }
    }
}

fn missing_backend_ports(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        for (_, backend) in backends(ingress) {
            let (name, wanted) = (backend["service"]["name"].text(), &backend["service"]["port"]);
            let Some(service) = manifests.beside(ingress, "Service", name) else { continue };
            if service_port(service, wanted).is_none() {
                report.add(
                    ingress,
                    format!("leads to the port {wanted} of {}, which has no such port", service.id()),
                );
            }
        }
    }
}

fn unrouted_tls_hosts(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        let (tls, rules) = (ingress.spec()["tls"].list(), ingress.spec()["rules"].list().iter());
        // A certificate without a list of hosts is for all of them.
        if tls.is_empty() || tls.iter().any(|tls| tls["hosts"].list().is_empty()) {
            continue;
        }
        let certified: BTreeSet<_> =
            tls.iter().flat_map(|tls| tls["hosts"].list()).map(|host| host.text()).collect();
        let routed: BTreeSet<_> = rules.map(|rule| rule["host"].text()).collect();
        for host in certified.difference(&routed) {
            report.add(ingress, format!("has a certificate for \"{host}\", but no rule for that host"));
        }
        for host in routed.difference(&certified) {
            report.add(
                ingress,
                format!("has a rule for \"{host}\", but no certificate, as its other hosts have"),
            );
        }
    }
}

fn refused_hosts(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        for (pod, container) in manifests.containers() {
            let Some(allowed) = allowed_hosts(manifests.reading(pod).settings(container)) else { continue };
            let hosts = ingress.spec()["rules"].list().iter().map(|rule| rule["host"].text());
            for host in hosts.filter(|host| !host.is_empty() && !allows(&allowed, host)) {
                let message =
                    format!("{} does not know the host \"{host}\" of {}", container.title(), ingress.id());
                report.add(pod.owner, format!("{message}: Django answers 400 to every visitor"));
            }
        }
    }
}

/// Traefik names a middleware `<namespace>-<name>@kubernetescrd` in an annotation of the Ingress; one that its
/// own configuration file holds ends in `@file` and cannot be seen from here.
fn missing_middlewares(manifests: &ManifestSet, report: &mut Report) {
    for ingress in manifests.of("Ingress") {
        let list = ingress.annotation("traefik.ingress.kubernetes.io/router.middlewares");
        for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let known = |it: Object| format!("{}-{}@kubernetescrd", it.namespace, it.name) == name;
            if !manifests.of("Middleware").any(known) && !name.ends_with("@file") {
                report.add(ingress, format!("names the middleware \"{name}\", which is not in the set"));
            }
        }
    }
}
