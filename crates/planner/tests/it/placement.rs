//! What a cluster's owners ask for: images from a mirror, certain nodes, a namespace that they made.

use serde_json::{Value, json};

use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use planner::stack;
use test_support::bundles::PlannedBundle;
use test_support::choices::{CHOICES, plan_of};

/// Every preset and every choice, with the same answers on top.
fn plans(answers: &[(&str, &str)]) -> Vec<(&'static str, Plan)> {
    let presets = PRESETS.iter().map(|preset| (preset.key, (preset.plan)()));
    let choices = CHOICES.iter().map(|(key, changes)| (*key, plan_of(changes)));
    let mut all: Vec<_> = presets.chain(choices).collect();
    for (_, plan) in &mut all {
        for (id, value) in answers {
            let field = stack::fields().find(|field| field.id.0 == *id).expect("an option");
            field.write(plan, value).expect("a value");
        }
    }
    all
}

fn bundle(plan: Plan) -> PlannedBundle {
    PlannedBundle::of(plan, Secrets::default())
}

/// The templates of all pods, those that operators start included.
fn pod_specs(objects: &[Value]) -> Vec<(String, &Value)> {
    fn spec(object: &Value) -> Option<&Value> {
        let paths = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];
        paths.into_iter().find_map(|path| object.pointer(path))
    }
    objects
        .iter()
        .filter_map(|object| {
            let of_operator = (object["kind"] == "Cluster").then(|| &object["spec"]["affinity"]);
            Some((
                format!("{} {}", object["kind"], object["metadata"]["name"]),
                of_operator.or_else(|| spec(object))?,
            ))
        })
        .collect()
}

#[test]
fn with_a_mirror_no_image_but_the_forum_s_own_comes_from_elsewhere() {
    fn images(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, value)| match value {
                Value::String(text) if matches!(key.as_str(), "image" | "imageName") => {
                    found.push(text.clone())
                }
                _ => images(value, found),
            }),
            Value::Array(items) => items.iter().for_each(|item| images(item, found)),
            _ => {}
        }
    }
    for (key, plan) in plans(&[("image.mirror", "harbor.misago-project.org/hub")]) {
        let own = plan.image.reference.to_string();
        let mut found = Vec::new();
        bundle(plan).objects().iter().for_each(|object| images(object, &mut found));
        assert!(found.len() > 5, "{key}: {found:?}");
        for image in found.iter().filter(|image| **image != own) {
            assert!(image.starts_with("harbor.misago-project.org/hub/"), "{key}: {image}");
            assert_eq!(
                image.matches('.').next().map(|_| image.contains("docker.io")),
                Some(false),
                "{key}: {image}"
            );
        }
    }
}

#[test]
fn an_image_of_one_s_own_registry_is_not_looked_for_in_the_mirror() {
    let plan = plan_of(&[
        ("image.mirror", "harbor.misago-project.org/hub"),
        ("redis.image", "registry.misago-project.org/redis:7.2.1"),
    ]);
    let bundle = bundle(plan);
    let redis = bundle.object("StatefulSet", "redis").expect("Redis");
    assert_eq!(
        redis["spec"]["template"]["spec"]["containers"][0]["image"],
        "registry.misago-project.org/redis:7.2.1"
    );
}

#[test]
fn the_build_takes_python_from_the_mirror_too() {
    let plan = plan_of(&[("image.mirror", "harbor.misago-project.org/hub")]);
    let lines: Vec<String> = stack::image::build::commands(&plan).into_iter().map(|(_, line)| line).collect();
    assert!(
        lines[0]
            .starts_with("docker build --build-arg PYTHON=harbor.misago-project.org/hub/library/python:3"),
        "{lines:?}"
    );
}

#[test]
fn every_pod_runs_on_the_chosen_nodes_and_tolerates_their_taints() {
    let answers = [
        ("cluster.node_labels", "kubernetes.io/arch=arm64,pool=forum"),
        ("cluster.tolerated_taints", "dedicated=forum:NoSchedule,spot"),
    ];
    for (key, plan) in plans(&answers) {
        let bundle = bundle(plan);
        let pods = pod_specs(bundle.objects());
        assert!(pods.len() > 5, "{key}");
        for (name, pod) in pods {
            assert_eq!(
                pod["nodeSelector"],
                json!({ "kubernetes.io/arch": "arm64", "pool": "forum" }),
                "{key} {name}"
            );
            assert_eq!(
                pod["tolerations"],
                json!([
                    { "effect": "NoSchedule", "key": "dedicated", "operator": "Equal", "value": "forum" },
                    { "key": "spot", "operator": "Exists" },
                ]),
                "{key} {name}"
            );
        }
    }
}

#[test]
fn a_namespace_that_exists_is_not_created_not_deleted_and_no_fault() {
    for (key, plan) in plans(&[("site.namespace_exists", "true")]) {
        let bundle = bundle(plan.clone());
        assert!(bundle.objects().iter().all(|object| object["kind"] != "Namespace"), "{key}");
        let faults = manifest_check::violations(bundle.objects());
        assert!(faults.iter().all(|fault| !fault.check.starts_with("namespace-")), "{key}: {faults:?}");
        let outcome = planner::outcome::outcome(&plan, &Secrets::default());
        let readme = &outcome.files.get("README.md").expect("a README").text;
        assert!(!readme.contains("delete namespace forum"), "{key}");
        let titles: Vec<String> = stack::prerequisites(&plan).into_iter().map(|one| one.title).collect();
        let of_it: Vec<&String> = titles.iter().filter(|title| title.contains("The namespace `")).collect();
        assert_eq!(of_it.len(), 1, "{key}: {titles:?}");
    }
}
