//! Network policies, budgets and autoscalers.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "no default deny",
        finds: &["policy-default-deny-missing", "policy-pod-uncovered"],
        plant: |set| set.remove("NetworkPolicy/default-deny"),
    },
    Planted {
        what: "a policy that selects no pod",
        finds: &[
            "policy-selects-nothing",
            "policy-edge-one-sided",
            "policy-edge-missing",
            "policy-ingress-shut",
        ],
        plant: |set| {
            set.put("NetworkPolicy/nginx", "/spec/podSelector/matchLabels", json!({ "app": "nginx" }))
        },
    },
    Planted {
        what: "a peer that matches no pod",
        finds: &["policy-selects-nothing"],
        plant: |set| {
            let peer = json!({ "podSelector": { "matchLabels": { "app": "exporter" } } });
            set.put("NetworkPolicy/web", "/spec/ingress/0/from/-", peer);
        },
    },
    Planted {
        what: "egress rules that policyTypes leaves out",
        finds: &["policy-types-contradiction", "policy-edge-missing", "policy-edge-one-sided"],
        plant: |set| set.put("NetworkPolicy/web", "/spec/policyTypes", json!(["Ingress"])),
    },
    Planted {
        what: "the port of the Service in a policy",
        finds: &["policy-port-undeclared", "policy-ingress-shut"],
        plant: |set| set.put("NetworkPolicy/nginx", "/spec/ingress/0/ports/0/port", json!(80)),
    },
    Planted {
        what: "egress without the ingress at the other end",
        finds: &["policy-edge-one-sided"],
        plant: |set| {
            let peer = json!({ "podSelector": { "matchLabels": { "app.kubernetes.io/name": "redis" } } });
            let rule = json!({ "to": [peer], "ports": [{ "port": "redis" }] });
            set.put("NetworkPolicy/nginx", "/spec/egress/-", rule);
        },
    },
    Planted {
        what: "ingress without the egress at the other end",
        finds: &["policy-edge-one-sided"],
        plant: |set| {
            let peer =
                json!({ "podSelector": { "matchLabels": { "app.kubernetes.io/name": "maintenance" } } });
            set.put("NetworkPolicy/redis", "/spec/ingress/0/from/-", peer);
        },
    },
    Planted {
        what: "a Job that is configured to call Redis and not allowed to",
        finds: &["policy-edge-missing", "policy-edge-one-sided"],
        plant: |set| set.remove("NetworkPolicy/bootstrap"),
    },
    Planted {
        what: "an address block of 33 bits",
        finds: &["policy-address-invalid"],
        plant: |set| {
            let world =
                json!({ "to": [{ "ipBlock": { "cidr": "10.0.0.0/33" } }], "ports": [{ "port": 443 }] });
            set.put("NetworkPolicy/web", "/spec/egress/-", world);
        },
    },
    Planted {
        what: "a mail server in the world, and no way there",
        finds: &["policy-edge-missing"],
        plant: |set| {
            set.put("ConfigMap/settings", "/data/EMAIL_HOST", json!("smtp.example.org"));
            set.put("ConfigMap/settings", "/data/EMAIL_PORT", json!("587"));
        },
    },
    Planted {
        what: "DNS in a namespace where it is not",
        finds: &["policy-dns-missing"],
        plant: |set| {
            let elsewhere = json!({ "kubernetes.io/metadata.name": "kube-systems" });
            set.put("NetworkPolicy/dns", "/spec/egress/0/to/0/namespaceSelector/matchLabels", elsewhere);
        },
    },
    Planted {
        what: "DNS by UDP alone",
        finds: &["policy-dns-missing"],
        plant: |set| set.cut("NetworkPolicy/dns", "/spec/egress/0/ports/1"),
    },
    Planted {
        what: "nginx, closed to other namespaces",
        finds: &["policy-ingress-shut"],
        plant: |set| set.cut("NetworkPolicy/nginx", "/spec/ingress"),
    },
    Planted {
        what: "a budget that selects no pod",
        finds: &["budget-selects-nothing"],
        plant: |set| {
            set.put("PodDisruptionBudget/web", "/spec/selector/matchLabels", json!({ "app": "web" }))
        },
    },
    Planted {
        what: "a budget of all that the autoscaler keeps at least",
        finds: &["budget-blocks-drain"],
        plant: |set| set.put("PodDisruptionBudget/web", "/spec/minAvailable", json!("51%")),
    },
    Planted {
        what: "a pod under two budgets",
        finds: &["budget-overlap"],
        plant: |set| set.copy("PodDisruptionBudget/web", "web-too"),
    },
    Planted {
        what: "an autoscaler without a largest number",
        finds: &["autoscaler-bounds"],
        plant: |set| set.cut("HorizontalPodAutoscaler/web", "/spec/maxReplicas"),
    },
    Planted {
        what: "an autoscaler by memory of a container that names none",
        finds: &["autoscaler-request-missing", "resources-missing"],
        plant: |set| {
            set.container("Deployment/web", "/resources", json!({ "requests": { "memory": "256Mi" } }))
        },
    },
    Planted {
        what: "replicas beside an autoscaler",
        finds: &["autoscaler-overruled"],
        plant: |set| set.put("Deployment/web", "/spec/replicas", json!(2)),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "a policy for the pods with which cert-manager answers a challenge",
        finds: &[],
        plant: |set| {
            let pods = json!({ "matchLabels": { "acme.cert-manager.io/http01-solver": "true" } });
            let rule = json!({ "ports": [{ "port": 8089 }] });
            let spec = json!({ "podSelector": pods, "policyTypes": ["Ingress"], "ingress": [rule] });
            set.add("networking.k8s.io/v1", "NetworkPolicy/acme", json!({ "spec": spec }));
        },
    },
    Planted {
        what: "mail to the world, by address and by range",
        finds: &[],
        plant: |set| {
            let world = json!({ "to": [{ "ipBlock": { "cidr": "0.0.0.0/0" } }], "ports": [{ "port": 587, "endPort": 588 }] });
            set.put("NetworkPolicy/web", "/spec/egress/-", world);
        },
    },
    Planted {
        what: "every pod of this very namespace, by the namespace's name",
        finds: &[],
        plant: |set| {
            let here = json!({ "matchLabels": { "kubernetes.io/metadata.name": "forum" } });
            let peer = json!({ "namespaceSelector": here, "podSelector": { "matchLabels": { "app.kubernetes.io/name": "nginx" } } });
            set.put("NetworkPolicy/web", "/spec/ingress/0/from/0", peer);
        },
    },
    Planted {
        what: "a budget that leaves one to go",
        finds: &[],
        plant: |set| set.put("PodDisruptionBudget/web", "/spec/minAvailable", json!("50%")),
    },
];
