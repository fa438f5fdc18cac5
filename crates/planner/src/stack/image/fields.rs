//! What the form asks about the image.

use super::build;
use super::options::{PullPolicy, misago};
use crate::field::{Field, Subject, choice, optional, text};

pub(super) const FIELDS: &[Field] = &[
    text!(
        image.reference,
        "Forum image",
        concat!(
            "There is no maintained public image of Misago, so you build one from the bundle. Enter an address in \
             a registry you can push to, like ghcr.io/you/misago:",
            misago!(),
            ", or one under localhost/ to go without a registry."
        )
    ).keywords("docker container registry build ghcr dockerhub push").subject(Subject::Name).hinting(build::of_the_image),
    choice!(image.pull_policy: PullPolicy, "Pull images", "Applies to all images in the bundle.").advanced().keywords("docker registry").subject(Subject::Name),
    optional!(
        image.pull_secret,
        "Registry login",
        "The name of a Secret with the registry login, if the registry needs one. Otherwise leave it empty."
    ).keywords("docker registry private login imagepullbackoff").subject(Subject::Name).hinting(build::of_the_login),
    optional!(
        image.mirror,
        "Mirror for all other images",
        "Replaces docker.io, ghcr.io, quay.io and other public registries, like harbor.example.org/mirror. Leave it \
         empty if your nodes pull from the internet."
    ).advanced().keywords("registry proxy cache air gap airgapped offline harbor artifactory nexus private prefix").subject(Subject::Cluster),
];
