//! What the form asks about the image.

use super::options::{PullPolicy, misago};
use crate::field::{Field, Subject, choice, optional, text};

pub(super) const FIELDS: &[Field] = &[
    text!(
        image.reference,
        "Forum image",
        concat!(
            "An address in a registry that you can push to, like ghcr.io/you/misago:",
            misago!(),
            ". The bundle’s image/ builds it, and the README tells how. Other images lack the settings that these pods read."
        )
    ).keywords("docker container registry build ghcr dockerhub push").subject(Subject::Name),
    choice!(image.pull_policy: PullPolicy, "Pull images", "For all images of the bundle.").advanced().keywords("docker registry").subject(Subject::Name),
    optional!(
        image.pull_secret,
        "Registry login",
        "A Secret of type dockerconfigjson in the forum's namespace; empty for none."
    ).keywords("docker registry private login imagepullbackoff").subject(Subject::Name),
];
