//! Everything that follows from a plan, as one pure function.

use std::sync::Arc;

use crate::analysis::upgrade::{self, Present, Upgrade};
use crate::analysis::{self, whatif};
use crate::bundle;
use crate::files::FileTree;
use crate::finding::Finding;
use crate::inputs::Inputs;
use crate::kube::{Manifest, ObjectSet, manifest_yaml};
use crate::layout::{self, Drawing};
use crate::manifests;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::stack;
use crate::topology::Topology;

/// Everything that follows from a plan.
pub struct Outcome {
    /// What is wrong, the worst first.
    pub findings: Vec<Finding>,
    /// The objects for the cluster.
    pub objects: ObjectSet,
    /// The nodes and their connections.
    pub topology: Topology,
    /// Where the picture has them.
    pub drawing: Drawing,
    /// What applying does to the forum that runs now, when one was loaded.
    pub upgrade: Option<Upgrade>,
    /// The bundle's files.
    pub files: FileTree,
    /// The text of each object, in their order.
    pub(crate) documents: Vec<Arc<str>>,
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
    let findings = analysis::findings(inputs);
    let topology = whatif::topology(inputs.plan);
    let objects = manifests::objects(inputs, &topology);
    let known = before.and_then(|before| before.present.as_ref());
    let present = inputs.running.map(|running| Present::of(running, inputs.secrets, known));
    let upgrade = present
        .as_ref()
        .zip(inputs.running)
        .map(|(present, running)| upgrade::upgrade(present, running, inputs, &objects));
    let documents = documents(before, &objects);
    let (drawing, picture) = picture(before, &topology);
    let about = bundle::About { findings: &findings, topology: &topology, upgrade: upgrade.as_ref() };
    let files = bundle::files(inputs, &about, picture, &objects, &documents);
    Outcome { findings, objects, topology, drawing, upgrade, files, documents, present }
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
        let drawing = layout::drawing(topology, &stack::places());
        let file = layout::svg(topology, &drawing);
        (drawing, file)
    })
}
