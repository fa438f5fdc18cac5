//! Reads the values of secrets from a loaded bundle, and lists those that are encrypted and cannot be read here.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Archive, json, text, text_of};
use crate::import::apply::{ImportError, cap, short};
use crate::import::yaml_subset;
use crate::kube::yaml_lines::{LineKind, yaml_lines};
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack::secrets::options::Form;
use crate::stack::secrets::{SECRET, file_of};
use crate::values::ParseError;

/// Secrets in the bundle that are encrypted, so their values cannot be read here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// The form.
    pub form: Form,
    /// Whose values they are: each of them is in use where the bundle is.
    pub keys: Vec<SecretKey>,
}

impl Closed {
    /// The file that has them.
    pub fn file(&self) -> &'static str {
        file_of(self.form)
    }

    /// Who can read them.
    pub fn who(&self) -> &'static str {
        match self.form {
            Form::Plain => "anyone who has the bundle can read it",
            Form::Sealed => "only the controller can open it",
            Form::Sops => "only the owner of an age key can decrypt it",
            Form::External => "the values are in your store",
        }
    }

    /// The note about it.
    pub fn note(&self) -> String {
        format!(
            "The secret values did not come back: {} has none that can be read here ({}). The values already here \
             are kept.",
            self.file(),
            self.who()
        )
    }
}

/// The values in a bundle, or what stands in their place. A Secret in clear text that lies beside what is sealed is
/// from before, and its values may be old; it counts when nothing else is there, or the plan says so.
pub(super) fn read(
    archive: &mut Archive<'_>,
    folder: &str,
    plan: &Plan,
    notes: &mut Vec<String>,
) -> Result<(Option<Secrets>, Option<Closed>), ImportError> {
    let form = plan.secrets.form;
    let mut closed = None;
    for other in [form, Form::Sealed, Form::Sops, Form::External] {
        let name =
            name_of(archive, folder, file_of(other)).filter(|_| other != Form::Plain && closed.is_none());
        if let Some(name) = name {
            let text = text_of(archive, &name)?;
            // Names are never encrypted.
            let keys = SecretKey::ALL.iter().copied().filter(|key| text.contains(key.env()));
            closed = Some(Closed { form: other, keys: keys.collect() });
        }
    }
    let plain =
        name_of(archive, folder, file_of(Form::Plain)).filter(|_| form == Form::Plain || closed.is_none());
    let secrets = match plain {
        Some(name) => match Taken::of(&text_of(archive, &name)?) {
            Ok(taken) => {
                notes.extend(taken.notes);
                Some(taken.secrets)
            }
            Err(why) => {
                notes
                    .push(format!("The bundle's Secret cannot be read, so new values were generated. {why}"));
                None
            }
        },
        None => None,
    };
    let closed = closed.filter(|_| secrets.is_none());
    notes.extend(closed.iter().map(Closed::note));
    Ok((secrets, closed))
}

/// The name of a file of the bundle, if it is there.
fn name_of(archive: &Archive<'_>, folder: &str, path: &str) -> Option<String> {
    Some(format!("{folder}{path}")).filter(|name| archive.index_for_name(name).is_some())
}

/// What a Secret held.
#[derive(Default)]
pub struct Taken {
    /// The values that could be taken.
    pub secrets: Secrets,
    /// Whose values could not, though it has them.
    pub left: Vec<SecretKey>,
    /// What was left out, a sentence each.
    pub notes: Vec<String>,
}

impl Taken {
    /// Reads a Secret's `data` and, as people write it, its `stringData`, which counts where both have a name.
    fn of(text: &str) -> Result<Self, ParseError> {
        Ok(Self::of_values(&yaml_subset::read(text)?))
    }

    fn of_values(values: &BTreeMap<String, String>) -> Self {
        let mut taken = Self::default();
        // In this order, because `stringData` takes precedence over `data`.
        for (path, value) in values {
            let (name, clear) = match (path.strip_prefix("data."), path.strip_prefix("stringData.")) {
                (Some(name), _) => (name, decoded(value)),
                (_, Some(name)) => (name, Ok(value.clone())),
                (None, None) => continue,
            };
            let Some(key) = SecretKey::from_env(name) else {
                let name = short(name);
                taken
                    .notes
                    .push(format!("{name} in the Secret is unknown to this planner and was left out."));
                continue;
            };
            let set = clear
                .and_then(|text| taken.secrets.set(key, &text).map_err(|_| "is not a single line of text"));
            taken.left.retain(|left| *left != key);
            if let Err(why) = set {
                taken.notes.push(format!("{} in the Secret {why} and was left out.", key.env()));
                taken.left.push(key);
            }
        }
        cap(&mut taken.notes);
        taken
    }
}

/// The text of a value of `data`, or what is wrong with it.
fn decoded(value: &str) -> Result<String, &'static str> {
    let bytes = STANDARD.decode(value).map_err(|_| "is damaged: it is not valid base64")?;
    String::from_utf8(bytes).map_err(|_| "is no text")
}

/// The values in a Secret, as printed by `kubectl get secret forum-secrets --output yaml` (or `json`) or by
/// `sops decrypt`. In a list or a stream of documents it is the Secret with the forum's name, or all of them if none has
/// that name. Only `data` and `stringData` are read, because a cluster adds other fields. None if there is no Secret, or
/// if it is encrypted.
pub fn of_secret(bytes: &[u8]) -> Option<Taken> {
    let text = text::decoded(bytes)?;
    let mut secrets = if json::is_it(&text) {
        secrets_of_json(&json::read_object(&text).ok()?)
    } else {
        secrets_of_yaml(&text)?
    };
    let ours =
        |secret: &BTreeMap<String, String>| secret.get("metadata.name").is_some_and(|name| name == SECRET);
    if secrets.iter().any(ours) {
        secrets.retain(ours);
    }
    let values = secrets.into_iter().flatten().collect();
    let taken = Taken::of_values(&values);
    (taken.secrets != Secrets::default() || !taken.left.is_empty()).then_some(taken)
}

/// The Secrets in an object or in a `List`, each with its values by their path.
fn secrets_of_json(values: &BTreeMap<String, String>) -> Vec<BTreeMap<String, String>> {
    let mut objects: BTreeMap<&str, BTreeMap<String, String>> = BTreeMap::new();
    for (path, value) in values {
        let item = path.strip_prefix("items.").and_then(|rest| rest.split_once('.'));
        let (item, path) = item.unwrap_or(("", path));
        objects.entry(item).or_default().insert(path.to_owned(), value.clone());
    }
    objects.into_values().filter(|object| object.get("kind").is_some_and(|kind| kind == "Secret")).collect()
}

/// The same for YAML. Only the lines that matter are read as values, so nothing else in them can stop it.
fn secrets_of_yaml(text: &str) -> Option<Vec<BTreeMap<String, String>>> {
    let mut objects: BTreeMap<(usize, &str), String> = BTreeMap::new();
    let mut is_secret = BTreeSet::new();
    let lines: Vec<_> = yaml_lines(text).collect();
    let mut document = 0;
    for line in &lines {
        document += usize::from(line.kind == LineKind::Separator);
        let item = line.path.strip_prefix("items[").and_then(|rest| rest.split_once("]."));
        let (item, path) = item.unwrap_or(("", &line.path));
        let object = (document, item);
        match path.split_once('.') {
            _ if line.kind != LineKind::Key => {}
            None if path == "kind" && line.value() == "Secret" => {
                is_secret.insert(object);
            }
            Some((map, key)) if matches!(map, "data" | "stringData") || path == "metadata.name" => {
                let line = format!("{map}:\n  {key}: {}\n", line.value());
                objects.entry(object).or_default().push_str(&line);
            }
            _ => {}
        }
    }
    let secrets = objects.into_iter().filter(|(object, _)| is_secret.contains(object));
    secrets.map(|(_, text)| yaml_subset::read(&text).ok()).collect()
}
