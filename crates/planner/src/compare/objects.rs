//! The objects that differ between two bundles.

use crate::analysis::upgrade::{self, FieldChange, namespace};
use crate::kube::{Manifest, ObjectSet};

use super::Turn;

/// An object that only one of them has, or that differs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ObjectDifference {
    /// The part of the stack it belongs to.
    pub part: &'static str,
    /// Its kind, as in `kind:`.
    pub kind: &'static str,
    /// Its namespace; empty for objects without one.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What became of it.
    pub turn: Turn,
    /// The fields that differ. Values of the Secret are never among them.
    pub changes: Vec<FieldChange>,
}

impl ObjectDifference {
    /// `StatefulSet/redis`, as people write it.
    pub fn id(&self) -> String {
        format!("{}/{}", self.kind, self.name)
    }
}

type Object<'a> = (&'static str, &'a Manifest);

/// For the API server, an object in another namespace is a different object. For a person who compares two plans it is
/// the same object, moved, unless both plans have it in both namespaces.
pub(super) fn between(old: &ObjectSet, new: &ObjectSet) -> Vec<ObjectDifference> {
    let mut left: Vec<Object<'_>> = old.iter().collect();
    let pairs: Vec<(Object<'_>, Option<Object<'_>>)> = new
        .iter()
        .map(|is| (is, taken(&mut left, |was| alike(was, is.1) && namespace(was) == namespace(is.1))))
        .collect();
    let mut found: Vec<ObjectDifference> = pairs
        .into_iter()
        .filter_map(|(is, was)| match was.or_else(|| taken(&mut left, |was| alike(was, is.1))) {
            None => Some(difference(is, Turn::Added, Vec::new())),
            Some(was) if was.1 == is.1 => None,
            Some(was) => Some(difference(is, Turn::Changed, upgrade::changes(is.0, was.1, is.1))),
        })
        .collect();
    found.extend(left.into_iter().map(|was| difference(was, Turn::Removed, Vec::new())));
    found
}

fn alike(one: &Manifest, other: &Manifest) -> bool {
    one.name() == other.name() && one.kind() == other.kind()
}

/// Takes the first object out of a list that is the one sought.
fn taken<'a>(from: &mut Vec<Object<'a>>, sought: impl Fn(&Manifest) -> bool) -> Option<Object<'a>> {
    let at = from.iter().position(|(_, object)| sought(object))?;
    Some(from.remove(at))
}

fn difference((part, object): Object<'_>, turn: Turn, changes: Vec<FieldChange>) -> ObjectDifference {
    ObjectDifference {
        part,
        kind: object.kind(),
        namespace: namespace(object).to_owned(),
        name: object.name().to_owned(),
        turn,
        changes,
    }
}
