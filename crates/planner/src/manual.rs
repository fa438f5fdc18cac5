//! A part's sections of the bundle's README. The part has their text; `bundle::readme` has their order, and the text that
//! is the same for every plan.

use crate::inputs::Inputs;
use crate::kube::ObjectSet;
use crate::plan::Plan;
use crate::topology::Topology;

/// A place in the README, in the order of reading. What several parts say there follows in the order of `stack::PARTS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Rows of the table of folders and files: name and meaning, for [`row`].
    Folders,
    /// Rows of the same table: what is not applied with the rest.
    FoldersApart,
    /// Sections with a heading of their own, after the first login.
    AfterInstall,
    /// Steps of an upgrade between the backup and everything else.
    BeforeUpgrade,
    /// Sentences of the first step of a change: what loading the bundle brings back.
    Reload,
    /// Paragraphs on which pods a change replaces by itself.
    Rolling,
    /// Items of the list of what cannot be changed just by applying.
    Fixed,
    /// Sections on copies, and the way back.
    Restoring,
    /// Sections on how the forum is watched.
    Watching,
    /// Sections at the end, for which only few look.
    Advanced,
}

/// What a part says in one place.
pub struct Section {
    /// The place.
    pub chapter: Chapter,
    /// The words, in Markdown; empty where this plan needs none. Only a section with a heading ends with a line break.
    pub write: fn(&Context<'_>) -> String,
}

/// What a section is written from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The plan, which secrets it needs, and the forum that runs now.
    pub inputs: &'a Inputs<'a>,
    /// The connections.
    pub topology: &'a Topology,
    /// Everything that is applied.
    pub objects: &'a ObjectSet,
}

impl<'a> Context<'a> {
    /// What the operator decided.
    pub fn plan(&self) -> &'a Plan {
        self.inputs.plan
    }
}

/// A row of a table.
pub fn row(cells: &[&str]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// A block of commands inside a list: indented, so that the numbers go on after it.
pub fn block(lines: &str) -> String {
    let inside: String = lines.lines().map(|line| format!("   {line}\n")).collect();
    format!("   ```sh\n{inside}   ```")
}
