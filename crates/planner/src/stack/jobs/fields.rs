//! What the form asks about the jobs.

use crate::field::{Field, text, toggle};

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        jobs.gallery,
        "Avatar gallery",
        "A new forum offers the pictures that you put into image/forum/avatargallery/ before building the image. \
         If the folder is empty, nothing happens."
    ).advanced().keywords("avatars pictures"),
    toggle!(
        jobs.maintenance,
        "Nightly maintenance",
        "Misago's thirteen clean-up commands for sessions, notifications, rankings and deletions. They take \
         seconds."
    ).keywords("cron cronjob cleanup"),
    text!(
        jobs.schedule,
        "Schedule",
        "Minute, hour, day, month, weekday, in the forum's time zone: 30 1 * * * is 01:30 every night."
    ).advanced().keywords("cron cronjob time")
    .when(|plan| plan.jobs.maintenance),
];
