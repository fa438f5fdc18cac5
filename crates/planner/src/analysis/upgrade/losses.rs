//! What a change of a running forum would lose. Rules like all others, but between two plans: what runs and
//! what is planned. Their examples are changes to a forum that runs with the default plan. Without a running
//! forum none of them says anything.
//!
//! Each can be agreed to: somebody who moves a forum to another server means to leave the old one behind.

use crate::field::{Control, Field, FieldId};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::{Inputs, Running};
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack::backup::options::Target;
use crate::stack::cluster::options::Distribution;
use crate::stack::postgres::options::{Mode, Version};
use crate::stack::secrets::options::Form;
use crate::stack::storage::options::Access;
use crate::stack::{backup, find_field, secrets};
use crate::values::{DatabaseName, DnsLabel, DnsSubdomain, Memory};

/// The rules between two plans.
pub const RULES: &[Rule] = &[
    Rule {
        code: "FP140",
        name: "another-namespace-than-runs",
        severity: Severity::Error,
        explanation: "Objects cannot move between namespaces. Applying creates a second, empty forum next to the \
                      running one, and both claim the same host name.",
        remedy: "Keep the namespace. Or back up, apply, restore into the new one, and delete the old one last.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("forum-two"),
        clean: |plan, _| plan.site.name = DnsLabel::known("forum-two"),
        check: another_namespace,
    },
    Rule {
        code: "FP141",
        name: "another-database-than-runs",
        severity: Severity::Error,
        explanation: "The forum would use a different, empty database: no accounts, no threads, and the bootstrap \
                      sets up a new forum in it. The old data stays where it is, unused.",
        remedy: "Keep the old value. Or back up, apply, and restore the dump into the new database.",
        flagged: |plan, _| plan.postgres.mode = Mode::External,
        clean: |plan, _| plan.postgres.max_connections = 200,
        check: another_database,
    },
    Rule {
        code: "FP142",
        name: "another-database-role-than-runs",
        severity: Severity::Error,
        explanation: "A server in the cluster creates its role once, on an empty volume. The new role does not \
                      exist and does not own the tables, so the bootstrap cannot log in and every new pod waits \
                      for it.",
        remedy: "Keep the user. Or create the role on the server first and make it the owner of the database.",
        flagged: |plan, _| plan.postgres.user = DatabaseName::known("forum"),
        clean: |plan, _| plan.postgres.storage = Memory::gib(10),
        check: another_role,
    },
    Rule {
        code: "FP143",
        name: "another-postgresql-version-than-runs",
        severity: Severity::Error,
        explanation: "Data of one major version cannot be read by another: the server refuses to start on its volume, \
                      and the forum is down until the old version is back.",
        remedy: "Keep the version. Or back up, delete the server and its claim, apply, and restore.",
        flagged: |plan, _| plan.postgres.version = Version::V17,
        clean: |plan, _| plan.postgres.version = Version::V15,
        check: another_version,
    },
    Rule {
        code: "FP144",
        name: "another-media-volume-than-runs",
        severity: Severity::Error,
        explanation: "A claim can only grow, so the API server refuses the change. The only way is to delete the \
                      claim, and with it all avatars and attachments.",
        remedy: "Keep the old value. Or copy the files out, delete the claim, apply, and copy them back.",
        flagged: |plan, _| plan.storage.access = Access::OneNode,
        clean: |plan, _| plan.storage.size = Memory::gib(20),
        check: another_media_volume,
    },
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
        code: "FP146",
        name: "other-server-volumes-than-run",
        severity: Severity::Error,
        explanation: "The volumes of PostgreSQL and Redis cannot be replaced or made smaller: the API server \
                      refuses the change. An existing volume stays as it is, or is deleted with all its contents.",
        remedy: "Keep the old value. Or back up, delete the server and its claims, apply, and restore.",
        flagged: |plan, _| plan.cluster.rwo_class = Some(DnsSubdomain::known("longhorn")),
        clean: |plan, _| plan.cluster.distribution = Distribution::Other,
        check: other_server_volumes,
    },
    Rule {
        code: "FP147",
        name: "server-volumes-that-grow-by-hand",
        severity: Severity::Warning,
        explanation: "A StatefulSet creates its claims once and cannot enlarge them: the API server refuses a new \
                      size. Nothing is lost, but to grow the volume you must follow the steps in the bundle's \
                      README.",
        remedy: "Follow the README: grow the claims, delete the set but not its pods, apply. Not every storage \
                 class supports it.",
        flagged: |plan, _| plan.postgres.storage = Memory::gib(20),
        clean: |plan, _| plan.storage.size = Memory::gib(20),
        check: grown_server_volumes,
    },
    Rule {
        code: "FP148",
        name: "another-place-for-copies-than-runs",
        severity: Severity::Error,
        explanation: "Existing copies stay where they are, and a restore from the new place does not find them. A \
                      volume cannot change its class or become smaller: the API server refuses the claim, and \
                      backups continue to the old one.",
        remedy: "Keep the old value. Or keep the old place until the new one has as many copies as you need, \
                 including one from before the database changes.",
        flagged: |plan, _| plan.backup.target = Target::S3,
        clean: |plan, _| plan.backup.storage = Memory::gib(40),
        check: another_place_for_copies,
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
        // Of a plan and its secrets nothing can be told here: what counts is what was loaded.
        flagged: |_, _| {},
        clean: |_, _| {},
        check: unknown_secrets,
    },
];

fn another_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "A second, empty forum next to the running one", &["site.namespace"]);
}

fn another_database(inputs: &Inputs<'_>, report: &mut Report) {
    let fields = ["postgres.mode", "postgres.host", "postgres.port", "postgres.database"];
    flag(inputs, report, "The forum would start on another, empty database", &fields);
}

fn another_role(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "The database does not have this role", &["postgres.user"]);
}

/// Only where both have a server of their own: another mode is another database already.
fn another_version(inputs: &Inputs<'_>, report: &mut Report) {
    if both(inputs, "postgres.version") {
        flag(inputs, report, "The server cannot read the data of another version", &["postgres.version"]);
    }
}

fn another_media_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let mut fields = vec!["storage.access"];
    if was.storage.access == is.storage.access {
        fields.push(match is.storage.access {
            Access::ManyNodes => "cluster.rwx_class",
            Access::OneNode => "cluster.rwo_class",
        });
    }
    if is.storage.size < was.storage.size {
        fields.push("storage.size");
    }
    flag(inputs, report, "The volume of uploads would have to be replaced", &fields);
}

/// The volumes of servers in both plans, by the field of their size.
fn server_volumes<'a>(inputs: &Inputs<'a>) -> Vec<(&'static str, Memory, Memory)> {
    let Some(running) = inputs.running else { return Vec::new() };
    let (was, is) = (&running.plan, inputs.plan);
    let sizes = [
        ("postgres.storage", was.postgres.storage, is.postgres.storage),
        ("redis.storage", was.redis.storage, is.redis.storage),
    ];
    sizes.into_iter().filter(|(field, ..)| both(inputs, field)).collect()
}

fn other_server_volumes(inputs: &Inputs<'_>, report: &mut Report) {
    let shrunk = server_volumes(inputs).into_iter().filter(|(_, was, is)| is < was).map(|(field, ..)| field);
    let fields: Vec<&str> = ["cluster.rwo_class"].into_iter().chain(shrunk).collect();
    flag(inputs, report, "The volumes of the servers would have to be replaced", &fields);
}

fn grown_server_volumes(inputs: &Inputs<'_>, report: &mut Report) {
    // CloudNativePG grows its volumes by itself.
    let by_hand = |field: &str| field != "postgres.storage" || inputs.plan.postgres.mode == Mode::InCluster;
    let grown = server_volumes(inputs).into_iter().filter(|(field, was, is)| is > was && by_hand(field));
    let grown = grown.map(|(field, ..)| field);
    let fields: Vec<&str> = grown.collect();
    flag(inputs, report, "These volumes must be grown by hand", &fields);
}

/// Copies that nobody makes any more, in a place that nobody names any more, or a claim that is refused.
fn another_place_for_copies(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let fields: Vec<&str> = match (was.backup.target, is.backup.target) {
        (Target::None, _) => return,
        (Target::S3, Target::S3) => vec!["backup.endpoint", "backup.bucket", "backup.prefix"],
        (Target::Volume, Target::Volume) => {
            let mut fields = Vec::new();
            if backup::class(was) != backup::class(is) {
                fields.push("backup.storage_class");
                // Only where no class of its own is named in one of the two.
                if was.backup.storage_class.is_none() || is.backup.storage_class.is_none() {
                    fields.push("cluster.rwo_class");
                }
            }
            if is.backup.storage < was.backup.storage {
                fields.push("backup.storage");
            }
            fields
        }
        _ => vec!["backup.target"],
    };
    flag(inputs, report, "Existing copies stay in the old place", &fields);
}

fn unknown_secrets(inputs: &Inputs<'_>, report: &mut Report) {
    let Some(running) = inputs.running else { return };
    if let Some(known) = &running.secrets {
        return untold_secrets(inputs, running, known, report);
    }
    let (was, is) = (&running.plan, inputs.plan);
    // In a store they stay as they are, whatever is applied.
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
            .flag(format!("The current secrets are not known, {why}: keep your own {}", secrets::file(is)))
            .at(secrets::field(SecretKey::DjangoKey))
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
    let names: Vec<&str> = keys.iter().map(|key| secrets::name(**key)).collect();
    let finding = report
        .flag(format!("The loaded file does not contain the current values: type {}", names.join(", ")));
    for key in keys {
        finding.at(secrets::field(*key));
    }
    finding.ask_consent();
}

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
    let names: Vec<&str> = keys.iter().map(|key| secrets::name(**key)).collect();
    let finding = report.flag(format!("Different from the current value: {}", names.join(", ")));
    for key in keys {
        finding.at(secrets::field(*key));
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

/// Whether a field is asked in both plans.
fn both(inputs: &Inputs<'_>, field: &'static str) -> bool {
    let asked = |plan: &Plan| find_field(FieldId(field)).is_some_and(|field| (field.shown)(plan));
    asked(inputs.plan) && inputs.running.is_some_and(|running| asked(&running.plan))
}

/// Reports which of these fields differ from what runs, as far as one of the plans asks for them, and offers
/// to keep the old values.
fn flag(inputs: &Inputs<'_>, report: &mut Report, what: &str, fields: &[&'static str]) {
    let Some(running) = inputs.running else { return };
    let (was, is) = (&running.plan, inputs.plan);
    let changed: Vec<&'static Field> = fields
        .iter()
        .filter_map(|id| find_field(FieldId(id)))
        .filter(|field| (field.shown)(was) || (field.shown)(is))
        .filter(|field| field.read(was) != field.read(is))
        .collect();
    if changed.is_empty() {
        return;
    }
    let values: Vec<String> = changed
        .iter()
        .map(|field| {
            format!(
                "{} {} → {}",
                field.label,
                worded(field, &field.read(was)),
                worded(field, &field.read(is))
            )
        })
        .collect();
    let finding = report.flag(format!("{what}: {}", values.join(", ")));
    for field in &changed {
        finding.at(field.id.0);
    }
    let label = if changed.len() == 1 { "Keep the current value" } else { "Keep all current values" };
    finding.ask_consent().fix(label, is, |plan| {
        for field in &changed {
            // What was read from a plan is taken by it.
            let _ = field.write(plan, &field.read(was));
        }
    });
}

/// A value as the form words it.
fn worded(field: &Field, value: &str) -> String {
    match &field.control {
        Control::Choice { options, .. } => {
            options.iter().find(|(key, _)| *key == value).map_or(value, |(_, words)| words).to_owned()
        }
        _ if value.is_empty() => "none".to_owned(),
        _ => value.to_owned(),
    }
}
