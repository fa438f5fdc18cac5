//! `forum-planner lint`: manifests that others wrote.

use serde_json::{Value, json};

use crate::{TestDir, golden};

/// A forum as somebody might write it by hand: it runs, and has none of the usual protections.
const PLAIN: &str = r"apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  ports: [{port: 80, targetPort: http}]
  selector: {app: web}
---
# The tier.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - name: web
        image: ghcr.io/acme/web:1.0
        ports: [{name: http, containerPort: 8000}]
        readinessProbe: {httpGet: {path: /, port: http}}
        envFrom: [{secretRef: {name: web}}]
";

const SECRET: &str = "apiVersion: v1\nkind: Secret\nmetadata: {name: web}\nstringData: {KEY: value}\n";

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// The checks that report an error, each with its object.
fn errors(dir: &TestDir, words: &[&str]) -> Vec<String> {
    let words: Vec<&str> = ["lint", "--format", "json"].iter().chain(words).copied().collect();
    let all = parsed(&dir.run(&words).out);
    let violations = all["violations"].as_array().expect("violations").iter();
    let errors = violations.filter(|it| it["severity"] == "error");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    errors.map(|it| format!("{} {}", text(&it["check"]), text(&it["object"]))).collect()
}

#[test]
fn a_plain_set_has_warnings_and_passes_a_broken_one_has_errors_and_fails() {
    let dir = TestDir::new("lint-plain");
    dir.write("all/app.yaml", PLAIN);
    let missing = dir.run(&["lint", "all"]);
    assert_eq!(missing.status, 1, "{missing:?}");
    assert_eq!(errors(&dir, &["all"]), ["secret-missing Deployment/web"]);
    dir.write("all/secret.yaml", SECRET);
    let whole = dir.run(&["lint", "all"]);
    assert_eq!(whole.status, 0, "{whole:?}");
    assert!(whole.out.starts_with("all/app.yaml:1: warning: Service/web: "), "{}", whole.out);
    assert!(whole.out.ends_with(" warnings\n"), "{}", whole.out);
    assert_eq!(dir.run(&["lint", "all", "--fail-on", "warning"]).status, 1);
}

#[test]
fn what_is_known_to_be_elsewhere_can_be_ignored_by_the_check_s_name() {
    let dir = TestDir::new("lint-ignore");
    dir.write("app.yaml", PLAIN);
    assert_eq!(dir.run(&["lint", "app.yaml", "--ignore", "secret-missing"]).status, 0);
    let said = dir.run(&["lint", "app.yaml", "--ignore", "secret-mising"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("Did you mean secret-missing?"), "{}", said.err);
    let list = dir.run(&["lint", "--list"]).fine();
    assert!(list.lines().any(|line| line.starts_with("secret-missing ")), "{list}");
}

#[test]
fn every_form_of_the_same_manifests_has_the_same_faults() {
    let dir = TestDir::new("lint-forms");
    let objects: Vec<Value> = serde_yaml::from_multiple(PLAIN).expect("YAML");
    let list = json!({ "apiVersion": "v1", "kind": "List", "items": objects });
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(PLAIN.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let anchored = PLAIN.replace("selector: {app: web}", "selector: &web {app: web}");
    let forms: [(&str, Vec<u8>); 7] = [
        ("stream.yaml", PLAIN.into()),
        ("crlf.yml", PLAIN.replace('\n', "\r\n").into()),
        ("mark.yaml", format!("\u{feff}---\n{PLAIN}---\n# The end.\n").into()),
        ("utf16.yaml", utf16),
        ("list.json", list.to_string().into()),
        ("list.yaml", serde_yaml::to_string(&list).expect("YAML").into()),
        ("anchors.yaml", anchored.into()),
    ];
    for (name, bytes) in forms {
        dir.write(name, &bytes);
        assert_eq!(errors(&dir, &[name]), ["secret-missing Deployment/web"], "{name}");
        let piped = dir.run_with(&["lint", "-"], &bytes, &[]);
        assert!(piped.out.contains("standard input:"), "{piped:?}");
        assert_eq!(piped.status, 1, "{name}");
    }
}

#[test]
fn braces_and_dashes_in_a_text_are_no_template_and_no_new_document() {
    let dir = TestDir::new("lint-texts");
    let config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: page}\ndata:\n  page.tpl: |\n    {{- if .x }}\n    \
                  ---\n    {{ .y }}\n    {{- end }}\n";
    dir.write("all.yaml", format!("{config}---\n{PLAIN}"));
    let said = dir.run(&["lint", "all.yaml"]);
    assert!(said.out.contains("\n3 objects: "), "{said:?}");
    assert_eq!(errors(&dir, &["all.yaml"]), ["secret-missing Deployment/web"]);
}

#[test]
fn objects_of_json_one_after_the_other_are_read_with_their_lines() {
    let dir = TestDir::new("lint-json");
    let service = |name: &str| {
        json!({
            "apiVersion": "v1", "kind": "Service", "metadata": { "name": name },
            "spec": { "ports": [{ "port": 80 }], "selector": { "app": "web" } },
        })
    };
    let text = format!("{}\n{}\n", service("a"), service("b"));
    let all = parsed(&dir.run_with(&["lint", "-", "--format", "json"], text.as_bytes(), &[]).out);
    assert_eq!(all["objects"], 2, "{all}");
    let lines: Vec<_> =
        all["violations"].as_array().expect("violations").iter().map(|it| &it["line"]).collect();
    assert!(lines.contains(&&json!(1)) && lines.contains(&&json!(2)), "{all}");
}

#[test]
fn an_object_is_named_with_its_line_in_a_stream_and_in_a_list() {
    let dir = TestDir::new("lint-lines");
    let list = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: \
                {ports: [{port: 1}], selector: {a: b}}\n- apiVersion: v1\n  kind: Service\n  metadata: {name: b}\n  \
                spec: {ports: [{port: 1}], selector: {a: b}}\n";
    dir.write("list.yaml", list);
    let all = parsed(&dir.run(&["lint", "list.yaml", "--format", "json"]).out);
    let line = |name: &str| {
        let violations = all["violations"].as_array().expect("violations");
        violations.iter().find(|it| it["object"] == name).expect("it")["line"].clone()
    };
    assert_eq!((line("Service/a"), line("Service/b")), (json!(4), json!(8)), "{all}");
    let sarif = parsed(&dir.run(&["lint", "list.yaml", "--format", "sarif"]).out);
    let first = &sarif["runs"][0]["results"][0];
    assert_eq!(first["locations"][0]["physicalLocation"]["region"]["startLine"], 4, "{sarif}");
    let rule =
        &sarif["runs"][0]["tool"]["driver"]["rules"][first["ruleIndex"].as_u64().expect("it") as usize];
    assert_eq!(rule["id"], first["ruleId"]);
}

#[test]
fn every_bundle_of_ours_is_without_errors() {
    let dir = TestDir::new("lint-ours");
    for entry in std::fs::read_dir(golden("")).expect("the bundles") {
        let path = entry.expect("an entry").path();
        let path = path.to_str().expect("text");
        assert_eq!(errors(&dir, &[path]), Vec::<String>::new(), "{path}");
        let said = dir.run(&["lint", path]);
        assert!(said.err.contains("kubectl kustomize"), "{}", said.err);
    }
}

#[test]
fn what_a_cluster_prints_beside_the_manifests_is_left_out() {
    let dir = TestDir::new("lint-live");
    let mut objects: Vec<Value> = serde_yaml::from_multiple(&format!("{PLAIN}---\n{SECRET}")).expect("YAML");
    let deployment = objects.iter().find(|it| it["kind"] == "Deployment").expect("it").clone();
    let owned = |kind: &str, by: &str| {
        json!({
            "apiVersion": "apps/v1", "kind": kind,
            "metadata": {
                "name": "web-7d", "labels": { "app": "web", "pod-template-hash": "7d" },
                "ownerReferences": [{ "kind": by, "name": "web", "controller": true }],
            },
            "spec": {
                "selector": { "matchLabels": { "app": "web", "pod-template-hash": "7d" } },
                "template": deployment["spec"]["template"],
            },
        })
    };
    objects.push(owned("ReplicaSet", "Deployment"));
    objects.push(json!({ "apiVersion": "v1", "kind": "Endpoints", "metadata": { "name": "web" } }));
    objects.push(json!({
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "kube-root-ca.crt" }, "data": { "ca.crt": "" }
    }));
    let live = json!({ "apiVersion": "v1", "kind": "List", "items": objects }).to_string();
    let said = dir.run_with(&["lint", "-"], live.as_bytes(), &[]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.out.contains("\n3 objects: "), "{}", said.out);
    assert!(said.err.contains("left out, such as the pods of a Deployment: 3"), "{}", said.err);
}

/// An object as `kubectl get --output json` prints it, with what the server adds to it.
fn as_stored(mut value: Value) -> Value {
    let set = |value: &mut Value, path: &str, to: Value| {
        let (parent, key) = path.rsplit_once('/').expect("a path");
        if let Some(map) = value.pointer_mut(parent).and_then(Value::as_object_mut) {
            map.entry(key).or_insert(to);
        }
    };
    set(&mut value, "/metadata/uid", json!("0c0a6e4d-7f8e-4b57-8a3f-000000000000"));
    set(&mut value, "/metadata/creationTimestamp", json!("2026-01-01T00:00:00Z"));
    set(&mut value, "/metadata/managedFields", json!([{ "manager": "kubectl", "operation": "Apply" }]));
    set(&mut value, "/status", json!({ "replicas": 1 }));
    if value["kind"] == "Service" {
        set(&mut value, "/spec/clusterIP", json!("10.43.0.7"));
        set(&mut value, "/spec/clusterIPs", json!(["10.43.0.7"]));
        set(&mut value, "/spec/ipFamilies", json!(["IPv4"]));
        set(&mut value, "/spec/sessionAffinity", json!("None"));
        set(&mut value, "/spec/type", json!("ClusterIP"));
    }
    for template in ["/spec/template", "/spec/jobTemplate/spec/template"] {
        set(&mut value, &format!("{template}/spec/dnsPolicy"), json!("ClusterFirst"));
        set(&mut value, &format!("{template}/spec/restartPolicy"), json!("Always"));
        set(&mut value, &format!("{template}/spec/schedulerName"), json!("default-scheduler"));
        set(&mut value, &format!("{template}/spec/terminationGracePeriodSeconds"), json!(30));
        let containers = value.pointer_mut(&format!("{template}/spec/containers"));
        for container in containers.and_then(Value::as_array_mut).into_iter().flatten() {
            set(container, "/imagePullPolicy", json!("IfNotPresent"));
            set(container, "/terminationMessagePolicy", json!("File"));
            set(container, "/readinessProbe/successThreshold", json!(1));
        }
    }
    value
}

#[test]
fn what_the_server_fills_in_is_no_fault() {
    let dir = TestDir::new("lint-stored");
    let mut objects = Vec::new();
    for (name, bytes) in crate::tree(&golden("small-production/base")) {
        if name.ends_with(".yaml") {
            let text = String::from_utf8(bytes).expect("text");
            let read: Vec<Value> = serde_yaml::from_multiple(&text).expect("YAML");
            objects.extend(read.into_iter().map(as_stored));
        }
    }
    let live = json!({ "apiVersion": "v1", "kind": "List", "items": objects }).to_string();
    let said = dir.run_with(&["lint", "-", "--ignore", "secret-missing"], live.as_bytes(), &[]);
    assert_eq!(said.status, 0, "{said:?}");
    assert!(said.out.ends_with(" objects: nothing wrong\n"), "{}", said.out);
}

#[test]
fn what_is_no_manifest_is_named_with_what_to_do() {
    let dir = TestDir::new("lint-others");
    dir.write("chart/templates/web.yaml", "kind: Service\nmetadata:\n  name: {{ .Release.Name }}\n");
    let said = dir.run(&["lint", "chart"]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("no Kubernetes manifest") && said.err.contains("helm template"),
        "{}",
        said.err
    );
    dir.write(
        "chart/templates/web.yaml",
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: \"{{ .Release.Name }}\"\n",
    );
    assert!(dir.run(&["lint", "chart"]).err.contains("helm template"));
    dir.write("values.yaml", "replicaCount: 3\n");
    let said = dir.run(&["lint", "values.yaml"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("values.yaml:1: left out"), "{}", said.err);
    dir.write("broken.yaml", "kind: Service\n---\nkind: [a\nb: c\n");
    let said = dir.run(&["lint", "broken.yaml"]);
    assert_eq!(said.status, 2);
    assert!(said.err.starts_with("error: broken.yaml:"), "{}", said.err);
    dir.write("empty/readme.txt", "nothing");
    assert_eq!(dir.run(&["lint", "empty"]).status, 2);
    assert_eq!(dir.run(&["lint", "nowhere"]).status, 2);
    assert_eq!(dir.run(&["lint"]).status, 2);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), at in 0_usize..900) {
        let dir = TestDir::new("lint-bytes");
        let status = |bytes: &[u8]| dir.run_with(&["lint", "-"], bytes, &[]).status;
        proptest::prop_assert!(status(&bytes) <= 2);
        let mut damaged = PLAIN.as_bytes().to_vec();
        let at = at.min(damaged.len());
        damaged.splice(at..at, bytes);
        proptest::prop_assert!(status(&damaged) <= 2);
    }
}
