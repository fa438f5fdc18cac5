//! Redis with Sentinels beside the servers, with one fault at a time.

use serde_json::json;

use crate::set::{Planted, Set};

const SENTINEL: &str = "/data/sentinel.sh";

fn sentinel(set: &mut Set, old: &str, new: &str) {
    set.reword("ConfigMap/redis-config", SENTINEL, old, new);
}

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "names before Sentinel is told to look them up",
        finds: &["sentinel-hostnames-refused"],
        plant: |set| {
            sentinel(set, "sentinel resolve-hostnames yes\n", "");
            sentinel(set, "sentinel auth-pass", "sentinel resolve-hostnames yes\nsentinel auth-pass");
        },
    },
    Planted {
        what: "Sentinels that answer with addresses",
        finds: &["sentinel-hostnames-refused"],
        plant: |set| sentinel(set, "announce-hostnames yes", "announce-hostnames no"),
    },
    Planted {
        what: "Sentinels under the name of a Service that is not theirs",
        finds: &["sentinel-announce"],
        plant: |set| sentinel(set, "announce-ip $HOSTNAME.redis.", "announce-ip $HOSTNAME.sentinel."),
    },
    Planted {
        what: "servers that announce no name",
        finds: &["sentinel-announce"],
        plant: |set| {
            set.reword(
                "ConfigMap/redis-config",
                "/data/start.sh",
                "replica-announce-ip",
                "replica-announce-port",
            );
        },
    },
    Planted {
        what: "a Sentinel without the master's password",
        finds: &["sentinel-password-missing"],
        plant: |set| sentinel(set, "sentinel auth-pass", "sentinel auth-user"),
    },
    Planted {
        what: "Sentinels without each other's password",
        finds: &["sentinel-password-missing"],
        plant: |set| sentinel(set, "sentinel sentinel-pass", "sentinel sentinel-user"),
    },
    Planted {
        what: "Sentinels without a password",
        finds: &["sentinel-password-missing"],
        plant: |set| sentinel(set, "\nrequirepass \"$SENTINEL_PASSWORD\"\n", "\n"),
    },
    Planted {
        what: "a Sentinel whose file is that of the ConfigMap",
        finds: &["sentinel-file-read-only"],
        plant: |set| {
            sentinel(set, "exec redis-sentinel \"$file\"", "exec redis-sentinel /etc/redis/redis.conf")
        },
    },
    Planted {
        what: "a Sentinel whose file is on a root that is read-only",
        finds: &["sentinel-file-read-only"],
        plant: |set| sentinel(set, "file=/data/", "file=/var/lib/"),
    },
    Planted {
        what: "servers without a volume",
        finds: &["sentinel-without-volume"],
        plant: |set| {
            set.cut("StatefulSet/redis", "/spec/volumeClaimTemplates");
            set.pod("StatefulSet/redis", "/spec/volumes/-", json!({ "name": "data", "emptyDir": {} }));
        },
    },
    Planted {
        what: "servers that never write to their volume",
        finds: &["sentinel-without-volume"],
        plant: |set| {
            set.reword("ConfigMap/redis-config", "/data/redis.conf", "appendonly yes", "appendonly no")
        },
    },
    Planted {
        what: "a Sentinel that goes before its master has handed over",
        finds: &["sentinel-stops-first"],
        plant: |set| {
            set.pod("StatefulSet/redis", "/spec/containers/1/lifecycle/preStop/sleep/seconds", json!(5))
        },
    },
    Planted {
        what: "clients that ask for another master",
        finds: &["sentinel-master-unknown"],
        plant: |set| set.put("ConfigMap/settings", "/data/REDIS_MASTER_NAME", json!("master")),
    },
    Planted {
        what: "clients that may reach the Sentinels, but not the master",
        finds: &["sentinel-master-shut"],
        plant: |set| {
            set.cut("NetworkPolicy/web", "/spec/egress/1/ports/0");
            let peers = json!([{ "podSelector": { "matchLabels": { "app.kubernetes.io/name": "redis" } } }]);
            let both = json!({ "from": peers, "ports": [{ "port": 6379 }] });
            set.put("NetworkPolicy/redis", "/spec/ingress/-", both);
            set.cut("NetworkPolicy/redis", "/spec/ingress/0/ports/0");
        },
    },
    Planted {
        what: "clients that may not ask the Sentinels",
        finds: &["policy-edge-missing", "policy-edge-one-sided"],
        plant: |set| set.cut("NetworkPolicy/web", "/spec/egress/1/ports/1"),
    },
    Planted {
        what: "a Sentinel more than there are pods",
        finds: &["host-unresolved"],
        plant: |set| {
            set.put(
                "ConfigMap/settings",
                "/data/REDIS_SENTINELS",
                json!("redis-2.redis:26379 redis-3.redis:26379"),
            )
        },
    },
    Planted {
        what: "the Sentinels' own port with a digit less",
        finds: &["host-port-unserved"],
        plant: |set| set.put("ConfigMap/settings", "/data/REDIS_SENTINELS", json!("redis-0.redis:2637")),
    },
    Planted {
        what: "a quorum of one among three Sentinels",
        finds: &["replicas-too-few"],
        plant: |set| sentinel(set, "6379 2\n", "6379 1\n"),
    },
    Planted {
        what: "Sentinels that find each other only when they are ready",
        finds: &["peers-unpublished"],
        plant: |set| set.cut("Service/redis", "/spec/publishNotReadyAddresses"),
    },
    Planted {
        what: "a broker in the environment, where Celery looks first",
        finds: &["broker-variable-overrides"],
        plant: |set| set.put("ConfigMap/settings", "/data/CELERY_BROKER_URL", json!("sentinel://")),
    },
];
