//! Redis, the broker and cache.

use serde::Serialize;

use crate::values::{ImageRef, Memory, Resources, choices};

choices! {
    /// How many servers.
    Mode {
        /// One pod.
        Single = "single", "one pod";
        /// One master, replicas, and a Sentinel beside each, which together choose a new master.
        Sentinel = "sentinel", "Sentinel: failover, three or five";
        /// One master and read replicas, as in the 2022 report. Nothing promotes a replica.
        Replicated = "replicated", "one master, read replicas";
    }
}

/// The Redis servers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redis {
    /// How many servers.
    pub mode: Mode,
    /// Replicas besides the master.
    pub replicas: u32,
    /// Memory for data; above it cached values are dropped, and never a task.
    pub max_memory: Memory,
    /// The volume of each pod.
    pub storage: Memory,
    /// The image.
    pub image: ImageRef,
    /// Requests and limits of one pod.
    pub resources: Resources,
}

impl Default for Redis {
    /// Measured for a busy small forum: 2 MB of data, 10 MiB of process.
    fn default() -> Self {
        Self {
            mode: Mode::Single,
            replicas: 2,
            max_memory: Memory::mib(128),
            storage: Memory::gib(1),
            image: ImageRef::known("docker.io/library/redis:7.0.15"),
            resources: Resources::new(50, 500, 64, 256),
        }
    }
}

impl Redis {
    /// Pods of the StatefulSet.
    pub fn pods(&self) -> u32 {
        match self.mode {
            Mode::Single => 1,
            Mode::Replicated | Mode::Sentinel => 1 + self.replicas,
        }
    }

    /// How many Sentinels must agree that the master is away, and how many must elect the one of them
    /// that replaces it: more than half. It is no option: with fewer, two halves of a divided network
    /// could each have a master.
    pub fn quorum(&self) -> u32 {
        self.pods() / 2 + 1
    }
}
