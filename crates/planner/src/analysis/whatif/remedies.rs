//! What would help: changes to the options behind each cause, each tried out.

use std::collections::BTreeSet;

use super::{Failure, WhatIf, whatif};
use crate::analysis::adds_no_error;
use crate::analysis::codes_of_errors;
use crate::analysis::findings;
use crate::failure::{Ability, Availability, Mitigation, Outage, Recovery};
use crate::finding::{Action, Fix};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack;
use crate::topology::{Peer, Topology};

/// A plan that does better in a failure.
#[derive(Clone, Debug, PartialEq)]
pub struct Remedy {
    /// What one click does.
    pub fix: Fix,
    /// What it makes better: how it is now, and how it would be.
    pub betters: Vec<(Ability, Availability, Availability)>,
}

impl Remedy {
    /// "Read, Post: stops until someone acts → in part for 6 to 7 s": what gets better alike is said once.
    pub fn told(&self) -> String {
        let mut alike: Vec<(Vec<&str>, Availability, Availability)> = Vec::new();
        for (ability, now, then) in &self.betters {
            match alike.iter_mut().find(|(_, before, after)| (before, after) == (now, then)) {
                Some((titles, ..)) => titles.push(ability.title()),
                None => alike.push((vec![ability.title()], *now, *then)),
            }
        }
        let told = alike.iter().map(|(titles, now, then)| format!("{}: {now} → {then}", titles.join(", ")));
        told.collect::<Vec<_>>().join("; ")
    }
}

/// What one click can do about a failure. A verdict has as many causes as things that failed with it, and is no
/// better before the worst of them are mended: so changes are gathered until it is. What adds an error to the
/// plan is no remedy, and neither is what makes another verdict worse.
pub fn remedies(inputs: &Inputs<'_>, now: &WhatIf) -> Vec<Remedy> {
    let mut remedies: Vec<Remedy> = Vec::new();
    let mut errors: Option<BTreeSet<&'static str>> = None;
    for verdict in now.verdicts.iter().filter(|verdict| verdict.state > Availability::Works) {
        let Some((plan, labels)) = better(inputs.plan, now, verdict.ability) else { continue };
        let action = Action::Plan(Box::new(plan));
        if remedies.iter().any(|remedy| remedy.fix.action == action) {
            continue;
        }
        let Action::Plan(plan) = &action else { continue };
        let then = whatif(plan, &stack::topology(plan), now.failure);
        let betters: Vec<(Ability, Availability, Availability)> = Ability::ALL
            .iter()
            .map(|ability| (*ability, now.state(*ability), then.state(*ability)))
            .filter(|(_, now, then)| then < now)
            .collect();
        let worse = Ability::ALL.iter().any(|ability| then.state(*ability) > now.state(*ability));
        let errors = errors.get_or_insert_with(|| codes_of_errors(&findings(inputs)));
        if !worse && adds_no_error(inputs, plan, errors) {
            remedies.push(Remedy { fix: Fix { label: in_one(&labels), action }, betters });
        }
    }
    remedies
}

/// Several labels as one sentence. Each begins with a verb, which is small within one.
fn in_one(labels: &[&str]) -> String {
    let small = |label: &&str| {
        let mut letters = label.chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect::<String>()
    };
    let first = labels.first().copied().unwrap_or_default().to_owned();
    labels.iter().skip(1).map(small).fold(first, |all, label| format!("{all}; {label}"))
}

/// Why nothing would help, and what is left to do: where no option does better, silence would read like an
/// oversight. Nothing where something helps, or nothing has to.
pub fn helpless(topology: &Topology, now: &WhatIf, remedies: &[Remedy]) -> Option<String> {
    let causes = || now.verdicts.iter().flat_map(|verdict| &verdict.causes);
    let helps = || causes().filter_map(|cause| cause.help.as_ref());
    if now.worst() == Availability::Works || !remedies.is_empty() || helps().any(|help| help.change.is_none())
    {
        return None;
    }
    if let Some(Outage::For(_)) = now.worst().lasts() {
        return Some("No setting shortens this. It recovers by itself, as described below.".to_owned());
    }
    let why = match now.failure {
        Failure::Gone(id) => match topology.find(id) {
            Some(node)
                if matches!(node.peer, Peer::Pods(_) | Peer::OperatorPods { .. }) && node.replicas > 0 =>
            {
                format!("if all of {} is down, extra pods of it would be down too", node.title)
            }
            Some(node) => {
                format!("{} is not part of this bundle and must be fixed where it runs", node.title)
            }
            None => "it must be fixed where it runs".to_owned(),
        },
        _ => "no change is enough, or each one causes an error".to_owned(),
    };
    let mut by_hand: Vec<&str> = Vec::new();
    for cause in causes() {
        if let Recovery::Person { what, .. } = &cause.back
            && !by_hand.contains(&what.as_ref())
        {
            by_hand.push(what);
        }
    }
    let by_hand: String = by_hand.iter().map(|what| format!(" By hand: {what}.")).collect();
    Some(format!("No setting would help: {why}.{by_hand}"))
}

/// The plan after as few changes as make one verdict better, and their names.
fn better(plan: &Plan, now: &WhatIf, ability: Ability) -> Option<(Plan, Vec<&'static str>)> {
    let verdict = now.verdicts.iter().find(|verdict| verdict.ability == ability)?;
    let (mut after, mut labels) = (plan.clone(), Vec::new());
    for cause in &verdict.causes {
        let Some(Mitigation { label, change: Some(change), .. }) = &cause.help else { continue };
        let before = after.clone();
        change(&mut after);
        if after == before {
            continue;
        }
        labels.push(*label);
        if whatif(&after, &stack::topology(&after), now.failure).state(ability) < verdict.state {
            return Some((after, labels));
        }
    }
    None
}
