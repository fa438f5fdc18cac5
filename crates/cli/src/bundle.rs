//! Reads plans and bundles in all their forms: plan.yaml, the zip, its unpacked folder, standard input.

mod folder;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use planner::compare::between;
use planner::field::{Control, FieldId};
use planner::import::archive::{self, Closed, Loaded, Rejected};
use planner::plan::Plan;
use planner::secrets::{SecretKey, Secrets};
use planner::stack;
use planner::stack::secrets::options::Form;

use crate::answer::{CommandError, Result};
use crate::terminal;
pub use folder::{is_bundle, load as load_folder};

/// Nothing that is read is larger than this; a bundle has a few hundred kilobytes.
const LARGEST: u64 = 16 * 1024 * 1024;

/// What was read, and from where.
pub struct LoadedBundle {
    pub loaded: Loaded,
    /// Where its plan.yaml is, for people and for programs that open it.
    pub plan_file: String,
    /// Where its Secret would be.
    pub secret_file: String,
}

impl LoadedBundle {
    /// Reads a PLAN. Unlike on the page, a value that its option does not accept is an error: in a pipeline there is no
    /// one to notice that the option kept another value.
    pub fn read(path: &Path) -> Result<Self> {
        let path = &folder::inside(path)?;
        let loaded = load(path)?;
        let (plan_file, secret_file) = files(path, &loaded);
        let refused: Vec<String> = loaded
            .source
            .left
            .iter()
            .filter_map(|left| match left {
                Rejected::Invalid { field, value, why, .. } => {
                    let line =
                        loaded.source.line(field.0).map_or_else(String::new, |line| format!(":{line}"));
                    Some(format!("{plan_file}{line}: {field} cannot be “{value}”. {why}"))
                }
                Rejected::Unknown(_) => None,
            })
            .take(20)
            .collect();
        if refused.is_empty() {
            Ok(Self { loaded, plan_file, secret_file })
        } else {
            Err(CommandError(refused.join("\nerror: ")))
        }
    }

    pub fn plan(&self) -> &Plan {
        &self.loaded.project.plan
    }

    /// What there is to say of it. Unknown options have their line, and the option that may have been meant.
    pub fn notes(&self) -> Vec<String> {
        let unknown = self.unknown().map(|(line, text)| {
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            format!("{}{line}: {text}", self.plan_file)
        });
        unknown.chain(self.other_notes()).collect()
    }

    /// The same without the unknown options.
    pub fn other_notes(&self) -> impl Iterator<Item = String> {
        let told: Vec<String> = self.loaded.source.left.iter().map(ToString::to_string).collect();
        // What was held before is no matter of a program that runs once; `render` says what has to be done.
        let told: Vec<String> =
            told.into_iter().chain(self.loaded.closed.as_ref().map(archive::Closed::note)).collect();
        let others = self.loaded.notes.iter().filter(move |note| !told.contains(note));
        others.map(|note| format!("{}: {note}", self.plan_file))
    }

    /// Keys of the plan.yaml that are no options: their line, and a sentence. The notes count those beyond.
    pub fn unknown(&self) -> impl Iterator<Item = (Option<usize>, String)> {
        let source = &self.loaded.source;
        source.left.iter().take(20).filter_map(|left| match left {
            Rejected::Invalid { .. } => None,
            Rejected::Unknown(key) => {
                let meant =
                    nearest(key, options()).map(|id| format!(" Did you mean {id}?")).unwrap_or_default();
                Some((source.line(key), format!("{left}{meant}")))
            }
        })
    }
}

/// The ids of all options.
pub fn options() -> impl Iterator<Item = &'static str> {
    let asked = stack::fields().filter(|field| !matches!(field.control, Control::Secret(_)));
    asked.map(|field| field.id.0)
}

/// Options that two plans answer differently: the one's answer and the other's.
pub fn changed<'a>(now: &'a Plan, then: &'a Plan) -> impl Iterator<Item = (FieldId, String, String)> + 'a {
    let fields = between(now, then).into_iter().filter_map(stack::find_field);
    fields.map(|field| (field.id, field.read(now), field.read(then)))
}

/// The known name that was probably meant by a misspelled one.
pub fn nearest<'a>(word: &str, words: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word: String = word.chars().take(80).collect();
    words
        .map(|known| (strsim::osa_distance(&word, known), known))
        .min()
        .filter(|(distance, known)| *distance * 3 <= known.chars().count().max(6))
        .map(|(_, known)| known)
}

/// Where plan.yaml and Secret are. What comes through a pipe is most often the file of that name.
fn files(path: &Path, loaded: &Loaded) -> (String, String) {
    let below = |name: &str| match path.to_str() {
        Some("-") => name.to_owned(),
        _ => terminal::path(&path.join(name)),
    };
    if loaded.is_bundle || path == Path::new("-") {
        (below("plan.yaml"), below(stack::secrets::file(&loaded.project.plan)))
    } else {
        (terminal::path(path), String::new())
    }
}

fn load(path: &Path) -> Result<Loaded> {
    if is_folder(path)? {
        return load_folder(path, |_| true);
    }
    parsed(path, &bytes_of(path)?)
}

fn parsed(path: &Path, bytes: &[u8]) -> Result<Loaded> {
    archive::load(bytes).map_err(|refused| CommandError(format!("{}: {}", shown(path), refused.0)))
}

fn is_folder(path: &Path) -> Result<bool> {
    let about = || fs::metadata(path).map_err(|error| CommandError::of(path, &error));
    Ok(path != Path::new("-") && about()?.is_dir())
}

pub fn shown(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { terminal::path(path) }
}

pub fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let bytes =
        if path == Path::new("-") { bounded(io::stdin().lock()) } else { File::open(path).and_then(bounded) };
    bytes.map_err(|error| CommandError::of(Path::new(&shown(path)), &error))
}

/// One byte more than may be, so that too much is seen as such.
fn bounded(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LARGEST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Secrets that were given outright.
pub struct Given {
    pub secrets: Secrets,
    /// The bundle that they were in, if it was one: what it does not tell is in use too.
    pub bundle: Option<Loaded>,
}

/// Reads a bundle for its secrets, or a Secret as a cluster and SOPS print it.
pub fn secrets_of(path: &Path) -> Result<Given> {
    let path = &folder::inside(path)?;
    let loaded = if is_folder(path)? {
        load(path)?
    } else {
        let bytes = bytes_of(path)?;
        if let Some(taken) = archive::of_secret(&bytes) {
            return of_secret(path, taken);
        }
        parsed(path, &bytes)?
    };
    let Some(secrets) = loaded.secrets().cloned() else {
        return Err(CommandError(match &loaded.closed {
            Some(closed) => format!(
                "{}: its {} has values that cannot be read here: {}. {}",
                shown(path),
                closed.file(),
                closed.who(),
                way_to(closed, &loaded.project.plan)
            ),
            None => format!("{}: it has no secrets/secret.yaml to take secrets from", shown(path)),
        }));
    };
    Ok(Given { secrets, bundle: Some(loaded) })
}

/// A value of a Secret is in use as it is. A new one in its place would lock the forum out of its own servers.
fn of_secret(path: &Path, taken: archive::Taken) -> Result<Given> {
    let (path, left) = (shown(path), taken.left);
    if left.is_empty() {
        taken.notes.iter().for_each(|note| terminal::say(&format!("{path}: {note}")));
        return Ok(Given { secrets: taken.secrets, bundle: None });
    }
    Err(CommandError(format!(
        "{path}: {} A value is one line of up to {} bytes, without a line break at the end: use `printf %s` \
         instead of `echo`. Pass the current values instead.",
        taken.notes.join(" "),
        Secrets::LONGEST
    )))
}

/// How to get the values that are in use in the cluster.
pub fn way_to(closed: &Closed, plan: &Plan) -> String {
    let of_cluster = format!(
        "`kubectl --namespace {} get secret {} --output yaml`",
        plan.site.namespace,
        stack::secrets::SECRET
    );
    let printed = match closed.form {
        Form::Sops => format!("`sops decrypt {}` or {of_cluster} prints", closed.file()),
        Form::Plain | Form::Sealed | Form::External => format!("{of_cluster} prints"),
    };
    format!(
        "Pass the current values with --secrets-from, which takes the Secret that {printed}, or with \
         --secrets-from-env."
    )
}

/// Strong values for the secrets that a plan needs, to judge or compare a plan of which only plan.yaml is known: they
/// are in no answer, no rule has anything to say of them, and they are the same for every plan.
pub fn stand_ins(plan: &Plan) -> Secrets {
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL.iter().filter(|key| key.needed(plan)) {
        let value = format!("stand-in-for-{}-of-a-plan-alone", key.env().to_lowercase().replace('_', "-"));
        // One line of letters is always taken.
        let _ = secrets.set(*key, &value);
    }
    secrets
}
