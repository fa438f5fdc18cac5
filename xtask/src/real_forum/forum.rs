//! A running forum, started from a bundle, for `cargo xtask forum` and for the scenarios.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::bundle::{Bundle, Container, Content, Mount, Pod};
use super::images::{self, Images};
use super::ingress;
use super::kubelet::Kubelet;
use super::network::Network;
use super::operator;
use super::outside;
use super::pod::Place;
use crate::program;

/// The order in which to wait for parts. They all start at once.
const ORDER: [&str; 4] = ["postgres", "redis", "pgbouncer", "bootstrap"];

pub struct Forum {
    pub bundle: Bundle,
    pub kubelet: Kubelet,
    pub folder: PathBuf,
    pub scratch: PathBuf,
    /// The programs of the bundle's lock.
    pub environment: PathBuf,
}

impl Forum {
    /// `environment` holds the programs of the bundle's lock; `scratch` is an empty folder.
    pub fn new(folder: &Path, scratch: &Path, environment: &Path) -> Result<Self> {
        let mut bundle = Bundle::read(folder)?;
        bundle.drop_mail();
        operator::add(&mut bundle, scratch)?;
        outside::add(&mut bundle, scratch)?;
        ingress::add(&mut bundle, scratch)?;
        let apps = scratch.join("apps");
        copy_folder(&folder.join("image"), &apps.join(images::tag(&bundle.forum_image)))?;
        let images = Images::new(apps, environment.to_owned())?;
        let network = Network::build(scratch.join("names"), bundle.pod_network)?;
        let place = Place { scratch: scratch.to_owned(), images, network };
        let kubelet = Kubelet::new(place, &bundle)?;
        Ok(Self {
            bundle,
            kubelet,
            folder: folder.to_owned(),
            scratch: scratch.to_owned(),
            environment: environment.to_owned(),
        })
    }

    /// Each line is printed when it has come true.
    pub fn bring_up(&self) -> Result<()> {
        say("static files are collected as in the Dockerfile, without any server", || {
            self.build(&self.bundle.forum_image)
        })?;
        for image in self.bundle.strange_images() {
            println!("    --  {image}: nothing here stands for it, so its containers are left out");
        }
        let mut pods = self.bundle.pods()?;
        say("every pod is created at once, as by one apply", || {
            pods.iter().try_for_each(|pod| self.kubelet.create(pod))
        })?;
        let rank = |pod: &Pod| ORDER.iter().position(|part| *part == pod.component()).unwrap_or(ORDER.len());
        pods.sort_by_key(rank);
        for pod in &pods {
            if pod.is_a_job() {
                say(&format!("{} ends well", pod.name), || {
                    self.kubelet.done(&pod.name, Duration::from_secs(300))
                })?;
            } else {
                say(&format!("{} is ready, by its own probes", pod.name), || {
                    self.kubelet.ready(&pod.name, Duration::from_secs(180))
                })?;
            }
        }
        let host = self.bundle.address()?;
        let host = host.split("://").nth(1).unwrap_or_default();
        self.kubelet.call(host, self.kubelet.address(ingress::POD)?)
    }

    /// The Dockerfile's own line, so that a variable which settings newly insist on is noticed.
    fn build(&self, image: &str) -> Result<()> {
        let app = self.app(image);
        let dockerfile = fs::read_to_string(app.join("Dockerfile"))?.replace("\\\n", " ");
        let line = dockerfile
            .lines()
            .filter_map(|line| line.strip_prefix("RUN "))
            .find(|line| line.contains("collectstatic"))
            .context("the Dockerfile collects no static files")?;
        let mut builder = self.outsider(&["sh", "-ec", line])?;
        builder.env.clear();
        builder.mounts =
            vec![here("/app", app.clone(), false), here("/tmp", made(self.scratch.join("build"))?, false)];
        self.run_in("builder", &builder)?;
        ensure!(app.join("static/staticfiles.json").is_file(), "there is no list of the hashed names");
        Ok(())
    }

    /// What is in an image of the forum at `/app`.
    fn app(&self, image: &str) -> PathBuf {
        self.scratch.join("apps").join(images::tag(image))
    }

    /// Another image of the forum: `change` is handed its `/app` before the static files are collected.
    pub fn another_image(&self, image: &str, change: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let app = self.app(image);
        copy_folder(&self.folder.join("image"), &app)?;
        change(&app)?;
        self.build(image)
    }

    fn run_in(&self, name: &str, container: &Container) -> Result<String> {
        self.add_outsider(name)?;
        let mut command = self.kubelet.with(name, |running| running.command(container))??;
        let said = program::silent(&mut command)?.succeeded()?;
        self.kubelet.kill(name)?;
        Ok(said)
    }

    /// A pod without containers, for programs that are no part of the bundle.
    pub fn add_outsider(&self, name: &str) -> Result<()> {
        self.kubelet.create(&Pod {
            name: name.to_owned(),
            kind: "Outsider".into(),
            workload: name.to_owned(),
            labels: [("app.kubernetes.io/component".to_owned(), name.to_owned())].into(),
            init: Vec::new(),
            containers: Vec::new(),
            grace: 0,
        })
    }

    /// The forum's image and settings, for such a program.
    pub fn outsider(&self, words: &[&str]) -> Result<Container> {
        let pods = self.bundle.pods()?;
        let bootstrap = pods.iter().find(|pod| pod.component() == "bootstrap").context("no bootstrap")?;
        let mut container = bootstrap.container("bootstrap")?.running(words.iter().copied());
        container.env.insert("PYTHONPATH".into(), "/app".into());
        container.mounts.push(here("/visitors", images::here(""), true));
        container.mounts.push(here("/certificate.pem", self.scratch.join(ingress::CERTIFICATE), true));
        container.mounts.push(here("/notes", made(self.scratch.join("notes"))?, false));
        Ok(container)
    }

    /// The volume of a claim is new.
    pub fn empty_claim(&self, name: &str) -> Result<()> {
        let folder = self.scratch.join("claims").join(name);
        for entry in fs::read_dir(&folder).with_context(|| format!("there is no claim {name}"))? {
            let path = entry?.path();
            if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
        Ok(())
    }

    /// The end of every log, for debugging.
    pub fn last_words(&self) -> String {
        let logs = self.scratch.join("logs");
        let mut files: Vec<PathBuf> =
            fs::read_dir(&logs).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        files.sort();
        files.iter().fold(format!("the logs, whole in {}:", logs.display()), |words, file| {
            let said = fs::read(file).unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            let lines: Vec<&str> = said.lines().collect();
            let tail = lines[lines.len().saturating_sub(15)..].join("\n    ");
            format!("{words}\n  {}\n    {tail}", file.file_stem().unwrap_or_default().to_string_lossy())
        })
    }

    /// The pods of a part, in the order of their names.
    pub fn pods_of(&self, component: &str) -> Vec<Pod> {
        self.kubelet.pods().into_iter().filter(|pod| pod.component() == component).collect()
    }

    pub fn has_sentinels(&self) -> bool {
        self.pods_of("redis").iter().any(|pod| pod.container("sentinel").is_ok())
    }

    /// The tiers, by the name of their container.
    pub fn tiers(&self) -> Vec<Pod> {
        self.kubelet.pods().into_iter().filter(|pod| pod.container("gunicorn").is_ok()).collect()
    }
}

fn here(path: &str, place: PathBuf, read_only: bool) -> Mount {
    Mount { path: path.to_owned(), read_only, content: Content::OfThisMachine(place) }
}

/// Prints the line when it has come true; otherwise the error begins with it.
pub fn say<T>(line: &str, come_true: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let value = come_true().with_context(|| format!("this has not come true: {line}"))?;
    println!("    ok  {line} ({:.1} s)", start.elapsed().as_secs_f32());
    Ok(value)
}

fn made(folder: PathBuf) -> Result<PathBuf> {
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("cannot list {}", from.display()))? {
        let (source, target) = {
            let entry = entry?;
            (entry.path(), to.join(entry.file_name()))
        };
        if source.is_dir() {
            copy_folder(&source, &target)?;
        } else {
            fs::copy(source, target)?;
        }
    }
    Ok(())
}
