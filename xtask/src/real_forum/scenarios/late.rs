//! Jobs whose pods are let through to their servers late, as a policy controller does that learns of a new address after
//! the pod has started. Here the server refuses instead; a pod cannot tell the difference.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::real_forum::forum::{Forum, say};

/// Several tries of a script that asks every three seconds; a policy controller needs less.
const LATE: Duration = Duration::from_secs(8);

/// Jobs of the bundle that dial the database, as far as it has them.
const JOBS: &[&str] = &["backup", "maintenance"];

pub fn run(forum: &Forum) -> Result<()> {
    let (kubelet, there) = (&forum.kubelet, forum.bundle.names("CronJob"));
    let jobs: Vec<&str> = JOBS.iter().copied().filter(|job| there.iter().any(|name| name == job)).collect();
    let servers = forum.pods_of("postgres");
    let server = servers.first().context("there is no PostgreSQL")?;
    kubelet.delete(&server.name)?;
    let start = Instant::now();
    let pods = jobs.iter().map(|job| forum.bundle.cron_pod(job)).collect::<Result<Vec<_>>>()?;
    pods.iter().try_for_each(|pod| kubelet.create(pod))?;
    sleep(LATE);
    for pod in &pods {
        let restarts = kubelet.with(&pod.name, |running| running.restarts())?;
        ensure!(restarts == 0, "{} was started anew while it was refused", pod.name);
    }
    kubelet.create(server)?;
    kubelet.ready(&server.name, Duration::from_secs(120))?;
    let refused = start.elapsed();
    for pod in &pods {
        kubelet.done(&pod.name, Duration::from_secs(180))?;
        let restarts = kubelet.with(&pod.name, |running| running.restarts())?;
        ensure!(restarts == 0, "{} needed {restarts} more tries", pod.name);
    }
    let line = format!(
        "refused for {:.1} s by their server, {} ended well in the same pod",
        refused.as_secs_f64(),
        jobs.join(" and ")
    );
    say(&line, || Ok(()))?;
    pods.iter().try_for_each(|pod| kubelet.delete(&pod.name))
}
