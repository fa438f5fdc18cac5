//! Data that changed secrets would lose in a running forum.

use super::options::Form;
use super::{field, file, name};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::{Inputs, Running};
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack::postgres::options::Mode;

pub(super) const LOSSES: &[Rule] = &[
    Rule {
        code: "FP145",
        name: "other-secrets-than-run",
        severity: Severity::Error,
        explanation: "PostgreSQL sets its password once, on an empty volume: with a different one in the Secret, \
                      pods cannot log in. A different Django key logs everyone out and breaks all links in mails.",
        remedy: "Keep your own secrets/secret.yaml; for another password, change it on PostgreSQL's server first.",
        flagged: |_, secrets| {
            // A plain line, which is always taken.
            let _ = secrets.set(SecretKey::PostgresPassword, "Another-0ne-Zq7Rk2Wd9Xf4Tj6Lm3Pv8");
        },
        clean: |_, secrets| {
            let _ = secrets.set(SecretKey::RedisPassword, "Another-0ne-Zq7Rk2Wd9Xf4Tj6Lm3Pv8");
        },
        check: other_secrets,
    },
    Rule {
        code: "FP149",
        name: "secrets-that-run-unknown",
        severity: Severity::Warning,
        explanation: "The planner could not read the current secrets: a plan.yaml has none, and sealed, encrypted \
                      or external ones can only be read elsewhere. So this bundle has new ones. But PostgreSQL set \
                      its password once, and the Django key signs all sessions: both must stay the same.",
        remedy: "Keep your own file in secrets/ when you unpack this bundle, type the current values, or load a \
                 zip that contains them.",
        // The examples cannot show it, because the rule depends on the loaded secrets.
        flagged: |_, _| {},
        clean: |_, _| {},
        check: unknown_secrets,
    },
];

fn other_secrets(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    let Some(known) = &running.secrets else { return };
    // What the store has is not known here, and FP085 and the README speak of it.
    if inputs.plan.secrets.form == Form::External {
        return;
    }
    let lasting = |key: &&SecretKey| {
        key.needed(&running.plan)
            && key.needed(inputs.plan)
            && known.get(**key) != inputs.secrets.get(**key)
            && !known.get(**key).is_empty()
            && lasts(**key, &running.plan, inputs.plan)
    };
    let keys: Vec<&SecretKey> = SecretKey::ALL.iter().filter(lasting).collect();
    if keys.is_empty() {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|key| name(**key)).collect();
    let finding = report.flag(format!("Different from the current value: {}", names.join(", ")));
    for key in keys {
        finding.at(field(*key));
    }
    finding.ask_consent();
}

fn unknown_secrets(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    if let Some(known) = &running.secrets {
        return untold_secrets(inputs, running, known, report);
    }
    let (was, is) = (&running.plan, inputs.plan);
    // An apply does not change values in an external store.
    if was.secrets.form == Form::External && is.secrets.form == Form::External {
        return;
    }
    if is.secrets.form != Form::External {
        let why = if was.secrets.form == Form::Plain {
            "because only the plan was loaded"
        } else {
            "because the loaded file has none that can be read"
        };
        report
            .flag(format!("The current secrets are not known, {why}: keep your own {}", file(is)))
            .at(field(SecretKey::DjangoKey))
            .ask_consent();
    }
}

/// A Secret was read and told no value, and here is one in its place.
fn untold_secrets(inputs: &Inputs<'_>, running: &Running, known: &Secrets, report: &mut Report) {
    let (was, is) = (&running.plan, inputs.plan);
    let untold = |key: &&SecretKey| {
        let unknown = known.get(**key).is_empty() && !inputs.secrets.get(**key).is_empty();
        unknown && key.needed(was) && key.held(is) && lasts(**key, was, is)
    };
    let keys: Vec<&SecretKey> = SecretKey::ALL.iter().filter(untold).collect();
    if keys.is_empty() {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|key| name(**key)).collect();
    let finding = report
        .flag(format!("The loaded file does not contain the current values: type {}", names.join(", ")));
    for key in keys {
        finding.at(field(*key));
    }
    finding.ask_consent();
}

/// Whether something that exists already knows the old value and does not learn the new one from the
/// Secret. Redis learns its password when it rolls, with all its clients; the other two are read anew.
fn lasts(key: SecretKey, was: &Plan, is: &Plan) -> bool {
    match key {
        SecretKey::PostgresPassword => {
            was.postgres.mode != Mode::External && is.postgres.mode != Mode::External
        }
        // Sessions are signed with the one, copies encrypted with the other.
        SecretKey::DjangoKey | SecretKey::BackupPassword => true,
        SecretKey::RedisPassword
        | SecretKey::SentinelPassword
        | SecretKey::AdministratorPassword
        | SecretKey::StoreKeyId
        | SecretKey::StoreKey
        | SecretKey::MailPassword => false,
    }
}
