//! What ConfigMaps and Secrets hold, and who reads it.

use serde_json::{Value, json};

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "a ConfigMap key with a slash",
        finds: &["config-key-invalid"],
        plant: |set| set.put("ConfigMap/redis-config", "/data/conf.d~1redis", json!("")),
    },
    Planted {
        what: "a number in a ConfigMap",
        finds: &["config-value-not-text"],
        plant: |set| set.put("ConfigMap/settings", "/data/WORKERS", json!(2)),
    },
    Planted {
        what: "a ConfigMap that fits a server, but not kubectl's annotation",
        finds: &["object-too-large-to-apply"],
        plant: |set| set.put("ConfigMap/redis-config", "/data/motd", json!("x".repeat(262_144))),
    },
    Planted {
        what: "a password in clear where base64 belongs",
        finds: &["secret-not-base64"],
        plant: |set| set.put("Secret/forum", "/data/DJANGO_KEY", json!("not base64!")),
    },
    Planted {
        what: "a password made by echo, with its newline",
        finds: &["secret-ends-in-newline"],
        plant: |set| set.put("Secret/forum", "/data/DJANGO_KEY", json!("cGFzc3dvcmQK")),
    },
    Planted {
        what: "the Redis password in a ConfigMap",
        finds: &["secret-in-the-open"],
        plant: |set| {
            let line = format!("masterauth {}", crate::set::REDIS_PASSWORD);
            set.put("ConfigMap/redis-config", "/data/redis.conf", json!(line));
        },
    },
    Planted {
        what: "a ConfigMap that nothing reads",
        finds: &["config-unused"],
        plant: |set| set.copy("ConfigMap/settings", "misago-config"),
    },
    Planted {
        what: "a key that nothing reads, because the volume lists others",
        finds: &["config-key-unused"],
        plant: |set| set.put("ConfigMap/nginx-config", "/data/mime.types", json!("")),
    },
    Planted {
        what: "a ConfigMap that does not exist",
        finds: &["config-map-missing", "config-unused"],
        plant: |set| set.pod("StatefulSet/redis", "/spec/volumes/0/configMap/name", json!("redis-conf")),
    },
    Planted {
        what: "a ConfigMap that exists in another namespace",
        finds: &["config-map-missing", "config-unused", "namespace-missing"],
        plant: |set| set.put("ConfigMap/redis-config", "/metadata/namespace", json!("elsewhere")),
    },
    Planted {
        what: "a Secret that does not exist",
        finds: &["secret-missing"],
        plant: |set| set.container("Deployment/web", "/envFrom/1/secretRef/name", json!("forums")),
    },
    Planted {
        what: "a key that the ConfigMap does not have",
        finds: &["config-map-key-missing", "config-key-unused", "sub-path-missing"],
        plant: |set| {
            set.pod(
                "Deployment/nginx",
                "/spec/volumes/0/configMap/items/0",
                json!({ "key": "conf", "path": "conf" }),
            )
        },
    },
    Planted {
        what: "a file that the volume does not hold",
        finds: &["sub-path-missing"],
        plant: |set| set.container("Deployment/nginx", "/volumeMounts/0/subPath", json!("ngnix.conf")),
    },
    Planted {
        what: "a command that wants a file which its ConfigMap does not hold",
        finds: &["mounted-file-missing"],
        plant: |set| set.container("StatefulSet/redis", "/command/1", json!("/conf/begin.sh")),
    },
    Planted {
        what: "a variable that uses one which comes later",
        finds: &["variable-unresolved"],
        plant: |set| {
            let env = set.object("Deployment/web").pointer_mut("/spec/template/spec/initContainers/0/env");
            env.and_then(Value::as_array_mut).expect("a list of variables").reverse();
        },
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "a reference that may stay empty",
        finds: &[],
        plant: |set| {
            let optional = json!({ "configMapRef": { "name": "overrides", "optional": true } });
            set.container("Deployment/web", "/envFrom/-", optional);
        },
    },
    Planted {
        what: "a Secret that its SealedSecret makes",
        finds: &[],
        plant: |set| {
            set.remove("Secret/forum");
            let sealed =
                json!({ "spec": { "encryptedData": { "DJANGO_KEY": "AgB", "REDIS_PASSWORD": "AgA" } } });
            set.add("bitnami.com/v1alpha1", "SealedSecret/forum", sealed);
        },
    },
    Planted {
        what: "a certificate in the set, used by the Ingress alone",
        finds: &[],
        plant: |set| {
            let certificate =
                json!({ "type": "kubernetes.io/tls", "data": { "tls.crt": "LQ==", "tls.key": "LQ==" } });
            set.add("v1", "Secret/forum-tls", certificate);
        },
    },
    Planted {
        what: "a password that only a middleware reads",
        finds: &[],
        plant: |set| {
            set.add("v1", "Secret/gate", json!({ "data": { "users": "LQ==" } }));
            set.put("Middleware/https", "/spec/basicAuth", json!({ "secret": "gate" }));
        },
    },
    Planted {
        what: "an escaped dollar, and a script's own",
        finds: &[],
        plant: |set| {
            let escaped = json!({ "name": "FORMAT", "value": "$$(NAME) $(date +%s)" });
            set.pod("Deployment/web", "/spec/initContainers/0/env/-", escaped);
        },
    },
    Planted {
        what: "a key of a Secret that ends like a file",
        finds: &[],
        plant: |set| set.put("Secret/forum", "/data/BANNER", json!("b25lCnR3bwo=")),
    },
    Planted {
        what: "a projected volume with the cluster's own certificate",
        finds: &[],
        plant: |set| {
            let sources =
                json!([{ "configMap": { "name": "kube-root-ca.crt" } }, { "secret": { "name": "forum" } }]);
            set.pod(
                "Deployment/web",
                "/spec/volumes/-",
                json!({ "name": "ca", "projected": { "sources": sources } }),
            );
            set.container(
                "Deployment/web",
                "/volumeMounts/-",
                json!({ "name": "ca", "mountPath": "/etc/ca" }),
            );
        },
    },
];
