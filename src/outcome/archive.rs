//! Coming back: a plan read from plan.yaml or from a whole bundle. Every byte is hostile until it has
//! been read. Values enter through the fields of the form, so nothing gets in that could not have
//! been typed; what cannot be taken is left at its default and named in a note.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zip::ZipArchive;

use super::{plain, planfile};
use crate::field::Control;
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack;

pub use planfile::write as save;

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The plan.
    pub plan: Plan,
    /// The secrets of the bundle's Secret, if there was one.
    pub secrets: Option<Secrets>,
    /// What was left out, a sentence each.
    pub notes: Vec<String>,
}

/// Why nothing could be read: a sentence for the person who dropped the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

/// A bundle has a few hundred kilobytes; a plan some three.
const LARGEST_FILE: usize = 16 * 1024 * 1024;
const LARGEST_TEXT: u64 = 1024 * 1024;
const MOST_ENTRIES: usize = 2000;
const MOST_NOTES: usize = 20;

/// Reads a plan.yaml, or a bundle's zip with a plan.yaml in it.
///
/// # Errors
/// When there is no plan in it, with the reason. Nothing is then taken.
pub fn load(bytes: &[u8]) -> Result<Loaded, Refused> {
    if bytes.len() > LARGEST_FILE {
        return Err(refused("This file is larger than 16 MiB; a bundle has a few hundred kilobytes."));
    }
    // Every zip archive begins with these letters.
    if bytes.starts_with(b"PK") {
        return load_zip(bytes);
    }
    let text =
        std::str::from_utf8(bytes).map_err(|_| refused("This file is neither a bundle nor a plan.yaml."))?;
    let (plan, notes) = read_plan(text)?;
    Ok(Loaded { plan, secrets: None, notes })
}

fn load_zip(bytes: &[u8]) -> Result<Loaded, Refused> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))
        .map_err(|_| refused("This zip archive is damaged and cannot be read."))?;
    if archive.len() > MOST_ENTRIES {
        return Err(refused("This zip archive holds thousands of files; it is no bundle of Forum Planner."));
    }
    let Some(text) = entry(&mut archive, "plan.yaml")? else {
        return Err(refused("There is no plan.yaml in this zip archive; it is no bundle of Forum Planner."));
    };
    let (plan, mut notes) = read_plan(&text)?;
    let secrets =
        entry(&mut archive, "secrets/secret.yaml")?.and_then(|text| read_secrets(&text, &mut notes));
    Ok(Loaded { plan, secrets, notes })
}

/// The text of the file at this path below the archive's one folder, or at its top.
fn entry(archive: &mut ZipArchive<Cursor<&[u8]>>, path: &str) -> Result<Option<String>, Refused> {
    let wanted = archive
        .file_names()
        .filter_map(Result::ok)
        .filter(|name| name == path || name.split_once('/').is_some_and(|(_, rest)| rest == path))
        .min_by_key(|name| name.len())
        .map(std::borrow::Cow::into_owned);
    let Some(name) = wanted else { return Ok(None) };
    let unreadable = || refused(format!("{path} in this zip archive cannot be read."));
    let file = archive.by_name(&name).map_err(|_| unreadable())?;
    let mut text = String::new();
    // The size that the archive states is not to be trusted: what is read is bounded.
    file.take(LARGEST_TEXT + 1).read_to_string(&mut text).map_err(|_| unreadable())?;
    if text.len() as u64 > LARGEST_TEXT { Err(unreadable()) } else { Ok(Some(text)) }
}

/// The plan in a text, and what in it could not be taken.
fn read_plan(text: &str) -> Result<(Plan, Vec<String>), Refused> {
    if text.len() as u64 > LARGEST_TEXT {
        return Err(refused("This text is larger than 1 MiB; a plan has a few kilobytes."));
    }
    let mut values = plain::read(text).map_err(|malformed| {
        refused(format!("No plan can be read from this file. {malformed} Nothing has changed."))
    })?;
    match values.remove("version").map(|version| version.parse::<u32>()) {
        Some(Ok(version)) if version > planfile::VERSION => Err(refused(format!(
            "This plan is of version {version}, newer than this planner, which reads up to {}.",
            planfile::VERSION
        ))),
        Some(Ok(_)) => Ok(take(values)),
        _ => Err(refused("There is no plan in this file: a plan says its version.")),
    }
}

/// Writes the values through the fields of the form.
fn take(mut values: BTreeMap<String, String>) -> (Plan, Vec<String>) {
    let mut plan = Plan::default();
    let mut notes = Vec::new();
    let mut left_out = 0_usize;
    let mut note = |text: String| {
        if notes.len() < MOST_NOTES { notes.push(text) } else { left_out += 1 }
    };
    for field in stack::fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        if let Some(text) = values.remove(field.id.0)
            && let Err(malformed) = field.write(&mut plan, &text)
        {
            note(format!(
                "{} is left at {}: “{}” cannot be taken. {malformed}",
                field.id,
                field.read(&plan),
                short(&text)
            ));
        }
    }
    for unknown in values.keys() {
        note(format!("{} is unknown to this planner and was left out.", short(unknown)));
    }
    if left_out > 0 {
        notes.push(format!("{left_out} more values were left out."));
    }
    (plan, notes)
}

fn read_secrets(text: &str, notes: &mut Vec<String>) -> Option<Secrets> {
    let Ok(values) = plain::read(text) else {
        notes.push("The bundle's Secret cannot be read; its values are generated anew.".to_owned());
        return None;
    };
    let mut secrets = Secrets::default();
    for (path, value) in &values {
        let Some(name) = path.strip_prefix("data.") else { continue };
        let Some(key) = SecretKey::from_env(name) else {
            notes.push(format!("{} in the Secret is unknown to this planner and was left out.", short(name)));
            continue;
        };
        let decoded = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        if !matches!(decoded.map(|text| secrets.set(key, &text)), Some(Ok(()))) {
            notes.push(format!("{} in the Secret is no single line of text and was left out.", key.env()));
        }
    }
    if notes.len() > MOST_NOTES {
        let more = notes.len() - MOST_NOTES;
        notes.truncate(MOST_NOTES);
        notes.push(format!("{more} more values were left out."));
    }
    Some(secrets)
}

/// Foreign text, cut to what fits into a sentence.
fn short(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(60).collect();
    if text.chars().count() > 60 { format!("{line}…") } else { line }
}

fn refused(reason: impl Into<String>) -> Refused {
    Refused(reason.into())
}
