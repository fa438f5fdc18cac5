//! Gateway API: Gateways, and the routes that join them. A Gateway that is in the cluster already cannot be seen from here.

use std::collections::BTreeSet;

use serde_json::Value;

use super::network::{service_port, target};
use super::policies::ways::lets_in;
use super::probes::{allowed_hosts, allows};
use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "gateway-field-unstandard",
        severity: Severity::Error,
        prevents: "a field that not every release of Gateway API's standard channel has, so that the server drops it",
        find: unstandard_fields,
    },
    Check {
        name: "gateway-listener-invalid",
        severity: Severity::Error,
        prevents: "listeners that the server refuses, or that never serve TLS",
        find: invalid_listeners,
    },
    Check {
        name: "route-parent-missing",
        severity: Severity::Error,
        prevents: "a route that no listener serves, because its Gateway has no such listener",
        find: missing_parents,
    },
    Check {
        name: "route-host-unserved",
        severity: Severity::Error,
        prevents: "a route that no listener serves, because the listener is for another host",
        find: unserved_hosts,
    },
    Check {
        name: "route-redirects-to-itself",
        severity: Severity::Error,
        prevents: "a browser that is redirected for ever, because the route to https is on the https listener",
        find: endless_redirects,
    },
    Check {
        name: "route-backend-missing",
        severity: Severity::Error,
        prevents: "500 for every visitor, because the Service or its port does not exist",
        find: missing_backends,
    },
    Check {
        name: "route-host-refused",
        severity: Severity::Error,
        prevents: "400 for every visitor, because Django does not know the host it is reached by",
        find: refused_hosts,
    },
    Check {
        name: "policy-route-shut",
        severity: Severity::Error,
        prevents: "504 for every visitor, because the Gateway may not reach the pods",
        find: shut_routes,
    },
];

const GROUP: &str = "gateway.networking.k8s.io";

fn of<'a>(manifests: &ManifestSet<'a>, kind: &'static str) -> impl Iterator<Item = Object<'a>> {
    manifests.of(kind).filter(|object| object.group == GROUP)
}

/// Kind, place below `spec` (a star is each entry of a list), and the fields that stand there in every release since 1.0.
const FIELDS: &[(&str, &[&str], &[&str])] = &[
    ("Gateway", &[], &["gatewayClassName", "listeners", "addresses"]),
    ("Gateway", &["listeners", "*"], &["name", "hostname", "port", "protocol", "tls", "allowedRoutes"]),
    ("Gateway", &["listeners", "*", "tls"], &["mode", "certificateRefs", "options"]),
    ("Gateway", &["listeners", "*", "tls", "certificateRefs", "*"], &["group", "kind", "name", "namespace"]),
    ("Gateway", &["listeners", "*", "allowedRoutes"], &["namespaces", "kinds"]),
    ("Gateway", &["listeners", "*", "allowedRoutes", "namespaces"], &["from", "selector"]),
    ("HTTPRoute", &[], &["parentRefs", "hostnames", "rules"]),
    ("HTTPRoute", &["parentRefs", "*"], &["group", "kind", "namespace", "name", "sectionName", "port"]),
    ("HTTPRoute", &["rules", "*"], &["matches", "filters", "backendRefs", "timeouts"]),
    ("HTTPRoute", &["rules", "*", "matches", "*"], &["path", "headers", "queryParams", "method"]),
    ("HTTPRoute", &["rules", "*", "matches", "*", "path"], &["type", "value"]),
    (
        "HTTPRoute",
        &["rules", "*", "backendRefs", "*"],
        &["group", "kind", "name", "namespace", "port", "weight", "filters"],
    ),
    (
        "HTTPRoute",
        &["rules", "*", "filters", "*"],
        &[
            "type",
            "requestHeaderModifier",
            "responseHeaderModifier",
            "requestMirror",
            "requestRedirect",
            "urlRewrite",
            "extensionRef",
        ],
    ),
    (
        "HTTPRoute",
        &["rules", "*", "filters", "*", "requestRedirect"],
        &["scheme", "hostname", "path", "port", "statusCode"],
    ),
];

fn at<'v>(value: &'v Value, place: &[&str]) -> Vec<&'v Value> {
    match place {
        [] => vec![value],
        ["*", rest @ ..] => value.list().iter().flat_map(|entry| at(entry, rest)).collect(),
        [key, rest @ ..] => at(&value[*key], rest),
    }
}

fn unstandard_fields(manifests: &ManifestSet, report: &mut Report) {
    for (kind, place, known) in FIELDS {
        for object in of(manifests, kind) {
            for (key, _) in at(object.spec(), place).into_iter().flat_map(Value::entries) {
                if !known.contains(&key) {
                    let path = [&["spec"], *place, &[key]].concat().join(".");
                    report.add(object, format!("has {path}, which the standard channel did not always have"));
                }
            }
        }
    }
    for route in of(manifests, "HTTPRoute") {
        for redirect in at(route.spec(), &["rules", "*", "filters", "*", "requestRedirect"]) {
            let code = &redirect["statusCode"];
            if !code.is_null() && !matches!(code.as_u64(), Some(301 | 302)) {
                report.add(route, format!("redirects with {code}; before 1.5 only 301 and 302 are taken"));
            }
        }
    }
}

fn listeners<'a>(gateway: Object<'a>) -> &'a [Value] {
    gateway.spec()["listeners"].list()
}

fn invalid_listeners(manifests: &ManifestSet, report: &mut Report) {
    for gateway in of(manifests, "Gateway") {
        let (mut names, mut places) = (BTreeSet::new(), BTreeSet::new());
        if listeners(gateway).is_empty() || gateway.spec()["gatewayClassName"].text().is_empty() {
            report.add(gateway, "needs a gatewayClassName and at least one listener: the server refuses it");
        }
        for listener in listeners(gateway) {
            let (name, protocol) = (listener["name"].text(), listener["protocol"].text());
            if !names.insert(name) {
                report.add(gateway, format!("has two listeners called \"{name}\": the server refuses it"));
            }
            if !places.insert((listener["port"].as_u64(), protocol, listener["hostname"].text())) {
                report.add(
                    gateway,
                    format!("the listener \"{name}\" has the port, protocol and host of another"),
                );
            }
            let certified = !listener["tls"]["certificateRefs"].list().is_empty();
            if protocol == "HTTPS" && !certified {
                report.add(gateway, format!("the listener \"{name}\" is for HTTPS and names no certificate"));
            }
            if protocol == "HTTP" && listener.has("tls") {
                report.add(
                    gateway,
                    format!("the listener \"{name}\" is for HTTP and has tls: the server refuses it"),
                );
            }
        }
    }
}

/// The Gateway of the set that a route or a solver means.
fn parent<'a>(manifests: &ManifestSet<'a>, child: Object, reference: &Value) -> Option<Object<'a>> {
    let namespace = reference["namespace"].as_str().unwrap_or(child.namespace);
    of(manifests, "Gateway")
        .find(|gateway| gateway.name == reference["name"].text() && gateway.namespace == namespace)
}

/// Every parent of every route that is in the set, with the listeners that the route asks for.
fn joined<'a>(manifests: &ManifestSet<'a>) -> Vec<(Object<'a>, Object<'a>, &'a Value, Vec<&'a Value>)> {
    let mut found = Vec::new();
    for route in of(manifests, "HTTPRoute") {
        for reference in route.spec()["parentRefs"].list() {
            let Some(gateway) = parent(manifests, route, reference) else { continue };
            let section = reference["sectionName"].text();
            let asked = |listener: &&Value| section.is_empty() || listener["name"] == section;
            found.push((route, gateway, reference, listeners(gateway).iter().filter(asked).collect()));
        }
    }
    found
}

fn missing_parents(manifests: &ManifestSet, report: &mut Report) {
    for route in of(manifests, "HTTPRoute") {
        let references = route.spec()["parentRefs"].list();
        if references.is_empty() {
            report.add(route, "names no Gateway: nothing serves it");
        }
        for reference in references {
            let namespace = reference["namespace"].as_str().unwrap_or(route.namespace);
            let brought = of(manifests, "Gateway").any(|gateway| gateway.namespace == namespace);
            if brought && parent(manifests, route, reference).is_none() {
                let name = reference["name"].text();
                report
                    .add(route, format!("joins the Gateway \"{name}\", which is not among those of the set"));
            }
        }
    }
    for (route, gateway, reference, listeners) in joined(manifests) {
        if listeners.is_empty() {
            let message = format!("joins the listener {} of {}", reference["sectionName"], gateway.id());
            report.add(route, format!("{message}, which has none of that name"));
        }
    }
}

fn serves(listener: &Value, host: &str) -> bool {
    let own = listener["hostname"].text();
    own.is_empty() || own == host || own.strip_prefix('*').is_some_and(|end| host.ends_with(end))
}

fn unserved_hosts(manifests: &ManifestSet, report: &mut Report) {
    for route in of(manifests, "HTTPRoute") {
        let mine: Vec<_> = joined(manifests).into_iter().filter(|(it, ..)| it.is_same(route)).collect();
        let outside = route.spec()["parentRefs"].list().len() > mine.len();
        let all: Vec<&Value> = mine.into_iter().flat_map(|(.., listeners)| listeners).collect();
        if outside || all.is_empty() {
            continue;
        }
        for host in route.spec()["hostnames"].list().iter().map(ValueExt::text) {
            if !all.iter().any(|listener| serves(listener, host)) {
                report.add(route, format!("is for \"{host}\", but its listeners are for other hosts"));
            }
        }
    }
}

fn endless_redirects(manifests: &ManifestSet, report: &mut Report) {
    for (route, gateway, _, listeners) in joined(manifests) {
        let redirects = at(route.spec(), &["rules", "*", "filters", "*", "requestRedirect"]);
        let to_https = redirects.iter().any(|redirect| redirect["scheme"] == "https");
        if to_https && listeners.iter().any(|listener| listener["protocol"] == "HTTPS") {
            report.add(
                route,
                format!("redirects to https on a listener of {} that is for https", gateway.id()),
            );
        }
    }
}

/// The Services that a route leads to.
fn backends(route: Object<'_>) -> Vec<&Value> {
    at(route.spec(), &["rules", "*", "backendRefs", "*"])
}

fn missing_backends(manifests: &ManifestSet, report: &mut Report) {
    for route in of(manifests, "HTTPRoute") {
        for rule in route.spec()["rules"].list() {
            let redirects = !at(rule, &["filters", "*", "requestRedirect"]).iter().all(|it| it.is_null());
            if rule["backendRefs"].list().is_empty() && !redirects {
                report.add(route, "has a rule that leads nowhere: visitors get 500 or 404");
            }
        }
        for backend in backends(route) {
            let name = backend["name"].text();
            let Some(service) = manifests.beside(route, "Service", name) else {
                report.add(route, format!("leads to the Service \"{name}\", which is not in the set"));
                continue;
            };
            if service_port(service, &serde_json::json!({ "number": backend["port"] })).is_none() {
                let message = format!("leads to the port {} of {}", backend["port"], service.id());
                report.add(route, format!("{message}, which has no such port"));
            }
        }
    }
}

fn refused_hosts(manifests: &ManifestSet, report: &mut Report) {
    for route in of(manifests, "HTTPRoute").filter(|route| !backends(*route).is_empty()) {
        for (pod, container) in manifests.containers() {
            let Some(allowed) = allowed_hosts(manifests.reading(pod).settings(container)) else { continue };
            let hosts = route.spec()["hostnames"].list().iter().map(ValueExt::text);
            for host in hosts.filter(|host| !allows(&allowed, host)) {
                let message =
                    format!("{} does not know the host \"{host}\" of {}", container.title(), route.id());
                report.add(pod.owner, format!("{message}: Django answers 400 to every visitor"));
            }
        }
    }
}

fn shut_routes(manifests: &ManifestSet, report: &mut Report) {
    for route in of(manifests, "HTTPRoute") {
        for backend in backends(route) {
            let Some(service) = manifests.beside(route, "Service", backend["name"].text()) else { continue };
            let wanted = serde_json::json!({ "number": backend["port"] });
            let Some(port) = service_port(service, &wanted) else { continue };
            for pod in manifests.pods_of(service) {
                if pod.port(target(port)).is_some_and(|port| !lets_in(manifests, pod, port.number)) {
                    let message =
                        format!("leads to {}, but no policy lets another namespace in", pod.owner.id());
                    report.add(route, format!("{message}, so visitors get 504"));
                }
            }
        }
    }
}
