//! When the last copy was made.

use super::NODE;
use crate::check::{Check, Topic};
use crate::plan::Plan;

/// A note and no failure: a forum without a copy of last night works. Times in this form sort as text;
/// GNU's date and BSD's reckon differently.
pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    if !plan.backup.is_on() {
        return Vec::new();
    }
    let script = format!(
        r#"say 'The last backup'
yesterday=$(date -u -d '25 hours ago' +%Y-%m-%dT%H:%M:%SZ 2>/dev/null || date -u -v-25H +%Y-%m-%dT%H:%M:%SZ || true)
last=$(k get cronjob {node} --output jsonpath='{{.status.lastSuccessfulTime}}' || true)
if [ -z "$last" ]; then
  note 'none has succeeded yet: the README shows how to make one now'
elif [[ "$last" < "$yesterday" ]]; then
  {late} "$last: more than a day ago"
else
  ok "$last"
fi
"#,
        node = NODE,
        // Where a copy is due every day, an older one means that nights have failed.
        late = if daily(plan) { "fail" } else { "note" },
    );
    vec![Check::new(Topic::Copies, script)]
}

/// Whether a copy is due on every day of every month.
fn daily(plan: &Plan) -> bool {
    plan.backup.schedule.as_str().split_whitespace().skip(2).all(|field| field == "*")
}
