//! What can be wrong with backups.

use super::options::{Backup, Target};
use super::{archive, class, dump_size, is_on};
use crate::finding::{Report, Rule, Severity};
use crate::plan::{Inputs, Plan};
use crate::stack::cluster::{
    self,
    classes::{self, Got},
};
use crate::stack::postgres::options::Mode;
use crate::stack::storage::options::Access;
use crate::words::{CronSchedule, DnsSubdomain, Memory, StoreUrl};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP105",
        name: "archive-plugin-must-be-there",
        severity: Severity::Advice,
        explanation: "The server keeps every change in the object store by a plugin of CloudNativePG, which is installed beside \
                      the operator and needs cert-manager. Where its kinds are unknown, kubectl apply fails at the ObjectStore; \
                      where it does not run, the operator makes no server at all, and every pod waits for a database.",
        remedy: "See whether both are there, or install them first: the bundle’s README has the commands.",
        flagged: |plan, _| {
            to_store(plan, "https://s3.misago-project.org");
            plan.postgres.mode = Mode::CloudNativePg;
        },
        clean: |plan, _| {
            to_store(plan, "https://s3.misago-project.org");
            plan.postgres.mode = Mode::InCluster;
        },
        check: plugin,
    },
    Rule {
        code: "FP110",
        name: "no-backup",
        severity: Severity::Warning,
        explanation: "A lost disk, a failed upgrade or one wrong command takes every post and every upload with it, and \
                      nobody can bring them back.",
        remedy: "Let the bundle make a copy every night, or follow the commands in its README and keep what they write.",
        flagged: |plan, _| plan.backup.target = Target::None,
        clean: |plan, _| plan.backup.target = Target::Volume,
        check: no_backup,
    },
    Rule {
        code: "FP111",
        name: "backup-on-the-same-disk",
        severity: Severity::Warning,
        explanation: "Volumes of one storage class usually lie on the same disks. What takes the forum’s volume away then takes \
                      the copies as well; and deleting the namespace deletes every volume in it, whatever its class.",
        remedy: "Keep the copies in an object store, or on a class of other disks. This copy still helps after a failed \
                 upgrade or a wrong command.",
        flagged: |plan, _| plan.backup.storage_class = None,
        clean: |plan, _| plan.backup.storage_class = Some(DnsSubdomain::known("nfs")),
        check: same_disk,
    },
    Rule {
        code: "FP112",
        name: "small-backup-volume",
        severity: Severity::Warning,
        explanation: "What two nights have in common is kept once, so the copies need about the room of the forum itself. On \
                      a full volume every night fails, and nobody notices until a copy is needed.",
        remedy: "Give it at least the size of the database’s volume and the media volume together.",
        flagged: |plan, _| plan.backup.storage = Memory::gib(5),
        clean: |plan, _| plan.backup.storage = Memory::gib(20),
        check: small_volume,
    },
    Rule {
        code: "FP113",
        name: "backups-kept-for-ever",
        severity: Severity::Warning,
        explanation: "Without a day, a week or a month to keep, nothing is ever taken out: the copies grow until there is no \
                      room for the next one. People who were promised that their data is deleted stay in them.",
        remedy: "Keep seven days, four weeks and six months, or what you have promised.",
        flagged: |plan, _| {
            (plan.backup.keep_daily, plan.backup.keep_weekly, plan.backup.keep_monthly) = (0, 0, 0)
        },
        clean: |plan, _| {
            (plan.backup.keep_daily, plan.backup.keep_weekly, plan.backup.keep_monthly) = (1, 0, 0)
        },
        check: kept_for_ever,
    },
    Rule {
        code: "FP114",
        name: "object-store-over-plain-http",
        severity: Severity::Warning,
        explanation: "restic encrypts what it sends, so the posts cannot be read on the way. But anyone on the way can \
                      repeat or spoil requests, and the copies are what you will need when all else is lost.",
        remedy: "Serve the store over TLS and write its address with https.",
        flagged: |plan, _| to_store(plan, "http://s3.misago-project.org"),
        clean: |plan, _| to_store(plan, "https://s3.misago-project.org"),
        check: plain_http,
    },
    Rule {
        code: "FP115",
        name: "dump-of-somebody-elses-server",
        severity: Severity::Advice,
        explanation: "The people who run the server may make copies already, and better ones. pg_dump refuses a server of a newer \
                      major version than its own, so the plan’s version must be the server’s.",
        remedy: "Ask who makes copies and how far back they go. The uploads are in none of theirs: keep at least those here.",
        flagged: |plan, _| plan.postgres.mode = Mode::External,
        clean: |plan, _| plan.postgres.mode = Mode::InCluster,
        check: external,
    },
    Rule {
        code: "FP116",
        name: "placeholder-object-store",
        severity: Severity::Error,
        explanation: "The names under example.org stand for your own: no store answers there, so no copy is ever made.",
        remedy: "Write the address of your store and the name of your bucket.",
        flagged: |plan, _| plan.backup.target = Target::S3,
        clean: |plan, _| to_store(plan, "https://s3.misago-project.org"),
        check: placeholder,
    },
    Rule {
        code: "FP117",
        name: "backup-during-the-maintenance",
        severity: Severity::Advice,
        explanation: "The maintenance deletes accounts and sessions while the dump is made. The dump is whole all the same, but \
                      it holds what the maintenance was about to delete, and both are slower.",
        remedy: "Let the backup begin an hour later.",
        flagged: |plan, _| plan.backup.schedule = plan.jobs.schedule.clone(),
        clean: |plan, _| plan.backup.schedule = CronSchedule::known("45 3 * * *"),
        check: same_time,
    },
    Rule {
        code: "FP118",
        name: "uploads-without-a-backup",
        severity: Severity::Warning,
        explanation: "Only the database is copied. When the media volume is lost, every post that shows an attachment or an \
                      avatar shows a broken picture instead, for good.",
        remedy: "Copy the uploads as well, unless the people who run the storage do.",
        flagged: |plan, _| plan.backup.media = false,
        clean: |plan, _| plan.backup.media = true,
        check: without_media,
    },
    Rule {
        code: "FP119",
        name: "object-store-in-this-cluster",
        severity: Severity::Warning,
        explanation: "A store inside the cluster goes when the cluster goes. And the network policy lets the backup out to \
                      addresses outside; some network plug-ins do not count pods among those.",
        remedy: "Use a store outside, by a name of its own; else open the way by a policy of yours in the Kustomization.",
        flagged: |plan, _| to_store(plan, "http://minio.minio.svc.cluster.local:9000"),
        clean: |plan, _| to_store(plan, "https://s3.misago-project.org"),
        check: in_the_cluster,
    },
];

/// The default plan with a store, for the examples.
fn to_store(plan: &mut Plan, endpoint: &'static str) {
    plan.backup = Backup { target: Target::S3, endpoint: StoreUrl::known(endpoint), ..Backup::default() };
}

fn plugin(inputs: &Inputs<'_>, report: &mut Report) {
    if archive::archived(inputs.plan) {
        report
            .flag("The Barman Cloud plugin and cert-manager must be in the cluster before this bundle")
            .because("kubectl get crd objectstores.barmancloud.cnpg.io certificates.cert-manager.io")
            .at("backup.target")
            .at("postgres.mode");
    }
}

fn no_backup(inputs: &Inputs<'_>, report: &mut Report) {
    if !is_on(inputs.plan) {
        report.flag("Nothing makes copies of the database and the uploads").at("backup.target").fix(
            "Copy them to a volume every night",
            inputs.plan,
            |plan| plan.backup.target = Target::Volume,
        );
    }
}

fn same_disk(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.backup.target != Target::Volume {
        return;
    }
    let mut there = Vec::new();
    let copies = classes::got(plan, class(plan));
    let database = classes::got(plan, plan.cluster.rwo_class.as_ref());
    let media = match plan.storage.access {
        Access::OneNode => database,
        Access::ManyNodes => classes::got(plan, plan.cluster.rwx_class.as_ref()),
    };
    if plan.postgres.mode != Mode::External && copies.is_of(database) {
        there.push("the database");
    }
    if plan.backup.media && copies.is_of(media) {
        there.push("the uploads");
    }
    if !there.is_empty() {
        let class = match copies {
            Got::Named(name) | Got::Brought(name) => format!("the class {name}"),
            Got::Default => "the cluster’s default class".to_owned(),
        };
        report
            .flag(format!("The copies are on the same storage as {}", there.join(" and ")))
            .because(format!("Both claims go to {class}."))
            .at("backup.storage_class")
            .at("backup.target");
    }
}

fn small_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let media = if plan.backup.media { plan.storage.size.in_mib() } else { 0 };
    let dump = dump_size(plan);
    let enough = dump.in_mib().saturating_add(media);
    // Beyond a pebibyte no size is enough.
    let size = Memory::gib(enough.div_ceil(1024));
    if plan.backup.target == Target::Volume && plan.backup.storage < size {
        let uploads =
            if media > 0 { format!(" and {} of uploads", plan.storage.size) } else { String::new() };
        report
            .flag(format!("{} for copies of a database of {dump}{uploads}", plan.backup.storage))
            .at("backup.storage")
            .fix(format!("Make it {size}"), plan, |plan| plan.backup.storage = size);
    }
}

fn kept_for_ever(inputs: &Inputs<'_>, report: &mut Report) {
    let backup = &inputs.plan.backup;
    if is_on(inputs.plan) && backup.keep_daily == 0 && backup.keep_weekly == 0 && backup.keep_monthly == 0 {
        report
            .flag("No copy is ever taken out of the repository")
            .at("backup.keep_daily")
            .at("backup.keep_weekly")
            .at("backup.keep_monthly")
            .fix("Keep 7 days, 4 weeks, 6 months", inputs.plan, |plan| {
                (plan.backup.keep_daily, plan.backup.keep_weekly, plan.backup.keep_monthly) = (7, 4, 6);
            });
    }
}

fn plain_http(inputs: &Inputs<'_>, report: &mut Report) {
    let backup = &inputs.plan.backup;
    if backup.target == Target::S3 && !backup.endpoint.is_encrypted() {
        let finding = report.flag(format!("{} is not encrypted on the way", backup.endpoint.host()));
        finding.at("backup.endpoint");
        // A port that was written out is the one that speaks plain HTTP.
        if backup.endpoint.written_port().is_none() {
            finding.fix("Use https", inputs.plan, |plan| {
                plan.backup.endpoint = plan.backup.endpoint.encrypted()
            });
        }
    }
}

fn external(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if is_on(plan) && plan.postgres.mode == Mode::External {
        report
            .flag(format!(
                "The database of {} is dumped every night, and may be copied there already",
                plan.postgres.host
            ))
            .at("backup.target")
            .at("postgres.version");
    }
}

fn placeholder(inputs: &Inputs<'_>, report: &mut Report) {
    let backup = &inputs.plan.backup;
    let example =
        backup.endpoint.host().parse::<crate::words::Hostname>().is_ok_and(|host| host.is_example());
    if backup.target == Target::S3 && example {
        report
            .flag("The object store is still an example: write your own")
            .because(backup.endpoint.as_str())
            .unanswered()
            .at("backup.endpoint");
    }
}

fn same_time(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if is_on(plan) && plan.jobs.maintenance && plan.backup.schedule == plan.jobs.schedule {
        let usual = Backup::default().schedule;
        let other = if usual == plan.jobs.schedule { CronSchedule::known("30 3 * * *") } else { usual };
        report
            .flag(format!("Backup and maintenance both begin at {}", plan.backup.schedule))
            .at("backup.schedule")
            .at("jobs.schedule")
            .fix(format!("Begin at {other}"), plan, |plan| plan.backup.schedule = other);
    }
}

fn without_media(inputs: &Inputs<'_>, report: &mut Report) {
    if is_on(inputs.plan) && !inputs.plan.backup.media {
        report.flag("Avatars and attachments are in no copy").at("backup.media").fix(
            "Copy them too",
            inputs.plan,
            |plan| plan.backup.media = true,
        );
    }
}

fn in_the_cluster(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let host = plan.backup.endpoint.host();
    if plan.backup.target == Target::S3 && cluster::inside(plan, host).is_some() {
        report.flag(format!("{host} is in the cluster whose loss the copies are for")).at("backup.endpoint");
    }
}
