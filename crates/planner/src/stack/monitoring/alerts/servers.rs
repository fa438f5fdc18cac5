//! Alerts on the exporters' metrics of nginx, PostgreSQL, Redis and Celery.
//!
//! `absent(x_up == 1)` is true when the server is down, and also when its exporter cannot be scraped. The person on call
//! has to look at both, and the alert's text covers both.

use super::Level::{Critical, Warning};
use super::{Alert, cloudnative, here};
use crate::plan::Plan;
use crate::stack::redis::exporter::reads_sentinels;
use crate::stack::{
    celery::names as celery, monitoring, nginx::names as nginx, postgres::names as postgres,
    postgres::options::Mode as PostgresMode, redis::names as redis, redis::options::Mode as RedisMode,
};

pub(super) fn alerts(plan: &Plan) -> Vec<Alert> {
    let mut alerts = nginx(plan);
    match plan.postgres.mode {
        PostgresMode::InCluster => alerts.extend(postgres(plan)),
        PostgresMode::CloudNativePg => alerts.extend(cloudnative::alerts(plan)),
        PostgresMode::External => {}
    }
    alerts.extend(redis(plan));
    if plan.redis.mode != RedisMode::Single {
        alerts.extend(replicas(plan));
    }
    if reads_sentinels(plan) {
        alerts.extend(quorum(plan));
    }
    alerts.extend(celery(plan));
    alerts
}

/// "`kubectl … get pods …` shows …": the first look at a server that is down.
fn look(plan: &Plan, component: &str) -> String {
    format!(
        "kubectl --namespace {} get pods --selector app.kubernetes.io/component={component}: if they are ready, \
         Prometheus cannot scrape the exporter: check its namespace and label in the plan. If not, kubectl \
         describe pod and logs say why.",
        plan.site.namespace
    )
}

fn nginx(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    vec![
        Alert {
            name: "ForumNginxDown",
            group: "nginx",
            when: format!("absent(nginx_up{{{here}}} == 1)"),
            lasting: "2m",
            level: Critical,
            summary: "No nginx pod answers: the forum cannot be reached".to_owned(),
            remedy: look(plan, nginx::NODE),
        },
        Alert {
            name: "ForumNginxDropsConnections",
            group: "nginx",
            when: format!(
                "sum by (pod) (rate(nginx_connections_accepted{{{here}}}[5m]) - rate(nginx_connections_handled{{{here}}}[5m])) > 0"
            ),
            lasting: "5m",
            level: Warning,
            summary: "nginx {{ $labels.pod }} drops connections".to_owned(),
            remedy:
                "All 1024 connections of the pod are in use. Its log shows who opens them. Block a flood at \
                     the ingress controller; for real visitors, plan more nginx pods."
                    .to_owned(),
        },
    ]
}

fn postgres(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    vec![
        Alert {
            name: "ForumPostgresDown",
            group: "postgres",
            when: format!("absent(pg_up{{{here}}} == 1)"),
            lasting: "1m",
            level: Critical,
            summary: "PostgreSQL does not answer: every page fails".to_owned(),
            remedy: look(plan, postgres::NODE),
        },
        Alert {
            name: "ForumPostgresConnectionsNearlyUsed",
            group: "postgres",
            when: format!(
                "sum(pg_stat_database_numbackends{{{here}}}) / max(pg_settings_max_connections{{{here}}}) > 0.85"
            ),
            lasting: "5m",
            level: Warning,
            summary: "PostgreSQL has {{ $value | humanizePercentage }} of its connections in use".to_owned(),
            remedy:
                "When none are left, pages answer 500. Plan fewer workers or threads, or more connections; \
                     Forum Planner shows the sum (FP031)."
                    .to_owned(),
        },
        Alert {
            name: "ForumPostgresDeadlocks",
            group: "postgres",
            when: format!("sum(increase(pg_stat_database_deadlocks{{{here}}}[15m])) > 5"),
            lasting: "0m",
            level: Warning,
            summary: "PostgreSQL broke up {{ $value | humanize }} deadlocks in 15 minutes".to_owned(),
            remedy:
                "Each one was a request that failed with 500. A few under load are normal; many without load \
                     mean that something else writes to the forum's tables. The server's log shows both \
                     statements."
                    .to_owned(),
        },
    ]
}

fn redis(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    vec![
        Alert {
            name: "ForumRedisDown",
            group: "redis",
            when: format!("absent(redis_instance_info{{{here},role=\"master\"}})"),
            lasting: "1m",
            level: Critical,
            summary: "There is no Redis master: pages fail and posts are refused".to_owned(),
            remedy: look(plan, redis::NODE),
        },
        Alert {
            name: "ForumRedisMemoryNearlyFull",
            group: "redis",
            when: format!(
                "max(redis_memory_used_bytes{{{here}}} / (redis_memory_max_bytes{{{here}}} > 0)) > 0.9"
            ),
            lasting: "15m",
            level: Warning,
            summary: "Redis has {{ $value | humanizePercentage }} of its memory in use".to_owned(),
            remedy: "Cached values are evicted early and pages get slower; if tasks fill the memory, Redis refuses \
                     writes. Check the Celery queue first, then give Redis more memory for data in the plan."
                .to_owned(),
        },
        Alert {
            name: "ForumRedisRejectsConnections",
            group: "redis",
            when: format!("sum(increase(redis_rejected_connections_total{{{here}}}[5m])) > 0"),
            lasting: "0m",
            level: Critical,
            summary: "Redis refuses connections".to_owned(),
            remedy: "It has reached maxclients, 10000 unless the node allows fewer open files. Restart the web \
                     tiers one by one. If it happens again, something opens connections without closing them."
                .to_owned(),
        },
        Alert {
            name: "ForumRedisCannotWrite",
            group: "redis",
            when: format!("min(redis_aof_last_write_status{{{here}}}) == 0"),
            lasting: "1m",
            level: Critical,
            summary: "Redis cannot write to disk: it refuses every write until it can".to_owned(),
            remedy: "Most likely its volume is full. Grow the claim, or delete files that do not belong there; the \
                     pod's log has the error."
                .to_owned(),
        },
    ]
}

fn replicas(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    let replicas = plan.redis.pods().saturating_sub(1);
    vec![Alert {
        name: "ForumRedisReplicasMissing",
        group: "redis",
        when: format!("max(redis_connected_slaves{{{here}}}) < {replicas}"),
        lasting: "5m",
        level: Warning,
        summary: format!("The Redis master has {{{{ $value }}}} of {replicas} replicas"),
        remedy: look(plan, redis::NODE),
    }]
}

fn quorum(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    vec![Alert {
        name: "ForumSentinelQuorumLost",
        group: "redis",
        when: format!("min(redis_sentinel_master_ckquorum_status{{{here}}}) == 0"),
        lasting: "2m",
        level: Critical,
        summary: "The Sentinels could not replace the Redis master at the moment".to_owned(),
        remedy: format!(
            "Too few of them can reach each other. {} Do not restart the master until they are back.",
            look(plan, redis::NODE)
        ),
    }]
}

/// A worker restarted once after a failover of Redis: nothing here minds that.
fn celery(plan: &Plan) -> Vec<Alert> {
    let here = here(plan);
    vec![
        Alert {
            name: "ForumCeleryNoWorker",
            group: "celery",
            when: format!("(max(celery_active_worker_count{{{here}}}) or vector(0)) < 1"),
            lasting: "5m",
            level: Critical,
            summary: "No Celery worker answers: no notifications are sent and tasks pile up".to_owned(),
            remedy: format!(
                "kubectl --namespace {} get pods --selector 'app.kubernetes.io/component in ({},{})': if both are \
                 ready, their logs say whether they can reach Redis. Tasks wait in Redis and are not lost.",
                plan.site.namespace,
                celery::NODE,
                monitoring::CELERY
            ),
        },
        Alert {
            name: "ForumCeleryQueueGrows",
            group: "celery",
            when: format!("sum(celery_queue_length{{{here}}}) > 100"),
            lasting: "15m",
            level: Warning,
            summary: "{{ $value | humanize }} tasks are waiting for a Celery worker".to_owned(),
            remedy:
                "Notifications are late. The workers' log shows what holds them up, often a mail server that \
                     does not answer. If they are simply busy, plan more processes."
                    .to_owned(),
        },
        Alert {
            name: "ForumCeleryTasksFail",
            group: "celery",
            when: format!("sum by (name) (increase(celery_task_failed_total{{{here}}}[15m])) > 5"),
            lasting: "0m",
            level: Warning,
            summary: "The task {{ $labels.name }} keeps failing".to_owned(),
            remedy: format!(
                "kubectl --namespace {} logs deployment/{} has the traceback. A failed task is not retried \
                 automatically.",
                plan.site.namespace,
                celery::NODE
            ),
        },
    ]
}
