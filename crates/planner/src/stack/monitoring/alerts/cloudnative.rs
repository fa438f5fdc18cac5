//! Alerts on the metrics of CloudNativePG's pods, which need no exporter.
//!
//! A Prometheus that uses annotations may scrape a pod twice, directly and through its Service, because the operator copies
//! our annotations to both. So no rule here sums over pods.

use super::Level::{Critical, Warning};
use super::{Alert, here};
use crate::plan::Plan;
use crate::stack::postgres::archive::{PLUGIN, archived};
use crate::stack::postgres::names as postgres;

pub(super) fn alerts(plan: &Plan) -> Vec<Alert> {
    let mut alerts = vec![primary(plan)];
    if plan.postgres.instances > 1 {
        alerts.extend(standbys(plan));
    }
    if archived(plan) {
        alerts.push(archiving(plan));
        alerts.extend(copies(plan));
    }
    alerts
}

/// "`kubectl … describe cluster …` says …": where the operator tells what it is doing.
fn look(plan: &Plan) -> String {
    format!(
        "kubectl --namespace {} describe cluster.postgresql.cnpg.io {} shows what the operator is doing about it",
        plan.site.namespace,
        postgres::CLUSTER
    )
}

/// The operator needs a moment to notice and another to promote.
fn primary(plan: &Plan) -> Alert {
    let here = here(plan);
    Alert {
        name: "ForumPostgresNoPrimary",
        group: "postgres",
        when: format!("absent(cnpg_pg_replication_in_recovery{{{here}}} == 0)"),
        lasting: "2m",
        level: Critical,
        summary: "No PostgreSQL instance accepts writes: every page fails".to_owned(),
        remedy: format!(
            "{}. If all its pods are ready, Prometheus cannot scrape them: check its namespace and label in the \
             plan.",
            look(plan)
        ),
    }
}

fn standbys(plan: &Plan) -> [Alert; 2] {
    let here = here(plan);
    let standbys = plan.postgres.instances.saturating_sub(1);
    [
        Alert {
            name: "ForumPostgresStandbyMissing",
            group: "postgres",
            when: format!("max(cnpg_pg_replication_streaming_replicas{{{here}}}) < {standbys}"),
            lasting: "10m",
            level: Warning,
            summary: format!("The PostgreSQL primary has {{{{ $value }}}} of {standbys} standbys"),
            remedy: format!(
                "{}. A standby that was away for too long is only rebuilt after you delete its volume and its pod.",
                look(plan)
            ),
        },
        Alert {
            name: "ForumPostgresStandbyLags",
            group: "postgres",
            when: format!("max by (pod) (cnpg_pg_replication_lag{{{here}}}) > 60"),
            lasting: "5m",
            level: Warning,
            summary: "The standby {{ $labels.pod }} is {{ $value | humanizeDuration }} behind".to_owned(),
            remedy: "If the primary were lost now, these changes would be lost too. Look for a busy disk or \
                     network, and for a dump that takes too long."
                .to_owned(),
        },
    ]
}

/// Both times are -1 before the first of their kind. A single failure is tried again within a minute.
fn archiving(plan: &Plan) -> Alert {
    let here = here(plan);
    Alert {
        name: "ForumPostgresArchivingFails",
        group: "postgres",
        when: format!(
            "max(cnpg_pg_stat_archiver_last_failed_time{{{here}}} - cnpg_pg_stat_archiver_last_archived_time{{{here}}}) > 0"
        ),
        lasting: "10m",
        level: Critical,
        summary: "PostgreSQL cannot archive its changes to the object store, so they fill its volume"
            .to_owned(),
        remedy: format!(
            "kubectl --namespace {} logs --selector {} --container plugin-barman-cloud shows the store's answer: \
             wrong keys, a missing bucket, or an archive that belongs to an older server (README, “The database at \
             a point in time”).",
            plan.site.namespace,
            postgres::PRIMARY_POD
        ),
    }
}

/// Of a copy that is due every day. The operator's clock may be up to fourteen hours from the forum's.
fn copies(plan: &Plan) -> Option<Alert> {
    let here = here(plan);
    super::daily(plan.backup.schedule.as_str()).then(|| Alert {
        name: "ForumPostgresCopyMissed",
        group: "postgres",
        when: format!(
            "time() - max(barman_cloud_cloudnative_pg_io_last_available_backup_timestamp{{{here}}}) > 40 * 3600"
        ),
        lasting: "2h",
        level: Warning,
        summary: "The PostgreSQL archive has had no full copy for more than a day".to_owned(),
        remedy: format!(
            "kubectl --namespace {} describe backups.postgresql.cnpg.io says why; the plugin is {PLUGIN}. Until \
             there is a new one, a restore must replay all changes since the last full copy.",
            plan.site.namespace
        ),
    })
}
