//! What can be wrong with PgBouncer.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::stack::counted;
use crate::stack::postgres::options::{Mode, SslMode};
use crate::stack::wiring;
use crate::values::{DatabaseName, DnsSubdomain};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP100",
        name: "pools-above-max-connections",
        severity: Severity::Error,
        explanation: "Each PgBouncer pod can open as many connections as its pool size, and a rollout adds one \
                      more pod. When PostgreSQL refuses a connection PgBouncer keeps retrying, while clients wait \
                      20 seconds and then answer 500.",
        remedy: "Use a smaller pool: a few connections serve many threads. Or allow more connections to PostgreSQL.",
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
        explanation: "PgBouncer refuses clients beyond max_client_conn, and their requests answer 500. An idle \
                      client costs only 2 KB, so there is no reason to set it low.",
        remedy: "Allow more clients per pod.",
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
        explanation: "Every request to the database goes through it. When its only pod is lost with its node, \
                      every page answers 500 until another has started.",
        remedy: "Run two pods; they need few resources.",
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
        explanation: "PostgreSQL could give every thread its own connection and still have a third left. PgBouncer \
                      is then one more part that can fail, and adds a login to every request.",
        remedy: "Leave it out until the threads need more than two thirds of the connections.",
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
        explanation: "PgBouncer reserves the database name pgbouncer for its own administration and does not start \
                      with another database of that name.",
        remedy: "Choose another name for the database.",
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
        explanation: "PgBouncer's image has no list of public certificate authorities. Unless you provide one it \
                      trusts no certificate and cannot connect to the server.",
        remedy: "Enter the Secret with the CA certificate that signed the server's certificate.",
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
    let finding = report.flag(format!("{wanted} connections needed, PostgreSQL allows {allowed}"));
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
    let finding = report.flag(format!(
        "{wanted} clients, but {} of PgBouncer accept {taken}",
        counted(pooler.replicas, "pod")
    ));
    finding.because(sum).at("pgbouncer.max_client_conn").at("pgbouncer.replicas");
    let enough = enough_clients(plan);
    if enough <= 10_000 {
        finding.fix(format!("Allow {enough} per pod"), plan, |plan| plan.pgbouncer.max_client_conn = enough);
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    let pooler = &inputs.plan.pgbouncer;
    if pooler.enabled && pooler.replicas == 1 {
        report.flag("PgBouncer is one pod, and every request goes through it").at("pgbouncer.replicas").fix(
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
                "Without PgBouncer {wanted} connections are needed, and PostgreSQL allows {}",
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
        report.flag("PgBouncer reserves the database name pgbouncer").at("postgres.database");
    }
}

fn no_authority(inputs: &Inputs<'_>, report: &mut Report) {
    let (pooler, postgres) = (&inputs.plan.pgbouncer, &inputs.plan.postgres);
    let verified = postgres.mode == Mode::External && postgres.ssl_mode == SslMode::VerifyFull;
    if pooler.enabled && verified && postgres.ca_secret.is_none() {
        report
            .flag("PgBouncer has no CA certificate to check the server with")
            .at("postgres.ca_secret")
            .at("postgres.ssl_mode");
    }
}
