//! Deployment, Service, ConfigMap, ServiceAccount and budget of nginx.

use crate::sorting::to_map;
use k8s_openapi::api::apps::v1::{Deployment, DeploymentSpec};
use k8s_openapi::api::core::v1::{Container, Service};

use super::exporter::exporters;
use super::{HEALTH, NODE, PORT, SERVICE, SERVICE_PORT, config};
use crate::inputs::Inputs;
use crate::kube::{
    Mount, PartObjects, PodParams, Probe, Spread, argv, checksum, config_map, config_volume, container,
    disruption_budget, empty_dir, http_get, int, meta, pause_before_stop, pod_selector, port, rolling_update,
    service, service_account, tcp_open,
};
use crate::plan::Plan;
use crate::stack::exporter::{pod_with, resources_with};
use crate::stack::ingress::options::Controller;
use crate::stack::{image::names as image, storage, wiring};
use crate::values::{Memory, Resources};

const CONFIG: &str = "nginx-config";

/// nginx needs no user of its own in the image; the group is the one that owns the media volume.
const USER: i64 = 10101;

/// What copying the static files takes.
const COPY: Resources = Resources::new(10, 500, 32, 128);

/// Seconds from one question whether it is ready to the next.
pub(super) const READY_EVERY: u32 = 5;

/// What an nginx pod reserves.
pub(super) fn pod_resources(plan: &Plan) -> Resources {
    resources_with(&exporters(plan), plan.nginx.resources).after(COPY)
}

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let data = to_map([("nginx.conf".to_owned(), config::nginx_conf(plan))]);
    let digest = checksum(&data);
    out.put(service_account(plan, NODE));
    out.put(config_map(plan, CONFIG, NODE, data));
    out.put(front(plan));
    out.put(Deployment {
        metadata: meta(plan, NODE, NODE),
        spec: Some(DeploymentSpec {
            replicas: Some(int(plan.nginx.replicas)),
            selector: pod_selector(NODE),
            strategy: Some(rolling_update()),
            revision_history_limit: Some(3),
            template: pod_with(
                plan,
                exporters(plan),
                PodParams {
                    component: NODE,
                    user: USER,
                    group: USER,
                    fs_group: image::GROUP,
                    init_containers: vec![static_files(plan)],
                    containers: vec![nginx(plan)],
                    volumes: vec![
                        config_volume("config", CONFIG),
                        // The files are 37.6 MB (measured); themes of plugins may add to them.
                        empty_dir("static", Memory::mib(128)),
                        // Request bodies wait here: 48 uploads of 16 MiB at once.
                        empty_dir("tmp", Memory::mib(768)),
                        storage::volume(),
                    ],
                    grace_seconds: 45,
                    restart_policy: None,
                    checksums: vec![("config", digest)],
                    resolver: None,
                    spread: Spread::Apart,
                    together: plan.storage.together(),
                },
            ),
            ..DeploymentSpec::default()
        }),
        status: None,
    });
    if let Some(budget) =
        disruption_budget(plan, NODE, plan.nginx.replicas, plan.storage.together().is_some())
    {
        out.put(budget);
    }
}

/// The Service, which visitors reach without a controller if that is the plan. `Local` keeps their addresses, because
/// nodes then pass connections to their own pods only; nodes without a pod of nginx tell the load balancer so.
fn front(plan: &Plan) -> Service {
    let mut front = service(plan, SERVICE, NODE, &[(SERVICE_PORT, "http")]);
    let kind = match plan.ingress.controller {
        Controller::LoadBalancer => "LoadBalancer",
        Controller::NodePort => "NodePort",
        // The load balancer asks the pods themselves, and finds there how to ask for health.
        Controller::Gce => {
            let read = [
                ("cloud.google.com/backend-config", format!(r#"{{"default": "{SERVICE}"}}"#)),
                ("cloud.google.com/neg", r#"{"ingress": true}"#.to_owned()),
            ];
            front.metadata.annotations =
                Some(to_map(read.into_iter().map(|(key, value)| (key.to_owned(), value))));
            return front;
        }
        _ => return front,
    };
    if let Some(spec) = &mut front.spec {
        spec.type_ = Some(kind.to_owned());
        spec.external_traffic_policy = Some("Local".to_owned());
        let ports = spec.ports.iter_mut().flatten();
        for port in ports.filter(|_| plan.ingress.controller == Controller::NodePort) {
            port.node_port = Some(int(plan.ingress.node_port));
        }
    }
    front
}

/// nginx looks up the tiers' names once, at its start, and ends when one lookup fails: in a cluster it once did so
/// though its init container had found all of them a moment before. So it is asked first whether it would start.
const START: &str =
    "for _ in 1 2 3 4 5 6 7 8 9 10; do nginx -t -q && break; sleep 1; done; exec nginx -g 'daemon off;'";

fn nginx(plan: &Plan) -> Container {
    Container {
        command: argv(["sh", "-c", START]),
        ports: Some(vec![port("http", PORT)]),
        readiness_probe: Some(Probe {
            period_seconds: Some(int(READY_EVERY)),
            timeout_seconds: Some(3),
            failure_threshold: Some(2),
            ..http_get(HEALTH, None)
        }),
        liveness_probe: Some(Probe {
            period_seconds: Some(15),
            timeout_seconds: Some(5),
            failure_threshold: Some(4),
            ..tcp_open("http")
        }),
        lifecycle: Some(pause_before_stop()),
        volume_mounts: Some(vec![
            Mount::file("config", "/etc/nginx/nginx.conf", "nginx.conf"),
            Mount::read_only("static", config::STATIC),
            Mount::read_only(storage::VOLUME, storage::PATH),
            Mount::writable("tmp", "/tmp"),
        ]),
        ..container(plan, "nginx", &plan.nginx.image, &plan.nginx.resources)
    }
}

/// Copies the forum's static files out of its image, and waits until the tiers' names resolve: nginx
/// resolves them once, at its start, and exits when it cannot.
///
/// `cp -r` and not `cp -a`: the mount point belongs to root, and setting its times as another user
/// fails, for ever (the one crash loop that only a real cluster showed).
fn static_files(plan: &Plan) -> Container {
    let names: Vec<&str> = wiring::tiers(plan).iter().map(|tier| tier.component).collect();
    let script = format!(
        "set -eu\nfor name in {names}; do\n  until getent hosts \"$name\" >/dev/null; do\n    echo \"waiting for the Service $name\"\n    sleep 1\n  done\ndone\ncp -r {from}/. {to}/\n",
        names = names.join(" "),
        from = image::STATIC_ROOT,
        to = config::STATIC,
    );
    Container {
        command: argv(["sh", "-c", &script]),
        volume_mounts: Some(vec![Mount::writable("static", config::STATIC)]),
        ..container(plan, "static", &plan.image.reference, &COPY)
    }
}
