//! The files of a bundle: where each object stands, and the files about the whole.

pub mod checksums;
pub(crate) mod plan_yaml;
mod readme;
pub mod sealing;
mod verify;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::{ObjectSet, yaml};
use crate::manifests::policies;
use crate::plan::Plan;
use crate::stack::{self, PARTS};
pub(crate) use readme::About;
pub use readme::{commands, heading, needs};

/// The file that holds the objects of a part; empty for a part without objects.
pub fn file_of(part: &str, plan: &Plan) -> String {
    if part == stack::secrets::PART.key {
        return stack::secrets::file(plan).to_owned();
    }
    let name = if part == policies::KEY {
        policies::FILE
    } else {
        PARTS.iter().find(|known| known.key == part).map_or("", |known| known.file)
    };
    if name.is_empty() { String::new() } else { format!("base/{name}.yaml") }
}

/// The file of the picture.
pub(crate) const PICTURE: &str = "topology.svg";

pub(crate) fn files(
    inputs: &Inputs<'_>,
    about: &About<'_>,
    picture: String,
    objects: &ObjectSet,
    documents: &[Arc<str>],
) -> FileTree {
    let mut tree = FileTree::default();
    for part in PARTS {
        (part.files)(inputs, &mut tree);
    }
    let mut texts: BTreeMap<String, (&'static str, String)> = BTreeMap::new();
    for ((part, _), document) in objects.iter().zip(documents) {
        let (_, text) = texts.entry(file_of(part, inputs.plan)).or_insert_with(|| (part, String::new()));
        if !text.is_empty() {
            text.push_str("---\n");
        }
        text.push_str(document);
    }
    let base: Vec<&str> = texts.keys().filter_map(|path| path.strip_prefix("base/")).collect();
    tree.add(
        "base/Kustomization",
        "",
        kustomization("Made by Forum Planner: change the plan, not this folder.", &base),
    );
    for (path, (part, text)) in texts {
        tree.add(path, part, text);
    }
    let resources = if stack::secrets::goes_along(inputs.plan) { WITH_SECRETS } else { WITHOUT_SECRETS };
    tree.add(FileTree::KUSTOMIZATION, "", kustomization(YOURS, resources));
    tree.add("README.md", "", readme::readme(inputs, about, objects));
    tree.add(plan_yaml::PATH, "", plan_yaml::write(inputs.plan));
    tree.add(PICTURE, "", picture);
    tree.add("verify.sh", "", verify::script(inputs.plan, objects));
    tree
}

const WITH_SECRETS: &[&str] = &["base", "secrets"];
const WITHOUT_SECRETS: &[&str] = &["base"];

const YOURS: &str = "Yours: patches and further resources go here. Load the zip of this folder in Forum Planner, and the\n\
                     # next bundle brings this file and others of yours along as they are.";

/// As the planner wrote it while it could not carry the file along.
const YOURS_AT_FIRST: &str = "Yours: patches and further resources go here. A new bundle brings this file as it was at first,\n\
     # so keep your own copy of it when you unpack one.";

/// Whether a bundle's `Kustomization` is still as some planner made it.
pub fn untouched(text: &[u8]) -> bool {
    [YOURS, YOURS_AT_FIRST]
        .iter()
        .flat_map(|comment| {
            [WITH_SECRETS, WITHOUT_SECRETS].map(|resources| kustomization(comment, resources))
        })
        .any(|made| made.as_bytes() == text)
}

fn kustomization(comment: &str, resources: &[&str]) -> String {
    let value = json!({
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "resources": resources,
    });
    format!("# {comment}\n{}", yaml(&value))
}
