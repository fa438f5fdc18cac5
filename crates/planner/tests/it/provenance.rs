//! Which option decides which line: for every plan, and for some well-known lines.

use std::collections::{BTreeMap, BTreeSet};

use planner::compare::provenance::{decided_by, derivation, line_origins, variations};
use planner::field::{Field, FieldId};
use planner::inputs::Inputs;
use planner::manifests::allowed;
use planner::outcome::Outcome;
use planner::outcome::{outcome, outcome_after};
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use planner::stack;
use planner::topology::{Carries, Peer};
use proptest::prelude::*;
use test_support::bundles::BUNDLES;
use test_support::mentions;

/// The document in which a line stands, by kind and name, as text.
fn document(text: &str, line: usize) -> String {
    let mut start = 0;
    let lines: Vec<&str> = text.lines().collect();
    for (at, words) in lines.iter().enumerate().take(line) {
        if *words == "---" {
            start = at + 1;
        }
    }
    lines[start..].iter().take_while(|line| **line != "---").map(|line| format!("{line}\n")).collect()
}

/// Texts with a key and its checksum inside: where there is none yet, none can be made up.
const KEYS: [&str; 2] = ["secrets.certificate", "secrets.recipients"];

fn can_be_varied(field: &Field, plan: &Plan) -> bool {
    !KEYS.contains(&field.id.0) || !field.read(plan).is_empty()
}

/// Of how many plans each question is asked: each of them means some thousand variations.
const FEW: usize = 6;

#[test]
fn every_question_has_another_answer() {
    BUNDLES.some(FEW, |bundle| {
        let (plan, secrets) = (&bundle.plan, &bundle.secrets);
        let inputs = bundle.inputs();
        for field in stack::fields().filter(|field| (field.shown)(plan)) {
            let variations = variations(field, &inputs);
            prop_assert_eq!(
                !variations.is_empty(),
                can_be_varied(field, plan),
                "{} from “{}”",
                field.id,
                field.read(plan)
            );
            for other in variations {
                prop_assert!(other.plan != *plan || other.secrets != *secrets, "{} varies nothing", field.id);
                for rest in stack::fields().filter(|rest| rest.id != field.id) {
                    prop_assert_eq!(
                        rest.read(&other.plan),
                        rest.read(plan),
                        "{} varies {}",
                        field.id,
                        rest.id
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn asked_from_either_end_the_answer_is_the_same() {
    BUNDLES.some(FEW, |bundle| {
        let plan = &bundle.plan;
        let (inputs, outcome) = (bundle.inputs(), &bundle.outcome);
        let by_line = bundle.line_origins();
        let mut by_field: BTreeMap<(String, usize), BTreeSet<FieldId>> = BTreeMap::new();
        for field in stack::fields() {
            let files = decided_by(&inputs, outcome, field);
            prop_assert!(files.is_empty() || (field.shown)(plan), "{} is not asked for", field.id);
            for (path, lines) in files {
                for line in lines.into_keys() {
                    by_field.entry((path.clone(), line)).or_default().insert(field.id);
                }
            }
        }
        for (place, fields) in by_line {
            let known = by_field.get(place).cloned().unwrap_or_default();
            prop_assert_eq!(fields.iter().copied().collect::<BTreeSet<_>>(), known, "{:?}", place);
            prop_assert!(fields.iter().all(|id| (stack::find_field(*id).expect("a field").shown)(plan)));
        }
        prop_assert!(by_field.keys().all(|place| by_line.contains_key(place)), "a line that is not there");
        Ok(())
    });
}

#[test]
fn another_answer_of_the_first_option_changes_the_line() {
    BUNDLES.some(FEW, |bundle| {
        let plan = &bundle.plan;
        let (inputs, outcome) = (bundle.inputs(), &bundle.outcome);
        let by_line = bundle.line_origins();
        let first: BTreeSet<FieldId> =
            by_line.values().filter_map(|fields| fields.first().copied()).collect();
        // A tenth of the options in each plan, for each of them means several bundles.
        let varied = first.into_iter().map(|id| stack::find_field(id).expect("a field"));
        for field in varied.filter(|field| can_be_varied(field, plan)).skip(by_line.len() % 10).step_by(10) {
            let id = field.id;
            let others: Vec<Outcome> = variations(field, &inputs)
                .iter()
                .map(|other| outcome_after(Some(outcome), &Inputs::new(&other.plan, &other.secrets)))
                .collect();
            for ((path, line), _) in by_line.iter().filter(|(_, fields)| fields.first() == Some(&id)) {
                let document = document(&outcome.files.get(path).expect("a file").text, *line);
                let gone = others.iter().any(|other| {
                    let then = other.files.get(path).map_or("", |file| &file.text);
                    !then.contains(&document)
                });
                prop_assert!(gone, "{} does not change {}:{}\n{}", id, path, line + 1, document);
            }
        }
        Ok(())
    });
}

#[test]
fn every_other_line_has_a_story() {
    BUNDLES.some(FEW, |bundle| {
        let plan = &bundle.plan;
        for (path, file) in bundle.outcome.files.iter() {
            for line in (0..file.text.lines().count()).step_by(3) {
                let story = derivation(plan, &bundle.outcome, path, line);
                prop_assert!(
                    story.ends_with(['.', '!']) && story.len() > 20,
                    "{}:{}: {}",
                    path,
                    line + 1,
                    story
                );
            }
        }
        prop_assert_eq!(derivation(plan, &bundle.outcome, "nowhere", 7), "");
        Ok(())
    });
}

#[test]
fn the_policies_that_let_a_link_through_are_there() {
    BUNDLES.some(FEW, |bundle| {
        let outcome = &bundle.outcome;
        let policies: BTreeSet<&str> = outcome
            .objects
            .iter()
            .map(|(_, object)| object)
            .filter(|o| o.kind() == "NetworkPolicy")
            .map(|o| o.name())
            .collect();
        for link in &outcome.topology.links {
            let allowed = allowed(&outcome.topology, link);
            prop_assert!(
                allowed.out.iter().chain(&allowed.into).all(|name| policies.contains(name)),
                "{:?}",
                link
            );
            let dialled = matches!(link.carries, Carries::Tcp { .. });
            let ours = |id| {
                let peer = &outcome.topology.find(id).expect("both ends are in the picture").peer;
                dialled && matches!(peer, Peer::Pods(_) | Peer::OperatorPods { .. })
            };
            prop_assert_eq!(ours(link.from), !allowed.out.is_empty(), "{:?}", link);
            prop_assert_eq!(ours(link.to), !allowed.into.is_empty(), "{:?}", link);
        }
        Ok(())
    });
}

/// The first line of a file with these words, counted from 0, after the line that says `after`.
fn find(outcome: &Outcome, path: &str, after: &str, words: &str) -> usize {
    let text = &outcome.files.get(path).unwrap_or_else(|| panic!("no {path}")).text;
    let mut lines = text.lines().enumerate().skip_while(|(_, line)| line.trim() != after);
    lines.find(|(_, line)| line.trim() == words).unwrap_or_else(|| panic!("no {words} in {path}")).0
}

fn decided(plan: &Plan, path: &str, after: &str, words: &str) -> Vec<&'static str> {
    let secrets = test_support::published_secrets(plan);
    let outcome = outcome(plan, &secrets);
    let line = find(&outcome, path, after, words);
    line_origins(&Inputs::new(plan, &secrets), &outcome, path).of(line).iter().map(|id| id.0).collect()
}

fn told(plan: &Plan, path: &str, after: &str, words: &str) -> String {
    let outcome = outcome(plan, &Secrets::default());
    derivation(plan, &outcome, path, find(&outcome, path, after, words))
}

#[test]
fn well_known_lines_have_the_option_that_one_expects() {
    let plan = Plan::default();
    let first = |path, after, words| decided(&plan, path, after, words).first().copied();
    let (web, pages) = ("base/40-web.yaml", "name: misago-pages");
    assert_eq!(first(web, pages, "replicas: 3"), Some("web.pages.replicas"));
    assert_eq!(first(web, "kind: ConfigMap", "FORUM_HOST: forum.example.org"), Some("site.host"));
    assert_eq!(first(web, "kind: ConfigMap", "namespace: forum"), Some("site.namespace"));
    assert_eq!(first(web, "kind: ConfigMap", "EMAIL_PORT: \"587\""), Some("site.smtp_port"));
    assert_eq!(first("base/70-ingress.yaml", "rules:", "- host: forum.example.org"), Some("site.host"));
    assert_eq!(
        first("base/80-policies.yaml", "name: acme-solver", "app.kubernetes.io/name: traefik"),
        Some("cluster.ingress_label")
    );
    assert_eq!(first("plan.yaml", "pages:", "replicas: 3"), Some("web.pages.replicas"));
    assert_eq!(
        first(
            "secrets/secret.yaml",
            "data:",
            "SUPERUSER_PASSWORD: cHVibGlzaGVkLWV4YW1wbGUtc3VwZXJ1c2VyLXBhc3N3b3JkLW5vdC1mb3ItdXNl"
        ),
        Some("secrets.administrator")
    );
    // The second pods of a tier stay away with the switch above them, and that is told as well.
    let also = decided(&plan, web, "name: misago-api", "automountServiceAccountToken: false");
    assert_eq!(also, ["web.split"]);
}

#[test]
fn lines_without_an_option_say_where_they_come_from() {
    let plan = Plan::default();
    let (web, policies) = ("base/40-web.yaml", "base/80-policies.yaml");
    assert_eq!(decided(&plan, web, "apiVersion: v1", "kind: ConfigMap"), Vec::<&str>::new());
    let nothing = told(&plan, web, "apiVersion: v1", "kind: ConfigMap");
    assert!(nothing.starts_with("No single option changes this line"), "{nothing}");
    assert!(nothing.contains("ConfigMap forum-settings") && nothing.contains("Web"), "{nothing}");
    let open = told(&plan, policies, "name: celery", "- port: 5432");
    assert!(mentions(&open, &["Celery", "PostgreSQL", "5432"]), "{open}");
    assert!(!open.contains("Redis"), "links of another rule: {open}");
    let closed = told(&plan, policies, "name: default-deny", "podSelector: {}");
    assert!(mentions(&closed, &["traffic", "policies"]), "{closed}");
    let asking = told(&plan, policies, "name: celery", "- port: 53");
    assert!(mentions(&asking, &["DNS"]), "{asking}");
    assert!(mentions(&told(&plan, "base/Kustomization", "resources:", "- 40-web.yaml"), &["objects", "Web"]));
    assert!(mentions(&told(&plan, "plan.yaml", "web:", "pages:"), &["options", "Web"]));
    assert!(mentions(&told(&plan, "plan.yaml", "pages:", "max_replicas: 6"), &["At most"]));
}

/// Options that only findings and the README read: what the cluster can do.
const SILENT: &[&str] =
    &["cluster.distribution", "cluster.version", "cluster.node_cpu", "cluster.node_memory"];

/// What no preset or choice has.
const OTHERS: &[&[(&str, &str)]] = &[
    &[("ingress.controller", "node-port")],
    &[("ingress.source", "addresses")],
    &[("postgres.mode", "external"), ("postgres.pooler", "pooler.misago-project.org")],
    &[("ingress.controller", "gateway-api"), ("site.other_hosts", "www.misago-project.org")],
    &[
        ("ingress.controller", "gateway-api"),
        ("ingress.gateway", "existing"),
        ("ingress.gateway_class", "istio"),
        ("ingress.gateway_section", "https"),
        ("ingress.gateway_http_section", "http"),
        ("site.tls", "in-front"),
    ],
];

#[test]
fn every_option_decides_something_in_some_plan() {
    let filled = test_support::choices::plan_of(&[
        ("cluster.rwo_class", "fast"),
        ("cluster.dns_port", "5353"),
        ("backup.target", "s3"),
        ("backup.region", "eu-central-1"),
        ("backup.prefix", "forum"),
        ("image.pull_secret", "registry"),
    ]);
    let presets = PRESETS.iter().map(|preset| (preset.plan)());
    let choices =
        test_support::choices::CHOICES.iter().map(|(_, changes)| test_support::choices::plan_of(changes));
    let mut telling = BTreeSet::new();
    let sealed = [
        ("secrets.form", "sealed"),
        ("secrets.certificate", test_support::CERTIFICATE),
        ("secrets.scope", "cluster-wide"),
    ];
    let travelling = [
        &sealed[..],
        &[("secrets.form", "sops"), ("secrets.recipients", test_support::RECIPIENT)],
        &[("secrets.form", "external"), ("secrets.store", "vault")],
    ];
    let travelling = travelling.map(test_support::choices::plan_of);
    let others = OTHERS.iter().map(|changes| test_support::choices::plan_of(changes));
    for plan in presets.chain(choices).chain([filled]).chain(travelling).chain(others) {
        let secrets = test_support::published_secrets(&plan);
        let (inputs, outcome) = (Inputs::new(&plan, &secrets), outcome(&plan, &secrets));
        // What has told already need not be asked again.
        let left: Vec<&Field> = stack::fields().filter(|field| !telling.contains(&field.id)).collect();
        for field in left {
            // In plan.yaml every option has its line.
            if decided_by(&inputs, &outcome, field).keys().any(|path| path != "plan.yaml") {
                telling.insert(field.id);
            }
        }
    }
    let silent: Vec<&str> =
        stack::fields().map(|field| field.id).filter(|id| !telling.contains(id)).map(|id| id.0).collect();
    assert_eq!(silent, SILENT);
}
