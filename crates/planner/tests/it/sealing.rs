//! Encrypted secrets: properties of every plan and form. `cargo xtask test --only bundles` checks that kubeseal, SOPS and
//! age can decrypt them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use planner::bundle::checksums;
use planner::bundle::sealing;
use planner::files::{FileTree, OwnFiles};
use planner::finding::Severity;
use planner::import::archive::load;
use planner::inputs::{Inputs, Running};
use planner::outcome::outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::sealing::native::Native;
use planner::sealing::{SealError, at_once};
use planner::secrets::{SecretKey, Secrets};
use planner::stack::secrets::{self, LATER, options::Form};
use proptest::prelude::*;
use test_support::{CERTIFICATE, RECIPIENT, any_plan};

/// A generator that gives the same bytes in each test.
fn counting() -> impl FnMut() -> u8 {
    let mut next = 7_u8;
    move || {
        next = next.wrapping_mul(5).wrapping_add(91);
        next
    }
}

fn ready(plan: &Plan, values: &Secrets) -> Result<FileTree, SealError> {
    let files = outcome(plan, values).files;
    let mut random = counting();
    at_once(sealing::ready(&Inputs::new(plan, values), &files, &Native, &mut random, 1_790_000_000))
        .expect("native primitives answer at once")
}

fn filled(plan: &Plan) -> Secrets {
    let mut values = Secrets::default();
    values.fill(plan, counting());
    for (at, key) in SecretKey::ALL.iter().enumerate() {
        if values.get(*key).is_empty() {
            values.set(*key, &format!("typed-by-a-person-{at}")).expect("a line");
        }
    }
    values
}

fn with_keys(mut plan: Plan, form: Form) -> Plan {
    plan.secrets.form = form;
    plan.secrets.certificate = CERTIFICATE.parse().ok();
    plan.secrets.recipients = RECIPIENT.parse().ok();
    plan
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn no_value_stands_in_any_file_of_a_form_that_may_go_into_git(plan in any_plan(), form in 1..4_usize) {
        let plan = with_keys(plan, [Form::Plain, Form::Sealed, Form::Sops, Form::External][form]);
        let values = filled(&plan);
        for files in [outcome(&plan, &values).files, ready(&plan, &values).expect("it has the keys")] {
            for (path, file) in files.iter() {
                for key in SecretKey::ALL {
                    let value = values.get(*key);
                    prop_assert!(!file.text.contains(value), "{} is in {path}", key.env());
                    prop_assert!(!file.text.contains(&STANDARD.encode(value)), "{} is in {path}", key.env());
                }
            }
        }
    }

    #[test]
    fn every_place_is_filled_and_nothing_else_changes(plan in any_plan(), form in 0..4_usize) {
        let plan = with_keys(plan, [Form::Plain, Form::Sealed, Form::Sops, Form::External][form]);
        let values = filled(&plan);
        let (mut before, after) = (outcome(&plan, &values).files, ready(&plan, &values).expect("it has the keys"));
        checksums::add(&mut before);
        prop_assert_eq!(&after, &ready(&plan, &values).expect("again"));
        for (path, file) in after.iter() {
            prop_assert!(!file.text.contains(LATER), "{path} has an empty place");
            let own = path == secrets::file(&plan) && secrets::is_sealed(&plan);
            prop_assert_eq!(own, before.get(path).is_none_or(|then| then.text != file.text), "{}", path);
        }
    }
}

#[test]
fn without_a_key_nothing_is_made_and_nothing_goes_out_in_clear_text() {
    for form in [Form::Sealed, Form::Sops] {
        let mut plan = Plan::default();
        plan.secrets.form = form;
        assert!(ready(&plan, &filled(&plan)).is_err());
    }
    let plan = with_keys(Plan::default(), Form::Sops);
    let files = outcome(&plan, &filled(&plan)).files;
    let mut stuck = || 255;
    let values = filled(&plan);
    let inputs = Inputs::new(&plan, &values);
    let refused = at_once(sealing::ready(&inputs, &files, &Native, &mut stuck, 0)).expect("at once");
    assert!(refused.unwrap_err().0.contains("random"));
}

#[test]
fn a_loaded_bundle_says_that_its_values_do_not_come_back() {
    for form in [Form::Sealed, Form::Sops, Form::External] {
        let plan = with_keys(Plan::default(), form);
        let zip = ready(&plan, &filled(&plan)).unwrap().to_zip("forum").unwrap();
        let loaded = load(&zip).unwrap();
        assert_eq!(*loaded.project.plan, plan);
        assert_eq!(loaded.secrets(), None);
        assert_eq!(loaded.own().map(OwnFiles::len), Some(0), "{form:?}");
        assert!(loaded.notes.iter().any(|note| note.contains("did not come back")), "{:?}", loaded.notes);
        assert_eq!(loaded.notes.len(), 1, "{:?}", loaded.notes);
        // A command line reads it too.
        assert!(
            !loaded.notes[0].contains("page") && !loaded.notes[0].contains("browser"),
            "{:?}",
            loaded.notes
        );
    }
}

#[test]
fn what_takes_a_secret_over_is_let_in_and_the_secret_is_not_deleted() {
    let (was, is) = (Plan::default(), with_keys(Plan::default(), Form::Sealed));
    let values = filled(&was);
    let upgrade = |was: &Plan, is: &Plan| {
        let running = Running::new(was.clone(), Some(values.clone()));
        let inputs = Inputs { running: Some(&running), ..Inputs::new(is, &values) };
        outcome_after(None, &inputs).upgrade.expect("an upgrade").steps
    };
    let steps = upgrade(&was, &is);
    let sealed = steps.iter().find(|step| step.kind == "SealedSecret").unwrap();
    assert_eq!(
        sealed.commands,
        [
            "kubectl --namespace forum annotate secret forum-secrets sealedsecrets.bitnami.com/managed=true --overwrite"
        ]
    );
    let left = steps.iter().find(|step| step.kind == "Secret").unwrap();
    assert!(left.commands.is_empty() && left.about.contains("do not delete"), "{left:?}");
    let steps = upgrade(&is, &was);
    let back = steps.iter().find(|step| step.kind == "Secret").unwrap();
    assert_eq!(
        back.commands,
        [
            "kubectl --namespace forum delete sealedsecrets.bitnami.com forum-secrets --cascade=orphan --ignore-not-found"
        ]
    );
    assert!(steps.iter().find(|step| step.kind == "SealedSecret").unwrap().commands.is_empty());
}

#[test]
fn a_store_that_has_the_values_is_asked_for_none_of_them_here() {
    let mut plan = with_keys(Plan::default(), Form::External);
    plan.secrets.store = "vault".parse().ok();
    let empty = outcome(&plan, &Secrets::default());
    let about_secrets = |code: &str| code.starts_with("FP08");
    assert!(!empty.findings.iter().any(|it| it.severity == Severity::Error && about_secrets(it.code)));
    // Values that were typed before switching to the external form have no effect.
    assert_eq!(empty.files, outcome(&plan, &filled(&plan)).files);
}

#[test]
fn argo_cd_overlooks_what_the_operator_fills_in_and_nothing_else() {
    let mut plan = with_keys(Plan::default(), Form::External);
    plan.gitops.tool = planner::stack::gitops::options::Tool::ArgoCd;
    let told = |plan: &Plan| {
        outcome(plan, &filled(plan)).files.get("gitops/application.yaml").expect("a file").text.clone()
    };
    assert!(told(&plan).contains("- .spec.data[].remoteRef.nullBytePolicy"), "{}", told(&plan));
    plan.secrets.form = Form::Sealed;
    assert!(!told(&plan).contains("ignoreDifferences"));
}
