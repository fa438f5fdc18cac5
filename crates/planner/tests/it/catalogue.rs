//! Tests of the lists of parts, fields and rules: for each thing that a contributor could forget there is a test.

use std::collections::BTreeSet;

use planner::analysis::findings;
use planner::analysis::rules;
use planner::field::{Control, FieldId};
use planner::finding::{Action, Finding, Fix, Report, Rule, Severity};
use planner::inputs::{Inputs, Running};
use planner::plan::Plan;
use planner::presets::{PRESETS, preset};
use planner::secrets::{SecretKey, Secrets};
use planner::stack::{self, PARTS};

/// Codes that were once given and may not be given again, with the reason they went.
const RETIRED: &[(&str, &str)] = &[];

/// Secrets that no rule minds: one differs from the other, all are long.
fn good_secrets() -> Secrets {
    let mut secrets = Secrets::default();
    for (at, key) in SecretKey::ALL.iter().enumerate() {
        secrets.set(*key, &format!("Kx{at}7Rk2Wd9Xf4Tj6Lm3Pv8Bn5Hc1Gs0Qa")).unwrap();
    }
    secrets
}

/// Rules that mind that of what runs only the plan was loaded: their flagged examples are judged that way.
const MIND_A_PLAN_ALONE: &[&str] = &["FP149"];

/// What one rule says of a plan of which nothing runs yet; or else, when the default plan runs already, so that a
/// rule between two plans has its first one.
fn judged(rule: &Rule, plan: &Plan, secrets: &Secrets) -> Vec<planner::finding::Finding> {
    let new = Report::of(rule, &Inputs::new(plan, secrets));
    if !new.is_empty() {
        return new;
    }
    let alone = MIND_A_PLAN_ALONE.contains(&rule.code);
    beside(rule, plan, secrets, (!alone).then(good_secrets))
}

/// The same with these secrets known of what runs.
fn beside(
    rule: &Rule,
    plan: &Plan,
    secrets: &Secrets,
    known: Option<Secrets>,
) -> Vec<planner::finding::Finding> {
    let running = Running::new(Plan::default(), known);
    Report::of(rule, &Inputs { running: Some(&running), ..Inputs::new(plan, secrets) })
}

fn run(rule: &Rule, change: fn(&mut Plan, &mut Secrets)) -> Vec<planner::finding::Finding> {
    let (mut plan, mut secrets) = (Plan::default(), good_secrets());
    change(&mut plan, &mut secrets);
    judged(rule, &plan, &secrets)
}

#[test]
fn every_rule_flags_its_flagged_plan_and_spares_its_clean_one() {
    for rule in rules() {
        assert!(!run(rule, rule.flagged).is_empty(), "{} does not flag its own example", rule.code);
        let (mut plan, mut secrets) = (Plan::default(), good_secrets());
        (rule.clean)(&mut plan, &mut secrets);
        let said = beside(rule, &plan, &secrets, Some(good_secrets()));
        assert!(said.is_empty(), "{} flags its own clean example", rule.code);
    }
}

/// The code for a new rule. Codes are numbered in one sequence for all parts.
fn next_code() -> String {
    let given = rules().map(|rule| rule.code).chain(RETIRED.iter().map(|(code, _)| *code));
    let numbers = given.filter_map(|code| code.strip_prefix("FP")?.parse::<u32>().ok());
    format!("FP{:03}", numbers.max().unwrap_or(0) + 1)
}

/// For a new rule write any code: the message names the next free one.
#[test]
fn every_code_is_used_once_and_no_retired_one_returns() {
    let mut seen = BTreeSet::new();
    for rule in rules() {
        let digits = rule.code.strip_prefix("FP").unwrap_or_default();
        let valid = digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit());
        let retired = RETIRED.iter().any(|(code, _)| *code == rule.code);
        let free = valid && !retired && seen.insert(rule.code);
        assert!(
            free,
            "{} ({}) is taken or no code; the next free one is {}",
            rule.code,
            rule.name,
            next_code()
        );
    }
}

#[test]
fn every_rule_has_a_name_that_reads_after_allow_and_words_that_are_sentences() {
    let mut names = BTreeSet::new();
    for rule in rules() {
        let plain = rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        assert!(plain && names.insert(rule.name), "{}: {}", rule.code, rule.name);
        for words in [rule.explanation, rule.remedy] {
            assert!(
                words.ends_with('.') && words.starts_with(char::is_alphanumeric),
                "{}: {words}",
                rule.code
            );
            assert!(!words.contains("  "), "{}: {words}", rule.code);
        }
    }
}

#[test]
fn every_finding_points_at_fields_that_exist() {
    for rule in rules() {
        for finding in run(rule, rule.flagged) {
            assert!(!finding.fields.is_empty(), "{} points nowhere", rule.code);
            let places: BTreeSet<_> = finding.fields.iter().collect();
            assert_eq!(places.len(), finding.fields.len(), "{} names a field twice", rule.code);
            for field in &finding.fields {
                assert!(stack::find_field(*field).is_some(), "{} points at {field}", rule.code);
            }
            assert!(!finding.message.ends_with('.'), "{}: {}", rule.code, finding.message);
        }
    }
}

/// The plan and the secrets after a fix. As on the page, what a plan newly needs is generated at once.
fn after(fix: &Fix, secrets: &Secrets, plan: &Plan) -> (Plan, Secrets) {
    let mut renewed = secrets.clone();
    let mut next = 0_u8;
    let mut random = || {
        next = next.wrapping_add(41);
        next
    };
    match &fix.action {
        Action::Plan(fixed) => {
            renewed.fill(fixed, random);
            ((**fixed).clone(), renewed)
        }
        Action::Generate(keys) => {
            keys.iter().for_each(|key| renewed.generate(*key, &mut random));
            (plan.clone(), renewed)
        }
    }
}

/// The codes of all rules that see an error, asked one by one: `findings` would leave out a fix that adds one.
fn errors(inputs: &Inputs<'_>) -> BTreeSet<&'static str> {
    rules()
        .flat_map(|rule| Report::of(rule, inputs))
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.code)
        .collect()
}

/// The rules themselves are asked, because `findings` drops a fix that does not hold what it promises.
#[test]
fn the_fix_of_an_example_is_offered_silences_its_finding_and_adds_no_error() {
    let running = Running::new(Plan::default(), Some(good_secrets()));
    let mut wrong = Vec::new();
    for rule in rules() {
        let (mut plan, mut secrets) = (Plan::default(), good_secrets());
        (rule.flagged)(&mut plan, &mut secrets);
        let alone = Inputs::new(&plan, &secrets);
        // Only the rules between two plans need a forum that runs.
        let needs_running = Report::of(rule, &alone).is_empty();
        let inputs = Inputs { running: needs_running.then_some(&running), ..alone };
        let offered: Vec<Finding> =
            findings(&inputs).into_iter().filter(|finding| finding.code == rule.code).collect();
        for finding in Report::of(rule, &inputs) {
            let Some(fix) = &finding.fix else { continue };
            let (fixed, renewed) = after(fix, &secrets, &plan);
            let fixed = Inputs { running: inputs.running, ..Inputs::new(&fixed, &renewed) };
            let still = Report::of(rule, &fixed);
            if still.iter().any(|left| left.fields.first() == finding.fields.first()) {
                wrong.push(format!("{}: “{}” does not silence its finding", rule.code, fix.label));
            }
            let added: Vec<_> = errors(&fixed).difference(&errors(&inputs)).copied().collect();
            if !added.is_empty() {
                wrong.push(format!("{}: “{}” adds {added:?}", rule.code, fix.label));
            }
            if !offered.contains(&finding) {
                wrong.push(format!("{}: “{}” is not offered", rule.code, fix.label));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_field_lives_in_its_own_part_and_has_words() {
    let mut ids = BTreeSet::new();
    for part in PARTS {
        for field in part.fields {
            assert_eq!(field.id.part(), part.key, "{}", field.id);
            assert!(ids.insert(field.id), "{} is asked twice", field.id);
            assert!(!field.label.is_empty() && field.label.len() <= 40, "{}", field.id);
            assert!(field.help.ends_with('.'), "{}: {}", field.id, field.help);
        }
    }
}

/// The paths of all values of a plan, as plan.yaml has them.
fn leaves(path: &str, value: &serde_json::Value, found: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                leaves(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
            }
        }
        _ => {
            found.insert(path.to_owned());
        }
    }
}

#[test]
fn every_option_has_a_field_and_every_field_an_option() {
    let mut options = BTreeSet::new();
    leaves("", &serde_json::to_value(Plan::default()).unwrap(), &mut options);
    let fields: BTreeSet<String> = stack::fields()
        .filter(|field| !matches!(field.control, Control::Secret(_)))
        .map(|field| field.id.to_string())
        .collect();
    assert_eq!(options, fields);
}

#[test]
fn every_default_and_preset_is_a_plan_that_the_form_would_take() {
    for plan in PRESETS.iter().map(|preset| (preset.plan)()).chain([Plan::default()]) {
        for field in stack::fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
            let mut again = plan.clone();
            let text = field.read(&plan);
            field
                .write(&mut again, &text)
                .unwrap_or_else(|malformed| panic!("{}: {text}: {malformed}", field.id));
            assert_eq!(again, plan, "{} reads and writes something else", field.id);
        }
    }
}

#[test]
fn every_secret_has_a_field() {
    for key in SecretKey::ALL {
        let asked = stack::fields().any(|field| matches!(&field.control, Control::Secret(of) if of == key));
        assert!(asked, "{}", key.env());
        assert_eq!(SecretKey::from_env(key.env()), Some(*key));
    }
}

#[test]
fn every_part_has_a_key_words_and_a_file_of_its_own() {
    let mut keys = BTreeSet::new();
    let mut files = BTreeSet::new();
    for part in PARTS {
        assert!(keys.insert(part.key), "{}", part.key);
        assert!(part.file.is_empty() || files.insert(part.file), "{}", part.file);
        assert!(part.about.ends_with('.'), "{}", part.about);
        assert!(!(part.summary)(&Plan::default()).is_empty(), "{}", part.key);
        assert_eq!(FieldId(part.key).part(), part.key);
    }
}

#[test]
fn no_preset_has_an_error_but_its_placeholders() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let secrets = good_secrets();
        let findings = planner::analysis::findings(&Inputs::new(&plan, &secrets));
        let errors: Vec<_> = findings
            .iter()
            .filter(|finding| {
                finding.severity == planner::finding::Severity::Error
                    && !matches!(finding.code, "FP018" | "FP116")
            })
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", preset.key);
    }
}

#[test]
fn the_2022_report_is_told_what_its_authors_found_out() {
    let preset = preset("report-2022").unwrap();
    let plan = (preset.plan)();
    let secrets = good_secrets();
    let codes: BTreeSet<&str> = planner::analysis::findings(&Inputs::new(&plan, &secrets))
        .iter()
        .map(|finding| finding.code)
        .collect();
    // No failover for the Redis master, one PostgreSQL pod; and, unconfessed, no mail, no maintenance.
    for code in ["FP050", "FP060", "FP016", "FP045"] {
        assert!(codes.contains(code), "{code} is missing in {codes:?}");
    }
}

#[test]
fn an_accepted_loss_still_offers_its_other_fixes() {
    let was = Plan::default();
    let mut plan = was.clone();
    plan.site.namespace = "elsewhere".parse().unwrap();
    let secrets = good_secrets();
    let mut running = planner::inputs::Running::new(was, Some(secrets.clone()));
    let fixes = |running: &planner::inputs::Running| {
        let inputs = Inputs { running: Some(running), ..Inputs::new(&plan, &secrets) };
        let findings = planner::analysis::findings(&inputs);
        findings
            .into_iter()
            .filter(|it| it.code != "FP140" && it.fix.is_some())
            .map(|it| it.code)
            .collect::<Vec<_>>()
    };
    let before = fixes(&running);
    assert!(before.contains(&"FP053"), "{before:?}");
    let inputs = Inputs { running: Some(&running), ..Inputs::new(&plan, &secrets) };
    let asked = planner::analysis::findings(&inputs).into_iter().find(|it| it.code == "FP140").unwrap();
    running.acknowledged.insert((asked.code, asked.message.clone()));
    assert_eq!(fixes(&running), before);
}

/// A list is as wide as the form, 18 rem on a small laptop: longer words are cut.
#[test]
fn the_words_of_every_choice_fit_into_a_list_of_the_form() {
    const MOST: usize = 36;
    for field in PARTS.iter().flat_map(|part| part.fields) {
        let Control::Choice { options, .. } = &field.control else { continue };
        for (_, words) in *options {
            assert!(words.chars().count() <= MOST, "{}: “{words}” has more than {MOST} letters", field.id);
        }
    }
}
