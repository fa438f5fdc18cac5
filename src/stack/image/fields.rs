//! What the form asks about the image.

use super::options::PullPolicy;
use crate::field::{Field, choice, optional, text};

pub(super) const FIELDS: &[Field] = &[
    text!(
        image.reference,
        "Forum image",
        "Where you push what image/ builds; give every build a tag of its own."
    ),
    choice!(image.pull_policy: PullPolicy, "Pull images", "For all images of the bundle."),
    optional!(
        image.pull_secret,
        "Registry login",
        "A Secret of type dockerconfigjson in the forum's namespace; empty for none."
    ),
];
