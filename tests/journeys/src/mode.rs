//! Where the page comes from. Every journey is written once and walked in each mode.

use anyhow::{Result, bail};

/// What stands behind the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A server, which keeps running.
    Served,
    /// The service worker alone: the server was stopped after the first visit.
    Offline,
    /// Nothing: the one-file copy, opened from the disk.
    Disk,
}

impl Mode {
    /// The mode of this run, from `FORUM_PLANNER_MODE`; served when it says nothing.
    ///
    /// # Errors
    /// When it says something else than `served`, `offline` or `disk`.
    pub fn of_this_run() -> Result<Self> {
        match std::env::var("FORUM_PLANNER_MODE").as_deref() {
            Err(_) | Ok("served") => Ok(Self::Served),
            Ok("offline") => Ok(Self::Offline),
            Ok("disk") => Ok(Self::Disk),
            Ok(other) => bail!("FORUM_PLANNER_MODE is {other}, not served, offline or disk"),
        }
    }
}
