//! An object with the name that kubectl uses and the fields that the server sees.

use serde_json::Value;

use super::{ChangeKind, ResourceChange};
use crate::kube::{Manifest, to_value};
use crate::shell::quote;

/// An object as the API server has it.
pub(super) struct Known<'a> {
    /// The key of the part it belongs to.
    pub(super) part: &'static str,
    pub(super) manifest: &'a Manifest,
    pub(super) value: Value,
}

impl<'a> Known<'a> {
    pub(super) fn of(part: &'static str, manifest: &'a Manifest) -> Self {
        Self { part, manifest, value: to_value(manifest) }
    }

    /// The same without its content, for what is not looked into.
    pub(super) fn unread(part: &'static str, manifest: &'a Manifest) -> Self {
        Self { part, manifest, value: Value::Null }
    }

    pub(super) fn kind(&self) -> &'static str {
        self.manifest.kind()
    }

    pub(super) fn name(&self) -> &'a str {
        self.manifest.name()
    }

    pub(super) fn namespace(&self) -> &'a str {
        namespace(self.manifest)
    }

    /// The part of `apiVersion` before the slash, empty for the core kinds.
    fn group(&self) -> &str {
        self.manifest.api_version().split_once('/').map_or("", |(group, _)| group)
    }

    /// `kubectl` with its namespace.
    pub(super) fn kubectl(&self) -> String {
        match self.namespace() {
            "" => "kubectl".to_owned(),
            namespace => format!("kubectl --namespace {}", quote(namespace)),
        }
    }

    /// Its kind as a command names it. Foreign kinds take their group along, as a cluster may have two
    /// of one name.
    fn resource(&self) -> String {
        let kind = self.kind().to_lowercase();
        if matches!(self.manifest, Manifest::Custom(_)) { format!("{kind}.{}", self.group()) } else { kind }
    }

    /// `kubectl --namespace forum delete statefulset redis`.
    pub(super) fn delete(&self) -> String {
        format!("{} delete {} {}", self.kubectl(), self.resource(), quote(self.name()))
    }

    pub(super) fn step(&self, change_kind: ChangeKind) -> ResourceChange {
        ResourceChange {
            part: self.part,
            kind: self.kind(),
            namespace: self.namespace().to_owned(),
            name: self.name().to_owned(),
            change_kind,
            about: String::new(),
            changes: Vec::new(),
            commands: Vec::new(),
            interruption: None,
        }
    }
}

/// The namespace; empty for objects without one.
pub(crate) fn namespace(manifest: &Manifest) -> &str {
    manifest.metadata().namespace.as_deref().unwrap_or_default()
}
