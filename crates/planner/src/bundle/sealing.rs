//! Encrypts the secrets of a bundle for a key that only the cluster or the operator has. This happens once, when a bundle
//! is downloaded, and not on every change.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use zeroize::Zeroizing;

use super::checksums;
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::{Manifest, manifest_yaml, ordered, to_value};
use crate::sealing::{self, Entropy, Leaf, Primitives, SealError};
use crate::stack::secrets::options::Form;
use crate::stack::secrets::{self, Wanted};

/// The files of an outcome with the secrets encrypted. SOPS files contain the time, `seconds` since 1970.
///
/// # Errors
/// When the secrets cannot be encrypted, with the reason. Nothing goes out in clear text instead.
pub async fn ready(
    inputs: &Inputs<'_>,
    files: &FileTree,
    primitives: &impl Primitives,
    random: &mut dyn FnMut() -> u8,
    seconds: u64,
) -> Result<FileTree, SealError> {
    let mut ready = files.clone();
    let mut entropy = Entropy::new(random);
    checksums::add(&mut ready);
    let objects = match inputs.plan.secrets.form {
        Form::Plain | Form::External => return Ok(ready),
        Form::Sealed => sealed(inputs, primitives, &mut entropy, &sealing::moment(seconds)).await?,
        Form::Sops => encrypted(inputs, primitives, &mut entropy, &sealing::moment(seconds)).await?,
    };
    let documents: Vec<String> = objects.iter().map(manifest_yaml).collect();
    ready.add(secrets::file(inputs.plan), secrets::PART.key, documents.join("---\n"));
    Ok(ready)
}

fn no_key() -> SealError {
    SealError("The key to encrypt the secrets with is missing: see the findings.".to_owned())
}

async fn sealed(
    inputs: &Inputs<'_>,
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    when: &str,
) -> Result<Vec<Manifest>, SealError> {
    let plan = inputs.plan;
    let certified = plan.secrets.certificate.as_ref().and_then(|it| it.certified()).ok_or_else(no_key)?;
    // Days as text come in the order of the calendar. kubeseal refuses such a certificate too.
    if when > certified.until.as_str() && !when.starts_with(&certified.until) {
        return Err(SealError(format!(
            "The certificate was valid until {}, and the controller has a newer one by now. Fetch it with \
             `kubeseal --fetch-cert` and paste it into the form.",
            certified.until
        )));
    }
    let mut objects = Vec::new();
    for secret in secrets::wanted(inputs) {
        let label = secrets::label(plan, secret.name);
        let mut texts = Vec::new();
        for (_, value) in &secret.values {
            let text = sealing::sealed(primitives, entropy, &certified.key, &label, value.as_bytes()).await?;
            texts.push(text);
        }
        objects.push(secrets::sealed(plan, &secret, texts).into());
    }
    Ok(objects)
}

/// One key and one digest for all documents of the file, as SOPS has it.
async fn encrypted(
    inputs: &Inputs<'_>,
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    when: &str,
) -> Result<Vec<Manifest>, SealError> {
    let plan = inputs.plan;
    let recipients = plan.secrets.recipients.as_ref().ok_or_else(no_key)?;
    let key: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.take()?);
    let mut age = Vec::new();
    for (recipient, point) in recipients.keys() {
        let enc = sealing::armored(primitives, entropy, &point, &*key).await?;
        age.push(serde_json::json!({ "recipient": recipient, "enc": enc }));
    }
    let wanted = secrets::wanted(inputs);
    let leaves: Vec<Leaf> = wanted.iter().flat_map(|secret| leaves(inputs, secret)).collect();
    let (values, mac) = sealing::encrypted(primitives, entropy, &key, &leaves, when).await?;
    let sops = secrets::sops(age, when, &mac);
    let mut values = values.into_iter();
    let objects = wanted.iter().map(|secret| {
        let texts = values.by_ref().take(secret.values.len()).collect();
        secrets::encrypted(plan, secret, texts, sops.clone()).into()
    });
    Ok(objects.collect())
}

/// Every value of a document in the order in which it is written, those of the Secret as base64 like in any
/// other Secret's `data`.
fn leaves(inputs: &Inputs<'_>, secret: &Wanted) -> Vec<Leaf> {
    let texts = secret.values.iter().map(|(_, value)| STANDARD.encode(value)).collect();
    let object = secrets::encrypted(inputs.plan, secret, texts, Value::Null);
    let mut found = Vec::new();
    walk(&mut Vec::new(), &ordered(&to_value(&object)), &mut found);
    found
}

fn walk(path: &mut Vec<String>, value: &Value, found: &mut Vec<Leaf>) {
    match value {
        Value::Object(map) => {
            for (key, inside) in map {
                path.push(key.clone());
                walk(path, inside, found);
                path.pop();
            }
        }
        Value::String(text) => {
            let secret = path.first().is_some_and(|key| key == "data");
            found.push(Leaf { path: path.clone(), value: text.clone(), secret });
        }
        _ => {}
    }
}
