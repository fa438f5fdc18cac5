//! What a pod reads: the ConfigMaps and Secrets it names, and the text it finds in them.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::spelling::base64;
use super::{Bundle, Container, Look, Object, Pod};

/// A pod naming a ConfigMap or a Secret, whole or one key of it.
pub(in super::super) struct Use<'a> {
    pub kind: &'static str,
    pub name: &'a str,
    /// None: all of them.
    pub key: Option<&'a str>,
    pub optional: bool,
    /// Where in the pod it is named.
    pub place: String,
}

/// Every use of a ConfigMap or Secret by this pod: single variables, whole environments, volumes.
pub(in super::super) fn uses<'a>(pod: Pod<'a>) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    for container in pod.containers() {
        let title = container.title();
        for variable in container.value["env"].list() {
            let place = || format!("env {} of {title}", variable["name"].text());
            let source = &variable["valueFrom"];
            found.extend(single("ConfigMap", &source["configMapKeyRef"], place()));
            found.extend(single("Secret", &source["secretKeyRef"], place()));
        }
        for source in container.value["envFrom"].list() {
            let place = || format!("envFrom of {title}");
            found.extend(whole("ConfigMap", &source["configMapRef"], "name", place()));
            found.extend(whole("Secret", &source["secretRef"], "name", place()));
        }
    }
    for volume in pod.spec()["volumes"].list() {
        let place = || format!("volume {}", volume["name"].text());
        found.extend(files("ConfigMap", &volume["configMap"], "name", place()));
        found.extend(files("Secret", &volume["secret"], "secretName", place()));
        for source in volume["projected"]["sources"].list() {
            found.extend(files("ConfigMap", &source["configMap"], "name", place()));
            found.extend(files("Secret", &source["secret"], "name", place()));
        }
    }
    found
}

fn whole<'a>(kind: &'static str, reference: &'a Value, name: &str, place: String) -> Option<Use<'a>> {
    let optional = reference["optional"].as_bool().unwrap_or(false);
    reference.is_object().then(|| Use { kind, name: reference[name].text(), key: None, optional, place })
}

fn single<'a>(kind: &'static str, reference: &'a Value, place: String) -> Option<Use<'a>> {
    let using = whole(kind, reference, "name", place)?;
    Some(Use { key: Some(reference["key"].text()), ..using })
}

/// A volume: all keys as files, or the items listed.
fn files<'a>(kind: &'static str, source: &'a Value, name: &str, place: String) -> Vec<Use<'a>> {
    let items = source["items"].list();
    let one = |key| whole(kind, source, name, place.clone()).map(|using| Use { key, ..using });
    if items.is_empty() {
        return one(None).into_iter().collect();
    }
    items.iter().filter_map(|item| one(Some(item["key"].text()))).collect()
}

/// The keys of a ConfigMap or Secret with what stands behind them, as far as it is text.
pub(in super::super) type Kept = BTreeMap<String, String>;

/// What a reference to this name will find, or None when nothing in the set provides it.
pub(in super::super) fn kept(bundle: &Bundle, user: Object, kind: &str, name: &str) -> Option<Kept> {
    if let Some(object) = bundle.beside(user, kind, name) {
        return Some(contents(object));
    }
    // Some Secrets and one ConfigMap are made in the cluster; of those the keys are known, not the values.
    let made = |keys: &[&str]| keys.iter().map(|key| (key.to_string(), String::new())).collect();
    if kind == "ConfigMap" {
        return (name == "kube-root-ca.crt").then(|| made(&["ca.crt"]));
    }
    if let Some(sealed) = bundle.beside(user, "SealedSecret", name) {
        let keys: Vec<_> = sealed.spec()["encryptedData"].entries().map(|(key, _)| key).collect();
        return Some(made(&keys));
    }
    let mut certificates = bundle.of("Certificate").filter(|it| it.namespace() == user.namespace());
    certificates
        .any(|certificate| certificate.spec()["secretName"].text() == name)
        .then(|| made(&["ca.crt", "tls.crt", "tls.key"]))
}

/// Keys and texts of one ConfigMap or Secret. What is not text (a key store, a picture) reads as empty.
pub(in super::super) fn contents(object: Object) -> Kept {
    let plain = |value: &Value| value.text().to_owned();
    let decoded = |value: &Value| {
        base64(value.text()).and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
    };
    let of = |part: &str, read: &dyn Fn(&Value) -> String| -> Vec<(String, String)> {
        object.0[part].entries().map(|(key, value)| (key.to_owned(), read(value))).collect()
    };
    if object.kind() == "Secret" {
        return of("data", &decoded).into_iter().chain(of("stringData", &plain)).collect();
    }
    of("binaryData", &|_| String::new()).into_iter().chain(of("data", &plain)).collect()
}

/// The environment of a container, as far as it can be known: envFrom first, then env, the last word wins.
pub(in super::super) fn settings(bundle: &Bundle, pod: Pod, container: &Container) -> Kept {
    let find = |kind, name: &Value| kept(bundle, pod.owner, kind, name.text());
    let mut known = inherited(bundle, pod, container);
    for variable in container.value["env"].list() {
        let (source, name) = (&variable["valueFrom"], variable["name"].text().to_owned());
        let config = ("ConfigMap", &source["configMapKeyRef"]);
        let secret = ("Secret", &source["secretKeyRef"]);
        let value = match variable["value"].as_str() {
            Some(value) => Some(value.to_owned()),
            None => [config, secret].into_iter().find_map(|(kind, reference)| {
                find(kind, &reference["name"])?.remove(reference["key"].text())
            }),
        };
        known.insert(name, value.unwrap_or_default());
    }
    known
}

/// What envFrom alone gives a container.
pub(in super::super) fn inherited(bundle: &Bundle, pod: Pod, container: &Container) -> Kept {
    let mut known = Kept::new();
    for source in container.value["envFrom"].list() {
        let find = |kind, reference: &Value| kept(bundle, pod.owner, kind, reference["name"].text());
        let all = find("ConfigMap", &source["configMapRef"]).or_else(|| find("Secret", &source["secretRef"]));
        let named = |(key, value)| (format!("{}{key}", source["prefix"].text()), value);
        known.extend(all.unwrap_or_default().into_iter().map(named));
    }
    known
}

/// Every text the pod reads, with its place: environment, mounted files, command lines.
pub(in super::super) fn texts(bundle: &Bundle, pod: Pod) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for container in pod.containers() {
        let title = container.title();
        let words: Vec<_> = container.words().collect();
        found.push((format!("the command of {title}"), words.join(" ")));
        let variables = settings(bundle, pod, &container).into_iter();
        found.extend(variables.map(|(name, value)| (format!("env {name} of {title}"), value)));
    }
    for using in uses(pod).into_iter().filter(|using| using.place.starts_with("volume ")) {
        let files = kept(bundle, pod.owner, using.kind, using.name).unwrap_or_default().into_iter();
        let files = files.filter(|(key, _)| using.key.is_none_or(|wanted| wanted == key));
        found.extend(files.map(|(key, text)| (format!("{key} of {}/{}", using.kind, using.name), text)));
    }
    found
}
