//! What the form asks about the media volume.

use super::options::Access;
use crate::field::{Field, choice, text};

pub(super) const FIELDS: &[Field] = &[
    choice!(storage.access: Access, "Mounted by", "Pods on any node need a storage class for many nodes (see Cluster).").keywords("uploads media attachments avatars rwx readwritemany shared"),
    text!(storage.size, "Size", "An account takes 170 KB, an attachment up to 5 MB.").keywords("uploads media attachments avatars disk pvc"),
];
