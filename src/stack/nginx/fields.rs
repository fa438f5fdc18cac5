//! What the form asks about nginx.

use crate::field::{Field, count, text};

pub(super) const FIELDS: &[Field] = &[
    count!(
        nginx.replicas,
        "Pods",
        "Two survive the loss of one. One pod serves 20,400 small files a second (measured).",
        1..=50,
        "pods"
    ),
    text!(
        nginx.body_size,
        "Largest request",
        "Uploads above it are refused with 413. Misago's own limits are 4 to 5 MB."
    ),
    text!(
        nginx.real_ip_from,
        "Ingress network",
        "Addresses of the ingress controller's pods: their X-Forwarded-For is believed. k3s uses 10.42.0.0/16."
    ),
    text!(nginx.image, "Image", "An nginx that runs without root.").under("Image"),
    text!(nginx.resources.cpu_request, "CPU request", "Reserved for a pod.").under("Resources of a pod"),
    text!(nginx.resources.cpu_limit, "CPU limit", "The most a pod gets."),
    text!(
        nginx.resources.memory_request,
        "Memory request",
        "Reserved for a pod; it uses 2 to 4 MiB (measured)."
    ),
    text!(nginx.resources.memory_limit, "Memory limit", "Above it the pod is killed."),
];
