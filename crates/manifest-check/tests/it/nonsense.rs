//! No JSON makes a check panic, and the same set always gets the same verdict.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::set::Set;
use crate::{refused_changes, violations};

/// What stands where something else was meant.
fn oddities() -> Vec<Value> {
    vec![
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("ä.svc:٣ $(é)"),
        json!("99999999999999999999E"),
        json!([]),
        json!([null, [{}]]),
        json!({}),
        json!({ "": { "name": [] } }),
    ]
}

/// The JSON pointers of everything in a value.
fn places(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    pointers(value, String::new(), &mut found);
    found
}

fn pointers(value: &Value, here: String, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                pointers(item, format!("{here}/{index}"), found);
            }
        }
        Value::Object(map) => {
            for (key, item) in map {
                pointers(item, format!("{here}/{}", key.replace('/', "~1")), found);
            }
        }
        _ => {}
    }
    found.push(here);
}

fn judge(objects: &[Value]) {
    let clean = Set::clean().objects;
    assert_eq!(violations(objects), violations(objects));
    refused_changes(&clean, objects);
    refused_changes(objects, &clean);
}

/// Every place of every object is broken once: the first of each in the first turn, and so on.
#[test]
fn no_json_makes_it_panic_wherever_it_stands() {
    let clean = Set::clean().objects;
    let places: Vec<Vec<String>> = clean.iter().map(places).collect();
    let turns = places.iter().map(Vec::len).max().unwrap_or(0);
    for turn in 0..turns {
        let mut objects = clean.clone();
        for (index, object) in objects.iter_mut().enumerate() {
            let Some(place) = places[index].get(turn) else { continue };
            let oddity = oddities().swap_remove((turn + index) % oddities().len());
            *object.pointer_mut(place).expect("a place just found") = oddity;
        }
        violations(&objects);
        refused_changes(&clean, &objects);
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        prop::sample::select(oddities()),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
        "[a-z.:/$@{} 0-9-]{0,20}(\\.svc|://|proxy_pass |upstream |replicaof )[a-z.:/$@{} 0-9-]{0,20}"
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, |inner| {
        let keys =
            prop::sample::select(vec!["name", "spec", "ports", "env", "metadata", "matchLabels", "template"]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(keys.prop_map(str::to_owned), inner, 0..4).prop_map(|map| json!(map)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_json_makes_it_panic(objects in prop::collection::vec(any_json(), 0..6)) {
        judge(&objects);
    }

    /// Several places of one set at once, so that a wrong object meets another wrong one.
    #[test]
    fn no_json_in_a_good_set_makes_it_panic(
        breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), any_json()), 1..6)
    ) {
        let mut objects = Set::clean().objects;
        for (which, place, value) in breaks {
            let object = &mut objects[which.index(Set::clean().objects.len())];
            let places = places(object);
            if let Some(broken) = object.pointer_mut(&places[place.index(places.len())]) {
                *broken = value;
            }
        }
        judge(&objects);
    }
}
