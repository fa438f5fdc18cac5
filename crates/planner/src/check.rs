//! A part's checks in `verify.sh`. The part has the shell lines; `bundle::verify` has the functions with which they report,
//! the order of the topics, and the wait for everything that was applied.

/// What is asked, in this order; checks of one topic follow in the order of `stack::PARTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// Whether the forum shows its pages inside the cluster.
    Pages,
    /// Whether uploads are kept and shown.
    Uploads,
    /// Whether the servers of data do their work.
    Servers,
    /// Whether work in the background is done.
    Tasks,
    /// Whether mail leaves.
    Mail,
    /// What visitors find.
    Visitors,
    /// Whether copies are made.
    Copies,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What is asked.
    pub topic: Topic,
    /// What differs between plans: variables and their values, quoted for a shell. They stand at the top of the script,
    /// so every check may read those of all others.
    pub variables: Vec<(&'static str, String)>,
    /// Lines of bash under `set -euo pipefail`, each with its line break. They begin with `say`, and report by `ok`,
    /// `note`, `warn` and `fail`; `k` is kubectl in the forum's namespace.
    pub script: String,
}

impl Check {
    /// Without variables.
    pub fn new(topic: Topic, script: impl Into<String>) -> Self {
        Self { topic, variables: Vec::new(), script: script.into() }
    }

    /// With one more variable.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.variables.push((name, value.into()));
        self
    }
}
