//! Services and Ingresses: how requests reach a pod.

use serde_json::json;

use crate::set::{Planted, Set};

/// The Service of nginx with an address outside, and a policy that lets everyone in.
fn open_to_all(set: &mut Set, kind: &str) {
    set.put("Service/nginx", "/spec/type", json!(kind));
    set.cut("NetworkPolicy/nginx", "/spec/ingress/0/from");
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a Service that selects no pod",
        finds: &["service-without-pods"],
        plant: |set| set.put("Service/nginx", "/spec/selector/app.kubernetes.io~1name", json!("ngnix")),
    },
    Planted {
        what: "a Service for the fourth of three pods",
        finds: &["service-without-pods"],
        plant: |set| {
            let pod = "/spec/selector/statefulset.kubernetes.io~1pod-name";
            set.put("Service/redis", pod, json!("redis-3"));
        },
    },
    Planted {
        what: "a Service over two workloads",
        finds: &["service-mixes-workloads", "service-port-unknown"],
        plant: |set| {
            set.put("Service/nginx", "/spec/selector", json!({ "app.kubernetes.io/part-of": "forum" }));
            for id in ["Deployment/nginx", "Deployment/web"] {
                set.pod(id, "/metadata/labels/app.kubernetes.io~1part-of", json!("forum"));
            }
        },
    },
    Planted {
        what: "a Service that leads to the port of the Service",
        finds: &["service-port-unknown"],
        plant: |set| set.cut("Service/web", "/spec/ports/0/targetPort"),
    },
    Planted {
        what: "two ports, one without a name",
        finds: &["service-ports-unclear"],
        plant: |set| set.put("Service/nginx", "/spec/ports/-", json!({ "port": 8080 })),
    },
    Planted {
        what: "a port on the nodes that no server hands out",
        finds: &["service-exposure-invalid"],
        plant: |set| {
            open_to_all(set, "NodePort");
            set.put("Service/nginx", "/spec/ports/0/nodePort", json!(8080));
        },
    },
    Planted {
        what: "a port on the nodes for a Service that stays inside",
        finds: &["service-exposure-invalid"],
        plant: |set| set.put("Service/nginx", "/spec/ports/0/nodePort", json!(30080)),
    },
    Planted {
        what: "one port on the nodes for two Services",
        finds: &["service-exposure-invalid"],
        plant: |set| {
            open_to_all(set, "NodePort");
            set.put("Service/nginx", "/spec/ports/0/nodePort", json!(30080));
            set.copy("Service/nginx", "nginx-too");
        },
    },
    Planted {
        what: "a traffic policy for a Service that stays inside",
        finds: &["service-exposure-invalid"],
        plant: |set| set.put("Service/nginx", "/spec/externalTrafficPolicy", json!("Local")),
    },
    Planted {
        what: "a load balancer before pods that only a controller may reach",
        finds: &["policy-exposed-service-shut"],
        plant: |set| set.put("Service/nginx", "/spec/type", json!("LoadBalancer")),
    },
    Planted {
        what: "a StatefulSet whose Service is not headless",
        finds: &["governing-service-invalid"],
        plant: |set| set.cut("Service/redis-pods", "/spec/clusterIP"),
    },
    Planted {
        what: "a StatefulSet whose Service does not exist",
        finds: &["governing-service-invalid", "host-unresolved"],
        plant: |set| set.put("StatefulSet/redis", "/spec/serviceName", json!("redis-headless")),
    },
    Planted {
        what: "an Ingress with the annotation of old",
        finds: &["ingress-class-unset"],
        plant: |set| {
            set.cut("Ingress/forum", "/spec/ingressClassName");
            set.put("Ingress/forum", "/metadata/annotations/kubernetes.io~1ingress.class", json!("traefik"));
        },
    },
    Planted {
        what: "a class of Google's in the annotation and in the field",
        finds: &["ingress-class-unset"],
        plant: |set| {
            set.put("Ingress/forum", "/metadata/annotations/kubernetes.io~1ingress.class", json!("gce"));
        },
    },
    Planted {
        what: "a path without its type",
        finds: &["ingress-path-invalid"],
        plant: |set| set.cut("Ingress/forum", "/spec/rules/0/http/paths/0/pathType"),
    },
    Planted {
        what: "a backend port that the Service does not have",
        finds: &["ingress-port-missing"],
        plant: |set| {
            set.put(
                "Ingress/forum",
                "/spec/rules/0/http/paths/0/backend/service/port",
                json!({ "number": 8080 }),
            );
        },
    },
    Planted {
        what: "a certificate for another host",
        finds: &["ingress-tls-host-unrouted"],
        plant: |set| set.put("Ingress/forum", "/spec/tls/0/hosts/0", json!("www.example.org")),
    },
    Planted {
        what: "a host that Django does not serve",
        finds: &["ingress-host-refused", "probe-host-refused"],
        plant: |set| {
            set.put("ConfigMap/settings", "/data/ALLOWED_HOSTS", json!("www.example.org, example.com"))
        },
    },
    Planted {
        what: "a middleware of a provider that does not exist",
        finds: &["ingress-middleware-missing"],
        plant: |set| {
            let names = "/metadata/annotations/traefik.ingress.kubernetes.io~1router.middlewares";
            set.put("Ingress/forum", names, json!("forum-https@kubernetescrd, forum-https@kubernetes"));
        },
    },
    Planted {
        what: "a middleware that does not exist",
        finds: &["ingress-middleware-missing"],
        plant: |set| set.remove("Middleware/https"),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "a class of Google's, which is read from the annotation only",
        finds: &[],
        plant: |set| {
            set.cut("Ingress/forum", "/spec/ingressClassName");
            set.put("Ingress/forum", "/metadata/annotations/kubernetes.io~1ingress.class", json!("gce"));
        },
    },
    Planted {
        what: "pods that any pod of the cluster may reach",
        finds: &[],
        plant: |set| {
            set.put("NetworkPolicy/nginx", "/spec/ingress/0/from", json!([{ "namespaceSelector": {} }]));
        },
    },
    Planted {
        what: "a load balancer before pods that everyone may reach",
        finds: &[],
        plant: |set| {
            open_to_all(set, "LoadBalancer");
            set.put("Service/nginx", "/spec/externalTrafficPolicy", json!("Local"));
        },
    },
    Planted {
        what: "a database of another namespace's, by an alias",
        finds: &[],
        plant: |set| {
            let alias = json!({ "spec": { "type": "ExternalName", "externalName": "db.example.org" } });
            set.add("v1", "Service/postgres", alias);
            set.put("ConfigMap/settings", "/data/POSTGRES_HOST", json!("postgres"));
        },
    },
    Planted {
        what: "a wildcard among the hosts that Django serves",
        finds: &[],
        plant: |set| set.put("ConfigMap/settings", "/data/ALLOWED_HOSTS", json!(".example.org")),
    },
];
