//! Where a bundle's secrets come from. No message contains their values.

use std::time::{SystemTime, UNIX_EPOCH};

use planner::bundle::sealing;
use planner::files::FileTree;
use planner::import::archive::Loaded;
use planner::inputs::Inputs;
use planner::plan::Plan;
use planner::sealing::at_once;
use planner::sealing::native::Native;
use planner::secrets::{SecretKey, Secrets};

use crate::answer::{CommandError, Result};
use crate::bundle::way_to;

/// What environment variables say. An empty one says nothing.
pub fn of_environment() -> Result<Secrets> {
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL {
        let Some(value) = std::env::var_os(key.env()) else { continue };
        let failed = |why: &str| CommandError(format!("the environment variable {}: {why}", key.env()));
        let value = value.to_str().ok_or_else(|| failed("it is not UTF-8"))?;
        secrets.set(*key, value).map_err(|malformed| failed(&malformed.to_string()))?;
    }
    Ok(secrets)
}

/// Refuses what would replace values that are in use by new ones: those of bundles which do not tell them, because only
/// others can open them, or Git ignored their file, or it cannot be read. PostgreSQL took its password once.
pub fn in_use<'a>(secrets: &Secrets, plan: &Plan, known: impl Iterator<Item = &'a Loaded>) -> Result<()> {
    let bundles: Vec<&Loaded> = known.filter(|loaded| loaded.is_bundle).collect();
    let used = |key: &SecretKey| bundles.iter().any(|loaded| key.needed(&loaded.project.plan));
    let lost: Vec<SecretKey> = missing(secrets, plan).into_iter().filter(used).collect();
    if lost.is_empty() {
        return Ok(());
    }
    let closed = bundles.iter().find_map(|loaded| loaded.closed.as_ref().zip(Some(&loaded.project.plan)));
    let way = match closed {
        Some((closed, plan)) => {
            let (file, who) = (closed.file(), closed.who());
            format!("{file} has values that cannot be read here: {who}. {}", way_to(closed, plan))
        }
        None => "Pass the values with --secrets-from-env or --secrets-from.".to_owned(),
    };
    Err(CommandError(format!(
        "these secrets are in use, but the earlier bundle does not contain them: {}. New ones would lock the forum \
         out of its own database. {way} For another forum, render its plan.yaml into a new folder.",
        named(&lost)
    )))
}

/// What can be generated and is not there.
fn missing(secrets: &Secrets, plan: &Plan) -> Vec<SecretKey> {
    let wanted =
        |key: &SecretKey| key.held(plan) && key.can_be_generated(plan) && secrets.get(*key).is_empty();
    SecretKey::ALL.iter().copied().filter(wanted).collect()
}

fn named(keys: &[SecretKey]) -> String {
    keys.iter().map(|key| key.env()).collect::<Vec<_>>().join(", ")
}

/// Generates what is missing; tells what that was.
pub fn fill(secrets: &mut Secrets, plan: &Plan, never: bool) -> Result<Vec<SecretKey>> {
    let missing = missing(secrets, plan);
    if never && !missing.is_empty() {
        return Err(CommandError(format!(
            "these secrets are missing, and --no-new-secrets is set: {}",
            named(&missing)
        )));
    }
    if missing.is_empty() {
        return Ok(missing);
    }
    secrets.fill(plan, random());
    let left: Vec<SecretKey> = missing.iter().copied().filter(|key| secrets.get(*key).is_empty()).collect();
    if left.is_empty() {
        Ok(missing)
    } else {
        Err(CommandError(format!("this system's random generator failed; not generated: {}", named(&left))))
    }
}

/// The files with the secrets as the plan wants them to travel. Never in clear text instead.
pub fn sealed(inputs: &Inputs<'_>, files: &FileTree) -> Result<FileTree> {
    // A clock before 1970 is none; SOPS notes the hour for people only.
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut random = random();
    let ready = at_once(sealing::ready(inputs, files, &Native, &mut random, seconds));
    match ready {
        Some(Ok(files)) => Ok(files),
        Some(Err(unsealed)) => Err(CommandError(unsealed.0)),
        None => Err(CommandError("encryption failed".to_owned())),
    }
}

/// Bytes from the operating system. When it gives none, 255 for ever, of which no secret is made.
fn random() -> impl FnMut() -> u8 {
    let mut block = [255_u8; 64];
    let mut at = block.len();
    move || {
        if at == block.len() {
            if getrandom::fill(&mut block).is_err() {
                block = [255; 64];
            }
            at = 0;
        }
        at += 1;
        block[at - 1]
    }
}
