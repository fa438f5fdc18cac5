//! A container made by hand: its own file system, processes and user, and the network of its pod.
//!
//! A mount path is what it is in a cluster, and so is everything else that a bundle says: nothing in its
//! files is changed. The root is read-only where the bundle says so.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};

use super::bundle::{Container, Content};
use super::images::{self, Image, Images};
use super::network::{Network, Sandbox};

const SYSTEM: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Where the volumes of a pod are on this machine.
pub struct Volumes {
    claims: PathBuf,
    of_the_pod: PathBuf,
}

impl Volumes {
    pub fn of(scratch: &Path, pod: &str) -> Self {
        Self { claims: scratch.join("claims"), of_the_pod: scratch.join("pods").join(pod) }
    }

    /// What is as old as the pod goes with it.
    pub fn remove(&self) {
        let _ = fs::remove_dir_all(&self.of_the_pod);
    }

    fn place(&self, path: &str, content: &Content) -> Result<PathBuf> {
        let own = self.of_the_pod.join("files").join(path.trim_start_matches('/').replace('/', "_"));
        let write = |file: &Path, text: &str, mode: u32| -> Result<()> {
            let _ = fs::remove_file(file);
            fs::write(file, text)?;
            Ok(fs::set_permissions(file, fs::Permissions::from_mode(mode | 0o400))?)
        };
        Ok(match content {
            Content::Claim(name, folder) => made(self.claims.join(name).join(folder))?,
            Content::OfThePod(name, folder) => made(self.of_the_pod.join("volumes").join(name).join(folder))?,
            Content::Files(files, mode) => {
                made(own.clone())?;
                for (name, text) in files {
                    write(&own.join(name), text, *mode)?;
                }
                own
            }
            Content::File(text, mode) => {
                made(self.of_the_pod.join("files"))?;
                write(&own, text, *mode)?;
                own
            }
            Content::OfThisMachine(place) => place.clone(),
        })
    }
}

/// The command that runs the container's program, or, with `container.running(...)`, another one in its
/// place.
pub fn command(
    container: &Container,
    images: &Images,
    network: &Network,
    sandbox: &Sandbox,
    volumes: &Volumes,
    host: &str,
) -> Result<Command> {
    let image = images.of(container)?;
    let words: Vec<&String> = if container.command.is_empty() {
        image.entry_point.iter().chain(&container.args).collect()
    } else {
        container.command.iter().chain(&container.args).collect()
    };
    ensure!(!words.is_empty(), "nothing here stands for the entry point of {}", container.image);
    let mut command = sandbox.enter();
    command
        .args(["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh"])
        .arg(images::here("container.sh"));
    command.args([container.user.0.to_string(), container.user.1.to_string()]);
    command.arg(if image.user.is_empty() { "app" } else { image.user }).arg(&network.folder);
    command.arg(if container.read_only_root { "ro" } else { "rw" });
    command.arg(if image.folder.is_empty() { "/" } else { image.folder });
    for (from, to, mode) in mounts(container, &image, volumes)? {
        command.arg(from).arg(to).arg(mode);
    }
    command.arg("--").args(words);
    set_environment(&mut command, container, &image, host);
    Ok(command)
}

/// Parents before what lies in them.
fn mounts(
    container: &Container,
    image: &Image,
    volumes: &Volumes,
) -> Result<Vec<(PathBuf, PathBuf, &'static str)>> {
    let mut mounts: Vec<_> = image.files.iter().map(|(from, to)| (from.clone(), to.clone(), "ro")).collect();
    for mount in &container.mounts {
        let from = volumes.place(&mount.path, &mount.content)?;
        mounts.push((from, mount.path.clone().into(), if mount.read_only { "ro" } else { "rw" }));
    }
    mounts.sort_by_key(|(_, to, _)| to.components().count());
    Ok(mounts)
}

/// Nothing of ours.
fn set_environment(command: &mut Command, container: &Container, image: &Image, host: &str) {
    let path: Vec<String> = image.path.iter().map(|folder| folder.display().to_string()).collect();
    command.env_clear().current_dir("/");
    command.env("PATH", [path, vec![SYSTEM.to_owned()]].concat().join(":"));
    command.env("LANG", "C.UTF-8").env("HOSTNAME", host);
    command.envs(image.env.iter().copied()).envs(&container.env);
}

fn made(folder: PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
