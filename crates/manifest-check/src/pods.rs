//! What runs in a pod: containers, images, ports, environment.

use std::collections::BTreeSet;

use super::spelling::{is_dns_label, is_image, is_port_name, is_variable_name};
use super::view::{ManifestSet, ValueExt, kept};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "container-missing",
        severity: Severity::Error,
        prevents: "a pod without a container, or a container without an image",
        find: missing_containers,
    },
    Check {
        name: "container-name-invalid",
        severity: Severity::Error,
        prevents: "names of containers and volumes that the server refuses, duplicates among them",
        find: invalid_names,
    },
    Check {
        name: "image-invalid",
        severity: Severity::Error,
        prevents: "an image reference that the server accepts and the kubelet cannot parse",
        find: invalid_images,
    },
    Check {
        name: "port-name-invalid",
        severity: Severity::Error,
        prevents: "port names that the server refuses: longer than 15 characters, or used twice",
        find: invalid_port_names,
    },
    Check {
        name: "port-number-invalid",
        severity: Severity::Error,
        prevents: "port numbers outside 1 to 65535",
        find: invalid_port_numbers,
    },
    Check {
        name: "env-duplicate",
        severity: Severity::Warning,
        prevents: "a variable set twice, of which the server silently keeps the last",
        find: duplicate_variables,
    },
    Check {
        name: "env-value-not-text",
        severity: Severity::Error,
        prevents: "a number or boolean as the value of a variable, which the server refuses",
        find: values_not_text,
    },
    Check {
        name: "env-name-invalid",
        severity: Severity::Error,
        prevents: "variables that no shell can read, and that envFrom may silently skip",
        find: invalid_variable_names,
    },
    Check {
        name: "copy-keeps-attributes",
        severity: Severity::Error,
        prevents: "an init container that crashes for ever on `cp -a` into a volume",
        find: copies_with_attributes,
    },
    Check {
        name: "pre-stop-too-long",
        severity: Severity::Warning,
        prevents: "a preStop pause that is longer than the whole grace period",
        find: long_pauses,
    },
];

fn missing_containers(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| pod.spec()["containers"].list().is_empty()) {
        report.add(pod.owner, "its pod template has no containers: the server refuses the object");
    }
    for (pod, container) in manifests.containers().filter(|(_, it)| it.value["image"].text().is_empty()) {
        report.add(pod.owner, format!("{} has no image: nothing can be started", container.title()));
    }
}

fn invalid_names(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let containers = pod.containers().map(|container| ("container", container.name()));
        let volumes = pod.volumes().map(|volume| ("volume", volume));
        let mut seen = BTreeSet::new();
        for (what, name) in containers.chain(volumes) {
            if !is_dns_label(name) {
                report.add(pod.owner, format!("has a {what} named \"{name}\", which is no DNS label"));
            }
            if !seen.insert((what, name)) {
                report.add(pod.owner, format!("has two {what}s named \"{name}\": the server refuses that"));
            }
        }
    }
}

/// The server does not read image references; the kubelet does, and answers InvalidImageName for ever.
/// Whether a tag may move is a choice, of which the plan's own rules speak.
fn invalid_images(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let image = container.value["image"].text();
        if !image.is_empty() && !is_image(image) {
            let message = format!("{} runs the image \"{image}\"", container.title());
            report.add(pod.owner, format!("{message}, which is no image reference: it is never started"));
        }
    }
}

fn invalid_port_names(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let mut seen = BTreeSet::new();
        let names = container.value["ports"].list().iter().map(|port| port["name"].text());
        for name in names.filter(|name| !name.is_empty()) {
            let title = container.title();
            if !is_port_name(name) {
                let message =
                    format!("{title} names a port \"{name}\" ({} characters)", name.chars().count());
                let wanted = "at most 15 lower case letters, digits and single hyphens are taken";
                report.add(pod.owner, format!("{message}: {wanted}"));
            }
            if !seen.insert(name) {
                report.add(pod.owner, format!("{title} names two ports \"{name}\": the server refuses that"));
            }
        }
    }
}

fn invalid_port_numbers(manifests: &ManifestSet, report: &mut Report) {
    let is_port = |value: &serde_json::Value| value.as_u64().is_some_and(|port| (1..=65_535).contains(&port));
    for (pod, container) in manifests.containers() {
        for port in container.value["ports"].list().iter().filter(|port| !is_port(&port["containerPort"])) {
            let message = format!("{} declares the port {}", container.title(), port["containerPort"]);
            report.add(pod.owner, format!("{message}; ports go from 1 to 65535"));
        }
    }
    for service in manifests.of("Service") {
        for port in service.spec()["ports"].list() {
            let target = &port["targetPort"];
            if !is_port(&port["port"]) || (target.is_number() && !is_port(target)) {
                let message = format!("spec.ports has {} with the target {target}", port["port"]);
                report.add(service, format!("{message}; ports go from 1 to 65535"));
            }
        }
    }
}

fn duplicate_variables(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let mut seen = BTreeSet::new();
        for name in container.value["env"].list().iter().map(|variable| variable["name"].text()) {
            if !seen.insert(name) {
                report.add(pod.owner, format!("{} sets {name} twice: the last one wins", container.title()));
            }
        }
    }
}

fn values_not_text(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        for variable in container.value["env"].list() {
            let (name, value) = (variable["name"].text(), &variable["value"]);
            let title = container.title();
            if !value.is_null() && !value.is_string() {
                let message = format!("env {name} of {title} has the value {value}, which is not text");
                report.add(pod.owner, format!("{message}: the server refuses the object"));
            } else if value.is_string() && variable.has("valueFrom") {
                let message = format!("env {name} of {title} has both value and valueFrom");
                report.add(pod.owner, format!("{message}: the server refuses the object"));
            }
        }
    }
}

fn invalid_variable_names(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let title = container.title();
        for variable in container.value["env"].list() {
            let name = variable["name"].text();
            if !is_variable_name(name) {
                report.add(
                    pod.owner,
                    format!("env of {title} has the name \"{name}\", which no shell can read"),
                );
            }
        }
        for source in container.value["envFrom"].list() {
            for (kind, reference) in
                [("ConfigMap", &source["configMapRef"]), ("Secret", &source["secretRef"])]
            {
                let name = reference["name"].text();
                let keys = kept(manifests, pod.owner, kind, name).unwrap_or_default();
                for key in keys.keys().filter(|key| !is_variable_name(key)) {
                    let message = format!("envFrom of {title} takes the whole {kind}/{name}");
                    report.add(pod.owner, format!("{message}, but its key {key} cannot be a variable"));
                }
            }
        }
    }
}

/// A volume's top directory belongs to root: another user may write into it, but not set its times or
/// mode. `cp -a` copies everything and then fails on that; on a real cluster it was the only crash loop.
fn copies_with_attributes(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let words: Vec<_> = container.words().flat_map(str::split_whitespace).collect();
        for pair in words.windows(2).filter(|pair| matches!(pair[0], "cp" | "rsync")) {
            let short = pair[1].strip_prefix('-').filter(|flags| !flags.starts_with('-'));
            let keeps = short.is_some_and(|flags| flags.contains(['a', 'p']));
            if keeps || matches!(pair[1], "--archive" | "--preserve") {
                let message = format!("{} runs `{} {}`", container.title(), pair[0], pair[1]);
                report.add(pod.owner, format!("{message}, which fails in a volume: use cp -r"));
            }
        }
    }
}

fn long_pauses(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let grace = pod.spec()["terminationGracePeriodSeconds"].as_u64().unwrap_or(30);
        let pause = container.value["lifecycle"]["preStop"]["sleep"]["seconds"].as_u64().unwrap_or(0);
        if pause >= grace {
            let message = format!("{} sleeps {pause} s before its stop", container.title());
            report.add(pod.owner, format!("{message}, of {grace} s in all: nothing is left to end in order"));
        }
    }
}
