//! `--watch`: builds anew when a source changed, and tells the open pages.

use std::fs;
use std::io::{Result, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::project;
use crate::site::{self, Flavour};

const SOURCES: [&str; 7] = ["src", "crates", "style", "xtask/page", "index.html", "Cargo.toml", "Cargo.lock"];
const PAUSE: Duration = Duration::from_millis(300);
/// A comment now and then, so that connections of closed pages come to an end.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How often the page was built anew.
pub struct Changes {
    count: Mutex<u64>,
    news: Condvar,
}

impl Changes {
    pub fn new() -> Self {
        Self { count: Mutex::new(0), news: Condvar::new() }
    }

    /// A number is whole whatever happened to the thread that held it.
    fn count(&self) -> MutexGuard<'_, u64> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self) {
        *self.count() += 1;
        self.news.notify_all();
    }

    /// Holds the connection and writes one server-sent event per build.
    pub fn tell(&self, mut stream: &TcpStream) -> Result<()> {
        stream.write_all(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n\r\n: watching\n\n",
        )?;
        let mut known = *self.count();
        loop {
            let now = self.after(known);
            stream.write_all(if now == known { b": still here\n\n" } else { b"data: built\n\n" })?;
            known = now;
        }
    }

    /// The count as soon as it differs, or as it is after a heartbeat.
    fn after(&self, known: u64) -> u64 {
        let waited = self.news.wait_timeout_while(self.count(), HEARTBEAT, |count| *count == known);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

pub fn in_background(folder: PathBuf, changes: Arc<Changes>) {
    std::thread::spawn(move || {
        let mut seen = state();
        loop {
            std::thread::sleep(PAUSE);
            let now = state();
            if now == seen {
                continue;
            }
            seen = now;
            match site::build(Flavour::Watched, &folder) {
                Ok(()) => changes.add(),
                Err(error) => eprintln!("{error:#}\nThe page stays as it was until this is mended"),
            }
        }
    });
}

/// Number of source files and time of the latest change. Polled: a few hundred files cost less than a
/// millisecond, and it works on every file system.
fn state() -> (usize, Option<SystemTime>) {
    let root = project::root();
    SOURCES.iter().map(|source| state_of(&root.join(source))).fold((0, None), merge)
}

fn state_of(path: &Path) -> (usize, Option<SystemTime>) {
    let Ok(about) = fs::metadata(path) else { return (0, None) };
    if about.is_file() {
        return (1, about.modified().ok());
    }
    let Ok(entries) = fs::read_dir(path) else { return (0, None) };
    entries.flatten().map(|entry| state_of(&entry.path())).fold((0, None), merge)
}

fn merge(one: (usize, Option<SystemTime>), two: (usize, Option<SystemTime>)) -> (usize, Option<SystemTime>) {
    (one.0 + two.0, one.1.max(two.1))
}
