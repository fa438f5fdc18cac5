//! A plan as the fragment of a URL, to share it in a chat: `v1.trial&site.host=talk.example.org`. The differences from a
//! preset are readable text, so the recipient can see what the link contains before opening it.
//!
//! A link is made from a plan, and a plan has no secrets, so a link cannot contain one.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::field::Control;
use crate::import::apply::{ImportError, apply_values, notes, refused, short};
use crate::plan::Plan;
use crate::presets::PRESETS;
use crate::stack::fields;

/// What came out of a link.
#[derive(Clone, Debug, PartialEq)]
pub struct Linked {
    /// The plan.
    pub plan: Plan,
    /// What was left out, a sentence each.
    pub notes: Vec<String>,
}

/// What the presets are for links of a version, for ever.
struct Version {
    number: u32,
    /// Preset, field and value, wherever a preset has become another since: what it was for these links.
    since: &'static [(&'static str, &'static str, &'static str)],
}

/// Every version that is read; the last one is written. `tests/link.rs` holds the presets to what they were.
const VERSIONS: &[Version] = &[
    Version {
        number: 1,
        since: &[
            ("trial", "site.issued_by", "existing"),
            ("small-production", "site.issued_by", "existing"),
            ("highly-available", "site.issued_by", "existing"),
            ("report-2022", "site.issued_by", "existing"),
        ],
    },
    Version { number: 2, since: &[] },
];

/// Some plans have long lists of addresses; a link of this length fits into no chat, but is read.
const LONGEST: usize = 64 * 1024;

/// A preset as the links of a version mean it.
pub fn base(version: u32, preset: &str) -> Option<Plan> {
    let version = VERSIONS.iter().find(|known| known.number == version)?;
    let mut plan = (PRESETS.iter().find(|known| known.key == preset)?.plan)();
    for (_, field, value) in version.since.iter().filter(|(key, _, _)| *key == preset) {
        // Held by the test: each of these is a value that its field takes.
        let _ = fields().find(|known| known.id.0 == *field).map(|field| field.write(&mut plan, value));
    }
    Some(plan)
}

/// The plan as the part of an address after the `#`: the preset that makes it shortest, and what differs.
pub fn link(plan: &Plan) -> String {
    let newest = VERSIONS.last().map_or(1, |version| version.number);
    PRESETS
        .iter()
        .filter_map(|preset| Some((preset.key, base(newest, preset.key)?)))
        .map(|(key, base)| format!("v{newest}.{key}{}", differences(&base, plan)))
        .min_by_key(String::len)
        .unwrap_or_default()
}

fn differences(base: &Plan, plan: &Plan) -> String {
    let mut text = String::new();
    for field in fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        let value = field.read(plan);
        if value != field.read(base) {
            text.push('&');
            text.push_str(field.id.0);
            text.push('=');
            escape(&value, &mut text);
        }
    }
    text
}

/// Whether the end of an address claims to be a plan, as `#form` does not.
pub fn carries_plan(fragment: &str) -> bool {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    text.contains('=')
        || text.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// Reads what [`link`] wrote, in any version.
///
/// # Errors
/// When it cannot be a whole link, with the reason. Nothing is then taken.
pub fn read(fragment: &str) -> Result<Linked, ImportError> {
    let text = fragment.strip_prefix('#').unwrap_or(fragment);
    if text.len() > LONGEST {
        return Err(refused("This link is longer than 64 KiB, which is too long for a plan."));
    }
    let mut pieces = text.split('&');
    let base = start(pieces.next().unwrap_or_default())?;
    let mut values = BTreeMap::new();
    let mut secrets = false;
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let damaged =
            || refused(format!("This link is damaged or cut off at “{}”. Ask for it again.", short(piece)));
        let (key, value) = piece.split_once('=').ok_or_else(damaged)?;
        let key = unescape(key).ok_or_else(damaged)?;
        let value = unescape(value).ok_or_else(damaged)?;
        let option = fields().any(|field| field.id.0 == key && !matches!(field.control, Control::Secret(_)));
        if key.starts_with("secrets.") && !option {
            secrets = true;
        } else if values.insert(key, value).is_some() {
            return Err(damaged());
        }
    }
    let (plan, left) = apply_values(base, values);
    let mut notes = notes(&left);
    if secrets {
        notes.push("It contained secrets, which were left out: do not put secrets in links.".to_owned());
    }
    Ok(Linked { plan, notes })
}

/// The plan that `v1.trial` names.
fn start(head: &str) -> Result<Plan, ImportError> {
    let known = || {
        let (version, preset) = head.strip_prefix('v')?.split_once('.')?;
        let digits = !version.is_empty() && version.bytes().all(|b| b.is_ascii_digit());
        Some((digits.then(|| version.parse::<u32>().ok())??, preset))
    };
    let newest = VERSIONS.last().map_or(1, |version| version.number);
    match known() {
        Some((version, _)) if version > newest => Err(refused(format!(
            "This link has version {version}, but this planner only reads versions up to {newest}. Use a newer \
             planner."
        ))),
        Some((version, preset)) => base(version, preset)
            .ok_or_else(|| refused(format!("This link starts with “{}”, which is not a plan.", short(head)))),
        None => Err(refused(
            "The end of this address is not a plan. A link starts with its version, like v1.trial.",
        )),
    }
}

/// What browsers and chats leave alone stays readable; everything else is percent-encoded.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'/')
    .remove(b':')
    .remove(b'@')
    .remove(b',');

/// A sign at the very end is always encoded, since chats take it for the end of their sentence.
fn escape(value: &str, text: &mut String) {
    let last = value.char_indices().next_back().map_or(0, |(at, _)| at);
    let (most, last) = value.split_at(last);
    text.extend(utf8_percent_encode(most, ENCODED));
    text.extend(utf8_percent_encode(last, NON_ALPHANUMERIC));
}

/// None for a `%` without two hexadecimal digits, invalid UTF-8, or control characters.
fn unescape(text: &str) -> Option<String> {
    let encoded = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let whole = text.split('%').skip(1).all(encoded);
    let decoded = percent_decode_str(text).decode_utf8().ok().filter(|_| whole)?;
    (!decoded.chars().any(char::is_control)).then(|| decoded.into_owned())
}
