//! The findings that only one of the two plans has.

use std::collections::BTreeMap;

use crate::field::FieldId;
use crate::finding::{Finding, Severity};

/// A finding that only one of the plans has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// The rule's code.
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
}

/// Findings that only the old or only the new plan has. Two findings are the same if rule, fields and severity are the
/// same; the numbers in their text may differ.
pub(super) fn between(old: &[Finding], new: &[Finding]) -> (Vec<Remark>, Vec<Remark>) {
    (without(old, new), without(new, old))
}

fn without(these: &[Finding], those: &[Finding]) -> Vec<Remark> {
    let mut there: BTreeMap<(&str, Severity, Option<FieldId>), usize> = BTreeMap::new();
    for finding in those {
        *there.entry(key(finding)).or_default() += 1;
    }
    let mut missing = |finding: &&Finding| match there.get_mut(&key(finding)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    let remark = |finding: &Finding| Remark {
        code: finding.code,
        severity: finding.severity,
        message: finding.message.clone(),
    };
    these.iter().filter(|finding| missing(finding)).map(remark).collect()
}

fn key(finding: &Finding) -> (&'static str, Severity, Option<FieldId>) {
    (finding.code, finding.severity, finding.fields.first().copied())
}
