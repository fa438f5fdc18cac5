//! Alerts on Kubernetes' own metrics: kube-state-metrics for pods and Jobs, the kubelet for volumes, cert-manager for
//! certificates.

use super::Level::{Critical, Warning};
use super::{Alert, daily, here};
use crate::plan::Plan;
use crate::stack::site;
use crate::stack::{backup::names as backup, celery::names as celery, jobs::names as jobs, wiring};

pub(super) fn alerts(plan: &Plan) -> Vec<Alert> {
    let mut alerts = pods(plan);
    alerts.extend(volumes(plan));
    alerts.push(bootstrap(plan));
    if plan.jobs.maintenance {
        alerts.push(maintenance(plan));
    }
    if plan.backup.is_on() {
        alerts.push(backup(plan));
    }
    if site::orders_certificate(plan) {
        alerts.push(certificate(plan));
    }
    alerts
}

fn pods(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    let namespace = &plan.site.namespace;
    let stuck = "reason=~\"CrashLoopBackOff|ErrImagePull|ImagePullBackOff|InvalidImageName|CreateContainerConfigError\"";
    let tiers: Vec<&str> = wiring::tiers(plan).iter().map(|tier| tier.component).collect();
    vec![
        Alert {
            name: "ForumTierDown",
            group: "pods",
            when: format!(
                "kube_deployment_status_replicas_available{{{here},deployment=~\"{}\"}} == 0",
                tiers.join("|")
            ),
            lasting: "2m",
            level: Critical,
            summary: "No pod of {{ $labels.deployment }} is ready: visitors get errors".to_owned(),
            remedy: format!(
                "./verify.sh in the bundle says what fails. Pods that run but are not ready cannot reach \
                 PostgreSQL or Redis; otherwise kubectl --namespace {namespace} describe pod says what they are \
                 waiting for."
            ),
        },
        Alert {
            name: "ForumContainerCannotStart",
            group: "pods",
            when: format!(
                "max by (pod, container, reason) (kube_pod_container_status_waiting_reason{{{here},{stuck}}} or \
                 kube_pod_init_container_status_waiting_reason{{{here},{stuck}}}) == 1"
            ),
            lasting: "10m",
            level: Warning,
            summary: "{{ $labels.pod }}/{{ $labels.container }} does not start: {{ $labels.reason }}".to_owned(),
            remedy: format!(
                "kubectl --namespace {namespace} describe pod and logs --previous say why. If the image cannot be \
                 pulled, it is not in the registry or the login has changed."
            ),
        },
        // Celery's worker ended once after several failovers of Redis (seen) and came back with its tasks.
        Alert {
            name: "ForumContainerRestarts",
            group: "pods",
            when: format!(
                "sum by (pod, container) (increase(kube_pod_container_status_restarts_total{{{here},container!=\"{celery}\"}}[1h])) > 2 \
                 or sum by (pod, container) (increase(kube_pod_container_status_restarts_total{{{here},container=\"{celery}\"}}[1h])) > 4",
                celery = celery::NODE
            ),
            lasting: "0m",
            level: Warning,
            summary: "{{ $labels.pod }}/{{ $labels.container }} restarted {{ $value | humanize }} times within an hour"
                .to_owned(),
            remedy: format!(
                "kubectl --namespace {namespace} describe pod shows how it ended. For OOMKilled, raise the memory \
                 limit in the plan; for anything else, see logs --previous."
            ),
        },
    ]
}

/// The kubelet measures the file system behind a volume; with local-path that is the node's own disk.
fn volumes(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    let full = |share: &str| {
        format!(
            "min by (persistentvolumeclaim) (kubelet_volume_stats_available_bytes{{{here}}} / kubelet_volume_stats_capacity_bytes{{{here}}}) < {share}"
        )
    };
    let remedy = "A full volume stops PostgreSQL and Redis and refuses uploads. Grow the claim if its storage \
                  class allows it (README, “Change and upgrade”), or free space on the node's disk if the class is \
                  local-path.";
    vec![
        Alert {
            name: "ForumVolumeFillsUp",
            group: "volumes",
            when: full("0.15"),
            lasting: "15m",
            level: Warning,
            summary: "{{ $labels.persistentvolumeclaim }} has {{ $value | humanizePercentage }} free"
                .to_owned(),
            remedy: remedy.to_owned(),
        },
        Alert {
            name: "ForumVolumeNearlyFull",
            group: "volumes",
            when: full("0.05"),
            lasting: "5m",
            level: Critical,
            summary: "{{ $labels.persistentvolumeclaim }} has only {{ $value | humanizePercentage }} free"
                .to_owned(),
            remedy: remedy.to_owned(),
        },
    ]
}

/// A good bootstrap takes 15 seconds; it waits for a day when the image is not there.
fn bootstrap(plan: &Plan) -> Alert {
    let here = format!("{},job_name=~\"{}-.+\"", here(plan), jobs::BOOTSTRAP);
    Alert {
        name: "ForumBootstrapNotThrough",
        group: "jobs",
        when: format!(
            "kube_job_failed{{{here},condition=\"true\"}} == 1 or kube_job_status_active{{{here}}} > 0"
        ),
        lasting: "15m",
        level: Critical,
        summary: "The database is not migrated: {{ $labels.job_name }} has not finished".to_owned(),
        remedy: format!(
            "Pods of the new version are waiting for it. kubectl --namespace {} logs --tail=-1 --selector \
             app.kubernetes.io/component={} shows why. Fix that, delete the Job and apply again.",
            plan.site.namespace,
            jobs::BOOTSTRAP
        ),
    }
}

fn maintenance(plan: &Plan) -> Alert {
    let what = format!("{},cronjob=\"{}\"", here(plan), jobs::MAINTENANCE);
    Alert {
        name: "ForumMaintenanceMissed",
        group: "jobs",
        when: missed(&what, plan.jobs.schedule.as_str()),
        lasting: "2h",
        level: Warning,
        summary: "The nightly maintenance has not succeeded".to_owned(),
        remedy: format!(
            "kubectl --namespace {} get jobs and the logs of the last one say why. Run it by hand with kubectl \
             create job --from=cronjob/{} maintenance-by-hand.",
            plan.site.namespace,
            jobs::MAINTENANCE
        ),
    }
}

/// A first copy of many uploads may take hours, and a night is tried three times.
fn backup(plan: &Plan) -> Alert {
    let what = format!("{},cronjob=\"{}\"", here(plan), backup::NODE);
    Alert {
        name: "ForumBackupMissed",
        group: "jobs",
        when: missed(&what, plan.backup.schedule.as_str()),
        lasting: "4h",
        level: Critical,
        summary: "The nightly backup has not succeeded".to_owned(),
        remedy: format!(
            "kubectl --namespace {} logs --tail=-1 --selector app.kubernetes.io/component={} --all-containers says \
             why: a full volume, keys that the store refuses, an interrupted dump. The README shows how to make a \
             copy by hand.",
            plan.site.namespace,
            backup::NODE
        ),
    }
}

/// A run that was due has not succeeded. Of a job that is due every day it is also noticed when no run
/// was started at all.
fn missed(what: &str, schedule: &str) -> String {
    let due = format!("kube_cronjob_status_last_schedule_time{{{what}}}");
    let done = format!("kube_cronjob_status_last_successful_time{{{what}}}");
    let failed = format!("{due} > {done} or {due} unless {done}");
    if daily(schedule) {
        format!(
            "{failed} or time() - {done} > 26 * 3600 or time() - kube_cronjob_created{{{what}}} > 26 * 3600 unless {done}"
        )
    } else {
        failed
    }
}

/// cert-manager renews after two thirds of the lifetime, so two weeks before the end a renewal has failed more than once.
/// The namespace label may be cert-manager's own, and the certificate's in `exported_namespace`.
fn certificate(plan: &Plan) -> Alert {
    let name = &plan.site.tls_secret;
    let namespace = &plan.site.namespace;
    let ends = |label: &str| {
        format!(
            "certmanager_certificate_expiration_timestamp_seconds{{{label}=\"{namespace}\",name=\"{name}\"}}"
        )
    };
    Alert {
        name: "ForumCertificateEnds",
        group: "certificate",
        when: format!("({} or {}) - time() < 14 * 86400", ends("namespace"), ends("exported_namespace")),
        lasting: "1h",
        level: Critical,
        summary: "The forum's certificate expires in {{ $value | humanizeDuration }}".to_owned(),
        remedy: format!(
            "cert-manager has not renewed it: kubectl --namespace {namespace} describe \
             certificate,certificaterequest,order,challenge says why. Once it expires, browsers refuse the forum."
        ),
    }
}
