//! Secrets: where they come from, and that their values are never printed.

use std::fs;

use planner::import::archive::load;
use planner::secrets::SecretKey;

use crate::{RunResult, TestDir};

/// All secrets in a bundle's zip.
pub fn values(dir: &TestDir, zip: &str) -> Vec<String> {
    let secrets = load(&fs::read(dir.path(zip)).expect("a zip")).expect("a bundle").project.secrets;
    let values: Vec<String> = SecretKey::ALL
        .iter()
        .map(|key| secrets.get(*key).to_owned())
        .filter(|value| !value.is_empty())
        .collect();
    assert!(values.len() >= 4);
    values
}

/// None of them was said, in clear or as the Secret has it.
pub fn none_in(said: &RunResult, values: &[String]) {
    use base64::Engine;
    for value in values {
        let encoded = base64::engine::general_purpose::STANDARD.encode(value);
        for word in [value, &encoded] {
            assert!(!said.out.contains(word) && !said.err.contains(word), "a secret was said");
        }
    }
}

#[test]
fn what_is_missing_is_generated_named_and_not_said() {
    let dir = TestDir::new("generated");
    dir.plan("plan.yaml", "trial", &[]);
    let said = dir.run(&["render", "plan.yaml", "--zip", "one.zip"]);
    // Other tests look for this word where nothing may be generated.
    assert!(
        said.err.contains("Generated") && said.err.contains(": POSTGRES_PASSWORD, REDIS_PASSWORD, "),
        "{}",
        said.err
    );
    let one = values(&dir, "one.zip");
    none_in(&said, &one);
    dir.run(&["render", "plan.yaml", "--zip", "two.zip"]).fine();
    let two = values(&dir, "two.zip");
    assert!(one.iter().all(|value| !two.contains(value)), "the same secrets twice");
    for words in [
        &["check", "one.zip"][..],
        &["check", "one.zip", "--format", "json"],
        &["diff", "one.zip", "two.zip", "--lines"],
    ] {
        let said = dir.run(words);
        none_in(&said, &one);
        none_in(&said, &two);
    }
}

#[test]
fn the_environment_comes_before_an_earlier_bundle_and_that_before_new_ones() {
    let dir = TestDir::new("order");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--zip", "old.zip"]).fine();
    let words = [
        "render",
        "plan.yaml",
        "--zip",
        "new.zip",
        "--secrets-from",
        "old.zip",
        "--secrets-from-env",
        "--no-new-secrets",
    ];
    let typed = "typed-by-hand-0123456789";
    let said = dir.run_with(&words, b"", &[("REDIS_PASSWORD", typed), ("POSTGRES_PASSWORD", "")]);
    none_in(&said, &[typed.to_owned()]);
    said.fine();
    let secrets = |zip: &str| load(&fs::read(dir.path(zip)).unwrap()).unwrap().project.secrets;
    let (old, new) = (secrets("old.zip"), secrets("new.zip"));
    assert_eq!(new.get(SecretKey::RedisPassword), typed);
    assert_eq!(new.get(SecretKey::PostgresPassword), old.get(SecretKey::PostgresPassword));
}

#[test]
fn secrets_are_read_from_the_environment_only_with_a_flag() {
    let dir = TestDir::new("not-asked");
    dir.plan("plan.yaml", "trial", &[]);
    let variables = [("REDIS_PASSWORD", "of-some-other-program-0123")];
    dir.run_with(&["render", "plan.yaml", "--zip", "one.zip"], b"", &variables).fine();
    assert!(!values(&dir, "one.zip").contains(&variables[0].1.to_owned()));
}

#[test]
fn a_pipeline_that_must_not_invent_secrets_is_told_which_are_missing() {
    let dir = TestDir::new("no-new");
    dir.plan("plan.yaml", "trial", &[]);
    let said = dir.run(&["render", "plan.yaml", "--out", "forum", "--no-new-secrets"]);
    assert_eq!((said.status, dir.has("forum")), (2, false));
    assert!(
        said.err.contains("POSTGRES_PASSWORD, REDIS_PASSWORD, DJANGO_SECRET_KEY, SUPERUSER_PASSWORD"),
        "{}",
        said.err
    );
}

#[test]
fn an_odd_value_in_the_environment_is_refused_without_being_repeated() {
    let dir = TestDir::new("odd");
    dir.plan("plan.yaml", "trial", &[]);
    let words = ["render", "plan.yaml", "--out", "forum", "--secrets-from-env"];
    let said = dir.run_with(&words, b"", &[("REDIS_PASSWORD", "hunter2\nhunter3")]);
    assert_eq!((said.status, dir.has("forum")), (2, false));
    assert!(said.err.contains("REDIS_PASSWORD") && !said.err.contains("hunter"), "{}", said.err);
}

#[test]
fn a_bundle_without_secrets_is_no_source_of_them() {
    let dir = TestDir::new("no-source");
    dir.plan("plan.yaml", "trial", &[]);
    let said = dir.run(&["render", "plan.yaml", "--out", "forum", "--secrets-from", "plan.yaml"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("it has no secrets/secret.yaml"), "{}", said.err);
}

#[cfg(unix)]
#[test]
fn secret_files_and_zips_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TestDir::new("modes");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    dir.run(&["render", "plan.yaml", "--zip", "forum.zip"]).fine();
    let mode = |path: &str| fs::metadata(dir.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("forum/secrets/secret.yaml"), mode("forum.zip")), (0o600, 0o600));
    assert_eq!(mode("forum/verify.sh") & 0o111, 0o111 & mode("forum/verify.sh"));
    assert_ne!(mode("forum/verify.sh") & 0o100, 0);
    // An earlier one that others could read is closed.
    fs::set_permissions(dir.path("forum/secrets/secret.yaml"), fs::Permissions::from_mode(0o644)).unwrap();
    dir.run(&["render", "plan.yaml", "--out", "forum", "--force"]).fine();
    assert_eq!(mode("forum/secrets/secret.yaml"), 0o600);
    // Nothing is left of writing beside.
    let beside =
        |path: &str| path.rsplit('.').next().is_some_and(|end| end.bytes().all(|b| b.is_ascii_digit()));
    assert!(!dir.tree("forum").iter().any(|(path, _)| beside(path)), "something was left beside");
}

#[test]
fn values_that_an_earlier_bundle_does_not_tell_are_not_invented_anew() {
    let dir = TestDir::new("not-told");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "whole"]).fine();
    dir.run(&["render", "plan.yaml", "--zip", "forum.zip"]).fine();
    let first = values(&dir, "forum.zip");
    // A zip in whose place another is written is an earlier bundle too.
    dir.run(&["render", "plan.yaml", "--zip", "forum.zip", "--force"]).fine();
    assert_eq!(values(&dir, "forum.zip"), first);
    dir.write("odd.zip", "PK but no more");
    let said = dir.run(&["render", "plan.yaml", "--zip", "odd.zip", "--force"]);
    assert_eq!((said.status, dir.read("odd.zip").as_str()), (2, "PK but no more"));

    let secret = dir.read("whole/secrets/secret.yaml");
    let line = secret.lines().find(|line| line.contains("POSTGRES_PASSWORD")).expect("a value");
    for (story, text) in [
        ("another-key", Some(secret.replacen("\ndata:", "\nbinaryData:", 1))),
        ("cut", Some(secret.replacen(line, &line[..line.len() - 3], 1))),
        // As a clone has it: Git was told to ignore the file.
        ("cloned", None),
    ] {
        dir.run(&["render", "plan.yaml", "--out", story, "--secrets-from", "whole"]).fine();
        let path = format!("{story}/secrets/secret.yaml");
        match &text {
            Some(text) => dir.write(&path, text),
            None => fs::remove_file(dir.path(&path)).expect("the file"),
        }
        let before = dir.tree(story);
        for words in [
            &["render", "plan.yaml", "--out", story, "--force"][..],
            &["render", story, "--zip", "new.zip"],
            &["render", "plan.yaml", "--zip", "new.zip", "--upgrade-from", story],
            &["render", "plan.yaml", "--zip", "new.zip", "--secrets-from", story],
        ] {
            let said = dir.run(words);
            assert_eq!((said.status, dir.has("new.zip")), (2, false), "{story}: {said:?}");
            let none = said.err.contains("it has no secrets/secret.yaml");
            let told = said.err.contains("in use") && said.err.contains("POSTGRES_PASSWORD");
            assert!(told || none && text.is_none(), "{}", said.err);
        }
        assert_eq!(dir.tree(story), before, "{story}: something was written");
    }
}

#[test]
fn a_value_that_cannot_be_taken_from_a_secret_is_named_and_not_invented_anew() {
    let dir = TestDir::new("line-break");
    dir.plan("plan.yaml", "trial", &[]);
    // As `echo tulip-42-tulip | base64` makes it.
    let secret = "apiVersion: v1\nkind: Secret\ndata:\n  POSTGRES_PASSWORD: dHVsaXAtNDItdHVsaXAK\n";
    let words = ["render", "plan.yaml", "--out", "forum", "--secrets-from", "-"];
    let said = dir.run_with(&words, secret.as_bytes(), &[]);
    assert_eq!((said.status, dir.has("forum")), (2, false), "{said:?}");
    assert!(said.err.contains("POSTGRES_PASSWORD") && said.err.contains("single line"), "{}", said.err);
    assert!(said.err.contains("without a line break at the end"), "{}", said.err);
    none_in(&said, &["tulip-42-tulip".to_owned()]);
}

#[test]
fn a_private_key_given_by_mistake_is_not_repeated() {
    let dir = TestDir::new("private");
    let key = "AGE-SECRET-KEY-1QQPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQQPZRY9X8GF2TVDW0S3";
    let said = dir.run(&["new", "--set", &format!("secrets.recipients={key}")]);
    assert_eq!(said.status, 2);
    assert!(!said.err.contains(&key[..20]), "{}", said.err);
    dir.plan("plan.yaml", "trial", &[]);
    let text = dir.read("plan.yaml").replacen("recipients: null", &format!("recipients: {key}"), 1);
    dir.write("plan.yaml", text);
    let said = dir.run(&["check", "plan.yaml"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("a private key") && !said.err.contains(&key[..20]), "{}", said.err);
}
