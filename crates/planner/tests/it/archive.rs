//! Loading: the planner reads everything that it wrote. Of other files it reads what it can, or refuses them with a reason.

mod foreign;
mod older;
mod own_files;

use std::sync::LazyLock;

use planner::files::OwnFile;
use planner::import::archive::{load, save};
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::project::Project;
use planner::secrets::{SecretKey, Secrets};
use proptest::prelude::*;
use test_support::{any_plan, any_secrets, mentions, published_secrets};

#[test]
fn a_bundle_brings_back_its_plan_and_its_secrets() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let secrets = published_secrets(&plan);
        let zip = outcome(&plan, &secrets).files.to_zip("forum").unwrap();
        let loaded = load(&zip).unwrap();
        assert_eq!(*loaded.project.plan, plan);
        assert_eq!(loaded.secrets(), Some(&secrets));
        assert_eq!(loaded.notes, Vec::<String>::new());
    }
}

/// CloudNativePG's bundle has a second Secret, which repeats a value of the first in another shape.
#[test]
fn loading_keeps_the_secrets_and_own_files_that_the_file_says_nothing_of() {
    let plan = Plan::default();
    let mut open = Project::new(Plan::default()).with_secrets(published_secrets(&plan));
    open.own.add("notes.txt", OwnFile { bytes: b"mine".to_vec(), executable: false }).unwrap();

    let alone = load(save(&plan).as_bytes()).unwrap().replacing(&open);
    assert_eq!((&alone.secrets, &alone.own), (&open.secrets, &open.own));
    assert_eq!(alone.running.map(|running| running.secrets.is_none()), Some(true));

    let mut secrets = Secrets::default();
    secrets.set(SecretKey::RedisPassword, "that-runs-with-the-bundle").unwrap();
    let zip = outcome(&plan, &secrets).files.to_zip("forum").unwrap();
    let bundle = load(&zip).unwrap().replacing(&open);
    assert_eq!((&*bundle.secrets, bundle.own.len()), (&secrets, 0));
    assert_eq!(bundle.running.and_then(|running| running.secrets.clone()), Some(secrets));
}

#[test]
fn a_second_secret_changes_nothing_of_what_comes_back() {
    let mut plan = Plan::default();
    plan.postgres.mode = planner::stack::postgres::options::Mode::CloudNativePg;
    let secrets = published_secrets(&plan);
    let files = outcome(&plan, &secrets).files;
    let text =
        files.iter().find(|(path, _)| *path == "secrets/secret.yaml").map(|(_, file)| file.text.clone());
    assert_eq!(text.expect("the Secrets").matches("kind: Secret").count(), 2);
    let loaded = load(&files.to_zip("forum").unwrap()).unwrap();
    assert_eq!((&*loaded.project.plan, loaded.secrets()), (&plan, Some(&secrets)));
    assert_eq!(loaded.notes, Vec::<String>::new());
}

#[test]
fn a_value_that_cannot_be_taken_is_named_and_left_at_its_default() {
    let loaded =
        load(b"version: 1\nsite:\n  host: 'not a host'\n  colour: green\nnginx:\n  replicas: 4000000000\n")
            .unwrap();
    assert_eq!(loaded.project.plan, load(b"version: 1\n").unwrap().project.plan);
    assert_eq!(loaded.notes.len(), 4);
    let named = [
        &["site.host", "forum.example.org", "not a host"][..],
        &["nginx.replicas", "2"],
        &["site.colour"],
        // Parts with options that the plan says nothing of.
        &["nginx", "Redis"],
    ];
    for (note, named) in loaded.notes.iter().zip(named) {
        assert!(mentions(note, named), "{note}");
    }
}

#[test]
fn what_is_no_plan_is_refused_with_a_reason() {
    let cases: [(&[u8], &str); 8] = [
        (b"", "is empty"),
        (b"just words", "Line 1: write a key"),
        (b"a: b", "has no version"),
        (b"version: 2", "has version 2"),
        (b"version: one", "has no version"),
        (b"version: 1\nsite: {host: a.b}", "Line 2: this is a map on one line"),
        (b"\xff\xfe\x00", "neither text nor a zip archive"),
        (b"PK\x03\x04 and nothing more", "damaged"),
    ];
    for (bytes, reason) in cases {
        let refused = load(bytes).unwrap_err();
        assert!(refused.0.contains(reason), "{bytes:?}: {}", refused.0);
    }
}

#[test]
fn aliases_that_multiply_do_not_fill_the_memory() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let below = level - 1;
        bomb.push_str(&format!("a{level}: &a{level} [{}]\n", vec![format!("*a{below}"); 9].join(", ")));
    }
    assert!(load(bomb.as_bytes()).is_err());
}

/// One bundle, to be damaged again and again.
static BUNDLE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let plan = Plan::default();
    outcome(&plan, &published_secrets(&plan)).files.to_zip("forum").unwrap()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_saved_plan_reads_back_equal(plan in any_plan()) {
        let loaded = load(save(&plan).as_bytes()).unwrap();
        prop_assert_eq!(&*loaded.project.plan, &plan);
        prop_assert!(loaded.notes.is_empty());
    }

    #[test]
    fn odd_secrets_come_back_as_they_were(mut plan in any_plan(), secrets in any_secrets()) {
        // In the other forms they cannot be read: tests/sealing.rs.
        plan.secrets.form = planner::stack::secrets::options::Form::Plain;
        let zip = outcome(&plan, &secrets).files.to_zip("forum").unwrap();
        let back = load(&zip).unwrap().project.secrets;
        for key in SecretKey::ALL {
            // What the plan does not need is not in its Secret.
            let kept = if key.needed(&plan) { secrets.get(*key) } else { "" };
            prop_assert_eq!(back.get(*key), kept);
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = load(&bytes);
    }

    #[test]
    fn a_damaged_bundle_does_not_make_it_panic(at in 0..60_000_usize, byte in any::<u8>()) {
        let mut zip = BUNDLE.clone();
        let at = at % zip.len();
        zip[at] = byte;
        let _ = load(&zip);
    }

    #[test]
    fn a_damaged_plan_does_not_make_it_panic(at in 0..4_000_usize, text in ".{0,6}") {
        let saved = save(&Plan::default());
        let at = (0..=at.min(saved.len())).rev().find(|at| saved.is_char_boundary(*at)).unwrap_or(0);
        let _ = load(format!("{}{text}{}", &saved[..at], &saved[at..]).as_bytes());
    }
}
