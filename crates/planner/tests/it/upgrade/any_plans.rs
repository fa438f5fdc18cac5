//! Properties of the upgrade between any two plans.

use std::collections::BTreeSet;

use manifest_check::refused_changes;
use planner::analysis::upgrade::{ChangeKind, ResourceChange, Upgrade};
use planner::inputs::Running;
use planner::outcome::{Outcome, outcome};
use planner::plan::Plan;
use planner::secrets::SecretKey;
use proptest::prelude::*;

use super::{after, between, id, losses, sooner_after, step_id, values};
use test_support::bundles::Pool;
use test_support::{any_plan, any_secrets, published_secrets};

/// From one plan to another, both with the published secrets.
struct Pair {
    was: Plan,
    is: Plan,
    present: Outcome,
    new: Outcome,
    upgrade: Upgrade,
}

static PAIRS: Pool<(Plan, Plan), Pair> = Pool::new(
    || (any_plan(), any_plan()).boxed(),
    |(was, is)| {
        let present = outcome(&was, &published_secrets(&was));
        let (new, upgrade) = between(&was, &is);
        Pair { was, is, present, new, upgrade }
    },
);

/// Both call the same refused.
fn refused_alike(present: &Outcome, new: &Outcome) -> Result<(), TestCaseError> {
    let upgrade = new.upgrade.as_ref().expect("a running forum");
    let named: BTreeSet<String> = upgrade.of(ChangeKind::Refused).map(ResourceChange::id).collect();
    let refused = refused_changes(&values(present), &values(new));
    let refused: BTreeSet<String> = refused.into_iter().map(|fault| fault.object).collect();
    prop_assert_eq!(named, refused);
    Ok(())
}

#[test]
fn what_is_called_refused_is_what_the_second_layer_refuses() {
    PAIRS.every(|pair| {
        refused_alike(&pair.present, &pair.new)?;
        // In one namespace more of them meet.
        let near = Plan { site: pair.was.site.clone(), ..pair.is.clone() };
        let running = Running::new(pair.was.clone(), Some(published_secrets(&pair.was)));
        let secrets = published_secrets(&pair.is);
        refused_alike(&pair.present, &sooner_after(Some(&pair.new), &running, &near, &secrets))
    });
}

#[test]
fn every_object_of_both_bundles_is_named_once_with_its_change_kind() {
    PAIRS.every(|Pair { present, new, upgrade, .. }| {
        let (present, planned) = (values(present), values(new));
        let present: BTreeSet<String> = present.iter().map(id).collect();
        let planned: BTreeSet<String> = planned.iter().map(id).collect();
        let named: Vec<String> = upgrade.steps.iter().map(step_id).collect();
        prop_assert_eq!(named.len(), named.iter().collect::<BTreeSet<_>>().len());
        prop_assert_eq!(named.into_iter().collect::<BTreeSet<_>>(), &present | &planned);
        for step in &upgrade.steps {
            let (was, is) = (present.contains(&step_id(step)), planned.contains(&step_id(step)));
            prop_assert_eq!(
                (was, is),
                match step.change_kind {
                    ChangeKind::Created => (false, true),
                    ChangeKind::Orphaned => (true, false),
                    _ => (true, true),
                }
            );
            prop_assert_eq!(
                step.change_kind == ChangeKind::Unchanged,
                is && was && step.changes.is_empty(),
                "{:?}",
                step
            );
        }
        Ok(())
    });
}

#[test]
fn nothing_is_refused_without_a_finding() {
    PAIRS.every(|Pair { new, upgrade, .. }| {
        let silent = upgrade.count(ChangeKind::Refused) > 0 && losses(&new.findings).is_empty();
        prop_assert!(!silent, "refused without a word");
        Ok(())
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

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
