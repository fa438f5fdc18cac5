//! The Redis pods are replaced one by one, as by `kubectl rollout restart`, while members write.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::load::Load;
use super::redis;
use crate::real_forum::forum::{Forum, say};

pub fn run(forum: &Forum) -> Result<()> {
    redis::whole(forum)?;
    let load = Load::start(forum)?;
    let killed =
        say("a rolling restart replaces each Redis pod, with its own hooks and pauses", || roll(forum))?;
    let requests = load.stop()?;
    say(
        &format!(
            "meanwhile {killed} pods had to be killed at the end of their grace, {} of {} requests failed, the slowest took {:.1} s",
            requests.failed().len(),
            requests.count(),
            requests.slowest()
        ),
        || {
            ensure!(requests.failed().is_empty(), "{:?}", requests.failed());
            Ok(())
        },
    )?;
    say("and no accepted task is lost", || {
        let (accepted, missing) = requests.notified(forum, Duration::from_secs(45))?;
        ensure!(missing == 0, "{missing} of {accepted} notifications never came");
        Ok(())
    })
}

/// The last pod first, as the StatefulSet controller does it. Says how many did not stop when asked: Redis
/// refuses to while it writes its first file after a resynchronisation, and is killed later, as in a cluster.
fn roll(forum: &Forum) -> Result<usize> {
    let mut killed = 0;
    let pause = forum.bundle.find("StatefulSet", "redis")?["spec"]["minReadySeconds"].as_u64().unwrap_or(0);
    for pod in forum.pods_of("redis").iter().rev() {
        killed += usize::from(forum.kubelet.delete(&pod.name).is_err());
        forum.kubelet.create(pod)?;
        forum.kubelet.ready(&pod.name, Duration::from_secs(120))?;
        sleep(Duration::from_secs(pause));
    }
    redis::whole(forum)?;
    Ok(killed)
}
