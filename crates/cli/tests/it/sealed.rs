//! A bundle with sealed secrets, rendered again: the program asks for values that it cannot read, in every form of the
//! bundle, and never replaces them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::{RunResult, TestDir};
use test_support::{CERTIFICATE, RECIPIENT};

const NAMES: [&str; 4] = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "DJANGO_SECRET_KEY", "SUPERUSER_PASSWORD"];

/// A trial with other answers, those of its form first.
fn plan(dir: &TestDir, name: &str, form: &str, answers: &[&str]) {
    let certificate = format!("secrets.certificate={}", CERTIFICATE.trim());
    let recipients = format!("secrets.recipients={}", RECIPIENT.trim());
    let form = format!("secrets.form={form}");
    let own = [form.as_str(), &certificate, &recipients, "secrets.store=vault"];
    dir.plan(name, "trial", &[&own[..], answers].concat());
}

/// Renders with one value for each secret, the name and a word.
fn with_values(dir: &TestDir, words: &[&str], word: &str) -> RunResult {
    let values: Vec<(&str, String)> = NAMES.iter().map(|name| (*name, value(name, word))).collect();
    let given: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    dir.run_with(&[words, &["--secrets-from-env"]].concat(), b"", &given)
}

fn value(name: &str, word: &str) -> String {
    format!("{name}-{word}-0123456789")
}

/// A Secret as a cluster prints it, with what a cluster adds.
fn of_a_cluster(word: &str) -> String {
    let data = NAMES.iter().map(|name| format!("  {name}: {}\n", STANDARD.encode(value(name, word))));
    format!(
        "apiVersion: v1\ndata:\n{}kind: Secret\nmetadata:\n  name: forum-secrets\n  ownerReferences:\n  - kind: SealedSecret\n    \
         name: forum-secrets\ntype: Opaque\n",
        data.collect::<String>()
    )
}

#[test]
fn the_hour_that_sops_notes_is_that_of_the_rendering() {
    let dir = TestDir::new("hour");
    plan(&dir, "plan.yaml", "sops", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    let text = dir.read("forum/secrets/secret.sops.yaml");
    let hour = text.lines().find_map(|line| line.trim().strip_prefix("lastmodified: ")).expect("an hour");
    // Written in this century and not at the beginning of time.
    assert!(hour.trim_matches(['"', '\'']) > "2025-01-01T00:00:00Z", "{hour}");
}

#[test]
fn rendering_again_never_puts_new_passwords_in_the_place_of_those_that_cannot_be_read() {
    for (form, file, way) in [
        ("sealed", "secrets/sealed-secret.yaml", "`kubectl --namespace forum get secret forum-secrets"),
        ("sops", "secrets/secret.sops.yaml", "`sops decrypt secrets/secret.sops.yaml` or `kubectl "),
    ] {
        let dir = TestDir::new(&format!("again-{form}"));
        plan(&dir, "plan.yaml", form, &[]);
        dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
        dir.run(&["render", "plan.yaml", "--zip", "forum.zip"]).fine();
        let before = dir.tree("forum");
        plan(&dir, "next.yaml", form, &["nginx.replicas=2"]);
        for words in [
            &["render", "next.yaml", "--out", "forum", "--force"][..],
            &["render", "forum", "--zip", "new.zip"],
            &["render", "forum.zip", "--out", "new"],
            &["render", "next.yaml", "--zip", "new.zip", "--upgrade-from", "forum.zip", "--allow-errors"],
        ] {
            let said = dir.run(words);
            assert_eq!((said.status, said.out.as_str()), (2, ""), "{words:?} {said:?}");
            assert!(
                said.err.contains(&format!("{file} has values that cannot be read here")),
                "{}",
                said.err
            );
            for name in NAMES {
                assert!(said.err.contains(name), "{}", said.err);
            }
            assert!(said.err.contains(way) && said.err.contains("--secrets-from-env"), "{}", said.err);
        }
        assert!(
            dir.tree("forum") == before && !dir.has("new") && !dir.has("new.zip"),
            "something was written"
        );
        let said = dir.run(&["render", "next.yaml", "--zip", "new.zip", "--secrets-from", "forum"]);
        assert_eq!(said.status, 2);
        assert!(said.err.contains(&format!("forum: its {file} has values that cannot")), "{}", said.err);
    }
}

#[test]
fn with_the_values_that_run_a_sealed_folder_is_rendered_again() {
    let dir = TestDir::new("given");
    plan(&dir, "plan.yaml", "sealed", &["pgbouncer.enabled=true"]);
    with_values(&dir, &["render", "plan.yaml", "--out", "forum"], "as-it-runs").fine();
    let base = dir.read("forum/base/40-web.yaml");
    // As the cluster prints them: the pods see the same secrets, and do not roll.
    dir.write("cluster.yaml", of_a_cluster("as-it-runs"));
    let words = ["render", "plan.yaml", "--out", "forum", "--force", "--secrets-from"];
    let said = dir.run(&[&words[..], &["cluster.yaml"]].concat());
    assert!(!said.err.contains("Generated"), "{}", said.err);
    said.fine();
    assert_eq!(dir.read("forum/base/40-web.yaml"), base);
    dir.run_with(&[&words[..], &["-"]].concat(), of_a_cluster("as-it-runs").as_bytes(), &[]).fine();
    assert_eq!(dir.read("forum/base/40-web.yaml"), base);
    // What the bundle has no more goes, though its secrets could not be read.
    plan(&dir, "next.yaml", "sealed", &[]);
    dir.run(&["render", "next.yaml", "--out", "forum", "--force", "--secrets-from", "cluster.yaml"]).fine();
    assert!(!dir.tree("forum").iter().any(|(path, _)| path.contains("pgbouncer")), "it is still there");
    // They are those that run: nothing is lost by changing over.
    let words = ["render", "next.yaml", "--zip", "new.zip", "--upgrade-from", "forum"];
    with_values(&dir, &words, "as-it-runs").fine();
}

#[test]
fn a_form_that_is_changed_in_the_folders_own_plan_takes_the_values_along_or_nothing() {
    let dir = TestDir::new("in-place");
    plan(&dir, "plan.yaml", "plain", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    let (secret, base) = (dir.read("forum/secrets/secret.yaml"), dir.read("forum/base/40-web.yaml"));
    let change = |from: &str, to: &str| {
        let (from, to) = (format!("  form: {from}\n"), format!("  form: {to}\n"));
        dir.write("forum/plan.yaml", dir.read("forum/plan.yaml").replace(&from, &to));
    };
    change("plain", "sealed");
    let again = ["render", "forum/plan.yaml", "--out", "forum", "--force"];
    let said = dir.run(&again);
    assert!(!said.err.contains("Generated"), "{}", said.err);
    assert!(said.err.contains("forum/secrets/secret.yaml: it is no longer part"), "{}", said.err);
    said.fine();
    assert!(dir.has("forum/secrets/sealed-secret.yaml"));
    assert_eq!((dir.read("forum/secrets/secret.yaml"), dir.read("forum/base/40-web.yaml")), (secret, base));
    // Beside the sealed Secret the clear one may be outdated, so it is used only when the caller says so.
    assert_eq!(dir.run(&again).status, 2);
    dir.run(&[&again[..], &["--secrets-from", "forum/secrets/secret.yaml"]].concat()).fine();
    // The way back is as careful.
    std::fs::remove_file(dir.path("forum/secrets/secret.yaml")).expect("it was there");
    change("sealed", "plain");
    let said = dir.run(&again);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.err.contains("secrets/sealed-secret.yaml has values"), "{}", said.err);
}

#[test]
fn what_would_apply_the_secret_of_the_form_before_is_taken_away_or_named() {
    let dir = TestDir::new("old-secret");
    plan(&dir, "plan.yaml", "plain", &[]);
    plan(&dir, "next.yaml", "sops", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    let theirs = dir.read("forum/Kustomization").replace("# ", "# mine: ");
    dir.write("forum/Kustomization", &theirs);
    let said = dir.run(&["render", "next.yaml", "--out", "forum", "--force"]);
    assert!(said.err.contains("Kustomization lists secrets"), "{}", said.err);
    said.fine();
    // It names the Secret in clear text, which stays because its values may be nowhere else.
    assert!(dir.has("forum/secrets/secret.yaml") && !dir.has("forum/secrets/Kustomization"));
    assert_eq!(dir.read("forum/Kustomization"), theirs);
}

#[test]
fn the_readme_takes_the_values_that_run_over_to_the_form_that_comes() {
    let dir = TestDir::new("way-over");
    for form in ["plain", "sealed", "external"] {
        plan(&dir, &format!("{form}.yaml"), form, &[]);
    }
    dir.run(&["render", "plain.yaml", "--out", "plain"]).fine();
    let readme = |form: &str, running: &str| {
        let plan = format!("{form}.yaml");
        let folder = format!("{form}-next");
        dir.run(&["render", &plan, "--out", &folder, "--upgrade-from", running]).fine();
        dir.read(&format!("{folder}/README.md"))
    };
    assert!(readme("external", "plain").contains("entry `forum`"));
    assert!(
        readme("sealed", "plain.yaml")
            .contains("| forum-planner render plan.yaml --out . --force --upgrade-from ../before")
    );
}

#[test]
fn secrets_in_an_external_store_are_not_generated() {
    let dir = TestDir::new("store");
    plan(&dir, "plan.yaml", "external", &[]);
    let words = ["render", "plan.yaml", "--out", "forum", "--force", "--no-new-secrets"];
    let said = dir.run(&words);
    assert!(!said.err.contains("Generated"), "{}", said.err);
    said.fine();
    let before = dir.tree("forum");
    assert!(dir.has("forum/secrets/external-secret.yaml") && !dir.has("forum/secrets/secret.yaml"));
    dir.run(&words).fine();
    assert!(dir.tree("forum") == before, "rendering again changes something");
    // Out of the store again: the database knows what lies there.
    plan(&dir, "next.yaml", "plain", &[]);
    let said = dir.run(&["render", "next.yaml", "--out", "forum", "--force"]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.err.contains("secrets/external-secret.yaml has values"), "{}", said.err);
}

#[test]
fn who_checks_or_compares_a_sealed_bundle_hears_nothing_of_a_page() {
    let dir = TestDir::new("no-page");
    plan(&dir, "plan.yaml", "sealed", &[]);
    dir.run(&["render", "plan.yaml", "--zip", "forum.zip"]).fine();
    for words in [&["check", "forum.zip"][..], &["diff", "forum.zip", "plan.yaml"], &["what-if", "forum.zip"]]
    {
        let said = dir.run(words);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{words:?}");
    }
}
