//! The settings, and for each tier: Deployment, Service, ServiceAccount, budget and autoscaler.

use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::autoscaling::v2::{
    CrossVersionObjectReference, HPAScalingPolicy, HPAScalingRules, HorizontalPodAutoscaler,
    HorizontalPodAutoscalerBehavior, HorizontalPodAutoscalerSpec, MetricSpec, MetricTarget,
    ResourceMetricSource,
};
use k8s_openapi::api::core::v1::Container;

use super::PORT;
use crate::inputs::Inputs;
use crate::kube::{
    PartObjects, Probe, argv, config_map, disruption_budget, http_get, int, meta, pause_before_stop,
    pod_selector, port, rolling_update, service, service_account,
};
use crate::plan::Plan;
use crate::stack::wiring::{DjangoTier, tiers};
use crate::stack::{django, timeouts};

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    out.put(config_map(plan, django::CONFIG, "web", django::settings(plan)));
    for tier in tiers(plan) {
        let component = tier.component;
        out.put(service_account(plan, component));
        out.put(service(plan, component, component, &[(tier.port, "http")]));
        out.put(Deployment {
            metadata: meta(plan, component, component),
            spec: Some(DeploymentSpec {
                // The autoscaler owns the number: applying the bundle again must not reset it.
                replicas: (!tier.tier.autoscale).then(|| int(tier.tier.replicas)),
                selector: pod_selector(component),
                strategy: Some(rolling_update()),
                revision_history_limit: Some(3),
                template: django::forum_pod(inputs, component, gunicorn(inputs, &tier)),
                ..DeploymentSpec::default()
            }),
            status: None,
        });
        if tier.tier.autoscale {
            out.put(autoscaler(plan, &tier));
        }
        if let Some(budget) =
            disruption_budget(plan, component, tier.tier.replicas, plan.storage.together().is_some())
        {
            out.put(budget);
        }
    }
}

/// Scales by CPU, because Misago is CPU-bound (measured: more threads add no throughput). Pods are removed one per minute,
/// because each takes its database connections and warm caches with it.
fn autoscaler(plan: &Plan, tier: &DjangoTier<'_>) -> HorizontalPodAutoscaler {
    HorizontalPodAutoscaler {
        metadata: meta(plan, tier.component, tier.component),
        spec: Some(HorizontalPodAutoscalerSpec {
            scale_target_ref: CrossVersionObjectReference {
                api_version: Some("apps/v1".to_owned()),
                kind: "Deployment".to_owned(),
                name: tier.component.to_owned(),
            },
            min_replicas: Some(int(tier.tier.replicas)),
            max_replicas: int(tier.tier.most()),
            metrics: Some(vec![MetricSpec {
                type_: "Resource".to_owned(),
                resource: Some(ResourceMetricSource {
                    name: "cpu".to_owned(),
                    target: MetricTarget {
                        type_: "Utilization".to_owned(),
                        average_utilization: Some(int(tier.tier.cpu_target)),
                        ..MetricTarget::default()
                    },
                }),
                ..MetricSpec::default()
            }]),
            behavior: Some(HorizontalPodAutoscalerBehavior {
                scale_down: Some(HPAScalingRules {
                    policies: Some(vec![HPAScalingPolicy {
                        type_: "Pods".to_owned(),
                        value: 1,
                        period_seconds: 60,
                    }]),
                    ..HPAScalingRules::default()
                }),
                scale_up: None,
            }),
        }),
        status: None,
    }
}

/// A start takes 2 to 9 seconds (measured); two minutes are enough on an overloaded node. The readiness probe's page asks
/// PostgreSQL and Redis, so its timeout is longer than theirs; it sends the forum's host name, because Django answers 400 to
/// any other. The liveness probe asks neither, because otherwise all pods would restart whenever the database is down.
fn gunicorn(inputs: &Inputs<'_>, tier: &DjangoTier<'_>) -> Container {
    let plan = inputs.plan;
    let (workers, threads) = (tier.tier.workers.to_string(), tier.tier.threads.to_string());
    Container {
        command: argv([
            "gunicorn",
            "forum.wsgi",
            "--bind=0.0.0.0:8000",
            "--worker-class=gthread",
            &format!("--workers={workers}"),
            &format!("--threads={threads}"),
            // A worker is replaced now and then, so that a leak cannot grow for ever.
            "--max-requests=2000",
            "--max-requests-jitter=200",
            "--timeout=30",
            "--graceful-timeout=25",
            // Longer than nginx keeps an idle connection: nginx must be the one that closes.
            "--keep-alive=75",
            "--worker-tmp-dir=/dev/shm",
            // Its place would be the home directory, which is read-only.
            "--no-control-socket",
            "--access-logfile=-",
        ]),
        ports: Some(vec![port("http", PORT)]),
        startup_probe: Some(Probe {
            period_seconds: Some(2),
            timeout_seconds: Some(5),
            failure_threshold: Some(60),
            ..http_get("/-/live", None)
        }),
        readiness_probe: Some(Probe {
            period_seconds: Some(10),
            timeout_seconds: Some(int(timeouts::asking_servers(plan))),
            failure_threshold: Some(3),
            ..http_get("/healthcheck/", Some(plan.site.host.as_str()))
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(15),
            timeout_seconds: Some(5),
            failure_threshold: Some(4),
            ..http_get("/-/live", None)
        }),
        lifecycle: Some(pause_before_stop()),
        ..django::forum_container(inputs, "gunicorn", &tier.tier.resources)
    }
}
