//! What the form asks about the image.

use super::options::{PullPolicy, misago};
use crate::field::{Field, choice, optional, text};

pub(super) const FIELDS: &[Field] = &[
    text!(
        image.reference,
        "Forum image",
        concat!(
            "An address in a registry that you can push to, like ghcr.io/you/misago:",
            misago!(),
            ". The bundle’s image/ builds it, and the README tells how. Other images lack the settings that these pods read."
        )
    ),
    choice!(image.pull_policy: PullPolicy, "Pull images", "For all images of the bundle."),
    optional!(
        image.pull_secret,
        "Registry login",
        "A Secret of type dockerconfigjson in the forum's namespace; empty for none."
    ),
];
