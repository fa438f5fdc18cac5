//! Stories: things that happen to a forum. Each prints a line for every step that came true.

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

/// Visitors come to every forum; the long stories are told once of the choice that they prove. `told` is
/// the file that remembers which those were.
pub fn tell(forum: &Forum, told: &Path) -> Result<()> {
    visits::tell(forum)?;
    if !forum.pods_of("pgbouncer").is_empty() {
        once(told, "PgBouncer", || pooling::tell(forum))?;
    }
    if forum.has_sentinels() {
        once(told, "failover of Redis", || failover::tell(forum))?;
        // Each pod takes more than half a minute; of five there is no more to learn than of three.
        if forum.pods_of("redis").len() == 3 {
            once(told, "rolling restart of Redis", || rolling::tell(forum))?;
            once(told, "power loss of Redis", || power::tell(forum))?;
        }
    }
    match backups(forum)? {
        Backups::ByHand => once(told, "backups by hand", || restore::tell(forum))?,
        Backups::OnAVolume => {
            once(told, "backups on a volume", || restore::tell(forum))?;
            once(told, "jobs that are let through late", || late::tell(forum))?;
        }
        Backups::ByGit => println!("    --  backups: applying from Git is not supported here"),
        Backups::Elsewhere => println!("    --  backups: their S3 server is no part of the bundle"),
    }
    if forum.bundle.mail_server.is_some() {
        once(told, "a mail server that is away", || mail::tell(forum))?;
    }
    once(told, "Celery and jobs", || celery::tell(forum))?;
    // The last ones: they leave other pods behind than the bundle has.
    once(told, "a new image", || new_image::tell(forum))?;
    if forum.pods_of("redis").len() == 1 {
        once(told, "a new password", || new_password::tell(forum))?;
    }
    Ok(())
}

/// One of the long stories, by its name, and nothing else.
pub fn tell_one(forum: &Forum, story: &str) -> Result<()> {
    forum.add_outsider(visits::POD)?;
    match story {
        "late" => late::tell(forum),
        "new-image" => new_image::tell(forum),
        "mail" => mail::tell(forum),
        "new-password" => new_password::tell(forum),
        "power" => power::tell(forum),
        _ => bail!("there is no story `{story}` that is told by itself"),
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

fn once(told: &Path, story: &str, tell: impl FnOnce() -> Result<()>) -> Result<()> {
    let mut stories = fs::read_to_string(told).unwrap_or_default();
    if stories.lines().any(|line| line == story) {
        println!("    --  {story}: told of an earlier bundle");
        return Ok(());
    }
    tell()?;
    stories += story;
    stories += "\n";
    Ok(fs::write(told, stories)?)
}
