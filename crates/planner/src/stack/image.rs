//! The forum image: Misago, its settings and its programs. There is no maintained public image, so the bundle has the build
//! context.

pub mod build;
mod fields;
pub mod names;
pub mod options;
mod prerequisites;
mod registry;
mod rules;
mod troubles;

use super::{Part, nothing};
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::plan::Plan;
pub use names::*;
use options::misago;
pub use registry::imported;

/// The part.
pub const PART: Part = Part {
    key: "image",
    title: "Image",
    about: concat!("The container image of Misago ", misago!(), " that the bundle's image/ folder builds."),
    summary,
    file: "",
    fields: fields::FIELDS,
    rules: rules::RULES,
    losses: &[],
    server_volumes: &[],
    objects: nothing::objects,
    topology: nothing::topology,
    places: &[],
    files,
    manual: nothing::MANUAL,
    checks: nothing::checks,
    troubles: troubles::troubles,
    failure_model: nothing::FAILURE_MODEL,
    prerequisites: prerequisites::prerequisites,
};

fn summary(plan: &Plan) -> String {
    plan.image.reference.to_string()
}

/// The image that the Dockerfile starts from unless `--build-arg PYTHON=` says otherwise.
fn python() -> &'static str {
    let dockerfile = CONTEXT.iter().find(|(path, _)| *path == "Dockerfile").map_or("", |(_, text)| text);
    dockerfile.lines().find_map(|line| line.strip_prefix("ARG PYTHON=")).unwrap_or_default()
}

/// The build context, the same in every bundle.
const CONTEXT: &[(&str, &str)] = &[
    (".dockerignore", include_str!("image/context/.dockerignore")),
    ("Dockerfile", include_str!("image/context/Dockerfile")),
    ("forum/__init__.py", include_str!("image/context/forum/__init__.py")),
    ("forum/bootstrap.py", include_str!("image/context/forum/bootstrap.py")),
    ("forum/celery.py", include_str!("image/context/forum/celery.py")),
    ("forum/mail.py", include_str!("image/context/forum/mail.py")),
    ("forum/maintenance.py", include_str!("image/context/forum/maintenance.py")),
    ("forum/ping.py", include_str!("image/context/forum/ping.py")),
    ("forum/published.py", include_str!("image/context/forum/published.py")),
    ("forum/settings.py", include_str!("image/context/forum/settings.py")),
    ("forum/urls.py", include_str!("image/context/forum/urls.py")),
    ("forum/wait.py", include_str!("image/context/forum/wait.py")),
    ("forum/wsgi.py", include_str!("image/context/forum/wsgi.py")),
    ("manage.py", include_str!("image/context/manage.py")),
    ("requirements.txt", include_str!("image/context/requirements.txt")),
];

fn files(_: &Inputs<'_>, tree: &mut FileTree) {
    for (path, text) in CONTEXT {
        tree.add(format!("image/{path}"), PART.key, *text);
    }
}
