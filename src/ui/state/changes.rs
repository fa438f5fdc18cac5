//! What differs between two plans, and between two bundles.

use std::collections::BTreeSet;

pub use planner::compare::between;
use planner::files::FileTree;
use planner::plan::Plan;
use planner::presets::PRESETS;

use super::Shared;

/// The files that the last edit changed.
pub fn since(then: Option<&Shared>, now: &Shared) -> BTreeSet<String> {
    then.map(|then| files(&then.files, &now.files)).unwrap_or_default()
}

fn files(then: &FileTree, now: &FileTree) -> BTreeSet<String> {
    now.iter()
        .filter(|(path, file)| then.get(path).is_none_or(|before| before.text != file.text))
        .map(|(path, _)| path.to_owned())
        .collect()
}

/// The preset that a plan is closest to.
pub fn nearest_preset(plan: &Plan) -> usize {
    let distance = |at: &usize| between(&(PRESETS[*at].plan)(), plan).len();
    (0..PRESETS.len()).min_by_key(distance).unwrap_or(0)
}
