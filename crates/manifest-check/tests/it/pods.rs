//! What runs in a pod: containers, probes, sizes.

use serde_json::json;

use crate::set::{Planted, Set};

/// The web pods try so often and so long to reach the database, then 2 s to reach Redis; their probe waits so long.
fn asks_servers(set: &mut Set, login: &str, tries: &str, patience: u32) {
    for (name, value) in
        [("POSTGRES_CONNECT_TIMEOUT", login), ("POSTGRES_CONNECT_TRIES", tries), ("CONNECT_TIMEOUT", "2")]
    {
        set.container("Deployment/web", "/env/-", json!({ "name": name, "value": value }));
    }
    set.container("Deployment/web", "/readinessProbe/timeoutSeconds", json!(patience));
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a pod without containers",
        finds: &["container-missing"],
        plant: |set| set.pod("CronJob/maintenance", "/spec/containers", json!([])),
    },
    Planted {
        what: "a container without an image",
        finds: &["container-missing"],
        plant: |set| set.container("CronJob/maintenance", "/image", json!("")),
    },
    Planted {
        what: "an init container with the name of another",
        finds: &["container-name-invalid"],
        plant: |set| set.pod("Deployment/web", "/spec/initContainers/0/name", json!("web")),
    },
    Planted {
        what: "a volume with a dot in its name",
        finds: &["container-name-invalid"],
        plant: |set| {
            set.pod("Deployment/nginx", "/spec/volumes/3/name", json!("tmp.d"));
            set.container("Deployment/nginx", "/volumeMounts/3/name", json!("tmp.d"));
        },
    },
    Planted {
        what: "an image in capital letters",
        finds: &["image-invalid"],
        plant: |set| {
            set.container("CronJob/maintenance", "/image", json!("registry.example.org:5000/Forum:1.0.0"))
        },
    },
    Planted {
        what: "an image with a line's end",
        finds: &["image-invalid"],
        plant: |set| set.container("CronJob/maintenance", "/image", json!("forum:1.0.0\n")),
    },
    Planted {
        what: "an image with half a digest",
        finds: &["image-invalid"],
        plant: |set| set.container("CronJob/maintenance", "/image", json!("forum:1.0.0@sha256:0123")),
    },
    Planted {
        what: "a port name of digits alone",
        finds: &["port-name-invalid"],
        plant: |set| {
            set.container("StatefulSet/redis", "/ports/-", json!({ "name": "9121", "containerPort": 9121 }))
        },
    },
    Planted {
        what: "a Service port of 0",
        finds: &["port-number-invalid"],
        plant: |set| set.put("Service/nginx", "/spec/ports/0/port", json!(0)),
    },
    Planted {
        what: "a variable set twice",
        finds: &["env-duplicate"],
        plant: |set| set.container("Deployment/web", "/env/1/name", json!("REDIS_PASSWORD")),
    },
    Planted {
        what: "a number as a variable",
        finds: &["env-value-not-text"],
        plant: |set| set.container("Deployment/web", "/env/-", json!({ "name": "WORKERS", "value": 2 })),
    },
    Planted {
        what: "a key that cannot be a variable, taken with all the others",
        finds: &["env-name-invalid"],
        plant: |set| set.put("ConfigMap/settings", "/data/2fa.enabled", json!("yes")),
    },
    Planted {
        what: "a static init container that keeps times and modes",
        finds: &["copy-keeps-attributes"],
        plant: |set| {
            let command = json!(["cp", "-a", "/app/static/.", "/srv/static/"]);
            set.pod("Deployment/nginx", "/spec/initContainers/0/command", command);
        },
    },
    Planted {
        what: "a pause of the whole time there is to stop",
        finds: &["pre-stop-too-long"],
        plant: |set| set.container("Deployment/web", "/lifecycle/preStop/sleep/seconds", json!(30)),
    },
    Planted {
        what: "a probe that does two things",
        finds: &["probe-invalid"],
        plant: |set| set.container("Deployment/nginx", "/livenessProbe/exec", json!({ "command": ["true"] })),
    },
    Planted {
        what: "a probe of an init container",
        finds: &["probe-invalid"],
        plant: |set| {
            let probe = json!({ "exec": { "command": ["true"] } });
            set.pod("Deployment/nginx", "/spec/initContainers/0/readinessProbe", probe);
        },
    },
    Planted {
        what: "a liveness probe that wants two successes",
        finds: &["probe-invalid"],
        plant: |set| set.container("Deployment/nginx", "/livenessProbe/successThreshold", json!(2)),
    },
    Planted {
        what: "a probe of a port number that no container declares",
        finds: &["probe-port-unknown"],
        plant: |set| set.container("Deployment/nginx", "/livenessProbe/tcpSocket/port", json!(80)),
    },
    Planted {
        what: "no readiness behind a Service",
        finds: &["readiness-missing"],
        plant: |set| set.cut("Deployment/nginx", "/spec/template/spec/containers/0/readinessProbe"),
    },
    Planted {
        what: "readiness and liveness that ask the same",
        finds: &["readiness-equals-liveness"],
        plant: |set| {
            set.container("StatefulSet/redis", "/readinessProbe", json!({ "tcpSocket": { "port": "redis" } }))
        },
    },
    Planted {
        what: "a readiness probe as patient as the connections behind it",
        finds: &["readiness-impatient"],
        plant: |set| asks_servers(set, "2", "1", 4),
    },
    Planted {
        what: "a readiness probe that outlasts one try of three",
        finds: &["readiness-impatient"],
        plant: |set| asks_servers(set, "1", "3", 4),
    },
    Planted {
        what: "a probe with a Host that Django does not serve",
        finds: &["probe-host-refused"],
        plant: |set| {
            let host = "/readinessProbe/httpGet/httpHeaders/0/value";
            set.container("Deployment/web", host, json!("forum.example.com"));
        },
    },
    Planted {
        what: "a readiness probe with no Host at all",
        finds: &["probe-host-refused"],
        plant: |set| set.container("Deployment/web", "/readinessProbe/httpGet/httpHeaders", json!([])),
    },
    Planted {
        what: "memory in thousandths of a byte",
        finds: &["quantity-below-one-byte"],
        plant: |set| set.container("CronJob/maintenance", "/resources/requests/memory", json!("128m")),
    },
    Planted {
        what: "a negative size of a volume",
        finds: &["quantity-invalid"],
        plant: |set| set.pod("Deployment/nginx", "/spec/volumes/3/emptyDir/sizeLimit", json!("-1Gi")),
    },
    Planted {
        what: "a volume larger than what the pod may write",
        finds: &["scratch-exceeds-limit"],
        plant: |set| set.container("Deployment/nginx", "/resources/limits/ephemeral-storage", json!("200Mi")),
    },
    Planted {
        what: "an init container without a limit",
        finds: &["resources-missing"],
        plant: |set| {
            set.pod("Deployment/web", "/spec/initContainers/0/resources/limits", json!({ "cpu": 1 }))
        },
    },
    Planted {
        what: "a request just above its limit, in other units",
        finds: &["requests-exceed-limits"],
        plant: |set| {
            let resources = json!({ "requests": { "cpu": "1001m", "memory": "1Gi" }, "limits": { "cpu": 1, "memory": "1024Mi" } });
            set.container("CronJob/maintenance", "/resources", resources);
        },
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "a readiness probe that outlasts the connections behind it",
        finds: &[],
        plant: |set| asks_servers(set, "1", "3", 6),
    },
    Planted {
        what: "requests that equal their limits, in other words",
        finds: &[],
        plant: |set| {
            let resources = json!({
                "requests": { "cpu": "0.1", "memory": "1e9", "ephemeral-storage": "1.5Gi" },
                "limits": { "cpu": "100m", "memory": "1G", "ephemeral-storage": "1536Mi" },
            });
            set.container("CronJob/maintenance", "/resources", resources);
        },
    },
    Planted {
        what: "an image without a tag, from a registry with a port: unwise, but a choice",
        finds: &[],
        plant: |set| set.container("CronJob/maintenance", "/image", json!("REGISTRY:5000/forum_2/web")),
    },
    Planted {
        what: "an image by digest alone",
        finds: &[],
        plant: |set| {
            set.container("CronJob/maintenance", "/image", json!(format!("forum@sha256:{}", "0".repeat(64))))
        },
    },
    Planted {
        what: "a sidecar: an init container that stays, with a port and a probe",
        finds: &[],
        plant: |set| {
            let mut sidecar =
                set.object("Deployment/web")["spec"]["template"]["spec"]["containers"][0].take();
            sidecar["name"] = json!("gunicorn");
            sidecar["restartPolicy"] = json!("Always");
            set.pod("Deployment/web", "/spec/initContainers/-", sidecar);
            let waiting =
                set.object("Deployment/web")["spec"]["template"]["spec"]["initContainers"][0].clone();
            set.pod("Deployment/web", "/spec/containers/0", waiting);
            set.container("Deployment/web", "/name", json!("sleeper"));
            set.container("Deployment/web", "/command", json!(["sleep", "infinity"]));
        },
    },
];
