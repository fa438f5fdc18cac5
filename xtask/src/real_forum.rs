//! A bundle, alive on this machine.
//!
//! The other checks read a bundle; this one runs it. PostgreSQL, Redis, the tiers of a real Misago,
//! Celery and nginx get the commands, the environment and the configuration files that the manifests
//! give them; the bootstrap prepares the database while an init container's program waits for it; then
//! the visitors of `tests/real_forum/journey.py` walk through.
//!
//! What a cluster does and this does not: images, volumes, policies, other users, a read-only root,
//! and probes except Celery's. And since all servers share one address and one file system here, some
//! of what the bundle says is rewritten, always in the same four ways:
//! * a mount path becomes a folder of the scratch folder, and `/app` the unpacked `image/`;
//! * the address of a Service, or one to listen on, becomes a free port of 127.0.0.1;
//! * nginx believes one more ingress controller, at 127.0.0.2;
//! * mail is dropped: there is no mail server to take it.

mod bundle;
mod python;
mod rewrite;
mod servers;

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::report::Report;
use crate::{program, project};
use bundle::{Bundle, Container, Content};
use rewrite::{relocate, relocated, replaced};
use servers::Servers;

/// Whose X-Forwarded-For nginx believes here.
const INGRESS: &str = "127.0.0.2";

/// What has to be installed before [`run`] can; empty when nothing is missing.
pub fn missing() -> Vec<&'static str> {
    let mut missing = Vec::new();
    if python::find().is_none() {
        missing.push("Python 3.12 with its headers (pyenv install 3.12, or uv python install 3.12)");
    }
    if postgres_program("initdb").is_none() {
        missing.push("PostgreSQL (Debian: postgresql)");
    }
    for (name, package) in [
        ("redis-server", "Redis (Debian: redis-server)"),
        ("nginx", "nginx (Debian: nginx-light)"),
        ("gcc", "a C compiler (Debian: gcc libc6-dev)"),
        ("setpriv", "setpriv (Debian: util-linux)"),
    ] {
        if program::find(name).is_none() {
            missing.push(package);
        }
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
    for bundle in bundles.iter().filter(|folder| folder.is_dir()) {
        let name = bundle.file_name().unwrap_or_default().to_string_lossy();
        if missing.is_empty() {
            println!("  {name}");
            report.check(
                format!("real forum {name}"),
                run(bundle, &project::scratch(&format!("forum-{name}"))?),
            );
        } else {
            report.skip(format!("real forum {name}"), format!("needs {}", missing.join("; ")));
        }
    }
    Ok(report)
}

/// Runs the forum of `bundle` and sends visitors. `scratch` is an empty folder; the logs stay in it.
/// Every server has ended when this returns.
pub fn run(bundle: &Path, scratch: &Path) -> Result<()> {
    let forum = Forum::new(bundle, scratch)?;
    let mut servers = Servers::new(scratch.join("logs"))?;
    forum.live(&mut servers).map_err(|error| anyhow::anyhow!("{error:#}\n{}", servers.last_words()))
}

struct Forum {
    bundle: Bundle,
    scratch: PathBuf,
    /// The programs of the locked packages.
    bin: PathBuf,
    /// PostgreSQL's files. Apart from the others, because its own user must be able to reach them.
    cluster: PathBuf,
    /// The tiers in the order of their names, and where they listen.
    tiers: Vec<(Container, u16)>,
    postgres: u16,
    redis: u16,
    nginx: u16,
}

impl Forum {
    fn new(folder: &Path, scratch: &Path) -> Result<Self> {
        let bin = say("the lock is installed in a virtual environment", || {
            python::environment(&folder.join("image/requirements.txt"), &project::tools())
        })?;
        copy_folder(&folder.join("image"), &scratch.join("app"))?;
        let bundle = Bundle::read(folder)?;
        let tiers = bundle
            .containers("gunicorn")?
            .into_iter()
            .map(|tier| Ok((tier, free_port()?)))
            .collect::<Result<_>>()?;
        let cluster = std::env::temp_dir().join(format!("forum-planner-postgres-{}", std::process::id()));
        let (postgres, redis, nginx) = (free_port()?, free_port()?, free_port()?);
        Ok(Self { bundle, scratch: scratch.to_owned(), bin, cluster, tiers, postgres, redis, nginx })
    }

    /// The story. Each line is printed when it has come true.
    fn live(&self, servers: &mut Servers) -> Result<()> {
        say("static files are collected as in the Dockerfile, without any server", || self.collect_static())?;
        let bootstrap = self.bundle.container("bootstrap")?;
        let celery = self.bundle.container("celery")?;

        // Before there is any server, as in a cluster: each program has to wait for what it needs.
        servers.start("wait", self.forum_command(&self.bundle.container("wait-for-migrations")?)?)?;
        servers.start("bootstrap", self.forum_command(&bootstrap)?)?;
        say(
            "PostgreSQL starts with the bundle's postgresql.conf and its script for an empty volume",
            || self.start_postgres(servers),
        )?;
        say("Redis starts with the bundle's script and redis.conf", || self.start_redis(servers))?;
        say("the bootstrap migrates and makes an administrator", || {
            servers.success("bootstrap", Duration::from_secs(300))
        })?;
        say("the init container that has waited for it ends", || {
            servers.success("wait", Duration::from_secs(30))
        })?;
        for (tier, port) in &self.tiers {
            say(&format!("{} serves", tier.workload), || {
                servers.start(&tier.workload, self.gunicorn(tier, *port)?)?;
                servers.listens(&tier.workload, *port)
            })?;
        }
        say("Celery works, by its own startup and liveness probes", || {
            servers.start("celery", self.forum_command(&celery)?)?;
            servers.ready("celery", Duration::from_secs(60), || self.probe(&celery, "startupProbe"))?;
            ensure!(self.probe(&celery, "livenessProbe"), "the liveness probe fails");
            Ok(())
        })?;
        say("nginx serves with the bundle's nginx.conf", || self.start_nginx(servers))?;

        self.visitors(&bootstrap)?;
        say("each tier was asked for its own paths only", || self.check_tiers(servers))?;
        say("forum.ping hears from a worker", || {
            program::silent(&mut self.ping(&celery)?)?.succeeded().map(drop)
        })?;
        for maintenance in self.bundle.containers("maintenance")? {
            say("every chore of the maintenance ends well", || {
                program::silent(&mut self.forum_command(&maintenance)?)?.succeeded().map(drop)
            })?;
        }
        say("a second bootstrap finds nothing left to do", || {
            let said = program::silent(&mut self.forum_command(&bootstrap)?)?.succeeded()?;
            ensure!(said.contains("there is an administrator already"), "it said:\n{said}");
            Ok(())
        })?;
        say("Celery stops when asked, and its sign of life is gone", || {
            servers.stop("celery")?;
            ensure!(!self.probe(&celery, "startupProbe"), "the startup probe still holds");
            Ok(())
        })?;
        say("forum.ping gives up when there is no worker", || {
            let finished = program::silent(self.ping(&celery)?.arg("3"))?;
            ensure!(
                !finished.success && finished.stderr.contains("no worker answered"),
                "{}",
                finished.said()
            );
            Ok(())
        })
    }

    /// By the Dockerfile's own line, so that a variable which settings newly insist on is noticed.
    fn collect_static(&self) -> Result<()> {
        let app = self.scratch.join("app");
        let dockerfile = fs::read_to_string(app.join("Dockerfile"))?.replace("\\\n", " ");
        let line = dockerfile
            .lines()
            .filter_map(|line| line.strip_prefix("RUN "))
            .find(|line| line.contains("collectstatic"))
            .context("the Dockerfile collects no static files")?;
        let line = relocate(line, &[("/app".into(), app.display().to_string())]);
        let mut shell = self.command(&["sh".into(), "-ec".into(), line], &BTreeMap::new());
        program::silent(shell.current_dir(&app))?.succeeded()?;
        ensure!(app.join("static/staticfiles.json").is_file(), "there is no list of the hashed names");
        Ok(())
    }

    /// What the official image's entry point does on an empty volume, over TCP instead of a socket.
    fn start_postgres(&self, servers: &mut Servers) -> Result<()> {
        let container = self.bundle.container("postgres")?;
        let port = self.postgres.to_string();
        fs::create_dir_all(&self.cluster)?;
        let (data, password) = (self.cluster.join("data"), self.cluster.join("password"));
        fs::write(&password, variable(&container.env, "POSTGRES_PASSWORD")?)?;
        let mut config = String::new();
        for mount in &container.mounts {
            if let (Content::File(text), true) = (&mount.content, mount.path.ends_with("postgresql.conf")) {
                config.clone_from(text);
            }
        }
        fs::write(self.cluster.join("postgresql.conf"), config)?;
        if is_root() {
            // PostgreSQL refuses to run as root.
            let mut give = Command::new("chown");
            program::silent(give.args(["-R", "postgres:"]).arg(&self.cluster))?.succeeded()?;
        }

        let mut initdb = self.postgres_command("initdb")?;
        initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(&password);
        initdb.args(["--username=postgres", "--auth=scram-sha-256"]);
        initdb.args(variable(&container.env, "POSTGRES_INITDB_ARGS")?.split_whitespace());
        program::silent(&mut initdb)?.succeeded()?;

        let mut server = self.postgres_command("postgres")?;
        server.arg("-D").arg(&data).arg("-c");
        server.arg(format!("config_file={}", self.cluster.join("postgresql.conf").display()));
        server.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-p", &port]);
        servers.start("postgres", server)?;
        let answers = || {
            let asked = self
                .postgres_command("pg_isready")
                .and_then(|mut ask| program::silent(ask.args(["--host=127.0.0.1", "--port", &port])));
            asked.is_ok_and(|finished| finished.success)
        };
        servers.ready("postgres", Duration::from_secs(60), answers)?;

        let script = container.mounts.iter().find_map(|mount| match &mount.content {
            Content::File(text) if mount.path.starts_with("/docker-entrypoint-initdb.d/") => {
                Some(text.clone())
            }
            _ => None,
        });
        let script = script.context("no script makes the forum's database")?;
        let mut shell = self.command(&["sh".into(), "-c".into(), script], &container.env);
        shell.env("PGHOST", "127.0.0.1").env("PGPORT", &port);
        shell.env("PGPASSWORD", variable(&container.env, "POSTGRES_PASSWORD")?);
        program::silent(&mut shell)?.succeeded().map(drop)
    }

    fn start_redis(&self, servers: &mut Servers) -> Result<()> {
        let container = self.bundle.container("redis")?;
        let places = self.unpack(&container)?;
        for (path, place) in &places {
            let config = Path::new(place).join("redis.conf");
            if path.starts_with("/etc") && config.is_file() {
                // In this file the last word counts.
                let text = fs::read_to_string(&config)?;
                fs::write(config, format!("{text}bind 127.0.0.1\nport {}\n", self.redis))?;
            }
        }
        let mut command = self.command(&relocated(&container.words, &places), &container.env);
        // The first pod is the master.
        command.env("HOSTNAME", format!("{}-0", container.workload));
        servers.start("redis", command)?;
        servers.listens("redis", self.redis)
    }

    fn gunicorn(&self, tier: &Container, port: u16) -> Result<Command> {
        let (there, here) = (format!("0.0.0.0:{}", tier.port()?), format!("127.0.0.1:{port}"));
        // No word of a command holds the end of a line.
        let words = replaced(&tier.words.join("\n"), &there, &here)?;
        let mut command = self.forum_command(&Container {
            words: words.lines().map(str::to_owned).collect(),
            ..tier.clone()
        })?;
        // By itself gunicorn believes X-Forwarded-Proto from 127.0.0.1, which is where nginx is here but
        // not in a cluster: without this line a forum that knows nothing of TLS would look well.
        command.env("FORWARDED_ALLOW_IPS", "192.0.2.1");
        Ok(command)
    }

    fn start_nginx(&self, servers: &mut Servers) -> Result<()> {
        let container = self.bundle.container("nginx")?;
        let places = self.unpack(&container)?;
        let config = places.iter().find(|(path, _)| path.ends_with("nginx.conf")).context("no nginx.conf")?;
        let config = &config.1;
        let mut text = fs::read_to_string(config)?;
        text = replaced(
            &text,
            &format!("listen {}", container.port()?),
            &format!("listen 127.0.0.1:{}", self.nginx),
        )?;
        text = replaced(&text, "real_ip_header", &format!("set_real_ip_from {INGRESS};\n  real_ip_header"))?;
        for (tier, port) in &self.tiers {
            let service = self.bundle.service_port(&tier.workload)?;
            let (there, here) = (format!("{}:{service}", tier.workload), format!("127.0.0.1:{port}"));
            text = replaced(&text, &there, &here)?;
        }
        fs::write(config, text)?;

        let mut words = relocated(&container.words, &places);
        words.extend(["-e", "stderr", "-c", config].map(str::to_owned));
        if is_root() {
            // Its workers would become `nobody`, who may not enter this folder.
            words.iter_mut().for_each(|word| *word = word.replace("daemon off;", "daemon off; user root;"));
        }
        servers.start("nginx", self.command(&words, &container.env))?;
        servers.listens("nginx", self.nginx)
    }

    fn visitors(&self, bootstrap: &Container) -> Result<()> {
        let tiers: Vec<String> =
            self.tiers.iter().map(|(_, port)| format!("http://127.0.0.1:{port}")).collect();
        let script = project::root().join("tests/real_forum/journey.py").display().to_string();
        let words = ["python".to_owned(), script];
        let mut journey = self.command(&words, &self.forum_environment(bootstrap)?);
        journey
            .env("PYTHONPATH", self.scratch.join("app"))
            .env("JOURNEY_ADDRESS", self.bundle.address()?)
            .env("JOURNEY_NGINX", format!("http://127.0.0.1:{}", self.nginx))
            .env("JOURNEY_TIERS", tiers.join(" "))
            .env("JOURNEY_INGRESS", INGRESS);
        let finished = journey.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?.wait_with_output()?;
        ensure!(finished.status.success(), "{}", String::from_utf8_lossy(&finished.stderr).trim_end());
        Ok(())
    }

    /// The access logs tell who was asked for what.
    fn check_tiers(&self, servers: &Servers) -> Result<()> {
        let (api, pages): (Vec<_>, Vec<_>) =
            self.tiers.iter().map(|(tier, _)| &tier.workload).partition(|name| name.ends_with("api"));
        for (names, own, foreign) in [(api, " /api/", " /t/"), (pages, " /t/", " /api/")] {
            for name in names {
                let log = servers.said(name)?;
                ensure!(log.contains(own), "{name} was never asked for{own}");
                ensure!(self.tiers.len() == 1 || !log.contains(foreign), "{name} was asked for{foreign}");
            }
        }
        Ok(())
    }

    fn probe(&self, container: &Container, which: &str) -> bool {
        let words = container.probe(which);
        let run = || {
            ensure!(!words.is_empty(), "{which} runs no program");
            let places = self.unpack(container)?;
            program::silent(&mut self.command(&relocated(&words, &places), &container.env))
        };
        run().is_ok_and(|finished| finished.success)
    }

    /// What verify.sh runs inside a pod.
    fn ping(&self, pod: &Container) -> Result<Command> {
        let words = ["python", "-m", "forum.ping"].map(str::to_owned).to_vec();
        self.forum_command(&Container { words, ..pod.clone() })
    }

    /// What a container of the forum's image runs, in the place of `/app`.
    fn forum_command(&self, container: &Container) -> Result<Command> {
        let words = relocated(&container.words, &self.unpack(container)?);
        let mut command = self.command(&words, &self.forum_environment(container)?);
        command.current_dir(self.scratch.join("app"));
        Ok(command)
    }

    /// A container's environment, with this machine's addresses and folders.
    fn forum_environment(&self, container: &Container) -> Result<BTreeMap<String, String>> {
        let places = self.unpack(container)?;
        let mut env = container.env.clone();
        for (server, port) in [("POSTGRES", self.postgres), ("REDIS", self.redis)] {
            let (host_key, port_key) = (format!("{server}_HOST"), format!("{server}_PORT"));
            let service = self.bundle.service_port(variable(&env, &host_key)?)?;
            ensure!(
                *variable(&env, &port_key)? == service.to_string(),
                "{port_key} is not the Service's port"
            );
            env.insert(host_key, "127.0.0.1".into());
            env.insert(port_key, port.to_string());
        }
        env.insert("EMAIL_HOST".into(), String::new());
        env.values_mut()
            .filter(|value| value.starts_with('/'))
            .for_each(|value| *value = relocate(value, &places));
        if let Some((_, tmp)) = places.iter().find(|(path, _)| path == "/tmp") {
            env.extend(["TMPDIR", "HOME"].map(|name| (name.to_owned(), tmp.clone())));
        }
        Ok(env)
    }

    /// Makes what a container mounts, and says where each mount path is.
    fn unpack(&self, container: &Container) -> Result<Vec<(String, String)>> {
        let mut places = vec![("/app".to_owned(), self.scratch.join("app").display().to_string())];
        let own = self.scratch.join("pods").join(&container.workload);
        for mount in &container.mounts {
            let path = mount.path.as_str();
            let place = match &mount.content {
                // nginx's copy of the image's static files.
                Content::Folder(_) if path == "/srv/static" => self.scratch.join("app/static"),
                Content::Folder(name) => self.scratch.join("volumes").join(name),
                _ => own.join(path.trim_start_matches('/')),
            };
            places.push((path.to_owned(), place.display().to_string()));
        }
        for (mount, (_, place)) in container.mounts.iter().zip(&places[1..]) {
            let place = Path::new(place);
            match &mount.content {
                Content::Folder(_) => fs::create_dir_all(place)?,
                Content::File(text) => {
                    fs::create_dir_all(place.parent().context("a file lies in a folder")?)?;
                    fs::write(place, relocate(text, &places))?;
                }
                Content::Files(files) => {
                    fs::create_dir_all(place)?;
                    for (name, text) in files {
                        fs::write(place.join(name), relocate(text, &places))?;
                    }
                }
            }
        }
        Ok(places)
    }

    /// A program that knows this environment and nothing of ours, and that ends when we are killed.
    fn command(&self, words: &[String], env: &BTreeMap<String, String>) -> Command {
        let system = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).args(words).env_clear();
        command.env("PATH", format!("{}:{system}:/usr/sbin:/sbin", self.bin.display()));
        command.env("LANG", "C.UTF-8").env("HOSTNAME", "here");
        // The image's own.
        command.env("PYTHONUNBUFFERED", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        command.envs(env);
        command
    }

    fn postgres_command(&self, name: &str) -> Result<Command> {
        let program = postgres_program(name).with_context(|| format!("there is no {name}"))?;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM"]).current_dir(&self.cluster);
        if is_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
        }
        command.arg(program);
        Ok(command)
    }
}

impl Drop for Forum {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.cluster);
    }
}

/// Prints the line when it has come true; otherwise the error begins with it.
fn say<T>(line: &str, come_true: impl FnOnce() -> Result<T>) -> Result<T> {
    let start = Instant::now();
    let value = come_true().with_context(|| format!("this has not come true: {line}"))?;
    println!("    ok  {line} ({:.1} s)", start.elapsed().as_secs_f32());
    Ok(value)
}

fn variable<'e>(env: &'e BTreeMap<String, String>, name: &str) -> Result<&'e String> {
    env.get(name).with_context(|| format!("{name} is not in the environment"))
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

/// In PATH, or where Debian keeps it, the newest version first.
fn postgres_program(name: &str) -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin").join(name))
        .filter(|file| file.is_file())
        .collect();
    versions.sort();
    program::find(name).or_else(|| versions.pop())
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
