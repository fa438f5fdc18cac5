//! The Redis master is lost while members write; it comes back; all of Redis goes away.

use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};

use super::load::{Load, Requests};
use super::redis;
use crate::real_forum::bundle::Pod;
use crate::real_forum::forum::{Forum, say};

/// What the forum promises.
const SOON: f64 = 15.0;

pub fn run(forum: &Forum) -> Result<()> {
    let (lost, requests, moment) =
        say("a Redis master is killed under load, with its Sentinel", || lose_master(forum))?;
    let took = requests.recovery(moment).context("no post came through after the master was gone")?;
    let (failed, all) = (requests.failed_writes(), requests.count());
    say(
        &format!(
            "posting is as before {took:.1} s later, with the master still away; {failed} posts failed, \
             {} of {all} requests, the slowest took {:.1} s",
            requests.failed().len(),
            requests.slowest()
        ),
        || {
            ensure!(took <= SOON, "that is longer than {SOON} s: {:?}", requests.failed());
            Ok(())
        },
    )?;
    tasks_arrive(forum, &requests)?;
    say("the old master returns as a replica and never acts as a master", || {
        return_as_replica(forum, &lost)
    })?;
    say(
        "after the end of all Redis pods at once, all Sentinels agree on one master, and it has all data",
        || outage(forum),
    )
}

fn lose_master(forum: &Forum) -> Result<(Pod, Requests, f64)> {
    let master = redis::whole(forum)?;
    let pod = forum.kubelet.with(&master, |running| running.pod.clone())?;
    let load = Load::start(forum)?;
    sleep(Duration::from_secs(5));
    let moment = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();
    forum.kubelet.kill(&master)?;
    sleep(Duration::from_secs(25));
    Ok((pod, load.stop()?, moment))
}

/// A task that a worker had fetched when it lost the broker is given to another after the visibility
/// timeout. The scenario does not wait for those five minutes: it tells Redis that they have passed.
fn tasks_arrive(forum: &Forum, requests: &Requests) -> Result<()> {
    let (accepted, late) = requests.notified(forum, Duration::from_secs(20))?;
    if late > 0 {
        let master = redis::master(forum)?;
        redis::script(
            forum,
            &master,
            "for _, tag in ipairs(redis.call('zrange', 'unacked_index', 0, -1)) do \
             redis.call('zincrby', 'unacked_index', -300, tag) end",
        )?;
        // A worker looks for such tasks soon after its start, then every 100 seconds.
        for pod in forum.pods_of("celery") {
            forum.kubelet.delete(&pod.name)?;
            forum.kubelet.create(&pod)?;
            forum.kubelet.ready(&pod.name, Duration::from_secs(120))?;
        }
    }
    let line = format!(
        "no accepted task is lost: {accepted} threads, {accepted} notifications, {late} of them after the \
         visibility timeout"
    );
    say(&line, || {
        let (_, missing) = requests.notified(forum, Duration::from_secs(60))?;
        ensure!(missing == 0, "{missing} of {accepted} notifications never came");
        Ok(())
    })
}

fn return_as_replica(forum: &Forum, lost: &Pod) -> Result<()> {
    let now = redis::pods(forum).iter().find_map(|pod| redis::master_according_to(forum, pod));
    let now = now.context("no Sentinel names a master")?;
    ensure!(now != lost.name, "{now} is still the master");
    forum.kubelet.create(lost)?;
    let (start, mut seen) = (Instant::now(), false);
    while start.elapsed() < Duration::from_secs(15) {
        match redis::role(forum, &lost.name).as_deref() {
            Some("master") => anyhow::bail!("{} says that it is the master", lost.name),
            Some(_) => seen = true,
            None => {}
        }
        sleep(Duration::from_millis(100));
    }
    ensure!(seen, "{} does not say what it is", lost.name);
    let master = redis::whole(forum)?;
    ensure!(master == now, "the master is {master} now, not {now}");
    Ok(())
}

/// Which pod is the master afterwards is not promised: when the last one is slow to start, the Sentinels
/// are right to elect another. Each of them has the data.
fn outage(forum: &Forum) -> Result<()> {
    let master = redis::whole(forum)?;
    let marker = format!("written-to-{master}");
    redis::ask(forum, &master, &format!("set full-outage {marker}"))?;
    // appendfsync everysec
    sleep(Duration::from_secs(2));
    let pods = forum.pods_of("redis");
    pods.iter().try_for_each(|pod| forum.kubelet.kill(&pod.name))?;
    sleep(Duration::from_secs(3));
    pods.iter().try_for_each(|pod| forum.kubelet.create(pod))?;
    for pod in &pods {
        forum.kubelet.ready(&pod.name, Duration::from_secs(120))?;
    }
    let master = redis::whole(forum)?;
    let is_master = |pod: &&Pod| redis::role(forum, &pod.name).as_deref() == Some("master");
    let masters: Vec<&str> = pods.iter().filter(is_master).map(|pod| pod.name.as_str()).collect();
    ensure!(masters == [master.as_str()], "the Sentinels name {master}, but masters are {masters:?}");
    for pod in &pods {
        let said = redis::ask(forum, &pod.name, "get full-outage")?;
        ensure!(said == marker, "{} has `{said}`, not `{marker}`", pod.name);
    }
    redis::ask(forum, &master, "del full-outage")?;
    // Connections from before have to be noticed as dead first.
    let load = redis::within(Duration::from_secs(90), || Load::start(forum).ok());
    let load = load.context("members cannot log in and write, 90 s after Redis is back")?;
    sleep(Duration::from_secs(3));
    let requests = load.stop()?;
    ensure!(requests.failed().is_empty(), "requests fail afterwards: {:?}", requests.failed());
    let (accepted, missing) = requests.notified(forum, Duration::from_secs(60))?;
    ensure!(missing == 0, "{missing} of {accepted} notifications never came afterwards");
    Ok(())
}
