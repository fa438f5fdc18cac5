//! Secrets that may go into Git: sealed, encrypted, or referenced in an external store.

use crate::{RunResult, TestDir};
use test_support::{CERTIFICATE, RECIPIENT};

/// What a pipeline has in its environment.
const TYPED: &[(&str, &str)] = &[
    ("POSTGRES_PASSWORD", "typed-for-postgres-0123456789"),
    ("REDIS_PASSWORD", "typed-for-redis-0123456789"),
    ("DJANGO_SECRET_KEY", "typed-for-django-0123456789-0123456789-0123456789-01"),
    ("SUPERUSER_PASSWORD", "typed-for-the-administrator-0123456789"),
];

/// A trial whose secrets travel in one of the forms.
fn dir(story: &str, form: &str) -> TestDir {
    let dir = TestDir::new(story);
    let certificate = format!("secrets.certificate={CERTIFICATE}");
    let recipients = format!("secrets.recipients={}", RECIPIENT.trim());
    let answers: &[&str] = match form {
        "sealed" => &["secrets.form=sealed", &certificate],
        "sops" => &["secrets.form=sops", &recipients],
        _ => &["secrets.form=external", "secrets.store=vault"],
    };
    dir.plan("plan.yaml", "trial", answers);
    dir
}

fn rendered(dir: &TestDir, more: &[&str], variables: &[(&str, &str)]) -> RunResult {
    let words = ["render", "plan.yaml", "--out", "forum"];
    dir.run_with(&[&words[..], more].concat(), b"", variables)
}

/// No value stands in a file, in clear text or as a Secret has it.
fn nowhere(dir: &TestDir) {
    use base64::Engine;
    for (path, bytes) in dir.tree("forum") {
        let text = String::from_utf8(bytes).expect("text");
        for (name, value) in TYPED {
            let encoded = base64::engine::general_purpose::STANDARD.encode(value);
            assert!(!text.contains(value) && !text.contains(&encoded), "{name} stands in {path}");
        }
    }
}

#[test]
fn what_is_sealed_or_encrypted_has_no_value_in_any_file() {
    for (form, file, words) in [
        ("sealed", "forum/secrets/sealed-secret.yaml", "encryptedData:"),
        ("sops", "forum/secrets/secret.sops.yaml", "ENC[AES256_GCM,"),
    ] {
        let dir = dir(&format!("travelling-{form}"), form);
        rendered(&dir, &["--secrets-from-env", "--no-new-secrets"], TYPED).fine();
        let text = dir.read(file);
        assert!(text.contains(words) && !text.contains("encrypted when you download"), "{text}");
        for (name, _) in TYPED {
            assert!(text.contains(&format!("  {name}: ")), "{name} is not in it: {text}");
        }
        assert!(!dir.has("forum/secrets/secret.yaml"));
        nowhere(&dir);
    }
}

#[test]
fn values_in_use_that_cannot_be_read_are_never_replaced_by_new_ones() {
    for form in ["sealed", "sops"] {
        let dir = dir(&format!("in-use-{form}"), form);
        let first = rendered(&dir, &[], &[]);
        assert!(first.err.contains("Generated, and readable only"), "{}", first.err);
        first.fine();
        let before = dir.tree("forum");
        for more in [&["--force"][..], &["--force", "--upgrade-from", "forum"]] {
            let said = rendered(&dir, more, &[]);
            assert_eq!(said.status, 2, "{said:?}");
            assert!(said.err.contains("in use") && said.err.contains("POSTGRES_PASSWORD, "), "{}", said.err);
            assert_eq!(dir.tree("forum"), before, "something was written");
        }
        let said = dir.run(&["render", "plan.yaml", "--out", "other", "--secrets-from", "forum"]);
        assert_eq!((said.status, dir.has("other")), (2, false));
        assert!(said.err.contains("cannot be read here"), "{}", said.err);

        // Who knows them goes on with them; another forum has others.
        rendered(&dir, &["--force", "--secrets-from-env"], TYPED).fine();
        nowhere(&dir);
        dir.run(&["render", "plan.yaml", "--out", "other"]).fine();
    }
}

#[test]
fn a_part_that_is_new_gets_its_secret_though_the_others_cannot_be_read() {
    let dir = dir("newly", "sealed");
    rendered(&dir, &["--secrets-from-env"], TYPED).fine();
    let plan = dir.read("plan.yaml");
    let redis = plan.find("\nredis:").expect("redis");
    let (head, tail) = plan.split_at(redis);
    dir.write("plan.yaml", format!("{head}{}", tail.replacen("  mode: single", "  mode: sentinel", 1)));
    let said = rendered(&dir, &["--force", "--secrets-from-env"], TYPED);
    assert!(said.err.contains("REDIS_SENTINEL_PASSWORD"), "{said:?}");
    said.fine();
}

#[test]
fn of_values_in_a_store_none_is_generated() {
    let dir = dir("store", "external");
    let said = rendered(&dir, &["--no-new-secrets"], &[]);
    assert!(!said.err.contains("Generated"), "{}", said.err);
    said.fine();
    assert!(dir.read("forum/secrets/external-secret.yaml").contains("kind: ExternalSecret"));
    rendered(&dir, &["--force"], &[]).fine();
}

#[test]
fn without_a_certificate_nothing_is_written_in_clear_text_instead() {
    let dir = TestDir::new("no-certificate");
    dir.plan("plan.yaml", "trial", &["secrets.form=sealed"]);
    let said = rendered(&dir, &["--allow-errors"], &[]);
    assert_eq!((said.status, dir.has("forum")), (2, false), "{said:?}");
    assert!(said.err.contains("key to encrypt the secrets with"), "{}", said.err);
}
