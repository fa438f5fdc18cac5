//! A database cluster of an operator, and the poolers in front of it, with one fault at a time.

use serde_json::json;

use crate::set::{Planted, Set};

fn ini(set: &mut Set, old: &str, new: &str) {
    set.reword("ConfigMap/pgbouncer-config", "/data/pgbouncer.ini", old, new);
}

pub const CLUSTER: &[Planted] = &[
    Planted {
        what: "an owner whose Secret is not in the set",
        finds: &["cluster-login-invalid", "config-unused"],
        plant: |set| set.put("Cluster/postgres", "/spec/bootstrap/initdb/secret/name", json!("owner")),
    },
    Planted {
        what: "an owner whose Secret is of no type",
        finds: &["cluster-login-invalid", "secret-in-the-open"],
        plant: |set| set.put("Secret/postgres-owner", "/type", json!("Opaque")),
    },
    Planted {
        what: "another user in the Secret than the owner",
        finds: &["cluster-login-invalid"],
        plant: |set| set.put("Secret/postgres-owner", "/stringData/username", json!("forum")),
    },
    Planted {
        what: "an owner without a password",
        finds: &["cluster-login-invalid"],
        plant: |set| set.cut("Secret/postgres-owner", "/stringData/password"),
    },
    Planted {
        what: "shared buffers that the reserved memory does not hold",
        finds: &["cluster-refused"],
        plant: |set| {
            set.put("Cluster/postgres", "/spec/postgresql/parameters/shared_buffers", json!("704MB"));
            set.put("Cluster/postgres", "/spec/resources", json!({ "requests": { "memory": "512Mi" } }));
        },
    },
    Planted {
        what: "a primary that waits for more standbys than there are",
        finds: &["cluster-refused"],
        plant: |set| {
            let three = json!({ "method": "any", "number": 3 });
            set.put("Cluster/postgres", "/spec/postgresql/synchronous", three);
        },
    },
    Planted {
        what: "a backup of another cluster",
        finds: &["cluster-missing"],
        plant: |set| set.put("ScheduledBackup/postgres", "/spec/cluster/name", json!("database")),
    },
    Planted {
        what: "a Service of the name that the operator gives to its own",
        finds: &["operator-name-taken", "policy-edge-missing"],
        plant: |set| set.copy("Service/pgbouncer", "postgres-rw"),
    },
    Planted {
        what: "an object store's key that its Secret does not have",
        finds: &["custom-key-missing"],
        plant: |set| {
            let key = "/spec/configuration/s3Credentials/accessKeyId/key";
            set.put("ObjectStore/copies", key, json!("ACCESS_KEY"));
        },
    },
    Planted {
        what: "an operator that may not ask its instances",
        finds: &["operator-shut-out"],
        plant: |set| set.cut("NetworkPolicy/postgres", "/spec/ingress/2"),
    },
    Planted {
        what: "instances that may not ask the API server",
        finds: &["operator-shut-out"],
        plant: |set| set.cut("NetworkPolicy/postgres", "/spec/egress/1"),
    },
    Planted {
        what: "a Service of a cluster of another name",
        finds: &["host-unresolved", "operator-shut-out", "policy-selects-nothing"],
        plant: |set| {
            for id in ["Pooler/pooler", "ScheduledBackup/postgres"] {
                set.put(id, "/spec/cluster/name", json!("database"));
            }
            set.put("Cluster/postgres", "/metadata/name", json!("database"));
            set.remove("PodMonitor/postgres");
        },
    },
    Planted {
        what: "a policy of the cluster that leaves out PgBouncer",
        finds: &["policy-edge-missing", "policy-edge-one-sided"],
        plant: |set| set.cut("NetworkPolicy/postgres", "/spec/ingress/0/from/0"),
    },
];

pub const POOLERS: &[Planted] = &[
    Planted {
        what: "a pool of sessions",
        finds: &["pooler-mode"],
        plant: |set| ini(set, "pool_mode = transaction", "pool_mode = session"),
    },
    Planted {
        what: "a Pooler that says nothing of its mode",
        finds: &["pooler-mode"],
        plant: |set| set.cut("Pooler/pooler", "/spec/pgbouncer/poolMode"),
    },
    Planted {
        what: "Django as if each connection were its own",
        finds: &["pooler-client-unaware"],
        plant: |set| set.put("ConfigMap/settings", "/data/POSTGRES_POOLED", json!("false")),
    },
    Planted {
        what: "PgBouncer on another port than its pod declares",
        finds: &["listen-port-undeclared"],
        plant: |set| ini(set, "listen_port = 5432", "listen_port = 6432"),
    },
    Planted {
        what: "PgBouncer in front of a server that does not exist",
        finds: &["host-unresolved"],
        plant: |set| ini(set, "host=postgres-rw", "host=postgres"),
    },
    Planted {
        what: "a probe that is not much more patient than the other",
        finds: &["readiness-equals-liveness"],
        plant: |set| set.container("Deployment/pgbouncer", "/livenessProbe/periodSeconds", json!(20)),
    },
    Planted {
        what: "an exporter on another port than it declares",
        finds: &["listen-port-undeclared"],
        plant: |set| {
            set.pod("Deployment/pgbouncer", "/spec/containers/1/args/0", json!("--web.listen-address=:9128"))
        },
    },
];
