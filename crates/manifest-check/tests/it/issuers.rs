//! cert-manager's issuers, and whether the ACME challenge is answered.

use serde_json::json;

use crate::set::{Planted, Set};

/// The set with an issuer of its own, as an Ingress asks it.
fn with_issuer(set: &mut Set) {
    set.cut("Ingress/forum", "/metadata/annotations/cert-manager.io~1cluster-issuer");
    set.put("Ingress/forum", "/metadata/annotations/cert-manager.io~1issuer", json!("letsencrypt"));
    let solver = json!({ "http01": { "ingress": { "ingressClassName": "traefik" } } });
    let acme = json!({
        "server": "https://acme-v02.api.letsencrypt.org/directory",
        "email": "admin@example.org",
        "privateKeySecretRef": { "name": "letsencrypt-account" },
        "solvers": [solver],
    });
    set.add("cert-manager.io/v1", "Issuer/letsencrypt", json!({ "spec": { "acme": acme } }));
    let pods = json!({ "matchLabels": { "acme.cert-manager.io/http01-solver": "true" } });
    let rule = json!({ "ports": [{ "port": 8089 }] });
    let spec = json!({ "podSelector": pods, "policyTypes": ["Ingress"], "ingress": [rule] });
    set.add("networking.k8s.io/v1", "NetworkPolicy/acme", json!({ "spec": spec }));
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "an issuer that the Ingress does not name",
        finds: &["issuer-missing", "issuer-unused"],
        plant: |set| {
            with_issuer(set);
            set.put("Ingress/forum", "/metadata/annotations/cert-manager.io~1issuer", json!("lets-encrypt"));
        },
    },
    Planted {
        what: "an issuer beside an Ingress that asks the cluster's",
        finds: &["issuer-unused"],
        plant: |set| {
            with_issuer(set);
            set.cut("Ingress/forum", "/metadata/annotations/cert-manager.io~1issuer");
            set.put(
                "Ingress/forum",
                "/metadata/annotations/cert-manager.io~1cluster-issuer",
                json!("letsencrypt"),
            );
        },
    },
    Planted {
        what: "an Ingress that asks two issuers",
        finds: &["issuer-ambiguous"],
        plant: |set| {
            with_issuer(set);
            set.put(
                "Ingress/forum",
                "/metadata/annotations/cert-manager.io~1cluster-issuer",
                json!("letsencrypt"),
            );
        },
    },
    Planted {
        what: "a challenge for another ingress controller",
        finds: &["issuer-class-unlike"],
        plant: |set| {
            with_issuer(set);
            let class = "/spec/acme/solvers/0/http01/ingress/ingressClassName";
            set.put("Issuer/letsencrypt", class, json!("nginx"));
        },
    },
    Planted {
        what: "a challenge that no policy lets through",
        finds: &["issuer-solver-shut"],
        plant: |set| {
            with_issuer(set);
            set.remove("NetworkPolicy/acme");
        },
    },
];

pub const FINE: &[Planted] = &[
    Planted { what: "an issuer of the set's own", finds: &[], plant: with_issuer },
    Planted {
        what: "an issuer of the namespace that is there already",
        finds: &[],
        plant: |set| {
            set.cut("Ingress/forum", "/metadata/annotations/cert-manager.io~1cluster-issuer");
            set.put("Ingress/forum", "/metadata/annotations/cert-manager.io~1issuer", json!("authority"));
        },
    },
];
