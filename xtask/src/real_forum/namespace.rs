//! Linux namespaces: a private network, mounts and processes.
//!
//! This program is the first process in them. When it or its parent ends, the kernel ends everything inside, so nothing is
//! ever left over.

use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::program;

/// Why this machine does not let us; nothing when it does.
pub fn refusal() -> Option<String> {
    let tried = program::silent(unshare().args(["sh", "-ec", "ip link add forum0 type bridge"]));
    match tried {
        Ok(finished) if finished.success => None,
        Ok(finished) => Some(format!(
            "this machine refuses namespaces with a network of their own ({}): run it as root, or allow \
             ordinary users namespaces (Ubuntu: sysctl kernel.apparmor_restrict_unprivileged_userns=0)",
            finished.said().replace('\n', "; ")
        )),
        Err(error) => Some(format!("{error:#}")),
    }
}

/// This program once more, inside.
pub fn command<W: AsRef<OsStr>>(words: impl IntoIterator<Item = W>) -> Result<Command> {
    let mut command = unshare();
    command.arg(std::env::current_exe().context("where is this program?")?).args(words);
    Ok(command)
}

/// Root needs no namespace of users, and keeps its rights over other people's files without one.
fn unshare() -> Command {
    let mut command = Command::new("setpriv");
    // Where `ip` is, which an ordinary user's PATH often lacks.
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{path}:/usr/local/sbin:/usr/sbin:/sbin"));
    command.args(["--pdeathsig", "KILL", "unshare"]);
    if !is_root() {
        command.args(["--user", "--map-root-user"]);
    }
    command.args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]);
    command
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}
