//! The operator's own files: they are loaded and downloaded unchanged, and nothing else in an archive does harm.

use std::io::{Cursor, Read, Write};
use std::sync::LazyLock;

use planner::bundle::checksums;
use planner::files::{FileTree, OwnFile, OwnFiles};
use planner::import::archive::{Loaded, load, remarks};
use planner::outcome::outcome;
use planner::plan::Plan;
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use test_support::{any_plan, any_secrets, mentions, published_secrets};

fn file(bytes: &[u8]) -> OwnFile {
    OwnFile { bytes: bytes.to_vec(), executable: false }
}

static MADE: LazyLock<FileTree> = LazyLock::new(|| {
    let plan = Plan::default();
    outcome(&plan, &published_secrets(&plan)).files
});

fn made() -> FileTree {
    MADE.clone()
}

/// The planner's files alone, as another program packs them.
static PACKED: LazyLock<Vec<u8>> = LazyLock::new(|| archive(&[]));

/// An archive as another program writes it: the planner's files, some of them changed, and more files.
fn archive(more: &[(&str, &[u8])]) -> Vec<u8> {
    let made = made();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (path, file) in made.iter().filter(|(path, _)| more.iter().all(|(other, _)| other != path)) {
        zip.start_file(format!("forum/{path}"), options).unwrap();
        zip.write_all(file.text.as_bytes()).unwrap();
    }
    for (path, bytes) in more {
        zip.start_file(format!("forum/{path}"), options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn own(loaded: &Loaded) -> &OwnFiles {
    loaded.own().expect("a bundle")
}

/// The one note that begins like this.
fn says<'a>(loaded: &'a Loaded, beginning: &str) -> &'a str {
    loaded
        .notes
        .iter()
        .find(|note| note.starts_with(beginning))
        .unwrap_or_else(|| panic!("no “{beginning}” in {:#?}", loaded.notes))
}

#[test]
fn files_of_ones_own_go_through_two_downloads_byte_for_byte() {
    let kustomization = b"resources:\n- ./base\n- secrets/\n- apps/page.yaml\n# mine\n";
    let binary: Vec<u8> = (0..=255).collect();
    let first = archive(&[
        ("apps/page.yaml", b"kind: ConfigMap\n"),
        ("pictures/logo.png", &binary),
        ("pictures/\u{fc}ber uns.txt", b""),
        ("Kustomization", kustomization),
    ]);
    let loaded = load(&first).unwrap();
    assert_eq!(loaded.notes, Vec::<String>::new());
    assert_eq!(own(&loaded).len(), 4);
    let files = outcome(&loaded.project.plan, &loaded.project.secrets).files;
    let second = files.to_zip_with("forum", own(&loaded)).unwrap();

    let mut zip = ZipArchive::new(Cursor::new(second.clone())).unwrap();
    for (path, bytes) in [("pictures/logo.png", binary.as_slice()), ("Kustomization", kustomization)] {
        let mut back = Vec::new();
        zip.by_name(&format!("forum/{path}")).unwrap().read_to_end(&mut back).unwrap();
        assert_eq!(back, bytes, "{path}");
    }
    let again = load(&second).unwrap();
    assert_eq!(again.own(), loaded.own());
    assert_eq!(files.to_zip_with("forum", own(&again)).unwrap(), second);
}

#[test]
fn a_bundle_as_it_was_downloaded_brings_no_files_of_ones_own() {
    let loaded = load(&made().to_zip("forum").unwrap()).unwrap();
    assert!(own(&loaded).is_empty(), "{:?}", loaded.own());
    // Nor do the comments that earlier planners wrote over it.
    let made = made();
    let text = &made.get(FileTree::KUSTOMIZATION).unwrap().text;
    let (_, resources) = text.split_once("apiVersion").unwrap();
    for comment in [
        "Yours: patches and further resources go here. A new bundle brings this file as it was at first,\n\
         # so keep your own copy of it when you unpack one.",
        "Yours: patches and further resources go here. Load the zip of this folder in Forum Planner, and the\n\
         # next bundle brings this file and others of yours along as they are.",
    ] {
        let before = format!("# {comment}\napiVersion{resources}");
        let loaded = load(&archive(&[("Kustomization", before.as_bytes())])).unwrap();
        assert!(own(&loaded).is_empty(), "{:?}", loaded.own());
    }
}

#[test]
fn what_was_changed_in_the_planners_files_is_named_file_by_file_and_kept_beside() {
    let edited: [(&str, &[u8]); 3] = [
        ("base/40-web.yaml", b"kind: Nothing\n"),
        ("image/requirements.txt", b"django==4.2.8\nmine==1.0\n"),
        ("image/forum/settings.py", b"DEBUG = False\n# mine\n"),
    ];
    let first = archive(&[edited[0], edited[1], edited[2], ("base/90-mine.yaml", b"x")]);
    let loaded = load(&first).unwrap();
    let note = says(&loaded, "Different from what this planner makes: ");
    for (path, bytes) in edited {
        assert!(note.contains(path), "{note}");
        let kept = own(&loaded).get(&format!("replaced/{path}")).expect("it is kept");
        assert_eq!(kept.bytes, bytes);
    }
    assert!(note.contains("edited, or made by another version"), "{note}");
    says(&loaded, "base/90-mine.yaml was left out");
    assert_eq!(loaded.notes.len(), 2, "{:#?}", loaded.notes);
    // The next download has both, and says no more about it.
    let again = load(&made().to_zip_with("forum", own(&loaded)).unwrap()).unwrap();
    assert_eq!((own(&again), again.notes.len()), (own(&loaded), 0));
}

#[test]
fn with_checksums_an_edit_is_told_from_what_another_plan_or_version_made() {
    let mut listed = made();
    listed.add("base/40-web.yaml", "web", "kind: Another\n");
    checksums::add(&mut listed);
    let list = listed.get(checksums::PATH).unwrap().text.clone();
    let edited: (&str, &[u8]) = ("image/requirements.txt", b"django==4.2.8\nmine==1.0\n");
    // As another version wrote it, with the line ends of another system.
    let others: (&str, &[u8]) = ("base/40-web.yaml", b"kind: Another\r\n");
    let loaded = load(&archive(&[edited, others, (checksums::PATH, list.as_bytes())])).unwrap();
    let note = says(&loaded, "Edited since the planner wrote it: image/requirements.txt.");
    assert!(!note.contains("another version"), "{note}");
    assert_eq!(loaded.notes.len(), 1, "{:#?}", loaded.notes);
    assert_eq!(own(&loaded).len(), 1, "the edit, and neither the list nor the planner's own work");
    assert!(own(&loaded).get("replaced/image/requirements.txt").is_some());
    // What an image was built from another time goes with other manifests.
    let mut listed = made();
    listed.add("image/forum/wait.py", "image", "pass\n");
    checksums::add(&mut listed);
    let loaded = load(&listed.to_zip("forum").unwrap()).unwrap();
    says(&loaded, "Made by another version of the planner, or for another plan: image/forum/wait.py. ");
    assert!(
        loaded.notes[0].contains("build the image anew") && own(&loaded).is_empty(),
        "{:?}",
        loaded.notes
    );
    // A list that is damaged knows nothing.
    let loaded = load(&archive(&[edited, (checksums::PATH, b"\xff\n0  base\n")])).unwrap();
    says(&loaded, "Different from what this planner makes: image/requirements.txt");
}

#[test]
fn with_checksums_an_edit_is_seen_though_the_secrets_are_not_there() {
    let mut listed = made();
    checksums::add(&mut listed);
    let edited = "kind: Nothing\n";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in listed.iter().filter(|(path, _)| !path.starts_with("secrets/")) {
        let text = if path == "base/40-web.yaml" { edited } else { &file.text };
        zip.start_file(format!("forum/{path}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let loaded = load(&zip.finish().unwrap().into_inner()).unwrap();
    says(&loaded, "Edited since the planner wrote it: base/40-web.yaml.");
    assert_eq!(loaded.notes.len(), 1, "{:#?}", loaded.notes);
}

#[test]
fn many_changed_files_are_one_note() {
    let others: Vec<String> =
        made().iter().map(|(path, _)| path.to_owned()).filter(|p| p.starts_with("base/")).collect();
    let more: Vec<(&str, &[u8])> = others.iter().map(|path| (path.as_str(), b"x".as_slice())).collect();
    let loaded = load(&archive(&more)).unwrap();
    let note = says(&loaded, "Different from what this planner makes: base/00-namespace.yaml, ");
    assert!(others.iter().all(|path| note.contains(path.as_str())), "{note}");
    assert_eq!(loaded.notes.len(), 1);
}

#[test]
fn without_its_secret_a_bundle_is_not_called_changed_by_hand() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in made().iter().filter(|(path, _)| !path.starts_with("secrets/")) {
        zip.start_file(format!("forum/{path}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(file.text.as_bytes()).unwrap();
    }
    let loaded = load(&zip.finish().unwrap().into_inner()).unwrap();
    assert_eq!((loaded.secrets().is_none(), loaded.notes), (true, Vec::new()));
}

#[test]
fn a_kustomization_that_leaves_the_planners_folders_out_is_remarked() {
    let loaded = load(&archive(&[("Kustomization", b"resources: [base]\n# - secrets\n")])).unwrap();
    says(&loaded, "Your Kustomization does not list secrets among its resources");
    // The same file is right once Git applies the bundle, and one that names them is not.
    let mut plan = (*loaded.project.plan).clone();
    plan.gitops.tool = planner::stack::gitops::options::Tool::ArgoCd;
    plan.gitops.repository = Some("https://git.example.org/forum.git".parse().unwrap());
    let by_git = outcome(&plan, &published_secrets(&plan)).files;
    assert_eq!(remarks(&by_git, own(&loaded)), Vec::<String>::new());
    let both = load(&archive(&[("Kustomization", b"resources: [base, secrets]\n")])).unwrap();
    assert!(remarks(&by_git, own(&both))[0].contains("lists secrets"));
}

#[test]
fn a_kustomization_that_names_the_secret_of_another_form_is_remarked() {
    let theirs = b"resources:\n- base\n- secrets\n- ./secrets/secret.yaml # the old one\n";
    let loaded = load(&archive(&[("Kustomization", theirs)])).unwrap();
    assert_eq!(remarks(&made(), own(&loaded)), Vec::<String>::new());
    let mut plan = (*loaded.project.plan).clone();
    plan.secrets.form = planner::stack::secrets::options::Form::Sealed;
    let sealed = outcome(&plan, &published_secrets(&plan)).files;
    let remarks = remarks(&sealed, own(&loaded));
    assert!(mentions(&remarks[0], &["secrets/secret.yaml"]), "{remarks:?}");
}

#[test]
fn a_kustomization_by_another_of_its_names_stands_in_for_the_planners() {
    let loaded = load(&archive(&[("kustomization.yaml", b"resources: [base, secrets]\n")])).unwrap();
    assert_eq!(loaded.notes, Vec::<String>::new());
    let zip = made().to_zip_with("forum", own(&loaded)).unwrap();
    let names: Vec<String> = names(&zip);
    assert!(names.contains(&"forum/kustomization.yaml".to_owned()));
    assert!(!names.contains(&"forum/Kustomization".to_owned()), "kubectl refuses two of them");
}

fn names(zip: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(zip)).unwrap();
    archive.file_names().map(|name| name.unwrap().into_owned()).collect()
}

#[test]
fn a_file_in_the_planners_place_stays_behind_with_a_word_and_comes_back_when_the_place_is_free() {
    let mut own = OwnFiles::default();
    for path in ["monitoring/rules.yaml", "readme.md", "verify.sh/x", "image"] {
        own.add(path, file(b"mine")).unwrap();
    }
    let mut plan = Plan::default();
    let remarked = |plan: &Plan| remarks(&outcome(plan, &published_secrets(plan)).files, &own);
    assert_eq!(remarked(&plan).len(), 3);
    plan.monitoring.style = planner::stack::monitoring::options::Style::Annotations;
    assert!(
        remarked(&plan)
            .iter()
            .any(|note| note.starts_with("Your monitoring/rules.yaml is not in the download"))
    );
    let made = outcome(&plan, &published_secrets(&plan)).files;
    assert_eq!(made.to_zip_with("forum", &own).unwrap(), made.to_zip("forum").unwrap());
}

#[test]
fn a_copy_of_the_plain_secret_is_named_where_the_bundle_itself_has_none_that_can_be_read() {
    let mut plan = Plan::default();
    let plain = outcome(&plan, &published_secrets(&plan)).files;
    let copy = plain.get("secrets/secret.yaml").unwrap().text.clone();
    let mut own = OwnFiles::default();
    own.add("secrets/secret.yaml.bak", file(copy.as_bytes())).unwrap();
    own.add("notes.yaml", file(b"# kind: Secret\ndata: none\n")).unwrap();
    own.add("theirs.yaml", file(b"kind: Secret\ndata:\n  A: ENC[AES256_GCM]\nsops:\n  mac: x\n")).unwrap();
    assert_eq!(remarks(&plain, &own), Vec::<String>::new());
    plan.secrets.form = planner::stack::secrets::options::Form::Sealed;
    let sealed = outcome(&plan, &published_secrets(&plan)).files;
    let remarks = remarks(&sealed, &own);
    assert!(remarks.len() == 1 && mentions(&remarks[0], &["secrets/secret.yaml.bak", "Git"]), "{remarks:?}");
    assert!(sealed.get("secrets/.gitignore").unwrap().text.ends_with("\nsecret.yaml*\n"));
}

#[test]
fn paths_that_lead_elsewhere_links_and_odd_names_are_left_out_with_a_word() {
    let mut zip = ZipWriter::new_append(Cursor::new(PACKED.clone())).unwrap();
    let options = SimpleFileOptions::default();
    for name in [
        "forum/../../etc/cron.d/x",
        "/etc/passwd",
        "forum//etc/passwd",
        "forum/a\\b",
        "forum/c:d",
        "forum/\u{7}",
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(b"x").unwrap();
    }
    zip.start_file("forum/Notes.txt", options).unwrap();
    zip.start_file("forum/notes.txt", options).unwrap();
    zip.start_file(format!("forum/{}", "x".repeat(300)), options).unwrap();
    zip.start_file("forum/.git/config", options).unwrap();
    zip.add_directory("forum/empty", options).unwrap();
    zip.add_symlink("forum/secrets-of-the-host", "/etc/shadow", options).unwrap();
    let loaded = load(&zip.finish().unwrap().into_inner()).unwrap();
    let kept: Vec<&str> = own(&loaded).iter().map(|(path, _)| path).collect();
    assert_eq!(kept, ["Notes.txt"], "{:#?}", loaded.notes);
    says(&loaded, "secrets-of-the-host was left out: links");
    says(&loaded, "notes.txt was left out. It cannot be in the same folder as Notes.txt");
    says(&loaded, "../../etc/cron.d/x was left out.");
    says(&loaded, "The .git folder was left out");
    says(&loaded, "1 file outside the bundle's folder");
}

#[test]
fn a_name_that_is_no_utf_8_is_left_out_with_a_word() {
    let mut bytes = archive(&[("mine-XY.txt", b"x")]);
    while let Some(at) = bytes.windows(7).position(|w| w == b"mine-XY") {
        bytes[at + 5] = 0xff;
    }
    let loaded = load(&bytes).unwrap();
    assert!(own(&loaded).is_empty());
    assert!(loaded.notes.iter().any(|note| note.contains("not UTF-8")), "{:#?}", loaded.notes);
}

#[test]
fn what_unpacks_to_more_than_can_be_carried_is_refused_whole() {
    let bomb = archive(&[("zeros", &vec![0; OwnFiles::LARGEST + 1])]);
    assert!(bomb.len() < 200_000, "zeros pack well");
    assert!(load(&bomb).unwrap_err().0.contains("larger than 8 MiB"));
    let names: Vec<String> = (0..=OwnFiles::MOST).map(|n| format!("many/{n}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    assert!(load(&archive(&many)).unwrap_err().0.contains("more than 500"));
    // One that blows up a file of the planner's is no edit, and is not read to its end.
    let loaded = load(&archive(&[("base/40-web.yaml", &vec![b'a'; 32 * 1024 * 1024])])).unwrap();
    says(&loaded, "Different from what this planner makes: base/40-web.yaml");
    says(&loaded, "base/40-web.yaml was left out: it is too large");
    assert!(own(&loaded).is_empty());
}

#[test]
fn a_program_stays_a_program() {
    let mut zip = ZipWriter::new_append(Cursor::new(archive(&[]))).unwrap();
    zip.start_file("forum/tools/backup-now", SimpleFileOptions::default().unix_permissions(0o750)).unwrap();
    let loaded = load(&zip.finish().unwrap().into_inner()).unwrap();
    let again = made().to_zip_with("forum", own(&loaded)).unwrap();
    let mut archive = ZipArchive::new(Cursor::new(again)).unwrap();
    assert_eq!(archive.by_name("forum/tools/backup-now").unwrap().unix_mode().unwrap() & 0o777, 0o755);
}

/// Trees as people have them, with some paths that are none.
fn any_own() -> impl Strategy<Value = OwnFiles> {
    let path = prop_oneof![
        6 => "[a-zA-Z0-9._ -]{1,8}(/[a-z0-9.]{1,5}){0,3}",
        1 => "\\PC{1,12}",
        1 => proptest::sample::select(vec!["Kustomization", "kustomization.yml", "README.md", "base/x", "secrets/mine.yaml"])
            .prop_map(str::to_owned),
    ];
    let bytes = proptest::collection::vec(any::<u8>(), 0..60);
    proptest::collection::vec((path, bytes, any::<bool>()), 0..12).prop_map(|files| {
        let mut own = OwnFiles::default();
        for (path, bytes, executable) in files {
            // A refusal leaves the tree as it was, which is what this is about.
            let _ = own.add(&path, OwnFile { bytes, executable });
        }
        own
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn any_tree_of_ones_own_comes_through_as_it_is(plan in any_plan(), secrets in any_secrets(), own in any_own()) {
        let files = outcome(&plan, &secrets).files;
        let zip = files.to_zip_with("forum", &own).unwrap();
        let loaded = load(&zip).unwrap();
        prop_assert_eq!(&*loaded.project.plan, &plan);
        let back = loaded.own().unwrap().clone();
        // What lies in the folder of the planner's was not the operator's to begin with; .git stays out.
        let beside = own.beside(&files);
        let carried: Vec<_> = beside
            .carried
            .into_iter()
            .filter(|(path, _)| !path.to_lowercase().starts_with("base/") && !path.starts_with(".git/"))
            .collect();
        prop_assert_eq!(back.iter().map(|(path, _)| path).collect::<Vec<_>>(), carried.iter().map(|(path, _)| *path).collect::<Vec<_>>());
        prop_assert!(back.iter().map(|(_, file)| file).eq(carried.iter().map(|(_, file)| *file)));
        let kept = OwnFiles::clone(&back);
        prop_assert_eq!(files.to_zip_with("forum", &kept).unwrap(), files.to_zip_with("forum", &back).unwrap());
    }

    #[test]
    fn no_archive_makes_it_panic(entries in proptest::collection::vec(("[\\PC/.\\\\]{1,20}", proptest::collection::vec(any::<u8>(), 0..40)), 0..20), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut zip = ZipWriter::new_append(Cursor::new(archive(&[]))).unwrap();
        for (name, bytes) in &entries {
            // The writer refuses what it has already.
            if zip.start_file(format!("forum/{name}"), SimpleFileOptions::default()).is_ok() {
                zip.write_all(bytes).unwrap();
            }
        }
        let mut bytes = zip.finish().unwrap().into_inner();
        let loaded = load(&bytes).unwrap();
        prop_assert!(loaded.notes.len() <= 21);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = load(&bytes);
    }
}
