//! What `kubectl apply` does to the forum that runs now, object by object, and what to do where the server refuses. The
//! running forum is a plan like any other: the same builders make its objects, which are compared with the new ones the
//! way the API server would. So the parts need no code for upgrades.
//!
//! Data that an upgrade would lose is reported by rules ([`rules`]), because it belongs to fields and has fixes. The crate
//! `manifest-check` (`refused_changes`) works out on its own what a server refuses; a property test checks that both
//! agree.

mod address;
mod difference;
mod fixed;
mod handover;
mod joint;
mod known;
mod losses;
mod order;
mod orphans;
mod readers;
mod rollout;

use std::sync::Arc;

use crate::failure::Seconds;
use crate::finding::Rule;
use crate::inputs::{Inputs, Running};
use crate::kube::{Manifest, ObjectSet};
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::stack;
pub use difference::FieldChange;
pub use joint::Joint;
use known::Known;
pub(crate) use known::namespace;

/// The rules about changes of a running forum: those of the parts, and those about several parts.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    stack::PARTS.iter().flat_map(|part| part.losses).chain(losses::RULES)
}

/// What applying does to an object, worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// The server refuses the change; everything else is applied all the same.
    Refused,
    /// Its pods are replaced.
    Rolls,
    /// It is changed in place, and no pod stops.
    Changes,
    /// It is new.
    Created,
    /// It runs now and is not in the new bundle: apply deletes nothing.
    Orphaned,
    /// It stays as it is.
    Unchanged,
}

impl ChangeKind {
    /// Every kind, in the order of a list.
    pub const ALL: &'static [Self] =
        &[Self::Refused, Self::Rolls, Self::Changes, Self::Created, Self::Orphaned, Self::Unchanged];

    /// Its key in style sheets.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Rolls => "rolls",
            Self::Changes => "changes",
            Self::Created => "created",
            Self::Orphaned => "orphaned",
            Self::Unchanged => "unchanged",
        }
    }

    /// What it means, in the words of a heading.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Refused => "Refused: applying cannot change it",
            Self::Rolls => "Pods are replaced",
            Self::Changes => "Changed in place",
            Self::Created => "Created",
            Self::Orphaned => "Left over: apply does not delete it",
            Self::Unchanged => "Unchanged",
        }
    }
}

/// An object of either bundle, and what applying does to it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ResourceChange {
    /// The part of the stack it belongs to.
    pub part: &'static str,
    /// Its kind, as in `kind:`.
    pub kind: &'static str,
    /// Its namespace; empty for what stands beside the namespaces.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What becomes of it.
    pub change_kind: ChangeKind,
    /// Why, and what it means for those who use the forum: sentences, with commands in backticks.
    pub about: String,
    /// The fields that differ. Values of the Secret are never among them.
    pub changes: Vec<FieldChange>,
    /// What to run for it: before the apply, or after it for what is left behind.
    pub commands: Vec<String>,
    /// How long every page fails because of it alone.
    pub interruption: Option<Seconds>,
}

impl ResourceChange {
    /// `StatefulSet/redis`, as people write it.
    pub fn id(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

/// The changes from the running forum to the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Upgrade {
    /// Every object of both: in the order of `kubectl apply -k`, then what is left behind, in the order in
    /// which it is best taken away.
    pub steps: Vec<ResourceChange>,
    /// What several of them do together.
    pub joint: Vec<Joint>,
    /// Whether the secrets that run now are known, or only the plan.
    pub secrets_known: bool,
}

impl Upgrade {
    /// The changes of this kind.
    pub fn of(&self, change_kind: ChangeKind) -> impl Iterator<Item = &ResourceChange> {
        self.steps.iter().filter(move |step| step.change_kind == change_kind)
    }

    /// How many objects change in this way.
    pub fn count(&self, change_kind: ChangeKind) -> usize {
        self.of(change_kind).count()
    }

    /// Whether applying would do nothing at all.
    pub fn is_empty(&self) -> bool {
        self.count(ChangeKind::Unchanged) == self.steps.len()
    }
}

/// The objects of the forum that runs now. Editing the plan does not change them, so an outcome passes them on to the
/// next one.
pub(crate) struct Present {
    plan: Plan,
    secrets: Secrets,
    objects: ObjectSet,
}

impl Present {
    /// Builds them, unless `before` are the same. `secrets` stand in for those that are not known.
    pub(crate) fn of(running: &Running, secrets: &Secrets, before: Option<&Arc<Self>>) -> Arc<Self> {
        let secrets = running.secrets.as_ref().unwrap_or(secrets);
        match before {
            Some(before) if before.plan == running.plan && before.secrets == *secrets => Arc::clone(before),
            _ => {
                let inputs = Inputs::new(&running.plan, secrets);
                let objects = crate::manifests::objects(&inputs, &stack::topology(&running.plan));
                Arc::new(Self { plan: running.plan.clone(), secrets: secrets.clone(), objects })
            }
        }
    }
}

/// Compares the running forum with the plan.
pub(crate) fn upgrade(
    present: &Present,
    running: &Running,
    inputs: &Inputs<'_>,
    planned: &ObjectSet,
) -> Upgrade {
    let secrets_known = running.secrets.is_some();
    let was =
        joint::UpgradeSide { plan: &present.plan, secrets: &present.secrets, objects: &present.objects };
    let is = joint::UpgradeSide { plan: inputs.plan, secrets: inputs.secrets, objects: planned };
    let mut joint = joint::judged(&was, &is);
    joint.extend(address::moved(&was, &is));
    let meets = |id: &str| joint.iter().any(|one| one.objects.iter().any(|other| other == id));
    let present = &present.objects;
    let readers = readers::Readers::of(present, planned);
    let mut steps: Vec<ResourceChange> = order::applied(planned)
        .into_iter()
        .map(|(part, new)| match find(present, new) {
            None => handover::announced(created(&Known::of(part, new)), present, planned, new),
            Some(old) => compared(part, old, new, secrets_known, &readers, meets(&id(new))),
        })
        .collect();
    let mut left: Vec<(&'static str, &Manifest)> = order::applied(present);
    left.retain(|(_, old)| find(planned, old).is_none());
    left.reverse();
    let in_use = |name: &str| planned.iter().any(|(_, new)| namespace(new) == name);
    let gone: Vec<&str> = left
        .iter()
        .filter(|(_, old)| old.kind() == "Namespace" && !in_use(old.name()))
        .map(|(_, old)| old.name())
        .collect();
    steps.extend(left.iter().map(|(part, old)| {
        let step = orphans::left_behind(&Known::of(part, old), &gone);
        handover::handed_over(step, planned, old)
    }));
    Upgrade { steps, joint, secrets_known }
}

/// The fields in which two versions of an object differ.
pub(crate) fn changes(part: &'static str, old: &Manifest, new: &Manifest) -> Vec<FieldChange> {
    difference::between(&Known::of(part, old), &Known::of(part, new))
}

/// The same object in the other set: kind, namespace and name identify it.
fn find<'a>(set: &'a ObjectSet, wanted: &Manifest) -> Option<&'a Manifest> {
    let same = |one: &&Manifest| {
        one.name() == wanted.name() && one.kind() == wanted.kind() && namespace(one) == namespace(wanted)
    };
    set.iter().map(|(_, manifest)| manifest).find(same)
}

/// `StatefulSet/redis`, as people write it.
fn id(object: &Manifest) -> String {
    format!("{}/{}", object.kind(), object.name())
}

fn created(new: &Known<'_>) -> ResourceChange {
    let about = match new.kind() {
        "Job" => "It runs once, right after it is created.",
        "PersistentVolumeClaim" => "A new and empty volume.",
        _ => "",
    };
    ResourceChange { about: about.to_owned(), ..new.step(ChangeKind::Created) }
}

fn compared(
    part: &'static str,
    old: &Manifest,
    new: &Manifest,
    secrets_known: bool,
    readers: &readers::Readers<'_>,
    meets: bool,
) -> ResourceChange {
    if matches!(new.kind(), "Secret" | "SealedSecret") && !secrets_known {
        let about = match new {
            Manifest::Secret(_) => {
                "Its current values are not known, because only the plan was loaded. Keep your own \
                 `secrets/secret.yaml`, or load the zip."
            }
            _ => {
                "Its current values are not known, because only the cluster can read them. Keep your own file in \
                 `secrets/`, unless you want to change them."
            }
        };
        return ResourceChange { about: about.to_owned(), ..Known::of(part, new).step(ChangeKind::Changes) };
    }
    if old == new {
        // Most objects of most upgrades: nothing has to be written out for them.
        return Known::unread(part, new).step(ChangeKind::Unchanged);
    }
    let (old, new) = (Known::of(part, old), Known::of(part, new));
    let changes = difference::between(&old, &new);
    let rollout::Rollout { rolls, about, commands, interruption } =
        rollout::rollout(&old, &new, &changes, readers, meets);
    if let Some(refusal) = fixed::refusal(&old, &new) {
        // Once it is let in, the rest of the change takes its course.
        let then = if rolls { format!(" Then: {about}") } else { String::new() };
        let about = format!("{}{then}", refusal.about);
        return ResourceChange {
            about,
            changes,
            commands: refusal.commands,
            ..new.step(ChangeKind::Refused)
        };
    }
    let change_kind = if rolls { ChangeKind::Rolls } else { ChangeKind::Changes };
    ResourceChange { about, changes, commands, interruption, ..new.step(change_kind) }
}
