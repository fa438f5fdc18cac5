//! Whether an external database server answers.

use super::options::Mode;
use crate::check::{Check, Topic};
use crate::plan::Plan;

/// A server outside has no pod that could be waited for. The program that pods wait with says what it waits for.
const DATABASE: &str = r#"say 'The database server'
if answer=$(k exec "deployment/$api" -c gunicorn -- timeout 15 python -m forum.wait 2>&1); then
  ok 'it answers, and has all migrations'
else
  fail "$(grep -v '^command terminated' <<<"$answer" | tail -n 1)"
fi
"#;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    if plan.postgres.mode != Mode::External {
        return Vec::new();
    }
    vec![Check::new(Topic::Servers, DATABASE)]
}
