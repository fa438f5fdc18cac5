//! `forum-planner check plan.yaml`.

mod json;
mod sarif;
mod text;

use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, ValueEnum};
use planner::analysis::findings;
use planner::analysis::rules;
use planner::field::{Control, Field, FieldId};
use planner::finding::{Action, Finding, Fix, Rule, Severity};
use planner::plan::Plan;
use planner::project::Project;
use planner::stack::find_field;

use crate::answer::{CommandOutput, EXIT_FINDINGS, Result};
use crate::bundle::{LoadedBundle, changed, stand_ins};
use crate::terminal::{Terminal, say};

/// Check a plan: what is wrong, where, and how to fix it
///
/// Runs all rules of the planner. Secrets are checked if PLAN is a bundle that contains them, or if the running bundle
/// does. A plan.yaml has no secrets, so strong ones are assumed.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Exit status: 0 no findings at or above --fail-on, 1 there are some, 2 the plan cannot be used.

Examples:
  forum-planner check plan.yaml
  forum-planner check plan.yaml --fail-on warning --format sarif > forum-planner.sarif
  git show HEAD~1:plan.yaml | forum-planner check -
  forum-planner check plan.yaml --upgrade-from running.zip"
)]
pub struct Check {
    /// plan.yaml, a bundle's zip or folder, or - for standard input
    plan: PathBuf,
    /// The format of the findings
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The lowest severity for which the exit status is 1
    #[arg(long, value_enum, value_name = "SEVERITY", default_value_t = FailOn::Error)]
    fail_on: FailOn,
    /// The bundle of the running forum; adds findings about data that the upgrade would lose
    #[arg(long, value_name = "BUNDLE")]
    upgrade_from: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One line per finding, like a compiler, and what to do
    Text,
    /// All details, for your own programs
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

#[derive(Clone, Copy, ValueEnum)]
enum FailOn {
    Error,
    Warning,
    Advice,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Advice => Severity::Advice,
        }
    }
}

impl Check {
    pub fn run(self, terminal: Terminal) -> Result {
        let bundle = LoadedBundle::read(&self.plan)?;
        let running = self
            .upgrade_from
            .as_deref()
            .map(LoadedBundle::read)
            .transpose()?
            .map(|old| old.loaded.as_running());
        // A plan alone takes the secrets of what runs, as rendering it does.
        let known = bundle.loaded.secrets().or_else(|| running.as_ref().and_then(|old| old.secrets.as_ref()));
        let secrets = known.cloned().unwrap_or_default();
        // A bundle should have its secrets, so a missing one is reported. A plan never has any.
        let secrets = if bundle.loaded.has_secrets { secrets } else { secrets.or(&stand_ins(bundle.plan())) };
        let secrets_judged = known.is_some();
        let project =
            Project { running: running.map(Arc::new), ..bundle.loaded.project.with_secrets(secrets) };
        let found = findings(&project.inputs());
        let problems = Problems::of(&bundle, &found, secrets_judged);
        bundle.other_notes().for_each(|note| say(&note));
        let text = match self.format {
            Format::Text => text::text(&problems, terminal),
            Format::Json => json::json(&problems),
            Format::Sarif => sarif::sarif(&problems),
        };
        let seen = problems.all.iter().any(|problem| problem.severity >= self.fail_on.severity());
        Ok(CommandOutput { text, status: if seen { EXIT_FINDINGS } else { 0 } })
    }
}

/// Everything that is wrong with a plan and its file, worst first.
struct Problems<'a> {
    plan_file: &'a str,
    secrets_judged: bool,
    all: Vec<Problem<'a>>,
}

/// One of them.
struct Problem<'a> {
    code: &'static str,
    severity: Severity,
    message: String,
    detail: &'a str,
    /// Its rule; None for a problem of the file.
    rule: Option<&'static Rule>,
    /// The first is the one to look at.
    places: Vec<Place<'a>>,
    remedy: Option<Remedy>,
}

struct Place<'a> {
    /// None for a key that is not an option.
    field: Option<FieldId>,
    file: &'a str,
    /// The line of the option or, if the file does not have it, that of the map around it; None if it has neither.
    line: Option<usize>,
}

/// What a fix on the page does, as text to write into the plan.
struct Remedy {
    label: String,
    /// Options and the values that mend it.
    set: Vec<(FieldId, String)>,
}

/// Not a rule of the register: the plan is the same without that line.
const UNKNOWN_OPTION: &str = "unknown-option";

impl<'a> Problems<'a> {
    fn of(bundle: &'a LoadedBundle, findings: &'a [Finding], secrets_judged: bool) -> Self {
        let unknown = bundle.unknown().map(|(line, message)| Problem {
            code: UNKNOWN_OPTION,
            severity: Severity::Warning,
            message: message.trim_end_matches('.').to_owned(),
            detail: "",
            rule: None,
            places: vec![Place { field: None, file: &bundle.plan_file, line }],
            remedy: None,
        });
        let found = findings.iter().map(|finding| Problem {
            code: finding.code,
            severity: finding.severity,
            message: finding.message.clone(),
            detail: &finding.detail,
            rule: rules().find(|rule| rule.code == finding.code),
            places: finding.fields.iter().map(|field| Place::of(*field, bundle)).collect(),
            remedy: finding.fix.as_ref().and_then(|fix| Remedy::of(fix, bundle.plan())),
        });
        let mut all: Vec<Problem<'_>> = unknown.chain(found).collect();
        all.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
        Self { plan_file: &bundle.plan_file, secrets_judged, all }
    }
}

impl<'a> Place<'a> {
    fn of(field: FieldId, bundle: &'a LoadedBundle) -> Self {
        let is_secret = |field: &Field| matches!(field.control, Control::Secret(_));
        if find_field(field).is_some_and(is_secret) && !bundle.secret_file.is_empty() {
            return Self { field: Some(field), file: &bundle.secret_file, line: None };
        }
        Self { field: Some(field), file: &bundle.plan_file, line: bundle.loaded.source.line(field.0) }
    }
}

impl Remedy {
    /// New secrets are made by rendering; only values of the plan can be written down.
    fn of(fix: &Fix, plan: &Plan) -> Option<Self> {
        let Action::Plan(after) = &fix.action else { return None };
        let set = changed(plan, after).map(|(id, _, value)| (id, value)).collect();
        Some(Self { label: fix.label.clone(), set })
    }
}
