//! What the form asks about the jobs.

use crate::field::{Field, text, toggle};

pub(super) const FIELDS: &[Field] = &[
    toggle!(
        jobs.gallery,
        "Avatar gallery",
        "A new forum gets Misago's pictures to choose from. An existing gallery is left alone."
    ),
    toggle!(
        jobs.maintenance,
        "Nightly maintenance",
        "Misago's thirteen commands: sessions, notifications, rankings, deletions. They take seconds."
    ),
    text!(
        jobs.schedule,
        "Schedule",
        "Minute, hour, day, month, weekday, in the forum's time zone: 30 1 * * * is 01:30 every night."
    )
    .when(|plan| plan.jobs.maintenance),
];
