//! The plan: what the operator decided, and nothing derived from it.

use serde::Serialize;

use crate::stack::{
    backup::options::Backup, celery::options::Celery, cluster::options::Cluster, gitops::options::Gitops,
    image::options::Image, ingress::options::Ingress, jobs::options::Jobs, monitoring::options::Monitoring,
    nginx::options::Nginx, pgbouncer::options::PgBouncer, postgres::options::Postgres, redis::options::Redis,
    secrets::options::SecretDelivery, site::options::Site, storage::options::Storage, web::options::Web,
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
    pub secrets: SecretDelivery,
    /// The forum's container image.
    pub image: Image,
    /// Who applies the bundle.
    pub gitops: Gitops,
}
