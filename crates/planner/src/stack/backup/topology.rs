//! The backup and restore jobs, and the place of the backups.

use super::options::Target;
use super::{NODE, RESTORE, STORE_NODE};
use crate::plan::Plan;
use crate::stack::{cluster, postgres, storage::names as storage, wiring};
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

/// Below what it copies.
pub(super) const PLACES: &[Place] = &[
    Place::new(STORE_NODE, Row::Operations, 10, 133).rails(&[Row::Data]),
    Place::new(NODE, Row::Operations, 20, 112),
];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    if !plan.backup.is_on() {
        return;
    }
    let backup = &plan.backup;
    topology.node(Node {
        facts: vec![format!("backup {}", backup.schedule), "restore by hand".to_owned()],
        ..Node::new(NODE, "Backup", Lane::Background, Peer::Pods(vec![NODE, RESTORE]))
    });
    // Not through PgBouncer: a dump is one long transaction, and a restore drops what others use.
    let server = wiring::database_server(plan);
    topology.tcp(NODE, server.node, server.port, "sql", "dump or restore the database");
    if backup.media {
        topology.files(NODE, storage::NODE, true, "read or restore the uploads");
    }
    match backup.target {
        Target::None => {}
        Target::Volume => {
            topology.node(Node {
                facts: vec![format!("{} · restic", backup.storage)],
                storage: Some((backup.storage, 1)),
                ..Node::new(STORE_NODE, "Backups", Lane::Operations, Peer::Volume)
            });
            topology.files(NODE, STORE_NODE, true, "store the encrypted copies");
        }
        Target::S3 => {
            let endpoint = &backup.endpoint;
            topology.node(Node {
                facts: vec![endpoint.host().to_owned()],
                ..Node::new(
                    STORE_NODE,
                    "Object store",
                    Lane::Operations,
                    cluster::peer(plan, endpoint.host()),
                )
            });
            let protocol = if endpoint.is_encrypted() { "https" } else { "http" };
            topology.tcp(NODE, STORE_NODE, endpoint.port(), protocol, "store the encrypted copies");
            if postgres::archive::archived(plan) {
                topology.tcp(
                    server.node,
                    STORE_NODE,
                    endpoint.port(),
                    protocol,
                    "archive every database change",
                );
            }
        }
    }
}
