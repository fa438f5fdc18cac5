//! Two plans side by side: for every pair the difference is complete, has nothing more, and shows no secret.

use planner::compare::{Block, Comparison, Hunk, Side, Turn, hunks, lines, shared};
use planner::finding::{Action, Severity};
use planner::outcome::Outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::project::Project;
use planner::secrets::{SecretKey, Secrets};
use planner::stack::{fields, find_field};
use proptest::prelude::*;
use test_support::bundles::Pool;
use test_support::{any_plan, any_secrets, preset, published_secrets};

/// A plan with all that follows from it.
struct Whole {
    project: Project,
    outcome: Outcome,
}

impl Whole {
    fn of(plan: Plan, secrets: Secrets) -> Self {
        let project = Project::new(plan).with_secrets(secrets);
        let outcome = outcome_after(None, &project.inputs());
        Self { project, outcome }
    }

    fn published(plan: Plan) -> Self {
        let secrets = published_secrets(&plan);
        Self::of(plan, secrets)
    }

    fn side(&self) -> Side<'_> {
        Side { project: &self.project, outcome: &self.outcome }
    }

    fn text(&self, path: &str) -> &str {
        self.outcome.files.get(path).map_or("", |file| &file.text)
    }
}

fn compared(old: &Whole, new: &Whole) -> Comparison {
    Comparison::of(old.side(), new.side())
}

/// Default plan with these answers.
fn plan(answers: &[(&str, &str)]) -> Plan {
    let mut plan = Plan::default();
    for (id, text) in answers {
        let field = fields().find(|field| field.id.0 == *id).expect("a field");
        field.write(&mut plan, text).expect("an answer");
    }
    plan
}

/// The new text, from the old one and the hunks; `None` when they do not fit the old one.
fn replayed(old: &str, hunks: &[Hunk]) -> Option<String> {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let (mut new, mut at, mut written) = (String::new(), 0, 0);
    for hunk in hunks {
        let between = old.get(at..hunk.old)?;
        new.extend(between.iter().copied());
        written += between.len();
        (written == hunk.new).then_some(())?;
        at = hunk.old;
        for block in &hunk.blocks {
            let (gone, come) = match block {
                Block::Same(lines) => (lines, lines),
                Block::Turned { gone, come } => (gone, come),
            };
            (old.get(at..at + gone.len())? == gone.as_slice()).then_some(())?;
            at += gone.len();
            written += come.len();
            new.extend(come.iter().map(String::as_str));
        }
    }
    new.extend(old.get(at..)?.iter().copied());
    Some(new)
}

/// Two plans with the published secrets.
static PAIRS: Pool<(Plan, Plan), (Whole, Whole)> =
    Pool::new(|| (any_plan(), any_plan()).boxed(), |(was, is)| (Whole::published(was), Whole::published(is)));

#[test]
fn the_fields_of_the_difference_make_the_one_plan_into_the_other() {
    PAIRS.every(|(old, new)| {
        let mut taken = (*old.project.plan).clone();
        for difference in compared(old, new).fields {
            let field = find_field(difference.id).expect("a field");
            let written = field.write(&mut taken, &field.read(&new.project.plan));
            prop_assert!(written.is_ok(), "{}: {:?}", difference.id, written);
        }
        let taken = Whole::published(taken);
        let rest = compared(&taken, new);
        prop_assert!(rest.fields.is_empty() && rest.objects.is_empty(), "{:?}", rest);
        // Options that the form does not show keep their value, which is only in plan.yaml.
        let files: Vec<&str> =
            rest.files.iter().map(|file| file.path.as_str()).filter(|path| *path != "plan.yaml").collect();
        prop_assert!(files.is_empty(), "{:?}", files);
        Ok(())
    });
}

#[test]
fn every_file_that_differs_is_named_and_its_lines_give_both_texts() {
    PAIRS.every(|(old, new)| {
        let comparison = compared(old, new);
        let paths = old.outcome.files.iter().chain(new.outcome.files.iter()).map(|(path, _)| path);
        for path in paths {
            let named = comparison.files.iter().find(|file| file.path == path);
            let there = |side: &Whole| side.outcome.files.get(path).is_some();
            let turn = match (there(old), there(new)) {
                (true, true) => (old.text(path) != new.text(path)).then_some(Turn::Changed),
                (false, _) => Some(Turn::Added),
                _ => Some(Turn::Removed),
            };
            prop_assert_eq!(named.map(|file| file.turn), turn, "{}", path);
            let hunks = lines(path, &old.outcome, &new.outcome);
            let counted =
                hunks.iter().flat_map(|hunk| &hunk.blocks).fold((0, 0), |(gone, come), block| match block {
                    Block::Same(_) => (gone, come),
                    Block::Turned { gone: less, come: more } => (gone + less.len(), come + more.len()),
                });
            prop_assert_eq!(named.map_or((0, 0), |file| (file.gone, file.come)), counted, "{}", path);
            if path != "secrets/secret.yaml" {
                let replayed = replayed(old.text(path), &hunks);
                prop_assert_eq!(replayed.as_deref(), Some(new.text(path)), "{}", path);
            }
        }
        Ok(())
    });
}

#[test]
fn an_object_is_named_with_what_became_of_it() {
    PAIRS.every(|(old, new)| {
        let comparison = compared(old, new);
        let count = |turn| comparison.objects.iter().filter(|object| object.turn == turn).count();
        let same = new.outcome.objects.len() - count(Turn::Added) - count(Turn::Changed);
        prop_assert_eq!(old.outcome.objects.len(), same + count(Turn::Changed) + count(Turn::Removed));
        for object in &comparison.objects {
            prop_assert_eq!(object.changes.is_empty(), object.turn != Turn::Changed, "{:?}", object);
        }
        Ok(())
    });
}

#[test]
fn back_is_the_mirror_of_there() {
    PAIRS.every(|(old, new)| {
        let (there, back) = (compared(old, new), compared(new, old));
        prop_assert_eq!((&there.gone, &there.come), (&back.come, &back.gone));
        prop_assert_eq!(there.verdict_back(), back.verdict());
        prop_assert_eq!(there.size(), back.size());
        // What goes and what comes makes up for the difference in number.
        let count = |side: &Whole| side.outcome.findings.len();
        prop_assert_eq!(count(old) + there.come.len(), count(new) + there.gone.len());
        Ok(())
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn a_plan_against_itself_differs_in_nothing(plan in any_plan(), secrets in any_secrets()) {
        let one = Whole::of(plan, secrets);
        let comparison = compared(&one, &one);
        prop_assert!(comparison.is_empty(), "{:?}", comparison);
        prop_assert_eq!(comparison.size(), "Nothing differs.");
        prop_assert_eq!(comparison.verdict(), "the same findings");
    }

    #[test]
    fn hunks_give_both_texts_and_stand_apart(old in "([ab]\n){0,24}", new in "([ab]\n){0,24}[ab]?") {
        let found = hunks(&old, &new, false);
        prop_assert_eq!(replayed(&old, &found), Some(new));
        for pair in found.windows(2) {
            let (covers, _) = pair[0].covers();
            prop_assert!(pair[0].old + covers < pair[1].old, "nothing is left out between {:?}", pair);
        }
    }

    #[test]
    fn what_two_lines_share_is_in_both(old in "[aé ]{0,8}", new in "[aé ]{0,8}") {
        if let Some((head, tail)) = shared(&old, &new) {
            prop_assert_eq!(old.get(..head), new.get(..head));
            let ends = |text: &str| text.get(head..).and_then(|rest| rest.get(rest.len().checked_sub(tail)?..)).map(str::to_owned);
            prop_assert!(ends(&old).is_some() && ends(&old) == ends(&new), "{:?} {:?}", ends(&old), ends(&new));
        }
    }

    #[test]
    fn no_value_of_a_secret_is_in_a_difference(was in any_plan(), is in any_plan()) {
        let marked = |word: &str| {
            let mut secrets = Secrets::default();
            for key in SecretKey::ALL {
                secrets.set(*key, &format!("{word}-value-of-{}", key.env())).unwrap();
            }
            secrets
        };
        let (old, new) = (Whole::of(was, marked("older")), Whole::of(is, marked("newer")));
        let comparison = compared(&old, &new);
        let hunks: Vec<Vec<Hunk>> =
            comparison.files.iter().map(|file| lines(&file.path, &old.outcome, &new.outcome)).collect();
        let said = format!("{comparison:?}{hunks:?}");
        // The values, and how they begin in base64.
        for part in ["older-value", "newer-value", "b2xkZXItdmFsdW", "bmV3ZXItdmFsdW"] {
            prop_assert!(!said.contains(part), "{}", part);
        }
        prop_assert!(comparison.fields.iter().any(|field| field.id.0 == "secrets.redis"), "which differ is told");
    }
}

#[test]
fn one_more_pod_is_one_field_one_object_and_a_few_lines() {
    let (old, new) = (Whole::published(plan(&[])), Whole::published(plan(&[("web.pages.replicas", "4")])));
    let comparison = compared(&old, &new);
    assert_eq!(comparison.fields.len(), 1);
    assert_eq!(comparison.fields[0].new, "4");
    let web =
        comparison.objects.iter().find(|object| object.id() == "Deployment/misago-pages").unwrap_or_else(
            || panic!("no Deployment in {:?}", comparison.objects.iter().map(|o| o.id()).collect::<Vec<_>>()),
        );
    let change = web.changes.iter().find(|change| change.path == "spec.replicas").expect("its number");
    assert_eq!(change.new.as_deref(), Some("4"));
    let manifest = comparison.files.iter().find(|file| file.path == "base/40-web.yaml").expect("its file");
    assert_eq!((manifest.turn, manifest.gone, manifest.come), (Turn::Changed, 1, 1));
    assert!(comparison.size().starts_with("1 field, "), "{}", comparison.size());
    assert!(comparison.size().ends_with(" files differ."), "{}", comparison.size());
}

#[test]
fn the_same_object_in_another_namespace_is_one_that_changed() {
    let (old, new) = (
        Whole::published(plan(&[("site.namespace", "here")])),
        Whole::published(plan(&[("site.namespace", "there")])),
    );
    let comparison = compared(&old, &new);
    let redis = comparison.objects.iter().find(|object| object.id() == "StatefulSet/redis").expect("Redis");
    assert_eq!((redis.turn, redis.namespace.as_str()), (Turn::Changed, "there"));
    assert!(redis.changes.iter().any(|change| change.path == "metadata.namespace"));
}

#[test]
fn taking_a_fix_is_said_in_fewer_findings() {
    let old = Whole::published(plan(&[("nginx.body_size", "1Mi")]));
    let finding =
        old.outcome.findings.iter().find(|finding| finding.code == "FP020").expect("the small body");
    let Some(Action::Plan(fixed)) = finding.fix.as_ref().map(|fix| &fix.action) else { panic!("no fix") };
    let comparison = compared(&old, &Whole::published((**fixed).clone()));
    let one = match finding.severity {
        Severity::Advice => "piece of advice",
        other => other.word(),
    };
    assert_eq!(comparison.verdict(), format!("1 fewer {one}"));
    assert_eq!(comparison.verdict_back(), format!("1 more {one}"));
    assert_eq!(comparison.gone.iter().map(|remark| remark.code).collect::<Vec<_>>(), ["FP020"]);
}

#[test]
fn of_another_secret_it_is_told_that_it_is_another_one() {
    let old = Whole::published(plan(&[]));
    let mut secrets = (*old.project.secrets).clone();
    secrets.set(SecretKey::RedisPassword, "another-one-of-forty-letters-and-nothing").unwrap();
    let new = Whole::of((*old.project.plan).clone(), secrets);
    let comparison = compared(&old, &new);
    let fields: Vec<(&str, &str, &str)> =
        comparison.fields.iter().map(|f| (f.id.0, f.old.as_str(), f.new.as_str())).collect();
    assert_eq!(fields, [("secrets.redis", "one value", "another value")]);
    let hunks = lines("secrets/secret.yaml", &old.outcome, &new.outcome);
    let turned: Vec<&Block> = hunks
        .iter()
        .flat_map(|hunk| &hunk.blocks)
        .filter(|block| matches!(block, Block::Turned { .. }))
        .collect();
    let redacted = vec!["  REDIS_PASSWORD: ••••••••••••\n".to_owned()];
    assert_eq!(turned, [&Block::Turned { gone: redacted.clone(), come: redacted }]);
}

#[test]
fn presets_are_far_apart_and_nothing_of_it_is_empty() {
    let (old, new) = (Whole::published(preset("trial")), Whole::published(preset("highly-available")));
    let comparison = compared(&old, &new);
    assert!(comparison.fields.len() > 15 && comparison.objects.len() > 20 && comparison.lines() > 500);
    assert!(comparison.fields.iter().all(|field| !field.old.is_empty() && field.old != field.new));
}

#[test]
fn a_changed_word_stands_between_what_the_lines_share() {
    assert_eq!(shared("  replicas: 2\n", "  replicas: 12\n"), Some((12, 2)));
    assert_eq!(
        shared("  image: a\n", "  resources: {}\n"),
        None,
        "two lines that have nothing to do with each other"
    );
}
