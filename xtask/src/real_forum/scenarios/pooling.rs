//! The tiers connect to PostgreSQL through PgBouncer; the job that migrates connects directly.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::load::Load;
use super::visits;
use crate::program;
use crate::real_forum::forum::{Forum, say};

pub fn run(forum: &Forum) -> Result<()> {
    let pool = pool_size(forum)?;
    let (requests, connections) = say("PgBouncer is between the tiers and PostgreSQL, under load", || {
        let load = Load::start(forum)?;
        let mut seen = BTreeSet::new();
        for _ in 0..16 {
            sleep(Duration::from_millis(500));
            seen.extend(connections(forum)?);
        }
        let requests = load.stop()?;
        ensure!(requests.failed().is_empty(), "requests failed: {:?}", requests.failed());
        Ok((requests.count(), seen))
    })?;
    let line = format!(
        "{requests} requests, files among them, needed {} connections to PostgreSQL; the pool has {pool}",
        connections.len()
    );
    say(&line, || {
        ensure!(connections.len() <= pool, "its pool has {pool}: {connections:?}");
        Ok(())
    })?;
    say("without PgBouncer pages fail, and the bootstrap still works", || bypassed(forum))
}

fn pool_size(forum: &Forum) -> Result<usize> {
    let pods = forum.pods_of("pgbouncer");
    let pod = pods.first().context("there is no PgBouncer")?;
    let config = forum.kubelet.ask(&pod.name, "pgbouncer", &["cat", "/etc/pgbouncer/pgbouncer.ini"])?;
    let mut lines = config.lines().filter_map(|line| line.strip_prefix("default_pool_size = "));
    lines.next().and_then(|size| size.trim().parse().ok()).context("pgbouncer.ini names no default_pool_size")
}

/// The processes of the server that serve the forum's role, Celery's included.
fn connections(forum: &Forum) -> Result<Vec<String>> {
    let pods = forum.pods_of("postgres");
    let pod = pods.first().context("there is no PostgreSQL")?;
    let question =
        "select pid from pg_stat_activity where backend_type = 'client backend' and usename <> 'postgres'";
    let words = ["psql", "--username", "postgres", "--no-align", "--tuples-only", "--command", question];
    Ok(forum.kubelet.ask(&pod.name, "postgres", &words)?.lines().map(str::to_owned).collect())
}

fn bypassed(forum: &Forum) -> Result<()> {
    let pods = forum.pods_of("pgbouncer");
    pods.iter().try_for_each(|pod| forum.kubelet.kill(&pod.name))?;
    let page = program::silent(&mut visits::visitor(forum, &["python", "/visitors/remember.py"])?)?;
    ensure!(!page.success, "pages are still served");
    for bootstrap in forum.pods_of("bootstrap") {
        let words = bootstrap.container("bootstrap")?.command.clone();
        forum.kubelet.ask(&bootstrap.name, "bootstrap", &words)?;
    }
    pods.iter().try_for_each(|pod| forum.kubelet.create(pod))?;
    for pod in &pods {
        forum.kubelet.ready(&pod.name, Duration::from_secs(60))?;
    }
    program::silent(&mut visits::visitor(forum, &["python", "/visitors/remember.py"])?)?.succeeded().map(drop)
}
