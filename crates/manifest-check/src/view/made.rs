//! Objects that operators create for the set's custom resources. No manifest shows these pods, Services and Secrets, but
//! the set refers to them by name. The names and labels are those in CloudNativePG's documentation (labels, Services,
//! Pooler) and cert-manager's (HTTP-01 solver).

use serde_json::{Value, json};

use super::ValueExt;

/// Something an operator makes, and the place of the object in the set that makes it do so.
pub(in super::super) struct Made {
    pub by: usize,
    /// A Service, a Secret, or a Pod: the template of all that run.
    pub value: Value,
}

pub(in super::super) fn made(objects: &[Value]) -> Vec<Made> {
    let mut found = Vec::new();
    for (by, object) in objects.iter().enumerate() {
        let values = match (object["apiVersion"].text(), object["kind"].text()) {
            ("postgresql.cnpg.io/v1", "Cluster") => cluster(object),
            ("postgresql.cnpg.io/v1", "Pooler") => pooler(object),
            ("cert-manager.io/v1", "Issuer") => solver(object),
            _ => continue,
        };
        found.extend(values.into_iter().map(|value| Made { by, value }));
    }
    found
}

fn object(owner: &Value, kind: &str, name: &str, rest: Value) -> Value {
    let mut value = json!({
        "kind": kind,
        "metadata": { "name": name, "namespace": owner["metadata"]["namespace"] },
    });
    for (key, part) in rest.entries() {
        value[key] = part.clone();
    }
    value
}

/// The Services `-rw`, `-ro` and `-r`, the Secrets, and one template for all instances.
fn cluster(owner: &Value) -> Vec<Value> {
    let name = owner["metadata"]["name"].text();
    let own = json!({ "cnpg.io/cluster": name, "cnpg.io/podRole": "instance" });
    let mut found = vec![object(
        owner,
        "Pod",
        name,
        json!({ "spec": { "containers": [{ "name": "postgres", "ports": [
            { "name": "postgresql", "containerPort": 5432 },
            { "name": "metrics", "containerPort": 9187 },
            { "name": "status", "containerPort": 8000 },
        ] }] } }),
    )];
    found[0]["metadata"]["labels"] = own.clone();
    for (key, value) in owner["spec"]["inheritedMetadata"]["labels"].entries() {
        found[0]["metadata"]["labels"][key] = value.clone();
    }
    for (ending, role) in [("rw", Some("primary")), ("ro", Some("replica")), ("r", None)] {
        let mut selector = own.clone();
        if let Some(role) = role {
            selector["cnpg.io/instanceRole"] = json!(role);
        }
        let ports = json!([{ "name": "postgres", "port": 5432, "targetPort": 5432 }]);
        let spec = json!({ "spec": { "selector": selector, "ports": ports } });
        found.push(object(owner, "Service", &format!("{name}-{ending}"), spec));
    }
    let login = ["username", "password", "dbname", "host", "port", "uri", "jdbc-uri", "pgpass"];
    let mut secrets: Vec<(&str, &[&str])> = vec![
        ("ca", &["ca.crt", "ca.key"]),
        ("server", &["tls.crt", "tls.key"]),
        ("replication", &["tls.crt", "tls.key"]),
    ];
    if !owner["spec"]["bootstrap"]["initdb"]["secret"].has("name") {
        secrets.push(("app", &login));
    }
    if owner["spec"]["enableSuperuserAccess"] == true && !owner["spec"]["superuserSecret"].has("name") {
        secrets.push(("superuser", &login));
    }
    for (ending, keys) in secrets {
        let data: serde_json::Map<_, _> = keys.iter().map(|key| (key.to_string(), json!(""))).collect();
        found.push(object(owner, "Secret", &format!("{name}-{ending}"), json!({ "data": data })));
    }
    found
}

/// The pod that answers an HTTP-01 challenge, while there is one.
fn solver(owner: &Value) -> Vec<Value> {
    if !owner["spec"]["acme"]["solvers"].list().iter().any(|solver| solver.has("http01")) {
        return Vec::new();
    }
    let name = format!("cm-acme-http-solver-{}", owner["metadata"]["name"].text());
    let container = json!({ "name": "acmesolver", "ports": [{ "name": "http", "containerPort": 8089 }] });
    let mut pod = object(owner, "Pod", &name, json!({ "spec": { "containers": [container] } }));
    pod["metadata"]["labels"] = json!({ "acme.cert-manager.io/http01-solver": "true" });
    vec![pod]
}

/// A Service of the Pooler's own name, and its PgBouncers.
fn pooler(owner: &Value) -> Vec<Value> {
    let name = owner["metadata"]["name"].text();
    let mut pod = object(
        owner,
        "Pod",
        name,
        json!({ "spec": { "containers": [{ "name": "pgbouncer", "ports": [
            { "name": "pgbouncer", "containerPort": 5432 },
            { "name": "metrics", "containerPort": 9127 },
        ] }] } }),
    );
    pod["metadata"]["labels"] = json!({
        "cnpg.io/poolerName": name,
        "cnpg.io/podRole": "pooler",
        "cnpg.io/cluster": owner["spec"]["cluster"]["name"],
    });
    for (key, value) in owner["spec"]["template"]["metadata"]["labels"].entries() {
        pod["metadata"]["labels"][key] = value.clone();
    }
    let service = json!({ "spec": {
        "selector": { "cnpg.io/poolerName": name },
        "ports": [{ "name": "pgbouncer", "port": 5432, "targetPort": "pgbouncer" }],
    } });
    vec![pod, object(owner, "Service", name, service)]
}
