//! Everything is lost, and comes back by the commands of the bundle's own README.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::visits;
use crate::program;
use crate::real_forum::forum::{Forum, say};
use crate::real_forum::kubectl;

const SECTION: &str = "## Back up and restore";

pub fn run(forum: &Forum) -> Result<()> {
    let readme = fs::read_to_string(forum.folder.join("README.md"))?;
    let blocks = blocks(&readme);
    let (back_up, restore) = blocks.split_first().context("the README has no commands to back up")?;
    ensure!(!restore.is_empty(), "the README has no commands to restore");
    let restore = restore.concat();
    let folder = forum.scratch.join("operator");
    let mut copy = Command::new("cp");
    program::silent(copy.arg("-r").arg(&forum.folder).arg(&folder))?.succeeded()?;
    // It asks more of kubectl than its stand-in knows.
    fs::write(folder.join("verify.sh"), "#!/bin/sh\n")?;
    fs::set_permissions(folder.join("verify.sh"), fs::Permissions::from_mode(0o755))?;
    say("the README's commands back up the database and the uploads", || {
        kubectl::shell(forum, &folder, back_up).map(drop)
    })?;
    say("PostgreSQL's volume and the uploads are lost, and the forum shows it", || lose(forum))?;
    say("the README's commands bring them back", || kubectl::shell(forum, &folder, &restore).map(drop))?;
    say("thread, replies, attachment and members are there again", || {
        for pod in forum.bundle.pods()?.iter().filter(|pod| !pod.is_a_job()) {
            forum.kubelet.ready(&pod.name, Duration::from_secs(180))?;
        }
        program::silent(&mut visits::visitor(forum, &["python", "/visitors/remember.py"])?)?
            .succeeded()
            .map(drop)
    })
}

/// What stands between ```sh and ``` in the section, as far to the left as it goes.
fn blocks(readme: &str) -> Vec<String> {
    let section = readme.split_once(SECTION).map_or("", |(_, rest)| rest);
    let section = section.split("\n## ").next().unwrap_or_default();
    let blocks = section.split("```sh\n").skip(1).filter_map(|rest| rest.split_once("```"));
    blocks.map(|(block, _)| block.lines().map(|line| line.trim_start().to_owned() + "\n").collect()).collect()
}

/// The pod starts on an empty volume, as it would on a new one.
fn lose(forum: &Forum) -> Result<()> {
    let pods = forum.pods_of("postgres");
    let pod = pods.first().context("there is no PostgreSQL")?;
    forum.kubelet.delete(&pod.name)?;
    forum.empty_claim(&format!("data-{}", pod.name))?;
    forum.empty_claim("media")?;
    forum.kubelet.create(pod)?;
    forum.kubelet.ready(&pod.name, Duration::from_secs(120))?;
    let finished = program::silent(&mut visits::visitor(forum, &["python", "/visitors/remember.py"])?)?;
    ensure!(!finished.success, "the thread is still there");
    Ok(())
}
