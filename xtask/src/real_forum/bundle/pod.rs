//! A pod, as read; what runs of it is another matter.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use super::Container;

/// One pod, as its workload would make it.
#[derive(Clone)]
pub struct Pod {
    /// Its host name too: `redis-0`, `misago-api-0`, `bootstrap-4f2a...`.
    pub name: String,
    /// `Deployment`, `StatefulSet`, `Job`, `CronJob`.
    pub kind: String,
    pub workload: String,
    pub labels: BTreeMap<String, String>,
    /// One after the other, each to its end.
    pub init: Vec<Container>,
    /// All at once.
    pub containers: Vec<Container>,
    /// How long it may take to stop, in seconds.
    pub grace: u64,
}

impl Pod {
    /// The `app.kubernetes.io/component`.
    pub fn component(&self) -> &str {
        self.labels.get("app.kubernetes.io/component").map_or("", String::as_str)
    }

    /// Runs to an end instead of for ever.
    pub fn is_a_job(&self) -> bool {
        matches!(self.kind.as_str(), "Job" | "CronJob")
    }

    pub fn container(&self, name: &str) -> Result<&Container> {
        self.init
            .iter()
            .chain(&self.containers)
            .find(|container| container.name == name)
            .with_context(|| format!("{} has no container `{name}`", self.name))
    }
}
