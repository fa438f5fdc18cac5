//! The servers, what a page view and a post cost each of them, and how much each can do.

use super::costs::{self, POST_CELERY};
use super::demand::Demand;
use super::range::{Range, share};
use crate::plan::Plan;
use crate::stack::redis::options::Mode;
use crate::stack::wiring;
use crate::values::Resources;

/// One kind of server.
pub(super) struct ServerCost {
    /// Its node in the picture.
    pub node: &'static str,
    /// The words for it.
    pub title: &'static str,
    /// How many share the work.
    pub pods: u64,
    /// The CPU that one pod can use, in millionths of a core; None if it is not known.
    pub pod: Option<u64>,
    /// What a page view costs, in millionths of a second of CPU.
    pub view: Range,
    /// What a post costs.
    pub post: Range,
    /// Whether its pods mount the media volume.
    pub mounts: bool,
}

impl ServerCost {
    /// The CPU that it needs at the peak, in millionths of a core.
    pub(super) fn uses(&self, demand: &Demand) -> Range {
        self.view.part(demand.peak(), 1000).plus(self.post.part(demand.peak_of_posts(), 1000))
    }

    /// The CPU of all its pods as far as it may be used, in millionths of a core.
    pub(super) fn has(&self) -> Option<u64> {
        self.pod.map(|pod| share(pod.saturating_mul(self.pods), costs::BUSY, 100))
    }

    /// How many such pods the peak needs.
    pub(super) fn pods_needed(&self, demand: &Demand) -> Option<Range> {
        let pod = share(self.pod?, costs::BUSY, 100).max(1);
        let uses = self.uses(demand);
        Some(Range::new(uses.low.div_ceil(pod).max(1), uses.high.div_ceil(pod).max(1)))
    }
}

/// What one pod can use: its limit, its processes, its node.
pub(super) fn pod(plan: &Plan, resources: &Resources, processes: u32) -> u64 {
    let limit = resources.cpu_limit.number().min(plan.cluster.node_cpu.number());
    u64::from(limit.min(processes.saturating_mul(1000))) * 1000
}

/// All servers of a plan that handle requests, from nginx to the database.
pub(super) fn servers(plan: &Plan) -> Vec<ServerCost> {
    let (view, (post, post_postgres)) = (costs::view(), costs::post());
    let nothing = Range::default();
    let mut servers = vec![ServerCost {
        node: "nginx",
        title: "nginx",
        pods: u64::from(plan.nginx.replicas),
        pod: Some(pod(plan, &plan.nginx.resources, 1)),
        view: view.nginx,
        post: nothing,
        mounts: true,
    }];
    for tier in wiring::tiers(plan) {
        let pages = tier.node == "web.pages";
        let (costs, posts) = match (pages, plan.web.split) {
            (true, true) => (view.page, nothing),
            (true, false) => (view.page.plus(view.calls), post),
            (false, _) => (view.calls, post),
        };
        servers.push(ServerCost {
            node: tier.node,
            title: tier.title,
            pods: u64::from(tier.tier.most()),
            pod: Some(pod(plan, &tier.tier.resources, tier.tier.workers)),
            view: costs,
            post: posts,
            mounts: true,
        });
    }
    let redis = &plan.redis;
    servers.extend([
        ServerCost {
            node: "celery",
            title: "Celery",
            pods: u64::from(plan.celery.replicas),
            pod: Some(pod(plan, &plan.celery.resources, plan.celery.concurrency)),
            view: nothing,
            post: POST_CELERY,
            mounts: true,
        },
        ServerCost {
            node: "redis",
            title: "Redis",
            // Clients of Sentinels read from replicas; all others ask the master.
            pods: if redis.mode == Mode::Sentinel { u64::from(redis.replicas.max(1)) } else { 1 },
            pod: Some(pod(plan, &redis.resources, 1)),
            view: view.redis,
            post: nothing,
            mounts: false,
        },
        ServerCost {
            node: "postgres",
            title: "PostgreSQL",
            // Standbys wait; Misago reads from the primary too.
            pods: 1,
            pod: plan.postgres.is_here().then(|| pod(plan, &plan.postgres.resources, u32::MAX)),
            view: view.postgres,
            post: post_postgres,
            mounts: false,
        },
    ]);
    servers
}
