//! `forum-planner render`: the same bytes as the library's and so the page's, and no file of the operator is lost.

use std::fs;
use std::io::{Cursor, Read};

use planner::bundle::checksums;
use planner::import::archive::save;
use planner::outcome::outcome;
use planner::presets::PRESETS;
use planner::secrets::SecretKey;
use planner::stack::secrets::options::Form;
use planner::stack::secrets::{file, is_sealed};
use proptest::prelude::*;
use zip::ZipArchive;

use crate::{TestDir, golden, tree};
use test_support::choices::CHOICES;
use test_support::{any_plan, any_secrets};

#[test]
fn every_golden_bundle_comes_out_of_its_plan_byte_for_byte_as_folder_and_as_zip() {
    let dir = TestDir::new("golden");
    for key in PRESETS.iter().map(|preset| preset.key).chain(CHOICES.iter().map(|(key, _)| *key)) {
        let golden = golden(key);
        let plan = golden.join("plan.yaml");
        let (plan, from) = (plan.to_str().expect("UTF-8"), golden.to_str().expect("UTF-8"));
        let zip = format!("{key}.zip");
        let common = ["--secrets-from", from, "--no-new-secrets", "--allow-errors"];
        dir.run(&[&["render", plan, "--out", key][..], &common].concat()).fine();
        dir.run(&[&["render", plan, "--zip", &zip][..], &common].concat()).fine();
        assert!(dir.tree(key) == tree(&golden), "{key} differs from its golden bundle");
        // The zip holds the same, and reading either back makes it again.
        for source in [key, &zip] {
            dir.run(&[
                "render",
                source,
                "--zip",
                "again.zip",
                "--force",
                "--allow-errors",
                "--no-new-secrets",
            ])
            .fine();
            let (one, again) = (fs::read(dir.path(&zip)).unwrap(), fs::read(dir.path("again.zip")).unwrap());
            assert!(one == again, "{source} makes another zip");
        }
    }
}

#[test]
fn a_plan_with_errors_is_rendered_only_with_a_flag() {
    let dir = TestDir::new("errors");
    dir.plan("plan.yaml", "small-production", &[]);
    let said = dir.run(&["render", "plan.yaml", "--out", "forum"]);
    assert_eq!((said.status, dir.has("forum")), (1, false), "{said:?}");
    assert!(said.err.contains("error: ") && said.err.contains(" (site.host) [FP018]"), "{}", said.err);
    dir.run(&["render", "plan.yaml", "--out", "forum", "--allow-errors"]).fine();
    assert!(dir.read("forum/README.md").contains("FP018"));
}

#[test]
fn nothing_is_written_over_without_force() {
    let dir = TestDir::new("over");
    dir.plan("plan.yaml", "trial", &[]);
    dir.write("forum/notes.txt", "mine");
    dir.write("forum.zip", "mine");
    for words in [["--out", "forum"], ["--zip", "forum.zip"]] {
        let said = dir.run(&[&["render", "plan.yaml"][..], &words].concat());
        assert_eq!(said.status, 2);
        assert!(said.err.contains("--force"), "{}", said.err);
    }
    assert_eq!(dir.tree("forum").len(), 1);
    assert_eq!(dir.read("forum.zip"), "mine");
    // An empty folder is as good as none.
    fs::create_dir(dir.path("empty")).unwrap();
    dir.run(&["render", "plan.yaml", "--out", "empty"]).fine();
}

#[test]
fn a_folder_that_is_no_bundle_keeps_its_files_even_with_force() {
    let dir = TestDir::new("foreign");
    dir.plan("plan.yaml", "trial", &[]);
    dir.write("repository/README.md", "# Ours\n");
    dir.write("repository/docs/page.md", "x");
    let said = dir.run(&["render", "plan.yaml", "--out", "repository", "--force"]);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.err.contains("repository/README.md: there is no bundle"), "{}", said.err);
    assert_eq!(dir.tree("repository").len(), 2);
    fs::remove_file(dir.path("repository/README.md")).unwrap();
    dir.run(&["render", "plan.yaml", "--out", "repository", "--force"]).fine();
    assert_eq!(dir.read("repository/docs/page.md"), "x");
}

#[test]
fn rendering_again_keeps_secrets_and_files_of_ones_own_and_takes_old_files_away() {
    let dir = TestDir::new("again");
    dir.plan("plan.yaml", "trial", &["monitoring.style=annotations", "pgbouncer.enabled=true"]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    let secret = dir.read("forum/secrets/secret.yaml");
    assert!(
        dir.has("forum/base/22-pgbouncer.yaml")
            || dir.tree("forum").iter().any(|(path, _)| path.contains("pgbouncer"))
    );
    dir.write("forum/apps/page.yaml", "kind: ConfigMap\n");
    dir.write("forum/secrets/mine.yaml", "kind: Secret\n");
    let kustomization = "resources: [base, secrets, apps/page.yaml]\n# mine\n";
    dir.write("forum/Kustomization", kustomization);
    dir.write("forum/base/40-web.yaml", "kind: Nothing\n");

    dir.plan("next.yaml", "trial", &["site.host=talk.localhost"]);
    let said = dir.run(&["render", "next.yaml", "--out", "forum", "--force"]);
    assert!(!said.err.contains("Generated"), "{}", said.err);
    said.fine();
    assert_eq!(dir.read("forum/secrets/secret.yaml"), secret);
    assert_eq!(dir.read("forum/apps/page.yaml"), "kind: ConfigMap\n");
    assert_eq!(dir.read("forum/secrets/mine.yaml"), "kind: Secret\n");
    assert_eq!(dir.read("forum/Kustomization"), kustomization);
    assert!(
        dir.read("forum/base/40-web.yaml").contains("misago"),
        "what was changed in base/ is the planner's again"
    );
    let left: Vec<String> = dir.tree("forum").into_iter().map(|(path, _)| path).collect();
    assert!(!left.iter().any(|path| path.contains("pgbouncer") || path.contains("monitoring")), "{left:?}");
    // A file of the earlier bundle that was edited stays, and the program says so.
    dir.run(&["render", "plan.yaml", "--out", "forum", "--force"]).fine();
    let path = dir
        .tree("forum")
        .into_iter()
        .map(|(path, _)| path)
        .find(|path| path.contains("pgbouncer"))
        .expect("it");
    dir.write(&format!("forum/{path}"), "mine");
    let said = dir.run(&["render", "next.yaml", "--out", "forum", "--force"]);
    assert!(
        said.err.contains(&format!("forum/{path}: it is no longer part of this bundle and was kept.")),
        "{}",
        said.err
    );
    assert_eq!(dir.read(&format!("forum/{path}")), "mine");
}

#[test]
fn a_plan_in_ones_own_words_stays_so_when_its_own_folder_is_rendered() {
    let dir = TestDir::new("words");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    let mine =
        dir.read("forum/plan.yaml").replace("  replicas: 1\n", "  replicas: 2 # as agreed on Monday\n");
    dir.write("forum/plan.yaml", &mine);
    dir.run(&["render", "forum/plan.yaml", "--out", "forum", "--force"]).fine();
    assert_eq!(dir.read("forum/plan.yaml"), mine);
    assert!(dir.read("forum/base/60-nginx.yaml").contains("replicas: 2"));
    assert_eq!(dir.run(&["diff", "forum", "forum/plan.yaml"]).fine(), "Nothing differs.\n");
}

#[test]
fn files_of_ones_own_travel_from_bundle_to_bundle() {
    let dir = TestDir::new("own");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    dir.write("forum/apps/page.yaml", "kind: ConfigMap\n");
    dir.write("forum/Kustomization", "resources: [base, secrets, apps/page.yaml]\n");
    dir.run(&["render", "forum", "--zip", "one.zip"]).fine();
    dir.run(&["render", "one.zip", "--out", "two"]).fine();
    assert!(dir.tree("two") == dir.tree("forum"));
    // A changed plan after an earlier bundle: as if that had been loaded on the page.
    dir.plan("next.yaml", "trial", &["nginx.replicas=2"]);
    dir.run(&["render", "next.yaml", "--out", "three", "--upgrade-from", "one.zip"]).fine();
    assert_eq!(dir.read("three/apps/page.yaml"), "kind: ConfigMap\n");
    assert_eq!(dir.read("three/secrets/secret.yaml"), dir.read("forum/secrets/secret.yaml"));
    assert!(
        dir.read("three/README.md").contains("Deployment/nginx"),
        "the README does not tell the way over"
    );
    assert!(!dir.read("two/README.md").contains("Deployment/nginx"));
}

#[cfg(unix)]
#[test]
fn a_link_is_never_followed_to_write_somewhere_else() {
    use std::os::unix::fs::symlink;
    let dir = TestDir::new("links");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    dir.run(&["render", "plan.yaml", "--zip", "kept.zip", "--secrets-from", "forum"]).fine();
    let again = ["render", "plan.yaml", "--out", "forum", "--force", "--secrets-from", "kept.zip"];
    dir.write("elsewhere/secret.yaml", "precious");
    dir.write("precious.md", "precious");
    fs::remove_dir_all(dir.path("forum/secrets")).unwrap();
    symlink(dir.path("elsewhere"), dir.path("forum/secrets")).unwrap();
    let said = dir.run(&again);
    assert_eq!(said.status, 2, "{said:?}");
    assert!(said.err.contains("forum/secrets: it is not a folder"), "{}", said.err);
    fs::remove_file(dir.path("forum/secrets")).unwrap();
    fs::remove_file(dir.path("forum/README.md")).unwrap();
    symlink(dir.path("precious.md"), dir.path("forum/README.md")).unwrap();
    dir.run(&again).fine();
    assert_eq!(
        (dir.read("elsewhere/secret.yaml"), dir.read("precious.md")),
        ("precious".into(), "precious".into())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_plan_with_any_secrets_gives_the_librarys_bytes(plan in any_plan(), mut secrets in any_secrets()) {
        let mut letters = (0_u8..248).cycle();
        secrets.fill(&plan, || letters.next().unwrap_or_default());
        let variables: Vec<(&str, &str)> =
            SecretKey::ALL.iter().map(|key| (key.env(), secrets.get(*key))).collect();
        let dir = TestDir::new("any-plan");
        let words = ["render", "-", "--zip", "forum.zip", "--secrets-from-env", "--no-new-secrets", "--allow-errors"];
        let said = dir.run_with(&words, save(&plan).as_bytes(), &variables);
        let (mut files, name) = (outcome(&plan, &secrets).files, plan.site.name.as_str());
        checksums::add(&mut files);
        let delivery = &plan.secrets;
        let keyless = match delivery.form {
            Form::Sealed => delivery.certificate.as_ref().is_none_or(|it| it.certified().is_none()),
            Form::Sops => delivery.recipients.is_none(),
            Form::Plain | Form::External => false,
        };
        if keyless {
            prop_assert_eq!((said.status, dir.has("forum.zip")), (2, false), "{:?}", said);
            return Ok(());
        }
        prop_assert_eq!(said.status, 0, "{:?}", said);
        let made = fs::read(dir.path("forum.zip")).unwrap();
        if !is_sealed(&plan) {
            prop_assert!(made == files.to_zip(name).unwrap(), "other bytes");
            return Ok(());
        }
        // What is encrypted is another text each time.
        let mut zip = ZipArchive::new(Cursor::new(made)).unwrap();
        prop_assert_eq!(zip.len(), files.iter().count());
        for (path, expected) in files.iter() {
            let mut text = String::new();
            zip.by_name(&format!("{name}/{path}")).unwrap().read_to_string(&mut text).unwrap();
            prop_assert!((text == expected.text) != (path == file(&plan)), "{}", path);
        }
    }
}

#[test]
fn what_the_planner_wrote_for_another_plan_is_not_called_edited() {
    let dir = TestDir::new("other-plan");
    dir.plan("plan.yaml", "trial", &[]);
    dir.run(&["render", "plan.yaml", "--out", "forum"]).fine();
    // Changed where it lies: what is in the folder is then not what its plan makes.
    let plan = dir.read("forum/plan.yaml");
    dir.write("forum/plan.yaml", plan.replacen("replicas: 1", "replicas: 2", 1));
    let again = ["render", "forum/plan.yaml", "--out", "forum", "--force"];
    let said = dir.run(&again);
    assert!(!said.err.contains("replaced/"), "{}", said.err);
    said.fine();
    assert!(!dir.has("forum/replaced"));
    // As sha256sum reads them; the README is among them, and no secret is.
    let list = dir.read("forum/checksums.txt");
    assert!(list.contains("  README.md\n") && !list.contains("secrets/"), "{list}");
}

#[test]
fn an_edit_in_the_planners_files_is_named_and_kept_beside_the_new_ones() {
    let dir = TestDir::new("edited");
    dir.plan("plan.yaml", "trial", &[]);
    let common = ["--allow-errors"];
    dir.run(&[&["render", "plan.yaml", "--out", "forum"][..], &common].concat()).fine();
    let edited = "forum/image/requirements.txt";
    let before = fs::read_to_string(dir.path(edited)).unwrap();
    fs::write(dir.path(edited), format!("{before}mine==1.0\n")).unwrap();

    let upgraded = ["render", "plan.yaml", "--out", "next", "--upgrade-from", "forum"];
    let said = dir.run(&[&upgraded[..], &common].concat());
    assert!(said.err.contains("image/requirements.txt") && said.err.contains("replaced/"), "{}", said.err);
    let kept = fs::read_to_string(dir.path("next/replaced/image/requirements.txt")).unwrap();
    assert!(kept.ends_with("mine==1.0\n"));

    let said = dir.run(&[&["render", "plan.yaml", "--out", "forum", "--force"][..], &common].concat());
    assert!(said.err.contains("image/requirements.txt") && said.err.contains("replaced/"), "{}", said.err);
    assert_eq!(fs::read_to_string(dir.path(edited)).unwrap(), before);
    let kept = fs::read_to_string(dir.path("forum/replaced/image/requirements.txt")).unwrap();
    assert!(kept.ends_with("mine==1.0\n"));

    // Once more, and there is nothing new to say; what was kept stays.
    let said = dir.run(&[&["render", "plan.yaml", "--out", "forum", "--force"][..], &common].concat());
    assert!(!said.err.contains("replaced/"), "{}", said.err);
    assert!(dir.has("forum/replaced/image/requirements.txt"));

    // Another edit of the same file takes nothing from the first one.
    fs::write(dir.path(edited), format!("{before}second==2.0\n")).unwrap();
    dir.run(&[&["render", "plan.yaml", "--out", "forum", "--force"][..], &common].concat());
    let kept = |name: &str| fs::read_to_string(dir.path(&format!("forum/replaced/image/{name}"))).unwrap();
    assert!(kept("requirements.txt").ends_with("mine==1.0\n"));
    assert!(kept("requirements.txt.1").ends_with("second==2.0\n"));
}
