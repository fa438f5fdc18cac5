//! Free text on one line, and choices from a list.

use super::{ParseError, word};

word! {
    /// One line of printable text, at most 120 characters; may be unwise, cannot break a file.
    Line, check_line
}

fn check_line(text: &str) -> Result<(), ParseError> {
    if (1..=120).contains(&text.chars().count()) && !text.chars().any(char::is_control) {
        return Ok(());
    }
    Err(ParseError::new("Enter one line of up to 120 characters."))
}

/// A closed list of alternatives: an enum whose variants have a key (in plan.yaml and links) and
/// words (in the form).
pub trait Choices: Copy + PartialEq + Sized + 'static {
    /// Key and words of every alternative, in the order of the form.
    const OPTIONS: &'static [(&'static str, &'static str)];
    /// The alternatives in the same order.
    const ALL: &'static [Self];

    /// This alternative's key.
    fn key(self) -> &'static str {
        let at = Self::ALL.iter().position(|choice| *choice == self).unwrap_or(0);
        Self::OPTIONS.get(at).map_or("", |(key, _)| key)
    }

    /// This alternative's words.
    fn words(self) -> &'static str {
        let at = Self::ALL.iter().position(|choice| *choice == self).unwrap_or(0);
        Self::OPTIONS.get(at).map_or("", |(_, words)| words)
    }

    /// The alternative with this key, if there is one.
    fn from_key(key: &str) -> Option<Self> {
        let at = Self::OPTIONS.iter().position(|(known, _)| *known == key)?;
        Self::ALL.get(at).copied()
    }
}

/// Declares an enum with its [`Choices`].
macro_rules! choices {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $key:literal, $words:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant,)+ }

        impl $crate::values::Choices for $name {
            const OPTIONS: &'static [(&'static str, &'static str)] = &[$(($key, $words)),+];
            const ALL: &'static [Self] = &[$(Self::$variant),+];
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str($crate::values::Choices::key(*self))
            }
        }
    };
}
pub(crate) use choices;
