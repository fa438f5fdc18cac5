//! Variations of a plan: the same plan with one option changed a little.

use crate::field::{Control, Field};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::presets::PRESETS;
use crate::secrets::{SecretKey, Secrets};

/// A plan and secrets that differ in one option.
pub struct Variation {
    /// The plan.
    pub plan: Plan,
    /// The secrets.
    pub secrets: Secrets,
}

/// Values of every kind, for a text that has none yet; each field takes those that it can.
const SAMPLES: &[&str] = &[
    "other",
    "other.example.org",
    "admin@other.example.org",
    "https://other.example.org",
    "https://other.example.org/forum.git",
    "2",
    "2Gi",
    "10.0.0.2",
    "kind=other",
];

/// The other answers that are tried: the other side of a switch, every other choice, one more, one less and the
/// least of a number (a pod that is alone has no budget), another text, and none where that is one.
pub fn variations(field: &Field, inputs: &Inputs<'_>) -> Vec<Variation> {
    let plan = inputs.plan;
    let with = |plan: Plan| Variation { plan, secrets: inputs.secrets.clone() };
    let each = |values: Vec<String>| {
        let plans = values.into_iter().filter_map(|value| written(field, plan, [value].into_iter()));
        plans.map(with).collect()
    };
    match &field.control {
        Control::Toggle { get, .. } => each(vec![(!get(plan)).to_string()]),
        Control::Count { get, least, .. } => {
            let now = get(plan);
            let mut numbers = vec![now.saturating_add(1), now.saturating_sub(1), *least];
            numbers.dedup();
            each(numbers.into_iter().map(|number| number.to_string()).collect())
        }
        Control::Choice { options, .. } => each(options.iter().map(|(key, _)| (*key).to_owned()).collect()),
        Control::Text { suggestions, .. } => {
            let other = written(field, plan, other_texts(field, plan, suggestions));
            let none = written(field, plan, [String::new()].into_iter());
            other.into_iter().chain(none).map(with).collect()
        }
        Control::Secret(key) => {
            let secrets = other_secret(inputs.secrets, *key);
            secrets.map(|secrets| Variation { plan: plan.clone(), secrets }).into_iter().collect()
        }
    }
}

/// The plan with the first of these values that is valid and different.
fn written(field: &Field, plan: &Plan, mut values: impl Iterator<Item = String>) -> Option<Plan> {
    let before = field.read(plan);
    let mut other = plan.clone();
    // What is refused leaves the plan as it was.
    let differs = |value: String| field.write(&mut other, &value).is_ok() && field.read(&other) != before;
    values.any(differs).then_some(other)
}

/// Texts that may stand there instead: those that are suggested, the present one changed a little, those of the
/// presets, any.
fn other_texts(field: &Field, plan: &Plan, suggestions: &'static str) -> impl Iterator<Item = String> {
    suggestions
        .lines()
        .map(ToOwned::to_owned)
        .chain(changed_a_little(&field.read(plan)))
        .chain(PRESETS.iter().map(|preset| field.read(&(preset.plan)())))
        .chain(SAMPLES.iter().map(|sample| (*sample).to_owned()))
}

/// The text with one digit one higher or lower, the last one first; with its last letter replaced; with one more.
fn changed_a_little(text: &str) -> Vec<String> {
    let replaced =
        |at: usize, old: char, new: char| format!("{}{new}{}", &text[..at], &text[at + old.len_utf8()..]);
    let shifted = |digit: char, by: u32| {
        digit.to_digit(10).and_then(|value| char::from_digit((value + by) % 10, 10)).unwrap_or(digit)
    };
    let digits = text.char_indices().rev().filter(|(_, letter)| letter.is_ascii_digit());
    let mut texts: Vec<String> =
        digits.flat_map(|(at, digit)| [1, 9].map(|by| replaced(at, digit, shifted(digit, by)))).collect();
    if let Some((at, letter)) = text.char_indices().rev().find(|(_, letter)| letter.is_alphanumeric()) {
        texts.push(replaced(at, letter, if letter == 'x' { 'y' } else { 'x' }));
    }
    texts.push(format!("{text}2"));
    texts
}

fn other_secret(secrets: &Secrets, key: SecretKey) -> Option<Secrets> {
    let value = if secrets.get(key) == "another" { "yet another" } else { "another" };
    let mut other = secrets.clone();
    other.set(key, value).ok()?;
    Some(other)
}
