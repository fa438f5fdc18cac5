//! verify.sh as a program: a bundle's script, run by bash with a stub of kubectl that is told the state of a cluster. The
//! clock moves only while the script sleeps, so minutes pass at once.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use planner::outcome::outcome;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use planner::stack::postgres::options::Mode;
use test_support::preset;

mod answers;
mod stuck;

/// What the script said, how it ended, and after how many seconds.
struct Ran {
    said: String,
    code: Option<i32>,
    seconds: u32,
}

impl Ran {
    /// The one line that contains this.
    fn line(&self, words: &str) -> &str {
        let mut lines = self.said.lines().filter(|line| line.contains(words));
        let line = lines.next().unwrap_or_else(|| panic!("no line with `{words}` in\n{}", self.said));
        assert!(lines.next().is_none(), "several lines with `{words}` in\n{}", self.said);
        line
    }

    fn silent_of(&self, words: &str) {
        assert!(!self.said.contains(words), "`{words}` in\n{}", self.said);
    }
}

/// Runs the script of a plan. `state` is bash: it may define `answer`, which gets kubectl's words and the second
/// of the clock as `$at`, and returns 0 when it has answered, with the exit code in `$code`.
fn verify(plan: &Plan, state: &str) -> Ran {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("verify-{number}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let files = outcome(plan, &Secrets::default()).files;
    let script = folder.join("verify.sh");
    fs::write(&script, &files.get("verify.sh").expect("verify.sh").text).expect("a file");
    fs::write(folder.join("programs"), include_str!("verify/kubectl.sh")).expect("a file");
    fs::write(folder.join("state"), state).expect("a file");
    fs::write(folder.join("clock"), "0\n").expect("a file");
    // bash reads the file that BASH_ENV names before a script.
    let mut bash = Command::new("bash");
    bash.arg(&script).env("BASH_ENV", folder.join("programs")).env("CLUSTER", &folder);
    let output = bash.output().expect("bash");
    let clock = fs::read_to_string(folder.join("clock")).expect("the clock");
    Ran {
        said: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        code: output.status.code(),
        seconds: clock.trim().parse().expect("seconds"),
    }
}

/// One pod of each, with mail and a copy every night.
fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.site.mail = true;
    plan
}

#[test]
fn a_forum_that_works_is_said_to_without_waiting() {
    let ran = verify(&plan(), "");
    assert_eq!((ran.code, ran.seconds), (Some(0), 0), "{}", ran.said);
    assert!(ran.said.ends_with("The forum works.\n"), "{}", ran.said);
}

#[test]
fn every_workload_of_every_bundle_is_waited_for() {
    let mut with_operator = plan();
    with_operator.postgres.mode = Mode::CloudNativePg;
    with_operator.pgbouncer.enabled = true;
    let presets = PRESETS.iter().map(|preset| (preset.plan)());
    for plan in presets.chain([with_operator]) {
        let all = outcome(&plan, &Secrets::default());
        let ran = verify(&plan, "");
        for (_, object) in all.objects.iter() {
            let kind = match object.kind() {
                "Deployment" | "Pooler" => "deployment",
                "StatefulSet" => "statefulset",
                "Job" => "job",
                "Cluster" => "cluster.postgresql.cnpg.io",
                _ => continue,
            };
            let line = format!("  ok    {kind}/{}", object.name());
            assert!(ran.said.lines().any(|said| said == line), "no `{line}` in\n{}", ran.said);
        }
    }
}
