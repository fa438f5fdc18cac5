//! The volume for uploads.

use serde::Serialize;

use crate::values::{Memory, choices};

choices! {
    /// Who can mount the volume.
    Access {
        /// Pods on any node.
        ManyNodes = "many-nodes", "pods on any node (ReadWriteMany)";
        /// Pods on one node: they are all held together there.
        OneNode = "one-node", "pods on one node (ReadWriteOnce)";
    }
}

/// Avatars, attachments, theme files.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Storage {
    /// Who can mount it.
    pub access: Access,
    /// Its size.
    pub size: Memory,
}

impl Storage {
    /// The label that holds the pods that mount a one-node volume together on that node. Without it
    /// those on other nodes would wait in ContainerCreating for ever.
    pub fn together(&self) -> Option<(&'static str, &'static str)> {
        (self.access == Access::OneNode).then_some(("forum-planner/media", "shared"))
    }
}

impl Default for Storage {
    /// An account's ten avatar files take 170 KB on disk (measured), attachments up to 5 MB each.
    fn default() -> Self {
        Self { access: Access::ManyNodes, size: Memory::gib(10) }
    }
}
