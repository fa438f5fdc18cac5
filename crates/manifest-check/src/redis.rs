//! Redis with replicas: settings that must agree with each other. They are read from `redis.conf` in a ConfigMap, or
//! from the script that writes it.

use super::dns::{Lead, follow};
use super::scan::arguments;
use super::view::{ManifestSet, Mention, Pod, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "writes-reach-replicas",
        severity: Severity::Error,
        prevents: "writes that fail now and then, because one name leads to a master and its replicas",
        find: writes_to_replicas,
    },
    Check {
        name: "replicas-without-password",
        severity: Severity::Error,
        prevents: "replicas that their master rejects, because masterauth is missing",
        find: replicas_without_password,
    },
    Check {
        name: "replicas-too-few",
        severity: Severity::Error,
        prevents: "a master that refuses every write, or a failover for which there is never a majority",
        find: too_few_replicas,
    },
    Check {
        name: "broker-variable-overrides",
        severity: Severity::Error,
        prevents: "tasks sent to a former master, because Celery prefers this variable to its settings",
        find: overriding_variables,
    },
];

/// Celery reads a variable of this name before the settings that Django gives it: a broker found through
/// Sentinels, or moved to another server, is never asked (measured: after a failover the publisher stood still).
fn overriding_variables(manifests: &ManifestSet, report: &mut Report) {
    for (pod, container) in manifests.containers() {
        if manifests.reading(pod).settings(container).contains_key("CELERY_BROKER_URL") {
            let message = format!("{} has a variable CELERY_BROKER_URL", container.title());
            report
                .add(pod.owner, format!("{message}, which Celery takes instead of the setting of that name"));
        }
    }
}

/// Replicas refuse writes. A Service over a master and its replicas sends a writer to any of them: in the
/// report of 2022 two of three connections ended so. The replicas themselves may ask for each other.
fn writes_to_replicas(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for Mention { host, place } in &manifests.reading(pod).mentions {
            let Lead::Pods { service, pods, .. } = follow(manifests, pod, &host.name) else { continue };
            let by_name = host.name.split('.').next() != Some(service.name);
            let picks_one = service.spec()["selector"].has("statefulset.kubernetes.io/pod-name");
            let replicated =
                |other: &Pod| manifests.replicas(*other).1 > 1 && says(manifests, *other, "replicaof");
            // Sentinels know who the master is; asking any of them is right.
            let asks_sentinel = host.port == Some(26_379);
            let own = pods.iter().any(|other| other.owner.is_same(pod.owner));
            if !by_name && !picks_one && !asks_sentinel && !own && pods.iter().any(replicated) {
                let message =
                    format!("{place} names \"{}\", a Service over a master and its replicas", host.name);
                report.add(pod.owner, format!("{message}: a replica refuses to write"));
            }
        }
    }
}

fn says(manifests: &ManifestSet, pod: Pod, directive: &str) -> bool {
    manifests.reading(pod).texts.iter().any(|(_, text)| text.contains(directive))
}

fn replicas_without_password(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods().filter(|pod| manifests.replicas(*pod).1 > 1) {
        let says = |directive| says(manifests, pod, directive);
        if says("replicaof") && says("requirepass") && !says("masterauth") {
            let message = "asks for a password (requirepass), but its replicas give none (masterauth)";
            report.add(pod.owner, format!("{message}: they never get the data"));
        }
    }
}

fn too_few_replicas(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        let running = manifests.replicas(pod).0;
        for (place, text) in &manifests.reading(pod).texts {
            for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
                let number =
                    |directive: &[&str], at: usize| arguments(line, directive)?.get(at)?.parse::<u64>().ok();
                if number(&["min-replicas-to-write"], 0).is_some_and(|wanted| wanted >= running) {
                    let message = format!("{place} wants more replicas than {running} pods can be");
                    report.add(pod.owner, format!("{message}: the master refuses every write"));
                }
                let quorum = number(&["sentinel", "monitor"], 3);
                if quorum.is_some_and(|quorum| quorum != running / 2 + 1) {
                    let message = format!("{place} has a quorum other than {} of {running}", running / 2 + 1);
                    report.add(
                        pod.owner,
                        format!("{message}: a failover by too few, or by more than there are"),
                    );
                }
            }
        }
    }
}
