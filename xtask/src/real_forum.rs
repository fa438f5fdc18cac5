//! Runs a bundle on this machine.
//!
//! The other checks read a bundle; this one runs it. Its pods get what the manifests say: commands, environment, files at
//! their mount paths, users, a read-only root, host names, addresses, Services, probes, hooks. They run real servers and a
//! real Misago, and visitors connect over real TLS.
//!
//! [`outside`](check) prepares what needs the Internet and enters [`namespace`]s; inside, a small
//! [`kubelet`] starts the pods of the [`bundle`] in a [`network`] of their own, [`forum`] waits until they are up, and the
//! [`scenarios`] run. `cargo xtask forum` does the same without scenarios, and opens a port for a browser.
//!
//! Not covered, unlike in a cluster: building and pulling images (this machine's programs take their place, see
//! [`images`]), network policies, limits, scheduling, more than one pod of a Deployment, and CloudNativePG's operator (its
//! pods have stand-ins, see [`operator`]). An external database has a stand-in too, see [`outside`]. One thing is changed:
//! mail is dropped, because there is no mail server.

mod bundle;
mod certificate;
mod container;
mod database;
mod forum;
mod forward;
mod images;
mod ingress;
mod kubectl;
mod kubelet;
mod namespace;
mod network;
mod operator;
mod outside;
mod pod;
mod probe;
mod python;
mod scenarios;

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use crate::project;
use crate::report::Report;
use crate::tools::Tool;
use forum::{Forum, say};
pub use kubectl::{STAND_IN, command as kubectl};

/// The command that this program runs inside the namespaces; not for people.
pub const INSIDE: &str = "forum-inside";
/// The bundle that `cargo xtask forum` brings up when none is named.
const FAVOURITE: &str = "small-production";
const DOOR: &str = "door.sock";
/// Instead of the file of scenarios: run none, and leave the forum running.
const STAY: &str = "stay";
/// Instead of the file of scenarios: run the one with this name.
const ONLY: &str = "only";

/// The programs of the system that stand for the images, and those that make the place for them.
pub const NEEDS: &[Tool] = &[
    Tool::Gcc,
    Tool::Iproute,
    Tool::Nginx,
    Tool::Openssl,
    Tool::Pgbouncer,
    Tool::Postgres,
    Tool::Redis,
    Tool::Restic,
    Tool::Sentinel,
];

/// What a forum lacks here before it can live; empty when nothing is missing.
fn missing() -> Vec<String> {
    let mut missing: Vec<String> =
        NEEDS.iter().filter_map(|tool| tool.path().err()).map(|error| error.to_string()).collect();
    if python::find().is_none() {
        missing.push("Python 3.12 with its headers (pyenv install 3.12, or uv python install 3.12)".into());
    }
    if missing.is_empty() {
        missing.extend(namespace::refusal());
    }
    missing
}

/// Every golden bundle, one after the other.
pub fn check() -> Result<Report> {
    let mut report = Report::default();
    let mut bundles: Vec<PathBuf> =
        fs::read_dir(project::bundles())?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    bundles.sort();
    let missing = missing();
    let told = project::scratch("forum-scenarios")?.join("told");
    for bundle in bundles.iter().filter(|folder| folder.is_dir()) {
        let name = bundle.file_name().unwrap_or_default().to_string_lossy();
        if missing.is_empty() {
            println!("  {name}");
            report.check(format!("real forum {name}"), run_scenarios(bundle, &told));
        } else {
            report.skip(format!("real forum {name}"), missing.join("; "));
        }
    }
    Ok(report)
}

fn run_scenarios(bundle: &Path, told: &Path) -> Result<()> {
    let (mut inside, scratch) = prepare(bundle, "forum", told)?;
    let finished = inside.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?.wait_with_output()?;
    ensure!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr).trim_end());
    // The logs stay; databases and files would only fill the disk.
    for volumes in ["claims", "pods", "operator"] {
        let _ = fs::remove_dir_all(scratch.join(volumes));
    }
    Ok(())
}

#[derive(clap::Args)]
pub struct Arguments {
    /// The name of a golden bundle, or the folder of an unpacked one
    #[arg(default_value = FAVOURITE)]
    bundle: String,
    /// Port to try first; the next free one is taken
    #[arg(long, value_name = "N", default_value_t = ingress::DOOR)]
    port: u16,
    /// Instead run one of the long scenarios, new-image for example, and end
    #[arg(long, value_name = "NAME", alias = "story")]
    scenario: Option<String>,
}

/// `cargo xtask forum`: brings one up and leaves it running.
pub fn command(arguments: Arguments) -> Result<ExitCode> {
    let Arguments { bundle, port, scenario } = arguments;
    let bundle = find_bundle(&bundle)?;
    let missing = missing();
    ensure!(missing.is_empty(), "a forum cannot live here: {}", missing.join("; "));
    if let Some(scenario) = scenario {
        run_scenarios(&bundle, &Path::new(ONLY).join(scenario))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (mut inside, scratch) = prepare(&bundle, "forum-to-click", Path::new(STAY))?;
    let door = scratch.join(DOOR);
    let mut inside = inside.stdin(Stdio::null()).spawn()?;
    let starter = std::os::unix::process::parent_id();
    let mut open = false;
    loop {
        if let Some(status) = inside.try_wait()? {
            bail!("the forum has ended: {status}");
        }
        if !open && door.exists() {
            greet(&bundle, door.as_path(), port)?;
            open = true;
        }
        // Ctrl-C ends us, but a cargo that is killed alone would leave us here.
        if std::os::unix::process::parent_id() != starter {
            return Ok(ExitCode::FAILURE);
        }
        sleep(Duration::from_millis(200));
    }
}

fn find_bundle(name: &str) -> Result<PathBuf> {
    let places = [project::bundles().join(name), PathBuf::from(name)];
    let found = places.iter().find(|place| place.join("plan.yaml").is_file());
    found.cloned().with_context(|| format!("`{name}` is no golden bundle and no folder of an unpacked one"))
}

fn greet(bundle: &Path, door: &Path, port: u16) -> Result<()> {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).ok();
    let listener = (port..=u16::MAX).find_map(|port| free(&port)).context("no port is free")?;
    let port = listener.local_addr()?.port();
    forward::lead_to(door, listener);
    let bundle = bundle::Bundle::read(bundle)?;
    let address = bundle.address()?;
    let scheme = address.split(':').next().unwrap_or_default();
    let (name, password) = bundle.administrator()?;
    println!(
        "\nThe forum is at {scheme}://localhost:{port}/, its administration at {scheme}://localhost:{port}/admincp/"
    );
    if scheme == "https" {
        println!("The browser will warn: the certificate was made here, a moment ago.");
    }
    println!("Administrator: {name}\nPassword:      {password}\nCtrl-C ends it.");
    Ok(())
}

/// Everything that needs the Internet, and the command that goes on inside.
fn prepare(bundle: &Path, purpose: &str, then: &Path) -> Result<(Command, PathBuf)> {
    let name = bundle.file_name().unwrap_or_default().to_string_lossy();
    let scratch = project::scratch(&format!("{purpose}-{name}"))?;
    let environment = say("the lock is installed in a virtual environment", || {
        python::environment(&bundle.join("image/requirements.txt"), &project::tools())
    })?;
    // By the name that its programs call themselves.
    let environment = environment.canonicalize()?;
    let words = [Path::new(INSIDE), bundle, &scratch, &environment, then];
    Ok((namespace::command(words)?, scratch))
}

/// The first process of the namespaces.
pub fn inside(arguments: &[String]) -> Result<ExitCode> {
    let [bundle, scratch, environment, then] = arguments else { bail!("{INSIDE} is not for people") };
    let (bundle, scratch) = (Path::new(bundle), Path::new(scratch));
    let forum = Forum::new(bundle, scratch, Path::new(environment))?;
    let told = forum.bring_up().and_then(|()| match then.as_str() {
        STAY => stay(&forum),
        told => match Path::new(told).strip_prefix(ONLY) {
            Ok(scenario) => scenarios::run_one(&forum, &scenario.to_string_lossy()),
            Err(_) => scenarios::run(&forum, Path::new(told)),
        },
    });
    told.map_err(|error| anyhow::anyhow!("{error:#}\n{}", forum.last_words()))?;
    Ok(ExitCode::SUCCESS)
}

fn stay(forum: &Forum) -> Result<()> {
    let door = SocketAddr::from((forum.kubelet.address(ingress::POD)?, ingress::DOOR));
    forward::let_in(&forum.scratch.join(DOOR), door)?;
    loop {
        sleep(Duration::from_secs(3600));
    }
}
