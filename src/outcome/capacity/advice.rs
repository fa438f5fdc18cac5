//! "Use this": a change of a plan that carries a load, or where no such plan can.

mod connections;
mod sizes;
mod tiers;

use std::collections::BTreeSet;

use super::demand::Demand;
use super::rows::State;
use super::{capacity, costs, growth};
use crate::finding::Severity;
use crate::inputs::Inputs;
use crate::outcome::findings;
use crate::plan::Plan;
use crate::secrets::Secrets;

/// Where this architecture stops, and what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// A key for tests.
    pub key: &'static str,
    /// What is at its end.
    pub what: &'static str,
    /// What would help.
    pub next: &'static str,
}

/// Cores of the largest server that the measured costs are trusted for.
const LARGEST_PRIMARY: u64 = 32;
/// Cores of the largest node.
const LARGEST_NODE: u32 = 64;
/// GiB of the largest volume.
const LARGEST_VOLUME: u64 = 16 * 1024;
/// Servers of Redis that are read beside a master.
const MOST_READERS: u64 = 8;
/// Pods of a tier, and workers in one.
const MOST_PODS: u64 = 100;

/// Every end. The numbers are those above and the form's own bounds.
pub static ENDS: &[End] = &[
    End {
        key: "primary",
        what: "One PostgreSQL primary takes every read and write; beyond 32 cores nothing here was measured or thought through",
        next: "A larger server that a provider runs for you, and a cache of pages for anonymous visitors in front of nginx. \
               Standbys do not help: Misago reads from the primary only.",
    },
    End {
        key: "volume",
        what: "One volume for uploads and one for the database, of 16 TiB at most with the usual storage",
        next: "Uploads in an object store: Django can, Misago was not run so. For the database, a server that a provider runs \
               for you.",
    },
    End {
        key: "redis",
        what: "One Redis master and eight servers to read from, one core each",
        next: "A local cache in each pod before Redis, which Misago's versioned caches would allow; it was not built.",
    },
    End {
        key: "pods",
        what: "A hundred pods in a tier, fifty in the others, five hundred nodes of at most 64 cores: what the form takes",
        next: "Larger pods on larger nodes, or two forums.",
    },
    End {
        key: "one-node",
        what: "The media volume can be mounted on one node only, and no node of 64 cores holds all that must run there",
        next: "A storage class that many nodes can mount, like Longhorn or NFS.",
    },
    End {
        key: "connections",
        what: "The connections that the pods want are more than the database gives, with and without PgBouncer",
        next: "Let the server take more connections, or name it so that PgBouncer can stand before it.",
    },
    End {
        key: "findings",
        what: "The plan has errors that stand in the way",
        next: "See what is wrong first, then ask again.",
    },
];

fn end(key: &str) -> End {
    // Every key below is in the list; the test asks for each.
    ENDS.iter().find(|end| end.key == key).copied().unwrap_or(ENDS[0])
}

/// The plan with changes that carry this load, by the worse end of every range; each is the least of its own kind.
///
/// # Errors
/// When no plan of this architecture does, or none that the form takes: where it ends.
pub fn advised(plan: &Plan, demand: &Demand) -> Result<Plan, End> {
    if capacity(plan, demand).state == State::Enough && own_errors(plan).is_empty() {
        return Ok(plan.clone());
    }
    let mut after = plan.clone();
    sizes::volumes(&mut after, demand).map_err(end)?;
    sizes::postgres(&mut after, demand).map_err(end)?;
    sizes::one_node(&mut after, demand).map_err(end)?;
    tiers::nginx(&mut after, demand).map_err(end)?;
    tiers::web(&mut after, demand).map_err(end)?;
    tiers::celery(&mut after, demand).map_err(end)?;
    sizes::redis(&mut after, demand).map_err(end)?;
    connections::enough(&mut after, demand).map_err(end)?;
    sizes::nodes(&mut after, demand).map_err(end)?;
    let fine = capacity(&after, demand).state == State::Enough
        && own_errors(&after).is_empty()
        && errors(&after).is_subset(&errors(plan));
    if fine { Ok(after) } else { Err(end("findings")) }
}

/// Errors of what a load is carried by.
const OWN: [&str; 8] = ["FP002", "FP031", "FP032", "FP040", "FP041", "FP051", "FP100", "FP101"];

fn own_errors(plan: &Plan) -> BTreeSet<&'static str> {
    errors(plan).into_iter().filter(|code| OWN.contains(code)).collect()
}

/// The codes of a plan's errors. Secrets have none that a load could mend.
fn errors(plan: &Plan) -> BTreeSet<&'static str> {
    let secrets = Secrets::default();
    let found = findings(&Inputs::new(plan, &secrets));
    found.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code).collect()
}
