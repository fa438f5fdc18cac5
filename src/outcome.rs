//! Floor 5: everything that follows from a plan, as one pure function.

pub mod archive;
mod bundle;
pub mod capacity;
pub mod causes;
pub mod comparison;
pub mod counts;
pub mod drawing;
pub mod glossary;
mod intake;
pub mod integrity;
pub mod lines;
pub mod link;
pub mod load;
mod plain;
mod planfile;
mod policies;
pub mod presets;
mod readme;
mod rules;
pub mod sealing;
pub mod search;
pub mod upgrade;
pub mod veil;
mod verify;
pub mod whatif;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::files::FileTree;
use crate::finding::{Action, Finding, Fix, Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::kube::{Manifest, ObjectSet, manifest_yaml};
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::shell;
use crate::stack::{self, PARTS};
use crate::topology::Topology;
pub use bundle::file_of;
use drawing::Drawing;
pub use policies::{Allowed, KEY as POLICIES, allowed};
pub use readme::{commands, heading, needs};
use upgrade::{Present, Upgrade};

/// Everything that follows from a plan.
pub struct Outcome {
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// The objects for the cluster.
    pub objects: ObjectSet,
    /// Who talks to whom.
    pub topology: Topology,
    /// Where the picture has them.
    pub drawing: Drawing,
    /// What applying does to the forum that runs now, when one was loaded.
    pub upgrade: Option<Upgrade>,
    /// The bundle's files.
    pub files: FileTree,
    /// The text of each object, in their order.
    documents: Vec<Arc<str>>,
    /// The objects of the forum that runs now.
    present: Option<Arc<Present>>,
}

/// Computes everything anew, for a forum of which nothing runs yet. No clock, no randomness, no input or
/// output: the same inputs give the same outcome, byte for byte.
pub fn outcome(plan: &Plan, secrets: &Secrets) -> Outcome {
    outcome_after(None, &Inputs::new(plan, secrets))
}

/// The same outcome, sooner: what some earlier outcome made of the same things is taken from there. Of fifty
/// objects a key press changes a few, of the picture and of the forum that runs mostly nothing.
pub fn outcome_after(before: Option<&Outcome>, inputs: &Inputs<'_>) -> Outcome {
    let findings = findings(inputs);
    let topology = whatif::topology(inputs.plan);
    let objects = objects(inputs, &topology);
    let known = before.and_then(|before| before.present.as_ref());
    let present = inputs.running.map(|running| Present::of(running, inputs.secrets, known));
    let upgrade = present
        .as_ref()
        .zip(inputs.running)
        .map(|(present, running)| upgrade::upgrade(present, running, inputs, &objects));
    let documents = documents(before, &objects);
    let (drawing, picture) = picture(before, &topology);
    let about = readme::About { findings: &findings, topology: &topology, upgrade: upgrade.as_ref() };
    let files = bundle::files(inputs, &about, picture, &objects, &documents);
    Outcome { findings, objects, topology, drawing, upgrade, files, documents, present }
}

/// The objects of the parts, and the policies that follow from their links.
fn objects(inputs: &Inputs<'_>, topology: &Topology) -> ObjectSet {
    let mut objects = stack::objects(inputs);
    policies::policies(inputs.plan, topology, &mut objects.shelf(policies::KEY));
    objects
}

/// Each object as text.
fn documents(before: Option<&Outcome>, objects: &ObjectSet) -> Vec<Arc<str>> {
    let known: Vec<(&Manifest, &Arc<str>)> = before
        .map(|before| before.objects.iter().map(|(_, object)| object).zip(&before.documents).collect())
        .unwrap_or_default();
    // Most stand where they stood, or behind the one that stood before theirs.
    let mut next = 0;
    objects
        .iter()
        .map(|(_, object)| {
            let named = |(earlier, _): &&(&Manifest, &Arc<str>)| {
                earlier.kind() == object.kind() && earlier.name() == object.name()
            };
            let after = known.iter().skip(next).position(|one| named(&one)).map(|at| at + next);
            let Some(at) = after.or_else(|| known.iter().position(|one| named(&one))) else {
                return Arc::from(manifest_yaml(object));
            };
            next = at + 1;
            let (earlier, text) = known[at];
            if earlier == object { Arc::clone(text) } else { Arc::from(manifest_yaml(object)) }
        })
        .collect()
}

/// The picture, and the same as a file.
fn picture(before: Option<&Outcome>, topology: &Topology) -> (Drawing, String) {
    let same = before.filter(|before| before.topology == *topology);
    let drawn = same
        .and_then(|before| Some((before.drawing.clone(), before.files.get(bundle::PICTURE)?.text.clone())));
    drawn.unwrap_or_else(|| {
        let drawing = drawing::drawing(topology);
        let file = drawing::svg(topology, &drawing);
        (drawing, file)
    })
}

/// Every rule: those of the parts in the order of the parts, those of no single part, and those between
/// two plans.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    PARTS.iter().flat_map(|part| part.rules).chain(rules::RULES).chain(upgrade::RULES)
}

/// A remedy that leaves its finding, or trades it for an error, is none.
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

/// The secrets with what a plan newly needs: whoever takes a fix generates it. Here any strong value will do.
fn filled(secrets: &Secrets, plan: &Plan) -> Secrets {
    let mut filled = secrets.clone();
    let mut letters = (0_u8..248).cycle();
    filled.fill(plan, || letters.next().unwrap_or_default());
    filled
}

/// Whether a plan has no error that is not there already.
fn adds_no_error(inputs: &Inputs<'_>, plan: &Plan, errors: &BTreeSet<&'static str>) -> bool {
    let filled = filled(inputs.secrets, plan);
    let after = Inputs { plan, secrets: &filled, ..*inputs };
    rules()
        .filter(|rule| rule.severity == Severity::Error && !errors.contains(rule.code))
        .all(|rule| Report::of(rule, &after).iter().all(|left| left.severity != Severity::Error))
}

fn codes_of_errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| finding.code)
        .collect()
}

/// What all rules say of a plan: the worst first, then in the order of their codes.
pub fn findings(inputs: &Inputs<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rules().flat_map(|rule| Report::of(rule, inputs)).collect();
    let errors = codes_of_errors(&findings);
    for finding in &mut findings {
        let fix = finding.fix.take();
        finding.fix = fix.filter(|fix| mends(fix, finding, inputs, &errors));
    }
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.code.cmp(b.code)));
    findings
}
