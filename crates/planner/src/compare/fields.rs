//! The options that differ between two plans.

use std::collections::BTreeSet;

use super::Side;
use crate::field::{Control, Field, FieldId};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::sorting::to_set;
use crate::stack::fields;

/// One option, in the words of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDifference {
    /// Which.
    pub id: FieldId,
    /// What the old plan answers. Of a secret only whether there is a value.
    pub old: String,
    /// What the new plan answers.
    pub new: String,
}

/// The options that differ, among those that the form shows for at least one of the plans.
pub fn between(one: &Plan, other: &Plan) -> BTreeSet<FieldId> {
    to_set(fields().filter(|field| differs(field, one, other)).map(|field| field.id))
}

fn differs(field: &Field, one: &Plan, other: &Plan) -> bool {
    ((field.shown)(one) || (field.shown)(other)) && field.read(one) != field.read(other)
}

pub(super) fn differences(old: Side<'_>, new: Side<'_>) -> Vec<FieldDifference> {
    fields()
        .filter_map(|field| match field.control {
            Control::Secret(key) => secret(field.id, key, old, new),
            _ => differs(field, &old.project.plan, &new.project.plan).then(|| FieldDifference {
                id: field.id,
                old: field.words(&field.read(&old.project.plan)),
                new: field.words(&field.read(&new.project.plan)),
            }),
        })
        .collect()
}

/// A secret differs when both plans need it; one that only one of them needs follows from another option.
fn secret(id: FieldId, key: SecretKey, old: Side<'_>, new: Side<'_>) -> Option<FieldDifference> {
    let (was, is) = (old.project.secrets.get(key), new.project.secrets.get(key));
    let words = |value: &str, one: &str| if value.is_empty() { "empty" } else { one }.to_owned();
    (key.needed(&old.project.plan) && key.needed(&new.project.plan) && was != is).then(|| FieldDifference {
        id,
        old: words(was, "one value"),
        new: words(is, "another value"),
    })
}
