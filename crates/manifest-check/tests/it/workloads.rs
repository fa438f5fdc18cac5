//! Deployments, StatefulSets, Jobs: which pods are theirs, and how they replace them.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a word that is none of the choice",
        finds: &["choice-unknown"],
        plant: |set| set.container("Deployment/web", "/imagePullPolicy", json!("IfNotPresente")),
    },
    Planted {
        what: "a protocol in small letters, in a list",
        finds: &["choice-unknown", "service-port-unknown"],
        plant: |set| set.put("Service/nginx", "/spec/ports/0/protocol", json!("tcp")),
    },
    Planted {
        what: "a spread over a label that no node carries",
        finds: &["topology-key-unknown"],
        plant: |set| {
            let own = json!({ "matchLabels": { "app.kubernetes.io/name": "nginx" } });
            let spread = json!([{ "topologyKey": "hostname", "labelSelector": own }]);
            set.pod("Deployment/nginx", "/spec/topologySpreadConstraints", spread);
        },
    },
    Planted {
        what: "a topology spread that selects another workload's pods",
        finds: &["spread-misses-own-pods"],
        plant: |set| {
            let web = json!({ "matchLabels": { "app.kubernetes.io/name": "web" } });
            let spread = json!([{ "topologyKey": "kubernetes.io/hostname", "labelSelector": web }]);
            set.pod("Deployment/nginx", "/spec/topologySpreadConstraints", spread);
        },
    },
    Planted {
        what: "an anti-affinity that matches no pod",
        finds: &["affinity-selects-nothing"],
        plant: |set| {
            let no_pod = json!({ "matchLabels": { "app": "nginx" } });
            let term = json!({ "topologyKey": "kubernetes.io/hostname", "labelSelector": no_pod });
            let term = json!({ "podAffinityTerm": term, "weight": 100 });
            let apart = json!({ "preferredDuringSchedulingIgnoredDuringExecution": [term] });
            set.pod("Deployment/nginx", "/spec/affinity", json!({ "podAntiAffinity": apart }));
        },
    },
    Planted {
        what: "a selector that also takes a Job's pods",
        finds: &["selector-overlap", "service-mixes-workloads", "service-port-unknown"],
        plant: |set| set.pod("CronJob/maintenance", "/metadata/labels/app.kubernetes.io~1name", json!("web")),
    },
    Planted {
        what: "a version in a selector",
        finds: &["selector-unstable"],
        plant: |set| {
            set.put(
                "StatefulSet/redis",
                "/spec/selector/matchLabels/app.kubernetes.io~1version",
                json!("7.2"),
            );
            set.put("Service/redis-pods", "/spec/selector/app.kubernetes.io~1version", json!("7.2"));
        },
    },
    Planted {
        what: "less than no replicas",
        finds: &["replicas-invalid"],
        plant: |set| set.put("Deployment/nginx", "/spec/replicas", json!(-1)),
    },
    Planted {
        what: "a rollout that may neither add nor take a pod",
        finds: &["strategy-contradiction"],
        plant: |set| set.put("Deployment/web", "/spec/strategy/rollingUpdate/maxSurge", json!("0%")),
    },
    Planted {
        what: "a Deployment whose pods end for good",
        finds: &["restart-policy-invalid"],
        plant: |set| set.pod("Deployment/web", "/spec/restartPolicy", json!("OnFailure")),
    },
    Planted {
        what: "settings without a checksum",
        finds: &["config-change-unnoticed"],
        plant: |set| set.cut("Deployment/web", "/spec/template/metadata/annotations/checksum~1config"),
    },
    Planted {
        what: "migrate in every replica",
        finds: &["migration-in-every-replica"],
        plant: |set| {
            let script = "python manage.py migrate && exec gunicorn forum.wsgi";
            set.container("Deployment/web", "/command", json!(["sh", "-c", script]));
        },
    },
    Planted {
        what: "a weekday 7",
        finds: &["schedule-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/spec/schedule", json!("30 1 * * 7")),
    },
    Planted {
        what: "a time zone inside the schedule",
        finds: &["schedule-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/spec/schedule", json!("TZ=UTC 30 1 * * *")),
    },
    Planted {
        what: "an empty time zone",
        finds: &["time-zone-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/spec/timeZone", json!("")),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "a label of one's own in a selector",
        finds: &[],
        plant: |set| {
            set.put("StatefulSet/redis", "/spec/selector/matchLabels/app", json!("redis"));
            set.pod("StatefulSet/redis", "/metadata/labels/app", json!("redis"));
        },
    },
    Planted {
        what: "every way to write a schedule",
        finds: &[],
        plant: |set| {
            for (index, schedule) in
                ["@daily", "@every 1h30m", "*/15 0-6,22 1,15 jan-mar MON", "? ? ? ? ?", "5/10 * * * *"]
                    .iter()
                    .enumerate()
            {
                let name = format!("maintenance-{index}");
                set.copy("CronJob/maintenance", &name);
                set.put(&format!("CronJob/{name}"), "/spec/schedule", json!(schedule));
            }
        },
    },
    Planted {
        what: "time zones of one, two and three parts",
        finds: &[],
        plant: |set| {
            for (index, zone) in
                ["UTC", "Etc/GMT+3", "America/Argentina/Buenos_Aires", "America/Port-au-Prince"]
                    .iter()
                    .enumerate()
            {
                let name = format!("maintenance-{index}");
                set.copy("CronJob/maintenance", &name);
                set.put(&format!("CronJob/{name}"), "/spec/timeZone", json!(zone));
            }
        },
    },
];
