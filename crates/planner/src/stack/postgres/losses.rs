//! Data that a change of the database options would lose in a running forum.

use super::options::{Mode, Version};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::losses;
use crate::values::{DatabaseName, Memory};

pub(super) const LOSSES: &[Rule] = &[
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
];

fn another_database(inputs: &Inputs<'_>, report: &mut Report) {
    let fields = ["postgres.mode", "postgres.host", "postgres.port", "postgres.database"];
    losses::flag(inputs, report, "The forum would start on another, empty database", &fields);
}

fn another_role(inputs: &Inputs<'_>, report: &mut Report) {
    losses::flag(inputs, report, "The database does not have this role", &["postgres.user"]);
}

/// Only where both have a server of their own: another mode is another database already.
fn another_version(inputs: &Inputs<'_>, report: &mut Report) {
    if losses::both(inputs, "postgres.version") {
        losses::flag(
            inputs,
            report,
            "The server cannot read the data of another version",
            &["postgres.version"],
        );
    }
}
