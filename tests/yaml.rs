//! The YAML that leaves the planner is read by kubectl, which is a YAML 1.1 reader.

use forum_planner::kube::{manifest_yaml, yaml};
use serde_json::json;

/// Strings that YAML 1.1 takes for something else when they stand bare: booleans, numbers in other
/// bases or with separators, sexagesimal times, dates, merges and defaults. Serde_yaml 0.9 and its
/// forks write them bare, and kubectl then refuses the manifest.
const TREACHEROUS: &[&str] = &[
    "yes",
    "no",
    "on",
    "off",
    "y",
    "n",
    "NO",
    "On",
    "True",
    "null",
    "~",
    "",
    "1_000",
    "0x1F",
    "0o17",
    "012",
    "1e3",
    "1.",
    ".5",
    "12:30:45",
    "1:20",
    "2001-01-01",
    "=",
    "<<",
    "nan",
    ".inf",
    "-",
    "? x",
    ": x",
    "# x",
    "a: b",
    "a #b",
    "@x",
    "`x`",
    "%x",
    "&x",
    "*x",
    "!x",
    "|",
    ">",
    "'",
    "\"",
    "{x}",
    "[x]",
    " x",
    "x ",
    "\tx",
];

#[test]
fn strings_that_look_like_other_things_stay_strings() {
    for text in TREACHEROUS {
        let written = yaml(&json!({ "value": text, "list": [text], *text: "key" }));
        let read: serde_json::Value = serde_yaml::from_str(&written).unwrap();
        assert_eq!(read["value"], json!(text), "{written}");
        assert_eq!(read["list"][0], json!(text), "{written}");
        assert_eq!(read[*text], if *text == "value" { json!(text) } else { json!("key") }, "{written}");
    }
    // A bare word would be a boolean to kubectl.
    for word in ["yes", "no", "on", "off", "y", "1_000", "12:30:45", "2001-01-01"] {
        let written = yaml(&json!({ "value": word }));
        assert!(!written.contains(&format!("value: {word}\n")), "{written}");
    }
}

#[test]
fn several_lines_are_a_block_and_long_ones_stay_one_line() {
    let written = yaml(&json!({ "script": "set -eu\necho 'a b'\n", "command": "x ".repeat(200) }));
    assert!(written.contains("script: |\n  set -eu\n  echo 'a b'\n"), "{written}");
    assert_eq!(written.lines().count(), 4, "{written}");
}

#[test]
fn keys_come_in_the_order_of_reading() {
    let written = manifest_yaml(
        &json!({ "spec": { "template": 1, "replicas": 2 }, "kind": "Deployment", "metadata": { "labels": { "b": 1, "a": 2 }, "name": "x" }, "apiVersion": "apps/v1" }),
    );
    let expected = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: x\n  labels:\n    a: 2\n    b: 1\nspec:\n  replicas: 2\n  template: 1\n";
    assert_eq!(written, expected);
}
