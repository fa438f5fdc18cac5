//! Host names in configuration.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "an upstream that no Service answers",
        finds: &["host-unresolved"],
        plant: |set| {
            set.put("ConfigMap/nginx-config", "/data/nginx.conf", json!("upstream web { server api:8001; }"))
        },
    },
    Planted {
        what: "a port of the pod where the Service has another",
        finds: &["host-port-unserved"],
        plant: |set| {
            set.put(
                "ConfigMap/nginx-config",
                "/data/nginx.conf",
                json!("location / { proxy_pass http://web:8000; }"),
            )
        },
    },
    Planted {
        what: "a proxy_pass without the port that the Service has",
        finds: &["host-port-unserved"],
        plant: |set| {
            set.put(
                "ConfigMap/nginx-config",
                "/data/nginx.conf",
                json!("location / { proxy_pass http://web; }"),
            )
        },
    },
    Planted {
        what: "a database host that does not exist",
        finds: &["host-unresolved"],
        plant: |set| set.put("ConfigMap/settings", "/data/POSTGRES_HOST", json!("postgres")),
    },
    Planted {
        what: "a seed script that connects to a host that does not exist",
        finds: &["host-unresolved"],
        plant: |set| {
            let script = "redis-server --replicaof sentinel 5000";
            set.put("ConfigMap/redis-config", "/data/start.sh", json!(script));
        },
    },
    Planted {
        what: "the fourth of three pods",
        finds: &["host-unresolved"],
        plant: |set| {
            let url = "redis://redis-3.redis-pods.forum.svc.cluster.local:6379/0";
            set.put("ConfigMap/settings", "/data/CACHE_URL", json!(url));
        },
    },
    Planted {
        what: "the port variable beside a host",
        finds: &["host-port-unserved"],
        plant: |set| set.put("ConfigMap/settings", "/data/REDIS_PORT", json!("6380")),
    },
    Planted {
        what: "a port variable that is no port",
        finds: &["port-variable-invalid"],
        plant: |set| set.put("ConfigMap/settings", "/data/REDIS_PORT", json!("6379/tcp")),
    },
    Planted {
        what: "replicas whose master is found only when it is ready",
        finds: &["peers-unpublished"],
        plant: |set| set.cut("Service/redis-pods", "/spec/publishNotReadyAddresses"),
    },
    Planted {
        what: "gunicorn on another port than the pod declares",
        finds: &["listen-port-undeclared"],
        plant: |set| set.container("Deployment/web", "/command/3", json!("0.0.0.0:8001")),
    },
    Planted {
        what: "nginx on another port than the pod declares",
        finds: &["listen-port-undeclared"],
        plant: |set| {
            set.put("ConfigMap/nginx-config", "/data/nginx.conf", json!("server { listen [::]:80; }"))
        },
    },
    Planted {
        what: "a client that is configured with a host that does not exist",
        finds: &["host-unresolved"],
        plant: |set| {
            let script = "until redis-cli -h redis-master ping; do sleep 1; done; exec redis-server";
            set.put("ConfigMap/redis-config", "/data/start.sh", json!(script));
        },
    },
    Planted {
        what: "another host for the forum than the Ingress has",
        finds: &["ingress-host-refused", "probe-host-refused"],
        plant: |set| {
            set.cut("ConfigMap/settings", "/data/ALLOWED_HOSTS");
            set.put("ConfigMap/settings", "/data/FORUM_HOST", json!("www.example.org"));
        },
    },
    Planted {
        what: "replicas that know no password",
        finds: &["replicas-without-password"],
        plant: |set| set.put("ConfigMap/redis-config", "/data/redis.conf", json!("requirepass x")),
    },
    Planted {
        what: "a master that wants one replica more than there is",
        finds: &["replicas-too-few"],
        plant: |set| set.put("ConfigMap/redis-config", "/data/redis.conf", json!("min-replicas-to-write 3")),
    },
    Planted {
        what: "the seed's broker: one name for a master and its replicas",
        finds: &["writes-reach-replicas"],
        plant: |set| set.put("ConfigMap/settings", "/data/CACHE_URL", json!("redis://:x@redis-pods:6379/0")),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "hosts outside: names with dots, addresses, the pod itself",
        finds: &[],
        plant: |set| {
            for (key, host) in [
                ("POSTGRES_HOST", "db.example.org"),
                ("EMAIL_HOST", "192.0.2.25"),
                ("PROXY_HOST", "localhost"),
                ("DNS_HOST", "kube-dns.kube-system.svc.cluster.local"),
                ("BROKER", "redis://mymaster/1"),
            ] {
                set.put("ConfigMap/settings", &format!("/data/{key}"), json!(host));
            }
        },
    },
    Planted {
        what: "a mail server without a dot in its name, and a way out on its port",
        finds: &[],
        plant: |set| {
            set.put("ConfigMap/settings", "/data/EMAIL_HOST", json!("mail"));
            set.put("ConfigMap/settings", "/data/EMAIL_PORT", json!("587"));
            let world = json!({ "to": [{ "ipBlock": { "cidr": "0.0.0.0/0" } }], "ports": [{ "port": 587 }] });
            for id in ["NetworkPolicy/web", "NetworkPolicy/bootstrap"] {
                set.put(id, "/spec/egress/-", world.clone());
            }
        },
    },
    Planted {
        what: "names that a script puts together",
        finds: &[],
        plant: |set| {
            let script = "for i in 0 1; do redis-cli -h redis-$i.redis-pods.forum.svc -u redis://$HOST:6379; done\n\
                          ping ${POD}.redis-pods.forum.svc.cluster.local";
            set.put("ConfigMap/redis-config", "/data/start.sh", json!(script));
        },
    },
];
