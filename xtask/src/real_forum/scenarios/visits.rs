//! Visitors walk through, and each tier was asked for its own paths.

use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::real_forum::bundle::Pod;
use crate::real_forum::forum::{Forum, say};

/// Who visits comes from outside: TLS ends before the forum.
pub const POD: &str = "visitor";

/// A program of tests/real_forum, where visitors are.
pub fn visitor(forum: &Forum, words: &[&str]) -> Result<Command> {
    let mut visitor = forum.outsider(words)?;
    visitor.env.insert("JOURNEY_ADDRESS".into(), forum.bundle.address()?);
    forum.kubelet.with(POD, |running| running.command(&visitor))?
}

pub fn run(forum: &Forum) -> Result<()> {
    forum.add_outsider(POD)?;
    let address = |pod: &Pod, port: u16| -> Result<String> {
        Ok(format!("http://{}:{port}", forum.kubelet.address(&pod.name)?))
    };
    let tiers: Vec<String> = forum.tiers().iter().map(|pod| address(pod, 8000)).collect::<Result<_>>()?;
    let nginx = address(forum.pods_of("nginx").first().context("there is no nginx")?, 8080)?;
    let mut journey = visitor(forum, &["python", "/visitors/journey.py"])?;
    journey.env("JOURNEY_NGINX", nginx).env("JOURNEY_TIERS", tiers.join(" "));
    let finished = journey.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?.wait_with_output()?;
    ensure!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr).trim_end());
    say("each tier was asked for its own paths only", || check_tiers(forum))?;
    say("no container has ended by itself so far", || {
        let ends = forum.kubelet.restarts();
        ensure!(ends.is_empty(), "these have: {}", ends.join(", "));
        Ok(())
    })
}

/// The access logs tell who was asked for what.
fn check_tiers(forum: &Forum) -> Result<()> {
    let tiers = forum.tiers();
    for tier in &tiers {
        let api = tier.workload.ends_with("api");
        let (own, foreign) = if api { (" /api/", " /t/") } else { (" /t/", " /api/") };
        let log = forum.kubelet.said(&tier.name, "gunicorn")?;
        ensure!(log.contains(own), "{} was never asked for{own}", tier.name);
        ensure!(tiers.len() == 1 || !log.contains(foreign), "{} was asked for{foreign}", tier.name);
    }
    Ok(())
}
