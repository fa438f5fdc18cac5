//! Findings, and applying their fixes.

use std::collections::BTreeMap;
use std::sync::Arc;

use leptos::prelude::*;
use planner::field::FieldId;
use planner::finding::{Action, Finding};
use planner::stack::{PARTS, find_field};

use super::{AppState, History, changes};

/// Which finding, so that its row stays when its numbers change: its code, its first field, and how
/// many of the same stand before it.
pub type FindingKey = (&'static str, Option<FieldId>, usize);

impl AppState {
    /// Applies what a finding offers.
    pub fn fix(self, key: FindingKey) {
        let fix = self.project.outcome.with_untracked(|o| find(&o.findings, key).and_then(|f| f.fix.clone()));
        let Some(fix) = fix else { return };
        self.history.update_untracked(History::close);
        match fix.action {
            Action::Plan(plan) => {
                let fixed = self.project.plan.with_untracked(|now| changes::between(now, &plan));
                self.drafts.forget_those(|id| fixed.contains(&id));
                self.take_plan(*plan, &fix.label, fixed.first().copied());
            }
            Action::Generate(keys) => self.generate(&keys, &fix.label),
        }
        self.history.update_untracked(History::close);
        self.toasts.undoable(format!("Done: {}", fix.label));
    }

    /// Agrees to what a finding says would be lost, or takes that back.
    pub fn acknowledge(self, key: FindingKey) {
        let Some(message) =
            self.project.outcome.with_untracked(|o| find(&o.findings, key).map(|f| f.message.clone()))
        else {
            return;
        };
        let mut project = self.project.now();
        let Some(running) = project.running.as_mut() else { return };
        let agreed = &mut Arc::make_mut(running).acknowledged;
        let sentence = (key.0, message);
        if !agreed.remove(&sentence) {
            agreed.insert(sentence);
        }
        self.project.replace(project);
    }

    /// A slice of the first finding with this key.
    pub fn finding<T>(self, key: FindingKey, slice: impl FnOnce(&Finding) -> T) -> Option<T> {
        self.findings.with(|findings| find(findings, key).map(slice))
    }
}

/// The keys of findings, in their order.
pub fn keys(findings: &[Finding]) -> Vec<FindingKey> {
    let mut seen: BTreeMap<(&'static str, Option<FieldId>), usize> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let place = finding.fields.first().copied();
            let nth = seen.entry((finding.code, place)).or_insert(0);
            *nth += 1;
            (finding.code, place, *nth)
        })
        .collect()
}

/// A finding's key as a list of elements wants it.
pub fn row_key((code, place, nth): &FindingKey) -> (&'static str, Option<&'static str>, usize) {
    (code, place.map(|id| id.0), *nth)
}

fn find(findings: &[Finding], (code, place, nth): FindingKey) -> Option<&Finding> {
    findings
        .iter()
        .filter(|finding| finding.code == code && finding.fields.first().copied() == place)
        .nth(nth.saturating_sub(1))
}

/// The words for a field, with its section: "Site › Host name"; with its group as well where a section asks the same
/// of several: "Web › API tier › Pods".
pub fn place_name(id: FieldId) -> String {
    let (Some(part), Some(field)) = (PARTS.iter().find(|part| part.key == id.part()), find_field(id)) else {
        return id.to_string();
    };
    let mut words = vec![part.title];
    if part.fields.iter().filter(|other| other.label == field.label).count() > 1 {
        let above = part.fields.iter().take_while(|other| other.id != id).chain([field]);
        words.extend(above.map(|other| other.group).filter(|group| !group.is_empty()).last());
    }
    words.push(field.label);
    words.join(" › ")
}
