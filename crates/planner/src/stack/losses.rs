//! Shared code of the rules about changes of a running forum. Each rule reports data that the change would lose; its
//! examples change a forum that runs with the default plan. Without a running forum these rules report nothing.
//!
//! The operator can accept each of them: a forum that moves to another server leaves the old one behind on purpose.

use super::find_field;
use crate::field::{Control, Field, FieldId};
use crate::finding::Report;
use crate::inputs::Inputs;
use crate::plan::Plan;

/// Whether a field is asked in both plans.
pub(crate) fn both(inputs: &Inputs<'_>, field: &'static str) -> bool {
    let asked = |plan: &Plan| find_field(FieldId(field)).is_some_and(|field| (field.shown)(plan));
    asked(inputs.plan) && inputs.running.is_some_and(|running| asked(&running.plan))
}

/// Reports which of these fields differ from what runs, as far as one of the plans asks for them, and offers
/// to keep the old values.
pub(crate) fn flag(inputs: &Inputs<'_>, report: &mut Report, what: &str, fields: &[&'static str]) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let changed: Vec<&'static Field> = fields
        .iter()
        .filter_map(|id| find_field(FieldId(id)))
        .filter(|field| (field.shown)(was) || (field.shown)(is))
        .filter(|field| field.read(was) != field.read(is))
        .collect();
    if changed.is_empty() {
        return;
    }
    let values: Vec<String> = changed
        .iter()
        .map(|field| {
            format!(
                "{} {} → {}",
                field.label,
                worded(field, &field.read(was)),
                worded(field, &field.read(is))
            )
        })
        .collect();
    let finding = report.flag(format!("{what}: {}", values.join(", ")));
    for field in &changed {
        finding.at(field.id.0);
    }
    let label = if changed.len() == 1 { "Keep the current value" } else { "Keep all current values" };
    finding.ask_consent().fix(label, is, |plan| {
        for field in &changed {
            // What was read from a plan is taken by it.
            let _ = field.write(plan, &field.read(was));
        }
    });
}

/// A value as the form words it.
fn worded(field: &Field, value: &str) -> String {
    match &field.control {
        Control::Choice { options, .. } => {
            options.iter().find(|(key, _)| *key == value).map_or(value, |(_, words)| words).to_owned()
        }
        _ if value.is_empty() => "none".to_owned(),
        _ => value.to_owned(),
    }
}
