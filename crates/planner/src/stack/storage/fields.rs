//! What the form asks about the media volume.

use super::options::Access;
use crate::field::{Field, choice, text};

pub(super) const FIELDS: &[Field] = &[
    choice!(storage.access: Access, "Mounted by", "For pods on any node you need a storage class for many nodes \
                                                   (see Cluster).").keywords("uploads media attachments avatars rwx readwritemany shared"),
    text!(storage.size, "Size", "Each account takes 170 KB, each attachment up to 5 MB.").keywords("uploads media attachments avatars disk pvc"),
];
