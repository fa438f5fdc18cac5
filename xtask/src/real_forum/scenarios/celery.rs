//! Workers that answer, jobs that are run again, and what is said when there is no worker.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::program;
use crate::real_forum::forum::{Forum, say};

pub fn run(forum: &Forum) -> Result<()> {
    let kubelet = &forum.kubelet;
    let tiers = forum.tiers();
    let tier = &tiers[0].name;
    say("forum.ping hears from a worker", || {
        kubelet.ask(tier, "gunicorn", &["python", "-m", "forum.ping"]).map(drop)
    })?;
    say("Celery's liveness probe holds", || {
        ensure!(kubelet.probe("celery-0", "celery", "livenessProbe"), "it does not");
        Ok(())
    })?;
    if forum.bundle.names("CronJob").iter().any(|name| name == "maintenance") {
        say("every chore of the maintenance ends well", || {
            let pod = forum.bundle.cron_pod("maintenance")?;
            kubelet.create(&pod)?;
            kubelet.done(&pod.name, Duration::from_secs(120))?;
            kubelet.delete(&pod.name)
        })?;
    }
    say("a second bootstrap finds nothing left to do", || {
        let bootstrap = &forum.pods_of("bootstrap")[0];
        let words = bootstrap.container("bootstrap")?.command.clone();
        let said = kubelet.ask(&bootstrap.name, "bootstrap", &words)?;
        ensure!(said.contains("there is an administrator already"), "it said:\n{said}");
        Ok(())
    })?;
    let celery = kubelet.with("celery-0", |running| running.pod.clone())?;
    say("Celery stops when asked", || kubelet.delete(&celery.name))?;
    say("forum.ping gives up when there is no worker", || {
        let mut ping = kubelet.exec(tier, "gunicorn", &["python", "-m", "forum.ping", "3"])?;
        let finished = program::silent(&mut ping)?;
        let gave_up = !finished.success && finished.stderr.contains("no worker answered");
        ensure!(gave_up, "{}", finished.said());
        Ok(())
    })
}
