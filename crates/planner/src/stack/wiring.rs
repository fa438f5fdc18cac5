//! Decides which server each client uses; nothing else does. Parts ask here instead of writing another part's address, so
//! a server can be replaced (by PgBouncer or Sentinel, for example) without touching its clients.

use crate::plan::Plan;
use crate::stack::counted;
use crate::stack::postgres::options::{Mode, RESERVED_CONNECTIONS};
use crate::stack::web::options::Tier;
use crate::stack::{
    pgbouncer::names as pgbouncer, postgres::names as postgres, redis::names as redis,
    redis::options::Mode as RedisMode, web::names as web,
};
use crate::topology::Topology;
use crate::values::{Choices, DnsSubdomain};

/// Where a server answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// The name to dial: a Service of the bundle, or a server outside.
    pub host: String,
    /// The port to dial.
    pub port: u16,
    /// The server's node.
    pub node: &'static str,
}

/// Where the database answers, and how the way there is protected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Database<'a> {
    /// The name to dial: a Service of the bundle, one that an operator makes, or a server outside.
    pub host: String,
    /// The port to dial.
    pub port: u16,
    /// The node that answers.
    pub node: &'static str,
    /// libpq's sslmode.
    pub ssl_mode: &'static str,
    /// The Secret with the authority that the certificate is checked against.
    pub ca_secret: Option<&'a DnsSubdomain>,
}

/// Whether the Django tiers and Celery share connections, and have one for a transaction at most.
pub fn is_pooled(plan: &Plan) -> bool {
    plan.pgbouncer.enabled || plan.postgres.outside_pooler().is_some()
}

/// What the Django tiers and Celery connect to: a pooler if there is one. Connections between pods of the bundle are not
/// encrypted: network policies let only these pods in.
pub fn database(plan: &Plan) -> Database<'_> {
    if !plan.pgbouncer.enabled {
        let server = database_server(plan);
        return match plan.postgres.outside_pooler() {
            None => server,
            Some(pooler) => Database {
                host: pooler.to_string(),
                port: plan.postgres.pooler_port.number(),
                node: pgbouncer::NODE,
                ..server
            },
        };
    }
    Database {
        host: pgbouncer::service(plan).to_owned(),
        port: pgbouncer::PORT,
        node: pgbouncer::NODE,
        ssl_mode: "disable",
        ca_secret: None,
    }
}

/// The server itself, for what needs a session of its own: the bootstrap's lock, migrations, dumps.
pub fn database_server(plan: &Plan) -> Database<'_> {
    let postgres = &plan.postgres;
    let (host, port, ssl_mode) = match postgres.mode {
        Mode::InCluster => (postgres::SERVICE.to_owned(), postgres::PORT, "disable"),
        // Its operator gives every server a certificate, from an authority that only the operator knows.
        Mode::CloudNativePg => (postgres::PRIMARY_SERVICE.to_owned(), postgres::PORT, "require"),
        Mode::External => (postgres.host.to_string(), postgres.port.number(), postgres.ssl_mode.key()),
    };
    let ca_secret = postgres.ca_secret.as_ref().filter(|_| postgres.mode == Mode::External);
    Database { host, port, node: postgres::NODE, ssl_mode, ca_secret }
}

/// How clients find the Redis that takes writes of broker and cache.
pub enum Broker {
    /// By a name that leads to it and to no replica: two of three connections to the headless Service
    /// of all pods would reach one, and fail with READONLY.
    Master(Endpoint),
    /// By asking any of these, `host:port`, for the master of this name.
    Sentinels {
        /// Where the Sentinels answer.
        addresses: Vec<String>,
        /// What they call the master.
        master: &'static str,
    },
}

/// How clients find Redis.
pub fn redis(plan: &Plan) -> Broker {
    if plan.redis.mode != RedisMode::Sentinel {
        let host = redis::MASTER_SERVICE.to_owned();
        return Broker::Master(Endpoint { host, port: redis::PORT, node: redis::NODE });
    }
    let address = |host: String| format!("{host}:{}", redis::SENTINEL_PORT);
    Broker::Sentinels {
        addresses: redis::hosts(plan).into_iter().map(address).collect(),
        master: redis::MASTER,
    }
}

/// The connections that a client of Redis opens: to the server, and to the Sentinels that name it.
pub fn redis_links(plan: &Plan, from: &'static str, why: &'static str, topology: &mut Topology) {
    topology.tcp(from, redis::NODE, redis::PORT, "redis", why);
    if plan.redis.mode == RedisMode::Sentinel {
        topology.tcp(from, redis::NODE, redis::SENTINEL_PORT, "sentinel", "ask which one is the master");
    }
}

/// A Django tier as the rest of the stack sees it.
pub struct DjangoTier<'a> {
    /// Component, Deployment and ServiceAccount: `misago-api`.
    pub component: &'static str,
    /// Its node in the picture.
    pub node: &'static str,
    /// The words for it.
    pub title: &'static str,
    /// Its Service's port.
    pub port: u16,
    /// Its size.
    pub tier: &'a Tier,
}

/// The tiers in the order of nginx' locations: the last one gets all paths that no other has.
pub fn tiers(plan: &Plan) -> Vec<DjangoTier<'_>> {
    let pages = DjangoTier {
        component: "misago-pages",
        node: web::PAGES,
        title: if plan.web.split { "Django pages" } else { "Django" },
        port: 8001,
        tier: &plan.web.pages,
    };
    if !plan.web.split {
        return vec![pages];
    }
    let api = DjangoTier {
        component: "misago-api",
        node: web::API,
        title: "Django api",
        port: 8000,
        tier: &plan.web.api,
    };
    vec![api, pages]
}

/// Database connections that a kind of client may hold at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connections {
    /// Who, and how the number comes about.
    pub sum: String,
    /// How many.
    pub count: u32,
}

/// Every claim on the server's connections at the worst moment: a rolling update with a job at work.
/// Measured: a job holds one connection, and PostgreSQL keeps three for the superuser. A pod of PgBouncer
/// holds as many as its pool, however many clients it has.
pub fn connections(plan: &Plan) -> Vec<Connections> {
    let mut claims = match plan.postgres.outside_pooler() {
        _ if plan.pgbouncer.enabled => pools(plan),
        // How many connections it holds is its owner's setting.
        Some(_) => Vec::new(),
        None => clients(plan),
    };
    let (jobs, count) = if plan.backup.is_on() {
        ("bootstrap, maintenance and backup", 3)
    } else {
        ("bootstrap and maintenance", 2)
    };
    claims.push(Connections { sum: jobs.to_owned(), count });
    claims.push(Connections { sum: "reserved for the superuser".to_owned(), count: RESERVED_CONNECTIONS });
    claims
}

/// What the pods of PgBouncer may hold, one more of them during a rollout.
fn pools(plan: &Plan) -> Vec<Connections> {
    let pooler = &plan.pgbouncer;
    // CloudNativePG's looks up passwords by a connection of its own.
    let (pod, lookup) = match plan.postgres.mode {
        Mode::CloudNativePg => (pooler.default_pool_size.saturating_add(1), " + 1"),
        Mode::InCluster | Mode::External => (pooler.default_pool_size, ""),
    };
    vec![
        Connections {
            sum: format!(
                "PgBouncer {} × {}{lookup}",
                counted(pooler.replicas, "pod"),
                pooler.default_pool_size
            ),
            count: pooler.replicas.saturating_mul(pod),
        },
        Connections { sum: "one extra pod during a rollout".to_owned(), count: pod },
    ]
}

/// Every claim of the tiers and of Celery, on PgBouncer if there is one, with all pods that autoscalers may
/// run. Measured: a thread of gunicorn holds one connection, a child of Celery one; a rolling update runs
/// one more pod of each.
pub fn clients(plan: &Plan) -> Vec<Connections> {
    let mut claims = Vec::new();
    let mut surge = 0_u32;
    for DjangoTier { title, tier, .. } in tiers(plan) {
        let pod = tier.workers.saturating_mul(tier.threads);
        surge = surge.saturating_add(pod);
        claims.push(Connections {
            sum: format!(
                "{title} {} × {} × {}",
                counted(tier.most(), "pod"),
                counted(tier.workers, "worker"),
                counted(tier.threads, "thread")
            ),
            count: tier.most().saturating_mul(pod),
        });
    }
    let celery = &plan.celery;
    if celery.replicas > 0 {
        surge = surge.saturating_add(celery.concurrency);
        claims.push(Connections {
            sum: format!("Celery {} × {}", counted(celery.replicas, "pod"), celery.concurrency),
            count: celery.replicas.saturating_mul(celery.concurrency),
        });
    }
    claims.push(Connections { sum: "one extra pod of each during a rollout".to_owned(), count: surge });
    claims
}

/// The sum of claims, and the addition in words.
pub fn total(claims: &[Connections]) -> (u32, String) {
    let count = claims.iter().fold(0_u32, |sum, claim| sum.saturating_add(claim.count));
    let words: Vec<String> = claims.iter().map(|claim| format!("{} = {}", claim.sum, claim.count)).collect();
    (count, words.join("; "))
}
