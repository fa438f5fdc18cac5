//! Runs the commands of `docs/ci.md` as written.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::TestDir;

fn page() -> String {
    fs::read_to_string(test_support::repository().join("docs/ci.md")).expect("the page")
}

/// The blocks in a language.
fn blocks(language: &str) -> Vec<String> {
    let page = page();
    let fence = format!("\n```{language}\n");
    page.split(&fence)
        .skip(1)
        .map(|rest| rest.split("\n```\n").next().expect("an end").to_owned() + "\n")
        .collect()
}

/// What a shell says, with the program in its path.
fn shell(dir: &TestDir, script: &str) -> (i32, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_forum-planner"));
    let path = format!(
        "{}:{}",
        program.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let mut bash = Command::new("bash");
    bash.current_dir(&dir.folder).env("PATH", path).args(["-euc", script]);
    let ended = bash.output().expect("bash");
    let said = String::from_utf8_lossy(&[ended.stdout, ended.stderr].concat()).into_owned();
    (ended.status.code().unwrap_or(-1), said)
}

#[test]
fn the_examples_of_pipelines_are_yaml() {
    assert_eq!(blocks("yaml").len(), 2);
    for block in blocks("yaml") {
        let read: serde_json::Value = serde_yaml::from_str(&block).expect("YAML");
        assert!(read.is_object());
    }
}

#[cfg(unix)]
#[test]
fn every_command_of_the_pipelines_does_what_it_is_there_for() {
    let dir = TestDir::new("pipeline");
    dir.plan("plan.yaml", "trial", &[]);
    dir.plan("before.yaml", "trial", &["nginx.replicas=2"]);
    let mut ran = 0;
    for line in blocks("yaml")
        .join("")
        .lines()
        .map(|line| line.trim().trim_start_matches("- ").trim_start_matches("run: "))
    {
        if !line.contains("forum-planner check") && !line.contains("forum-planner diff") {
            continue;
        }
        let line = line.replace("git show FETCH_HEAD:plan.yaml", "cat before.yaml");
        let (status, said) = shell(&dir, &line);
        // Warnings stop a pipeline only where its line says so.
        assert_eq!(status, i32::from(line.contains("--fail-on warning")), "{line}: {said}");
        ran += 1;
    }
    assert_eq!(ran, 4);
    assert!(dir.read("difference.txt").contains("nginx.replicas: 2 -> 1"));
    assert!(dir.read("forum-planner.sarif").contains("\"FP022\""));

    let render = &blocks("sh")[0];
    let (status, said) = shell(&dir, render);
    assert_eq!((status, dir.has("forum")), (2, false), "without any secret: {said}");
    let names = "POSTGRES_PASSWORD REDIS_PASSWORD DJANGO_SECRET_KEY SUPERUSER_PASSWORD";
    let given: String =
        names.split(' ').map(|name| format!("{name}={name}-as-the-pipeline-has-it\n")).collect();
    let (status, said) = shell(&dir, &format!("{given}{render}"));
    assert_eq!((status, dir.has("forum/README.md")), (0, true), "{said}");
}

#[cfg(unix)]
#[test]
fn git_lab_gets_findings_in_its_own_shape() {
    let dir = TestDir::new("code-quality");
    if Command::new("jq").arg("--version").output().is_err() {
        return;
    }
    dir.plan("plan.yaml", "trial", &[]);
    dir.write("code-quality.jq", &blocks("jq")[0]);
    let script =
        "forum-planner check plan.yaml --format json > findings.json; jq -f code-quality.jq findings.json";
    let (status, said) = shell(&dir, script);
    assert_eq!(status, 0, "{said}");
    let read: serde_json::Value = serde_json::from_str(&said).expect("JSON");
    let issues = read.as_array().expect("a list");
    assert_eq!(issues.len(), 6);
    for issue in issues {
        assert_eq!(issue["location"]["path"], "plan.yaml");
        assert!(issue["location"]["lines"]["begin"].as_u64().is_some_and(|line| line > 1));
        assert!(["critical", "major", "info"].contains(&issue["severity"].as_str().expect("a word")));
    }
}
