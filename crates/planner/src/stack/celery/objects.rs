//! Deployment, ServiceAccount and budget of the workers.

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::Container;

use super::NODE;
use crate::inputs::Inputs;
use crate::kube::{
    PartObjects, PodParams, Probe, argv, disruption_budget, exec, int, meta, pod_selector, pod_template,
    rolling_update, service_account,
};
use crate::stack::django;

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    out.put(service_account(plan, NODE));
    out.put(Deployment {
        metadata: meta(plan, NODE, NODE),
        spec: Some(DeploymentSpec {
            replicas: Some(int(plan.celery.replicas)),
            selector: pod_selector(NODE),
            strategy: Some(rolling_update()),
            revision_history_limit: Some(3),
            template: pod_template(
                plan,
                PodParams {
                    // SIGTERM lets running tasks finish: 5.8 s when idle (measured).
                    grace_seconds: 60,
                    ..django::forum_pod_of(inputs, NODE, worker(inputs))
                },
            ),
            ..DeploymentSpec::default()
        }),
        status: None,
    });
    if let Some(budget) =
        disruption_budget(plan, NODE, plan.celery.replicas, plan.storage.together().is_some())
    {
        out.put(budget);
    }
}

/// The liveness probe looks at a heartbeat file. While Redis answers, the worker touches it every second, or every two
/// when it has as many tasks as it may. A worker that lost Redis has it again 13 s after a failover and 37 s after the
/// master vanished (both measured), and while Redis is down a restart repairs nothing. So the file may be three minutes
/// old, and three probes have to fail. That is shorter than the five minutes after which Kubernetes recreates the pods of a
/// lost node, and than the time after which Redis gives the tasks to other workers. Probing over the broker
/// (`celery inspect ping`) would restart all workers whenever Redis is down. The file survives a restart of the container,
/// so the start command removes it. Workers do not need each other, so gossip and mingle are off: a worker crashed in
/// that code after several reconnects (seen once).
fn worker(inputs: &Inputs<'_>) -> Container {
    let command = format!(
        "rm -f /tmp/celery-alive; exec celery -A forum worker --loglevel=INFO --concurrency={concurrency} {events}--without-mingle --without-gossip --hostname=\"celery@$HOSTNAME\"",
        concurrency = inputs.plan.celery.concurrency,
        // One event for each step of each task: only useful if the exporter reads them.
        events = if inputs.plan.monitoring.is_on() { "--task-events " } else { "" },
    );
    Container {
        command: argv(["sh", "-c", &command]),
        startup_probe: Some(Probe {
            period_seconds: Some(5),
            timeout_seconds: Some(5),
            failure_threshold: Some(60),
            ..exec("test -f /tmp/celery-alive")
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(30),
            timeout_seconds: Some(5),
            failure_threshold: Some(3),
            ..exec("test $(( $(date +%s) - $(stat -c %Y /tmp/celery-alive) )) -lt 180")
        }),
        ..django::forum_container(inputs, "celery", &inputs.plan.celery.resources)
    }
}
