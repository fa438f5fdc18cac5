//! Packages of Debian and Ubuntu.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use anyhow::Result;

use super::Tool;
use crate::program;

/// Installs what is missing when root may; otherwise the command that a person can run.
///
/// Whether it worked is not asked here: each check looks for its tools itself and is skipped, by name,
/// without them.
pub fn provide(wanted: &[Tool]) -> Option<String> {
    let mut missing: Vec<Tool> = Vec::new();
    for &tool in wanted {
        if tool.path().is_err() && !missing.contains(&tool) {
            missing.push(tool);
        }
    }
    let system = System::here()?;
    if missing.is_empty() {
        return None;
    }
    let packages = system.packages(&missing);
    if !is_root() {
        return Some(format!("sudo apt-get install -y --no-install-recommends {}", packages.join(" ")));
    }
    println!("Installing {} (once)", packages.join(", "));
    if let Err(error) = install(&packages) {
        eprintln!("{error:#}");
    }
    None
}

enum System {
    Debian,
    Ubuntu,
}

impl System {
    fn here() -> Option<Self> {
        program::find("apt-get")?;
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        Some(if release.lines().any(|line| line == "ID=ubuntu") { Self::Ubuntu } else { Self::Debian })
    }

    fn packages(&self, tools: &[Tool]) -> Vec<&'static str> {
        let packages = tools.iter().flat_map(|tool| match self {
            Self::Debian => tool.debian_packages(),
            Self::Ubuntu => tool.ubuntu_packages(),
        });
        packages.copied().collect()
    }
}

fn is_root() -> bool {
    // The owner of a process' own folder in /proc is its effective user.
    fs::metadata("/proc/self").is_ok_and(|about| about.uid() == 0)
}

fn install(packages: &[&str]) -> Result<()> {
    let _quiet = NoServices::start()?;
    let apt = || {
        let mut apt = Command::new("apt-get");
        // Another installation may be running; wait for it instead of failing.
        apt.env("DEBIAN_FRONTEND", "noninteractive").args(["-q", "-y", "-o", "DPkg::Lock::Timeout=300"]);
        apt
    };
    program::watched(apt().arg("update"))?.succeeded()?;
    program::watched(apt().args(["install", "--no-install-recommends"]).args(packages))?.succeeded()?;
    Ok(())
}

/// While this value exists, installed servers are not started, because only PostgreSQL's programs are needed, not a
/// running server.
struct NoServices {
    made_by_us: bool,
}

impl NoServices {
    const POLICY: &str = "/usr/sbin/policy-rc.d";

    fn start() -> Result<Self> {
        let made_by_us = !Path::new(Self::POLICY).exists();
        if made_by_us {
            fs::write(Self::POLICY, "#!/bin/sh\nexit 101\n")?;
            fs::set_permissions(Self::POLICY, fs::Permissions::from_mode(0o755))?;
        }
        Ok(Self { made_by_us })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.made_by_us {
            let _ = fs::remove_file(Self::POLICY);
        }
    }
}
