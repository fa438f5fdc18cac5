//! What a process may do, and where it may write.

use serde_json::json;

use crate::set::Planted;

pub const FAULTS: &[Planted] = &[
    Planted {
        what: "an init container that may gain rights",
        finds: &["privilege-escalation"],
        plant: |set| {
            set.pod(
                "Deployment/web",
                "/spec/initContainers/0/securityContext/allowPrivilegeEscalation",
                json!(null),
            )
        },
    },
    Planted {
        what: "a capability taken back",
        finds: &["capabilities-kept"],
        plant: |set| {
            set.container("Deployment/web", "/securityContext/capabilities/add", json!(["NET_BIND_SERVICE"]))
        },
    },
    Planted {
        what: "a user by name only",
        finds: &["runs-as-root"],
        plant: |set| set.pod("CronJob/maintenance", "/spec/securityContext/runAsUser", json!(null)),
    },
    Planted {
        what: "a container that overrules the pod's user",
        finds: &["runs-as-root"],
        plant: |set| set.container("Deployment/web", "/securityContext/runAsNonRoot", json!(false)),
    },
    Planted {
        what: "the user id of a person",
        finds: &["user-of-the-node"],
        plant: |set| set.pod("CronJob/maintenance", "/spec/securityContext/runAsUser", json!(1001)),
    },
    Planted {
        what: "a root file system that can be written",
        finds: &["root-filesystem-writable"],
        plant: |set| {
            set.container("CronJob/maintenance", "/securityContext/readOnlyRootFilesystem", json!(false))
        },
    },
    Planted {
        what: "no seccomp profile",
        finds: &["seccomp-unset"],
        plant: |set| {
            set.cut(
                "CronJob/maintenance",
                "/spec/jobTemplate/spec/template/spec/securityContext/seccompProfile",
            )
        },
    },
    Planted {
        what: "a directory of the node",
        finds: &["host-access"],
        plant: |set| {
            set.pod(
                "Deployment/nginx",
                "/spec/volumes/3",
                json!({ "name": "tmp", "hostPath": { "path": "/tmp" } }),
            );
        },
    },
    Planted {
        what: "the network and a port of the node",
        finds: &["host-access"],
        plant: |set| {
            set.pod("Deployment/nginx", "/spec/hostNetwork", json!(true));
            set.container("Deployment/nginx", "/ports/0/hostPort", json!(8080));
        },
    },
    Planted {
        what: "the default ServiceAccount",
        finds: &["service-account-shared", "token-mounted"],
        plant: |set| set.cut("Deployment/web", "/spec/template/spec/serviceAccountName"),
    },
    Planted {
        what: "a token for a pod that never calls the API",
        finds: &["token-mounted"],
        plant: |set| set.put("ServiceAccount/nginx", "/automountServiceAccountToken", json!(true)),
    },
    Planted {
        what: "variables for every Service",
        finds: &["service-links-on"],
        plant: |set| set.cut("Deployment/web", "/spec/template/spec/enableServiceLinks"),
    },
    Planted {
        what: "one ReadWriteOnce claim whose pods keep together in two groups",
        finds: &["claim-shared-read-write-once"],
        plant: |set| {
            set.put("PersistentVolumeClaim/media", "/spec/accessModes", json!(["ReadWriteOnce"]));
            for (id, mate) in
                [("Deployment/web", "web"), ("Deployment/nginx", "nginx"), ("Job/bootstrap-1", "web")]
            {
                let labels = json!({ "matchLabels": { "app.kubernetes.io/name": mate } });
                let term = json!({ "topologyKey": "kubernetes.io/hostname", "labelSelector": labels });
                let affinity = json!({ "requiredDuringSchedulingIgnoredDuringExecution": [term] });
                set.pod(id, "/spec/affinity", json!({ "podAffinity": affinity }));
            }
        },
    },
    Planted {
        what: "one ReadWriteOncePod claim under several pods, be it on one node",
        finds: &["claim-shared-read-write-once"],
        plant: |set| {
            set.put("PersistentVolumeClaim/media", "/spec/accessModes", json!(["ReadWriteOncePod"]));
            set.put(
                "PersistentVolumeClaim/media",
                "/metadata/annotations",
                json!({ "forum-planner/one-node": "true" }),
            );
        },
    },
    Planted {
        what: "a volume that no container mounts",
        finds: &["volume-unused"],
        plant: |set| {
            set.pod("CronJob/maintenance", "/spec/volumes", json!([{ "name": "tmp", "emptyDir": {} }]))
        },
    },
    Planted {
        what: "a volume with two sources",
        finds: &["volume-source-invalid"],
        plant: |set| set.pod("Deployment/nginx", "/spec/volumes/1/emptyDir", json!({})),
    },
    Planted {
        what: "two volumes on one path",
        finds: &["mount-path-duplicate"],
        plant: |set| set.container("Deployment/nginx", "/volumeMounts/3/mountPath", json!("/srv/static/")),
    },
    Planted {
        what: "a mount inside another",
        finds: &["mount-hides-mount"],
        plant: |set| {
            set.container("Deployment/nginx", "/volumeMounts/1/mountPath", json!("/srv/static/media"))
        },
    },
    Planted {
        what: "a claim that does not exist",
        finds: &["claim-missing"],
        plant: |set| {
            set.pod("Deployment/web", "/spec/volumes/0/persistentVolumeClaim/claimName", json!("medias"))
        },
    },
    Planted {
        what: "a claim that no pod mounts",
        finds: &["claim-unused"],
        plant: |set| set.copy("PersistentVolumeClaim/media", "backup"),
    },
    Planted {
        what: "a claim of no size in a mode that does not exist",
        finds: &["claim-invalid"],
        plant: |set| {
            let claim =
                json!({ "accessModes": ["ReadWriteTwice"], "resources": { "requests": { "storage": "0" } } });
            set.put("StatefulSet/redis", "/spec/volumeClaimTemplates/0/spec", claim);
        },
    },
    Planted {
        what: "one ReadWriteOnce claim under three workloads",
        finds: &["claim-shared-read-write-once"],
        plant: |set| set.put("PersistentVolumeClaim/media", "/spec/accessModes", json!(["ReadWriteOnce"])),
    },
    Planted {
        what: "two fsGroups on one claim",
        finds: &["claim-groups-differ"],
        plant: |set| set.pod("Deployment/nginx", "/spec/securityContext/fsGroup", json!(10101)),
    },
];

pub const FINE: &[Planted] = &[
    Planted {
        what: "one file among the files of another volume",
        finds: &[],
        plant: |set| set.container("Deployment/nginx", "/volumeMounts/0/mountPath", json!("/tmp/nginx.conf")),
    },
    Planted {
        what: "one ReadWriteOnce claim on the only node",
        finds: &[],
        plant: |set| {
            set.put("PersistentVolumeClaim/media", "/spec/accessModes", json!(["ReadWriteOnce"]));
            set.put(
                "PersistentVolumeClaim/media",
                "/metadata/annotations",
                json!({ "forum-planner/one-node": "true" }),
            );
        },
    },
    Planted {
        what: "one ReadWriteOnce claim whose pods keep together",
        finds: &[],
        plant: |set| {
            set.put("PersistentVolumeClaim/media", "/spec/accessModes", json!(["ReadWriteOnce"]));
            let web = json!({ "matchLabels": { "app.kubernetes.io/name": "web" } });
            let term = json!({ "topologyKey": "kubernetes.io/hostname", "labelSelector": web });
            let affinity =
                json!({ "podAffinity": { "requiredDuringSchedulingIgnoredDuringExecution": [term] } });
            for id in ["Deployment/web", "Deployment/nginx", "Job/bootstrap-1"] {
                set.pod(id, "/spec/affinity", affinity.clone());
            }
        },
    },
];
