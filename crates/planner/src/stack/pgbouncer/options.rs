//! The connection pooler.

use serde::Serialize;

use crate::values::{ImageRef, Resources};

/// The PgBouncer pods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PgBouncer {
    /// Whether the tiers and Celery reach the database through it.
    pub enabled: bool,
    /// Pods.
    pub replicas: u32,
    /// The most connections to the server that one pod holds.
    pub default_pool_size: u32,
    /// The most clients that one pod accepts.
    pub max_client_conn: u32,
    /// The image.
    pub image: ImageRef,
    /// Requests and limits of one pod.
    pub resources: Resources,
}

impl Default for PgBouncer {
    /// Measured: 24 threads and Celery were served by four connections. Twenty in each of two pods, and of
    /// a third during a rollout, leave a server of 100 connections room for the jobs.
    ///
    /// The image is CloudNativePG's own: built from PostgreSQL's Debian packages and rebuilt when these
    /// change, with a plain shell in it. Other well-known ones have an entry script that writes passwords
    /// into the configuration unquoted, or come from a catalogue that went away.
    fn default() -> Self {
        Self {
            enabled: false,
            replicas: 2,
            default_pool_size: 20,
            max_client_conn: 500,
            image: ImageRef::known("ghcr.io/cloudnative-pg/pgbouncer:1.25.2-trixie"),
            resources: Resources::new(50, 500, 32, 128),
        }
    }
}
