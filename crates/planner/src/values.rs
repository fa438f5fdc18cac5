//! Validated values. A value of one of these types is always valid.
//!
//! Text is checked once, when it is parsed. Every [`Hostname`] is a host name, so no other code has to check it again, and
//! the builders of manifests cannot fail. Whether a value is a good idea is a question for the rules, not for this module.

mod address;
mod certificate;
mod image;
mod names;
mod placement;
mod quantity;
mod recipients;
mod repository;
mod schedule;
mod store;
mod text;

pub use address::{Cidrs, Email, Hostname, Hostnames, Port, ServerAddress};
pub use certificate::{Certificate, Certified};
pub use image::{ImageRef, MirrorAddress};
pub use names::{DatabaseName, DnsLabel, DnsSubdomain, LabelPair};
pub use placement::{NodeLabels, Taint, Taints};
pub use quantity::{Memory, Millicores, Resources};
pub use recipients::Recipients;
pub use repository::{GitPath, GitRevision, GitUrl};
pub use schedule::{CronSchedule, TIME_ZONES, TimeZone};
pub use store::{BucketName, StorePath, StoreUrl};
pub use text::{Choices, Line};

/// Text that cannot enter the plan, and what to write instead: a sentence for the person at the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError(pub String);

impl ParseError {
    /// A refusal in words that are known beforehand.
    pub fn new(what_to_write: impl Into<String>) -> Self {
        Self(what_to_write.into())
    }
}

impl std::error::Error for ParseError {}

impl std::fmt::Display for ParseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Declares a word: a string that passed `check`. `known` is for literals in this source only; a
/// test writes every default and preset back through its field, so a wrong literal cannot stay.
macro_rules! word {
    ($(#[$doc:meta])* $name:ident, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A literal of this source; tests prove that it would parse.
            #[allow(dead_code, reason = "not every kind of text has a default or stands in a rule's example")]
            pub(crate) fn known(text: &'static str) -> Self {
                Self(text.to_owned())
            }

            /// The text as it was written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::values::ParseError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let text = text.trim();
                $check(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
pub(crate) use text::choices;
use word;
