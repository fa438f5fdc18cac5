//! All optional parts of a forum. The picture must have room for all of them at once.

use planner::analysis::whatif::topology;
use planner::field::FieldId;
use planner::plan::Plan;
use planner::stack::find_field;
use planner::topology::Topology;

/// One step of growth: an option and its value.
pub type GrowthStep = (&'static str, &'static str);

/// Every step, by name.
pub const STEPS: &[(&str, GrowthStep)] = &[
    ("pgbouncer", ("pgbouncer.enabled", "true")),
    ("sentinel", ("redis.mode", "sentinel")),
    ("cloudnative-pg", ("postgres.mode", "cloudnative-pg")),
    ("backup", ("backup.target", "s3")),
    ("monitoring", ("monitoring.style", "operator")),
    ("growth", ("web.pages.autoscale", "true")),
];

/// The default plan without any of it, after these steps.
pub fn grown(steps: impl IntoIterator<Item = GrowthStep>) -> Topology {
    let mut plan = Plan::default();
    for (id, value) in [("backup.target", "none")].into_iter().chain(steps) {
        let id = FieldId(id);
        find_field(id).expect("a field").write(&mut plan, value).expect("a value that it takes");
    }
    topology(&plan)
}

/// With everything.
pub fn everything() -> Topology {
    grown(STEPS.iter().map(|step| step.1))
}
