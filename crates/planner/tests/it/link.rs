//! A link means the same plan for ever and contains no secret. A damaged link is refused, or read as far as possible.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use planner::field::{Control, Field};
use planner::import::link::{base, carries_plan, link, read};
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::SecretKey;
use planner::stack;
use proptest::prelude::*;
use test_support::{any_plan, mentions};

/// The version of the links that are made today.
const NEWEST: u32 = 2;

fn options() -> impl Iterator<Item = &'static Field> {
    stack::fields().filter(|field| !matches!(field.control, Control::Secret(_)))
}

/// What a preset is for links of a version, as it was written down the day they began: that of the version before, with
/// what has changed by then.
fn written_down(version: u32, preset: &str) -> BTreeMap<String, String> {
    let folder = test_support::repository().join("crates/planner/tests/it/link");
    let texts =
        (1..=version).map(|known| std::fs::read_to_string(folder.join(format!("v{known}/{preset}.txt"))));
    texts
        .flat_map(|text| text.unwrap_or_default().lines().map(ToOwned::to_owned).collect::<Vec<_>>())
        .filter_map(|line| line.split_once('=').map(|(id, value)| (id.to_owned(), value.to_owned())))
        .collect()
}

#[test]
fn a_link_of_today_means_the_same_plan_for_ever() {
    let mut missing = String::new();
    for (version, preset) in
        (1..=NEWEST).flat_map(|version| PRESETS.iter().map(move |preset| (version, preset)))
    {
        let known = written_down(version, preset.key);
        let plan = base(version, preset.key).expect("a base");
        for field in options() {
            let now = field.read(&plan);
            match known.get(field.id.0) {
                Some(then) => assert_eq!(
                    &now,
                    then,
                    "\n{id} of {key} was “{then}” for links of version {version}, and people have such links. They keep their \
                     meaning when (\"{key}\", \"{id}\", \"{then}\") is added to `since` of version {version} in \
                     crates/planner/src/import/link.rs. Should links get too long by that, add a version with an empty `since` to \
                     VERSIONS, and write down in crates/planner/tests/it/link/v{next} what its presets have that is new; the older versions \
                     stay and are read.\n",
                    next = NEWEST + 1,
                    id = field.id,
                    key = preset.key,
                ),
                None => writeln!(
                    missing,
                    "crates/planner/tests/it/link/v1/{}.txt: {}={now}",
                    preset.key, field.id
                )
                .unwrap(),
            }
        }
        for id in known.keys() {
            assert!(
                options().any(|field| field.id.0 == id),
                "{id} is in people's links: read it under its new name in crates/planner/src/import/apply.rs"
            );
        }
    }
    assert!(
        missing.is_empty(),
        "\nOptions that are new since links of version 1 began. A link without them means these values from now on; add \
         the lines:\n{missing}"
    );
}

#[test]
fn links_are_short_enough_for_a_chat_and_say_in_words_what_they_change() {
    let mut facts = String::new();
    for preset in PRESETS {
        let mut plan = (preset.plan)();
        assert_eq!(link(&plan), format!("v{NEWEST}.{}", preset.key));
        plan.site.host = "talk.misago-project.org".parse().unwrap();
        let link = link(&plan);
        assert_eq!(link, format!("v{NEWEST}.{}&site.host=talk.misago-project.org", preset.key));
        writeln!(facts, "{}: {} characters", preset.key, link.len()).unwrap();
        assert!(link.len() <= 80, "{link}");
    }
    for (key, changes) in test_support::choices::CHOICES {
        let link = link(&test_support::choices::plan_of(changes));
        writeln!(facts, "{key}: {} characters", link.len()).unwrap();
        assert!(link.len() <= 700, "{link}");
    }
    println!("{facts}");
}

#[test]
fn no_link_holds_a_secret_and_one_that_claims_to_is_read_without_it() {
    for preset in PRESETS {
        let link = link(&(preset.plan)());
        assert!(SecretKey::ALL.iter().all(|key| !link.contains(key.env())) && !link.contains("secrets."));
    }
    let linked = read("#v1.trial&secrets.redis=hunter2&site.host=a.example.org").unwrap();
    assert_eq!(linked.plan.site.host.to_string(), "a.example.org");
    let [note] = linked.notes.as_slice() else { panic!("{:?}", linked.notes) };
    assert!(note.contains("secret") && !note.contains("hunter2"), "{note}");
}

#[test]
fn what_cannot_be_taken_is_named_and_the_rest_comes() {
    let linked =
        read("v1.small-production&site.host=not%20a%20host&site.colour=green&web.pages.replicas=6&").unwrap();
    assert_eq!(linked.plan.web.pages.replicas, 6);
    assert_eq!(linked.notes.len(), 2);
    assert!(
        mentions(&linked.notes[0], &["site.host", "forum.example.org", "not a host"]),
        "{:?}",
        linked.notes
    );
    assert!(mentions(&linked.notes[1], &["site.colour"]), "{:?}", linked.notes);
}

#[test]
fn what_makes_no_sense_is_refused_with_a_reason() {
    let long = format!("v1.trial&site.host={}", "a".repeat(70_000));
    let cases = [
        ("", "not a plan"),
        ("#", "not a plan"),
        ("form", "not a plan"),
        ("v1", "not a plan"),
        ("v.trial", "not a plan"),
        ("v99999999999.trial", "not a plan"),
        ("site.host=a.b", "not a plan"),
        ("v9.trial", "has version 9"),
        ("v0.trial", "not a plan"),
        ("v1.enormous", "not a plan"),
        ("v1.trial&site.ho", "cut off at “site.ho”"),
        ("v1.trial&site.host=a%2", "cut off"),
        ("v1.trial&site.host=a%zz", "damaged"),
        ("v1.trial&site.host=a%00b", "damaged"),
        ("v1.trial&site.host=a%FFb", "damaged"),
        ("v1.trial&site.host=a.b&site.host=c.d", "damaged"),
        (long.as_str(), "longer than 64 KiB"),
    ];
    for (text, reason) in cases {
        let refused = read(text).unwrap_err();
        assert!(refused.0.contains(reason), "{}: {}", &text[..text.len().min(40)], refused.0);
    }
}

#[test]
fn an_anchor_of_the_page_is_no_link() {
    assert!(!carries_plan("#form") && !carries_plan("#") && !carries_plan(""));
    assert!(carries_plan("#v1.trial") && carries_plan("#v7") && carries_plan("#site.host=a.b"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_plan_comes_back_from_its_link(plan in any_plan()) {
        let link = link(&plan);
        let address_safe = |c: char| c.is_ascii_alphanumeric() || ".-_/:@,%&=".contains(c);
        prop_assert!(link.chars().all(address_safe), "{}", link);
        let linked = read(&format!("#{link}")).unwrap();
        prop_assert_eq!(linked.notes, Vec::<String>::new());
        prop_assert_eq!(linked.plan, plan);
    }

    #[test]
    fn no_text_makes_it_panic(text in "#?(v1\\.trial)?(&[a-z.]{0,12}=?(%?\\PC){0,12}){0,6}") {
        let _ = carries_plan(&text);
        let _ = read(&text);
    }

    #[test]
    fn a_damaged_link_does_not_make_it_panic(plan in any_plan(), at in any::<prop::sample::Index>(), text in ".{0,3}") {
        let link = link(&plan);
        let at = at.index(link.len());
        let _ = read(&format!("{}{text}{}", &link[..at], &link[at..]));
        let _ = read(&link[..at]);
    }
}

/// Plans are equal when all their options are; this holds the promise of the name above for defaults too.
#[test]
fn the_default_plan_is_the_shortest_link_of_its_preset() {
    assert_eq!(read(&link(&Plan::default())).unwrap().plan, Plan::default());
}
