//! What can be wrong with backups.

use super::options::{Backup, Target};
use super::{class, dump_size};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster;
use crate::stack::cluster::classes::{self, Got};
use crate::stack::postgres::archive::archived;
use crate::stack::postgres::options::Mode;
use crate::stack::storage::options::Access;
use crate::values::{CronSchedule, DnsSubdomain, Memory, StoreUrl};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP105",
        name: "archive-plugin-must-be-there",
        severity: Severity::Advice,
        explanation: "PostgreSQL archives every change to the object store through a CloudNativePG plugin, which \
                      is installed next to the operator and needs cert-manager. If the cluster does not know its \
                      kinds, kubectl apply fails at the ObjectStore; if it is not running, the operator creates no \
                      server and every pod waits for a database.",
        remedy: "Check that both are installed, or install them first. The bundle's README has the commands.",
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
        explanation: "One lost disk, failed upgrade or wrong command destroys every post and upload, and there is \
                      no way to recover them.",
        remedy: "Let the bundle make a copy every night, or run the backup commands in its README yourself and \
                 keep their output.",
        flagged: |plan, _| plan.backup.target = Target::None,
        clean: |plan, _| plan.backup.target = Target::Volume,
        check: no_backup,
    },
    Rule {
        code: "FP111",
        name: "backup-on-the-same-disk",
        severity: Severity::Warning,
        explanation: "Volumes of one storage class are usually on the same disks, so losing the forum's volume can \
                      mean losing the copies too. And deleting the namespace deletes every volume in it, whatever \
                      its class.",
        remedy: "Keep the copies in an object store, or use a storage class on other disks. Copies on the same \
                 disk still help after a failed upgrade or a wrong command.",
        flagged: |plan, _| plan.backup.storage_class = None,
        clean: |plan, _| plan.backup.storage_class = Some(DnsSubdomain::known("nfs")),
        check: same_disk,
    },
    Rule {
        code: "FP112",
        name: "small-backup-volume",
        severity: Severity::Warning,
        explanation: "Unchanged data is stored only once, so the copies need about as much space as the forum \
                      itself. When the volume is full every backup fails, often unnoticed until a copy is needed.",
        remedy: "Make it at least as large as the database volume and the media volume together.",
        flagged: |plan, _| plan.backup.storage = Memory::gib(5),
        clean: |plan, _| plan.backup.storage = Memory::gib(20),
        check: small_volume,
    },
    Rule {
        code: "FP113",
        name: "backups-kept-for-ever",
        severity: Severity::Warning,
        explanation: "With no days, weeks or months to keep, old copies are never removed. They grow until there \
                      is no space for the next one, and they still contain data that members asked you to delete.",
        remedy: "Keep seven days, four weeks and six months, or whatever your privacy policy promises.",
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
        explanation: "restic encrypts what it sends, so the posts cannot be read in transit. But anyone on the \
                      network path can replay or corrupt requests, and these copies are what you need when \
                      everything else is lost.",
        remedy: "Serve the store over TLS and use an address that starts with https.",
        flagged: |plan, _| to_store(plan, "http://s3.misago-project.org"),
        clean: |plan, _| to_store(plan, "https://s3.misago-project.org"),
        check: plain_http,
    },
    Rule {
        code: "FP115",
        name: "dump-of-external-server",
        severity: Severity::Advice,
        explanation: "The team that runs the server may back it up already, and better. Also, pg_dump refuses a \
                      server with a newer major version, so the version in the plan must match the server's.",
        remedy: "Ask how the server is backed up and how far back the copies go. They never include the uploads, \
                 so back up at least those here.",
        flagged: |plan, _| plan.postgres.mode = Mode::External,
        clean: |plan, _| plan.postgres.mode = Mode::InCluster,
        check: external,
    },
    Rule {
        code: "FP116",
        name: "placeholder-object-store",
        severity: Severity::Error,
        explanation: "Names under example.org are placeholders. There is no object store at that address, so no \
                      copy is ever made.",
        remedy: "Enter the address of your store and the name of your bucket.",
        flagged: |plan, _| plan.backup.target = Target::S3,
        clean: |plan, _| to_store(plan, "https://s3.misago-project.org"),
        check: placeholder,
    },
    Rule {
        code: "FP117",
        name: "backup-during-the-maintenance",
        severity: Severity::Advice,
        explanation: "Maintenance deletes accounts and sessions while the dump runs. The dump is consistent all \
                      the same, but it contains data that was about to be deleted, and both jobs take longer.",
        remedy: "Start the backup an hour later.",
        flagged: |plan, _| plan.backup.schedule = plan.jobs.schedule.clone(),
        clean: |plan, _| plan.backup.schedule = CronSchedule::known("45 3 * * *"),
        check: same_time,
    },
    Rule {
        code: "FP118",
        name: "uploads-without-a-backup",
        severity: Severity::Warning,
        explanation: "Only the database is copied. If the media volume is lost, every attachment and avatar is a \
                      broken image for good.",
        remedy: "Copy the uploads too, unless your storage is backed up elsewhere.",
        flagged: |plan, _| plan.backup.media = false,
        clean: |plan, _| plan.backup.media = true,
        check: without_media,
    },
    Rule {
        code: "FP119",
        name: "object-store-in-this-cluster",
        severity: Severity::Warning,
        explanation: "A store inside the cluster is lost together with the cluster, and with it every copy. The \
                      network policies let the backup into the store's namespace, on this port.",
        remedy: "Use a store outside the cluster. If you keep this one, check that its pods listen on the same port, \
                 and that the policies of its namespace let the backup in.",
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
    if archived(inputs.plan) {
        report
            .flag("Install the Barman Cloud plugin and cert-manager before this bundle")
            .because("kubectl get crd objectstores.barmancloud.cnpg.io certificates.cert-manager.io")
            .at("backup.target")
            .at("postgres.mode");
    }
}

fn no_backup(inputs: &Inputs<'_>, report: &mut Report) {
    if !inputs.plan.backup.is_on() {
        report.flag("There is no backup of the database and the uploads").at("backup.target").fix(
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
            Got::Default => "the cluster's default class".to_owned(),
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
    if inputs.plan.backup.is_on()
        && backup.keep_daily == 0
        && backup.keep_weekly == 0
        && backup.keep_monthly == 0
    {
        report
            .flag("Old copies are never removed")
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
        let finding = report.flag(format!("The connection to {} is not encrypted", backup.endpoint.host()));
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
    if plan.backup.is_on() && plan.postgres.mode == Mode::External {
        report
            .flag(format!(
                "The database on {} is dumped every night, and may be backed up there already",
                plan.postgres.host
            ))
            .at("backup.target")
            .at("postgres.version");
    }
}

fn placeholder(inputs: &Inputs<'_>, report: &mut Report) {
    let backup = &inputs.plan.backup;
    let example =
        backup.endpoint.host().parse::<crate::values::Hostname>().is_ok_and(|host| host.is_example());
    if backup.target == Target::S3 && example {
        let mut found = report
            .flag("The object store is still an example: enter your own")
            .because(backup.endpoint.as_str());
        // Checked before the address, because a filled-in address shows that this is no longer the example; whether a
        // bucket name is real cannot be told.
        if backup.bucket == Backup::default().bucket {
            found = found.at("backup.bucket");
        }
        found.unanswered().at("backup.endpoint");
    }
}

fn same_time(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.backup.is_on() && plan.jobs.maintenance && plan.backup.schedule == plan.jobs.schedule {
        let usual = Backup::default().schedule;
        let other = if usual == plan.jobs.schedule { CronSchedule::known("30 3 * * *") } else { usual };
        report
            .flag(format!("Backup and maintenance both start at {}", plan.backup.schedule))
            .at("backup.schedule")
            .at("jobs.schedule")
            .fix(format!("Start at {other}"), plan, |plan| plan.backup.schedule = other);
    }
}

fn without_media(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.backup.is_on() && !inputs.plan.backup.media {
        report.flag("Avatars and attachments are not backed up").at("backup.media").fix(
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
        report.flag(format!("{host} is inside the cluster and would be lost with it")).at("backup.endpoint");
    }
}
