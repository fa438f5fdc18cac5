//! What can be wrong with PgBouncer.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::stack::postgres::options::{Mode, SslMode};
use crate::stack::{counted, wiring};
use crate::words::{DatabaseName, DnsSubdomain};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP100",
        name: "pools-above-max-connections",
        severity: Severity::Error,
        explanation: "Each pod of PgBouncer may open as many connections as its pool is large, one more pod of it during a \
                      rollout. What PostgreSQL refuses, PgBouncer keeps trying, while its clients wait for 20 seconds and \
                      then answer 500.",
        remedy: "Use a smaller pool: a few connections serve many threads. Or let PostgreSQL take more connections.",
        flagged: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.pgbouncer.default_pool_size = 50;
        },
        clean: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.pgbouncer.default_pool_size = 30;
        },
        check: pools,
    },
    Rule {
        code: "FP101",
        name: "more-clients-than-pgbouncer-takes",
        severity: Severity::Error,
        explanation: "PgBouncer sends a client away when it has max_client_conn of them, and its request answers 500. An idle \
                      one costs it two kilobytes, so there is no reason to be short.",
        remedy: "Let each pod take more clients.",
        flagged: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.pgbouncer.max_client_conn = 10;
        },
        clean: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.pgbouncer.max_client_conn = 100;
        },
        check: clients,
    },
    Rule {
        code: "FP102",
        name: "one-pgbouncer",
        severity: Severity::Warning,
        explanation: "Every request passes it on the way to the database. When its only pod is lost with its node, every page \
                      answers 500 until another has started.",
        remedy: "Run two pods; they need little.",
        flagged: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.pgbouncer.replicas = 1;
        },
        clean: |plan, _| plan.pgbouncer.enabled = true,
        check: one_pod,
    },
    Rule {
        code: "FP103",
        name: "pgbouncer-without-need",
        severity: Severity::Advice,
        explanation: "PostgreSQL could give every thread a connection of its own and keep a third. PgBouncer is then one more thing on the way of \
                      every request that can fail, and costs a login for each.",
        remedy: "Leave it out until threads want more than two thirds of the connections.",
        flagged: |plan, _| plan.pgbouncer.enabled = true,
        clean: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.web.pages.replicas = 12;
        },
        check: without_need,
    },
    Rule {
        code: "FP104",
        name: "database-name-of-pgbouncer",
        severity: Severity::Error,
        explanation: "PgBouncer keeps the database name pgbouncer for its own administration and does not start with a second \
                      one.",
        remedy: "Call the database something else.",
        flagged: |plan, _| {
            plan.pgbouncer.enabled = true;
            plan.postgres.database = DatabaseName::known("pgbouncer");
        },
        clean: |plan, _| plan.pgbouncer.enabled = true,
        check: own_name,
    },
    Rule {
        code: "FP106",
        name: "pgbouncer-without-an-authority",
        severity: Severity::Error,
        explanation: "PgBouncer's image has no list of public authorities: without the right one it trusts no certificate, and \
                      no connection to the server comes about.",
        remedy: "Name the Secret with the authority that signed the server's certificate.",
        flagged: verified,
        clean: |plan, secrets| {
            verified(plan, secrets);
            plan.postgres.ca_secret = Some(DnsSubdomain::known("database-authority"));
        },
        check: no_authority,
    },
];

fn verified(plan: &mut Plan, _: &mut Secrets) {
    plan.pgbouncer.enabled = true;
    plan.postgres.mode = Mode::External;
    plan.postgres.ssl_mode = SslMode::VerifyFull;
}

fn pools(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if !plan.pgbouncer.enabled {
        return;
    }
    let (wanted, sum) = wiring::total(&wiring::connections(plan));
    let allowed = plan.postgres.max_connections;
    if wanted <= allowed {
        return;
    }
    let finding = report.flag(format!("{wanted} connections wanted, PostgreSQL allows {allowed}"));
    finding
        .because(sum)
        .at("pgbouncer.default_pool_size")
        .at("pgbouncer.replicas")
        .at("postgres.max_connections");
    if let Some(pool) = largest_pool(plan) {
        finding.fix(format!("Use a pool of {pool}"), plan, |plan| plan.pgbouncer.default_pool_size = pool);
    }
}

/// The largest pool, up to the advised one, with which all claims fit; none when even one connection is
/// too much.
pub(crate) fn largest_pool(plan: &Plan) -> Option<u32> {
    (1..=super::options::PgBouncer::default().default_pool_size).rev().find(|pool| {
        let mut smaller = plan.clone();
        smaller.pgbouncer.enabled = true;
        smaller.pgbouncer.default_pool_size = *pool;
        wiring::total(&wiring::connections(&smaller)).0 <= plan.postgres.max_connections
    })
}

/// Room for all clients in so many pods, in round hundreds.
pub(in crate::stack) fn enough_clients(plan: &Plan) -> u32 {
    let wanted = wiring::total(&wiring::clients(plan)).0;
    wanted.div_ceil(plan.pgbouncer.replicas.max(1)).div_ceil(100).saturating_mul(100)
}

fn clients(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let pooler = &plan.pgbouncer;
    if !pooler.enabled {
        return;
    }
    let (wanted, sum) = wiring::total(&wiring::clients(plan));
    let taken = pooler.replicas.saturating_mul(pooler.max_client_conn);
    if wanted <= taken {
        return;
    }
    let finding = report
        .flag(format!("{wanted} clients, {} of PgBouncer take {taken}", counted(pooler.replicas, "pod")));
    finding.because(sum).at("pgbouncer.max_client_conn").at("pgbouncer.replicas");
    let enough = enough_clients(plan);
    if enough <= 10_000 {
        finding.fix(format!("Take {enough} in each"), plan, |plan| plan.pgbouncer.max_client_conn = enough);
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    let pooler = &inputs.plan.pgbouncer;
    if pooler.enabled && pooler.replicas == 1 {
        report.flag("PgBouncer is one pod, on the way of every request").at("pgbouncer.replicas").fix(
            "Run two pods",
            inputs.plan,
            |plan| plan.pgbouncer.replicas = 2,
        );
    }
}

fn without_need(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if !plan.pgbouncer.enabled {
        return;
    }
    let mut without = plan.clone();
    without.pgbouncer.enabled = false;
    let (wanted, sum) = wiring::total(&wiring::connections(&without));
    // Two thirds leave room for the next pod; beyond that, sharing is no luxury.
    if wanted.saturating_mul(3) <= plan.postgres.max_connections.saturating_mul(2) {
        report
            .flag(format!(
                "Without PgBouncer {wanted} connections would be wanted, PostgreSQL allows {}",
                plan.postgres.max_connections
            ))
            .because(sum)
            .at("pgbouncer.enabled")
            .fix("Leave it out", plan, |plan| plan.pgbouncer.enabled = false);
    }
}

fn own_name(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.pgbouncer.enabled && plan.postgres.database.as_str() == "pgbouncer" {
        report.flag("PgBouncer keeps the database name pgbouncer for itself").at("postgres.database");
    }
}

fn no_authority(inputs: &Inputs<'_>, report: &mut Report) {
    let (pooler, postgres) = (&inputs.plan.pgbouncer, &inputs.plan.postgres);
    let verified = postgres.mode == Mode::External && postgres.ssl_mode == SslMode::VerifyFull;
    if pooler.enabled && verified && postgres.ca_secret.is_none() {
        report
            .flag("PgBouncer knows no authority that could have signed the server's certificate")
            .at("postgres.ca_secret")
            .at("postgres.ssl_mode");
    }
}
