//! `forum-planner check`.

use serde_json::Value;

use crate::TestDir;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_pipeline_fails_at_errors_and_passes_warnings_unless_it_is_told_otherwise() {
    let dir = TestDir::new("fail-on");
    dir.plan("error.yaml", "small-production", &[]);
    dir.plan("warning.yaml", "trial", &[]);
    let status = |words: &[&str]| dir.run(words).status;
    assert_eq!(status(&["check", "error.yaml"]), 1);
    assert_eq!(status(&["check", "warning.yaml"]), 0);
    assert_eq!(status(&["check", "warning.yaml", "--fail-on", "warning"]), 1);
    dir.plan(
        "advice.yaml",
        "trial",
        &[
            "site.mail=true",
            "site.smtp_host=smtp.misago-project.org",
            "site.mail_from=forum@misago-project.org",
            "nginx.replicas=2",
            "web.pages.replicas=2",
            "backup.target=volume",
            "postgres.mode=external",
            "postgres.host=db.misago-project.org",
        ],
    );
    let said = dir.run(&["check", "advice.yaml", "--fail-on", "advice"]);
    assert_eq!(said.status, 1);
    assert!(said.out.contains(": advice: "), "{}", said.out);
}

#[test]
fn a_finding_stands_on_one_line_with_its_place_and_below_it_what_to_do() {
    let dir = TestDir::new("text");
    dir.plan("plan.yaml", "trial", &[]);
    let line = dir.read("plan.yaml").lines().position(|line| line == "nginx:").expect("nginx") + 2;
    let out = dir.run(&["check", "plan.yaml"]).fine();
    let at = |end: &str| out.lines().position(|line| line.ends_with(end)).expect(end);
    let head = at("[FP022]");
    assert!(out.lines().nth(head).expect("it").starts_with(&format!("plan.yaml:{line}: warning: ")), "{out}");
    assert_eq!(out.lines().nth(head + 1), Some("    at nginx.replicas"), "{out}");
    assert_eq!(at("(nginx.replicas: 2)"), head + 3, "{out}");
    assert!(
        out.ends_with("plan.yaml: 5 warnings, 1 piece of advice; see `forum-planner explain CODE`\n"),
        "{out}"
    );
}

#[test]
fn every_place_is_the_line_on_which_the_option_stands() {
    let dir = TestDir::new("places");
    dir.plan("plan.yaml", "small-production", &["web.pages.workers=9", "redis.mode=replicated"]);
    let text = dir.read("plan.yaml");
    let lines: Vec<&str> = text.lines().collect();
    let answer = parsed(&dir.run(&["check", "plan.yaml", "--format", "json"]).out);
    let mut seen = 0;
    for finding in answer["findings"].as_array().expect("findings") {
        for place in finding["places"].as_array().expect("places") {
            let key = place["option"].as_str().expect("an option").rsplit('.').next().expect("a key");
            let line = usize::try_from(place["line"].as_u64().expect("a line")).expect("small");
            assert!(
                lines[line - 1].trim_start().starts_with(&format!("{key}:")),
                "{place}: {}",
                lines[line - 1]
            );
            seen += 1;
        }
    }
    assert!(seen > 5, "{answer:#}");
}

#[test]
fn an_option_that_the_file_does_not_say_is_placed_at_the_part_around_it() {
    let dir = TestDir::new("silence");
    dir.write("plan.yaml", "version: 1\nsite:\n  name: forum\n");
    let said = dir.run(&["check", "plan.yaml"]);
    assert!(said.out.starts_with("plan.yaml:2: error: 6 fields still hold example values"), "{}", said.out);
    assert!(said.err.contains("plan.yaml: It does not set "), "{}", said.err);
}

#[test]
fn the_fix_of_a_finding_can_be_written_into_the_plan_and_mends_it() {
    let dir = TestDir::new("fixes");
    dir.plan("plan.yaml", "trial", &[]);
    let answer = parsed(&dir.run(&["check", "plan.yaml", "--format", "json"]).fine());
    let mut taken = 0;
    for finding in answer["findings"].as_array().expect("findings") {
        let Some(set) = finding["fix"]["set"].as_object() else { continue };
        let answers: Vec<String> =
            set.iter().map(|(option, value)| format!("{option}={}", value.as_str().expect("text"))).collect();
        dir.plan("mended.yaml", "trial", &answers.iter().map(String::as_str).collect::<Vec<_>>());
        let mended = dir.run(&["check", "mended.yaml", "--format", "json"]).fine();
        assert!(!mended.contains(finding["code"].as_str().expect("a code")), "{finding:#}");
        taken += 1;
    }
    assert!(taken >= 3);
}

#[test]
fn a_plan_comes_through_a_pipe_too() {
    let dir = TestDir::new("pipe-in");
    dir.plan("plan.yaml", "trial", &[]);
    let text = dir.read("plan.yaml");
    let said = dir.run_with(&["check", "-"], text.as_bytes(), &[]);
    assert_eq!(said.fine(), dir.run(&["check", "plan.yaml"]).fine());
}

#[test]
fn the_secrets_of_a_bundle_are_judged_and_a_plan_alone_is_not_blamed_for_having_none() {
    let dir = TestDir::new("judged");
    dir.plan("plan.yaml", "trial", &[]);
    assert!(!dir.run(&["check", "plan.yaml"]).fine().contains("FP08"));
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    assert!(!dir.run(&["check", "forum"]).fine().contains("FP08"));
    let weak = dir.read("forum/secrets/secret.yaml").lines().fold(String::new(), |text, line| {
        // "tulip-42"
        let line =
            if line.starts_with("  REDIS_PASSWORD:") { "  REDIS_PASSWORD: dHVsaXAtNDI=" } else { line };
        text + line + "\n"
    });
    dir.write("forum/secrets/secret.yaml", weak);
    let said = dir.run(&["check", "forum"]);
    assert!(said.out.contains("forum/secrets/secret.yaml: warning: "), "{}", said.out);
    assert!(!said.out.contains("tulip-42") && !said.err.contains("tulip-42"), "{said:?}");
}

#[test]
fn what_changing_over_would_lose_is_told_beforehand() {
    let dir = TestDir::new("losses");
    dir.plan("old.yaml", "trial", &[]);
    dir.plan("new.yaml", "trial", &["postgres.mode=cloudnative-pg"]);
    let without = dir.run(&["check", "new.yaml"]);
    let said = dir.run(&["check", "new.yaml", "--upgrade-from", "old.yaml"]);
    assert_eq!(said.status, 1, "{said:?}");
    assert!(!without.out.contains(": error: "), "{without:?}");
}

#[test]
fn a_plan_alone_has_the_secrets_of_what_runs() {
    let dir = TestDir::new("runs");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--zip", "running.zip"]).fine();
    let said = dir.run(&["check", "plan.yaml", "--upgrade-from", "running.zip", "--fail-on", "error"]);
    assert!(!said.out.contains("FP145"), "{}", said.out);
    assert_eq!(said.status, dir.run(&["check", "running.zip"]).status);
    // Another forum's bundle brings others along, and that is a loss.
    dir.run(&["render", "plan.yaml", "--zip", "other.zip"]).fine();
    let said = dir.run(&["check", "other.zip", "--upgrade-from", "running.zip"]);
    assert!(said.out.contains("FP145"), "{}", said.out);
}

#[test]
fn sarif_names_each_rule_once_and_gives_each_result_a_place_and_a_lasting_identity() {
    let dir = TestDir::new("sarif");
    dir.plan("plans/my plan.yaml", "small-production", &["redis.mode=replicated"]);
    let text = dir.read("plans/my plan.yaml") + "site.colour: red\n";
    dir.write("plans/my plan.yaml", &text);
    let said = dir.run(&["check", "./plans/my plan.yaml", "--format", "sarif"]);
    assert_eq!(said.status, 1);
    let answer = parsed(&said.out);
    let run = &answer["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    let mut identities = Vec::new();
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "plans/my%20plan.yaml");
        assert!(place["region"]["startLine"].as_u64().expect("a line") > 0);
        identities.push(result["partialFingerprints"].to_string());
    }
    assert!(results.iter().any(|result| result["ruleId"] == "unknown-option"));
    let all = identities.len();
    identities.sort();
    identities.dedup();
    assert_eq!(identities.len(), all);
    // The same findings two lines further down are the same alerts.
    dir.write("plans/my plan.yaml", format!("\n\n{text}"));
    let moved = parsed(&dir.run(&["check", "plans/my plan.yaml", "--format", "sarif"]).out);
    let moved = moved["runs"][0]["results"].as_array().expect("results").clone();
    assert_eq!(moved.len(), results.len());
    for (was, is) in results.iter().zip(moved) {
        assert_eq!(was["partialFingerprints"], is["partialFingerprints"]);
        assert_ne!(was["locations"], is["locations"]);
    }
}
