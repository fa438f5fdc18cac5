//! Programs that run in the background, and the end of their logs when something goes wrong.

use std::fs::{self, File};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

const A_MOMENT: Duration = Duration::from_millis(100);

/// All that were started. They end with this value, the last one first.
pub struct Servers {
    logs: PathBuf,
    running: Vec<Server>,
}

struct Server {
    name: String,
    child: Child,
}

impl Servers {
    pub fn new(logs: PathBuf) -> Result<Self> {
        fs::create_dir_all(&logs)?;
        Ok(Self { logs, running: Vec::new() })
    }

    /// Starts a program. What it says goes to a file of its name.
    pub fn start(&mut self, name: &str, mut command: Command) -> Result<()> {
        // Appended to, because nginx opens it once more by the name of /dev/stdout.
        let log = File::options().create(true).append(true).open(self.log(name))?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("cannot start {name}"))?;
        self.running.push(Server { name: name.to_owned(), child });
        Ok(())
    }

    /// Waits for a program that has to end well.
    pub fn success(&mut self, name: &str, patience: Duration) -> Result<()> {
        let place = self.place(name)?;
        let ended = within(patience, || self.running[place].child.try_wait().ok().flatten());
        let status = ended.with_context(|| format!("{name} has not ended after {} s", patience.as_secs()))?;
        self.running.remove(place);
        ensure!(status.success(), "{name} failed: {status}");
        Ok(())
    }

    /// Waits until `ready`, as long as the server lives.
    pub fn ready(&mut self, name: &str, patience: Duration, ready: impl Fn() -> bool) -> Result<()> {
        let place = self.place(name)?;
        let server = &mut self.running[place];
        let outcome = within(patience, || match server.child.try_wait() {
            Ok(None) if ready() => Some(Ok(())),
            Ok(None) => None,
            Ok(Some(status)) => Some(Err(anyhow::anyhow!("{name} has ended: {status}"))),
            Err(error) => Some(Err(error.into())),
        });
        outcome.with_context(|| format!("{name} is not ready after {} s", patience.as_secs()))?
    }

    /// Waits until the port is open.
    pub fn listens(&mut self, name: &str, port: u16) -> Result<()> {
        self.ready(name, Duration::from_secs(60), || TcpStream::connect(("127.0.0.1", port)).is_ok())
    }

    /// Asks a server to stop, as the kubelet does, and waits.
    pub fn stop(&mut self, name: &str) -> Result<()> {
        let place = self.place(name)?;
        ensure!(self.running.remove(place).stop(), "{name} did not stop when asked; it was killed");
        Ok(())
    }

    pub fn said(&self, name: &str) -> Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(self.log(name))?).into_owned())
    }

    /// The end of every log, for debugging.
    pub fn last_words(&self) -> String {
        let mut names: Vec<String> = fs::read_dir(&self.logs)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| Some(entry.path().file_stem()?.to_str()?.to_owned()))
            .collect();
        names.sort();
        names.iter().fold(format!("the logs, whole in {}:", self.logs.display()), |words, name| {
            let said = self.said(name).unwrap_or_default();
            let lines: Vec<&str> = said.lines().collect();
            let tail = lines[lines.len().saturating_sub(15)..].join("\n    ");
            format!("{words}\n  {name}\n    {tail}")
        })
    }

    fn place(&self, name: &str) -> Result<usize> {
        match self.running.iter().position(|server| server.name == name) {
            Some(place) => Ok(place),
            None => bail!("{name} is not running"),
        }
    }

    fn log(&self, name: &str) -> PathBuf {
        self.logs.join(format!("{name}.log"))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        while let Some(mut server) = self.running.pop() {
            server.stop();
        }
    }
}

impl Server {
    /// True when it stopped by itself.
    fn stop(&mut self) -> bool {
        let _ = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let stopped = within(Duration::from_secs(20), || self.child.try_wait().ok().flatten()).is_some();
        if !stopped {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        stopped
    }
}

fn within<T>(patience: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    loop {
        match look() {
            None if start.elapsed() < patience => sleep(A_MOMENT),
            outcome => return outcome,
        }
    }
}
