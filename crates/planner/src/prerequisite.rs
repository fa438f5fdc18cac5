//! Prerequisites: what must be installed before a bundle is applied. README and page show the same text.

/// When it is done. The order is that of the steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// A program on the operator's own machine.
    Tool,
    /// Something that is the cluster's or the world's own: it can only be looked at here.
    Check,
    /// Something that is installed once in a cluster, and that many clusters have already.
    Install,
    /// Something in the forum's own namespace.
    Namespace,
}

/// One thing to have ready. In its words code stands between backticks, and a link is `[words](https://address)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prerequisite {
    /// When it is done.
    pub stage: Stage,
    /// What it is, as a noun.
    pub title: String,
    /// What it is for, in one sentence or a few; of a tool, a clause.
    pub about: String,
    /// Lines for a shell that show whether it is there; may be empty.
    pub check: String,
    /// Lines for a shell that bring it; may be empty.
    pub commands: String,
}

impl Prerequisite {
    /// Without commands.
    pub fn new(stage: Stage, title: impl Into<String>, about: impl Into<String>) -> Self {
        Self {
            stage,
            title: title.into(),
            about: about.into(),
            check: String::new(),
            commands: String::new(),
        }
    }

    /// The lines that show whether it is there.
    #[must_use]
    pub fn seen_by(mut self, check: impl Into<String>) -> Self {
        self.check = check.into();
        self
    }

    /// The lines that bring it.
    #[must_use]
    pub fn made_by(mut self, commands: impl Into<String>) -> Self {
        self.commands = commands.into();
        self
    }
}
