//! Scenarios: things that happen to a forum. Each prints a line for every step that came true.

mod celery;
mod failover;
mod late;
mod load;
mod mail;
mod new_image;
mod new_password;
mod pooling;
mod power;
mod redis;
mod restore;
mod rolling;
mod visits;

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use super::forum::Forum;

/// Runs the scenarios of a forum. Visitors come to every forum; the long scenarios run once for each choice that they
/// test. `done` is the file that lists those that ran.
pub fn run(forum: &Forum, done: &Path) -> Result<()> {
    visits::run(forum)?;
    if !forum.pods_of("pgbouncer").is_empty() {
        once(done, "PgBouncer", || pooling::run(forum))?;
    }
    if forum.has_sentinels() {
        once(done, "failover of Redis", || failover::run(forum))?;
        // Each pod takes more than half a minute, and five would show no more than three.
        if forum.pods_of("redis").len() == 3 {
            once(done, "rolling restart of Redis", || rolling::run(forum))?;
            once(done, "power loss of Redis", || power::run(forum))?;
        }
    }
    match backups(forum)? {
        Backups::ByHand => once(done, "backups by hand", || restore::run(forum))?,
        Backups::OnAVolume => {
            once(done, "backups on a volume", || restore::run(forum))?;
            once(done, "jobs that are let through late", || late::run(forum))?;
        }
        Backups::ByGit => println!("    --  backups: applying from Git is not supported here"),
        Backups::Elsewhere => println!("    --  backups: their S3 server is no part of the bundle"),
    }
    if forum.bundle.mail_server.is_some() {
        once(done, "a mail server that is away", || mail::run(forum))?;
    }
    once(done, "Celery and jobs", || celery::run(forum))?;
    // The last ones: they leave other pods behind than the bundle has.
    once(done, "a new image", || new_image::run(forum))?;
    if forum.pods_of("redis").len() == 1 {
        once(done, "a new password", || new_password::run(forum))?;
    }
    Ok(())
}

/// Runs one of the long scenarios, by its name.
pub fn run_one(forum: &Forum, scenario: &str) -> Result<()> {
    forum.add_outsider(visits::POD)?;
    match scenario {
        "late" => late::run(forum),
        "new-image" => new_image::run(forum),
        "mail" => mail::run(forum),
        "new-password" => new_password::run(forum),
        "power" => power::run(forum),
        _ => bail!("there is no scenario `{scenario}`"),
    }
}

enum Backups {
    /// The README has commands, and nothing else.
    ByHand,
    OnAVolume,
    /// The README pauses Argo CD or Flux first; its other commands are those of other bundles.
    ByGit,
    Elsewhere,
}

fn backups(forum: &Forum) -> Result<Backups> {
    if forum.folder.join("gitops").is_dir() {
        return Ok(Backups::ByGit);
    }
    if !forum.bundle.names("CronJob").iter().any(|name| name == "backup") {
        return Ok(Backups::ByHand);
    }
    let pod = forum.bundle.cron_pod("backup")?;
    let mut variables = pod.containers.iter().flat_map(|container| &container.env);
    let elsewhere = variables.any(|(name, value)| name == "RESTIC_REPOSITORY" && value.starts_with("s3:"));
    Ok(if elsewhere { Backups::Elsewhere } else { Backups::OnAVolume })
}

fn once(done: &Path, scenario: &str, run: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut scenarios = fs::read_to_string(done).unwrap_or_default();
    if scenarios.lines().any(|line| line == scenario) {
        println!("    --  {scenario}: ran for an earlier bundle");
        return Ok(());
    }
    run()?;
    scenarios += scenario;
    scenarios += "\n";
    Ok(fs::write(done, scenarios)?)
}
