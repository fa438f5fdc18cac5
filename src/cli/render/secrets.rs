//! Where a bundle's secrets come from. Their values are in no message.

use forum_planner::plan::Plan;
use forum_planner::secrets::{SecretKey, Secrets};

use crate::answer::{Failure, Result};

/// What environment variables say. An empty one says nothing.
pub fn of_environment() -> Result<Secrets> {
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL {
        let Some(value) = std::env::var_os(key.env()) else { continue };
        let failed = |why: &str| Failure(format!("the environment variable {}: {why}", key.env()));
        let value = value.to_str().ok_or_else(|| failed("it is not UTF-8"))?;
        secrets.set(*key, value).map_err(|malformed| failed(&malformed.to_string()))?;
    }
    Ok(secrets)
}

/// Each secret from the first source that has it.
pub fn first_of(sources: &[Secrets]) -> Secrets {
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL {
        if let Some(source) = sources.iter().find(|source| !source.get(*key).is_empty()) {
            // A value of one set is taken by another.
            let _ = secrets.set(*key, source.get(*key));
        }
    }
    secrets
}

/// Generates what is missing; tells what that was.
pub fn fill(secrets: &mut Secrets, plan: &Plan, never: bool) -> Result<Vec<SecretKey>> {
    let missing: Vec<SecretKey> = SecretKey::ALL
        .iter()
        .copied()
        .filter(|key| key.needed(plan) && key.can_be_generated(plan) && secrets.get(*key).is_empty())
        .collect();
    let named = |keys: &[SecretKey]| keys.iter().map(|key| key.env()).collect::<Vec<_>>().join(", ");
    if never && !missing.is_empty() {
        return Err(Failure(format!(
            "these secrets are missing, and --no-new-secrets is set: {}",
            named(&missing)
        )));
    }
    secrets.fill(plan, random());
    let left: Vec<SecretKey> = missing.iter().copied().filter(|key| secrets.get(*key).is_empty()).collect();
    if left.is_empty() {
        Ok(missing)
    } else {
        Err(Failure(format!(
            "this system's random generator does not answer; not generated: {}",
            named(&left)
        )))
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
