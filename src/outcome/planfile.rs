//! plan.yaml: the plan as text, complete and readable, without any secret.

use crate::kube::{to_value, yaml};
use crate::plan::Plan;

/// The version of plan.yaml that this planner writes.
pub const VERSION: u32 = 1;

/// The whole plan as YAML. Its keys are the ids of the form's fields.
pub fn write(plan: &Plan) -> String {
    let mut text = String::from(
        "# The plan that this bundle was made from. Load it, or the whole zip, in Forum Planner to go on\n\
         # from here. There is no secret in it.\n",
    );
    text.push_str(&format!("version: {VERSION}\n"));
    text.push_str(&yaml(&to_value(plan)));
    text
}
