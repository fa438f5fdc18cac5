//! Help, explanations, presets, completions, and how the program behaves in pipes.

use std::process::Stdio;

use planner::analysis::rules;
use planner::presets::PRESETS;
use planner::stack;

use crate::{RunResult, TestDir};

const COMMANDS: [&str; 9] =
    ["check", "render", "diff", "what-if", "capacity", "explain", "new", "presets", "completions"];

#[test]
fn every_command_has_a_help_with_an_example_that_fits_a_page() {
    let dir = TestDir::new("help");
    let whole = dir.run(&["--help"]).fine();
    for command in COMMANDS {
        assert!(whole.contains(&format!("\n  {command} ")), "{whole}");
        let help = dir.run(&[command, "--help"]).fine();
        assert!(help.contains(&format!("forum-planner {command}")) && help.contains("Example"), "{help}");
        for line in help.lines().chain(whole.lines()) {
            assert!(line.chars().count() <= 120, "{} is long: {line}", line.chars().count());
        }
    }
    assert_eq!(dir.run(&["--version"]).fine(), format!("forum-planner {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn wrong_words_end_with_the_status_of_a_program_that_could_not() {
    let dir = TestDir::new("wrong-words");
    for words in [
        &[][..],
        &["chekc", "plan.yaml"],
        &["check"],
        &["render", "plan.yaml"],
        &["render", "a", "--out", "b", "--zip", "c"],
    ] {
        let said = dir.run(words);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{words:?}");
    }
    assert!(dir.run(&["chekc"]).err.contains("'check'"));
}

#[test]
fn every_rule_is_explained_by_code_and_by_name_in_the_words_of_the_register() {
    let dir = TestDir::new("explain");
    let list = dir.run(&["explain"]).fine();
    for rule in rules() {
        assert!(
            list.contains(&format!("{} {:<7} {}\n", rule.code, rule.severity.word(), rule.name)),
            "{}",
            rule.code
        );
    }
    for rule in rules().step_by(9) {
        let told = dir.run(&["explain", &rule.code.to_lowercase()]).fine();
        let one_line = told.split_whitespace().collect::<Vec<_>>().join(" ");
        for words in [rule.code, rule.name, rule.explanation, rule.remedy] {
            assert!(
                one_line.contains(&words.split_whitespace().collect::<Vec<_>>().join(" ")),
                "{words}: {told}"
            );
        }
        assert_eq!(dir.run(&["explain", rule.name]).fine(), told);
    }
}

#[test]
fn every_option_says_what_it_takes() {
    let dir = TestDir::new("options");
    for field in stack::fields().step_by(7) {
        let told = dir.run(&["explain", field.id.0]).fine();
        assert!(told.starts_with(&format!("{}: {}\n", field.id, field.label)), "{told}");
    }
    assert!(dir.run(&["explain", "site.tls"]).fine().contains("\n  secret: an existing Secret\n"));
    assert!(dir.run(&["explain", "secrets.redis"]).fine().contains("REDIS_PASSWORD"));
}

#[test]
fn who_asks_for_something_unknown_hears_what_comes_nearest() {
    let dir = TestDir::new("nearest");
    let err = |topic: &str| {
        let RunResult { status, err, .. } = dir.run(&["explain", topic]);
        assert_eq!(status, 2);
        err
    };
    assert_eq!(
        err("FP0l2"),
        "error: there is no rule or option FP0l2. Did you mean FP002?\n".replace("FP002", near("FP0L2"))
    );
    assert!(err("site.hots").contains("Did you mean site.host?"));
    assert!(err("plain-http-on-public-host").contains("plain-http-on-a-public-host?"));
    assert!(err("something quite else").contains("alone lists all rules"));
}

/// Of all codes with one other letter the first.
fn near(word: &str) -> &'static str {
    let differs = |code: &str| code.chars().zip(word.chars()).filter(|(a, b)| a != b).count();
    let mut codes: Vec<&'static str> =
        rules().map(|rule| rule.code).filter(|code| differs(code) == 1).collect();
    codes.sort_unstable();
    codes.first().expect("one")
}

#[test]
fn a_new_plan_is_its_preset_with_the_answers_that_were_given() {
    let dir = TestDir::new("new");
    let list = dir.run(&["presets"]).fine();
    for preset in PRESETS {
        assert!(list.contains(preset.key) && list.contains(preset.title));
        assert_eq!(
            dir.run(&["new", "--preset", preset.key]).fine(),
            planner::import::archive::save(&(preset.plan)())
        );
    }
    let told =
        dir.run(&["new", "--set", "site.host=talk.misago-project.org", "--set", "nginx.replicas=3"]).fine();
    assert!(told.contains("  host: talk.misago-project.org\n") && told.contains("  replicas: 3\n"));
    for (answer, why) in [
        ("site.host", "write it as OPTION=VALUE"),
        ("site.hots=x", "Did you mean site.host?"),
        ("nginx.replicas=many", "Enter a whole number"),
        ("secrets.redis=x", "never part of a plan"),
    ] {
        let said = dir.run(&["new", "--set", answer]);
        assert_eq!((said.status, said.out.as_str()), (2, ""));
        assert!(said.err.contains(why), "{}", said.err);
    }
}

#[test]
fn completions_know_every_command() {
    let dir = TestDir::new("completions");
    for shell in ["bash", "zsh", "fish"] {
        let script = dir.run(&["completions", shell]).fine();
        for command in COMMANDS {
            assert!(script.contains(command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn who_stops_reading_hears_no_complaint() {
    let dir = TestDir::new("pipe-out");
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let ended = dir.program(&["explain"]).stdin(Stdio::null()).stdout(writer).output().expect("the program");
    let said = RunResult::of(&ended);
    assert_eq!((said.status, said.err.as_str()), (0, ""));
}
