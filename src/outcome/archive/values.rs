//! The values of secrets in what comes back: read where they can be, and named where only somebody else can.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{Archive, name_of, text_of};
use crate::outcome::intake::{Refused, cap, short};
use crate::outcome::plain;
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack::secrets::file_of;
use crate::stack::secrets::options::Form;

/// Secrets that came along in a form in which nobody here can read them.
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
            Form::Plain => "whoever has the bundle can read it",
            Form::Sealed => "only the controller can open it",
            Form::Sops => "only the owner of an age key can decrypt it",
            Form::External => "the values lie in your store",
        }
    }

    /// The note about it.
    pub fn note(&self) -> String {
        format!(
            "The values of the secrets did not come back: {} holds none that can be read here, {}. Those that were \
             here before are kept.",
            self.file(),
            self.who()
        )
    }
}

/// The values in a bundle, or what stands in their place. A Secret in clear text that lies beside what is sealed is
/// from before, and its values may be old; it counts when nothing else is there, or the plan says so.
pub(super) fn read(
    archive: &mut Archive<'_>,
    plan: &Plan,
    notes: &mut Vec<String>,
) -> Result<(Option<Secrets>, Option<Closed>), Refused> {
    let form = plan.secrets.form;
    let mut closed = None;
    for other in [form, Form::Sealed, Form::Sops, Form::External] {
        let name = name_of(archive, file_of(other)).filter(|_| other != Form::Plain && closed.is_none());
        if let Some(name) = name {
            let text = text_of(archive, &name)?;
            // Names are never encrypted.
            let keys = SecretKey::ALL.iter().copied().filter(|key| text.contains(key.env()));
            closed = Some(Closed { form: other, keys: keys.collect() });
        }
    }
    let plain = name_of(archive, file_of(Form::Plain)).filter(|_| form == Form::Plain || closed.is_none());
    let secrets = match plain {
        Some(name) => match Taken::of(&text_of(archive, &name)?) {
            Some(taken) => {
                notes.extend(taken.notes);
                Some(taken.secrets)
            }
            None => {
                notes.push("The bundle's Secret cannot be read; its values are generated anew.".to_owned());
                None
            }
        },
        None => None,
    };
    let closed = closed.filter(|_| secrets.is_none());
    notes.extend(closed.iter().map(Closed::note));
    Ok((secrets, closed))
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
    /// Reads a Secret's `data`. Nothing when that is no YAML as the planner writes it.
    fn of(text: &str) -> Option<Self> {
        let values = plain::read(text).ok()?;
        let mut taken = Self::default();
        for (path, value) in &values {
            let Some(name) = path.strip_prefix("data.") else { continue };
            let Some(key) = SecretKey::from_env(name) else {
                let name = short(name);
                taken
                    .notes
                    .push(format!("{name} in the Secret is unknown to this planner and was left out."));
                continue;
            };
            let decoded = STANDARD.decode(value).ok().and_then(|bytes| String::from_utf8(bytes).ok());
            if !matches!(decoded.map(|text| taken.secrets.set(key, &text)), Some(Ok(()))) {
                let name = key.env();
                taken.notes.push(format!("{name} in the Secret is no single line of text and was left out."));
                taken.left.push(key);
            }
        }
        cap(&mut taken.notes);
        Some(taken)
    }
}

/// The values in a Secret alone, as `kubectl get secret forum-secrets --output yaml` and `sops decrypt` print it. Only
/// its `data` is read: a cluster writes around it what it likes. Nothing when this is no Secret, or one whose values
/// nobody here can read.
pub fn of_secret(text: &str) -> Option<Taken> {
    if !text.lines().any(|line| line.trim_end() == "kind: Secret") {
        return None;
    }
    let from = text.lines().skip_while(|line| line.trim_end() != "data:");
    let inside = from.skip(1).take_while(|line| line.starts_with(' '));
    let data = inside.fold("data:\n".to_owned(), |all, line| all + line + "\n");
    Taken::of(&data).filter(|taken| taken.secrets != Secrets::default() || !taken.left.is_empty())
}
