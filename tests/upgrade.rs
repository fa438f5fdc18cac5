//! What is said of an upgrade: for every pair of plans it agrees with the second layer, leaves out no object,
//! shows no secret, and lets no volume go without an error.

mod support;

use std::collections::BTreeSet;

use forum_planner::field::{Control, Field, FieldId};
use forum_planner::finding::{Action, Consent, Finding, Severity};
use forum_planner::kube::to_value;
use forum_planner::outcome::integrity::refused_changes;
use forum_planner::outcome::presets::PRESETS;
use forum_planner::outcome::upgrade::{Fate, RULES, Step, Upgrade};
use forum_planner::outcome::{Outcome, findings, outcome, outcome_after};
use forum_planner::plan::{Inputs, Plan, Running};
use forum_planner::secrets::{SecretKey, Secrets};
use forum_planner::stack::backup::options::Target;
use forum_planner::stack::gitops::options::Tool;
use forum_planner::stack::monitoring::options::Style;
use forum_planner::stack::postgres::options::Mode;
use forum_planner::stack::storage::options::Access;
use forum_planner::stack::{self, redis};
use forum_planner::words::{DnsLabel, Memory};
use proptest::prelude::*;
use serde_json::Value;
use support::{any_plan, any_secrets, published_secrets};

fn values(outcome: &Outcome) -> Vec<Value> {
    outcome.objects.iter().map(|(_, object)| to_value(object)).collect()
}

fn id(value: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = &value["metadata"];
    format!("{}/{}/{}", text(&value["kind"]), text(&metadata["namespace"]), text(&metadata["name"]))
}

fn step_id(step: &Step) -> String {
    format!("{}/{}/{}", step.kind, step.namespace, step.name)
}

fn after(running: &Running, plan: &Plan, secrets: &Secrets) -> Outcome {
    outcome_after(None, &Inputs { running: Some(running), ..Inputs::new(plan, secrets) })
}

/// From one plan to another, both with the published secrets.
fn between(was: &Plan, is: &Plan) -> (Outcome, Upgrade) {
    let running = Running::new(was.clone(), Some(published_secrets(was)));
    let outcome = after(&running, is, &published_secrets(is));
    let upgrade = outcome.upgrade.clone().expect("a running forum");
    (outcome, upgrade)
}

/// What the rules between two plans say.
fn losses(findings: &[Finding]) -> Vec<&Finding> {
    findings.iter().filter(|finding| RULES.iter().any(|rule| rule.code == finding.code)).collect()
}

fn step<'a>(upgrade: &'a Upgrade, id: &str) -> &'a Step {
    upgrade.steps.iter().find(|step| step.id() == id).unwrap_or_else(|| panic!("no {id}"))
}

/// Whether a step takes a volume with data in it out of use, or wants another one in its place.
fn loses_a_volume(step: &Step) -> bool {
    let keeps_data = matches!(step.kind, "PersistentVolumeClaim" | "StatefulSet" | "Cluster");
    let another = step.fate == Fate::Refused && !step.commands.iter().any(|line| line.contains("patch pvc"));
    let class =
        step.kind == "Cluster" && step.changes.iter().any(|change| change.path.contains("storageClass"));
    keeps_data && (another || class || step.fate == Fate::Orphaned)
}

/// Values that one field may take in place of its own.
fn others(field: &Field) -> Vec<String> {
    match &field.control {
        Control::Toggle { .. } => vec!["true".to_owned(), "false".to_owned()],
        Control::Count { least, most, .. } => [*least, *most].iter().map(ToString::to_string).collect(),
        Control::Choice { options, .. } => options.iter().map(|(key, _)| (*key).to_owned()).collect(),
        Control::Text { .. } => {
            let words = [
                "",
                "second",
                "second.example.org",
                "https://second.example.org",
                "1Gi",
                "2",
                "900Gi",
                "10.0.0.0/8",
            ];
            words.map(str::to_owned).to_vec()
        }
        Control::Secret(_) => Vec::new(),
    }
}

/// Plans that between them have each kind of volume.
fn with_volumes() -> Vec<Plan> {
    let mut operated = Plan::default();
    operated.postgres.mode = Mode::CloudNativePg;
    operated.redis.mode = redis::options::Mode::Sentinel;
    operated.storage.access = Access::OneNode;
    operated.cluster.rwo_class = Some("longhorn".parse().unwrap());
    operated.backup.storage_class = Some("nfs".parse().unwrap());
    vec![Plan::default(), operated]
}

/// Each plan one field away.
fn neighbours(plan: &Plan) -> Vec<(FieldId, Plan)> {
    let mut made: Vec<(FieldId, Plan)> = Vec::new();
    for field in stack::fields() {
        for text in others(field) {
            let mut other = plan.clone();
            if field.write(&mut other, &text).is_ok() && other != *plan {
                made.push((field.id, other));
            }
        }
    }
    made
}

#[test]
fn whatever_field_costs_a_volume_an_error_names_it() {
    let mut costly = BTreeSet::new();
    let mut silent = Vec::new();
    for was in with_volumes() {
        for (field, is) in neighbours(&was) {
            let (new, upgrade) = between(&was, &is);
            let named = losses(&new.findings)
                .iter()
                .any(|finding| finding.severity == Severity::Error && finding.fields.contains(&field));
            for step in upgrade.steps.iter().filter(|step| loses_a_volume(step)) {
                costly.insert(field.0);
                if !named {
                    silent.push(format!(
                        "{field} = {:?}: {}",
                        stack::find_field(field).map(|f| f.read(&is)),
                        step.id()
                    ));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    // Else the test would have looked at nothing.
    for field in ["backup.target", "backup.storage", "postgres.mode", "storage.access", "cluster.rwo_class"] {
        assert!(costly.contains(field), "{field} costs nothing: {costly:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_is_called_refused_is_what_the_second_layer_refuses(was in any_plan(), is in any_plan()) {
        let (old, secrets) = (outcome(&was, &published_secrets(&was)), published_secrets(&is));
        let running = Running::new(was.clone(), Some(published_secrets(&was)));
        for plan in [&is, &Plan { site: was.site.clone(), ..is.clone() }] {
            let new = after(&running, plan, &secrets);
            let upgrade = new.upgrade.as_ref().expect("a running forum");
            let named: BTreeSet<String> = upgrade.of(Fate::Refused).map(Step::id).collect();
            let refused: BTreeSet<String> =
                refused_changes(&values(&old), &values(&new)).into_iter().map(|fault| fault.object).collect();
            prop_assert_eq!(named, refused);
        }
    }

    #[test]
    fn every_object_of_both_bundles_is_named_once_with_its_fate(was in any_plan(), is in any_plan()) {
        let (new, upgrade) = between(&was, &is);
        let (present, planned) = (values(&outcome(&was, &published_secrets(&was))), values(&new));
        let present: BTreeSet<String> = present.iter().map(id).collect();
        let planned: BTreeSet<String> = planned.iter().map(id).collect();
        let named: Vec<String> = upgrade.steps.iter().map(step_id).collect();
        prop_assert_eq!(named.len(), named.iter().collect::<BTreeSet<_>>().len());
        prop_assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), &present | &planned);
        for step in &upgrade.steps {
            let (was, is) = (present.contains(&step_id(step)), planned.contains(&step_id(step)));
            prop_assert_eq!((was, is), match step.fate {
                Fate::Created => (false, true),
                Fate::Orphaned => (true, false),
                _ => (true, true),
            });
            prop_assert_eq!(step.fate == Fate::Unchanged, is && was && step.changes.is_empty(), "{:?}", step);
        }
    }

    #[test]
    fn nothing_is_refused_without_a_finding(was in any_plan(), is in any_plan()) {
        let (new, upgrade) = between(&was, &is);
        prop_assert!(upgrade.count(Fate::Refused) == 0 || !losses(&new.findings).is_empty(), "refused without a word");
    }

    #[test]
    fn without_a_running_forum_or_a_change_there_is_nothing_to_say(plan in any_plan(), secrets in any_secrets()) {
        let fresh = outcome(&plan, &secrets);
        prop_assert!(fresh.upgrade.is_none() && losses(&fresh.findings).is_empty());
        prop_assert!(!fresh.files.get("README.md").expect("a README").text.contains("bundle that runs now"));
        let same = after(&Running::new(plan.clone(), Some(secrets.clone())), &plan, &secrets);
        prop_assert!(same.upgrade.as_ref().is_some_and(Upgrade::is_empty));
        prop_assert!(losses(&same.findings).is_empty());
        prop_assert_eq!(same.files, fresh.files, "a bundle that comes back unchanged goes out as it came");
    }

    #[test]
    fn a_loss_that_is_agreed_to_is_no_error_and_its_fix_silences_it(was in any_plan(), is in any_plan()) {
        let secrets = published_secrets(&is);
        let mut running = Running::new(was.clone(), None);
        let first = after(&running, &is, &secrets);
        for finding in losses(&first.findings) {
            prop_assert_eq!(finding.consent, Consent::Asked);
            if let Some(Action::Plan(plan)) = finding.fix.as_ref().map(|fix| &fix.action) {
                let left = findings(&Inputs { running: Some(&running), ..Inputs::new(plan, &secrets) });
                let same = |other: &Finding| other.code == finding.code && other.fields.first() == finding.fields.first();
                prop_assert!(!left.iter().any(same), "{} stays after its fix", finding.message);
            }
        }
        running.acknowledged = losses(&first.findings).iter().map(|f| (f.code, f.message.clone())).collect();
        let agreed = after(&running, &is, &secrets);
        for finding in losses(&agreed.findings) {
            prop_assert_eq!((finding.consent, finding.severity), (Consent::Given, Severity::Advice));
        }
        prop_assert_eq!(losses(&agreed.findings).len(), losses(&first.findings).len());
        prop_assert_eq!(agreed.files.to_zip("forum").unwrap(), after(&running.clone(), &is, &secrets).files.to_zip("forum").unwrap());
    }

    #[test]
    fn no_word_about_an_upgrade_holds_a_secret(was in any_plan(), is in any_plan()) {
        let mut old = published_secrets(&was);
        for key in SecretKey::ALL {
            old.set(*key, &format!("value-of-{}-before", key.env())).unwrap();
        }
        let new = after(&Running::new(was, Some(old)), &is, &published_secrets(&is));
        let said = format!("{:?}{}", new.upgrade, new.files.get("README.md").expect("a README").text);
        for part in ["value-of-", "published-example-", "dmFsdWUtb2Yt", "cHVibGlzaGVkLWV4YW1wbGUt"] {
            prop_assert!(!said.contains(part), "{}", part);
        }
    }
}

#[test]
fn the_steps_stand_in_the_order_that_kubectl_has() {
    // As `kubectl kustomize deploy/bundles/small-production` (kustomize 5.5.0) prints them.
    let kubectl = "Namespace/forum ServiceAccount/bootstrap ServiceAccount/celery ServiceAccount/maintenance \
        ServiceAccount/misago-api ServiceAccount/misago-pages ServiceAccount/nginx ServiceAccount/postgres \
        ServiceAccount/redis ConfigMap/bootstrap-settings ConfigMap/forum-settings ConfigMap/nginx-config \
        ConfigMap/postgres-config ConfigMap/redis-config Secret/forum-secrets Service/misago-api Service/misago-pages \
        Service/nginx Service/postgres Service/postgres-headless Service/redis Service/redis-master \
        PersistentVolumeClaim/media Deployment/celery Deployment/misago-api Deployment/misago-pages Deployment/nginx \
        StatefulSet/postgres StatefulSet/redis CronJob/maintenance PodDisruptionBudget/celery \
        PodDisruptionBudget/misago-api PodDisruptionBudget/misago-pages PodDisruptionBudget/nginx Job/bootstrap \
        Ingress/forum Ingress/forum-http NetworkPolicy/acme-solver NetworkPolicy/bootstrap NetworkPolicy/celery \
        NetworkPolicy/default-deny NetworkPolicy/maintenance NetworkPolicy/misago-api NetworkPolicy/misago-pages \
        NetworkPolicy/nginx NetworkPolicy/postgres NetworkPolicy/redis Middleware/redirect-to-https";
    let plan = Plan::default();
    let (_, upgrade) = between(&plan, &plan);
    let made: Vec<String> = upgrade.steps.iter().map(Step::id).collect();
    for pair in kubectl.split_whitespace().collect::<Vec<_>>().windows(2) {
        let at =
            |id: &str| made.iter().position(|made| made.starts_with(id)).unwrap_or_else(|| panic!("no {id}"));
        assert!(at(pair[0]) < at(pair[1]), "{} comes before {}", pair[0], pair[1]);
    }
}

#[test]
fn more_replicas_of_redis_are_a_change_in_place_and_a_new_image_rolls() {
    let mut was = Plan::default();
    was.redis.mode = redis::options::Mode::Replicated;
    let mut is = was.clone();
    is.redis.replicas = 4;
    let (_, upgrade) = between(&was, &is);
    let redis = step(&upgrade, "StatefulSet/redis");
    assert_eq!((redis.fate, redis.about.as_str()), (Fate::Changes, "From 3 pods to 5 pods."));
    is.image.reference = "registry.example.org/forum/misago:0.40.0".parse().unwrap();
    let (new, upgrade) = between(&was, &is);
    let pages = step(&upgrade, "Deployment/misago-pages");
    assert_eq!(pages.fate, Fate::Rolls);
    assert!(pages.about.contains("the image registry.example.org/forum/misago:0.40.0"), "{}", pages.about);
    assert!(pages.about.contains("visitors notice nothing"), "{}", pages.about);
    let jobs: Vec<Fate> =
        upgrade.steps.iter().filter(|step| step.kind == "Job").map(|step| step.fate).collect();
    assert_eq!(jobs, [Fate::Created, Fate::Orphaned]);
    let readme = &new.files.get("README.md").unwrap().text;
    assert!(
        readme.contains("Build and push the image `registry.example.org/forum/misago:0.40.0`"),
        "{readme}"
    );
    assert!(readme.contains("The bootstrap runs again"), "{readme}");
}

#[test]
fn a_larger_volume_of_redis_is_refused_with_the_commands_that_lead_around() {
    let was = Plan::default();
    let mut is = was.clone();
    is.redis.storage = Memory::gib(2);
    let (new, upgrade) = between(&was, &is);
    let redis = step(&upgrade, "StatefulSet/redis");
    assert_eq!(redis.fate, Fate::Refused);
    assert_eq!(
        redis.commands,
        [
            "kubectl --namespace forum patch pvc data-redis-0 --patch \
             '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}'",
            "kubectl --namespace forum delete statefulset redis --cascade=orphan",
        ]
    );
    assert_eq!(upgrade.count(Fate::Refused), 1);
    let codes: Vec<_> = losses(&new.findings).iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(codes, [("FP147", Severity::Warning)]);
}

#[test]
fn another_namespace_leaves_everything_behind_and_deletes_nothing_by_a_list() {
    let was = Plan::default();
    let mut is = was.clone();
    is.site.namespace = "forum-two".parse::<DnsLabel>().unwrap();
    let (new, upgrade) = between(&was, &is);
    assert_eq!(upgrade.count(Fate::Created), upgrade.count(Fate::Orphaned));
    assert!(upgrade.of(Fate::Orphaned).all(|step| step.commands.is_empty()));
    assert!(step(&upgrade, "Namespace/forum").about.contains("`kubectl delete namespace forum`"));
    assert!(losses(&new.findings).iter().any(|f| f.code == "FP140" && f.severity == Severity::Error));
}

#[test]
fn agreeing_to_one_value_is_not_agreeing_to_another() {
    let (was, secrets) = (Plan::default(), published_secrets(&Plan::default()));
    let mut is = was.clone();
    is.postgres.database = "second".parse().unwrap();
    let mut running = Running::new(was, Some(secrets.clone()));
    let said = |running: &Running, plan: &Plan| {
        let found = findings(&Inputs { running: Some(running), ..Inputs::new(plan, &secrets) });
        losses(&found).first().map(|finding| (finding.severity, finding.message.clone())).expect("a loss")
    };
    let (severity, message) = said(&running, &is);
    assert_eq!(severity, Severity::Error);
    running.acknowledged.insert(("FP141", message));
    assert_eq!(said(&running, &is).0, Severity::Advice);
    is.postgres.database = "third".parse().unwrap();
    assert_eq!(said(&running, &is).0, Severity::Error);
}

#[test]
fn a_plan_without_its_secrets_is_enough_and_says_what_is_not_known() {
    let plan = Plan::default();
    let secrets = published_secrets(&plan);
    let new = after(&Running::new(plan.clone(), None), &plan, &secrets);
    let upgrade = new.upgrade.as_ref().unwrap();
    let changed: Vec<String> = upgrade.of(Fate::Changes).map(Step::id).collect();
    assert_eq!(changed, ["Secret/forum-secrets"]);
    assert_eq!(upgrade.count(Fate::Unchanged), upgrade.steps.len() - 1);
    let said: Vec<_> = losses(&new.findings).iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(said, [("FP149", Severity::Warning)]);
    assert!(new.files.get("README.md").unwrap().text.contains("put **your own"));
}

#[test]
fn from_each_preset_to_each_other_the_readme_names_every_object_that_does_not_stay() {
    for was in PRESETS {
        for is in PRESETS {
            let (new, upgrade) = between(&(was.plan)(), &(is.plan)());
            let readme = &new.files.get("README.md").unwrap().text;
            for step in upgrade.steps.iter().filter(|step| step.fate != Fate::Unchanged) {
                assert!(readme.contains(&step.id()), "{} to {}: {}", was.key, is.key, step.id());
                for command in &step.commands {
                    assert!(readme.contains(command.as_str()), "{command}");
                }
            }
        }
    }
}

/// The order of these in the text; each must stand in it.
fn in_order(text: &str, lines: &[&str]) {
    let mut from = 0;
    for line in lines {
        let found = text[from..].find(line);
        from += found.unwrap_or_else(|| panic!("{line} does not follow in\n{text}")) + line.len();
    }
}

/// A forum that this tool applies.
fn applied_by(tool: Tool) -> Plan {
    let mut plan = Plan::default();
    plan.gitops.tool = tool;
    plan.gitops.repository = Some("https://git.misago-project.org/forum.git".parse().unwrap());
    plan
}

/// What a README says under a heading.
fn chapter<'a>(readme: &'a str, heading: &str) -> &'a str {
    let start = readme.find(heading).unwrap_or_else(|| panic!("no {heading}"));
    let rest = &readme[start..];
    let end = rest[heading.len()..].find("\n## ").map_or(rest.len(), |at| at + heading.len());
    &rest[..end]
}

#[test]
fn argo_cd_and_flux_pause_while_something_is_stopped_or_deleted_by_hand() {
    let pauses = [
        (
            Tool::ArgoCd,
            "patch application.argoproj.io forum --type json",
            "kubectl apply -f gitops/application.yaml",
        ),
        (Tool::Flux, "'{\"spec\":{\"suspend\":true}}'", "'{\"spec\":{\"suspend\":false}}'"),
    ];
    for (tool, begin, end) in pauses {
        let was = applied_by(tool);
        let mut is = was.clone();
        is.redis.storage = Memory::gib(2);
        let (new, _) = between(&was, &is);
        let readme = &new.files.get("README.md").unwrap().text;
        in_order(
            chapter(readme, "## Upgrade"),
            &[
                begin,
                "Commit and push",
                "kubectl apply -k secrets",
                "delete statefulset redis",
                end,
                "./verify.sh",
            ],
        );
        in_order(
            chapter(readme, "### Restore"),
            &[begin, "--replicas 0", "delete job restore", "delete job --selector", end, "./verify.sh"],
        );
        assert!(!readme.contains("kubectl apply -k .\n"), "somebody else applies it");
        is = was.clone();
        is.backup.target = Target::None;
        let (new, _) = between(&was, &is);
        let readme = &new.files.get("README.md").unwrap().text;
        in_order(chapter(readme, "## Back up and restore"), &[begin, "--replicas 0", end, "--replicas 2"]);
        assert!(!chapter(readme, "## Upgrade").contains(begin), "nothing is done by hand");
    }
}

#[test]
fn a_tool_that_is_told_no_more_pauses_before_it_is_forgotten() {
    let (new, _) = between(&applied_by(Tool::Flux), &Plan::default());
    let readme = &new.files.get("README.md").unwrap().text;
    let forget = "delete kustomization.kustomize.toolkit.fluxcd.io forum";
    in_order(chapter(readme, "## Upgrade"), &["\"suspend\":true", "kubectl apply -k .", forget]);
    let (new, _) = between(&Plan::default(), &applied_by(Tool::Flux));
    let readme = &new.files.get("README.md").unwrap().text;
    let told =
        ["Commit and push", "kubectl apply -k secrets", "kubectl apply -f gitops/flux.yaml", "./verify.sh"];
    in_order(chapter(readme, "## Upgrade"), &told);
}

#[test]
fn a_change_that_replaces_no_pod_says_so_once_and_counts_in_english() {
    let was = Plan::default();
    let mut is = was.clone();
    is.backup.keep_daily = 9;
    let (new, upgrade) = between(&was, &is);
    assert_eq!(upgrade.count(Fate::Rolls), 0);
    let readme = &new.files.get("README.md").unwrap().text;
    assert!(chapter(readme, "## Upgrade").contains("No pod is replaced.\n"), "{readme}");
    assert!(readme.contains(" other objects stay as they are."), "{readme}");
}

#[test]
fn of_a_change_in_place_it_says_who_learns_of_it_and_when() {
    let was = Plan::default();
    let mut is = was.clone();
    is.backup.keep_daily = 9;
    let (_, upgrade) = between(&was, &is);
    let scripts = step(&upgrade, "ConfigMap/backup-scripts");
    assert!(scripts.about.contains("`CronJob/backup`"), "{}", scripts.about);
    assert!(scripts.about.ends_with("from the next run on."), "{}", scripts.about);
    assert!(!scripts.about.contains("replace"), "{}", scripts.about);

    // The server's own pod knows nothing of a new password until it starts again; its clients roll.
    let mut secrets = published_secrets(&was);
    secrets.set(SecretKey::PostgresPassword, "Another-0ne-Zq7Rk2Wd9Xf4Tj6Lm3Pv8").unwrap();
    let running = Running::new(was.clone(), Some(published_secrets(&was)));
    let upgrade = after(&running, &was, &secrets).upgrade.unwrap();
    let about = &step(&upgrade, "Secret/forum-secrets").about;
    let (rolling, rest) = about.split_once(". ").expect("two sentences");
    assert!(rolling.contains("`Deployment/misago-pages`") && !rolling.contains("postgres"), "{about}");
    assert!(rest.contains("`StatefulSet/postgres`: no pod is replaced for it"), "{about}");
    assert!(rest.contains("`CronJob/maintenance`"), "{about}");
    assert!(!about.contains("redis"), "redis reads another key: {about}");

    let mut watched = was.clone();
    watched.monitoring.style = Style::Operator;
    let mut twice = watched.clone();
    twice.site.name = "talk".parse().unwrap();
    let (_, upgrade) = between(&watched, &twice);
    let foreign =
        upgrade.of(Fate::Changes).filter(|step| ["PrometheusRule", "PodMonitor"].contains(&step.kind));
    let said: Vec<&str> = foreign.map(|step| step.about.as_str()).collect();
    assert!(!said.is_empty() && said.iter().all(|about| about.ends_with("no pod stops.")), "{said:?}");
}
