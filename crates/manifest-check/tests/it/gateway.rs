//! Gateway API in the place of the Ingress.

use serde_json::json;

use crate::set::{Planted, Set};

const GROUP: &str = "gateway.networking.k8s.io/v1";

fn parent(listener: &str) -> serde_json::Value {
    json!({ "group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "forum", "namespace": "forum", "sectionName": listener })
}

/// The set with a Gateway of its own, a route to nginx and one that redirects.
pub fn with_gateway(set: &mut Set) {
    set.remove("Ingress/forum");
    let http = json!({ "name": "http", "port": 80, "protocol": "HTTP" });
    let https = json!({
        "name": "https",
        "hostname": "forum.example.org",
        "port": 443,
        "protocol": "HTTPS",
        "tls": { "mode": "Terminate", "certificateRefs": [{ "group": "", "kind": "Secret", "name": "forum-tls" }] },
    });
    let spec = json!({ "gatewayClassName": "eg", "listeners": [http, https] });
    set.add(GROUP, "Gateway/forum", json!({ "spec": spec }));
    let backend = json!({ "group": "", "kind": "Service", "name": "nginx", "port": 80, "weight": 1 });
    let spec = json!({
        "parentRefs": [parent("https")],
        "hostnames": ["forum.example.org"],
        "rules": [{ "backendRefs": [backend] }],
    });
    set.add(GROUP, "HTTPRoute/forum", json!({ "spec": spec }));
    let filter =
        json!({ "type": "RequestRedirect", "requestRedirect": { "scheme": "https", "statusCode": 301 } });
    let spec = json!({
        "parentRefs": [parent("http")],
        "hostnames": ["forum.example.org"],
        "rules": [{ "filters": [filter] }],
    });
    set.add(GROUP, "HTTPRoute/forum-http", json!({ "spec": spec }));
}

fn with_solver(set: &mut Set) {
    with_gateway(set);
    set.put("Gateway/forum", "/metadata/annotations", json!({ "cert-manager.io/issuer": "letsencrypt" }));
    let solver = json!({ "http01": { "gatewayHTTPRoute": { "parentRefs": [parent("http")] } } });
    set.add(
        "cert-manager.io/v1",
        "Issuer/letsencrypt",
        json!({ "spec": { "acme": { "solvers": [solver] } } }),
    );
    let pods = json!({ "matchLabels": { "acme.cert-manager.io/http01-solver": "true" } });
    let spec = json!({ "podSelector": pods, "policyTypes": ["Ingress"], "ingress": [{ "ports": [{ "port": 8089 }] }] });
    set.add("networking.k8s.io/v1", "NetworkPolicy/acme", json!({ "spec": spec }));
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a field of the experimental channel",
        finds: &["gateway-field-unstandard"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/rules/0/sessionPersistence", json!({ "type": "Cookie" }));
        },
    },
    Planted {
        what: "a redirect with a code that older releases refuse",
        finds: &["gateway-field-unstandard"],
        plant: |set| {
            with_gateway(set);
            let code = "/spec/rules/0/filters/0/requestRedirect/statusCode";
            set.put("HTTPRoute/forum-http", code, json!(308));
        },
    },
    Planted {
        what: "an HTTPS listener without a certificate",
        finds: &["gateway-listener-invalid"],
        plant: |set| {
            with_gateway(set);
            set.cut("Gateway/forum", "/spec/listeners/1/tls/certificateRefs");
        },
    },
    Planted {
        what: "two listeners for the same host and port",
        finds: &["gateway-listener-invalid"],
        plant: |set| {
            with_gateway(set);
            let again = json!({ "name": "more", "port": 80, "protocol": "HTTP" });
            set.put("Gateway/forum", "/spec/listeners/-", again);
        },
    },
    Planted {
        what: "a route for a listener that the Gateway does not have",
        finds: &["route-parent-missing"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/parentRefs/0/sectionName", json!("websecure"));
        },
    },
    Planted {
        what: "a route for a Gateway that does not exist",
        finds: &["route-parent-missing"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/parentRefs/0/name", json!("gateway"));
        },
    },
    Planted {
        what: "a listener for another host",
        finds: &["route-host-unserved"],
        plant: |set| {
            with_gateway(set);
            set.put("Gateway/forum", "/spec/listeners/1/hostname", json!("talk.example.org"));
        },
    },
    Planted {
        what: "a redirect to https on the https listener",
        finds: &["route-redirects-to-itself"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum-http", "/spec/parentRefs/0/sectionName", json!("https"));
        },
    },
    Planted {
        what: "a route to a Service that does not exist",
        finds: &["route-backend-missing"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/rules/0/backendRefs/0/name", json!("ngnix"));
        },
    },
    Planted {
        what: "a route to a port that the Service does not have",
        finds: &["route-backend-missing"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/rules/0/backendRefs/0/port", json!(8080));
        },
    },
    Planted {
        what: "a route for a host that Django does not know",
        finds: &["route-host-refused"],
        plant: |set| {
            with_gateway(set);
            set.put("HTTPRoute/forum", "/spec/hostnames", json!(["talk.example.org"]));
            set.cut("Gateway/forum", "/spec/listeners/1/hostname");
        },
    },
    Planted {
        what: "pods that no other namespace may reach",
        finds: &["policy-route-shut"],
        plant: |set| {
            with_gateway(set);
            set.put("NetworkPolicy/nginx", "/spec/ingress", json!([]));
        },
    },
    Planted {
        what: "a Gateway that asks an issuer which the set does not have",
        finds: &["issuer-missing", "issuer-unused"],
        plant: |set| {
            with_solver(set);
            set.put(
                "Gateway/forum",
                "/metadata/annotations",
                json!({ "cert-manager.io/issuer": "lets-encrypt" }),
            );
        },
    },
    Planted {
        what: "a challenge by Ingress for a host that a Gateway serves",
        finds: &["issuer-class-unlike"],
        plant: |set| {
            with_solver(set);
            let solver = json!({ "http01": { "ingress": { "ingressClassName": "traefik" } } });
            set.put("Issuer/letsencrypt", "/spec/acme/solvers/0", solver);
        },
    },
    Planted {
        what: "a challenge at another Gateway",
        finds: &["issuer-class-unlike"],
        plant: |set| {
            with_solver(set);
            let name = "/spec/acme/solvers/0/http01/gatewayHTTPRoute/parentRefs/0/name";
            set.put("Issuer/letsencrypt", name, json!("shared"));
        },
    },
];

pub const FINE: &[Planted] = &[
    Planted { what: "a Gateway in the place of the Ingress", finds: &[], plant: with_gateway },
    Planted { what: "its certificate by an issuer of the set", finds: &[], plant: with_solver },
    Planted {
        what: "routes that join a Gateway of another namespace",
        finds: &[],
        plant: |set| {
            with_gateway(set);
            set.remove("Gateway/forum");
            for route in ["HTTPRoute/forum", "HTTPRoute/forum-http"] {
                set.put(route, "/spec/parentRefs/0/namespace", json!("gateways"));
            }
        },
    },
];
