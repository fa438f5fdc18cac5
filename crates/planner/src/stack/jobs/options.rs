//! The bootstrap, and the nightly maintenance.

use serde::Serialize;

use crate::values::CronSchedule;

/// Bootstrap and maintenance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Jobs {
    /// Whether a new forum gets the pictures in the image's `forum/avatargallery/` to choose avatars from.
    pub gallery: bool,
    /// Whether Misago's nightly commands run.
    pub maintenance: bool,
    /// When they run.
    pub schedule: CronSchedule,
}

impl Default for Jobs {
    /// 01:30 is when Misago's own deployment runs them.
    fn default() -> Self {
        Self { gallery: true, maintenance: true, schedule: CronSchedule::known("30 1 * * *") }
    }
}
