//! Prometheus, the pods that it scrapes, and Celery's exporter, which has a pod of its own.

use super::{CELERY, CELERY_NODE, PROMETHEUS, objects};
use crate::plan::Plan;
use crate::sorting::sort_by_key;
use crate::stack::wiring;
use crate::topology::{Lane, Node, Peer, Place, Row, Topology};

/// At the upper left, where no request passes: from there it reaches the others from below.
pub(super) const PLACES: &[Place] =
    &[Place::new(CELERY_NODE, Row::Edge, -10, 136), Place::new(PROMETHEUS, Row::Proxy, -10, 136)];

pub(super) fn topology(plan: &Plan, topology: &mut Topology) {
    if !plan.monitoring.is_on() {
        return;
    }
    let monitoring = &plan.monitoring;
    topology.node(Node {
        facts: vec![format!("in {}", monitoring.namespace)],
        ..Node::new(
            PROMETHEUS,
            "Prometheus",
            Lane::Operations,
            Peer::Foreign { namespace: monitoring.namespace.to_string(), label: monitoring.label.clone() },
        )
    });
    topology.node(Node {
        replicas: 1,
        resources: Some(objects::RESOURCES),
        ..Node::new(CELERY_NODE, "Celery exporter", Lane::Operations, Peer::Pods(vec![CELERY]))
    });
    // In the order of their names, whichever part comes first.
    let mut nodes: Vec<&Node> = topology.nodes.iter().collect();
    sort_by_key(&mut nodes, |node| node.id);
    let read: Vec<_> =
        nodes.into_iter().flat_map(|node| node.metrics.iter().map(|metrics| (node.id, *metrics))).collect();
    for (node, metrics) in read {
        topology.tcp(PROMETHEUS, node.0, metrics.port, "metrics", metrics.why);
    }
    topology.tcp(PROMETHEUS, CELERY_NODE, objects::PORT, "metrics", "scrape Celery metrics");
    wiring::redis_links(plan, CELERY_NODE, "watch the queue and the workers", topology);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stack::monitoring::options::Style;
    use crate::stack::{postgres, redis};

    #[test]
    fn prometheus_reads_every_node_that_answers_it() {
        let mut plan = Plan::default();
        plan.monitoring.style = Style::Operator;
        plan.redis.mode = redis::options::Mode::Sentinel;
        plan.postgres.mode = postgres::options::Mode::CloudNativePg;
        let topology = crate::stack::topology(&plan);
        let answers: Vec<_> =
            topology.nodes.iter().flat_map(|node| node.metrics.iter().map(|at| (node.id, at.why))).collect();
        assert_eq!(answers.len(), 4, "nginx, Redis, the Sentinels and PostgreSQL answer");
        for (node, why) in answers {
            let read = topology
                .links
                .iter()
                .any(|link| link.from.0 == PROMETHEUS && (link.to, link.why) == (node, why));
            assert!(read, "Prometheus does not {why}: its part stands after monitoring in PARTS");
        }
    }
}
