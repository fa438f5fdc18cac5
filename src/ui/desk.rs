//! The state of the page: what the operator decided, and where they look. All else is derived.

mod changes;
mod counts;
mod history;
mod saving;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use forum_planner::field::{Field, FieldId};
use forum_planner::finding::{Action, Finding};
use forum_planner::outcome::presets::{PRESETS, Preset};
use forum_planner::outcome::{Outcome, file_of, outcome_after};
use forum_planner::plan::Plan;
use forum_planner::secrets::{SecretKey, Secrets};
use forum_planner::stack::{PARTS, find_field};
use forum_planner::topology::{NodeId, Topology};
use forum_planner::words::Malformed;
use leptos::prelude::*;

use super::browser;
use super::selection::{Selection, component};
pub use counts::{Counts, plural, worded};
pub use history::{History, Step};

/// An outcome that many memos read. Two of them are equal when they are the same one.
#[derive(Clone)]
pub struct Shared(Arc<Outcome>);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Shared {
    type Target = Outcome;

    fn deref(&self) -> &Outcome {
        &self.0
    }
}

/// What stands in a field and is not, or not in this spelling, in the plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// What was typed.
    pub text: String,
    /// Why it cannot enter the plan, if it cannot.
    pub problem: Option<Malformed>,
}

/// A sentence for the operator about what just happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// More about it, one line each.
    pub notes: Vec<String>,
    /// Whether "Undo" stands beside it.
    pub undo: bool,
}

/// Which line of the shown file should be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reveal {
    /// The first one.
    Top,
    /// The first that the last edit changed.
    Change,
    /// Where this component's objects begin.
    Component(&'static str),
}

/// The panes, of which narrow screens show one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The questions.
    Form,
    /// The picture and the findings.
    Picture,
    /// The files.
    Files,
}

impl Pane {
    /// Its name in the style sheet.
    pub fn key(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Picture => "picture",
            Self::Files => "files",
        }
    }
}

/// Which finding, so that its row stays when its numbers change: its code, its first field, and how
/// many of the same stand before it.
pub type FindingKey = (&'static str, Option<FieldId>, usize);

/// Everything the areas of the screen share.
#[derive(Clone, Copy)]
pub struct Desk {
    /// What the operator decided.
    pub plan: RwSignal<Plan>,
    /// The secrets; they never leave this signal but into the zip, the clipboard and a shown field.
    pub secrets: RwSignal<Secrets>,
    /// What follows from both.
    pub outcome: Memo<Shared>,
    /// What followed before the last edit.
    pub earlier: RwSignal<Option<Shared>>,
    /// Texts in fields that are not in the plan like that.
    pub drafts: RwSignal<BTreeMap<FieldId, Draft>>,
    /// The plan that the operator started from.
    pub preset: RwSignal<usize>,
    /// What is selected, for all panes.
    pub selection: RwSignal<Selection>,
    /// The shown file.
    pub file: RwSignal<String>,
    /// Whether the values in the Secret's file are shown.
    pub bare: RwSignal<bool>,
    /// Which line of it should be seen.
    pub reveal: RwSignal<Reveal>,
    /// The open sections of the form.
    pub open: RwSignal<BTreeSet<&'static str>>,
    /// The pane that a narrow screen shows.
    pub pane: RwSignal<Pane>,
    /// The plans before and after.
    pub history: RwSignal<History>,
    /// What there is to say.
    pub said: RwSignal<Option<Said>>,
    /// Whether the question about a download with errors is open.
    pub asking: RwSignal<bool>,
    /// Who talks to whom.
    pub topology: Memo<Topology>,
    /// Options that differ from the preset.
    pub changed: Memo<BTreeSet<FieldId>>,
    /// Files that the last edit changed.
    pub touched: Memo<BTreeSet<String>>,
    /// How many findings of each kind.
    pub counts: Memo<Counts>,
}

impl Desk {
    /// The desk of this page.
    pub fn here() -> Self {
        expect_context()
    }

    /// A desk with the plan of the last visit, or a preset.
    pub fn open() -> Self {
        let (start, said) = saving::last_visit();
        let mut secrets = Secrets::default();
        secrets.fill(&start, browser::random());
        let preset = RwSignal::new(changes::nearest_preset(&start));
        let plan = RwSignal::new(start);
        let secrets = RwSignal::new(secrets);
        let outcome = Memo::new(move |before: Option<&Shared>| {
            let before = before.map(|before| &**before);
            plan.with(|plan| secrets.with(|secrets| Shared(Arc::new(outcome_after(before, plan, secrets)))))
        });
        let earlier = RwSignal::new(None);
        let base = Memo::new(move |_| (PRESETS[preset.get()].plan)());
        Self {
            plan,
            secrets,
            outcome,
            earlier,
            drafts: RwSignal::default(),
            preset,
            selection: RwSignal::default(),
            file: RwSignal::new(file_of("web")),
            bare: RwSignal::new(false),
            reveal: RwSignal::new(Reveal::Top),
            open: RwSignal::new(BTreeSet::from(["site"])),
            pane: RwSignal::new(Pane::Form),
            history: RwSignal::default(),
            said: RwSignal::new(said),
            asking: RwSignal::new(false),
            topology: Memo::new(move |_| outcome.with(|outcome| outcome.topology.clone())),
            changed: Memo::new(move |_| plan.with(|plan| base.with(|base| changes::between(base, plan)))),
            touched: Memo::new(move |_| {
                outcome.with(|now| {
                    earlier.with(|then: &Option<Shared>| {
                        then.as_ref().map(|then| changes::files(&then.files, &now.files)).unwrap_or_default()
                    })
                })
            }),
            counts: Memo::new(move |_| outcome.with(|outcome| Counts::of(&outcome.findings))),
        }
    }

    /// Takes what somebody typed or chose in a field.
    pub fn write(self, field: &'static Field, text: &str) {
        let mut plan = self.plan.get_untracked();
        let written = field.write(&mut plan, text);
        let shown = if written.is_ok() { field.read(&plan) } else { String::new() };
        let draft = Draft { text: text.to_owned(), problem: written.err() };
        if draft.problem.is_none() {
            self.take(plan, None, field.label, Some(field.id));
        }
        if draft.problem.is_none() && draft.text == shown {
            self.forget_draft(field.id);
        } else {
            self.drafts.update(|drafts| {
                drafts.insert(field.id, draft);
            });
        }
    }

    /// The typing in a field is over: what entered the plan is shown in the plan's spelling.
    pub fn settle(self, field: FieldId) {
        let over = self.drafts.with_untracked(|d| d.get(&field).is_some_and(|d| d.problem.is_none()));
        if over {
            self.drafts.update(|drafts| {
                drafts.remove(&field);
            });
        }
        self.history.update_untracked(History::close);
    }

    /// Gives a field its value of the preset.
    pub fn reset(self, field: &'static Field) {
        let value = field.read(&(PRESETS[self.preset.get_untracked()].plan)());
        self.forget_draft(field.id);
        self.history.update_untracked(History::close);
        self.write(field, &value);
        self.history.update_untracked(History::close);
    }

    /// Drops what stands in a field but not in the plan.
    pub fn forget_draft(self, field: FieldId) {
        if self.drafts.with_untracked(|drafts| drafts.contains_key(&field)) {
            self.drafts.update(|drafts| {
                drafts.remove(&field);
            });
        }
    }

    /// Starts from a preset anew.
    pub fn choose_preset(self, at: usize) {
        let preset: &Preset = &PRESETS[at];
        let plan = (preset.plan)();
        let count = self.plan.with_untracked(|now| changes::between(now, &plan).len());
        self.drafts.set(BTreeMap::new());
        let taken = self.take(plan, None, preset.title, None);
        self.preset.set(at);
        if taken {
            self.say_undoable(format!("{}: {} changed", preset.title, plural(count, "option")));
        }
    }

    /// Applies what a finding offers.
    pub fn fix(self, key: FindingKey) {
        let fix = self.outcome.with_untracked(|o| find(&o.findings, key).and_then(|f| f.fix.clone()));
        let Some(fix) = fix else { return };
        self.history.update_untracked(History::close);
        match fix.action {
            Action::Plan(plan) => {
                let fixed = self.plan.with_untracked(|now| changes::between(now, &plan));
                self.drafts.update(|drafts| drafts.retain(|id, _| !fixed.contains(id)));
                self.take(*plan, None, &fix.label, fixed.first().copied());
            }
            Action::Generate(keys) => self.generate(&keys, &fix.label),
        }
        self.history.update_untracked(History::close);
        self.say_undoable(format!("Done: {}", fix.label));
    }

    /// Generates secrets anew.
    pub fn generate(self, keys: &[SecretKey], what: &str) {
        let mut secrets = self.secrets.get_untracked();
        for key in keys {
            secrets.generate(*key, browser::random());
        }
        self.take(self.plan.get_untracked(), Some(secrets), what, None);
        self.history.update_untracked(History::close);
    }

    /// Takes a typed secret.
    pub fn write_secret(self, key: SecretKey, field: &'static Field, text: &str) -> Result<(), Malformed> {
        let mut secrets = self.secrets.get_untracked();
        secrets.set(key, text)?;
        self.take(self.plan.get_untracked(), Some(secrets), field.label, Some(field.id));
        Ok(())
    }

    /// The only way to another plan or other secrets. Remembers what was, and brings the file that
    /// changed to the front. False when nothing changes.
    fn take(self, plan: Plan, secrets: Option<Secrets>, what: &str, by: Option<FieldId>) -> bool {
        // Secrets that somebody is typing may be empty for a moment.
        let secrets = secrets.unwrap_or_else(|| {
            let mut secrets = self.secrets.get_untracked();
            secrets.fill(&plan, browser::random());
            secrets
        });
        let same_plan = self.plan.with_untracked(|now| *now == plan);
        let same_secrets = self.secrets.with_untracked(|now| *now == secrets);
        if same_plan && same_secrets {
            return false;
        }
        let step = Step {
            plan: self.plan.get_untracked(),
            secrets: self.secrets.get_untracked(),
            preset: self.preset.get_untracked(),
            what: what.to_owned(),
            by,
        };
        self.asking.set(false);
        let goes_on = self.history.with_untracked(|history| history.goes_on(by));
        self.history.update(|history| history.remember(step));
        if !goes_on {
            self.earlier.set(Some(self.outcome.get_untracked()));
        }
        self.put(plan, secrets, same_plan, same_secrets);
        self.follow(by);
        true
    }

    fn put(self, plan: Plan, secrets: Secrets, same_plan: bool, same_secrets: bool) {
        if self.said.with_untracked(Option::is_some) {
            self.said.set(None);
        }
        if !same_plan {
            self.plan.set(plan);
        }
        if !same_secrets {
            self.secrets.set(secrets);
        }
    }

    /// One step back.
    pub fn undo(self) {
        self.travel(History::undo, "Undone");
    }

    /// One step forth.
    pub fn redo(self) {
        self.travel(History::redo, "Done again");
    }

    fn travel(self, way: fn(&mut History, Step) -> Option<Step>, word: &str) {
        let now = Step {
            plan: self.plan.get_untracked(),
            secrets: self.secrets.get_untracked(),
            preset: self.preset.get_untracked(),
            what: String::new(),
            by: None,
        };
        let Some(step) = self.history.try_update(|history| way(history, now)).flatten() else { return };
        self.earlier.set(Some(self.outcome.get_untracked()));
        self.drafts.set(BTreeMap::new());
        self.preset.set(step.preset);
        self.put(step.plan, step.secrets, false, false);
        self.follow(step.by);
        self.say(Said { text: format!("{word}: {}", step.what), notes: Vec::new(), undo: false });
    }

    /// Shows a file that changed, unless the shown one is among them: the file of the part that was
    /// edited, else a manifest in which the new value can be read, else the first manifest.
    fn follow(self, by: Option<FieldId>) {
        let touched = self.touched.get_untracked();
        if touched.is_empty() || self.file.with_untracked(|file| touched.contains(file)) {
            return self.reveal.set(Reveal::Change);
        }
        let own = by.map(|field| file_of(field.part())).filter(|file| touched.contains(file));
        let manifests: Vec<&String> = touched.iter().filter(|path| path.starts_with("base/")).collect();
        let saying_it = || {
            let value = by.and_then(find_field).map(|field| self.plan.with_untracked(|p| field.read(p)))?;
            let says = |path: &&&String| {
                self.outcome.with_untracked(|o| o.files.get(path).is_some_and(|f| f.text.contains(&value)))
            };
            manifests.iter().filter(|_| value.len() > 3).find(says).map(|path| (*path).clone())
        };
        let first = || manifests.first().map(|path| (*path).clone());
        if let Some(file) = own.or_else(saying_it).or_else(first) {
            self.file.set(file);
        }
        self.reveal.set(Reveal::Change);
    }

    /// Says something.
    pub fn say(self, said: Said) {
        self.said.set(Some(said));
    }

    fn say_undoable(self, text: String) {
        self.say(Said { text, notes: Vec::new(), undo: true });
    }

    /// A field has the focus.
    pub fn look_at_field(self, field: FieldId) {
        if self.selection.get_untracked() == Selection::Field(field) {
            return;
        }
        let other_part = self.selection.get_untracked().part() != Some(field.part());
        self.selection.set(Selection::Field(field));
        if other_part {
            self.open_file_of(field.part(), Reveal::Top);
        }
    }

    /// Opens a field's section and moves the focus to it.
    pub fn go_to_field(self, field: FieldId) {
        self.open_section(field.part());
        self.pane.set(Pane::Form);
        browser::when_drawn(move || browser::focus(field.0));
    }

    /// Selects a node: its section, its file, its lines.
    pub fn choose_node(self, node: NodeId) {
        self.selection.set(Selection::Node(node));
        self.open_section(node.part());
        let named = self.topology.with_untracked(|t| t.find(node).and_then(component));
        self.open_file_of(node.part(), named.map_or(Reveal::Top, Reveal::Component));
        browser::when_drawn(move || {
            browser::show(node.part());
            browser::reveal("findings", "");
        });
    }

    /// Selects a part by its file.
    pub fn open_file(self, path: String) {
        let part = self.outcome.with_untracked(|o| o.files.get(&path).map(|file| file.part));
        if let Some(part) = part.filter(|part| PARTS.iter().any(|known| known.key == *part)) {
            self.selection.set(Selection::Part(part));
        }
        let changed = self.touched.with_untracked(|touched| touched.contains(&path));
        self.file.set(path);
        self.reveal.set(if changed { Reveal::Change } else { Reveal::Top });
    }

    fn open_file_of(self, part: &str, reveal: Reveal) {
        let path = file_of(part);
        if self.outcome.with_untracked(|outcome| outcome.files.get(&path).is_some()) {
            if self.file.with_untracked(|file| *file != path) {
                self.file.set(path);
            }
            self.reveal.set(reveal);
        }
    }

    /// Shows what is wrong: a field whose text is no option, else the findings.
    pub fn look_at_problems(self) {
        if let Some(field) = self.misunderstood().first() {
            return self.go_to_field(*field);
        }
        self.pane.set(Pane::Picture);
        browser::when_drawn(|| browser::focus("findings"));
    }

    /// Opens a section of the form.
    pub fn open_section(self, part: &'static str) {
        if !self.open.with_untracked(|open| open.contains(part)) {
            self.open.update(|open| {
                open.insert(part);
            });
        }
    }

    /// Opens or closes a section of the form.
    pub fn toggle_section(self, part: &'static str) {
        let opened = self.open.try_update(|open| if open.remove(part) { false } else { open.insert(part) });
        if opened == Some(true) {
            self.selection.set(Selection::Part(part));
            self.open_file_of(part, Reveal::Top);
        }
    }

    /// A slice of the first finding with this key.
    pub fn finding<T>(self, key: FindingKey, slice: impl FnOnce(&Finding) -> T) -> Option<T> {
        self.outcome.with(|outcome| find(&outcome.findings, key).map(slice))
    }

    /// What is wrong with the text in a field.
    pub fn problem(self, field: FieldId) -> Option<String> {
        self.drafts
            .with(|drafts| drafts.get(&field).and_then(|d| d.problem.as_ref()).map(ToString::to_string))
    }

    /// Fields whose text is not in the plan.
    pub fn misunderstood(self) -> Vec<FieldId> {
        let asked = |id: FieldId| find_field(id).is_some_and(|field| self.plan.with(field.shown));
        self.drafts.with(|drafts| {
            drafts
                .iter()
                .filter(|(id, draft)| draft.problem.is_some() && asked(**id))
                .map(|(id, _)| *id)
                .collect()
        })
    }
}

/// The keys of findings, in their order.
pub fn keys(findings: &[Finding]) -> Vec<FindingKey> {
    let mut seen: BTreeMap<(&'static str, Option<FieldId>), usize> = BTreeMap::new();
    findings
        .iter()
        .map(|finding| {
            let place = finding.fields.first().copied();
            let nth = seen.entry((finding.code, place)).or_insert(0);
            *nth += 1;
            (finding.code, place, *nth)
        })
        .collect()
}

/// A finding's key as a list of elements wants it.
pub fn row_key((code, place, nth): &FindingKey) -> (&'static str, Option<&'static str>, usize) {
    (code, place.map(|id| id.0), *nth)
}

fn find(findings: &[Finding], (code, place, nth): FindingKey) -> Option<&Finding> {
    findings
        .iter()
        .filter(|finding| finding.code == code && finding.fields.first().copied() == place)
        .nth(nth.saturating_sub(1))
}

/// The words for a field, with its section: "Web › Pods".
pub fn place_name(id: FieldId) -> String {
    let part = PARTS.iter().find(|part| part.key == id.part()).map_or("", |part| part.title);
    let label = find_field(id).map_or(id.0, |field| field.label);
    format!("{part} › {label}")
}
