//! plan.yaml: the plan as text, complete and readable, without any secret.

use crate::kube::{to_value, yaml};
use crate::plan::Plan;
use crate::stack::fields;

/// Its path in a bundle.
pub(crate) const PATH: &str = "plan.yaml";

/// The version of plan.yaml that this planner writes.
pub(crate) const VERSION: u32 = 1;

/// Options that came later and whose usual value would make another plan of one that says nothing of them: what they were
/// before they could be said.
const UNSAID: &[(&str, &str)] = &[("site.issued_by", "existing")];

/// What a plan is of which nothing is said.
pub(crate) fn unsaid() -> Plan {
    let mut plan = Plan::default();
    for (id, value) in UNSAID {
        // Held by a test: each of these is a value that its field takes.
        let _ = fields().find(|field| field.id.0 == *id).map(|field| field.write(&mut plan, value));
    }
    plan
}

/// The whole plan as YAML. Its keys are the ids of the form's fields.
pub fn write(plan: &Plan) -> String {
    let mut text = String::from(
        "# The plan this bundle was made from. Load it, or the whole zip, in Forum Planner to change it.\n\
         # It contains no secrets.\n",
    );
    text.push_str(&format!("version: {VERSION}\n"));
    text.push_str(&yaml(&to_value(plan)));
    text
}
