//! Floor 2: what the operator decided, and nothing derived from it.

use serde::Serialize;

use crate::secrets::Secrets;
use crate::stack::{
    backup::options::Backup, celery::options::Celery, cluster::options::Cluster, gitops::options::Gitops,
    image::options::Image, ingress::options::Ingress, jobs::options::Jobs, nginx::options::Nginx,
    postgres::options::Postgres, redis::options::Redis, site::options::Site, storage::options::Storage,
    web::options::Web,
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
    /// The database.
    pub postgres: Postgres,
    /// The volume of uploads.
    pub storage: Storage,
    /// The copies of both.
    pub backup: Backup,
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
}
