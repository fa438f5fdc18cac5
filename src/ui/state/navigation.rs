//! Navigation: the current field, node, file and pane.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::{Field, FieldId};
use planner::stack::PARTS;
use planner::topology::NodeId;

use super::AppState;
use super::whatif_state::WhatIfState;
use crate::ui::browser;
use crate::ui::form::BUTTONS;
use crate::ui::selection::{LinkKey, Selection, component};

/// Which line of the shown file should be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// The first one.
    Top,
    /// The first that the last edit changed.
    Change,
    /// The one with this number, from 0.
    Line(usize),
    /// Where this component's objects begin.
    Component(&'static str),
}

/// The panes, of which narrow screens show one, and wider ones several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The questions.
    Form,
    /// The picture.
    Picture,
    /// The picture alone.
    Alone,
    /// The findings, or what follows from a failure.
    Findings,
    /// The files.
    Files,
    /// Two plans side by side.
    Compare,
}

impl Pane {
    /// Its name in the style sheet.
    pub fn key(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Picture => "picture",
            Self::Alone => "alone",
            Self::Findings => "findings",
            Self::Files => "files",
            Self::Compare => "compare",
        }
    }

    /// What stands beside the form once this was asked for, after `before`.
    pub(super) fn beside(self, before: Option<Self>) -> Self {
        match self {
            Self::Picture | Self::Alone => Self::Picture,
            Self::Findings | Self::Files => self,
            Self::Form | Self::Compare => before.unwrap_or(Self::Picture),
        }
    }

    /// What stands beside the picture once this was asked for, after `before`. A failure is seen in the picture and
    /// told beside it.
    pub(super) fn side(self, before: Option<Self>, failing: bool) -> Self {
        match self {
            Self::Findings | Self::Files => self,
            Self::Picture | Self::Alone if failing => Self::Findings,
            Self::Form | Self::Picture | Self::Alone | Self::Compare => before.unwrap_or(Self::Findings),
        }
    }
}

/// What the pane of the findings lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// What is wrong with the plan.
    Findings,
    /// What applying does to the forum that runs now.
    Upgrade,
}

/// Where the operator looks.
#[derive(Clone, Copy)]
pub struct Navigation {
    /// What is selected, for all panes.
    pub selection: ReadSignal<Selection>,
    set_selection: WriteSignal<Selection>,
    /// The field that Next led to last.
    pub(super) led: RwSignal<Option<FieldId>>,
    /// The shown file.
    pub file: ReadSignal<String>,
    set_file: WriteSignal<String>,
    /// Which line of it should be visible.
    pub reveal: ReadSignal<Reveal>,
    set_reveal: WriteSignal<Reveal>,
    /// The pane that a narrow screen shows, and that was asked for last on any.
    pub pane: ReadSignal<Pane>,
    set_pane: WriteSignal<Pane>,
    /// The pane beside the form on a screen with two columns: picture, findings or files.
    pub beside: Memo<Pane>,
    /// The pane beside the picture on a screen with three columns: findings or files.
    pub side: Memo<Pane>,
    /// What the pane of the findings lists.
    pub listing: ReadSignal<Listing>,
    set_listing: WriteSignal<Listing>,
}

impl Navigation {
    /// At the form, with this file open.
    pub(super) fn new(file: String, whatif: WhatIfState) -> Self {
        let (selection, set_selection) = signal(Selection::default());
        let (file, set_file) = signal(file);
        let (reveal, set_reveal) = signal(Reveal::Top);
        let (pane, set_pane) = signal(Pane::Form);
        let (listing, set_listing) = signal(Listing::Findings);
        Self {
            selection,
            set_selection,
            led: RwSignal::default(),
            file,
            set_file,
            reveal,
            set_reveal,
            pane,
            set_pane,
            beside: memo(move |before| pane.get().beside(before.copied())),
            side: memo(move |before| pane.get().side(before.copied(), whatif.is_open())),
            listing,
            set_listing,
        }
    }

    /// Selects something, for all panes.
    pub(super) fn select(self, selection: Selection) {
        self.set_selection.set(selection);
    }

    /// Nothing is selected any more.
    pub fn deselect(self) {
        self.select(Selection::Nothing);
    }

    /// Shows a file.
    pub(super) fn show_file(self, path: String) {
        if self.file.with_untracked(|file| *file != path) {
            self.set_file.set(path);
        }
    }

    /// Brings a line of the shown file into view.
    pub(super) fn reveal(self, what: Reveal) {
        self.set_reveal.set(what);
    }

    /// Shows a pane where there is not room for all.
    pub fn show_pane(self, pane: Pane) {
        self.set_pane.set(pane);
    }

    /// Shows one of the lists in the pane of the findings.
    pub fn show_list(self, listing: Listing) {
        self.set_listing.set(listing);
    }

    /// Leads back from the pane that comparison and capacity share.
    pub(super) fn leave_comparison(self, back: Pane) {
        if self.pane.get_untracked() == Pane::Compare {
            self.show_pane(back);
        }
    }
}

impl AppState {
    /// A field has the focus.
    pub fn look_at_field(self, field: FieldId) {
        if self.navigation.selection.get_untracked() == Selection::Field(field) {
            return;
        }
        let other_part = self.navigation.selection.get_untracked().part() != Some(field.part());
        self.navigation.select(Selection::Field(field));
        self.light(field, other_part);
    }

    /// Opens a field's section and moves the focus to it.
    pub fn go_to_field(self, field: FieldId) {
        self.uncover(field);
        self.navigation.show_pane(Pane::Form);
        browser::when_drawn(move || browser::focus(field.0));
    }

    /// Selects a node: its section, its file, its lines.
    pub fn choose_node(self, node: NodeId) {
        self.toasts.close_read();
        self.navigation.select(Selection::Node(node));
        self.fail_chosen(node);
        self.open_section(node.part());
        let named = self.topology.with_untracked(|t| t.find(node).and_then(component));
        self.open_file_of(node.part(), named.map_or(Reveal::Top, Reveal::Component));
        let question = self.question(node);
        question.into_iter().for_each(|field| self.uncover(field));
        let place = question.map_or_else(|| node.part().to_owned(), |id| format!("{id}-label"));
        browser::when_drawn(move || browser::show(&place));
    }

    /// The first question about a node, where its part asks others before.
    fn question(self, node: NodeId) -> Option<FieldId> {
        let part = PARTS.iter().find(|part| part.key == node.part())?;
        let asked = |field: &&Field| self.project.plan.with_untracked(field.shown);
        let mine = |id: FieldId| self.topology.with_untracked(|t| Selection::Field(id).lights(node, t));
        let (at, field) = part.fields.iter().filter(asked).enumerate().find(|(_, field)| mine(field.id))?;
        (at > 0).then_some(field.id)
    }

    /// Moves the focus to the questions about a node.
    pub fn go_to_options(self, node: NodeId) {
        match self.question(node) {
            Some(field) => self.go_to_field(field),
            None => {
                self.open_section(node.part());
                self.navigation.show_pane(Pane::Form);
                let heading = format!("{}-title", node.part());
                browser::when_drawn(move || {
                    browser::focus(&heading);
                    browser::show(node.part());
                });
            }
        }
    }

    /// Moves the focus to the buttons of the field in focus: its way back to the preset, and what else it offers.
    pub fn go_to_buttons(self) {
        if let Some(field) = self.navigation.selection.get_untracked().field() {
            browser::focus_first(&format!("[data-field=\"{field}\"]{BUTTONS}"));
        }
    }

    /// Moves the focus into a pane: where it was last, as far as that is known.
    pub fn go_to_pane(self, pane: Pane) {
        if matches!(pane, Pane::Picture | Pane::Alone | Pane::Findings | Pane::Files) {
            self.clear_the_way();
        }
        self.navigation.show_pane(pane);
        let selection = self.navigation.selection.get_untracked();
        browser::when_drawn(move || match (pane, selection) {
            (Pane::Form, Selection::Field(field)) if browser::is_there(field.0) => browser::focus(field.0),
            (Pane::Form, _) => browser::focus("form"),
            (Pane::Picture | Pane::Alone, _) => {
                browser::focus_first("#picture [tabindex='0'], #picture-table")
            }
            (Pane::Findings, _) => browser::focus_first("#findings, #upgrade, #whatif"),
            (Pane::Files, _) => browser::focus_first("#pane-files [aria-selected='true'], #files"),
            (Pane::Compare, _) => browser::focus("compare-title"),
        });
    }

    /// Selects a line of the picture, and moves the focus to its story.
    pub fn choose_link(self, link: LinkKey) {
        self.toasts.close_read();
        self.navigation.select(Selection::Link(link));
        // A failure's story stands where its own would.
        self.whatif.close();
        browser::when_drawn(move || browser::focus("caption"));
    }

    /// Shows one of the lists beside the picture.
    pub fn list(self, what: Listing) {
        // The lists stand where two plans are compared.
        self.comparison.close();
        self.whatif.close();
        self.navigation.show_list(what);
        self.clear_the_way();
        self.navigation.show_pane(Pane::Findings);
        let id = match what {
            Listing::Findings => "findings",
            Listing::Upgrade => "upgrade",
        };
        browser::when_drawn(move || {
            browser::focus(id);
            // On a narrow screen the list is longer than the window: its first line comes first.
            browser::show("pane-findings");
        });
    }

    /// Opens a section of the form.
    pub fn open_section(self, part: &'static str) {
        self.sections.open(part);
    }

    /// Opens or closes a section of the form.
    pub fn toggle_section(self, part: &'static str) {
        if self.sections.toggle(part) {
            self.navigation.select(Selection::Part(part));
            self.open_file_of(part, Reveal::Top);
        }
    }
}
