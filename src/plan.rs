//! Floor 2: what the operator decided, and nothing derived from it.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::secrets::Secrets;
use crate::stack::{
    backup::options::Backup, celery::options::Celery, cluster::options::Cluster, gitops::options::Gitops,
    image::options::Image, ingress::options::Ingress, jobs::options::Jobs, monitoring::options::Monitoring,
    nginx::options::Nginx, pgbouncer::options::PgBouncer, postgres::options::Postgres, redis::options::Redis,
    secrets::options::Travel, site::options::Site, storage::options::Storage, web::options::Web,
};

/// The whole plan: one field per part of the stack. What people type, load or link enters through its
/// fields ([`crate::field::Field::write`]); presets and fixes are held to the same values by tests.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Plan {
    /// Where the forum runs.
    pub cluster: Cluster,
    /// What it is called and who answers for it.
    pub site: Site,
    /// How visitors get in.
    pub ingress: Ingress,
    /// The proxy inside.
    pub nginx: Nginx,
    /// The Django tiers.
    pub web: Web,
    /// The background workers.
    pub celery: Celery,
    /// The bootstrap and the nightly maintenance.
    pub jobs: Jobs,
    /// Broker and cache.
    pub redis: Redis,
    /// What shares the database's connections among many clients.
    pub pgbouncer: PgBouncer,
    /// The database.
    pub postgres: Postgres,
    /// The volume of uploads.
    pub storage: Storage,
    /// Who watches all of it.
    pub monitoring: Monitoring,
    /// The copies of both.
    pub backup: Backup,
    /// In which form the secrets travel; their values are no part of a plan.
    pub secrets: Travel,
    /// The forum's container image.
    pub image: Image,
    /// Who applies the bundle.
    pub gitops: Gitops,
}

/// Everything that an outcome depends on.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// What the operator decided.
    pub plan: &'a Plan,
    /// What nobody else may know.
    pub secrets: &'a Secrets,
    /// What runs now, when a bundle of it was loaded.
    pub running: Option<&'a Running>,
}

impl<'a> Inputs<'a> {
    /// For a forum of which nothing runs yet.
    pub fn new(plan: &'a Plan, secrets: &'a Secrets) -> Self {
        Self { plan, secrets, running: None }
    }
}

/// What runs now, as a loaded bundle tells it. It is no part of the plan: a bundle is applied over it once.
#[derive(Clone, Debug, PartialEq)]
pub struct Running {
    /// The plan that it was made from.
    pub plan: Plan,
    /// Its secrets; nothing when only its plan.yaml was loaded.
    pub secrets: Option<Secrets>,
    /// Losses that the operator has agreed to: the code and the very sentence that was read, so that
    /// another value asks again.
    pub acknowledged: BTreeSet<(&'static str, String)>,
}

impl Running {
    /// With nothing agreed to yet.
    pub fn new(plan: Plan, secrets: Option<Secrets>) -> Self {
        Self { plan, secrets, acknowledged: BTreeSet::new() }
    }
}
