//! Files that are not bundles: they are read if they contain a plan, and otherwise named for what they are.

use std::io::{Cursor, Write};

use planner::import::archive::{load, of_secret, save};
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::secrets::SecretKey;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

use test_support::{mentions, published_secrets};

fn plan() -> Plan {
    let mut plan = Plan::default();
    plan.site.host = "talk.ourclub.org".parse().unwrap();
    plan
}

fn reason(bytes: &[u8]) -> String {
    load(bytes).expect_err("it is no plan").0
}

fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// What each is, and a word of the sentence that says so.
const FOREIGN: &[(&str, &str)] = &[
    ("services:\n  web:\n    image: misago\n    ports:\n      - \"80:80\"\n", "Docker Compose"),
    ("version: \"3.8\"\nservices:\n  web:\n    image: misago\n", "Docker Compose"),
    (
        "version: '3'\nx-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n",
        "Docker Compose",
    ),
    (
        "replicaCount: 1\nimage:\n  repository: nginx\ningress:\n  enabled: false\n  hosts: []\n",
        "values.yaml of a Helm chart",
    ),
    ("apiVersion: v2\nname: forum\nversion: 0.1.0\nappVersion: '1.0'\n", "Chart.yaml of a Helm chart"),
    ("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n", "Kubernetes manifest (Deployment)"),
    ("---\napiVersion: v1\nkind: Service\n---\napiVersion: v1\nkind: Pod\n", "Kubernetes manifest (Service)"),
    ("apiVersion: v1\nkind: List\nitems: []\n", "list of Kubernetes objects"),
    (
        "{\"apiVersion\": \"v1\", \"items\": [{\"kind\": \"Pod\"}], \"kind\": \"List\"}",
        "list of Kubernetes objects",
    ),
    ("apiVersion: v1\nkind: Secret\ndata:\n  A: YQ==\n", "Kubernetes Secret"),
    ("apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\n", "SealedSecret"),
    ("apiVersion: v1\nkind: Config\nclusters:\n- name: k3s\nusers: []\n", "none of it was kept), not a plan"),
    (
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [base]\n",
        "Kustomization",
    ),
    ("resources:\n- base\n- secrets\n", "Kustomization"),
    (
        "POSTGRES_PASSWORD=x\nexport MISAGO_HOST=forum.example.org\n# comment\nDEBUG=0\n",
        "environment variables (.env)",
    ),
    ("<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"),
    ("\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", "picture (SVG)"),
    ("<?xml version=\"1.0\"?><a/>", "XML"),
    ("#!/bin/sh\nset -eu\nkubectl get pods\n", "script"),
    ("# syntax=docker/dockerfile:1\nFROM python:3.12\nRUN pip install misago\n", "Dockerfile"),
    ("django==4.2.8\nredis==5.0.1\n", "Python packages"),
    ("import os\n\nDEBUG = False\n", "Python file"),
    ("# Forum\n\nText.\n\n## Install\n\nkubectl apply -k .\n", "Markdown"),
    ("on:\n  push:\njobs:\n  build:\n    runs-on: x\n", "GitHub Actions"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n", "private key"),
    (
        "Bag Attributes\n    friendlyName: me\n-----BEGIN ENCRYPTED PRIVATE KEY-----\nabc\n",
        "private key, not a plan",
    ),
    (
        "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n-----BEGIN RSA PRIVATE KEY-----\nabc\n",
        "private key, not a plan",
    ),
    ("PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n", "private key, not a plan"),
    ("# created: 2026-11-30\n# public key: age1xyz\nAGE-SECRET-KEY-1ABC\n", "secret key of age"),
    ("-----BEGIN CERTIFICATE REQUEST-----\nabc\n", "request for a certificate"),
    ("-----BEGIN CERTIFICATE-----\nabc\n", "a certificate, not"),
    ("-----BEGIN PUBLIC KEY-----\nabc\n", "public key"),
    ("ssh-ed25519 AAAAC3Nz me@host\n", "public key"),
    ("-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n", "PGP"),
    ("-----BEGIN AGE ENCRYPTED FILE-----\nabc\n", "encrypted with age"),
    ("--\n-- PostgreSQL database dump\n--\n", "dump of a PostgreSQL database"),
    ("[server]\nport = 80\n", "INI or TOML"),
    ("   \n\n", "empty lines"),
    ("version: 1\nname: my-app\n", "no options of a plan"),
    ("version: 1\nsite:\n\thost: a.b\n", "Line 3: it is indented with a tab"),
    ("version: 1\nsite: &site\n  host: a.b\n", "Line 2: this is a YAML anchor"),
    ("version: 1\nsite:\n  host: *host\n", "Line 3: this is a YAML anchor"),
    ("version: 1\nnginx:\n  real_ip_from:\n  - 10.0.0.0/8\n", "Line 4: this is a list"),
    ("version: 1\nnginx:\n  real_ip_from: [10.0.0.0/8]\n", "Line 3: this is a list"),
    ("version: 1\nsite:\n  host: |\n    a.b\n", "Line 3: this text has several lines"),
    ("{\"version\": 1, \"site\": [1]}", "Line 1: this is a list"),
];

#[test]
fn other_kinds_of_files_are_recognised_and_named() {
    for (text, word) in FOREIGN {
        for text in [(*text).to_owned(), text.replace('\n', "\r\n"), format!("\u{feff}{text}")] {
            let reason = reason(text.as_bytes());
            assert!(reason.contains(word), "{text}\n{reason}");
        }
    }
}

#[test]
fn nothing_of_a_key_is_said_again() {
    for armour in ["PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "PGP PRIVATE KEY BLOCK"] {
        let key = format!("-----BEGIN {armour}-----\nc2VjcmV0LWtleQ: Zm9ydW0\n-----END {armour}-----\n");
        for text in
            [key.clone(), format!("version: 1\nsite:\n  host: a.b\n{key}"), format!("note: mine\n{key}")]
        {
            let reason = reason(text.as_bytes());
            assert!(reason.contains("private key") && !reason.contains("c2VjcmV0"), "{reason}");
        }
    }
}

#[test]
fn an_archive_that_is_not_read_says_how_nothing_is_left_behind() {
    let reason = reason(b"\x1f\x8b\x08\0\0");
    assert!(
        reason.contains("pack the bundle's folder as a zip") && reason.contains("command line"),
        "{reason}"
    );
    assert!(reason.contains("neither the secrets"), "{reason}");
}

#[test]
fn archives_and_pictures_are_named_by_their_first_bytes() {
    let mut tar = vec![b'a'; 512];
    tar[257..262].copy_from_slice(b"ustar");
    let cases: [(&[u8], &str); 8] = [
        (b"\x1f\x8b\x08\0\0", "gzip archive"),
        (b"7z\xbc\xaf\x27\x1c\0\x04", "7z archive"),
        (b"Rar!\x1a\x07\x01\0", "RAR archive"),
        (b"\xfd7zXZ\0", "xz archive"),
        (b"\x89PNG\r\n\x1a\n", "picture (PNG)"),
        (b"\xff\xd8\xff\xe0", "picture (JPEG)"),
        (b"%PDF-1.7", "PDF"),
        (&tar, "tar archive"),
    ];
    for (bytes, word) in cases {
        let reason = reason(bytes);
        assert!(reason.contains(word) && (reason.contains("Unpack") || reason.contains("Load")), "{reason}");
    }
}

#[test]
fn a_plan_is_read_in_every_encoding_and_format() {
    let saved = save(&plan());
    let units: Vec<u16> = saved.encode_utf16().collect();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    let mut json = serde_json::json!({"version": 1});
    json.as_object_mut().unwrap().extend(serde_json::to_value(plan()).unwrap().as_object().unwrap().clone());
    let cases: [(&str, Vec<u8>); 7] = [
        ("UTF-8 with a mark", format!("\u{feff}{saved}").into_bytes()),
        ("CRLF", saved.replace('\n', "\r\n").into_bytes()),
        ("CR", saved.replace('\n', "\r").into_bytes()),
        ("UTF-16", wide),
        ("tabs behind colons", saved.replace(": ", ":\t").into_bytes()),
        ("JSON", json.to_string().into_bytes()),
        ("JSON over lines", serde_json::to_vec_pretty(&json).unwrap()),
    ];
    for (what, bytes) in cases {
        let loaded = load(&bytes).unwrap_or_else(|refused| panic!("{what}: {}", refused.0));
        assert_eq!((&*loaded.project.plan, loaded.notes), (&plan(), Vec::new()), "{what}");
    }
}

#[test]
fn a_bundle_is_found_however_deep_its_folder_was_packed() {
    let secrets = published_secrets(&plan());
    let files = outcome(&plan(), &secrets).files;
    for folder in ["", "forum/", "Downloads/forum/", "repository-main/deploy/forum/"] {
        let entries: Vec<(String, String)> =
            files.iter().map(|(path, file)| (format!("{folder}{path}"), file.text.clone())).collect();
        let mut entries: Vec<(&str, &[u8])> =
            entries.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let old = format!("{folder}old/plan.yaml");
        entries.push((&old, b"version: 1\n"));
        let loaded = load(&packed(&entries)).unwrap();
        assert_eq!((&*loaded.project.plan, loaded.secrets()), (&plan(), Some(&secrets)), "{folder}");
    }
}

#[test]
fn a_zip_without_a_plan_is_told_what_it_has_instead() {
    let zip = packed(&[("a/plan.yaml", b"version: 1\n")]);
    type Entries<'a> = &'a [(&'a str, &'a [u8])];
    let cases: [(Entries<'_>, &str); 8] = [
        (&[("forum.zip", &zip)], "an archive: forum.zip"),
        (&[("a/plan.yaml", b"version: 1\n"), ("b/plan.yaml", b"version: 1\n")], "several bundles"),
        (&[("forum/base/Kustomization", b""), ("forum/README.md", b"")], "its plan.yaml was left out"),
        (&[("chart/Chart.yaml", b"")], "Helm chart"),
        (&[("app/docker-compose.yml", b"")], "Docker Compose"),
        (&[("[Content_Types].xml", b""), ("word/document.xml", b"")], "office"),
        (&[("forum\\plan.yaml", b"version: 1\n")], "backslashes"),
        (&[("readme.txt", b"")], "not a Forum Planner bundle"),
    ];
    for (entries, word) in cases {
        let reason = reason(&packed(entries));
        assert!(reason.contains(word), "{word}: {reason}");
    }
    assert!(reason(&packed(&[])).contains("empty"));
}

#[test]
fn an_encrypted_zip_is_called_encrypted() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    #[allow(deprecated, reason = "the weak encryption is what most programs write")]
    let options = SimpleFileOptions::default().with_deprecated_encryption(b"password").unwrap();
    zip.start_file("forum/plan.yaml", options).unwrap();
    zip.write_all(save(&plan()).as_bytes()).unwrap();
    let reason = reason(&zip.finish().unwrap().into_inner());
    assert!(reason.contains("is encrypted") && reason.contains("password"), "{reason}");
}

#[test]
fn a_secret_in_clear_is_read_and_a_damaged_one_is_called_damaged() {
    let clear = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: forum-secrets\nstringData:\n  REDIS_PASSWORD: \
                 a-long-password-of-redis\ndata:\n  POSTGRES_PASSWORD: not*base64\n";
    let units: Vec<u16> = clear.encode_utf16().collect();
    let wide: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(units.iter().flat_map(|unit| unit.to_le_bytes())).collect();
    for bytes in [clear.as_bytes().to_vec(), format!("\u{feff}{clear}").into_bytes(), wide] {
        let taken = of_secret(&bytes).expect("a Secret");
        assert_eq!(taken.secrets.get(SecretKey::RedisPassword), "a-long-password-of-redis");
        assert_eq!(taken.left, [SecretKey::PostgresPassword]);
        assert!(mentions(&taken.notes[0], &["POSTGRES_PASSWORD", "base64"]), "{:?}", taken.notes);
    }
    let bundle = packed(&[
        ("forum/plan.yaml", save(&plan()).as_bytes()),
        ("forum/secrets/secret.yaml", clear.as_bytes()),
    ]);
    let loaded = load(&bundle).unwrap();
    let secrets = loaded.secrets().expect("secrets");
    assert_eq!(secrets.get(SecretKey::RedisPassword), "a-long-password-of-redis");
    assert!(loaded.notes.iter().any(|note| note.contains("not valid base64")), "{:?}", loaded.notes);
}

#[test]
fn a_secret_is_read_as_json_too_with_all_that_a_cluster_writes_around_it() {
    // As `kubectl get secret forum-secrets --output json --show-managed-fields` prints it (kubectl 1.36).
    let json = r#"{
        "apiVersion": "v1",
        "data": { "REDIS_PASSWORD": "YS1sb25nLXBhc3N3b3Jk", "POSTGRES_PASSWORD": "damaged!" },
        "kind": "Secret",
        "metadata": {
            "managedFields": [
                { "fieldsV1": { "f:data": { ".": {}, "f:REDIS_PASSWORD": {} } }, "manager": "kubectl", "operation": "Update" }
            ],
            "name": "forum-secrets",
            "ownerReferences": [{ "kind": "SealedSecret", "controller": true }, {}],
            "finalizers": []
        },
        "type": "Opaque"
    }"#;
    let taken = of_secret(json.as_bytes()).expect("a Secret");
    assert_eq!(taken.secrets.get(SecretKey::RedisPassword), "a-long-password");
    assert_eq!(taken.left, [SecretKey::PostgresPassword]);
    let short: String = json.split_whitespace().collect();
    assert!(of_secret(short.as_bytes()).is_some());
    assert!(of_secret(json.replace("\"Secret\"", "\"ConfigMap\"").as_bytes()).is_none());
    assert!(
        of_secret(format!("{{\"kind\":\"Secret\",\"data\":{}", "[".repeat(100_000)).as_bytes()).is_none()
    );
}

/// A Secret named `name` as an item of a list, indented by so many letters, and the same as JSON.
fn items(name: &str, password: &str, indent: &str) -> (String, String) {
    use base64::Engine;
    let password = base64::engine::general_purpose::STANDARD.encode(password);
    let lines = format!(
        "- apiVersion: v1\n  data:\n    REDIS_PASSWORD: {password}\n\n  kind: Secret\n  metadata:\n    annotations:\n      \
         note: |\n        - kind: Pod\n    name: {name}\n  type: Opaque\n"
    );
    let yaml = lines.lines().map(|line| format!("{indent}{line}\n")).collect();
    let json = format!(
        r#"{{"apiVersion":"v1","kind":"Secret","metadata":{{"name":"{name}"}},"data":{{"REDIS_PASSWORD":"{password}"}}}}"#
    );
    (yaml, json)
}

#[test]
fn the_forums_secret_is_found_in_a_list_and_in_a_stream_of_documents() {
    // As `kubectl get secrets --output yaml` and `json` print several (kubectl 1.36), with two indentations of the list.
    let ours = "the-password-of-the-forum";
    let mut texts = Vec::new();
    for indent in ["", "  "] {
        let (first, second) =
            (items("elsewhere", "another-password-of-another", indent), items("forum-secrets", ours, indent));
        let after = "kind: List\nmetadata:\n  resourceVersion: \"\"\n";
        texts.push(format!("apiVersion: v1\nitems:\n{}{}{after}", first.0, second.0));
        texts.push(format!("apiVersion: v1\nitems:\n{}{}{after}", second.0, first.0));
        texts.push(format!(r#"{{"apiVersion":"v1","items":[{},{}],"kind":"List"}}"#, first.1, second.1));
    }
    let document = |name: &str, password: &str| {
        format!(
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\nstringData:\n  REDIS_PASSWORD: {password}\n"
        )
    };
    texts.push(format!(
        "{}---\n{}",
        document("elsewhere", "another-password-of-another"),
        document("forum-secrets", ours)
    ));
    texts.push(format!(
        "kind: ConfigMap\ndata:\n  REDIS_PASSWORD: no-secret\n---\n{}",
        document("forum-secrets", ours)
    ));
    // The only one is the one that was meant, whatever its name.
    texts.push(format!("items:\n{}kind: List\n", items("renamed", ours, "").0));
    for text in texts {
        let taken = of_secret(text.as_bytes()).unwrap_or_else(|| panic!("no Secret in {text}"));
        assert_eq!(taken.secrets.get(SecretKey::RedisPassword), ours, "{text}");
        assert!(taken.notes.is_empty() && taken.left.is_empty(), "{:?}", taken.notes);
    }
    assert!(of_secret(b"apiVersion: v1\nitems: []\nkind: List\n").is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_mixture_of_what_people_have_makes_it_panic(
        first in 0..FOREIGN.len(), second in 0..FOREIGN.len(), cut in 0..400_usize, odd in "\\PC{0,8}", wide in any::<bool>(),
    ) {
        let (one, other) = (FOREIGN[first].0, FOREIGN[second].0);
        let cut = (0..=cut.min(one.len())).rev().find(|at| one.is_char_boundary(*at)).unwrap_or(0);
        let text = format!("{}{odd}{other}", &one[..cut]);
        let bytes = if wide { text.encode_utf16().flat_map(u16::to_be_bytes).collect() } else { text.into_bytes() };
        // Every refusal is a sentence that says what to do or where the problem is.
        if let Err(refused) = load(&bytes) {
            prop_assert!(refused.0.ends_with('.') && refused.0.len() < 700, "{}", refused.0);
        }
        let _ = of_secret(&bytes);
    }
}
