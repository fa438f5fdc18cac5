//! Requests and limits: whether they can be parsed, and whether they make sense.

use serde_json::Value;

use super::quantity::{ONE, nano};
use super::view::{ManifestSet, Object, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "quantity-invalid",
        severity: Severity::Error,
        prevents: "quantities that the server cannot parse, such as 64MB or 0.5 GB",
        find: invalid_quantities,
    },
    Check {
        name: "quantity-below-one-byte",
        severity: Severity::Error,
        prevents: "memory in thousandths of a byte: 128m instead of 128Mi",
        find: fractions_of_a_byte,
    },
    Check {
        name: "resources-missing",
        severity: Severity::Warning,
        prevents: "a container that may use up its node, or is the first to be killed there",
        find: missing_resources,
    },
    Check {
        name: "requests-exceed-limits",
        severity: Severity::Error,
        prevents: "a request above its own limit, which the server refuses",
        find: requests_above_limits,
    },
    Check {
        name: "scratch-exceeds-limit",
        severity: Severity::Warning,
        prevents: "a pod that is evicted, because its emptyDir outgrows its storage limit",
        find: scratch_above_limits,
    },
];

/// A size somewhere in an object: where, of what, and how it is written.
struct Size<'a> {
    object: Object<'a>,
    place: String,
    of: &'a str,
    value: &'a Value,
}

fn sizes<'a>(manifests: &ManifestSet<'a>) -> Vec<Size<'a>> {
    let mut found = Vec::new();
    let mut take = |object, place: String, sizes: &'a Value| {
        found.extend(sizes.entries().map(|(of, value)| Size { object, place: place.clone(), of, value }));
    };
    for pod in manifests.pods() {
        for container in pod.containers() {
            for part in ["requests", "limits"] {
                take(
                    pod.owner,
                    format!("{part} of {}", container.title()),
                    &container.value["resources"][part],
                );
            }
        }
    }
    for object in manifests.objects() {
        let spec = object.spec();
        match object.kind {
            "PersistentVolumeClaim" => {
                take(object, "spec.resources.requests".into(), &spec["resources"]["requests"])
            }
            "ResourceQuota" => take(object, "spec.hard".into(), &spec["hard"]),
            "StatefulSet" => {
                for claim in spec["volumeClaimTemplates"].list() {
                    let place = format!("the claim template \"{}\"", claim["metadata"]["name"].text());
                    take(object, place, &claim["spec"]["resources"]["requests"]);
                }
            }
            "LimitRange" => {
                for (part, sizes) in spec["limits"].list().iter().flat_map(ValueExt::entries) {
                    take(object, format!("spec.limits[].{part}"), sizes);
                }
            }
            _ => {}
        }
    }
    for pod in manifests.pods() {
        for volume in pod.spec()["volumes"].list().iter().filter(|volume| volume["emptyDir"].has("sizeLimit"))
        {
            let place = format!("the emptyDir \"{}\"", volume["name"].text());
            found.push(Size {
                object: pod.owner,
                place,
                of: "storage",
                value: &volume["emptyDir"]["sizeLimit"],
            });
        }
    }
    found
}

fn invalid_quantities(manifests: &ManifestSet, report: &mut Report) {
    for size in sizes(manifests).iter().filter(|size| nano(size.value).is_none()) {
        let message = format!("{} has {}: {}", size.place, size.of, size.value);
        report.add(size.object, format!("{message}, which is no quantity such as 250m, 64Mi or 1.5"));
    }
}

fn fractions_of_a_byte(manifests: &ManifestSet, report: &mut Report) {
    for size in sizes(manifests).iter().filter(|size| size.of != "cpu") {
        if nano(size.value).is_some_and(|nano| nano % ONE != 0) {
            let message = format!("{} has {}: {}", size.place, size.of, size.value);
            report.add(size.object, format!("{message}, no whole number of bytes: was Mi meant?"));
        }
    }
}

fn missing_resources(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for container in pod.containers() {
            let resources = &container.value["resources"];
            let parts =
                [("requests", "cpu"), ("requests", "memory"), ("limits", "cpu"), ("limits", "memory")];
            for (part, of) in parts.into_iter().filter(|(part, of)| !resources[*part].has(of)) {
                report.add(pod.owner, format!("{} has no {part}.{of}", container.title()));
            }
        }
    }
}

fn requests_above_limits(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for container in pod.containers() {
            let resources = &container.value["resources"];
            for (of, request) in resources["requests"].entries() {
                let limit = &resources["limits"][of];
                // The server refuses this one; requests without a limit are another check's business.
                if nano(request).zip(nano(limit)).is_some_and(|(request, limit)| request > limit) {
                    let message =
                        format!("{} requests {of} {request} with a limit of {limit}", container.title());
                    report.add(pod.owner, format!("{message}: the server refuses the object"));
                }
            }
        }
    }
}

/// What an emptyDir holds counts against the pod's limit of ephemeral storage; in memory, against memory.
fn scratch_above_limits(manifests: &ManifestSet, report: &mut Report) {
    for pod in manifests.pods() {
        for volume in pod.spec()["volumes"].list() {
            let scratch = &volume["emptyDir"];
            let of = if scratch["medium"] == "Memory" { "memory" } else { "ephemeral-storage" };
            let staying = pod.containers().filter(|container| container.stays());
            let limits: Option<Vec<_>> =
                staying.map(|it| nano(&it.value["resources"]["limits"][of])).collect();
            let limit = limits.map(|limits| limits.into_iter().fold(0, u128::saturating_add));
            if nano(&scratch["sizeLimit"]).zip(limit).is_some_and(|(size, limit)| size > limit) {
                let message =
                    format!("the emptyDir \"{}\" may hold {}", volume["name"].text(), scratch["sizeLimit"]);
                report.add(pod.owner, format!("{message}, above the limits of {of} of its containers"));
            }
        }
    }
}
