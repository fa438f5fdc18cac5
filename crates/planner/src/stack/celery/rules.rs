//! What can be wrong with the workers.

use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::values::Memory;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP040",
        name: "no-celery-worker",
        severity: Severity::Error,
        explanation: "Every reply queues tasks in Redis. Without a worker no notifications are sent, themes are \
                      never built, and the queue grows until Redis refuses writes.",
        remedy: "Run at least one worker. With two, one can fail.",
        flagged: |plan, _| plan.celery.replicas = 0,
        clean: |plan, _| plan.celery.replicas = 1,
        check: no_worker,
    },
    Rule {
        code: "FP041",
        name: "celery-memory-above-its-limit",
        severity: Severity::Error,
        explanation: "A worker with two processes uses 155 to 180 MiB (measured). Above its limit the kernel kills \
                      it, and its tasks wait for minutes until another worker gets them.",
        remedy: "Raise the memory limit to the recommended size, or use fewer processes.",
        flagged: |plan, _| plan.celery.concurrency = 8,
        clean: |plan, _| plan.celery.concurrency = 2,
        check: memory,
    },
];

fn no_worker(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.celery.replicas == 0 {
        report.flag("No Celery worker: no notifications, no theme builds").at("celery.replicas").fix(
            "Run two workers",
            inputs.plan,
            |plan| plan.celery.replicas = 2,
        );
    }
}

/// Request and limit for a pod with so many processes.
pub(crate) fn advised_memory(concurrency: u32) -> (Memory, Memory) {
    let round = |mib: u32| Memory::mib(mib.div_ceil(32) * 32);
    (round(80 + 60 * concurrency), round(180 + 100 * concurrency))
}

/// Measured: a parent of 50 MiB and about 60 MiB for each child; the advice leaves room for a task
/// that reads a picture.
fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    let celery = &inputs.plan.celery;
    let needed = 60 + 60 * celery.concurrency;
    if celery.resources.memory_limit.in_mib() < needed {
        let (request, limit) = advised_memory(celery.concurrency);
        report
            .flag(format!(
                "{} Celery processes need {needed} MiB, their limit is {}",
                celery.concurrency, celery.resources.memory_limit
            ))
            .because(format!("60 MiB + {} × 60 MiB, measured at rest", celery.concurrency))
            .at("celery.resources.memory_limit")
            .at("celery.concurrency")
            .fix(format!("Set the limit to {limit}"), inputs.plan, |plan| {
                plan.celery.resources.memory_limit = limit;
                plan.celery.resources.memory_request = request;
            });
    }
}
