//! Monitoring, with one fault at a time, and things in a larger forum that only look like faults.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a monitor of Services that do not exist",
        finds: &["monitor-selects-nothing"],
        plant: |set| set.cut("Service/pgbouncer", "/metadata/labels"),
    },
    Planted {
        what: "a monitor of pods in another namespace",
        finds: &["monitor-selects-nothing"],
        plant: |set| {
            set.put("PodMonitor/postgres", "/spec/namespaceSelector", json!({ "matchNames": ["db"] }))
        },
    },
    Planted {
        what: "a port that the Service does not have",
        finds: &["monitor-port-unknown"],
        plant: |set| set.put("ServiceMonitor/pgbouncer", "/spec/endpoints/0/port", json!("exporter")),
    },
    Planted {
        what: "a port that the pods do not have",
        finds: &["monitor-port-unknown"],
        plant: |set| set.put("PodMonitor/postgres", "/spec/podMetricsEndpoints/0/port", json!("exporter")),
    },
    Planted {
        what: "Prometheus, shut out by a policy",
        finds: &["monitor-shut-out"],
        plant: |set| set.cut("NetworkPolicy/pgbouncer", "/spec/ingress/1"),
    },
    Planted {
        what: "a bracket without its other half",
        finds: &["alert-rule-invalid"],
        plant: |set| {
            set.put("PrometheusRule/forum", "/spec/groups/0/rules/1/expr", json!("absent(up{job=\"x\"}"))
        },
    },
    Planted {
        what: "a duration in words",
        finds: &["alert-rule-invalid"],
        plant: |set| set.put("PrometheusRule/forum", "/spec/groups/0/rules/1/for", json!("5 minutes")),
    },
    Planted {
        what: "a rule that is an alert and a record",
        finds: &["alert-rule-invalid"],
        plant: |set| set.put("PrometheusRule/forum", "/spec/groups/0/rules/1/record", json!("down")),
    },
    Planted {
        what: "two groups of one name",
        finds: &["alert-rule-invalid"],
        plant: |set| {
            set.put("PrometheusRule/forum", "/spec/groups/-", json!({ "name": "forum", "rules": [] }))
        },
    },
    Planted {
        what: "a label that is a number",
        finds: &["alert-rule-invalid"],
        plant: |set| set.put("PrometheusRule/forum", "/spec/groups/0/rules/1/labels/level", json!(1)),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "two instances that a budget may not both lose",
        finds: &[],
        plant: |set| {
            let selector =
                json!({ "matchLabels": { "cnpg.io/cluster": "postgres", "cnpg.io/podRole": "instance" } });
            let spec = json!({ "spec": { "minAvailable": 2, "selector": selector } });
            set.add("policy/v1", "PodDisruptionBudget/postgres", spec);
        },
    },
    Planted {
        what: "a server for the pod alone, and an authority that comes from outside",
        finds: &[],
        plant: |set| {
            set.container("Deployment/web", "/command/3", json!("127.0.0.1:9000"));
            set.container(
                "Deployment/web",
                "/volumeMounts",
                json!([{ "name": "ca", "mountPath": "/etc/ca" }]),
            );
            let items = json!([{ "key": "ca.crt", "path": "ca.crt" }]);
            let volume = json!({ "name": "ca", "secret": { "secretName": "authority", "items": items } });
            set.pod("Deployment/web", "/spec/volumes", json!([volume]));
        },
    },
    Planted {
        what: "the login that the operator makes when it is given none",
        finds: &[],
        plant: |set| {
            set.remove("Secret/postgres-owner");
            set.cut("Cluster/postgres", "/spec/bootstrap/initdb/secret");
            let login = json!({ "secretKeyRef": { "name": "postgres-app", "key": "password" } });
            let variable = json!({ "name": "POSTGRES_PASSWORD", "valueFrom": login });
            set.container("Deployment/worker", "/env/-", variable);
            set.pod("Deployment/worker", "/metadata/annotations", json!({ "checksum/secrets": "1" }));
        },
    },
];
