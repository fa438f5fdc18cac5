//! Prometheus: what is scraped, and the alerting rules.

use std::collections::BTreeSet;

use serde_json::Value;

use super::network::target;
use super::policies::ways::lets_in;
use super::view::{Labelled, ManifestSet, Object, Pod, ValueExt, selects, spell};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "monitor-selects-nothing",
        severity: Severity::Warning,
        prevents: "a monitor that selects no Service or pod, so its dashboards stay empty",
        find: idle_monitors,
    },
    Check {
        name: "monitor-port-unknown",
        severity: Severity::Error,
        prevents: "a monitor that scrapes a port that does not exist",
        find: unknown_ports,
    },
    Check {
        name: "monitor-shut-out",
        severity: Severity::Warning,
        prevents: "metrics that never arrive, because no policy lets Prometheus in",
        find: shut_out_monitors,
    },
    Check {
        name: "alert-rule-invalid",
        severity: Severity::Error,
        prevents: "a group of rules that Prometheus refuses to load",
        find: invalid_rules,
    },
];

const MONITORING: &str = "monitoring.coreos.com";

/// Labels as a Service carries them.
struct Labels<'a>(&'a Value);

impl Labelled for Labels<'_> {
    fn is_labelled(&self, key: &str, value: &str) -> bool {
        self.0[key].as_str() == Some(value)
    }

    fn has_label(&self, key: &str) -> bool {
        self.0.has(key)
    }
}

/// What a monitor selects: Services with the pods behind them, or pods alone.
fn watched<'a>(manifests: &ManifestSet<'a>, monitor: Object) -> Vec<(Option<Object<'a>>, Pod<'a>)> {
    let selector = &monitor.spec()["selector"];
    let spaces = &monitor.spec()["namespaceSelector"];
    let near = |space: &str| {
        let named = spaces["matchNames"].list();
        spaces["any"] == true
            || named.iter().any(|it| it == space)
            || named.is_empty() && space == monitor.namespace
    };
    if monitor.kind == "PodMonitor" {
        let pods = manifests.all_pods().filter(|pod| near(pod.owner.namespace) && selects(selector, pod));
        return pods.map(|pod| (None, pod)).collect();
    }
    let labels = |service: &Object<'a>| Labels(&service.value["metadata"]["labels"]);
    let services = manifests.of("Service").filter(|it| near(it.namespace) && selects(selector, &labels(it)));
    services
        .flat_map(|service| manifests.pods_of(service).into_iter().map(move |pod| (Some(service), pod)))
        .collect()
}

fn monitors<'a>(manifests: &ManifestSet<'a>) -> impl Iterator<Item = (Object<'a>, &'a [Value])> {
    let monitors = manifests.objects().filter(|object| object.group == MONITORING);
    monitors.filter_map(|object| match object.kind {
        "PodMonitor" => Some((object, object.spec()["podMetricsEndpoints"].list())),
        "ServiceMonitor" => Some((object, object.spec()["endpoints"].list())),
        _ => None,
    })
}

fn idle_monitors(manifests: &ManifestSet, report: &mut Report) {
    for (monitor, endpoints) in monitors(manifests) {
        if watched(manifests, monitor).is_empty() {
            let what = if monitor.kind == "PodMonitor" { "pod" } else { "Service with pods" };
            let labels = spell(&monitor.spec()["selector"]["matchLabels"]);
            report.add(monitor, format!("spec.selector ({labels}) matches no {what} of the set"));
        } else if endpoints.is_empty() {
            report.add(monitor, "names no endpoint: nothing is asked");
        }
    }
}

/// The port of a pod that an endpoint means. A ServiceMonitor names a port of the Service.
fn asked<'p>(service: Option<Object<'p>>, endpoint: &'p Value) -> Option<&'p Value> {
    let (port, number) = (&endpoint["port"], &endpoint["portNumber"]);
    match service {
        Some(service) if port.is_string() => {
            service.spec()["ports"].list().iter().find(|it| it["name"] == *port).map(target)
        }
        None if port.is_string() => Some(port),
        None if number.is_u64() => Some(number),
        _ => Some(&endpoint["targetPort"]),
    }
}

/// Pods without the port are passed over, so that one monitor can be for pods of many kinds. A port that
/// none of them has is a mistake.
fn unknown_ports(manifests: &ManifestSet, report: &mut Report) {
    for (monitor, endpoints) in monitors(manifests) {
        let watched = watched(manifests, monitor);
        for endpoint in endpoints {
            let has = |(service, pod): &(Option<Object>, Pod)| {
                asked(*service, endpoint).is_some_and(|port| pod.port(port).is_some())
            };
            if !watched.is_empty() && !watched.iter().any(has) {
                let port = if endpoint.has("port") { &endpoint["port"] } else { &endpoint["targetPort"] };
                let message =
                    format!("asks for the port {port}, which none of its {} pods has", watched.len());
                report.add(monitor, message);
            }
        }
    }
}

/// Prometheus runs in a namespace of its own.
fn shut_out_monitors(manifests: &ManifestSet, report: &mut Report) {
    for (monitor, endpoints) in monitors(manifests) {
        for (service, pod) in watched(manifests, monitor) {
            let ports = endpoints.iter().filter_map(|endpoint| pod.port(asked(service, endpoint)?));
            for port in ports.filter(|port| !lets_in(manifests, pod, port.number)) {
                let message = format!("asks {} on port {}", pod.owner.id(), port.number);
                report.add(monitor, format!("{message}, but no policy lets another namespace in"));
            }
        }
    }
}

fn invalid_rules(manifests: &ManifestSet, report: &mut Report) {
    for object in manifests.of("PrometheusRule").filter(|object| object.group == MONITORING) {
        let mut groups = BTreeSet::new();
        let mut refuse = |why: String| report.add(object, format!("{why}: Prometheus leaves the group out"));
        for group in object.spec()["groups"].list() {
            let name = group["name"].text();
            if name.is_empty() || !groups.insert(name) {
                refuse(format!("has a group called \"{name}\" without a name of its own"));
            }
            let mut alerts = BTreeSet::new();
            for rule in group["rules"].list() {
                let title = if rule.has("alert") { rule["alert"].text() } else { rule["record"].text() };
                wrong(rule).into_iter().for_each(|why| refuse(format!("the rule \"{title}\" {why}")));
                if !alerts.insert((title, rule["labels"].to_string())) {
                    refuse(format!("the rule \"{title}\" stands twice in \"{name}\""));
                }
            }
        }
    }
}

/// What is wrong with one rule.
fn wrong(rule: &Value) -> Vec<&'static str> {
    let texts = |part: &str| rule[part].entries().all(|(_, value)| value.is_string());
    let number = rule["expr"].is_number();
    let alone = rule.has("alert") != rule.has("record");
    let only_alerts = rule.has("alert") || !(rule.has("for") || rule.has("annotations"));
    let lasting = |part: &str| rule[part].is_null() || is_duration(rule[part].text());
    [
        (alone, "is neither an alert nor a record, or both"),
        (
            number || is_balanced(rule["expr"].text()),
            "has an expression whose brackets do not match, or none",
        ),
        (only_alerts, "records, and yet has what only an alert has"),
        (texts("labels") && texts("annotations"), "has a label or an annotation that is not text"),
        (lasting("for") && lasting("keep_firing_for"), "waits for something that is no duration such as 5m"),
    ]
    .into_iter()
    .filter_map(|(right, why)| (!right).then_some(why))
    .collect()
}

/// `1h30m`, `5m`, `0`.
fn is_duration(text: &str) -> bool {
    const UNITS: [&str; 7] = ["ms", "s", "m", "h", "d", "w", "y"];
    let mut rest = text;
    while !rest.is_empty() && rest != "0" {
        let unit = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        let end = unit.find(|c: char| c.is_ascii_digit()).unwrap_or(unit.len());
        if unit.len() == rest.len() || !UNITS.contains(&&unit[..end]) {
            return false;
        }
        rest = &unit[end..];
    }
    !text.is_empty()
}

/// Whether there is an expression and each bracket in it has its other half, outside of quoted text.
fn is_balanced(text: &str) -> bool {
    let (mut open, mut quote) = (Vec::new(), None);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(_), '\\') => drop(letters.next()),
            (Some(mark), _) if mark == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '(' | '[' | '{') => open.push(letter),
            (None, ')' | ']' | '}') => {
                let pair =
                    matches!((open.pop(), letter), (Some('('), ')') | (Some('['), ']') | (Some('{'), '}'));
                if !pair {
                    return false;
                }
            }
            _ => {}
        }
    }
    !text.trim().is_empty() && open.is_empty() && quote.is_none()
}
