//! What the form asks about backups.

use super::options::Target;
use crate::field::{Field, Subject, choice, count, optional, text, toggle};
use crate::plan::Plan;
use crate::stack::postgres::archive::archived;
use crate::stack::postgres::options::Mode;

pub(super) const FIELDS: &[Field] = &[
    choice!(backup.target: Target, "Kept on", "A volume is lost with the cluster. An object store is not, but it \
                                               needs keys.").keywords("s3 bucket object store minio restic snapshot restore copies"),
    text!(
        backup.schedule,
        "Schedule",
        "Minute, hour, day, month, weekday, in the forum's time zone: 30 2 * * * is 02:30 every night."
    ).advanced().keywords("cron nightly time")
    .when(is_on),
    toggle!(backup.media, "Uploads too", "Copies avatars and attachments together with the database that refers to \
                                          them.").keywords("uploads attachments avatars")
        .when(is_on),
    text!(backup.storage, "Volume", "For all copies together. Data that did not change since the last copy is \
                                     stored only once.")
        .when(on_volume),
    optional!(
        backup.storage_class,
        "Storage class",
        "A class of its own puts the copies on another disk than the forum. Empty uses the class of the other \
         volumes."
    ).advanced().subject(Subject::Cluster)
    .when(on_volume),
    text!(backup.endpoint, "Address of the store", "With https:// and without the bucket.").keywords("s3 minio aws object store url").subject(Subject::Name).when(in_s3),
    text!(backup.bucket, "Bucket", "It must exist already, and the keys under Secrets must be able to write to it.").keywords("s3 minio aws object store").subject(Subject::Name).when(in_s3),
    optional!(backup.prefix, "Folder in the bucket", "Use one folder per forum. Empty means the top of the bucket.").advanced().subject(Subject::Name)
        .when(in_s3),
    optional!(backup.region, "Region", "Only for stores that need one, like eu-central-1.").keywords("s3 aws object store").subject(Subject::Name).when(in_s3),
    text!(
        backup.archive,
        "Name of the archive",
        "PostgreSQL sends every change there. If you ever recreate the server, choose a new name: it must not \
         write into the old archive."
    ).advanced().subject(Subject::Name)
    .when(archived),
    text!(
        backup.database_size,
        "Size of the database",
        "Disk space to reserve on the node for the dump of a database outside this plan."
    ).subject(Subject::Cluster)
    .when(|plan| is_on(plan) && plan.postgres.mode == Mode::External),
    count!(backup.keep_daily, "Days kept", "The last copy of each.", 0..=366, "days").advanced().keywords("retention prune delete old").under("Retention").when(is_on),
    count!(backup.keep_weekly, "Weeks kept", "The last copy of each.", 0..=260, "weeks").advanced().when(is_on),
    count!(backup.keep_monthly, "Months kept", "The last copy of each.", 0..=120, "months").advanced().when(is_on),
    text!(backup.image, "Image of restic", "Needs restic 0.14 or newer and a shell; tested with 0.18.").advanced().subject(Subject::Name)
        .under("Image")
        .when(is_on),
];

fn on_volume(plan: &Plan) -> bool {
    plan.backup.target == Target::Volume
}

fn in_s3(plan: &Plan) -> bool {
    plan.backup.target == Target::S3
}

fn is_on(plan: &Plan) -> bool {
    plan.backup.is_on()
}
