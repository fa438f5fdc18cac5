//! The 26 faults that we tried on a real API server 1.36. No schema validator noticed one of them.

use serde_json::json;

use crate::set::Planted;

pub const STANDING: &[Planted] = &[
    // The server refuses these.
    Planted {
        what: "a port name of 16 characters",
        finds: &["port-name-invalid"],
        plant: |set| {
            set.container(
                "StatefulSet/redis",
                "/ports/-",
                json!({ "name": "redis-exporter-9", "containerPort": 9121 }),
            )
        },
    },
    Planted {
        what: "a selector that does not match its own template",
        finds: &["selector-unlike-template"],
        plant: |set| {
            set.put("Deployment/web", "/spec/selector/matchLabels/app.kubernetes.io~1name", json!("wep"))
        },
    },
    Planted {
        what: "a limit below the request",
        finds: &["requests-exceed-limits"],
        plant: |set| set.container("Deployment/web", "/resources/limits/memory", json!("255Mi")),
    },
    Planted {
        what: "a quantity that is none",
        finds: &["quantity-invalid"],
        plant: |set| set.container("Deployment/web", "/resources/limits/memory", json!("512MB")),
    },
    Planted {
        what: "a cron expression of four fields",
        finds: &["schedule-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/spec/schedule", json!("30 1 * *")),
    },
    Planted {
        what: "a time zone that does not exist",
        finds: &["time-zone-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/spec/timeZone", json!("Mars/Olympus")),
    },
    Planted {
        what: "a budget with two bounds",
        finds: &["budget-bounds"],
        plant: |set| set.put("PodDisruptionBudget/web", "/spec/maxUnavailable", json!(1)),
    },
    Planted {
        what: "a mount without a volume",
        finds: &["volume-missing"],
        plant: |set| {
            set.container("Deployment/web", "/volumeMounts/-", json!({ "name": "tmp", "mountPath": "/tmp" }))
        },
    },
    Planted {
        what: "an autoscaler with a smallest number above the largest",
        finds: &["autoscaler-bounds"],
        plant: |set| set.put("HorizontalPodAutoscaler/web", "/spec/minReplicas", json!(5)),
    },
    Planted {
        what: "a name with a capital letter",
        finds: &["name-invalid"],
        plant: |set| set.put("PodDisruptionBudget/web", "/metadata/name", json!("Web")),
    },
    Planted {
        what: "a label value with a space",
        finds: &["label-invalid"],
        plant: |set| set.pod("Deployment/web", "/metadata/labels/tier", json!("the web")),
    },
    Planted {
        what: "a port of a policy above 65535",
        finds: &["policy-port-invalid", "policy-port-undeclared"],
        plant: |set| set.put("NetworkPolicy/web", "/spec/ingress/0/ports/-", json!({ "port": 80_000 })),
    },
    Planted {
        what: "a Job whose pods always restart",
        finds: &["restart-policy-invalid"],
        plant: |set| set.pod("Job/bootstrap-1", "/spec/restartPolicy", json!("Always")),
    },
    Planted {
        what: "Recreate with rollingUpdate settings",
        finds: &["strategy-contradiction"],
        plant: |set| set.put("Deployment/web", "/spec/strategy/type", json!("Recreate")),
    },
    Planted {
        what: "a ConfigMap of 1 MiB",
        finds: &["config-too-large", "object-too-large-to-apply"],
        plant: |set| set.put("ConfigMap/redis-config", "/data/motd", json!("x".repeat(1 << 20))),
    },
    // It warns of this one, and then refuses every pod.
    Planted {
        what: "root in a restricted namespace",
        finds: &["runs-as-root"],
        plant: |set| set.pod("Deployment/nginx", "/spec/securityContext/runAsUser", json!(0)),
    },
    // It accepts these in silence.
    Planted {
        what: "a probe of a port name that no container declares",
        finds: &["probe-port-unknown"],
        plant: |set| set.container("Deployment/web", "/livenessProbe/httpGet/port", json!("https")),
    },
    Planted {
        what: "a key that the Secret does not have",
        finds: &["secret-key-missing"],
        plant: |set| {
            set.pod(
                "Deployment/web",
                "/spec/initContainers/0/env/0/valueFrom/secretKeyRef/key",
                json!("PASSWORD"),
            )
        },
    },
    Planted {
        what: "a Service whose target port's name no container declares",
        finds: &["service-port-unknown"],
        plant: |set| set.put("Service/nginx", "/spec/ports/0/targetPort", json!("web")),
    },
    Planted {
        what: "a ServiceAccount that does not exist",
        finds: &["service-account-missing", "token-mounted"],
        plant: |set| set.pod("Deployment/web", "/spec/serviceAccountName", json!("webb")),
    },
    Planted {
        what: "a PriorityClass that does not exist",
        finds: &["priority-class-missing"],
        plant: |set| set.pod("Deployment/web", "/spec/priorityClassName", json!("forums")),
    },
    Planted {
        what: "an Ingress that leads to a Service that does not exist",
        finds: &["ingress-backend-missing"],
        plant: |set| {
            set.put("Ingress/forum", "/spec/rules/0/http/paths/0/backend/service/name", json!("ngnix"))
        },
    },
    Planted {
        what: "an autoscaler of a Deployment that does not exist",
        finds: &["autoscaler-target-missing", "budget-blocks-drain"],
        plant: |set| set.put("HorizontalPodAutoscaler/web", "/spec/scaleTargetRef/name", json!("wep")),
    },
];

/// Three more of those the server refuses: fine alone, but not after what was there before.
pub const CHANGES: &[Planted] = &[
    Planted {
        what: "another selector",
        finds: &["selector-changed"],
        plant: |set| {
            for part in ["/spec/selector/matchLabels", "/spec/template/metadata/labels"] {
                set.put("Deployment/nginx", &format!("{part}/app.kubernetes.io~1instance"), json!("forum"));
            }
        },
    },
    Planted {
        what: "a larger volume in a claim template",
        finds: &["claim-templates-changed"],
        plant: |set| {
            set.put(
                "StatefulSet/redis",
                "/spec/volumeClaimTemplates/0/spec/resources/requests/storage",
                json!("2Gi"),
            );
        },
    },
    Planted {
        what: "another image in a Job that has run",
        finds: &["job-template-changed"],
        plant: |set| {
            set.container("Job/bootstrap-1", "/image", json!("registry.example.org:5000/forum:1.0.1"))
        },
    },
];
