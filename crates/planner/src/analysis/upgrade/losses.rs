//! Rules for changes that would lose data on the servers' volumes, as far as they apply to all servers. The other rules
//! about changes are in the parts ([`crate::stack::Part::losses`]).

use std::cmp::Ordering;

use crate::field::FieldId;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::cluster::options::Distribution;
use crate::stack::losses::{both, flag};
use crate::stack::{PARTS, ServerVolume, find_field};
use crate::values::{DnsSubdomain, Memory};

/// The rules about changes that concern several parts.
pub(super) const RULES: &[Rule] = &[
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
];

/// The volumes of servers in both plans: the field of the size, and whether it is smaller than what runs, or larger.
fn server_volumes(inputs: &Inputs<'_>) -> Vec<(&'static ServerVolume, Ordering)> {
    let Some(running) = inputs.running else { return Vec::new() };
    let compared = |volume: &'static ServerVolume| {
        let field = find_field(FieldId(volume.size)).filter(|_| both(inputs, volume.size))?;
        let size = |plan| field.read(plan).parse::<Memory>().ok();
        Some((volume, size(inputs.plan)?.cmp(&size(&running.plan)?)))
    };
    PARTS.iter().flat_map(|part| part.server_volumes).filter_map(compared).collect()
}

fn other_server_volumes(inputs: &Inputs<'_>, report: &mut Report) {
    let shrunk = server_volumes(inputs).into_iter().filter(|(_, now)| now.is_lt());
    let fields: Vec<&str> = ["cluster.rwo_class"].into_iter().chain(shrunk.map(|(it, _)| it.size)).collect();
    flag(inputs, report, "The volumes of the servers would have to be exchanged", &fields);
}

fn grown_server_volumes(inputs: &Inputs<'_>, report: &mut Report) {
    let grown =
        server_volumes(inputs).into_iter().filter(|(it, now)| now.is_gt() && (it.by_hand)(inputs.plan));
    let fields: Vec<&str> = grown.map(|(it, _)| it.size).collect();
    flag(inputs, report, "These volumes grow by hand only", &fields);
}
