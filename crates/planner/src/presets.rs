//! Plans to start from, by goal.

use std::collections::BTreeSet;

use crate::field::{Control, Field, FieldId, Subject};
use crate::plan::Plan;
use crate::sorting::to_set;
use crate::stack::fields;
use crate::stack::image::options::misago;
use crate::stack::{backup, monitoring, postgres, redis, site, storage};
use crate::values::{
    Cidrs, DnsLabel, DnsSubdomain, Email, Hostname, ImageRef, Memory, Millicores, Resources,
};

/// A plan to start from.
pub struct Preset {
    /// Its golden bundle's folder, and its key on the page.
    pub key: &'static str,
    /// The words on the button.
    pub title: &'static str,
    /// What it is for, in a sentence.
    pub about: &'static str,
    /// What there is to learn from it, when it is an example to look at rather than a goal to start from.
    pub lesson: Option<&'static str>,
    /// The plan.
    pub plan: fn() -> Plan,
}

/// The preset with this key.
pub fn preset(key: &str) -> Option<&'static Preset> {
    PRESETS.iter().find(|preset| preset.key == key)
}

/// What an operator has said about their own world: the facts that differ from the preset they came from, those
/// among `written` besides, and, once there is one, all that their cluster has.
pub fn own_facts(plan: &Plan, came_from: &Plan, written: &BTreeSet<FieldId>) -> BTreeSet<FieldId> {
    let differs = |field: &&Field| field.read(plan) != field.read(came_from) || written.contains(&field.id);
    // A secret is beside the plan: no preset touches it, and it says nothing of the cluster.
    let in_plan = |field: &&Field| !matches!(field.control, Control::Secret(_));
    let facts = || fields().filter(in_plan).filter(|field| field.subject != Subject::Setting);
    let said = to_set(facts().filter(differs).map(|field| field.id));
    if said.is_empty() {
        return said;
    }
    let of_the_cluster = facts().filter(|field| field.subject == Subject::Cluster).map(|field| field.id);
    of_the_cluster.chain(said.iter().copied()).collect()
}

/// A preset for an operator who planned before: these facts stay as their plan has them.
pub fn applied(preset: &Plan, plan: &Plan, own: &BTreeSet<FieldId>) -> Plan {
    let mut applied = preset.clone();
    for field in fields().filter(|field| own.contains(&field.id)) {
        // It came out of a plan, so it goes into one.
        let _ = field.write(&mut applied, &field.read(plan));
    }
    applied
}

/// Every preset, from the smallest.
pub static PRESETS: &[Preset] = &[
    Preset {
        key: "trial",
        title: "Trial on one node",
        about: "A complete forum on one small k3s node over plain HTTP, to try out and throw away.",
        lesson: None,
        plan: trial,
    },
    Preset {
        key: "small-production",
        title: "Small production",
        about: "Three nodes, TLS, mail, and at least two pods of everything that serves requests.",
        lesson: None,
        plan: Plan::default,
    },
    Preset {
        key: "highly-available",
        title: "Highly available",
        about: "Four nodes, of which one can fail: Redis and PostgreSQL fail over, tiers scale, backups are \
                outside the cluster. Needs CloudNativePG.",
        lesson: None,
        plan: highly_available,
    },
    Preset {
        key: "report-2022",
        title: "The 2022 report",
        about: "What a university team built in 2022: two of everything but PostgreSQL, Redis with two replicas, no TLS.",
        lesson: Some(
            "Two of everything is not high availability: nothing promotes a Redis replica, PostgreSQL is still one \
             pod, and a second pod is not a backup.",
        ),
        plan: report_2022,
    },
];

/// One node of two cores: one pod of each, no split, no mail server, and an image that is imported
/// into the node by hand. Browsers know that *.localhost is their own machine.
fn trial() -> Plan {
    let mut plan = Plan::default();
    plan.cluster.nodes = 1;
    plan.cluster.node_cpu = Millicores::new(2000);
    plan.cluster.node_memory = Memory::gib(4);
    plan.cluster.rwx_class = None;
    plan.site.host = Hostname::known("forum.localhost");
    plan.site.tls = site::options::Tls::None;
    plan.site.secure_cookies = false;
    plan.site.mail = false;
    plan.site.admin_email = Email::known("admin@forum.localhost");
    plan.image.reference = ImageRef::known(concat!("localhost/forum/misago:", misago!()));
    plan.nginx.replicas = 1;
    plan.web.split = false;
    plan.web.pages.replicas = 1;
    plan.celery.replicas = 1;
    plan.storage.access = storage::options::Access::OneNode;
    plan.storage.size = Memory::gib(2);
    plan.postgres.storage = Memory::gib(5);
    plan.postgres.resources = Resources::new(100, 1000, 256, 512);
    // To be thrown away: a copy on the same disk would only take its room.
    plan.backup.target = backup::options::Target::None;
    plan
}

/// The loss of any one pod or node does not stop the forum. PostgreSQL's failover is CloudNativePG's: a simpler one
/// would lose data sooner or later.
fn highly_available() -> Plan {
    let mut plan = Plan::default();
    plan.cluster.nodes = 4;
    plan.site.hsts_days = 365;
    plan.nginx.replicas = 3;
    for tier in [&mut plan.web.pages, &mut plan.web.api] {
        tier.replicas = 3;
        tier.autoscale = true;
        tier.max_replicas = 6;
    }
    plan.redis.mode = redis::options::Mode::Sentinel;
    plan.redis.replicas = 2;
    plan.postgres.mode = postgres::options::Mode::CloudNativePg;
    plan.postgres.instances = 3;
    plan.pgbouncer.enabled = true;
    plan.pgbouncer.replicas = 3;
    plan.backup.target = backup::options::Target::S3;
    plan.monitoring.style = monitoring::options::Style::Annotations;
    plan
}

/// The choices of the report's manifests, as far as they can run at all: its four nodes, its host and
/// namespace, plain HTTP, replicas, one gunicorn size for both tiers.
fn report_2022() -> Plan {
    let mut plan = Plan::default();
    plan.cluster.nodes = 4;
    plan.site.name = DnsLabel::known("gic6");
    plan.site.namespace = DnsLabel::known("gic6");
    plan.site.host = Hostname::known("app.gic6.k3s");
    plan.site.tls = site::options::Tls::None;
    plan.site.secure_cookies = false;
    plan.site.mail = false;
    plan.site.admin_email = Email::known("admin@app.gic6.k3s");
    plan.image.reference = ImageRef::known(concat!("registry.gic6.k3s/misago:", misago!()));
    plan.cluster.rwx_class = Some(DnsSubdomain::known("longhorn"));
    plan.nginx.real_ip_from = Cidrs::known("10.42.0.0/16");
    plan.nginx.replicas = 2;
    plan.web.pages.replicas = 2;
    plan.web.api = plan.web.pages.clone();
    plan.celery.replicas = 2;
    plan.redis.mode = redis::options::Mode::Replicated;
    plan.redis.replicas = 2;
    plan.jobs.maintenance = false;
    plan.backup.target = backup::options::Target::None;
    plan
}
