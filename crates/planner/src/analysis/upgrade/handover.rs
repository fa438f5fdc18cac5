//! When a different kind of object is to create the same Secret: its old owner must release it first, and the new one
//! must be allowed to take it over. The pods refer to it by name and are not affected.
//!
//! From the manuals: the Sealed Secrets controller does not touch a Secret that it did not create, unless an annotation
//! allows it. A Secret made from a SealedSecret or ExternalSecret is deleted together with that object.

use super::{ResourceChange, namespace};
use crate::kube::{Manifest, ObjectSet};
use crate::shell::quote;

/// The kinds from which a Secret can be made, each with its name for kubectl.
const SOURCES: [(&str, &str); 3] = [
    ("Secret", "secret"),
    ("SealedSecret", "sealedsecrets.bitnami.com"),
    ("ExternalSecret", "externalsecrets.external-secrets.io"),
];

fn resource(kind: &str) -> Option<&'static str> {
    SOURCES.iter().find(|(known, _)| *known == kind).map(|(_, resource)| *resource)
}

/// A different object in the set that makes the same Secret.
fn other_source<'a>(set: &'a ObjectSet, of: &Manifest) -> Option<&'a Manifest> {
    resource(of.kind())?;
    let other = |one: &&Manifest| {
        resource(one.kind()).is_some()
            && one.kind() != of.kind()
            && one.name() == of.name()
            && namespace(one) == namespace(of)
    };
    set.iter().map(|(_, one)| one).find(other)
}

/// The change for a new source of a Secret, with the commands to run before applying.
pub(super) fn announced(
    mut step: ResourceChange,
    present: &ObjectSet,
    planned: &ObjectSet,
    new: &Manifest,
) -> ResourceChange {
    let Some(old) = other_source(present, new).filter(|old| super::find(planned, old).is_none()) else {
        return step;
    };
    let name = quote(new.name());
    let kubectl = format!("kubectl --namespace {}", quote(namespace(new)));
    if let Some(resource) = resource(old.kind()).filter(|_| old.kind() != "Secret") {
        step.commands.push(format!("{kubectl} delete {resource} {name} --cascade=orphan --ignore-not-found"));
    }
    if new.kind() == "SealedSecret" {
        step.commands.push(format!(
            "{kubectl} annotate secret {name} sealedsecrets.bitnami.com/managed=true --overwrite"
        ));
    }
    step.about = format!(
        "It takes over the Secret `{}` from the {}; the pods keep reading it under the same name.",
        new.name(),
        old.kind()
    );
    step
}

/// The change for a source that is left behind. It is deleted before applying, so not afterwards.
pub(super) fn handed_over(step: ResourceChange, planned: &ObjectSet, old: &Manifest) -> ResourceChange {
    let Some(new) = other_source(planned, old) else { return step };
    let about = if old.kind() == "Secret" {
        format!("The {} of the same name manages it from now on: **do not delete it**.", new.kind())
    } else {
        "The command before the apply released its Secret, and it is gone.".to_owned()
    };
    ResourceChange { about, commands: Vec::new(), ..step }
}
