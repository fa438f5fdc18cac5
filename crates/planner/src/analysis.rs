//! What follows from a plan: its findings, what an upgrade changes, what a failure stops, how much load it carries.

pub mod capacity;
pub mod counts;
pub mod load;
mod rules;
pub mod upgrade;
pub mod whatif;

use std::collections::BTreeSet;

use crate::finding::{Action, Finding, Fix, Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::sorting::{sort_by, to_set};
use crate::stack::PARTS;

/// All rules: those of the parts, those about several parts, and those about changes of a running forum.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    PARTS.iter().flat_map(|part| part.rules).chain(rules::RULES).chain(upgrade::rules())
}

/// Whether a fix removes its finding and adds no error. Others are not offered.
fn mends(fix: &Fix, finding: &Finding, inputs: &Inputs<'_>, errors: &BTreeSet<&'static str>) -> bool {
    let Action::Plan(plan) = &fix.action else { return true };
    let filled = filled(inputs.secrets, plan);
    let after = Inputs { plan, secrets: &filled, ..*inputs };
    let place = finding.fields.first();
    let fine = |left: &Finding| {
        if left.code == finding.code {
            left.fields.first() != place
        } else {
            left.severity != Severity::Error || errors.contains(left.code)
        }
    };
    rules()
        .filter(|rule| rule.code == finding.code || rule.severity == Severity::Error)
        .all(|rule| Report::of(rule, &after).iter().all(fine))
}

/// The secrets, with those filled in that a fix newly needs. The real values are generated when the fix is applied; to
/// judge the plan any strong value is good enough.
fn filled(secrets: &Secrets, plan: &Plan) -> Secrets {
    let mut filled = secrets.clone();
    let mut letters = (0_u8..248).cycle();
    filled.fill(plan, || letters.next().unwrap_or_default());
    filled
}

/// Whether a plan has no errors beside these.
pub(crate) fn adds_no_error(inputs: &Inputs<'_>, plan: &Plan, errors: &BTreeSet<&'static str>) -> bool {
    let filled = filled(inputs.secrets, plan);
    let after = Inputs { plan, secrets: &filled, ..*inputs };
    rules()
        .filter(|rule| rule.severity == Severity::Error && !errors.contains(rule.code))
        .all(|rule| Report::of(rule, &after).iter().all(|left| left.severity != Severity::Error))
}

pub(crate) fn codes_of_errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    to_set(findings.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code))
}

/// The findings of all rules about a plan, by severity and then by code.
pub fn findings(inputs: &Inputs<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules().flat_map(|rule| Report::of(rule, inputs)).collect();
    let errors = codes_of_errors(&findings);
    for finding in &mut findings {
        let fix = finding.fix.take();
        finding.fix = fix.filter(|fix| mends(fix, finding, inputs, &errors));
    }
    sort_by(&mut findings, |a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(b.code)));
    findings
}
