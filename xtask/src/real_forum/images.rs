//! The programs of this machine that take the place of the container images.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use super::bundle::Container;
use crate::{program, project, tools};

/// Where the images' files come from.
pub struct Images {
    /// The forum's applications with their static files, each in a folder named after the tag of its image.
    pub apps: PathBuf,
    /// The programs of the locked packages.
    pub environment: PathBuf,
    /// The Python below them.
    python: PathBuf,
}

/// What a container runtime would read from an image.
#[derive(Default)]
pub struct Image {
    pub entry_point: Vec<String>,
    /// The user's name. PostgreSQL and Celery distrust a number without one.
    pub user: &'static str,
    /// Searched before the system's folders.
    pub path: Vec<PathBuf>,
    pub folder: &'static str,
    pub env: &'static [(&'static str, &'static str)],
    /// How it is asked to stop, if not by TERM.
    pub stop: Option<&'static str>,
    /// Files of this machine and where the image has them.
    pub files: Vec<(PathBuf, PathBuf)>,
}

impl Images {
    pub fn new(apps: PathBuf, environment: PathBuf) -> Result<Self> {
        let mut ask = Command::new(environment.join("python"));
        ask.args(["-c", "import sys; print(sys.base_prefix)"]);
        let python = program::silent(&mut ask)?.succeeded()?.trim().into();
        Ok(Self { apps, environment, python })
    }

    pub fn of(&self, container: &Container) -> Result<Image> {
        Ok(match name(&container.image) {
            "postgres" => Image {
                entry_point: ["sh", "/images/postgres.sh"].map(str::to_owned).to_vec(),
                user: "postgres",
                path: vec![postgres_programs()?],
                stop: Some("INT"),
                files: vec![(here("postgres.sh"), "/images/postgres.sh".into())],
                ..Image::default()
            },
            "redis" => Image { user: "redis", ..Image::default() },
            "nginx-unprivileged" | "nginx" => Image {
                user: "nginx",
                stop: Some("QUIT"),
                files: vec![("/etc/nginx/mime.types".into(), "/etc/nginx/mime.types".into())],
                ..Image::default()
            },
            "restic" => Image { entry_point: vec!["restic".into()], user: "restic", ..Image::default() },
            "pgbouncer" => Image { user: "pgbouncer", path: vec![postgres_programs()?], ..Image::default() },
            _ => self.forum(tag(&container.image)),
        })
    }

    /// What the bundle's Dockerfile makes.
    fn forum(&self, tag: &str) -> Image {
        let environment = self.environment.parent().unwrap_or(&self.environment);
        let same = |path: &Path| (path.to_owned(), path.to_owned());
        let mut files = vec![(self.apps.join(tag), "/app".into()), same(environment)];
        if !self.python.starts_with("/usr") {
            files.push(same(&self.python));
        }
        Image {
            user: "misago",
            path: vec![self.environment.clone()],
            folder: "/app",
            env: &[
                ("PYTHONUNBUFFERED", "1"),
                ("PYTHONDONTWRITEBYTECODE", "1"),
                ("HOME", "/tmp"),
                ("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt"),
            ],
            files,
            ..Image::default()
        }
    }
}

/// The images beside the forum's own for which there is a program here.
const KNOWN: [&str; 6] = ["nginx", "nginx-unprivileged", "pgbouncer", "postgres", "redis", "restic"];

pub fn has(image: &str) -> bool {
    KNOWN.contains(&name(image))
}

/// `docker.io/library/redis:7.0.15` is `redis`. A registry's port is no tag.
fn name(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or_default();
    last.split(['@', ':']).next().unwrap_or_default()
}

/// `docker.io/library/redis:7.0.15` is `7.0.15`.
pub fn tag(image: &str) -> &str {
    let last = image.rsplit('/').next().unwrap_or_default();
    last.split_once([':', '@']).map_or("latest", |(_, tag)| tag)
}

/// A file beside the visitors.
pub fn here(name: &str) -> PathBuf {
    project::root().join("tests/real_forum").join(name)
}

/// In PATH, or where Debian keeps them, the newest version first.
fn postgres_programs() -> Result<PathBuf> {
    let initdb = program::find("initdb").or_else(|| tools::debian_postgres("initdb"));
    initdb.as_deref().and_then(Path::parent).map(Path::to_owned).context("there is no PostgreSQL")
}
