//! The planner's YAML is read by kubectl, which has a YAML 1.1 parser.

use planner::kube::yaml_lines::{LineKind, YamlLine, yaml_lines};
use planner::kube::{manifest_yaml, to_value, yaml};
use proptest::prelude::*;
use serde_json::json;
use test_support::bundles::BUNDLES;
use test_support::{any_plan, any_secrets};

/// What YAML 1.1 takes a bare word for, other than text: its booleans, nulls, numbers in every base and
/// with separators, sexagesimal numbers, dates, merge and default keys.
fn means_more_than_text(bare: &str) -> bool {
    const WORDS: &[&str] =
        &["", "~", "null", "y", "n", "yes", "no", "on", "off", "true", "false", "=", "<<", ".inf", ".nan"];
    let lower = bare.to_ascii_lowercase();
    let unsigned = lower.trim_start_matches(['-', '+']);
    let digits = |text: &str| {
        text.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'.')
            && text.bytes().any(|b| b.is_ascii_digit())
            && text.bytes().all(|b| b.is_ascii_digit() || b"._:exabcdef+-tz ".contains(&b))
    };
    let based = |prefix: &str, digits: &str| {
        unsigned
            .strip_prefix(prefix)
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| digits.contains(c)))
    };
    let hexadecimal = based("0x", "0123456789abcdef_") || based("0b", "01_") || based("0o", "01234567_");
    let decimal = unsigned.bytes().all(|b| b.is_ascii_digit() || b"._:".contains(&b)) && digits(unsigned);
    // One `e` with a digit behind it, as in 1e3: 0e and a digest like 30e561585e652e82 are text to every reader.
    let exponent = unsigned.matches('e').count() == 1
        && unsigned.ends_with(|last: char| last.is_ascii_digit())
        && digits(unsigned)
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b"._e+-".contains(&b));
    let date = unsigned.len() >= 8
        && unsigned.bytes().take(4).all(|b| b.is_ascii_digit())
        && unsigned.as_bytes()[4] == b'-'
        && unsigned.bytes().all(|b| b.is_ascii_digit() || b"-:.tz +".contains(&b));
    // No parser reads a number with more than one dot, or a dot and a colon: 10.42.0.0, 127.0.0.1:80.
    let dots = unsigned.matches('.').count();
    let number = (decimal || exponent) && dots <= 1 && !(dots == 1 && unsigned.contains(':') && exponent);
    WORDS.contains(&lower.as_str()) || WORDS.contains(&unsigned) || hexadecimal || number || date
}

/// Every bare word of a document, outside of block texts.
fn bare_words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut block: Option<usize> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        if block.is_some_and(|outer| line.trim().is_empty() || indent > outer) {
            continue;
        }
        block = None;
        let content = line.trim().trim_start_matches("- ");
        let value = match content.split_once(": ") {
            Some((_, value)) => value,
            None if content.ends_with(':') || content.starts_with('#') => continue,
            None => content,
        };
        if value.starts_with(['|', '>']) {
            block = Some(indent);
        } else if !value.starts_with(['"', '\'', '{', '[']) && value != "---" {
            words.push(value);
        }
    }
    words
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn what_stands_bare_means_the_same_to_a_yaml_1_1_reader(plan in any_plan(), secrets in any_secrets()) {
        let outcome = planner::outcome::outcome(&plan, &secrets);
        let yaml = outcome.files.iter().filter(|(path, _)| path.ends_with(".yaml"));
        for (path, file) in yaml {
            for word in bare_words(&file.text) {
                // A bare word that 1.1 takes for more than text must be no text to us either.
                let ours: serde_json::Value = serde_yaml::from_str(word).unwrap_or_else(|_| json!(word));
                prop_assert!(!(ours.is_string() && means_more_than_text(word)), "{}: {}", path, word);
            }
        }
    }
}

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
    // A bare word would be a boolean or a number to kubectl.
    for word in TREACHEROUS.iter().filter(|word| means_more_than_text(word)) {
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

/// Something that no writer can write.
struct Unwritable;

impl serde::Serialize for Unwritable {
    fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("the reason\nin two lines"))
    }
}

#[test]
fn what_cannot_be_written_is_no_empty_file_but_one_that_every_reader_refuses() {
    let written = yaml(&Unwritable);
    assert!(written.contains("the reason"), "{written}");
    assert!(serde_yaml::from_str::<serde_json::Value>(&written).is_err(), "{written}");
    // Without a kind the API server takes no object.
    let object: serde_json::Value = serde_yaml::from_str(&manifest_yaml(&Unwritable)).unwrap();
    assert!(object.get("kind").is_none() && object.to_string().contains("the reason"), "{object}");
}

#[test]
fn every_object_and_plan_becomes_the_value_that_serde_json_makes_of_it() {
    BUNDLES.every(|bundle| {
        for (_, object) in bundle.outcome.objects.iter() {
            let (ours, theirs) = (to_value(object), serde_json::to_value(object).expect("a value"));
            // As text too: equal maps may have another order.
            prop_assert_eq!(ours.to_string(), theirs.to_string());
            prop_assert_eq!(ours, theirs);
        }
        prop_assert_eq!(to_value(&bundle.plan), serde_json::to_value(&bundle.plan).expect("a value"));
        Ok(())
    });
}

#[test]
fn what_no_planned_object_holds_is_refused_aloud() {
    let moment = k8s_openapi::apimachinery::pkg::apis::meta::v1::Time(Default::default());
    assert!(to_value(&moment).to_string().contains("Time is not written"), "{}", to_value(&moment));
    let pair = std::collections::BTreeMap::from([(1, "a")]);
    assert!(to_value(&pair).to_string().contains("1 is not written"), "{}", to_value(&pair));
}

/// Every path of a value, as the reader of lines writes it.
fn paths_of(path: String, value: &serde_json::Value, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            for (key, value) in map {
                let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                found.push(below.clone());
                paths_of(below, value, found);
            }
        }
        serde_json::Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                let below = format!("{path}[{at}]");
                if !item.is_object() && !item.is_array() {
                    found.push(below.clone());
                }
                paths_of(below, item, found);
            }
        }
        _ => {}
    }
}

#[test]
fn the_reader_of_lines_finds_every_key_and_item_of_what_is_written_and_no_other() {
    BUNDLES.every(|bundle| {
        let is_yaml = |path: &str| path.ends_with(".yaml") || path.ends_with("Kustomization");
        let files: Vec<_> = bundle.outcome.files.iter().filter(|(path, _)| is_yaml(path)).collect();
        prop_assert!(files.len() > 5);
        for (path, file) in files {
            let mut expected = Vec::new();
            for document in serde_yaml::from_multiple::<serde_json::Value>(&file.text).expect("YAML") {
                paths_of(String::new(), &document, &mut expected);
            }
            let lines = yaml_lines(&file.text);
            let of_value = |line: &YamlLine<'_>| matches!(line.kind, LineKind::Key | LineKind::Item);
            let mut read: Vec<String> = lines.filter(of_value).map(|line| line.path).collect();
            expected.sort_unstable();
            read.sort_unstable();
            prop_assert_eq!(read, expected, "{}", path);
        }
        Ok(())
    });
}
