//! What the form asks about nginx.

use crate::field::{Field, Subject, count, text};

pub(super) const FIELDS: &[Field] = &[
    count!(
        nginx.replicas,
        "Pods",
        "With two, one can fail. One pod serves 20,400 small files a second (measured).",
        1..=50,
        "pods"
    ).keywords("scale redundancy copies"),
    text!(
        nginx.body_size,
        "Largest request",
        "Larger uploads are refused with 413. Misago's own limits are 4 to 5 MB."
    ).keywords("upload limit 413 client_max_body_size attachment size"),
    text!(
        nginx.real_ip_from,
        "Ingress network",
        "The addresses of the ingress controller's pods, whose X-Forwarded-For is trusted. k3s uses 10.42.0.0/16. \
         Behind a CDN, add the networks it publishes."
    ).advanced().keywords("visitor address x-forwarded-for ban proxy cloudflare cdn").subject(Subject::Cluster),
    text!(nginx.image, "Image", "An nginx image that runs without root.").advanced().subject(Subject::Name).under("Image"),
    text!(nginx.resources.cpu_request, "CPU request", "Reserved for a pod.").advanced().under("Resources of a pod"),
    text!(nginx.resources.cpu_limit, "CPU limit", "The most a pod gets.").advanced(),
    text!(
        nginx.resources.memory_request,
        "Memory request",
        "Reserved for a pod; it uses 2 to 4 MiB (measured)."
    ).advanced(),
    text!(nginx.resources.memory_limit, "Memory limit", "Above it the pod is killed.").advanced(),
];
