//! `forum-planner diff`.

use planner::outcome::outcome;
use planner::plan::Plan;
use proptest::prelude::*;

use crate::TestDir;
use test_support::published_secrets;

#[test]
fn the_same_plan_in_other_words_differs_in_nothing() {
    let dir = TestDir::new("same");
    dir.plan("one.yaml", "trial", &[]);
    let other: String = dir
        .read("one.yaml")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .fold(String::new(), |text, line| text + line + "   # mine\n");
    dir.write("other.yaml", other);
    assert_eq!(dir.run(&["diff", "one.yaml", "other.yaml"]).fine(), "Nothing differs.\n");
}

#[test]
fn a_changed_option_is_told_with_the_objects_and_files_that_follow_from_it() {
    let dir = TestDir::new("changed");
    dir.plan("old.yaml", "trial", &[]);
    dir.plan("new.yaml", "trial", &["nginx.replicas=2"]);
    let said = dir.run(&["diff", "old.yaml", "new.yaml"]);
    assert_eq!(said.status, 1);
    for line in [
        "  nginx.replicas: 1 -> 2\n",
        "  gone warning: nginx ",
        " [FP022]\n",
        "  changed Deployment/nginx\n      spec.replicas: 1 -> 2\n",
        "  changed base/60-nginx.yaml (-",
    ] {
        assert!(said.out.contains(line), "no {line:?} in {}", said.out);
    }
}

#[test]
fn a_new_password_is_told_as_another_value_and_never_shown() {
    let dir = TestDir::new("passwords");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--zip", "old.zip"]).fine();
    dir.run(&["render", "plan.yaml", "--zip", "new.zip"]).fine();
    for format in ["text", "json"] {
        let said = dir.run(&["diff", "old.zip", "new.zip", "--lines", "--format", format]);
        assert_eq!(said.status, 1);
        assert!(said.out.contains("another value"), "{}", said.out);
        assert!(said.out.contains("POSTGRES_PASSWORD"), "{}", said.out);
        for zip in ["old.zip", "new.zip"] {
            crate::secrets::none_in(&said, &crate::secrets::values(&dir, zip));
        }
    }
    // Against a plan alone they are not compared.
    assert_eq!(dir.run(&["diff", "old.zip", "plan.yaml"]).fine(), "Nothing differs.\n");
}

#[test]
fn the_lines_are_those_that_another_diff_tells() {
    let dir = TestDir::new("lines");
    dir.plan("old.yaml", "trial", &[]);
    dir.plan("new.yaml", "trial", &["nginx.replicas=2"]);
    let out = dir.run(&["diff", "old.yaml", "new.yaml", "--lines"]).out;
    let (_, nginx) = out.split_once("\n--- base/60-nginx.yaml\t(old.yaml)\n").expect("its lines");
    let nginx = nginx.split("\n--- ").next().expect("its lines");
    assert!(nginx.starts_with("+++ base/60-nginx.yaml\t(new.yaml)\n@@ -"), "{nginx}");
    assert!(nginx.contains("\n-  replicas: 1\n+  replicas: 2\n"), "{nginx}");
}

#[test]
fn the_first_is_what_runs_and_what_applying_the_second_does_to_it_is_told() {
    let dir = TestDir::new("applying");
    dir.plan("old.yaml", "trial", &[]);
    dir.plan("new.yaml", "trial", &["redis.mode=sentinel", "postgres.storage=1Gi"]);
    let out = dir.run(&["diff", "old.yaml", "new.yaml"]).out;
    let (_, applying) =
        out.split_once("\nApplying the second to a forum that runs the first\n").expect("a list");
    for line in [
        "  together: Redis changes, and so does the way to it\n",
        "  refused: StatefulSet/postgres\n",
        "  created: ",
        "  orphaned: Job/bootstrap-",
        "  unchanged: ",
    ] {
        assert!(applying.contains(line), "no {line:?} in {applying}");
    }
    let out = dir.run(&["diff", "old.yaml", "new.yaml", "--format", "json"]).out;
    let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    let upgrade = &value["upgrade"];
    assert_eq!(upgrade["secrets_compared"], false);
    assert!(
        upgrade["together"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["seconds"]["most"].is_u64()))
    );
    let steps = upgrade["steps"].as_array().expect("steps");
    let change = |name: &str| {
        steps
            .iter()
            .find(|step| step["kind"] == "StatefulSet" && step["name"] == name)
            .map(|step| &step["change"])
    };
    assert_eq!(change("postgres").and_then(|change| change.as_str()), Some("refused"));
    assert!(steps.iter().all(|step| step["change"] != "unchanged"));
    assert!(steps.iter().all(|step| step["fate"] == step["change"]), "the former key, for older programs");
}

#[test]
fn another_password_in_the_second_bundle_is_told_with_the_outage_and_the_way_around_it() {
    let dir = TestDir::new("applying-passwords");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--zip", "old.zip"]).fine();
    dir.run(&["render", "plan.yaml", "--zip", "new.zip"]).fine();
    let said = dir.run(&["diff", "old.zip", "new.zip"]);
    assert!(said.out.contains("  together: Redis and its clients"), "{}", said.out);
    assert!(said.out.contains("create secret generic forum-secrets-before"), "{}", said.out);
}

#[test]
fn two_plans_cannot_both_come_through_one_pipe() {
    let said = TestDir::new("two-pipes").run(&["diff", "-", "-"]);
    assert_eq!((said.status, said.out.as_str()), (2, ""));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn the_status_tells_whether_two_plans_are_the_same(one in test_support::any_plan(), other in test_support::any_plan()) {
        let dir = TestDir::new("status");
        let text = |plan: &Plan| outcome(plan, &published_secrets(plan)).files.get("plan.yaml").expect("a plan").text.clone();
        dir.write("one.yaml", text(&one));
        dir.write("other.yaml", text(&other));
        prop_assert_eq!(dir.run(&["diff", "one.yaml", "one.yaml"]).status, 0);
        let said = dir.run(&["diff", "one.yaml", "other.yaml"]);
        prop_assert_eq!(said.status, i32::from(text(&one) != text(&other)));
    }
}
