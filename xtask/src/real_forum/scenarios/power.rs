//! The node of the Redis master loses power while members write: packets vanish, and nothing tells its clients.
//! A pod that is killed says goodbye, because its kernel resets every connection; this one does not.

use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, Result, ensure};

use super::load::Load;
use super::redis;
use crate::real_forum::bundle::Pod;
use crate::real_forum::forum::{Forum, say};

/// Silence is noticed after half a minute, the new master is asked for and found within some seconds more.
const SOON: Duration = Duration::from_secs(45);
/// For the proof that the file of a worker that hears nothing grows old: longer than any failover takes.
const SILENCE: Duration = Duration::from_secs(40);
const WORKER: &str = "celery-0";

pub fn run(forum: &Forum) -> Result<()> {
    workers_take_tasks_again(forum)?;
    a_deaf_worker_is_seen(forum)
}

fn workers_take_tasks_again(forum: &Forum) -> Result<()> {
    let master = redis::whole(forum)?;
    let lost = forum.kubelet.with(&master, |running| running.pod.clone())?;
    let load = Load::start(forum)?;
    sleep(Duration::from_secs(5));
    let moment = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs_f64();
    let start = Instant::now();
    forum.kubelet.cut_off(&master)?;
    // What the worker had fetched before is done within a moment; only then it has nothing but the connection.
    sleep(Duration::from_secs(3));
    let before = received(forum)?;
    let took =
        redis::within(SOON * 2, || (received(forum).ok()? > before).then(|| start.elapsed().as_secs_f32()));
    let probe_holds = forum.kubelet.probe(WORKER, "celery", "livenessProbe");
    sleep(Duration::from_secs(5));
    let requests = load.stop()?;
    let posting = requests.recovery(moment).context("no post came through after the master was gone")?;
    let took = took.with_context(|| {
        format!(
            "{WORKER} takes no task {} s after its master vanished; its liveness probe says {probe_holds}",
            SOON.as_secs() * 2
        )
    })?;
    say(
        &format!(
            "a Redis master vanishes without a word: the worker takes tasks again after {took:.1} s, posting is as \
             before after {posting:.1} s; {} of {} requests failed, {} of them posts, the slowest took {:.1} s",
            requests.failed().len(),
            requests.count(),
            requests.failed_writes(),
            requests.slowest()
        ),
        || {
            ensure!(took <= SOON.as_secs_f32(), "that is longer than {} s", SOON.as_secs());
            ensure!(probe_holds, "the worker would have been restarted for it");
            Ok(())
        },
    )?;
    let (accepted, missing) = requests.notified(forum, Duration::from_secs(60))?;
    println!("    --  {missing} of {accepted} notifications wait for the visibility timeout of their tasks");
    say("the vanished master returns as a replica", || restore(forum, &lost))
}

/// With the kernel's own two hours in the place of half a minute the worker hears nothing any more; its probe
/// must not be told that it is well by the timer that goes on.
fn a_deaf_worker_is_seen(forum: &Forum) -> Result<()> {
    let own = forum.kubelet.with(WORKER, |running| running.pod.clone())?;
    let mut deaf = own.clone();
    for container in &mut deaf.containers {
        container.env.insert("KEEPALIVE_IDLE".into(), "7200".into());
    }
    replace(forum, &deaf)?;
    let master = redis::whole(forum)?;
    let lost = forum.kubelet.with(&master, |running| running.pod.clone())?;
    forum.kubelet.cut_off(&master)?;
    sleep(SILENCE);
    let age = forum.kubelet.ask(
        WORKER,
        "celery",
        &["sh", "-c", "echo $(( $(date +%s) - $(stat -c %Y /tmp/celery-alive) ))"],
    )?;
    let age: u64 = age.trim().parse().context("the file of the worker has no age")?;
    say(
        &format!(
            "a worker that hears nothing does not pass for alive: its file is {age} s old after {} s",
            SILENCE.as_secs()
        ),
        || {
            ensure!(age + 5 >= SILENCE.as_secs(), "something touches it");
            Ok(())
        },
    )?;
    restore(forum, &lost)?;
    replace(forum, &own)
}

/// How many tasks the worker says that it has taken.
fn received(forum: &Forum) -> Result<usize> {
    Ok(forum.kubelet.said(WORKER, "celery")?.matches("] received").count())
}

fn replace(forum: &Forum, pod: &Pod) -> Result<()> {
    forum.kubelet.kill(&pod.name)?;
    forum.kubelet.create(pod)?;
    forum.kubelet.ready(&pod.name, Duration::from_secs(120))
}

fn restore(forum: &Forum, lost: &Pod) -> Result<()> {
    replace(forum, lost)?;
    let master = redis::whole(forum)?;
    ensure!(master != lost.name, "{master} is still the master");
    Ok(())
}
