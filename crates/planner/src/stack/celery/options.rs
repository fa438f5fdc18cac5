//! The background workers.

use serde::Serialize;

use crate::values::Resources;

/// Sends notifications, builds themes, deletes accounts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Celery {
    /// Pods.
    pub replicas: u32,
    /// Processes in a pod that run tasks; each holds one database connection.
    pub concurrency: u32,
    /// Requests and limits of one pod.
    pub resources: Resources,
}

impl Default for Celery {
    /// Measured: parent and two children use 155-180 MiB; a reply costs the worker 15 ms of CPU.
    fn default() -> Self {
        Self { replicas: 2, concurrency: 2, resources: Resources::new(50, 500, 256, 384) }
    }
}
