//! Losses that the operator accepted, and options of the running forum that are not known.

use planner::analysis::findings;
use planner::analysis::upgrade::{ChangeKind, ResourceChange};
use planner::field::FieldId;
use planner::finding::{Action, Consent, Finding, Severity};
use planner::inputs::{Inputs, Running};
use planner::plan::Plan;
use planner::secrets::SecretKey;
use proptest::prelude::*;

use super::{after, losses, sooner_after};
use test_support::{any_plan, published_secrets};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

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
        let agreed = sooner_after(Some(&first), &running, &is, &secrets);
        for finding in losses(&agreed.findings) {
            prop_assert_eq!((finding.consent, finding.severity), (Consent::Given, Severity::Advice));
        }
        prop_assert_eq!(losses(&agreed.findings).len(), losses(&first.findings).len());
        prop_assert_eq!(agreed.files.to_zip("forum").unwrap(), after(&running.clone(), &is, &secrets).files.to_zip("forum").unwrap());
    }
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
    let changed: Vec<String> = upgrade.of(ChangeKind::Changes).map(ResourceChange::id).collect();
    assert_eq!(changed, ["Secret/forum-secrets"]);
    assert_eq!(upgrade.count(ChangeKind::Unchanged), upgrade.steps.len() - 1);
    let said: Vec<_> = losses(&new.findings).iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(said, [("FP149", Severity::Warning)]);
    assert!(new.files.get("README.md").unwrap().text.contains("**your own file**"));
}

#[test]
fn a_value_that_the_loaded_secret_does_not_tell_is_asked_for() {
    let plan = Plan::default();
    let secrets = published_secrets(&plan);
    let mut known = secrets.clone();
    known.set(SecretKey::PostgresPassword, "").unwrap();
    let new = after(&Running::new(plan.clone(), Some(known)), &plan, &secrets);
    let said = losses(&new.findings);
    let [missing] = said.as_slice() else { panic!("{said:?}") };
    assert_eq!((missing.code, missing.fields.first()), ("FP149", Some(&FieldId("secrets.postgres"))));
}
