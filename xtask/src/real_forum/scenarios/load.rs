//! Visitors who do not stop while something happens, and what became of their requests.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::visits;
use crate::program;
use crate::real_forum::forum::Forum;

/// A post that takes longer, in seconds, had to wait for something.
const A_WAIT: f64 = 2.0;

/// tests/real_forum/load.py, at work.
pub struct Load {
    child: Child,
    /// It works until this is closed.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    /// The file with its output, for debugging.
    notes: PathBuf,
}

/// What it did.
pub struct Requests {
    /// To whom a notification is due for each thread.
    member: String,
    all: Vec<Value>,
}

impl Load {
    pub fn start(forum: &Forum) -> Result<Self> {
        let words = ["python", "/visitors/load.py"];
        let mut command = visits::visitor(forum, &words)?;
        let log = std::fs::File::create(forum.scratch.join("logs/load.log"))?;
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log).spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().context("load.py has no output")?;
        let mut load = Self {
            child,
            input,
            output: BufReader::new(output),
            notes: forum.scratch.join("logs/load.json"),
        };
        let said = load.line()?;
        if said != "ready" {
            load.child.wait()?;
            let why = std::fs::read_to_string(forum.scratch.join("logs/load.log"))?;
            bail!("the visitors could not begin: {}", why.trim_end());
        }
        Ok(load)
    }

    pub fn stop(mut self) -> Result<Requests> {
        self.input = None;
        let said = self.line()?;
        std::fs::write(&self.notes, &said)?;
        let said: Value = serde_json::from_str(&said).context("load.py said no JSON")?;
        self.child.wait()?;
        let member = said["member"].as_str().context("load.py names no member")?.to_owned();
        let all = said["requests"].as_array().cloned().unwrap_or_default();
        ensure!(!all.is_empty(), "load.py has done nothing");
        Ok(Requests { member, all })
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}

impl Requests {
    pub fn count(&self) -> usize {
        self.all.len()
    }

    pub fn failed(&self) -> Vec<&Value> {
        self.all.iter().filter(|request| !request["wrong"].is_null()).collect()
    }

    pub fn failed_writes(&self) -> usize {
        self.failed().iter().filter(|request| request["kind"] == "write").count()
    }

    /// Seconds.
    pub fn slowest(&self) -> f64 {
        self.all.iter().filter_map(|request| request["took"].as_f64()).fold(0.0, f64::max)
    }

    /// How long after a moment (seconds since 1970) posting was as before: the last post that had to wait
    /// was through, or the first one after the last that failed. None when no post came through.
    pub fn recovery(&self, moment: f64) -> Option<f64> {
        let mut writes: Vec<(f64, f64, bool)> = self
            .all
            .iter()
            .filter(|request| request["kind"] == "write")
            .filter_map(|request| {
                let (at, took) = (request["at"].as_f64()?, request["took"].as_f64()?);
                Some((at, took, request["wrong"].is_null()))
            })
            .filter(|(at, took, _)| at + took > moment)
            .collect();
        writes.sort_by(|one, other| one.0.total_cmp(&other.0));
        let last = writes.iter().rposition(|(_, took, well)| !well || *took > A_WAIT);
        let through = match last {
            Some(place) if !writes[place].2 => place + 1,
            Some(place) => place,
            None => 0,
        };
        writes.get(through).map(|(at, took, _)| at + took - moment)
    }

    /// The threads that the forum has accepted.
    fn accepted(&self) -> BTreeSet<u64> {
        self.all.iter().filter_map(|request| request["thread"].as_u64()).collect()
    }

    /// Waits until a notification has come of each accepted thread; says how many there are, and how many
    /// of them are still missing when patience ends.
    pub fn notified(&self, forum: &Forum, patience: Duration) -> Result<(usize, usize)> {
        let (start, accepted) = (Instant::now(), self.accepted());
        loop {
            let mut ask = visits::visitor(forum, &["python", "/visitors/notified.py", &self.member])?;
            let said = program::silent(&mut ask)?.succeeded()?;
            let told: BTreeSet<u64> = said.lines().filter_map(|line| line.parse().ok()).collect();
            let missing = accepted.difference(&told).count();
            if missing == 0 || start.elapsed() > patience {
                return Ok((accepted.len(), missing));
            }
            sleep(Duration::from_secs(1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Requests;
    use serde_json::{Value, json};

    #[test]
    fn posting_is_as_before_when_no_request_waits_or_fails_any_more() {
        let write = |at: f64, took: f64, wrong: Value| json!({"kind": "write", "at": at, "took": took, "wrong": wrong});
        let after = |all: Vec<Value>| Requests { member: String::new(), all }.recovery(10.0);
        let (before, well) = (write(8.0, 0.1, Value::Null), |at| write(at, 0.1, Value::Null));
        assert_eq!(after(vec![before.clone()]), None);
        assert_eq!(after(vec![before, well(10.4), well(11.0)]), Some(0.5));
        assert_eq!(after(vec![write(10.5, 6.0, Value::Null), well(17.0)]), Some(6.5));
        assert_eq!(after(vec![write(10.5, 6.0, json!("500")), write(17.0, 0.5, Value::Null)]), Some(7.5));
        assert_eq!(after(vec![write(10.5, 6.0, json!("500"))]), None);
    }
}
