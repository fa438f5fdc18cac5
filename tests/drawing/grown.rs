//! What a forum can grow into, part by part, as topologies made by hand: the picture must hold them
//! all at once, and whatever the parts themselves come to say, these stay the hard cases.

use forum_planner::outcome::presets::PRESETS;
use forum_planner::stack;
use forum_planner::topology::{Lane, Node, NodeId, Peer, Topology};
use forum_planner::words::LabelPair;

/// One step of growth.
pub type Step = fn(&mut Topology);

/// Every step, by name, in an order in which they can follow each other.
pub const STEPS: &[(&str, Step)] = &[
    ("pgbouncer", pgbouncer),
    ("sentinel", sentinel),
    ("cloudnative-pg", cloudnative_pg),
    ("backup", backup),
    ("monitoring", monitoring),
];

/// The fullest preset, after these steps.
pub fn grown(steps: impl IntoIterator<Item = Step>) -> Topology {
    let mut topology = PRESETS
        .iter()
        .map(|preset| stack::topology(&(preset.plan)()))
        .max_by_key(|topology| topology.links.len())
        .expect("there are presets");
    for step in steps {
        step(&mut topology);
    }
    topology
}

/// The fullest preset with everything.
pub fn everything() -> Topology {
    grown(STEPS.iter().map(|step| step.1))
}

fn words(label: &str) -> LabelPair {
    label.parse().expect("a label")
}

fn change(topology: &mut Topology, id: &'static str, change: impl FnOnce(&mut Node)) {
    if let Some(node) = topology.nodes.iter_mut().find(|node| node.id.0 == id) {
        change(node);
    }
}

/// Tiers and Celery share connections; jobs go past.
fn pgbouncer(topology: &mut Topology) {
    topology.node(Node {
        facts: vec!["transactions".to_owned()],
        replicas: 2,
        ..Node::new("pgbouncer", "PgBouncer", Lane::Pool, Peer::Pods(vec!["pgbouncer"]))
    });
    for link in &mut topology.links {
        if link.to.0 == "postgres" && matches!(link.from.part(), "web" | "celery") {
            link.to = NodeId("pgbouncer");
        }
    }
    topology.tcp("pgbouncer", "postgres", 5432, "sql", "share few connections among many");
}

/// Three pods of Redis and a Sentinel each; whoever asks Redis asks a Sentinel first.
fn sentinel(topology: &mut Topology) {
    change(topology, "redis", |redis| {
        redis.facts = vec!["broker, cache · 6379".to_owned(), "Sentinel, quorum 2".to_owned()];
        redis.replicas = 3;
        redis.single_point = None;
        redis.storage = redis.storage.map(|(size, _)| (size, 3));
    });
    let clients: Vec<&'static str> =
        topology.links.iter().filter(|link| link.to.0 == "redis").map(|link| link.from.0).collect();
    for client in clients {
        topology.tcp(client, "redis", 26379, "sentinel", "ask who is master");
    }
    topology.tcp("redis", "redis", 6379, "replication", "copy the master's data to the replicas");
    topology.tcp("redis", "redis", 26379, "sentinel", "agree on a new master");
}

/// Three instances that an operator looks after.
fn cloudnative_pg(topology: &mut Topology) {
    let label = || words("cnpg.io/cluster=postgres");
    change(topology, "postgres", |postgres| {
        postgres.facts = vec!["CloudNativePG".to_owned(), "100 connections · 5432".to_owned()];
        postgres.replicas = 3;
        postgres.single_point = None;
        postgres.storage = postgres.storage.map(|(size, _)| (size, 3));
        postgres.peer = Peer::Guests { policy: "postgres", label: label() };
    });
    topology.tcp("postgres", "postgres", 5432, "replication", "copy the primary's data to the others");
    let operator = Peer::Foreign { namespace: "cnpg-system".to_owned(), label: label() };
    let mut node = Node::new("postgres.operator", "CloudNativePG operator", Lane::Care, operator);
    node.facts.push("namespace cnpg-system".to_owned());
    topology.node(node);
    topology.tcp("postgres.operator", "postgres", 8000, "status", "see how each instance is");
    topology.tcp("postgres.operator", "postgres", 5432, "sql", "look after the instances");
    let mut api = Node::new("postgres.api", "Kubernetes API", Lane::Care, Peer::ApiServer);
    api.facts.push("10.43.0.1".to_owned());
    topology.node(api);
    topology.tcp("postgres", "postgres.api", 6443, "https", "agree on the primary");
    if topology.find(NodeId("backup.store")).is_some() {
        topology.tcp("postgres", "backup.store", 443, "https", "archive its log");
    }
}

/// A dump of the database and the media, every night, to a store outside.
fn backup(topology: &mut Topology) {
    let pods = Peer::Pods(vec!["backup"]);
    let mut node = Node::new("backup", "Backup", Lane::Background, pods);
    node.facts.push("30 2 * * *".to_owned());
    topology.node(node);
    let mut store = Node::new("backup.store", "S3 bucket", Lane::Care, Peer::Outside(None));
    store.facts.push("s3.example.org".to_owned());
    topology.node(store);
    topology.tcp("backup", "postgres", 5432, "sql", "dump the database");
    topology.files("backup", "storage", false, "copy uploads");
    topology.tcp("backup", "backup.store", 443, "https", "keep the copies");
    if topology.find(NodeId("postgres.operator")).is_some() {
        topology.tcp("postgres", "backup.store", 443, "https", "archive its log");
    }
}

/// Prometheus of another namespace, and an exporter that asks Redis how Celery is.
fn monitoring(topology: &mut Topology) {
    let label = words("app.kubernetes.io/name=prometheus");
    let prometheus = Peer::Foreign { namespace: "monitoring".to_owned(), label };
    let mut node = Node::new("monitoring.prometheus", "Prometheus", Lane::Care, prometheus);
    node.facts.push("in monitoring".to_owned());
    topology.node(node);
    topology.node(Node {
        replicas: 1,
        ..Node::new("monitoring.celery", "Celery exporter", Lane::Care, Peer::Pods(vec!["celery-exporter"]))
    });
    for (server, port) in [("nginx", 9113), ("redis", 9121), ("postgres", 9187), ("monitoring.celery", 9808)]
    {
        topology.tcp("monitoring.prometheus", server, port, "metrics", "collect figures");
    }
    topology.tcp("monitoring.celery", "redis", 6379, "redis", "see what waits and who works");
}
