//! "Use this": the change to the plan that makes it carry the load, or the reason why no change can.

mod connections;
mod sizes;
mod tiers;

use std::collections::BTreeSet;
use std::fmt;

use super::demand::Demand;
use super::rows::Headroom;
use super::{capacity, costs, growth};
use crate::analysis::findings;
use crate::finding::Severity;
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::Secrets;
use crate::sorting::to_set;

/// The limits of this architecture, and what would come next.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// A key for tests.
    pub key: &'static str,
    /// What is at its end.
    pub what: String,
    /// What would help.
    pub next: &'static str,
}

impl std::error::Error for End {}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}. {}", self.what, self.next)
    }
}

/// Cores of the largest server for which the measured costs can be trusted.
const LARGEST_PRIMARY: u64 = 32;
/// Cores of the largest node.
const LARGEST_NODE: u32 = 64;
/// GiB of the largest volume.
const LARGEST_VOLUME: u64 = 16 * 1024;
/// The most Redis replicas that are read beside the master.
const MOST_READERS: u64 = 8;
/// The most pods of a tier that the form accepts.
const MOST_PODS: u64 = 100;
/// The most pods of nginx or Celery that the form accepts.
const MOST_OTHER_PODS: u32 = 50;
/// The most nodes that the form accepts.
const MOST_NODES: u32 = 500;

/// All limits. The last one is about the plan, not about the architecture.
pub fn ends() -> Vec<End> {
    vec![
        End {
            key: "primary",
            what: format!(
                "One PostgreSQL primary handles every read and write; beyond {LARGEST_PRIMARY} cores there are no measurements"
            ),
            next: "A larger managed server, and a page cache for anonymous visitors in front of nginx. Standbys do \
                   not help: Misago only reads from the primary.",
        },
        End {
            key: "volume",
            what: format!(
                "One volume for uploads and one for the database, of {} TiB at most with the usual storage",
                LARGEST_VOLUME / 1024
            ),
            next: "Uploads in an object store: Django supports it, but it was not tested with Misago. For the \
                   database, a managed server.",
        },
        End {
            key: "redis",
            what: format!("One Redis master and {MOST_READERS} servers to read from, one core each"),
            next: "A local cache in each pod in front of Redis. Misago's versioned caches would allow it, but it \
                   is not built.",
        },
        End {
            key: "pods",
            what: format!(
                "The limits of the form: {MOST_PODS} pods in a tier, {MOST_OTHER_PODS} in other parts, {MOST_NODES} nodes of up to {LARGEST_NODE} cores"
            ),
            next: "Larger pods on larger nodes, or two forums.",
        },
        End {
            key: "one-node",
            what: format!(
                "Only one node can mount the media volume, and even {LARGEST_NODE} cores are not enough for everything that must run there"
            ),
            next: "A storage class that many nodes can mount, like Longhorn or NFS.",
        },
        End {
            key: "connections",
            what: "The pods need more connections than the database allows, with or without PgBouncer"
                .to_owned(),
            next: "Raise max_connections on the server, or configure it so that PgBouncer can be used.",
        },
        End {
            key: "findings",
            what: "The plan has errors".to_owned(),
            next: "Fix the errors first, then ask again.",
        },
    ]
}

/// The limit with this key. For other keys, the one that says that errors in the plan are in the way.
fn end(key: &str) -> End {
    let mut ends = ends();
    let at = ends.iter().position(|end| end.key == key).unwrap_or(ends.len() - 1);
    ends.swap_remove(at)
}

/// Changes the plan so that it carries this load at the worse end of every range. Each change is as small as possible.
///
/// # Errors
/// The limit, if no plan of this architecture, or none that the form accepts, carries the load.
pub fn advised(plan: &Plan, demand: &Demand) -> Result<Plan, End> {
    if capacity(plan, demand).state == Headroom::Enough && own_errors(plan).is_empty() {
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
    let fine = capacity(&after, demand).state == Headroom::Enough
        && own_errors(&after).is_empty()
        && errors(&after).is_subset(&errors(plan));
    if fine { Ok(after) } else { Err(end("findings")) }
}

/// Rules whose errors are about the sizes that carry a load.
const OWN: [&str; 8] = ["FP002", "FP031", "FP032", "FP040", "FP041", "FP051", "FP100", "FP101"];

fn own_errors(plan: &Plan) -> BTreeSet<&'static str> {
    to_set(errors(plan).into_iter().filter(|code| OWN.contains(code)))
}

/// The codes of a plan's errors. Those about secrets do not depend on the load.
fn errors(plan: &Plan) -> BTreeSet<&'static str> {
    let secrets = Secrets::default();
    let found = findings(&Inputs::new(plan, &secrets));
    to_set(found.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code))
}
