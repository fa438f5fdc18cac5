//! What other people's operators make of the kinds they know. A `Cluster` or `Pooler` of CloudNativePG is no
//! pod, but pods and Services come of it, and the rest of the set counts on them: it dials their names, and
//! its policies name their labels. So they stand in the set while it is judged, with what others can see
//! of them: names, labels, ports. How they are made is the operator's own doing and is not judged.

use serde_json::{Value, json};

use super::view::{Bundle, Look, Object, contents};
use super::{Check, Report, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "cluster-owner-unknown",
        prevents: "a database whose owner nobody can log in as, because its Secret is missing or names another",
        find: unknown_owners,
    },
    Check {
        name: "pooler-cluster-missing",
        prevents: "a Pooler that waits for ever for a Cluster nobody makes",
        find: missing_clusters,
    },
];

const GROUP: &str = "postgresql.cnpg.io/";

fn is_ours(object: &Value, kind: &str) -> bool {
    object["kind"] == kind && object["apiVersion"].text().starts_with(GROUP)
}

/// The objects that will be there besides those of the set.
pub(super) fn made(objects: &[Value]) -> Vec<Value> {
    let clusters = objects.iter().filter(|object| is_ours(object, "Cluster")).flat_map(of_cluster);
    let poolers = objects.iter().filter(|object| is_ours(object, "Pooler")).flat_map(of_pooler);
    clusters.chain(poolers).collect()
}

/// Bare pods, no StatefulSet: the operator looks after each by itself. One standby stands for all.
fn of_cluster(cluster: &Value) -> Vec<Value> {
    let (name, spec) = (cluster["metadata"]["name"].text(), &cluster["spec"]);
    let has_standby = spec["instances"].as_u64().unwrap_or(1) > 1;
    let label = json!({ "cnpg.io/cluster": name });
    let ports = [("postgresql", 5432), ("status", 8000), ("metrics", 9187)];
    let mut made = Vec::new();
    let mut member = |suffix: &str, number: u32, role: &str| {
        let labels =
            json!({ "cnpg.io/cluster": name, "cnpg.io/instanceRole": role, "cnpg.io/podRole": "instance" });
        let selector = json!({ "cnpg.io/cluster": name, "cnpg.io/instanceRole": role });
        made.push(json!({
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": metadata(cluster, &format!("{name}-{number}"), &labels),
            "spec": pod_spec("postgres", &ports),
        }));
        made.push(service(cluster, &format!("{name}-{suffix}"), &selector, "postgresql"));
    };
    member("rw", 1, "primary");
    if has_standby {
        member("ro", 2, "replica");
    }
    made.push(service(cluster, &format!("{name}-r"), &label, "postgresql"));
    made
}

fn of_pooler(pooler: &Value) -> Vec<Value> {
    let (name, spec) = (pooler["metadata"]["name"].text(), &pooler["spec"]);
    let labels = json!({ "cnpg.io/poolerName": name });
    let pod = pod_spec("pgbouncer", &[("pgbouncer", 5432), ("metrics", 9127)]);
    let deployment = json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": metadata(pooler, name, &labels),
        "spec": {
            "replicas": spec["instances"],
            "selector": { "matchLabels": labels },
            "template": { "metadata": { "labels": labels }, "spec": pod },
        },
    });
    vec![deployment, service(pooler, name, &labels, "pgbouncer")]
}

fn metadata(owner: &Value, name: &str, labels: &Value) -> Value {
    json!({ "name": name, "namespace": owner["metadata"]["namespace"], "labels": labels })
}

fn service(owner: &Value, name: &str, selector: &Value, port: &str) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata(owner, name, &json!({})),
        "spec": { "selector": selector, "ports": [{ "name": port, "port": 5432, "targetPort": port }] },
    })
}

fn pod_spec(container: &str, ports: &[(&str, u16)]) -> Value {
    let ports: Vec<Value> =
        ports.iter().map(|(name, number)| json!({ "name": name, "containerPort": number })).collect();
    json!({ "containers": [{ "name": container, "ports": ports }] })
}

fn of<'a>(bundle: &Bundle<'a>, kind: &'static str) -> impl Iterator<Item = Object<'a>> {
    bundle.of(kind).filter(move |object| is_ours(object.value, kind))
}

fn unknown_owners(bundle: &Bundle, report: &mut Report) {
    for cluster in of(bundle, "Cluster") {
        let initdb = &cluster.spec()["bootstrap"]["initdb"];
        let (owner, name) = (initdb["owner"].text(), initdb["secret"]["name"].text());
        // Without a name the operator makes a Secret of its own.
        if name.is_empty() {
            continue;
        }
        let Some(secret) = bundle.beside(cluster, "Secret", name) else {
            report.add(cluster, format!("initdb names the Secret \"{name}\", which is not in the set"));
            continue;
        };
        let kept = contents(secret);
        if secret.value["type"] != "kubernetes.io/basic-auth" || !kept.contains_key("password") {
            report.add(cluster, format!("{} is no Secret of type kubernetes.io/basic-auth", secret.id()));
        } else if kept.get("username").map(String::as_str) != Some(owner) {
            report.add(cluster, format!("{} has a username other than the owner \"{owner}\"", secret.id()));
        }
    }
}

fn missing_clusters(bundle: &Bundle, report: &mut Report) {
    for pooler in of(bundle, "Pooler") {
        let name = pooler.spec()["cluster"]["name"].text();
        if bundle.beside(pooler, "Cluster", name).is_none() {
            report.add(pooler, format!("is for the Cluster \"{name}\", which is not in the set"));
        }
    }
}
