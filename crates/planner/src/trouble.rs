//! A part's rows of the README's table "When something is wrong": what people see, why, and what to do. The part has the
//! words; `bundle::readme` prints the table.

use crate::manual::row;
use crate::plan::Plan;
use crate::shell::quote;

/// Where a row stands: in the order in which an operator meets such things. Rows of one kind follow in the order of
/// `stack::PARTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Pods do not come up.
    Starting,
    /// No page opens.
    Pages,
    /// Pages open, and something in them fails.
    Using,
    /// What visitors send arrives changed.
    Visitors,
    /// Names, files, mail: what the forum needs of others.
    Needs,
    /// What can be wrong only with some servers.
    Servers,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Where it stands.
    pub stage: Stage,
    /// What people see, in Markdown.
    pub seen: String,
    /// Why.
    pub cause: String,
    /// What to do.
    pub remedy: String,
}

impl Trouble {
    /// A row.
    pub fn new(
        stage: Stage,
        seen: impl Into<String>,
        cause: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self { stage, seen: seen.into(), cause: cause.into(), remedy: remedy.into() }
    }

    /// As a row of a Markdown table.
    pub fn row(&self) -> String {
        row(&[&self.seen, &self.cause, &self.remedy])
    }
}

/// `kubectl` in the forum's namespace, as these rows write it.
pub fn kubectl(plan: &Plan) -> String {
    format!("kubectl --namespace {}", quote(plan.site.namespace.as_str()))
}
