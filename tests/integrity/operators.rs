//! Kinds that somebody's operator turns into pods and Services.

use serde_json::json;

use super::set::{Planted, Set};

/// A database of CloudNativePG with its pooler, and the web tier on its way to both.
fn database(set: &mut Set) {
    dialling(set, "pool");
}

fn dialling(set: &mut Set, host: &str) {
    let amounts = json!({ "cpu": "1", "memory": "256Mi", "ephemeral-storage": "1Gi" });
    let resources = json!({ "requests": amounts, "limits": amounts });
    let owner = json!({
        "type": "kubernetes.io/basic-auth",
        "data": { "username": "Zm9ydW0=", "password": "LQ==" },
    });
    set.add("v1", "Secret/db-owner", owner);
    let initdb = json!({ "database": "forum", "owner": "forum", "secret": { "name": "db-owner" } });
    let cluster = json!({ "spec": {
        "instances": 3,
        "imageName": "ghcr.io/cloudnative-pg/postgresql:17.10-standard-trixie",
        "bootstrap": { "initdb": initdb },
        "resources": resources,
    } });
    set.add("postgresql.cnpg.io/v1", "Cluster/db", cluster);
    let container = json!({ "name": "pgbouncer", "image": "ghcr.io/cloudnative-pg/pgbouncer:1.25.2-trixie", "resources": resources });
    let pooler = json!({ "spec": {
        "cluster": { "name": "db" },
        "instances": 2,
        "type": "rw",
        "template": { "spec": { "containers": [container] } },
    } });
    set.add("postgresql.cnpg.io/v1", "Pooler/pool", pooler);
    let peer = |label: &str, name: &str| json!([{ "podSelector": { "matchLabels": { label: name } } }]);
    let ports = json!([{ "port": 5432 }]);
    set.add(
        "networking.k8s.io/v1",
        "NetworkPolicy/db",
        json!({ "spec": {
        "podSelector": { "matchLabels": { "cnpg.io/cluster": "db" } },
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{ "from": peer("cnpg.io/poolerName", "pool"), "ports": ports }],
    } }),
    );
    set.add(
        "networking.k8s.io/v1",
        "NetworkPolicy/pool",
        json!({ "spec": {
        "podSelector": { "matchLabels": { "cnpg.io/poolerName": "pool" } },
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [{ "from": peer("app.kubernetes.io/name", "web"), "ports": ports }],
        "egress": [{ "to": peer("cnpg.io/cluster", "db"), "ports": ports }],
    } }),
    );
    set.put(
        "NetworkPolicy/web",
        "/spec/egress/-",
        json!({ "to": peer("cnpg.io/poolerName", "pool"), "ports": ports }),
    );
    set.container("Deployment/web", "/env/-", json!({ "name": "DB_HOST", "value": host }));
    set.container("Deployment/web", "/env/-", json!({ "name": "DB_PORT", "value": "5432" }));
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a Cluster whose owner's Secret is not there",
        finds: &["cluster-owner-unknown"],
        plant: |set| {
            database(set);
            set.remove("Secret/db-owner");
        },
    },
    Planted {
        what: "a Secret with the name of somebody else",
        finds: &["cluster-owner-unknown"],
        plant: |set| {
            database(set);
            set.put("Secret/db-owner", "/data/username", json!("b3RoZXI="));
        },
    },
    Planted {
        what: "an owner's Secret of no type",
        finds: &["cluster-owner-unknown"],
        plant: |set| {
            database(set);
            set.put("Secret/db-owner", "/type", json!("Opaque"));
        },
    },
    Planted {
        what: "a Pooler of another Cluster",
        finds: &["pooler-cluster-missing"],
        plant: |set| {
            database(set);
            set.put("Pooler/pool", "/spec/cluster/name", json!("bd"));
        },
    },
    Planted {
        what: "a Pooler that nobody lets in",
        finds: &["policy-edge-one-sided", "policy-edge-missing"],
        plant: |set| {
            database(set);
            set.put("NetworkPolicy/pool", "/spec/ingress", json!([]));
        },
    },
    Planted {
        what: "a Service of the Cluster under a name that it has not",
        finds: &["host-unresolved"],
        plant: |set| {
            dialling(set, "db-wr");
        },
    },
];

pub const FINE: &[Planted] =
    &[Planted { what: "a database of CloudNativePG and its pooler", finds: &[], plant: database }];
