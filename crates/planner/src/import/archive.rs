//! Reads a plan from plan.yaml or from a whole bundle, with the operator's own files. All input is untrusted.

mod carried;
mod foreign;
mod json;
mod text;
mod values;

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use zip::ZipArchive;

use crate::bundle::plan_yaml;
use crate::field::Control;
use crate::files::OwnFiles;
use crate::import::apply::{apply_values, cap, notes, refused, short};
use crate::import::yaml_subset;
use crate::inputs::Running;
use crate::plan::Plan;
use crate::project::Project;
use crate::secrets::Secrets;
use crate::stack::{self, PARTS};

pub use crate::bundle::untouched;
pub use crate::import::apply::{ImportError, Rejected};
pub use carried::{BUILD_ANEW, REPLACED, remarks};
pub use foreign::{Container, without_plan};
pub use plan_yaml::write as save;
pub use text::decoded;
pub use values::{Closed, Taken, of_secret};

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The plan, with the secrets and the operator's own files that came along. Nothing runs in it yet.
    pub project: Project,
    /// Whether it was a whole bundle. A plan.yaml alone does not have secrets and own files.
    pub is_bundle: bool,
    /// Whether the values of its secrets could be read.
    pub has_secrets: bool,
    /// The encrypted secrets, if their values cannot be read here.
    pub closed: Option<Closed>,
    /// What was left out, a sentence each.
    pub notes: Vec<String>,
    /// The plan.yaml that all this stood in.
    pub source: Source,
}

impl Loaded {
    /// Its secrets, if they could be read.
    pub fn secrets(&self) -> Option<&Secrets> {
        self.has_secrets.then_some(&*self.project.secrets)
    }

    /// The operator's own files, if it was a whole bundle.
    pub fn own(&self) -> Option<&OwnFiles> {
        self.is_bundle.then_some(&self.project.own)
    }

    /// The forum that it was made for, as what runs now.
    pub fn as_running(&self) -> Running {
        self.project.as_running(self.has_secrets)
    }

    /// What loading it makes of the project that is open: its plan, which counts as running from then on. Secrets and
    /// own files that it says nothing of stay as they are.
    pub fn replacing(&self, open: &Project) -> Project {
        let (it, running) = (self.project.clone(), Some(Arc::new(self.as_running())));
        Project {
            plan: it.plan,
            secrets: if self.has_secrets { it.secrets } else { Arc::clone(&open.secrets) },
            own: if self.is_bundle { it.own } else { open.own.clone() },
            running,
        }
    }
}

/// What is known of a plan.yaml besides the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its keys, including those of maps, with their line numbers.
    pub lines: yaml_subset::KeyLines,
    /// What in it is not in the plan. Each is among the notes.
    pub left: Vec<Rejected>,
}

impl Source {
    /// The line of an option; of the map around it, when it does not say it itself.
    pub fn line(&self, id: &str) -> Option<usize> {
        let around = id.match_indices('.').map(|(at, _)| &id[..at]);
        let keys = std::iter::once(id).chain(around.rev());
        keys.flat_map(|key| self.lines.iter().find(|(known, _)| known == key)).map(|(_, line)| *line).next()
    }
}

/// A bundle has a few hundred kilobytes; a plan some three.
const LARGEST_FILE: usize = 16 * 1024 * 1024;
const LARGEST_TEXT: u64 = 1024 * 1024;
const MOST_ENTRIES: usize = 2000;

type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Reads a plan.yaml, or a bundle's zip with a plan.yaml in it.
///
/// # Errors
/// When there is no plan in it, with the reason.
pub fn load(bytes: &[u8]) -> Result<Loaded, ImportError> {
    if bytes.len() > LARGEST_FILE {
        return Err(refused("This file is larger than 16 MiB. A bundle is a few hundred kilobytes."));
    }
    // Every zip archive begins with these letters.
    if bytes.starts_with(b"PK") {
        return load_zip(bytes);
    }
    if let Some(refused) = foreign::by_first_bytes(bytes) {
        return Err(refused);
    }
    let text = text::decoded(bytes).ok_or_else(|| {
        refused(
            "This file is neither text nor a zip archive. Load the zip of a bundle, or the plan.yaml in it.",
        )
    })?;
    let (plan, notes, source) = read_plan(&text)?;
    let project = Project::new(plan);
    Ok(Loaded { project, is_bundle: false, has_secrets: false, closed: None, notes, source })
}

fn load_zip(bytes: &[u8]) -> Result<Loaded, ImportError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| refused("This zip archive is damaged and cannot be read."))?;
    if archive.len() > MOST_ENTRIES {
        return Err(refused(
            "This zip archive contains thousands of files, so it is not a Forum Planner bundle.",
        ));
    }
    let folder = folder_of(&archive)?;
    let (plan, mut notes, source) =
        read_plan(&text_of(&mut archive, &format!("{folder}{}", plan_yaml::PATH))?)?;
    let (secrets, closed) = values::read(&mut archive, &folder, &plan, &mut notes)?;
    let own = carried::read(&mut archive, &folder, &plan, secrets.as_ref(), &mut notes)?;
    cap(&mut notes);
    let has_secrets = secrets.is_some();
    let project =
        Project { plan: Arc::new(plan), secrets: Arc::new(secrets.unwrap_or_default()), running: None, own };
    Ok(Loaded { project, is_bundle: true, has_secrets, closed, notes, source })
}

/// The folder of the archive's plan.yaml, with its slash; empty at the top. Programs pack a folder, or the folder around
/// it; the plan.yaml that lies least deep is the bundle's, those below are among its own files.
///
/// # Errors
/// When there is none, with what there is instead, or there are several bundles.
fn folder_of(archive: &Archive<'_>) -> Result<String, ImportError> {
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(std::borrow::Cow::into_owned).collect();
    let folders = names
        .iter()
        .filter_map(|name| name.strip_suffix(plan_yaml::PATH))
        .filter(|folder| (folder.is_empty() || folder.ends_with('/')) && !folder.starts_with("__MACOSX/"));
    let depth = |folder: &str| folder.matches('/').count();
    let least = folders.clone().map(depth).min();
    let mut bundles = folders.filter(|folder| Some(depth(folder)) == least);
    match (bundles.next(), bundles.next()) {
        (Some(only), None) => Ok(only.to_owned()),
        (Some(one), Some(other)) => Err(refused(format!(
            "This zip archive contains several bundles, in {} and {}. Zip the folder of one bundle only.",
            short(one),
            short(other)
        ))),
        (None, _) => Err(without_plan(Container::Archive, &names)),
    }
}

fn text_of(archive: &mut Archive<'_>, name: &str) -> Result<String, ImportError> {
    let shown = short(name);
    let at = archive.index_for_name(name);
    let encrypted = at.and_then(|at| archive.by_index_raw(at).ok()).is_some_and(|entry| entry.encrypted());
    if encrypted {
        return Err(refused(format!(
            "{shown} in this zip archive is encrypted. Unpack it with its password and load the plan.yaml, or zip \
             the folder without a password."
        )));
    }
    let unreadable =
        || refused(format!("{shown} in this zip archive cannot be read: it is damaged or not text."));
    let file = archive.by_name(name).map_err(|_| unreadable())?;
    let mut bytes = Vec::new();
    // The size in the archive cannot be trusted, so reading is limited.
    file.take(LARGEST_TEXT + 1).read_to_end(&mut bytes).map_err(|_| unreadable())?;
    if bytes.len() as u64 > LARGEST_TEXT {
        return Err(refused(format!("{shown} in this zip archive is larger than 1 MiB.")));
    }
    text::decoded(&bytes).map(std::borrow::Cow::into_owned).ok_or_else(unreadable)
}

/// The plan in a text, and what in it could not be taken.
fn read_plan(text: &str) -> Result<(Plan, Vec<String>, Source), ImportError> {
    if text.len() as u64 > LARGEST_TEXT {
        return Err(refused("This text is larger than 1 MiB. A plan is a few kilobytes."));
    }
    let read = if json::is_it(text) {
        json::read(text).map(|values| (values, yaml_subset::KeyLines::new()))
    } else {
        yaml_subset::read_with_lines(text)
    };
    // What a file is helps more than where it stops being a plan.
    let (mut values, lines) = read.map_err(|malformed| {
        foreign::by_text(text).unwrap_or_else(|| {
            refused(format!("This file cannot be read as a plan. {malformed} Nothing has changed."))
        })
    })?;
    let version = values.remove("version").map(|version| version.parse::<u32>());
    let known = values.is_empty() || stack::fields().any(|field| values.contains_key(field.id.0));
    if let (false, Some(refused)) = (known, foreign::by_text(text)) {
        return Err(refused);
    }
    match version {
        Some(Ok(version)) if version > plan_yaml::VERSION => Err(refused(format!(
            "This plan has version {version}, but this planner only reads versions up to {}. Use a newer planner.",
            plan_yaml::VERSION
        ))),
        Some(Ok(_)) if !known => Err(foreign::without_options(values.keys().next().map_or("", String::as_str))),
        Some(Ok(_)) => {
            let silence = silence(&values);
            let (plan, left) = apply_values(plan_yaml::unsaid(), values);
            let mut notes = notes(&left);
            notes.extend(silence);
            Ok((plan, notes, Source { lines, left }))
        }
        _ => Err(foreign::by_text(text).unwrap_or_else(|| {
            refused("This file is not a plan: it has no version. Load the zip of a bundle, or the plan.yaml in it.")
        })),
    }
}

/// The planner writes every option that it knows. A missing option is newer than the file, or the file was written by
/// hand. Either way it has not been decided yet, and the running forum may not have it.
fn silence(values: &BTreeMap<String, String>) -> Option<String> {
    let missing: Vec<&str> = stack::fields()
        .filter(|field| !matches!(field.control, Control::Secret(_)))
        .map(|field| field.id.0)
        .filter(|id| !values.contains_key(*id))
        .collect();
    let about = match missing.as_slice() {
        [] => return None,
        [one] => (*one).to_owned(),
        few if few.len() <= 5 => few.join(", "),
        many => {
            let parts: Vec<&str> = PARTS
                .iter()
                .filter(|part| many.iter().any(|id| id.split('.').next() == Some(part.key)))
                .map(|part| part.title)
                .collect();
            format!("{} options in {}", many.len(), parts.join(", "))
        }
    };
    Some(format!(
        "It does not set {about}, probably because it was written by an older planner or by hand. The planner's \
         defaults are used."
    ))
}
