//! The registry for the image, and how nodes pull from it.

use super::registry::{imported, is_private_at_first, make_login, registry};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::shell::quote;

pub(super) fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let tool =
        Prerequisite::new(Stage::Tool, "`docker`, or `podman` in its place", "builds the forum's image");
    let pushed = (!imported(plan)).then(|| own_registry(plan));
    let login = plan.image.pull_secret.as_ref().map(|secret| {
        Prerequisite::new(
            Stage::Namespace,
            format!("The registry's login, as the Secret `{secret}`"),
            "The nodes pull the image with it. Replace NAME with your user name and TOKEN with a read-only token.",
        )
        .made_by(make_login(plan, secret.as_str()))
    });
    let mirror = plan.image.mirror.as_ref().map(|mirror| {
        Prerequisite::new(
            Stage::Check,
            format!("The images in `{mirror}`"),
            "The nodes pull all other images from this mirror. A mirror that fetches what it lacks needs nothing more; \
             into any other, copy the images that this command lists.",
        )
        .seen_by("grep --recursive --no-filename --extended-regexp --only-matching '(image|imageName): .+' base/ | sort --unique")
    });
    [Some(tool), pushed, mirror, login].into_iter().flatten().collect()
}

fn own_registry(plan: &Plan) -> Prerequisite {
    let name = registry(&plan.image.reference);
    let private = if is_private_at_first(&plan.image.reference) && plan.image.pull_secret.is_none() {
        format!(
            " New images on {name} are private at first, and pods then wait with `ImagePullBackOff`. Make the \
             image public after the first push, or set a registry login under Image in the plan."
        )
    } else {
        String::new()
    };
    Prerequisite::new(
        Stage::Check,
        format!("The registry `{name}` and an account that can push to it"),
        format!("Your nodes pull the forum's image from it; you build that image below.{private}"),
    )
    .seen_by(format!("docker login {}", quote(name)))
}
