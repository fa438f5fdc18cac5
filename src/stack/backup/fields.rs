//! What the form asks about backups.

use super::archive::archived;
use super::is_on;
use super::options::Target;
use crate::field::{Field, Subject, choice, count, optional, text, toggle};
use crate::plan::Plan;
use crate::stack::postgres::options::Mode;

pub(super) const FIELDS: &[Field] = &[
    choice!(backup.target: Target, "Kept on", "A volume shares the cluster's fate; an object store does not, and needs keys.").keywords("s3 bucket object store minio restic snapshot restore copies"),
    text!(
        backup.schedule,
        "Schedule",
        "Minute, hour, day, month, weekday, in the forum's time zone: 30 2 * * * is 02:30 every night."
    ).advanced().keywords("cron nightly time")
    .when(is_on),
    toggle!(backup.media, "Uploads too", "Avatars and attachments in the same copy as the database that names them.").keywords("uploads attachments avatars")
        .when(is_on),
    text!(backup.storage, "Volume", "For all copies together: what two nights have in common is kept once.")
        .when(on_volume),
    optional!(
        backup.storage_class,
        "Storage class",
        "One of its own, so that the copies are on another disk than the forum. Else that of the other volumes."
    ).advanced().subject(Subject::Cluster)
    .when(on_volume),
    text!(backup.endpoint, "Address of the store", "With https:// and without the bucket.").keywords("s3 minio aws object store url").subject(Subject::Name).when(in_s3),
    text!(backup.bucket, "Bucket", "It must be there already, for the keys under Secrets to write to.").keywords("s3 minio aws object store").subject(Subject::Name).when(in_s3),
    optional!(backup.prefix, "Folder in the bucket", "One for each forum; the bucket's top when left empty.").advanced().subject(Subject::Name)
        .when(in_s3),
    optional!(backup.region, "Region", "For stores that want it, like eu-central-1.").keywords("s3 aws object store").subject(Subject::Name).when(in_s3),
    text!(
        backup.archive,
        "Name of the archive",
        "Every change of the server goes there. A server made anew must not write into an older one’s: give it another name."
    ).advanced().subject(Subject::Name)
    .when(archived),
    text!(
        backup.database_size,
        "Size of the database",
        "Room on the node for a dump of a server whose volume is not in this plan."
    ).subject(Subject::Cluster)
    .when(|plan| is_on(plan) && plan.postgres.mode == Mode::External),
    count!(backup.keep_daily, "Days kept", "The last copy of each.", 0..=366, "days").advanced().keywords("retention prune delete old").under("Retention").when(is_on),
    count!(backup.keep_weekly, "Weeks kept", "The last copy of each.", 0..=260, "weeks").advanced().when(is_on),
    count!(backup.keep_monthly, "Months kept", "The last copy of each.", 0..=120, "months").advanced().when(is_on),
    text!(backup.image, "Image of restic", "restic 0.18 and its shell; 0.14 is the oldest that will do.").advanced().subject(Subject::Name)
        .under("Image")
        .when(is_on),
];

fn on_volume(plan: &Plan) -> bool {
    plan.backup.target == Target::Volume
}

fn in_s3(plan: &Plan) -> bool {
    plan.backup.target == Target::S3
}
