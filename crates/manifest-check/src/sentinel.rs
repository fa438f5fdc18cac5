//! Redis with Sentinel: what Sentinels, servers and clients must agree on, so that a lost master is replaced and clients
//! find the new one. Read from the configuration that the pods write when they start.

use super::dns::{Lead, follow};
use super::scan::arguments;
use super::view::{Container, ManifestSet, Pod, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

mod clients;
mod script;
mod stopping;

use script::values;

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "sentinel-hostnames-refused",
        severity: Severity::Error,
        prevents: "a Sentinel that does not start, because it is not told to resolve host names",
        find: refused_names,
    },
    Check {
        name: "sentinel-announce",
        severity: Severity::Error,
        prevents: "Sentinels and servers announced by IP addresses, which change when their pod is recreated",
        find: wrong_announcements,
    },
    Check {
        name: "sentinel-password-missing",
        severity: Severity::Error,
        prevents: "Sentinels that are rejected by their master or by each other, because of a missing password",
        find: missing_passwords,
    },
    Check {
        name: "sentinel-file-read-only",
        severity: Severity::Error,
        prevents: "a Sentinel that exits at its first election, because it cannot rewrite its configuration",
        find: read_only_files,
    },
    Check {
        name: "sentinel-without-volume",
        severity: Severity::Error,
        prevents: "a master that restarts without data before a failover, and replicas that then copy nothing",
        find: forgetful_servers,
    },
    Check {
        name: "sentinel-stops-first",
        severity: Severity::Error,
        prevents: "a stopping master that asks for a failover when its Sentinel has stopped already",
        find: stopping::sentinels_that_stop_first,
    },
    Check {
        name: "sentinel-master-unknown",
        severity: Severity::Error,
        prevents: "clients that ask for a master by a name that no Sentinel monitors",
        find: clients::unknown_masters,
    },
    Check {
        name: "sentinel-master-shut",
        severity: Severity::Error,
        prevents: "clients that may reach the Sentinels, but not the master",
        find: clients::masters_out_of_reach,
    },
];

/// A line `sentinel monitor NAME HOST PORT QUORUM` in something that a pod reads.
struct Monitor<'b, 'a> {
    pod: Pod<'a>,
    place: &'b str,
    text: &'b str,
    master: &'b str,
    host: &'b str,
    port: Option<u64>,
}

fn monitors<'b, 'a>(manifests: &'b ManifestSet<'a>) -> Vec<Monitor<'b, 'a>> {
    let mut found = Vec::new();
    for pod in manifests.pods() {
        for (place, text) in &manifests.reading(pod).texts {
            for line in lines(text) {
                let words = arguments(line, &["sentinel", "monitor"]).unwrap_or_default();
                let [master, host, port, _quorum, ..] = words[..] else { continue };
                let port = values(text, port).iter().find_map(|port| port.parse().ok());
                found.push(Monitor { pod, place, text, master, host, port });
            }
        }
    }
    found
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with('#'))
}

/// What follows a directive, in the first line that has it, with the number of that line.
fn directive<'t>(text: &'t str, words: &[&str]) -> Option<(usize, &'t str)> {
    let said = |line: &'t str| arguments(line, words)?.first().copied();
    lines(text).enumerate().find_map(|(at, line)| Some((at, said(line)?)))
}

impl<'a> Monitor<'_, 'a> {
    /// The pods that the Sentinels watch: those behind the names in the same text, or their own.
    fn servers(&self, manifests: &ManifestSet<'a>) -> Vec<Pod<'a>> {
        let named = manifests.reading(self.pod).mentions.iter().filter(|mention| mention.place == self.place);
        let mut servers: Vec<Pod> = Vec::new();
        for mention in named {
            let Lead::Pods { pods, .. } = follow(manifests, self.pod, &mention.host.name) else { continue };
            servers.extend(pods);
        }
        servers.dedup_by_key(|pod| pod.index);
        if servers.is_empty() { vec![self.pod] } else { servers }
    }

    /// The container that reads this text: its command is it, or names the file.
    fn container(&self) -> Option<Container<'a>> {
        let file = self.place.split(" of ").next().unwrap_or_default();
        self.pod.containers().find(|container| {
            self.place.ends_with(&container.title()) || container.words().any(|word| word.contains(file))
        })
    }
}

fn refused_names(manifests: &ManifestSet, report: &mut Report) {
    for Monitor { pod, place, text, host, .. } in monitors(manifests) {
        let is_address = host.parse::<std::net::IpAddr>().is_ok();
        let says_yes = |what| directive(text, &["sentinel", what]).filter(|(_, word)| *word == "yes");
        let monitored = directive(text, &["sentinel", "monitor"]).map_or(0, |(at, _)| at);
        if is_address {
            continue;
        }
        if says_yes("resolve-hostnames").is_none_or(|(at, _)| at >= monitored) {
            let message = format!("{place} monitors a host by name, without resolve-hostnames yes before it");
            report.add(pod.owner, format!("{message}: Sentinel refuses the line and ends"));
        } else if says_yes("announce-hostnames").is_none() {
            let message = format!("{place} resolves names, but does not say announce-hostnames yes");
            report.add(pod.owner, format!("{message}: clients are given addresses that change"));
        }
    }
}

/// Each pod has to say its own whole name: the name of the pod, then that of the governing Service.
fn wrong_announcements(manifests: &ManifestSet, report: &mut Report) {
    for monitor in monitors(manifests) {
        announces(manifests, monitor.pod, &["sentinel", "announce-ip"], report);
        for server in monitor.servers(manifests) {
            announces(manifests, server, &["replica-announce-ip"], report);
        }
    }
}

fn announces(manifests: &ManifestSet, pod: Pod, words: &[&str], report: &mut Report) {
    let (service, space) = (pod.owner.spec()["serviceName"].text(), pod.owner.namespace);
    if pod.owner.kind != "StatefulSet" {
        return;
    }
    let ending = format!(".{service}.{space}.svc.");
    let own = |name: &str| {
        let rest = ["$HOSTNAME", "${HOSTNAME}", "$POD_NAME", "${POD_NAME}"]
            .iter()
            .find_map(|it| name.strip_prefix(it));
        rest.is_some_and(|rest| format!("{rest}.").starts_with(&ending))
    };
    let texts = &manifests.reading(pod).texts;
    let said = texts.iter().find_map(|(place, text)| Some((place, text, directive(text, words)?.1)));
    let words = words.join(" ");
    match said {
        None => report
            .add(pod.owner, format!("nothing says {words}: the pod is known by an address that changes")),
        Some((place, text, name)) if !values(text, name).into_iter().any(own) => {
            let message =
                format!("{place} says {words} {name}, which is not the name of each pod followed by");
            report.add(pod.owner, format!("{message} \"{ending}\": others cannot find it again"));
        }
        Some(_) => {}
    }
}

fn missing_passwords(manifests: &ManifestSet, report: &mut Report) {
    for monitor in monitors(manifests) {
        let Monitor { pod, place, text, .. } = monitor;
        let says = |words: &[&str]| directive(text, words).is_some();
        let asks = |server: &Pod| {
            let texts = &manifests.reading(*server).texts;
            texts.iter().any(|(at, text)| at != place && text.contains("requirepass"))
        };
        let guarded = monitor.servers(manifests).iter().any(asks);
        let mut miss = |what: &str, why: &str| {
            report.add(pod.owner, format!("{place} does not say {what}, but {why}"));
        };
        if guarded && !says(&["sentinel", "auth-pass"]) {
            miss("sentinel auth-pass", "its master asks for a password: Sentinel takes it for dead");
        }
        if guarded && !says(&["requirepass"]) {
            miss("requirepass", "Redis does: anything that reaches a Sentinel may change the master");
        }
        if says(&["requirepass"]) && !says(&["sentinel", "sentinel-pass"]) {
            miss("sentinel sentinel-pass", "its peers ask for a password: they never agree on anything");
        }
    }
}

fn read_only_files(manifests: &ManifestSet, report: &mut Report) {
    for monitor in monitors(manifests) {
        let Some(container) = monitor.container() else { continue };
        let started =
            lines(monitor.text).find_map(|line| arguments(line, &["redis-sentinel"])?.first().copied());
        let files = started.map(|word| values(monitor.text, word)).unwrap_or_default();
        for file in files
            .into_iter()
            .filter(|file| file.starts_with('/') && !is_writable(monitor.pod, container, file))
        {
            let message =
                format!("{} gives {file} to Sentinel, but {} cannot", monitor.place, container.title());
            report.add(
                monitor.pod.owner,
                format!("{message} write there: Sentinel rewrites its file and ends"),
            );
        }
    }
}

/// Whether a container may write a file: by the mount that is nearest to it, or by its root.
fn is_writable(pod: Pod, container: Container, file: &str) -> bool {
    let inside = |mount: &&serde_json::Value| {
        let folder = mount["mountPath"].text().trim_end_matches('/');
        file.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let mounts = container.value["volumeMounts"].list().iter().filter(inside);
    let Some(mount) = mounts.max_by_key(|mount| mount["mountPath"].text().len()) else {
        return container.value["securityContext"]["readOnlyRootFilesystem"] != true;
    };
    let fixed = ["configMap", "secret", "projected", "downwardAPI"];
    let volume = pod.spec()["volumes"].list().iter().find(|volume| volume["name"] == mount["name"]);
    mount["readOnly"] != true && !volume.is_some_and(|volume| fixed.iter().any(|source| volume.has(source)))
}

fn forgetful_servers(manifests: &ManifestSet, report: &mut Report) {
    for monitor in monitors(manifests) {
        for server in monitor.servers(manifests) {
            let claimed = server.owner.spec()["volumeClaimTemplates"].list().len()
                + server.spec()["volumes"].list().iter().filter(|it| it.has("persistentVolumeClaim")).count();
            let says = |words: &[&str], value: &str| {
                let texts = manifests.reading(server).texts.iter();
                texts.flat_map(|(_, text)| lines(text)).any(|line| {
                    let line: Vec<_> = line.split_whitespace().collect();
                    line.starts_with(words) && line.get(words.len()) == Some(&value)
                })
            };
            let why = match claimed {
                0 => "has no volume of its own",
                _ if says(&["save"], "\"\"") && !says(&["appendonly"], "yes") => {
                    "writes nothing to its volume"
                }
                _ => continue,
            };
            let message = format!("is watched by Sentinels and {why}");
            report.add(
                server.owner,
                format!("{message}: a master that restarts at once returns empty, as master"),
            );
        }
    }
}
