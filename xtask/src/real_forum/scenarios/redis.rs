//! Asking the Redis pods, in their own containers.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::real_forum::forum::Forum;

/// The pods of Redis that exist, `redis-0` first.
pub fn pods(forum: &Forum) -> Vec<String> {
    forum.pods_of("redis").into_iter().map(|pod| pod.name).collect()
}

/// What a server says to a command.
pub fn ask(forum: &Forum, pod: &str, words: &str) -> Result<String> {
    let line = format!("REDISCLI_AUTH=$REDIS_PASSWORD exec redis-cli -h 127.0.0.1 --raw {words}");
    Ok(forum.kubelet.ask(pod, "redis", &["sh", "-c", &line])?.trim_end().to_owned())
}

/// Runs a script of Lua in the database of the tasks.
pub fn script(forum: &Forum, pod: &str, lua: &str) -> Result<String> {
    ask(forum, pod, &format!("eval \"{lua}\" 0"))
}

/// `master` or `slave`; nothing while it does not say.
pub fn role(forum: &Forum, pod: &str) -> Option<String> {
    let said = ask(forum, pod, "role").ok()?;
    said.lines().next().filter(|role| ["master", "slave"].contains(role)).map(str::to_owned)
}

/// Whom the Sentinel of a pod takes for the master: the name of a pod.
pub fn master_according_to(forum: &Forum, pod: &str) -> Option<String> {
    let line = "REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD exec redis-cli -h 127.0.0.1 -p 26379 --raw \
                sentinel get-master-addr-by-name mymaster";
    let said = forum.kubelet.ask(pod, "sentinel", &["sh", "-c", line]).ok()?;
    said.split('.').next().filter(|name| name.starts_with("redis-")).map(str::to_owned)
}

/// The master, when all Sentinels agree and it says so itself.
pub fn master(forum: &Forum) -> Result<String> {
    let agreed = || {
        let named: Vec<_> = pods(forum).iter().map(|pod| master_according_to(forum, pod)).collect();
        let first = named.first()?.clone()?;
        let all = named.iter().all(|name| name.as_ref() == Some(&first));
        (all && role(forum, &first).as_deref() == Some("master")).then_some(first)
    };
    within(Duration::from_secs(60), agreed).context("the Sentinels do not agree on a master that is one")
}

/// Until every other pod is a replica that the master counts.
pub fn whole(forum: &Forum) -> Result<String> {
    let master = master(forum)?;
    let replicas = pods(forum).len() - 1;
    let all = || {
        let said = ask(forum, &master, "info replication").ok()?;
        (said.matches("state=online").count() == replicas).then_some(())
    };
    within(Duration::from_secs(60), all).context("the master has not all its replicas")?;
    let healthy = || {
        let line = "REDISCLI_AUTH=$REDIS_SENTINEL_PASSWORD exec redis-cli -h 127.0.0.1 -p 26379 --raw \
                    sentinel replicas mymaster";
        let said = |pod: &String| forum.kubelet.ask(pod, "sentinel", &["sh", "-c", line]);
        pods(forum)
            .iter()
            .all(|pod| {
                said(pod).is_ok_and(|said| {
                    !["s_down", "o_down", "disconnected"].iter().any(|flag| said.contains(flag))
                })
            })
            .then_some(())
    };
    within(Duration::from_secs(60), healthy).context("a Sentinel takes a replica for lost")?;
    ensure!(role(forum, &master).as_deref() == Some("master"), "{master} is the master no more");
    Ok(master)
}

pub fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        match look() {
            None if start.elapsed() < patience => sleep(Duration::from_millis(300)),
            outcome => return outcome,
        }
    }
}
