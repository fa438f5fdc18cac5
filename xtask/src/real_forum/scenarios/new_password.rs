//! Redis gets another password while members write, by the README's own way: both are accepted until every client
//! has been replaced.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::load::Load;
use crate::real_forum::bundle::{Bundle, Pod};
use crate::real_forum::forum::{Forum, say};

const KEY: &str = "REDIS_PASSWORD";
const SECRET: &str = "forum-secrets";
/// Made by the README's command before the apply.
const BEFORE: &str = "forum-secrets-before";
/// What the restart of the only Redis pod costs by itself; it is measured elsewhere, and Upgrade tells it.
const RESTART: f64 = 6.0;

pub fn run(forum: &Forum) -> Result<()> {
    let mut alone = forum.bundle.clone();
    alone.change_secret(SECRET, KEY, "Another-0ne-1")?;
    let without =
        say("another password for Redis, with one apply and nothing else", || change(forum, &alone, 1))?;
    println!("    --  meanwhile {without}");

    let mut both = forum.bundle.clone();
    both.change_secret(SECRET, KEY, "Another-0ne-2")?;
    both.add(&former("Another-0ne-1"))?;
    let with = say("yet another one, while the one before is accepted too", || change(forum, &both, 2))?;
    say(&format!("meanwhile {with}"), || {
        ensure!(with.seconds <= RESTART, "pages failed for longer than Redis takes to restart");
        ensure!(with.seconds < without.seconds, "it would have been no worse without");
        Ok(())
    })
}

fn former(password: &str) -> String {
    let value = BASE64_STANDARD.encode(password);
    format!("apiVersion: v1\nkind: Secret\nmetadata:\n  name: {BEFORE}\ndata:\n  {KEY}: {value}\n")
}

struct Failures {
    failed: usize,
    requests: usize,
    /// From the first that failed to the last.
    seconds: f64,
}

impl std::fmt::Display for Failures {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} of {} requests failed, within {:.1} s", self.failed, self.requests, self.seconds)
    }
}

/// One apply: Redis and all pods of the forum's image are replaced at once, each as its kind has it.
fn change(forum: &Forum, next: &Bundle, generation: u32) -> Result<Failures> {
    let load = Load::start(forum)?;
    let present = forum.kubelet.pods();
    let pods: BTreeMap<String, Pod> =
        next.pods()?.into_iter().map(|pod| (pod.workload.clone(), pod)).collect();
    let rolled: Vec<(&Pod, &Pod)> = present
        .iter()
        .filter_map(|old| Some((old, pods.get(&old.workload)?)))
        .filter(|(old, _)| follows(old))
        .collect();
    ensure!(rolled.iter().any(|(old, _)| old.component() == "redis"), "there is no Redis");
    let outcomes: Vec<Result<()>> = thread::scope(|scope| {
        let replaced: Vec<_> = rolled
            .iter()
            .map(|(old, new)| scope.spawn(move || replace(forum, old, (*new).clone(), generation)))
            .collect();
        replaced.into_iter().map(|one| one.join().unwrap_or(Ok(()))).collect()
    });
    let requests = load.stop()?;
    outcomes.into_iter().collect::<Result<Vec<()>>>()?;
    let failed = requests.failed();
    let ends = |request: &&serde_json::Value| Some(request["at"].as_f64()? + request["took"].as_f64()?);
    let first = failed.iter().filter_map(|request| request["at"].as_f64()).fold(f64::MAX, f64::min);
    let last = failed.iter().filter_map(ends).fold(f64::MIN, f64::max);
    let seconds = if failed.is_empty() { 0.0 } else { last - first };
    Ok(Failures { failed: failed.len(), requests: requests.count(), seconds })
}

/// Who reads the password and is replaced for it.
fn follows(pod: &Pod) -> bool {
    !pod.is_a_job() && pod.containers.iter().any(|container| container.env.contains_key(KEY))
}

/// Of a StatefulSet the pod goes first, of a Deployment it goes when its successor is ready.
fn replace(forum: &Forum, old: &Pod, mut new: Pod, generation: u32) -> Result<()> {
    let kubelet = &forum.kubelet;
    if old.kind == "StatefulSet" {
        kubelet.delete(&old.name)?;
        kubelet.create(&new)?;
        return kubelet.ready(&new.name, Duration::from_secs(120));
    }
    new.name = format!("{}-password-{generation}", new.workload);
    kubelet.create(&new)?;
    kubelet.ready(&new.name, Duration::from_secs(180)).context("the new pod waits for ever")?;
    // Celery may take all of its grace; the visitors do not see it.
    let _ = kubelet.delete(&old.name);
    Ok(())
}
