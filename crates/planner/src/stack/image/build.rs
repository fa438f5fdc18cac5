//! How to build the image and get it to the nodes.

use super::registry::{LOGIN, imported, is_private_at_first, make_login, registry};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::cluster::kinds;
use crate::stack::cluster::options::Distribution;

/// What to do, and the line for it, in the bundle's folder.
pub fn commands(plan: &Plan) -> Vec<(&'static str, String)> {
    let reference = quote(plan.image.reference.as_str());
    let base = plan.image.mirror.as_ref().and_then(|mirror| mirror.name_of(super::python()));
    let base = base.map(|base| format!("--build-arg PYTHON={} ", quote(&base))).unwrap_or_default();
    let build = ("Build the forum image", format!("docker build {base}--tag {reference} image/"));
    let bring = if imported(plan) {
        import(plan)
    } else {
        ("Push it to the registry", format!("docker push {reference}"))
    };
    vec![build, bring]
}

/// Into the store of a node's own container runtime.
fn import(plan: &Plan) -> (&'static str, String) {
    let program = kinds::of_plan(plan).import;
    let save = format!("docker save {}", quote(plan.image.reference.as_str()));
    if plan.cluster.nodes == 1 {
        return ("Import it on the node, which is this machine", format!("{save} | {program}"));
    }
    ("Import it on every node: replace NODE with each one in turn", format!("{save} | ssh NODE {program}"))
}

/// The same for clusters that run inside of something, which an address under `localhost/` is often meant for.
pub fn elsewhere(plan: &Plan) -> Option<String> {
    let reference = quote(plan.image.reference.as_str());
    (imported(plan) && plan.cluster.distribution == Distribution::Other).then(|| {
        format!(
            "Instead of the last step, use `kind load docker-image {reference}` with kind, `minikube image load \
             {reference}` with minikube, and `docker save {reference} | microk8s ctr image import -` with \
             MicroK8s."
        )
    })
}

/// What is said beside the field of the image.
pub(super) fn of_the_image(plan: &Plan) -> String {
    let lines: Vec<String> = commands(plan).into_iter().map(|(_, line)| format!("`{line}`")).collect();
    let private = if is_private_at_first(&plan.image.reference) && plan.image.pull_secret.is_none() {
        format!(
            " New images on {} are private at first: make this one public, or fill in Registry login.",
            registry(&plan.image.reference)
        )
    } else {
        String::new()
    };
    format!("In the folder of the bundle: {}.{private}", lines.join(", then "))
}

/// What is said beside the field of the Secret.
pub(super) fn of_the_login(plan: &Plan) -> String {
    if imported(plan) {
        return "Not needed for an image that you import on the nodes.".to_owned();
    }
    let secret = plan.image.pull_secret.as_ref().map_or(LOGIN, |secret| secret.as_str());
    format!("Create it with `{}`", make_login(plan, secret))
}
