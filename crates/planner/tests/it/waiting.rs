//! The scripts of Jobs, run with stubs that fail at first, as programs do in a new pod whose address the network plugin has
//! not let through yet.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use planner::outcome::outcome;
use planner::secrets::Secrets;
use test_support::choices::plan_of;

/// A folder of its own for one test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("waiting-{name}"));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("bin")).unwrap();
    fs::create_dir_all(folder.join("dump")).unwrap();
    folder
}

fn stub(folder: &Path, name: &str, body: &str) {
    let path = folder.join("bin").join(name);
    fs::write(&path, format!("#!/bin/sh\necho \"{name} $*\" >> {}/called\n{body}\n", folder.display()))
        .unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// Fails as often as that, saying so, and then does the rest.
fn fails_first(folder: &Path, name: &str, times: u32, then: &str) {
    let count = folder.join(format!("{name}.count"));
    let body = format!(
        "n=$(cat {count} 2>/dev/null || echo 0)\nif [ \"$n\" -lt {times} ]; then echo $((n + 1)) > {count}; \
         echo '{name}: connection refused' >&2; exit 1; fi\n{then}",
        count = count.display()
    );
    stub(folder, name, &body);
}

/// Runs a script of the bundle with the stubs first in the path; its folders become those of the test.
fn run(folder: &Path, name: &str) -> Output {
    let plan = plan_of(&[("backup.target", "volume")]);
    let made = outcome(&plan, &Secrets::default());
    let scripts =
        made.objects.iter().map(|(_, object)| object).find(|object| object.name() == "backup-scripts");
    let value = serde_json::to_value(scripts.expect("the ConfigMap of the scripts")).unwrap();
    let text = value["data"][name].as_str().expect("the script");
    let text = text
        .replace("/forum-database", &folder.join("dump").display().to_string())
        .replace("/srv/media", &folder.display().to_string());
    fs::write(folder.join(name), text).unwrap();
    // Time passes only while the script sleeps.
    stub(folder, "sleep", &format!("echo $(($(cat {0}/now) + $1)) > {0}/now", folder.display()));
    stub(
        folder,
        "date",
        &format!("if [ \"$1\" = +%s ]; then cat {}/now; else echo 15; fi", folder.display()),
    );
    fs::write(folder.join("now"), "1000\n").unwrap();
    let path = format!("{}:{}", folder.join("bin").display(), std::env::var("PATH").unwrap());
    Command::new("sh").arg(folder.join(name)).env("PATH", path).env("SNAPSHOT", "latest").output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn calls(folder: &Path, of: &str) -> usize {
    let called = fs::read_to_string(folder.join("called")).unwrap_or_default();
    called.lines().filter(|line| line.starts_with(of)).count()
}

fn dump_stub(folder: &Path) -> String {
    format!("echo PGDMP > {}/dump/forum.dump", folder.display())
}

#[test]
fn a_dump_that_is_refused_at_first_is_made_in_the_same_pod() {
    let folder = scratch("dump");
    fails_first(&folder, "pg_dump", 2, &dump_stub(&folder));
    stub(&folder, "pg_restore", "true");
    let output = run(&folder, "dump.sh");
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(calls(&folder, "pg_dump"), 3);
    assert!(
        said(&output).contains("connection refused") && said(&output).contains("waiting"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_server_that_never_answers_ends_the_wait_with_its_reason() {
    let folder = scratch("never");
    fails_first(&folder, "pg_dump", 1_000_000, "");
    stub(&folder, "pg_restore", "true");
    let output = run(&folder, "dump.sh");
    assert!(!output.status.success());
    assert_eq!(calls(&folder, "pg_dump"), 101, "every 3 seconds for 300");
    assert!(said(&output).trim_end().ends_with("pg_dump: connection refused"), "{}", said(&output));
    assert_eq!(calls(&folder, "pg_restore"), 0);
}

#[test]
fn a_store_that_is_refused_at_first_is_asked_again_for_the_copy_and_for_the_way_back() {
    for (script, last) in [("backup.sh", "restic snapshots"), ("restore-files.sh", "restic restore")] {
        let folder = scratch(script);
        fails_first(&folder, "restic", 3, "true");
        let output = run(&folder, script);
        assert!(output.status.success(), "{script}: {}", said(&output));
        assert!(calls(&folder, last) > 0, "{script} did not come to its end");
    }
}

#[test]
fn a_database_that_is_refused_at_first_is_restored_in_the_same_pod() {
    let folder = scratch("restore");
    // The restore writes a list beside the dump; the path is the container's own.
    fails_first(
        &folder,
        "psql",
        2,
        "case \"$*\" in *count*) echo 0;; *command*) echo 1;; *) cat > /dev/null;; esac",
    );
    stub(&folder, "pg_restore", "true");
    let output = run(&folder, "restore-database.sh");
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("the database is restored"), "{}", said(&output));
}
