//! The form's fields. A field reads and writes one option of the plan, and has its label and help text.
//!
//! A field's id is the path of its option (`postgres.storage`). The same id is the element's id on the page, the location
//! of a finding and the key in plan.yaml. The word before the dot is the part of the stack, which is also a section of the
//! form and a node of the picture.

use std::fmt;

use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::values::ParseError;

/// The path of an option, like `web.pages.replicas`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldId(pub &'static str);

impl FieldId {
    /// The key of the part this field belongs to: `web` of `web.pages.replicas`.
    pub fn part(self) -> &'static str {
        self.0.split('.').next().unwrap_or(self.0)
    }
}

impl fmt::Display for FieldId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// One question of the form. Made by the macros below, in the `fields.rs` of a part.
pub struct Field {
    /// Where in the plan.
    pub id: FieldId,
    /// The words beside the control.
    pub label: &'static str,
    /// What the choice leads to, in a sentence; shown under the control.
    pub help: &'static str,
    /// The heading above this field and those that follow; empty if there is none.
    pub group: &'static str,
    /// How it is asked, and the lens into the plan.
    pub control: Control,
    /// Whether the question makes sense for this plan.
    pub shown: fn(&Plan) -> bool,
    /// What the answer is about, and with it whether a preset may change it.
    pub subject: Subject,
    /// Whether this plan needs no answer at first, so that the form folds the question away.
    pub advanced: fn(&Plan) -> bool,
    /// More words that find this field in the search, separated by spaces.
    pub keywords: &'static str,
    /// What to do for this plan's answer, in a sentence with code between backticks; empty for most. It stands after the
    /// help.
    pub hint: fn(&Plan) -> String,
    /// Other answers that follow when a person chooses this one, where they have not given their own: the plan before,
    /// and the plan after. Nothing for most. Plans and links that are read have all their answers.
    pub brings: fn(&Plan, &mut Plan),
}

/// What an answer is about. A preset decides how much; what is, the operator knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// How much of something, or which way: presets decide it.
    Setting,
    /// What the operator calls, addresses or chose for good. A preset fills in an example, which never is the right
    /// answer; what differs from it is theirs.
    Name,
    /// What the cluster has. A preset suggests it, and an untouched suggestion may be the right answer; so it stays
    /// too, once the operator has written anything about their own world.
    Cluster,
}

/// How a field is asked. `get` and `set` are a lens into the plan.
pub enum Control {
    /// Yes or no.
    Toggle {
        /// Reads the option.
        get: fn(&Plan) -> bool,
        /// Writes it.
        set: fn(&mut Plan, bool),
    },
    /// A whole number within bounds.
    Count {
        /// Reads the option.
        get: fn(&Plan) -> u32,
        /// Writes it; `write` has checked the bounds.
        set: fn(&mut Plan, u32),
        /// The smallest number taken.
        least: u32,
        /// The largest number taken.
        most: u32,
        /// What is counted.
        unit: &'static str,
    },
    /// Text that must parse.
    Text {
        /// Reads the option as it would be typed.
        get: fn(&Plan) -> String,
        /// Parses and writes.
        set: fn(&mut Plan, &str) -> Result<(), ParseError>,
        /// Values to suggest, one per line; empty for none.
        suggestions: &'static str,
        /// Whether it is a certificate: lines of text, which come as a file as often.
        certificate: bool,
    },
    /// One of a list.
    Choice {
        /// Reads the key of the chosen alternative.
        get: fn(&Plan) -> &'static str,
        /// Writes the alternative with this key; false if there is none.
        set: fn(&mut Plan, &str) -> bool,
        /// Key and words of the alternatives.
        options: &'static [(&'static str, &'static str)],
    },
    /// A value that is not in the plan at all but among the secrets.
    Secret(SecretKey),
}

impl Field {
    /// The option as the form shows it. Secrets are not in the plan, so theirs is empty.
    pub fn read(&self, plan: &Plan) -> String {
        match &self.control {
            Control::Toggle { get, .. } => get(plan).to_string(),
            Control::Count { get, .. } => get(plan).to_string(),
            Control::Text { get, .. } => get(plan),
            Control::Choice { get, .. } => get(plan).to_owned(),
            Control::Secret(_) => String::new(),
        }
    }

    /// [`write`](Self::write) for an answer that a person gives, with what it brings.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn answer(&self, plan: &mut Plan, text: &str) -> Result<(), ParseError> {
        let before = plan.clone();
        self.write(plan, text)?;
        (self.brings)(&before, plan);
        Ok(())
    }

    /// Parses text that was typed, chosen, loaded or linked, and sets the option. There is no other way into the plan.
    ///
    /// # Errors
    /// When the text is not a valid value; the message says what to write. The plan then stays the same.
    pub fn write(&self, plan: &mut Plan, text: &str) -> Result<(), ParseError> {
        match &self.control {
            Control::Toggle { set, .. } => match text {
                "true" => set(plan, true),
                "false" => set(plan, false),
                _ => return Err(ParseError::new("Enter true or false.")),
            },
            Control::Count { set, least, most, .. } => {
                let digits = text.trim();
                let number =
                    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
                match number.filter(|n| (least..=most).contains(&n)) {
                    Some(number) => set(plan, number),
                    None => {
                        return Err(ParseError::new(format!("Enter a whole number from {least} to {most}.")));
                    }
                }
            }
            Control::Text { set, .. } => set(plan, text)?,
            Control::Choice { set, options, .. } => {
                if !set(plan, text) {
                    let keys: Vec<&str> = options.iter().map(|(key, _)| *key).collect();
                    return Err(ParseError::new(format!("Choose one of: {}.", keys.join(", "))));
                }
            }
            Control::Secret(_) => return Err(ParseError::new("A secret is never part of a plan.")),
        }
        Ok(())
    }

    /// A value of this field as the form words it.
    pub fn words(&self, value: &str) -> String {
        match &self.control {
            Control::Choice { options, .. } => {
                options.iter().find(|(key, _)| *key == value).map_or(value, |(_, words)| words).to_owned()
            }
            Control::Toggle { .. } => if value == "true" { "on" } else { "off" }.to_owned(),
            _ if value.is_empty() => "empty".to_owned(),
            _ => value.to_owned(),
        }
    }

    /// The same field, asked only when `shown` says so.
    pub const fn when(mut self, shown: fn(&Plan) -> bool) -> Self {
        self.shown = shown;
        self
    }

    /// The same field, about something else than how much.
    pub const fn subject(mut self, subject: Subject) -> Self {
        self.subject = subject;
        self
    }

    /// The same field, of which a newcomer need not know.
    pub const fn advanced(self) -> Self {
        self.advanced_when(always)
    }

    /// The same field, of which a newcomer need not know while `advanced` says so.
    pub const fn advanced_when(mut self, advanced: fn(&Plan) -> bool) -> Self {
        self.advanced = advanced;
        self
    }

    /// The same field, found by these words too.
    pub const fn keywords(mut self, keywords: &'static str) -> Self {
        self.keywords = keywords;
        self
    }

    /// The same field, with what to do for this plan's answer.
    pub const fn hinting(mut self, hint: fn(&Plan) -> String) -> Self {
        self.hint = hint;
        self
    }

    /// The same field, with other answers that follow when a person chooses this one.
    pub const fn bringing(mut self, brings: fn(&Plan, &mut Plan)) -> Self {
        self.brings = brings;
        self
    }

    /// The same field with a heading above it.
    pub const fn under(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// The same text field with values to choose from, one per line.
    pub const fn suggesting(mut self, lines: &'static str) -> Self {
        if let Control::Text { suggestions, .. } = &mut self.control {
            *suggestions = lines;
        }
        self
    }

    /// The same text field for a certificate.
    pub const fn of_a_certificate(mut self) -> Self {
        if let Control::Text { certificate, .. } = &mut self.control {
            *certificate = true;
        }
        self
    }
}

/// A field is worth asking at first unless it says otherwise.
pub const fn never(_: &Plan) -> bool {
    false
}

/// The default: the form shows the field whatever the plan.
pub const fn always(_: &Plan) -> bool {
    true
}

/// What most answers bring with them.
pub(crate) fn nothing_more(_: &Plan, _: &mut Plan) {}

/// Nothing is to be done for an answer unless the field says so.
pub const fn nothing_to_do(_: &Plan) -> String {
    String::new()
}

/// The id of an option from its path, so that the two cannot differ.
macro_rules! field {
    ($head:ident $(. $tail:ident)*, $label:literal, $help:expr, $control:expr) => {
        $crate::field::Field {
            id: $crate::field::FieldId(concat!(stringify!($head) $(, ".", stringify!($tail))*)),
            label: $label,
            help: $help,
            group: "",
            control: $control,
            shown: $crate::field::always,
            subject: $crate::field::Subject::Setting,
            advanced: $crate::field::never,
            keywords: "",
            hint: $crate::field::nothing_to_do,
            brings: $crate::field::nothing_more,
        }
    };
}

/// A yes-or-no option.
macro_rules! toggle {
    ($head:ident $(. $tail:ident)*, $label:literal, $help:literal) => {
        $crate::field::field!($head $(. $tail)*, $label, $help, $crate::field::Control::Toggle {
            get: |plan| plan.$head $(. $tail)*,
            set: |plan, value| plan.$head $(. $tail)* = value,
        })
    };
}

/// A number within bounds.
macro_rules! count {
    ($head:ident $(. $tail:ident)*, $label:literal, $help:literal, $least:literal ..= $most:literal, $unit:literal) => {
        $crate::field::field!($head $(. $tail)*, $label, $help, $crate::field::Control::Count {
            get: |plan| plan.$head $(. $tail)*,
            set: |plan, value| plan.$head $(. $tail)* = value,
            least: $least,
            most: $most,
            unit: $unit,
        })
    };
}

/// A word: text that must parse.
macro_rules! text {
    ($head:ident $(. $tail:ident)*, $label:literal, $help:expr) => {
        $crate::field::field!($head $(. $tail)*, $label, $help, $crate::field::Control::Text {
            get: |plan| plan.$head $(. $tail)*.to_string(),
            set: |plan, text| {
                plan.$head $(. $tail)* = text.parse()?;
                Ok(())
            },
            suggestions: "",
            certificate: false,
        })
    };
}

/// A word that may be left out.
macro_rules! optional {
    ($head:ident $(. $tail:ident)*, $label:literal, $help:literal) => {
        $crate::field::field!($head $(. $tail)*, $label, $help, $crate::field::Control::Text {
            get: |plan| plan.$head $(. $tail)*.as_ref().map(ToString::to_string).unwrap_or_default(),
            set: |plan, text| {
                let text = text.trim();
                plan.$head $(. $tail)* = if text.is_empty() { None } else { Some(text.parse()?) };
                Ok(())
            },
            suggestions: "",
            certificate: false,
        })
    };
}

/// One of a list.
macro_rules! choice {
    ($head:ident $(. $tail:ident)*: $kind:ty, $label:literal, $help:literal) => {
        $crate::field::field!($head $(. $tail)*, $label, $help, $crate::field::Control::Choice {
            get: |plan| $crate::values::Choices::key(plan.$head $(. $tail)*),
            set: |plan, key| {
                let choice = <$kind as $crate::values::Choices>::from_key(key);
                if let Some(choice) = choice {
                    plan.$head $(. $tail)* = choice;
                }
                choice.is_some()
            },
            options: <$kind as $crate::values::Choices>::OPTIONS,
        })
    };
}

pub(crate) use {choice, count, field, optional, text, toggle};
