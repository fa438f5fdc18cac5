//! What the form asks about backups.

use super::archive::archived;
use super::is_on;
use super::options::Target;
use crate::field::{Field, choice, count, optional, text, toggle};
use crate::plan::Plan;
use crate::stack::postgres::options::Mode;

pub(super) const FIELDS: &[Field] = &[
    choice!(backup.target: Target, "Kept on", "A volume shares the cluster's fate; an object store does not, and needs keys."),
    text!(
        backup.schedule,
        "Schedule",
        "Minute, hour, day, month, weekday, in the forum's time zone: 30 2 * * * is 02:30 every night."
    )
    .when(is_on),
    toggle!(backup.media, "Uploads too", "Avatars and attachments in the same copy as the database that names them.")
        .when(is_on),
    text!(backup.storage, "Volume", "For all copies together: what two nights have in common is kept once.")
        .when(on_volume),
    optional!(
        backup.storage_class,
        "Storage class",
        "One of its own, so that the copies are on another disk than the forum. Else that of the other volumes."
    )
    .when(on_volume),
    text!(backup.endpoint, "Address of the store", "With https:// and without the bucket.").when(in_s3),
    text!(backup.bucket, "Bucket", "It must be there already, for the keys under Secrets to write to.").when(in_s3),
    optional!(backup.prefix, "Folder in the bucket", "One for each forum; the bucket's top when left empty.")
        .when(in_s3),
    optional!(backup.region, "Region", "For stores that want it, like eu-central-1.").when(in_s3),
    text!(
        backup.archive,
        "Name of the archive",
        "Every change of the server goes there. A server made anew must not write into an older one’s: give it another name."
    )
    .when(archived),
    text!(
        backup.database_size,
        "Size of the database",
        "Room on the node for a dump of a server whose volume is not in this plan."
    )
    .when(|plan| is_on(plan) && plan.postgres.mode == Mode::External),
    count!(backup.keep_daily, "Days kept", "The last copy of each.", 0..=366, "days").under("Retention").when(is_on),
    count!(backup.keep_weekly, "Weeks kept", "The last copy of each.", 0..=260, "weeks").when(is_on),
    count!(backup.keep_monthly, "Months kept", "The last copy of each.", 0..=120, "months").when(is_on),
    text!(backup.image, "Image of restic", "restic 0.18 and its shell; 0.14 is the oldest that will do.")
        .under("Image")
        .when(is_on),
];

fn on_volume(plan: &Plan) -> bool {
    plan.backup.target == Target::Volume
}

fn in_s3(plan: &Plan) -> bool {
    plan.backup.target == Target::S3
}
