//! Objects that a pod refers to must exist. The API server does not check these references.

use super::spelling::is_variable_name;
use super::view::{ManifestSet, Pod, Use, ValueExt, inherited, kept};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "config-map-missing",
        severity: Severity::Error,
        prevents: "pods that wait for ever for a ConfigMap that does not exist",
        find: |manifests, report| missing_stores(manifests, report, "ConfigMap"),
    },
    Check {
        name: "secret-missing",
        severity: Severity::Error,
        prevents: "pods that wait for ever for a Secret that does not exist",
        find: |manifests, report| missing_stores(manifests, report, "Secret"),
    },
    Check {
        name: "config-map-key-missing",
        severity: Severity::Error,
        prevents: "pods stuck in CreateContainerConfigError, because a ConfigMap lacks a key",
        find: |manifests, report| missing_keys(manifests, report, "ConfigMap"),
    },
    Check {
        name: "secret-key-missing",
        severity: Severity::Error,
        prevents: "pods stuck in CreateContainerConfigError, because a Secret lacks a key",
        find: |manifests, report| missing_keys(manifests, report, "Secret"),
    },
    Check {
        name: "sub-path-missing",
        severity: Severity::Error,
        prevents: "a directory where a program expects its configuration file",
        find: missing_sub_paths,
    },
    Check {
        name: "mounted-file-missing",
        severity: Severity::Error,
        prevents: "a command that reads a file from a ConfigMap that has no such key",
        find: missing_files,
    },
    Check {
        name: "variable-unresolved",
        severity: Severity::Error,
        prevents: "a literal $(NAME) in the environment, because NAME is unknown or defined later",
        find: unresolved_variables,
    },
    Check {
        name: "service-account-missing",
        severity: Severity::Error,
        prevents: "a workload without pods: the server refuses each, because their ServiceAccount is missing",
        find: missing_service_accounts,
    },
    Check {
        name: "priority-class-missing",
        severity: Severity::Error,
        prevents: "a workload without pods: the server refuses each, because their PriorityClass is missing",
        find: missing_priority_classes,
    },
];

fn missing_stores(manifests: &ManifestSet, report: &mut Report, kind: &str) {
    for pod in manifests.pods() {
        for using in manifests.reading(pod).uses.iter().filter(|using| using.kind == kind && !using.optional)
        {
            if kept(manifests, pod.owner, kind, using.name).is_none() && !is_brought_along(using) {
                let message =
                    format!("{} names the {kind} \"{}\", which is not in the set", using.place, using.name);
                report.add(pod.owner, format!("{message}: the pod never starts"));
            }
        }
    }
}

/// The certificate of an external authority cannot be part of the set: it comes from the operator of that server.
fn is_brought_along(using: &Use) -> bool {
    using.kind == "Secret" && using.volume.is_some() && using.key == Some("ca.crt")
}

fn missing_keys(manifests: &ManifestSet, report: &mut Report, kind: &str) {
    for pod in manifests.pods() {
        for using in manifests.reading(pod).uses.iter().filter(|using| using.kind == kind && !using.optional)
        {
            let (Some(key), Some(kept)) = (using.key, kept(manifests, pod.owner, kind, using.name)) else {
                continue;
            };
            if !kept.contains_key(key) {
                let message = format!("{} wants the key \"{key}\" of {kind}/{}", using.place, using.name);
                report.add(
                    pod.owner,
                    format!("{message}, which has no such key: the container is never created"),
                );
            }
        }
    }
}

fn missing_sub_paths(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        for mount in container.value["volumeMounts"].list().iter().filter(|mount| mount.has("subPath")) {
            let (volume, path) = (mount["name"].text(), mount["subPath"].text());
            let uses = manifests.reading(pod).uses.iter();
            let files: Vec<_> = uses.filter(|using| using.volume == Some(volume)).collect();
            let holds = |using: &&Use| match using.key {
                Some(_) => using.file == path,
                // What is missing altogether is another check's business.
                None => {
                    kept(manifests, pod.owner, using.kind, using.name).is_none_or(|it| it.contains_key(path))
                }
            };
            if !files.is_empty() && !files.iter().any(holds) {
                let message = format!("{} mounts \"{path}\" of the volume \"{volume}\"", container.title());
                report.add(
                    pod.owner,
                    format!("{message}, which holds no such file: an empty directory appears"),
                );
            }
        }
    }
}

/// A ConfigMap or Secret that is mounted as a directory is all there is in it: a path into it that some
/// command or file of the pod names must be one of its keys.
fn missing_files(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        let reading = manifests.reading(pod);
        for mount in container.value["volumeMounts"].list().iter().filter(|mount| !mount.has("subPath")) {
            let folder = format!("{}/", mount["mountPath"].text().trim_end_matches('/'));
            let shown = reading.uses.iter().filter(|using| using.volume == mount["name"].as_str());
            let files: Vec<_> = shown.flat_map(|using| file_names(manifests, pod, using)).collect();
            for (place, text) in reading.texts.iter().filter(|_| !files.is_empty()) {
                for path in paths(text).filter_map(|path| path.strip_prefix(&folder)) {
                    if !files.iter().any(|file| file == path) {
                        let message =
                            format!("{place} names {folder}{path}, but the volume that is mounted there");
                        report.add(pod.owner, format!("{message} holds {}", files.join(", ")));
                    }
                }
            }
        }
    }
}

/// The files that a volume shows of one ConfigMap or Secret.
fn file_names(manifests: &ManifestSet, pod: Pod, using: &Use) -> Vec<String> {
    match using.key {
        Some(_) => vec![using.file.to_owned()],
        None => kept(manifests, pod.owner, using.kind, using.name).unwrap_or_default().into_keys().collect(),
    }
}

/// The absolute paths in a text, as far as they are written out.
fn paths(text: &str) -> impl Iterator<Item = &str> {
    let ends = |c: char| {
        c.is_whitespace() || matches!(c, '"' | '\'' | '=' | ';' | ',' | ':' | '(' | ')' | '<' | '>')
    };
    text.split(ends)
        .filter(|word| word.starts_with('/') && !word.ends_with('/') && !word.contains(['$', '*', '{']))
}

/// `$(NAME)` in the value of a variable is replaced only by what stands before it; otherwise it stays as
/// it is written, and a program is told that its password is the text `$(REDIS_PASSWORD)`.
fn unresolved_variables(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for container in pod.containers() {
            let mut known = inherited(manifests, pod, container);
            for variable in container.value["env"].list() {
                for name in dollar_names(variable["value"].text()) {
                    if !known.contains_key(name) {
                        let message = format!("env {} of {}", variable["name"].text(), container.title());
                        report.add(
                            pod.owner,
                            format!("{message} holds $({name}), which nothing before it defines"),
                        );
                    }
                }
                known.insert(variable["name"].text().to_owned(), String::new());
            }
        }
    }
}

/// The names in `$(NAME)`, but not in the escaped `$$(NAME)`.
fn dollar_names(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("$(") {
        let escaped = text[..at].bytes().rev().take_while(|byte| *byte == b'$').count() % 2 == 1;
        let name = text[at + 2..].split_once(')').map_or("", |(name, _)| name);
        if !escaped && is_variable_name(name) {
            found.push(name);
        }
    }
    found
}

fn missing_service_accounts(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let name = pod.spec()["serviceAccountName"].text();
        // Every namespace has one called default; using it is another matter.
        let exists =
            matches!(name, "" | "default") || manifests.beside(pod.owner, "ServiceAccount", name).is_some();
        if !exists {
            let message = format!("serviceAccountName is \"{name}\", which is not in the set");
            report.add(
                pod.owner,
                format!("{message}: the server refuses every pod, and the workload stays empty"),
            );
        }
    }
}

fn missing_priority_classes(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let name = pod.spec()["priorityClassName"].text();
        let built_in = matches!(name, "" | "system-cluster-critical" | "system-node-critical");
        if !built_in && manifests.named("PriorityClass", name).is_none() {
            let message = format!("priorityClassName is \"{name}\", which is not in the set");
            report.add(
                pod.owner,
                format!("{message}: the server refuses every pod, and the workload stays empty"),
            );
        }
    }
}
