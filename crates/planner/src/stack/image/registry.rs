//! The registry that the image is pushed to: its name, and whether pulling from it needs a login.

use crate::plan::Plan;
use crate::shell::quote;
use crate::values::ImageRef;

/// Registries where a pushed image is private at first, so that nodes cannot pull it without a login. Cloud registries
/// (ECR, Artifact Registry, ACR) are private too, but the nodes of their own clusters have a login.
const PRIVATE_AT_FIRST: &[&str] = &["ghcr.io", "registry.gitlab.com", "quay.io"];

/// The name for the Secret that is proposed.
pub(super) const LOGIN: &str = "registry-login";

/// The registry of an image, as `docker login` takes it.
pub(super) fn registry(image: &ImageRef) -> &str {
    let first = image.as_str().split_once('/').map_or("", |(first, _)| first);
    if first.contains(['.', ':']) || first == "localhost" { first } else { "docker.io" }
}

/// An image under `localhost/` is in no registry: it is imported into the node.
pub fn imported(plan: &Plan) -> bool {
    registry(&plan.image.reference) == "localhost"
}

/// Whether a pod would need a login to pull what has just been pushed.
pub(super) fn is_private_at_first(image: &ImageRef) -> bool {
    PRIVATE_AT_FIRST.contains(&registry(image))
}

/// The command that makes the Secret with the registry's login. `NAME` and `TOKEN` are the reader's own.
pub(super) fn make_login(plan: &Plan, secret: &str) -> String {
    let server = match registry(&plan.image.reference) {
        // Docker Hub's login is stored under this address, whatever the image's name is.
        "docker.io" => "https://index.docker.io/v1/",
        other => other,
    };
    format!(
        "kubectl --namespace {} create secret docker-registry {} --docker-server={} --docker-username=NAME --docker-password=TOKEN",
        quote(plan.site.namespace.as_str()),
        quote(secret),
        quote(server)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_is_the_first_word_only_where_it_can_be_a_host() {
        for (image, wanted) in [
            ("ghcr.io/you/misago:1", "ghcr.io"),
            ("registry.local:5000/misago:1", "registry.local:5000"),
            ("localhost/misago:1", "localhost"),
            ("you/misago:1", "docker.io"),
            ("misago:1", "docker.io"),
        ] {
            assert_eq!(registry(&image.parse().unwrap()), wanted, "{image}");
        }
    }
}
