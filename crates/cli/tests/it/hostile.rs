//! Bad input gets a message with the line, exit status 2, and does no harm.

use proptest::prelude::*;

use crate::TestDir;

fn refused(dir: &TestDir, words: &[&str], why: &str) {
    let said = dir.run(words);
    assert_eq!((said.status, said.out.as_str()), (2, ""), "{said:?}");
    assert!(said.err.starts_with("error: ") && said.err.contains(why), "no {why:?} in {}", said.err);
}

#[test]
fn what_is_no_plan_is_refused_in_a_sentence() {
    let dir = TestDir::new("no-plan");
    dir.write("list.yaml", "version: 1\nsite:\n- a\n");
    dir.write("anchors.yaml", "version: &a 1\nb: *a\n");
    dir.write("empty.yaml", "");
    dir.write("other.yaml", "apiVersion: v1\nkind: Pod\n");
    dir.write("newer.yaml", "version: 2\n");
    dir.write("binary", [0xff, 0xfe, 0]);
    dir.write("broken.zip", "PK\u{3}\u{4}nothing");
    dir.write("folder/other.yaml", "x");
    dir.write("chart/forum/Chart.yaml", "apiVersion: v2\n");
    dir.write("overlay/kustomization.yaml", "resources: []\n");
    dir.write("docker/docker-compose.yaml", "services: {}\n");
    dir.write("cut/base/Kustomization", "");
    dir.write("downloads/forum.zip", "PK");
    dir.write("large.yaml", vec![b'#'; 17 * 1024 * 1024]);
    for (path, why) in [
        ("list.yaml", "list.yaml: This file cannot be read as a plan. Line 3:"),
        ("anchors.yaml", "Line 1:"),
        ("empty.yaml", "This file is empty"),
        ("other.yaml", "a Kubernetes manifest (Pod), not a plan"),
        ("newer.yaml", "has version 2"),
        ("binary", "neither text nor a zip archive"),
        ("broken.zip", "damaged"),
        ("folder", "folder: There is no plan.yaml in this folder"),
        ("chart", "chart: There is no plan.yaml in this folder or a folder in it: it is a Helm chart"),
        ("overlay", "Kustomization that this planner did not write"),
        ("docker", "a Docker Compose file"),
        ("cut", "its plan.yaml was left out"),
        ("downloads", "an archive: forum.zip"),
        ("large.yaml", "larger than 16 MiB"),
        ("nowhere.yaml", "nowhere.yaml: No such file"),
    ] {
        refused(&dir, &["check", path], why);
        refused(&dir, &["render", path, "--out", "out"], why);
        refused(&dir, &["diff", path, path], why);
    }
    assert!(!dir.has("out"));
}

#[test]
fn the_folder_around_a_bundle_is_as_good_as_the_bundle_unless_there_are_two() {
    let dir = TestDir::new("around");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "unpacked/forum"]).fine();
    assert_eq!(dir.run(&["diff", "unpacked", "unpacked/forum"]).fine(), "Nothing differs.\n");
    dir.run(&["render", "plan.yaml", "--zip", "one.zip", "--secrets-from", "unpacked", "--no-new-secrets"])
        .fine();
    dir.run(&["render", "plan.yaml", "--out", "unpacked/other"]).fine();
    refused(&dir, &["check", "unpacked"], "several bundles in this folder");
}

#[test]
fn values_that_no_option_takes_are_all_named_with_their_lines() {
    let dir = TestDir::new("values");
    dir.write("plan.yaml", "version: 1\nsite:\n  host: not a host\nnginx:\n  replicas: many\n");
    let said = dir.run(&["render", "plan.yaml", "--out", "out"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("error: plan.yaml:3: site.host ") && said.err.contains("“not a host”"),
        "{}",
        said.err
    );
    assert!(
        said.err.contains("error: plan.yaml:5: nginx.replicas ") && said.err.contains("“many”"),
        "{}",
        said.err
    );
    assert!(!dir.has("out"));
}

#[test]
fn a_mistyped_option_is_a_warning_on_its_line_with_the_one_that_was_meant() {
    let dir = TestDir::new("mistyped");
    dir.plan("plan.yaml", "trial", &[]);
    let text = dir.read("plan.yaml").replace("  replicas: 1\n", "  replics: 1\n");
    let line = text.lines().position(|line| line == "  replics: 1").expect("the line") + 1;
    dir.write("plan.yaml", &text);
    let said = dir.run(&["check", "plan.yaml", "--fail-on", "warning"]);
    assert_eq!(said.status, 1);
    let wanted = format!(
        "plan.yaml:{line}: warning: nginx.replics is unknown to this planner and was left out. Did you mean nginx.replicas? [unknown-option]"
    );
    assert!(said.out.contains(&wanted), "{}", said.out);
}

#[test]
fn foreign_text_does_not_reach_the_terminal_as_it_is() {
    let dir = TestDir::new("escapes");
    dir.write("plan.yaml", "version: 1\nsite:\n  host: \"\\e[2J\\e]0;owned\\a\"\n");
    let said = dir.run(&["check", "plan.yaml"]);
    assert_eq!(said.status, 2);
    // A name with a line break cannot write a line of its own.
    let said = dir.run(&["check", "a\nplan.yaml:1: error: forged\u{1b}[2J"]);
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
}

#[test]
fn thousands_of_unknown_options_are_some_lines() {
    let dir = TestDir::new("thousands");
    let many: String = (0..30_000).map(|at| format!("option{at}: x\n")).collect();
    dir.write("plan.yaml", format!("version: 1\n{many}"));
    let said = dir.run(&["check", "plan.yaml"]);
    assert!(said.out.len() + said.err.len() < 20_000, "{} bytes", said.out.len() + said.err.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_text_makes_it_panic(text in "(version: 1\n)?([a-z]{0,5}\\.?[a-z \"'\\[{&*|>#:-]{0,12}:? ?\\PC{0,10}\n){0,6}", command in 0..3_usize) {
        let dir = TestDir::new("any-text");
        let words: &[&str] = [&["check", "-"][..], &["render", "-", "--zip", "x.zip", "--force"], &["diff", "-", "plan.yaml"]][command];
        dir.write("plan.yaml", "version: 1\n");
        let said = dir.run_with(words, text.as_bytes(), &[]);
        prop_assert!((0..=2).contains(&said.status));
        prop_assert!(said.status != 2 || said.err.starts_with("error: "), "{}", said.err);
    }

    #[test]
    fn no_words_make_it_panic(words in proptest::collection::vec("\\PC{0,8}|--[a-z-]{1,8}|check|explain|new|--set|--format|-", 0..5)) {
        let dir = TestDir::new("any-words");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = dir.run(&words);
        prop_assert!((0..=2).contains(&said.status), "{:?}", said);
    }
}
