//! What can be wrong with the tiers.

use super::options::{Tier, Web};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster::options::Distribution;
use crate::stack::counted;
use crate::stack::{pgbouncer, postgres, wiring};
use crate::values::Memory;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP030",
        name: "tier-of-one-pod",
        severity: Severity::Warning,
        explanation: "While the only pod of a tier is down or moving to another node, its half of the forum \
                      answers 502: 4 to 9 seconds at best.",
        remedy: "Run two pods in each tier.",
        flagged: |plan, _| plan.web.api.replicas = 1,
        clean: |plan, _| plan.web.api.replicas = 2,
        check: one_pod,
    },
    Rule {
        code: "FP031",
        name: "more-connections-than-postgres-takes",
        severity: Severity::Error,
        explanation: "Each thread, Celery process and job may hold a database connection. When PostgreSQL has none \
                      left, further requests answer 500.",
        remedy: "Use fewer pods, workers or threads, allow more connections to PostgreSQL, or share them with \
                 PgBouncer.",
        flagged: |plan, _| plan.web.pages.replicas = 12,
        clean: |plan, _| plan.web.pages.replicas = 3,
        check: connections,
    },
    Rule {
        code: "FP032",
        name: "gunicorn-memory-above-its-limit",
        severity: Severity::Error,
        explanation: "A worker uses about 110 MiB under load, and processing one large picture another 150 MiB. \
                      Above the limit the kernel kills the pod in the middle of a request.",
        remedy: "Raise the memory limit to the recommended size, or use fewer workers.",
        flagged: |plan, _| plan.web.pages.workers = 4,
        clean: |plan, _| plan.web.pages.workers = 2,
        check: memory,
    },
    Rule {
        code: "FP033",
        name: "tiers-far-from-the-measured-share",
        severity: Severity::Advice,
        explanation: "A page view takes about three times as much CPU in the pages tier as in the API tier \
                      (measured). In other proportions, one tier is overloaded while the other is idle.",
        remedy: "Give the pages tier about three times the workers of the API tier.",
        flagged: |plan, _| plan.web.api.workers = plan.web.pages.workers * 4,
        clean: |plan, _| plan.web.api.workers = 1,
        check: share,
    },
    Rule {
        code: "FP035",
        name: "autoscaler-without-room",
        severity: Severity::Warning,
        explanation: "An autoscaler whose maximum is not above its minimum never adds a pod. The API server \
                      rejects a lower maximum, so the bundle raises it to the minimum.",
        remedy: "Allow more pods, or turn it off.",
        flagged: |plan, _| {
            plan.web.pages.autoscale = true;
            plan.web.pages.max_replicas = plan.web.pages.replicas;
        },
        clean: |plan, _| plan.web.pages.autoscale = true,
        check: no_room_to_grow,
    },
    Rule {
        code: "FP036",
        name: "autoscaler-without-metrics",
        severity: Severity::Advice,
        explanation: "An autoscaler gets CPU use from metrics-server. k3s includes it, other clusters may not, and \
                      then the number of pods stays at the minimum.",
        remedy: "Check that kubectl top nodes answers; if not, install metrics-server.",
        flagged: |plan, _| {
            plan.cluster.distribution = Distribution::Other;
            plan.web.api.autoscale = true;
        },
        clean: |plan, _| plan.web.api.autoscale = true,
        check: no_metrics,
    },
];

/// Request and limit for a pod with this many workers, in MiB: measured at rest, after load, and
/// with a picture of 36 megapixels in one worker.
pub(crate) fn advised_memory(workers: u32) -> (Memory, Memory) {
    let round = |mib: u32| Memory::mib(mib.div_ceil(32) * 32);
    (round(30 + 110 * workers), round(30 + 130 * workers + 150))
}

/// The tiers with the ids of their fields.
struct Named<'a> {
    tier: &'a Tier,
    title: &'static str,
    replicas: &'static str,
    autoscale: &'static str,
    max_replicas: &'static str,
    workers: &'static str,
    memory_limit: &'static str,
    of: fn(&mut Web) -> &mut Tier,
}

fn named(plan: &Plan) -> Vec<Named<'_>> {
    let pages = Named {
        tier: &plan.web.pages,
        title: "pages",
        replicas: "web.pages.replicas",
        autoscale: "web.pages.autoscale",
        max_replicas: "web.pages.max_replicas",
        workers: "web.pages.workers",
        memory_limit: "web.pages.resources.memory_limit",
        of: |web| &mut web.pages,
    };
    let api = Named {
        tier: &plan.web.api,
        title: "api",
        replicas: "web.api.replicas",
        autoscale: "web.api.autoscale",
        max_replicas: "web.api.max_replicas",
        workers: "web.api.workers",
        memory_limit: "web.api.resources.memory_limit",
        of: |web| &mut web.api,
    };
    if plan.web.split { vec![pages, api] } else { vec![pages] }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    for named in named(inputs.plan) {
        if named.tier.replicas == 1 {
            report.flag(format!("The {} tier is one pod", named.title)).at(named.replicas).fix(
                "Run two pods",
                inputs.plan,
                |plan| (named.of)(&mut plan.web).replicas = 2,
            );
        }
    }
}

fn no_room_to_grow(inputs: &Inputs<'_>, report: &mut Report) {
    for named in named(inputs.plan) {
        let Tier { autoscale, replicas, max_replicas, .. } = *named.tier;
        if !autoscale || max_replicas > replicas {
            continue;
        }
        let finding = report.flag(format!(
            "The {} tier has a minimum of {} and a maximum of {max_replicas}",
            named.title,
            counted(replicas, "pod")
        ));
        finding.at(named.max_replicas).at(named.replicas);
        if replicas < 100 {
            let most = replicas.saturating_mul(2).min(100);
            finding.fix(format!("Allow {most}"), inputs.plan, |plan| {
                (named.of)(&mut plan.web).max_replicas = most;
            });
        }
    }
}

fn no_metrics(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.cluster.distribution == Distribution::K3s {
        return;
    }
    for named in named(inputs.plan).into_iter().filter(|named| named.tier.autoscale) {
        report
            .flag(format!("The {} tier grows only if the cluster has metrics-server", named.title))
            .at(named.autoscale)
            .at("cluster.distribution");
    }
}

fn connections(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    // PgBouncer's pools have a rule of their own.
    if plan.pgbouncer.enabled {
        return;
    }
    let (wanted, sum) = wiring::total(&wiring::connections(plan));
    let allowed = plan.postgres.max_connections;
    if wanted <= allowed {
        return;
    }
    let finding = report.flag(format!("{wanted} connections needed, PostgreSQL allows {allowed}"));
    finding.because(sum).at("postgres.max_connections").at("web.pages.replicas").at("web.pages.threads");
    // More connections are the simpler remedy as long as the server has the memory for them. What a server
    // outside allows is not ours to say.
    let enough = wanted.div_ceil(50).saturating_mul(50);
    if plan.postgres.is_here() && enough <= 1000 && postgres::carries(&plan.postgres, enough) {
        finding
            .fix(format!("Allow {enough} connections"), plan, |plan| plan.postgres.max_connections = enough);
    } else if let Some(pool) = pgbouncer::largest_pool(plan) {
        finding.fix("Share them with PgBouncer", plan, |plan| {
            let clients = pgbouncer::enough_clients(plan);
            let pooler = &mut plan.pgbouncer;
            pooler.enabled = true;
            pooler.default_pool_size = pooler.default_pool_size.min(pool);
            pooler.max_client_conn = pooler.max_client_conn.max(clients.min(10_000));
        });
    }
}

fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    for named in named(inputs.plan) {
        let tier = named.tier;
        let (request, limit) = advised_memory(tier.workers);
        let needed = 30 + 130 * tier.workers;
        let given = tier.resources.memory_limit;
        if given.in_mib() < needed {
            report
                .flag(format!(
                    "{} in a pod of the {} tier may need {limit}, the limit is {given}",
                    counted(tier.workers, "worker"),
                    named.title
                ))
                .because(format!(
                    "30 MiB + {} × 130 MiB = {needed} MiB, and 150 MiB for one large picture",
                    tier.workers
                ))
                .at(named.memory_limit)
                .at(named.workers)
                .fix(format!("Set the limit to {limit}"), inputs.plan, |plan| {
                    let resources = &mut (named.of)(&mut plan.web).resources;
                    resources.memory_limit = limit;
                    resources.memory_request = request;
                });
        }
    }
}

fn share(inputs: &Inputs<'_>, report: &mut Report) {
    let web = &inputs.plan.web;
    if !web.split {
        return;
    }
    let workers = |tier: &Tier| tier.replicas.saturating_mul(tier.workers);
    let (pages, api) = (workers(&web.pages), workers(&web.api));
    // Half or twice the measured 3 : 1 is within the spread of the measurement.
    if pages.saturating_mul(2) >= api.saturating_mul(3) && pages <= api.saturating_mul(6) {
        return;
    }
    let finding = report.flag(format!(
        "{} for pages and {api} for /api/; the measured need is about 3 to 1",
        counted(pages, "worker")
    ));
    finding.at("web.pages.replicas").at("web.api.replicas").at("web.api.workers");
    let wanted = pages.div_ceil(3).div_ceil(web.api.replicas);
    let ratio_fits =
        |api: u32| pages.saturating_mul(2) >= api.saturating_mul(3) && pages <= api.saturating_mul(6);
    if (1..=32).contains(&wanted) && ratio_fits(wanted.saturating_mul(web.api.replicas)) {
        let (request, limit) = advised_memory(wanted);
        finding.fix(format!("Use {} in an API pod", counted(wanted, "worker")), inputs.plan, |plan| {
            let api = &mut plan.web.api;
            api.workers = wanted;
            api.resources.memory_request = request;
            api.resources.memory_limit = api.resources.memory_limit.max(limit);
        });
    }
}
