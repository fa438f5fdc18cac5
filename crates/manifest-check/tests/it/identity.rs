//! Kinds, names and namespaces of objects.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "an object without a name",
        finds: &["object-incomplete"],
        plant: |set| set.cut("PodDisruptionBudget/web", "/metadata/name"),
    },
    Planted {
        what: "an autoscaler of a version that is gone",
        finds: &["api-version-unserved"],
        plant: |set| set.put("HorizontalPodAutoscaler/web", "/apiVersion", json!("autoscaling/v2beta2")),
    },
    Planted {
        what: "a kind that does not exist",
        finds: &["api-version-unserved"],
        plant: |set| set.put("PodDisruptionBudget/web", "/kind", json!("PodDisruptionBuget")),
    },
    Planted {
        what: "the same object twice",
        finds: &["object-duplicate"],
        plant: |set| set.copy("ConfigMap/settings", "settings"),
    },
    Planted {
        what: "a Service whose name starts with a digit",
        finds: &["name-invalid", "ingress-backend-missing"],
        plant: |set| set.put("Service/nginx", "/metadata/name", json!("1nginx")),
    },
    Planted {
        what: "a StatefulSet whose pods could not carry their label",
        finds: &["name-invalid", "host-unresolved"],
        plant: |set| {
            set.put("StatefulSet/redis", "/metadata/name", json!("r".repeat(53)));
            let pod = "/spec/selector/statefulset.kubernetes.io~1pod-name";
            set.put("Service/redis", pod, json!(format!("{}-0", "r".repeat(53))));
        },
    },
    Planted {
        what: "a CronJob whose Jobs would have no room for their suffix",
        finds: &["name-invalid"],
        plant: |set| set.put("CronJob/maintenance", "/metadata/name", json!("m".repeat(53))),
    },
    Planted {
        what: "a host that is an address",
        finds: &["name-invalid", "ingress-host-refused", "ingress-tls-host-unrouted"],
        plant: |set| set.put("Ingress/forum", "/spec/rules/0/host", json!("192.0.2.1")),
    },
    Planted {
        what: "a label key with two slashes",
        finds: &["label-invalid"],
        plant: |set| set.pod("CronJob/maintenance", "/metadata/labels/a~1b~1c", json!("d")),
    },
    Planted {
        what: "a bare true as an annotation",
        finds: &["annotation-invalid"],
        plant: |set| set.pod("Deployment/web", "/metadata/annotations/prometheus.io~1scrape", json!(true)),
    },
    Planted {
        what: "an object without a namespace",
        finds: &["namespace-unset", "autoscaler-target-missing", "budget-blocks-drain"],
        plant: |set| set.cut("HorizontalPodAutoscaler/web", "/metadata/namespace"),
    },
    Planted {
        what: "a Namespace object of another name",
        finds: &["namespace-missing", "policy-default-deny-missing"],
        plant: |set| set.put("Namespace/forum", "/metadata/name", json!("other")),
    },
    Planted {
        what: "a PodDisruptionBudget in another namespace of the set",
        finds: &["namespace-mixed", "budget-selects-nothing", "policy-default-deny-missing"],
        plant: |set| {
            set.copy("Namespace/forum", "other");
            set.put("PodDisruptionBudget/web", "/metadata/namespace", json!("other"));
            set.objects.rotate_right(1);
            set.objects.swap(0, 1);
        },
    },
    Planted {
        what: "the Namespace at the end",
        finds: &["namespace-late"],
        plant: |set| set.objects.rotate_left(1),
    },
    Planted {
        what: "a namespace that lets root in",
        finds: &["namespace-unguarded"],
        plant: |set| {
            let label = "/metadata/labels/pod-security.kubernetes.io~1enforce";
            set.put("Namespace/forum", label, json!("privileged"));
        },
    },
];

pub const FINE: &[Planted] = &[Planted {
    what: "a set for a namespace that exists",
    finds: &[],
    plant: |set| set.remove("Namespace/forum"),
}];
