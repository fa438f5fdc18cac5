//! Lets the servers themselves check the configuration in the bundle.
//!
//! Each gets a copy in which the container's folders are folders of ours; nothing else is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::bundle::CheckedBundle;
use super::{Complaint, Toolbox};
use crate::program;
use crate::tools::Tool;

/// `nginx -t`. It looks up the upstreams' names, which only exist in the cluster: each must be a Service
/// of the bundle, and becomes this machine in the copy.
pub fn nginx(_: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let services: Vec<&str> = bundle
        .objects()
        .filter(|object| object["kind"] == "Service")
        .filter_map(|service| service["metadata"]["name"].as_str())
        .collect();
    let scratch = bundle.scratch("nginx")?;
    let (file, text) = copy(bundle, "/nginx.conf", &scratch, &[("/tmp/", &scratch)])?;
    let mut complaints = Vec::new();
    let local: Vec<String> = text
        .lines()
        .map(|line| match upstream(line) {
            None => line.to_owned(),
            Some(host) => {
                let name = host.split('.').next().unwrap_or_default();
                if !services.contains(&name) {
                    complaints.push(Complaint {
                        id: "upstream".into(),
                        text: format!("{host} is no Service of the bundle"),
                    });
                }
                line.replace(host, "127.0.0.1")
            }
        })
        .collect();
    fs::write(&file, local.join("\n"))?;
    let ran = program::silent(
        Command::new(Tool::Nginx.path()?).arg("-t").arg("-c").arg(&file).arg("-p").arg(&scratch),
    )?;
    if !ran.success || ran.stderr.contains("[warn]") {
        complaints.push(Complaint { id: "-t".into(), text: ran.said() });
    }
    Ok(complaints)
}

/// The host of `server misago-api:8000;`, but not of `server {`.
fn upstream(line: &str) -> Option<&str> {
    let address = line.trim().strip_prefix("server ")?.strip_suffix(';')?.split_whitespace().next()?;
    Some(address.split(':').next().unwrap_or(address))
}

/// gixy reads nginx.conf for mistakes that nginx itself accepts.
pub fn gixy(tools: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let (file, _) = copy(bundle, "/nginx.conf", &bundle.scratch("gixy")?, &[])?;
    let mut gixy = Command::new(tools.environment()?.program("gixy"));
    let ran = program::silent(gixy.args(["--format", "json"]).arg(&file))?;
    let found: Vec<serde_json::Value> =
        serde_json::from_str(&ran.stdout).map_err(|_| anyhow::anyhow!(ran.said()))?;
    Ok(found
        .iter()
        .map(|issue| Complaint {
            id: issue["plugin"].as_str().unwrap_or_default().to_owned(),
            text: format!("line {}: {} {}", issue["line"], issue["summary"], issue["config"]),
        })
        .collect())
}

/// With neither port nor socket Redis loads its configuration and ends.
pub fn redis(_: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    let scratch = bundle.scratch("redis")?;
    let (file, _) = copy(
        bundle,
        "/redis.conf",
        &scratch,
        &[("dir /data", &PathBuf::from(format!("dir {}", scratch.display())))],
    )?;
    let ran = program::silent(Command::new(Tool::Redis.path()?).arg(&file).args(["--port", "0"]))?;
    let loaded = ran.stdout.contains("Configured to not listen anywhere, exiting");
    Ok(if loaded { vec![] } else { vec![Complaint { id: "load".into(), text: ran.said() }] })
}

/// `postgres -C` reads every setting before it prints one. Not every bundle brings its own server.
pub fn postgres(_: &Toolbox, bundle: &CheckedBundle) -> Result<Vec<Complaint>> {
    if bundle.configured("/postgresql.conf").is_empty() {
        return Ok(vec![]);
    }
    let scratch = bundle.scratch("postgres")?;
    copy(bundle, "/postgresql.conf", &scratch, &[])?;
    // In this order: as the first word, -C is allowed to root.
    let mut postgres = Command::new(Tool::Postgres.path()?);
    let ran = program::silent(postgres.args(["-C", "max_connections", "-D"]).arg(&scratch))?;
    Ok(if ran.success { vec![] } else { vec![Complaint { id: "-C".into(), text: ran.said() }] })
}

/// The one file of that name in the bundle's ConfigMaps, copied with some words replaced.
fn copy(
    bundle: &CheckedBundle,
    name: &str,
    scratch: &Path,
    replaced: &[(&str, &PathBuf)],
) -> Result<(PathBuf, String)> {
    let found = bundle.configured(name);
    ensure!(found.len() == 1, "{} ConfigMaps hold a file {name}", found.len());
    let mut text = found[0].1.to_owned();
    for (here, there) in replaced {
        let ending = if here.ends_with('/') { "/" } else { "" };
        text = text.replace(here, &format!("{}{ending}", there.display()));
    }
    let file = scratch.join(name.trim_start_matches('/'));
    fs::write(&file, &text)?;
    Ok((file, text))
}

#[cfg(test)]
mod tests {
    use super::upstream;

    #[test]
    fn a_server_of_an_upstream_is_told_from_a_server_block() {
        assert_eq!(upstream("    server misago-api:8000;"), Some("misago-api"));
        assert_eq!(upstream("server pages.forum.svc:8001 max_fails=0;"), Some("pages.forum.svc"));
        assert_eq!(upstream("  server {"), None);
        assert_eq!(upstream("  server_name _;"), None);
    }
}
