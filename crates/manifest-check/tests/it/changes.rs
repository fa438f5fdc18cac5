//! What may not change from one bundle to the next.

use serde_json::json;

use crate::set::{Planted, Set};

/// Fine alone, but not after the clean set.
pub const CHANGES: &[Planted] = &[
    Planted {
        what: "another start order and another Service of a StatefulSet",
        finds: &["stateful-set-fixed-field-changed"],
        plant: |set| set.put("StatefulSet/redis", "/spec/podManagementPolicy", json!("Parallel")),
    },
    Planted {
        what: "a Service that becomes headless",
        finds: &["cluster-ip-changed"],
        plant: |set| {
            // Its port is the pods' own, or the name would lead to another one.
            set.put("Service/nginx", "/spec/clusterIP", json!("None"));
        },
    },
    Planted {
        what: "a claim of another access mode and a smaller size",
        finds: &["claim-changed", "claim-changed"],
        plant: |set| {
            set.put("PersistentVolumeClaim/media", "/spec/resources/requests/storage", json!("4096Mi"));
            set.put("PersistentVolumeClaim/media", "/spec/storageClassName", json!("longhorn"));
        },
    },
    Planted {
        what: "a Secret of another type",
        finds: &["secret-type-changed"],
        plant: |set| set.put("Secret/forum", "/type", json!("forum.example.org/keys")),
    },
    Planted {
        what: "a priority of another value",
        finds: &["priority-changed"],
        plant: |set| set.put("PriorityClass/forum", "/value", json!(2000)),
    },
];

#[test]
fn what_may_change_may_change() {
    let mut set = Set::clean();
    set.put("PersistentVolumeClaim/media", "/spec/resources/requests/storage", json!("6Gi"));
    set.put("StatefulSet/redis", "/spec/podManagementPolicy", json!("OrderedReady"));
    set.put("StatefulSet/redis", "/spec/replicas", json!(5));
    set.put("ConfigMap/settings", "/data/ALLOWED_HOSTS", json!("example.org"));
    set.put("Service/web", "/spec/clusterIP", json!("10.43.0.7"));
    set.remove("Job/bootstrap-1");
    assert_eq!(crate::refused_changes(&Set::clean().objects, &set.objects), []);
}

#[test]
fn what_was_declared_immutable_stays() {
    let mut before = Set::clean();
    before.put("ConfigMap/settings", "/immutable", json!(true));
    let found = crate::refused_changes(&before.objects, &Set::clean().objects);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].check, "immutable-config-changed");
    assert_eq!(found[0].object, "ConfigMap/settings");
}

#[test]
fn the_volume_of_a_database_cluster_only_grows() {
    let cluster = |size: &str| {
        let mut set = Set::clean();
        let spec = json!({ "spec": { "instances": 3, "storage": { "size": size } } });
        set.add("postgresql.cnpg.io/v1", "Cluster/postgres", spec);
        set.objects
    };
    let found = crate::refused_changes(&cluster("10Gi"), &cluster("9000Mi"));
    assert_eq!(
        found.iter().map(|violation| violation.check).collect::<Vec<_>>(),
        ["database-cluster-shrunk"]
    );
    assert_eq!(crate::refused_changes(&cluster("10Gi"), &cluster("20Gi")), []);
}
