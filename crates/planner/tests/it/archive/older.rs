//! Plans that earlier versions wrote, kept unchanged. Options that a version did not know get today's default, and a note
//! says so; all others are read exactly.

use std::collections::BTreeMap;

use planner::field::Control;
use planner::import::archive::load;
use planner::stack;

/// A plan of an earlier day, and the parts that have options it does not know.
struct Older {
    text: &'static str,
    parts: &'static [&'static str],
}

const OLDER: &[Older] = &[
    Older {
        // The very first version: no backups, no pooler, no autoscaling, no monitoring.
        text: include_str!("older/3946918-report-2022.yaml"),
        parts: &["Backup", "PgBouncer", "Monitoring"],
    },
    Older { text: include_str!("older/54c1180-small-production.yaml"), parts: &["Backup", "PgBouncer"] },
    Older {
        text: include_str!("older/ecf1992-highly-available.yaml"),
        parts: &["Cluster", "Site", "Backup", "Secrets"],
    },
];

/// The values of a plan.yaml by their paths, read by another reader than the planner's.
fn values(text: &str) -> BTreeMap<String, String> {
    fn walk(path: &str, value: &serde_json::Value, found: &mut BTreeMap<String, String>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    walk(&if path.is_empty() { key.clone() } else { format!("{path}.{key}") }, value, found);
                }
            }
            serde_json::Value::Null => drop(found.insert(path.to_owned(), String::new())),
            serde_json::Value::String(text) => drop(found.insert(path.to_owned(), text.clone())),
            other => drop(found.insert(path.to_owned(), other.to_string())),
        }
    }
    let mut found = BTreeMap::new();
    walk("", &serde_yaml::from_str(text).expect("YAML"), &mut found);
    found.remove("version");
    found
}

#[test]
fn a_plan_of_an_earlier_planner_comes_back_with_a_word_on_what_is_new_since() {
    for older in OLDER {
        let loaded = load(older.text.as_bytes()).unwrap();
        let [note] = loaded.notes.as_slice() else { panic!("{:#?}", loaded.notes) };
        let known = values(older.text);
        let options = stack::fields().filter(|field| !matches!(field.control, Control::Secret(_)));
        let missing = options.filter(|field| !known.contains_key(field.id.0)).count();
        assert!(note.starts_with(&format!("It does not set {missing} options in")), "{note}");
        assert!(older.parts.iter().all(|part| note.contains(part)), "{note}");
        for (id, value) in known {
            let field = stack::fields()
                .find(|field| field.id.0 == id)
                .unwrap_or_else(|| panic!("{id} is gone: older plans need a name for it that is read"));
            assert_eq!(field.read(&loaded.project.plan), value, "{id}");
        }
    }
}

#[test]
fn the_parts_that_are_new_since_are_named() {
    let notes = load(OLDER[0].text.as_bytes()).unwrap().notes;
    for part in stack::PARTS
        .iter()
        .filter(|part| matches!(part.key, "backup" | "pgbouncer" | "gitops" | "monitoring"))
    {
        assert!(notes[0].contains(part.title), "{}: {}", part.title, notes[0]);
    }
}

#[test]
fn every_option_but_the_secrets_stands_in_the_plan_of_today() {
    let text = planner::import::archive::save(&planner::plan::Plan::default());
    let known = values(&text);
    for field in stack::fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        assert!(known.contains_key(field.id.0), "{} is not in plan.yaml", field.id);
    }
}

/// Until the planner could bring an issuer along, the Ingress of every plan with cert-manager named one that was there.
#[test]
fn a_plan_that_says_nothing_of_its_issuer_keeps_the_one_that_it_names() {
    for older in OLDER {
        let plan = load(older.text.as_bytes()).unwrap().project.plan;
        assert_eq!(plan.site.issued_by, planner::stack::site::options::IssuedBy::Existing);
    }
    let linked = planner::import::link::read("v1.small-production").unwrap().plan;
    assert_eq!(linked.site.issued_by, planner::stack::site::options::IssuedBy::Existing);
}
