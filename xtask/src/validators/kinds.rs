//! Validates custom resources against the CRDs that their projects publish.
//!
//! `kinds.yaml` has a correct object of each kind. Before a bundle is validated, mistakes are planted in these objects: a
//! schema that does not notice them would not notice mistakes in a bundle either.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::bundle::{self, CheckedBundle};
use super::{Complaint, Toolbox};
use crate::report::Report;
use crate::{program, project};

/// A kind that Kubernetes itself does not know, so its schemas do not either.
pub fn is_foreign(object: &Value) -> bool {
    let version = object["apiVersion"].as_str().unwrap_or_default();
    let group = version.split_once('/').map_or("", |(group, _)| group);
    // Gateway API is made by a project of Kubernetes, and installed like anyone's.
    group == "gateway.networking.k8s.io" || (group.contains('.') && !group.ends_with(".k8s.io"))
}

/// Every foreign object in any YAML file of the bundle, those that are not applied with it too.
pub fn definitions(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let mut objects = Vec::new();
    for file in bundle.files()?.iter().filter(|file| bundle::ends_with(file, "yaml")) {
        let documents = bundle::parse(&fs::read_to_string(file)?);
        let documents = documents.with_context(|| format!("{} is not YAML", file.display()))?;
        objects.extend(documents.into_iter().map(|it| it.object).filter(is_foreign));
    }
    let verdicts = judge(tools.kinds()?, &bundle.scratch("definitions")?, &objects)?;
    let complaints = objects.iter().zip(verdicts).flat_map(|(object, verdict)| {
        let id = format!("{} {}", word(&object["apiVersion"]), word(&object["kind"]));
        let name = word(&object["metadata"]["name"]);
        let unknown = !verdict.known;
        let unknown =
            unknown.then(|| "no definition of this kind is read here; xtask/kinds has them".to_owned());
        let faults = verdict.faults.into_iter().chain(unknown);
        faults.map(|fault| Complaint { id: id.clone(), text: format!("{name}: {fault}") }).collect::<Vec<_>>()
    });
    Ok(complaints.collect())
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("-")
}

struct Verdict {
    known: bool,
    faults: Vec<String>,
}

fn judge(kinds: &Path, scratch: &Path, objects: &[Value]) -> Result<Vec<Verdict>> {
    let lines: Vec<_> = objects.iter().map(Value::to_string).collect();
    let file = scratch.join("objects.json");
    fs::write(&file, lines.join("\n"))?;
    let said = program::silent(Command::new(kinds).arg(&file))?.succeeded()?;
    let verdict = |line: &str| -> Result<Verdict> {
        let said: Value = serde_json::from_str(line)?;
        let faults = said["faults"].as_array().into_iter().flatten().map(|fault| word(fault).to_owned());
        Ok(Verdict { known: said["known"] == true, faults: faults.collect() })
    };
    let verdicts = said.lines().map(verdict).collect::<Result<Vec<_>>>()?;
    ensure!(verdicts.len() == objects.len(), "{} verdicts on {} objects", verdicts.len(), objects.len());
    Ok(verdicts)
}

/// A mistake: the kind, the field, what stands there instead, and a word of the complaint. Null takes the
/// field out.
type Mistake = (&'static str, &'static str, Value, &'static str);

fn mistakes() -> Vec<Mistake> {
    vec![
        ("Application", "/spec/destination/serverr", json!("x"), "no such field"),
        ("Application", "/spec/syncPolicy/automated/prune", json!("no"), "boolean"),
        ("ObjectStore", "/spec/configuration/s3Credentials/accessKeyId/keey", json!("x"), "no such field"),
        ("SealedSecret", "/spec/encryptedData/REDIS_PASSWORD", json!(5), "string"),
        ("Issuer", "/spec/acme/privateKeySecretRef/name", Value::Null, "missing field"),
        ("Issuer", "/spec/acme/solvers/0/http01/ingress/ingressClasName", json!("traefik"), "no such field"),
        ("Gateway", "/spec/gatewayClassName", Value::Null, "missing field"),
        ("Gateway", "/spec/listeners/1/hostnames", json!(["forum.example.org"]), "no such field"),
        ("HTTPRoute", "/spec/rules/0/filters/0/requestRedirect/statusCode", json!("301"), "i64"),
        ("HTTPRoute", "/spec/rules/0/backendRef", json!([]), "no such field"),
        ("Kustomization", "/spec/sourceRef/kind", json!("Git"), "unknown variant"),
        ("GitRepository", "/spec/url", Value::Null, "missing field"),
        ("PodMonitor", "/spec/podMetricsEndpoints/0/intervall", json!("30s"), "no such field"),
        ("ServiceMonitor", "/spec/endpoints/0/port", json!(9113), "string"),
        ("PrometheusRule", "/spec/groups/0/rules/0/expr", Value::Null, "missing field"),
        ("PrometheusRule", "/spec/groups/0/rules/0/alerts", json!("x"), "no such field"),
        ("Cluster", "/spec/instnces", json!(3), "no such field"),
        ("Cluster", "/spec/storage/sizes", json!("20Gi"), "no such field"),
        ("Cluster", "/spec/postgresql/parameters/max_connections", json!(200), "string"),
        ("Cluster", "/spec/instances", Value::Null, "missing field"),
        ("Pooler", "/spec/pgbouncer/poolMode", json!("transactions"), "unknown variant"),
        ("Pooler", "/spec/cluster", Value::Null, "missing field"),
        ("ScheduledBackup", "/spec/method", json!("dump"), "unknown variant"),
        ("Middleware", "/spec/redirectSheme", json!({}), "no such field"),
    ]
}

/// Whether the definitions take what is right and notice what is not.
pub fn check(tools: &Toolbox) -> Report {
    let mut report = Report::default();
    match tools.kinds() {
        Ok(kinds) => report.check("the definitions of custom resources", notices(kinds)),
        Err(reason) => report.skip("the definitions of custom resources", format!("{reason:#}")),
    }
    report
}

fn notices(kinds: &Path) -> Result<()> {
    let right: Vec<_> = bundle::parse(include_str!("kinds.yaml"))?.into_iter().map(|it| it.object).collect();
    let scratch = project::scratch("definitions")?;
    for (object, verdict) in right.iter().zip(judge(kinds, &scratch, &right)?) {
        let kind = word(&object["kind"]);
        ensure!(verdict.known && verdict.faults.is_empty(), "{kind}: {:?}", verdict.faults);
    }
    let mistakes = mistakes();
    let wrong = mistakes.iter().map(|mistake| plant(&right, mistake)).collect::<Result<Vec<_>>>()?;
    for ((kind, place, _, word), verdict) in mistakes.iter().zip(judge(kinds, &scratch, &wrong)?) {
        let noticed = verdict.faults.iter().any(|fault| fault.contains(word));
        ensure!(noticed, "{kind}{place}: {word:?} is not in {:?}", verdict.faults);
    }
    Ok(())
}

fn plant(right: &[Value], (kind, place, value, _): &Mistake) -> Result<Value> {
    let object = right.iter().find(|object| object["kind"] == *kind);
    let mut object = object.with_context(|| format!("kinds.yaml has no {kind}"))?.clone();
    let (parent, field) = place.rsplit_once('/').context("a place has a slash")?;
    let parent = object.pointer_mut(parent).and_then(Value::as_object_mut);
    let parent = parent.with_context(|| format!("{kind} has nothing at {place}"))?;
    match value {
        Value::Null => drop(parent.shift_remove(field)),
        value => drop(parent.insert((*field).to_owned(), value.clone())),
    }
    Ok(object)
}
