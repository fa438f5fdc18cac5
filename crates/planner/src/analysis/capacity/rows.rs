//! The rows of the answer.

use super::costs::{BUSY, PACKED};
use super::demand::Demand;
use super::growth;
use super::nodes::{Taken, node_cpu};
use super::range::{Range, grouped, share};
use super::servers::ServerCost;
use crate::plan::Plan;
use crate::stack::storage::held;
use crate::stack::{counted, wiring};

/// Whether there is enough of something for the expected load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Headroom {
    /// Enough at both ends of the measured range.
    Enough,
    /// Enough at the low end of it only.
    Perhaps,
    /// Too little at either end.
    TooLittle,
}

impl Headroom {
    /// The words for it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::Perhaps => "perhaps enough",
            Self::TooLittle => "too little",
        }
    }

    /// A key for style sheets and tests.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Enough => "enough",
            Self::Perhaps => "perhaps",
            Self::TooLittle => "too-little",
        }
    }

    fn of(needs: Range, has: u64) -> Self {
        if needs.high <= has {
            Self::Enough
        } else if needs.low <= has {
            Self::Perhaps
        } else {
            Self::TooLittle
        }
    }
}

/// One line of the answer.
#[derive(Clone, Debug, PartialEq)]
pub struct CapacityRow {
    /// Its name for tests and style sheets.
    pub key: &'static str,
    /// Who or what.
    pub title: String,
    /// What the load needs.
    pub needs: String,
    /// What the plan has.
    pub has: String,
    /// What is left over, or how much is missing.
    pub left: String,
    /// Whether that is enough.
    pub state: Headroom,
    /// Whether the plan carries the load only if this is enough.
    pub decides: bool,
}

/// "0.15 to 0.5 cores".
pub(super) fn cores(millionths: Range) -> String {
    format!("{} cores", millionths.part(1, 1000).rounded_thousandths())
}

/// A figure from the plan, in thousandths of a unit. It is exact, so it is not rounded like a measurement.
fn exactly(thousandths: u64, unit: &str) -> String {
    let text = format!("{}.{:03}", grouped(thousandths / 1000), thousandths % 1000);
    format!("{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// MiB as GiB, to a tenth.
fn exact_gibibytes(mib: u64) -> String {
    exactly((mib * 10 / 1024) * 100, "GiB")
}

fn left(needs: Range, has: u64) -> String {
    let percent = |needs: u64| {
        let used = super::range::share_up(needs, 100, has);
        100_u64.saturating_sub(used) / 5 * 5
    };
    match Headroom::of(needs, has) {
        Headroom::Enough => {
            let (least, most) = (percent(needs.high), percent(needs.low));
            if least == most { format!("{least} % left") } else { format!("{least} to {most} % left") }
        }
        Headroom::Perhaps => format!("may need {} times as much", over(needs.high, has)),
        Headroom::TooLittle if has == 0 => "there is none".to_owned(),
        Headroom::TooLittle => {
            let (least, most) = (over(needs.low, has), over(needs.high, has));
            if least == most {
                format!("needs {least} times as much")
            } else {
                format!("needs {least} to {most} times as much")
            }
        }
    }
}

fn over(needs: u64, has: u64) -> String {
    let tenths = super::range::share_up(needs, 10, has);
    if tenths >= 100 { grouped(tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// A server's CPU.
pub(super) fn server(server: &ServerCost, demand: &Demand) -> CapacityRow {
    let uses = server.uses(demand);
    let mut row = CapacityRow {
        key: server.node,
        title: server.title.to_owned(),
        needs: cores(uses),
        has: "an external server: unknown".to_owned(),
        left: "ask its operator".to_owned(),
        state: Headroom::Enough,
        decides: false,
    };
    if let (Some(has), Some(pod), Some(pods)) = (server.has(), server.pod, server.pods_needed(demand)) {
        // One primary, one master: more of them would not share the work.
        if server.node != "postgres" && server.node != "redis" {
            row.needs = format!("{}: {}", cores(uses), ranged(pods, "pod"));
        }
        let pods = counted(u32::try_from(server.pods).unwrap_or(u32::MAX), "pod");
        row.has = format!("{pods} × {}", exactly(share(pod, BUSY, 100) / 1000, "cores"));
        row.left = left(uses, has);
        row.state = Headroom::of(uses, has);
        row.decides = true;
    }
    row
}

/// "15 to 29 pods"; whole things are counted exactly.
pub(super) fn ranged(range: Range, what: &str) -> String {
    match range {
        Range { low: 1, high: 1 } => format!("1 {what}"),
        Range { low, high } if low == high => format!("{} {what}s", grouped(low)),
        Range { low, high } => format!("{} to {} {what}s", grouped(low), grouped(high)),
    }
}

/// The database's connections. They depend on the plan's pods, not on the load.
pub(super) fn connections(plan: &Plan) -> CapacityRow {
    let (wanted, _) = wiring::total(&wiring::connections(plan));
    let allowed = plan.postgres.max_connections;
    let needs = Range::new(u64::from(wanted), u64::from(wanted));
    CapacityRow {
        key: "connections",
        title: "Database connections".to_owned(),
        needs: format!("{wanted} at most"),
        has: allowed.to_string(),
        left: left(needs, u64::from(allowed)),
        state: Headroom::of(needs, u64::from(allowed)),
        decides: true,
    }
}

/// The memory of all pods.
pub(super) fn memory(plan: &Plan, taken: &Taken) -> CapacityRow {
    let there = u64::from(plan.cluster.node_memory.in_mib()) * u64::from(plan.cluster.nodes);
    let reserved = Range::new(taken.reserved.memory, taken.reserved.memory);
    CapacityRow {
        key: "memory",
        title: "Memory".to_owned(),
        needs: format!("{}, reserved {}", gibibytes(taken.memory), exact_gibibytes(reserved.low)),
        has: exact_gibibytes(there),
        left: left(taken.memory.span(reserved), there),
        state: Headroom::of(taken.memory.span(reserved), there),
        decides: true,
    }
}

fn gibibytes(mib: Range) -> String {
    format!("{} GiB", mib.part(1000, 1024).rounded_thousandths())
}

/// The CPU of all nodes, or of the remaining ones when `gone` are lost.
pub(super) fn nodes(plan: &Plan, taken: &Taken, gone: u32) -> CapacityRow {
    let nodes = plan.cluster.nodes.saturating_sub(gone);
    let needs = taken.nodes(plan);
    let has = u64::from(nodes);
    let used = share(node_cpu(plan).saturating_mul(has), PACKED, 100);
    let state = Headroom::of(needs, has);
    let missing = match state {
        Headroom::Enough => left(taken.cpu, used),
        _ if nodes == 0 => "the forum is down with it".to_owned(),
        _ => format!(
            "{} would be enough",
            ranged(
                Range::new(needs.high, needs.high).plus(Range::new(u64::from(gone), u64::from(gone))),
                "node"
            )
        ),
    };
    CapacityRow {
        key: if gone == 0 { "nodes" } else { "one-node-gone" },
        title: if gone == 0 { "Nodes" } else { "Room with one node gone" }.to_owned(),
        needs: format!("{}: {}", cores(taken.cpu), ranged(needs, "node")),
        has: format!("{} of {} CPU", ranged(Range::new(has, has), "node"), plan.cluster.node_cpu),
        left: missing,
        state,
        decides: gone == 0,
    }
}

/// The one node on which all pods have to run, because only one node can mount a volume.
pub(super) fn one_node(plan: &Plan, taken: &Taken) -> Option<CapacityRow> {
    let (needs, has) = (taken.one_node(), node_cpu(plan));
    held(plan).then(|| CapacityRow {
        key: "media-node",
        title: "The media volume's node".to_owned(),
        needs: cores(needs),
        has: exactly(has / 1000, "cores"),
        left: left(needs, has),
        state: Headroom::of(needs, has),
        decides: true,
    })
}

/// The two volumes that grow.
pub(super) fn volumes(plan: &Plan, demand: &Demand) -> Vec<CapacityRow> {
    let row = |key, title: &str, needs: Range, size: Option<u32>| {
        let has = size.map(|mib| u64::from(mib) << 20);
        CapacityRow {
            key,
            title: title.to_owned(),
            needs: format!("{} GiB", needs.part(1000, 1 << 30).rounded_thousandths()),
            has: size.map_or("outside".to_owned(), |mib| exact_gibibytes(u64::from(mib))),
            left: has.map_or(String::new(), |has| left(needs, has)),
            state: has.map_or(Headroom::Enough, |has| Headroom::of(needs, has)),
            decides: has.is_some(),
        }
    };
    let database = plan.postgres.is_here().then(|| plan.postgres.storage.in_mib());
    vec![
        row("database", "Database, after a year", growth::database(demand), database),
        row("media", "Uploads, after a year", growth::media(demand), Some(plan.storage.size.in_mib())),
    ]
}
