//! The Django tiers.

use serde::Serialize;

use crate::values::Resources;

/// One Deployment of the forum's image under gunicorn.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tier {
    /// Pods; with autoscaling, the fewest.
    pub replicas: u32,
    /// Whether a HorizontalPodAutoscaler decides how many pods run.
    pub autoscale: bool,
    /// The most pods that it may run.
    pub max_replicas: u32,
    /// The CPU use at which it adds pods, in percent of the CPU request.
    pub cpu_target: u32,
    /// gunicorn worker processes in a pod; each uses at most one core.
    pub workers: u32,
    /// Threads of a worker; each may hold one database connection.
    pub threads: u32,
    /// Requests and limits of one pod.
    pub resources: Resources,
}

impl Tier {
    /// The most pods that run outside of a rollout.
    pub fn most(&self) -> u32 {
        if self.autoscale { self.max_replicas.max(self.replicas) } else { self.replicas }
    }
}

/// The tiers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Web {
    /// Whether `/api/` has a tier of its own, as in the 2022 report.
    pub split: bool,
    /// All pages, or everything if there is only one tier.
    pub pages: Tier,
    /// `/api/`: everything a browser writes, except login and the admin panel.
    pub api: Tier,
    /// Whether the pods may open HTTPS connections to the internet.
    pub internet: bool,
}

impl Default for Web {
    /// A browser's page view costs the pages tier three times the CPU of the api tier (measured per
    /// request: 50-98 ms against one to three calls of 8-47 ms). Memory is 30 + 110 MiB a worker to
    /// start with, and 150 more for one large picture in flight. A page costs 50 to 98 ms of one core, so
    /// a worker is busy long before its pod reaches its limit: one and a half times the request of a quarter
    /// of a core is where a pod serves four to six pages a second.
    fn default() -> Self {
        Self {
            split: true,
            pages: Tier {
                replicas: 3,
                autoscale: false,
                max_replicas: 6,
                cpu_target: 150,
                workers: 2,
                threads: 4,
                resources: Resources::new(250, 1000, 256, 512),
            },
            api: Tier {
                replicas: 2,
                autoscale: false,
                max_replicas: 4,
                cpu_target: 150,
                workers: 1,
                threads: 4,
                resources: Resources::new(150, 1000, 160, 320),
            },
            internet: true,
        }
    }
}
