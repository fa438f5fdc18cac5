//! `forum-planner render plan.yaml --out forum`.

mod folder;
mod secrets;
mod written;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{ArgGroup, Args};
use planner::analysis::counts::{Counts, plural};
use planner::finding::{Finding, Severity};
use planner::import::archive::{BUILD_ANEW, Loaded, REPLACED, remarks};
use planner::inputs::Running;
use planner::outcome::Outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::project::Project;
use planner::secrets::{SecretKey, Secrets};
use planner::stack::secrets::options::Form;

use crate::answer::{CommandError, CommandOutput, EXIT_FINDINGS, Result};
use crate::bundle::{Given, LoadedBundle, secrets_of};
use crate::terminal::{self, say};

/// Write a plan's bundle as a folder or a zip, the same bytes as the page
///
/// Secrets are taken from, in this order: --secrets-from-env, --secrets-from, PLAN if it is a bundle, --upgrade-from, and
/// the folder or zip that is overwritten. Missing ones are generated with the operating system's random generator. They are
/// written only to the bundle, to files that only your user can read (0600), and never printed. If the plan asks for it,
/// they are sealed or encrypted. Secrets in use that an earlier bundle has only in encrypted form are never replaced by new
/// ones.
///
/// Your own files are kept: those of PLAN if it is a bundle, otherwise those of --upgrade-from.
#[derive(Args)]
#[command(
    verbatim_doc_comment,
    group(ArgGroup::new("to").required(true).args(["out", "zip"])),
    after_help = "\
Exit status: 0 written, 1 the plan has errors and nothing is written, 2 writing failed.

Examples:
  forum-planner render plan.yaml --out forum
  forum-planner render plan.yaml --out forum --force          (again: keeps the secrets and your own files)
  forum-planner render plan.yaml --zip new.zip --upgrade-from running.zip
  sops decrypt forum/secrets/secret.sops.yaml | forum-planner render plan.yaml --out forum --force --secrets-from -
  POSTGRES_PASSWORD=... forum-planner render plan.yaml --out forum --secrets-from-env --no-new-secrets"
)]
pub struct Render {
    /// plan.yaml, a bundle's zip or folder, or - for standard input
    plan: PathBuf,
    /// The folder to write; without --force it must be new or empty
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// The zip to write; without --force it must be new
    #[arg(long, value_name = "FILE")]
    zip: Option<PathBuf>,
    /// Overwrite the bundle in the folder, or the zip. Your own files stay. If you edited one of the
    /// planner's files, your version is kept below replaced/
    #[arg(long, verbatim_doc_comment)]
    force: bool,
    /// Take secrets from an earlier bundle (zip or folder), or from a Secret as printed by kubectl get
    /// secret --output yaml or sops decrypt; - for standard input
    #[arg(long, value_name = "BUNDLE", verbatim_doc_comment)]
    secrets_from: Option<PathBuf>,
    /// Take secrets from environment variables with the names of the Secret's keys: POSTGRES_PASSWORD,
    /// DJANGO_SECRET_KEY, ...
    #[arg(long, verbatim_doc_comment)]
    secrets_from_env: bool,
    /// Do not generate secrets: a missing one is an error
    #[arg(long)]
    no_new_secrets: bool,
    /// The bundle of the running forum, as if it had been loaded on the page: its secrets and your own
    /// files are taken over, the README has the steps of the upgrade, and losing data is an error
    #[arg(long, value_name = "BUNDLE", verbatim_doc_comment)]
    upgrade_from: Option<PathBuf>,
    /// Write the bundle even if the plan has errors; its README lists them
    #[arg(long)]
    allow_errors: bool,
}

impl Render {
    pub fn run(self) -> Result {
        let bundle = LoadedBundle::read(&self.plan)?;
        let running = self.upgrade_from.as_deref().map(LoadedBundle::read).transpose()?;
        let target = match (&self.out, &self.zip) {
            (Some(folder), _) => Target::Folder(folder::Folder::look(folder, self.force)?),
            (None, Some(zip)) => Target::zip(zip, self.force)?,
            (None, None) => {
                return Err(CommandError("say where to write it: --out DIR or --zip FILE".to_owned()));
            }
        };
        let given = self.given()?;
        let (secrets, generated) = self.secrets(&given, &bundle, running.as_ref(), &target)?;
        let own = bundle.loaded.own().or_else(|| running.as_ref().and_then(|running| running.loaded.own()));
        let project = Project {
            plan: Arc::clone(&bundle.loaded.project.plan),
            secrets: Arc::new(secrets),
            running: running.as_ref().map(|running| Arc::new(running_with(running, &given))),
            own: own.cloned().unwrap_or_default(),
        };
        let (inputs, own) = (project.inputs(), &project.own);
        let outcome = outcome_after(None, &inputs);
        bundle.notes().iter().for_each(|note| say(note));
        if let Some(answer) = self.refusal(&outcome) {
            return Ok(answer);
        }
        if let Some(running) = running.as_ref().filter(|_| !bundle.loaded.is_bundle) {
            let told = |note: &String| [REPLACED, BUILD_ANEW].iter().any(|words| note.contains(words));
            running.other_notes().filter(told).for_each(|note| say(&note));
        }
        let there = if let Target::Folder(folder) = &target { folder.with_its_own(own) } else { own.clone() };
        remarks(&outcome.files, &there).iter().for_each(|remark| say(remark));
        let files = secrets::sealed(&inputs, &outcome.files)?;
        let text = match target {
            Target::Folder(folder) => folder.write(&inputs, &files, own)?,
            Target::Zip(path) => {
                let bytes = files.to_zip_with(bundle.plan().site.name.as_str(), own);
                let bytes =
                    bytes.map_err(|error| CommandError(format!("the zip could not be made: {error}")))?;
                written::secret(path, &bytes).map_err(|error| CommandError::of(path, &error))?;
                format!("{}: written, {}\n", terminal::path(path), plural(files.entries(own).len(), "file"))
            }
        };
        say(&told(bundle.plan(), &generated, &outcome.findings));
        Ok(CommandOutput::fine(text))
    }

    /// The secrets that were given explicitly. They take precedence over all others.
    fn given(&self) -> Result<Vec<Given>> {
        let mut given = Vec::new();
        if self.secrets_from_env {
            given.push(Given { secrets: secrets::of_environment()?, bundle: None });
        }
        if let Some(path) = &self.secrets_from {
            given.push(secrets_of(path)?);
        }
        Ok(given)
    }

    fn secrets(
        &self,
        given: &[Given],
        bundle: &LoadedBundle,
        running: Option<&LoadedBundle>,
        target: &Target<'_>,
    ) -> Result<(Secrets, Vec<SecretKey>)> {
        let replaced = if let Target::Zip(path) = target { replaced(path)? } else { None };
        let there = match target {
            Target::Folder(folder) => folder.earlier(),
            Target::Zip(_) => replaced.as_ref().map(|bundle| &bundle.loaded),
        };
        let known = [Some(&bundle.loaded), running.map(|running| &running.loaded), there];
        let known: Vec<&Loaded> = known.into_iter().flatten().collect();
        let told = known.iter().filter_map(|loaded| loaded.secrets());
        let mut secrets = told.fold(outright(given), Secrets::or);
        let bundles = known.iter().copied().chain(given.iter().filter_map(|given| given.bundle.as_ref()));
        secrets::in_use(&secrets, bundle.plan(), bundles)?;
        let generated = secrets::fill(&mut secrets, bundle.plan(), self.no_new_secrets)?;
        Ok((secrets, generated))
    }

    /// What the page asks once, a pipeline has to say beforehand.
    fn refusal(&self, outcome: &Outcome) -> Option<CommandOutput> {
        let errors: Vec<&Finding> =
            outcome.findings.iter().filter(|finding| finding.severity == Severity::Error).collect();
        if errors.is_empty() || self.allow_errors {
            return None;
        }
        for error in &errors {
            let at = error.fields.first().map_or_else(String::new, |field| format!(" ({field})"));
            say(&format!("{}: {}{at} [{}]", error.severity.word(), error.message, error.code));
        }
        say(&format!(
            "Nothing was written: the plan has {}. Fix it, or pass --allow-errors. See `forum-planner check`.",
            plural(errors.len(), "error")
        ));
        Some(CommandOutput { text: String::new(), status: EXIT_FINDINGS })
    }
}

/// All secrets that were given, in order of precedence.
fn outright(given: &[Given]) -> Secrets {
    given.iter().fold(Secrets::default(), |all, given| all.or(&given.secrets))
}

/// The bundle that is overwritten: its secrets may exist nowhere else.
fn replaced(path: &Path) -> Result<Option<LoadedBundle>> {
    let why = |CommandError(why): CommandError| {
        CommandError(format!("{why} It was not overwritten: choose another name, or move it away."))
    };
    path.exists().then(|| LoadedBundle::read(path)).transpose().map_err(why)
}

/// The running forum. If its bundle has no readable secrets, those that were given explicitly are assumed to be its.
fn running_with(running: &LoadedBundle, given: &[Given]) -> Running {
    let mut now = running.loaded.as_running();
    if let Some(closed) = &running.loaded.closed {
        let known = outright(given);
        if closed.keys.iter().all(|key| !known.get(*key).is_empty()) {
            now.secrets = Some(known);
        }
    }
    now
}

/// Where the bundle is written.
enum Target<'a> {
    Folder(folder::Folder<'a>),
    Zip(&'a Path),
}

impl<'a> Target<'a> {
    fn zip(path: &'a Path, force: bool) -> Result<Self> {
        if path.is_dir() {
            return Err(CommandError(format!(
                "{}: this is a folder; use --out to write into it",
                terminal::path(path)
            )));
        }
        if path.metadata().is_ok_and(|about| !about.is_file()) {
            return Err(CommandError(format!(
                "{}: this is not a file that can be replaced",
                terminal::path(path)
            )));
        }
        if path.symlink_metadata().is_ok() && !force {
            return Err(CommandError(format!(
                "{}: it already exists; --force replaces it",
                terminal::path(path)
            )));
        }
        Ok(Self::Zip(path))
    }
}

fn told(plan: &Plan, generated: &[SecretKey], findings: &[Finding]) -> String {
    let findings = Counts::of(findings).words();
    if generated.is_empty() {
        return format!("{findings}.");
    }
    let names: Vec<&str> = generated.iter().map(|key| key.env()).collect();
    let kept = match plan.secrets.form {
        Form::Plain | Form::External => "kept only in the bundle",
        Form::Sealed => "readable only in the cluster, once the controller has opened them",
        Form::Sops => "readable only with the age keys",
    };
    format!("{findings}. Generated, and {kept}: {}.", names.join(", "))
}
