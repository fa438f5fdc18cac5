//! The text that a pod reads from ConfigMaps, Secrets, variables and its own command lines, and the host names in it.
//! Collected once per set, because a dozen checks need it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::scan::{self, Host};
use super::super::spelling::base64;
use super::uses::{Use, uses};
use super::{Container, ManifestSet, Object, Pod, ValueExt};

/// All that one pod reads.
pub(in super::super) struct Reading<'a> {
    /// Every ConfigMap and Secret it names, in order.
    pub uses: Vec<Use<'a>>,
    /// Every text it reads, each with its place.
    pub texts: Vec<(String, String)>,
    /// Every host that those texts name.
    pub mentions: Vec<Mention>,
    settings: Vec<Kept>,
}

/// A host that a pod names, with the place where it does.
pub(in super::super) struct Mention {
    pub host: Host,
    pub place: String,
}

impl<'a> Reading<'a> {
    pub(super) fn of(manifests: &ManifestSet<'a>, pod: Pod<'a>) -> Reading<'a> {
        let uses = uses(pod);
        let settings: Vec<_> =
            pod.containers().map(|container| settings(manifests, pod, container)).collect();
        let texts = texts(manifests, pod, &uses, &settings);
        let mentions = mentions(pod, &texts, &settings);
        Reading { uses, texts, mentions, settings }
    }

    /// The environment of one of its containers.
    pub(in super::super) fn settings(&self, container: Container) -> &Kept {
        &self.settings[container.index]
    }
}

/// The keys of a ConfigMap or Secret with what stands behind them, as far as it is text.
pub(in super::super) type Kept = BTreeMap<String, String>;

/// What a reference to this name will find, or None when nothing in the set provides it.
pub(in super::super) fn kept(manifests: &ManifestSet, user: Object, kind: &str, name: &str) -> Option<Kept> {
    if let Some(object) = manifests.beside(user, kind, name) {
        return Some(contents(object));
    }
    // Some Secrets and one ConfigMap are made in the cluster; of those the keys are known, not the values.
    let made = |keys: &[&str]| keys.iter().map(|key| (key.to_string(), String::new())).collect();
    if kind == "ConfigMap" {
        return (name == "kube-root-ca.crt").then(|| made(&["ca.crt"]));
    }
    if let Some(sealed) = manifests.beside(user, "SealedSecret", name) {
        let keys: Vec<_> = sealed.spec()["encryptedData"].entries().map(|(key, _)| key).collect();
        return Some(made(&keys));
    }
    let external = manifests.of("ExternalSecret").find(|it| {
        it.namespace == user.namespace && it.spec()["target"]["name"].text() == name && kind == "Secret"
    });
    if let Some(external) = external {
        // A template says by itself which keys there are.
        let template = &external.spec()["target"]["template"]["data"];
        let named: Vec<_> = template.entries().map(|(key, _)| key).collect();
        let fetched = || external.spec()["data"].list().iter().map(|item| item["secretKey"].text());
        return Some(made(&if named.is_empty() { fetched().collect() } else { named }));
    }
    let mut certificates = manifests.of("Certificate").filter(|it| it.namespace == user.namespace);
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
        object.value[part].entries().map(|(key, value)| (key.to_owned(), read(value))).collect()
    };
    if object.kind == "Secret" {
        return of("data", &decoded).into_iter().chain(of("stringData", &plain)).collect();
    }
    of("binaryData", &|_| String::new()).into_iter().chain(of("data", &plain)).collect()
}

/// The environment of a container, as far as it can be known: envFrom first, then env, the last word wins.
fn settings(manifests: &ManifestSet, pod: Pod, container: Container) -> Kept {
    let mut known = inherited(manifests, pod, container);
    for variable in container.value["env"].list() {
        let source = &variable["valueFrom"];
        let find = |kind, reference: &Value| {
            kept(manifests, pod.owner, kind, reference["name"].text())?.remove(reference["key"].text())
        };
        let plain = variable["value"].as_str().map(str::to_owned);
        let value = plain
            .or_else(|| find("ConfigMap", &source["configMapKeyRef"]))
            .or_else(|| find("Secret", &source["secretKeyRef"]));
        known.insert(variable["name"].text().to_owned(), value.unwrap_or_default());
    }
    known
}

/// What envFrom alone gives a container.
pub(in super::super) fn inherited(manifests: &ManifestSet, pod: Pod, container: Container) -> Kept {
    let mut known = Kept::new();
    for source in container.value["envFrom"].list() {
        let find = |kind, reference: &Value| kept(manifests, pod.owner, kind, reference["name"].text());
        let all = find("ConfigMap", &source["configMapRef"]).or_else(|| find("Secret", &source["secretRef"]));
        let named = |(key, value)| (format!("{}{key}", source["prefix"].text()), value);
        known.extend(all.unwrap_or_default().into_iter().map(named));
    }
    known
}

/// Environment, mounted files, command lines.
fn texts(manifests: &ManifestSet, pod: Pod, uses: &[Use], settings: &[Kept]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (container, settings) in pod.containers().zip(settings) {
        let title = container.title();
        let words: Vec<_> = container.words().collect();
        found.push((format!("the command of {title}"), words.join(" ")));
        found.extend(settings.iter().map(|(name, value)| (format!("env {name} of {title}"), value.clone())));
    }
    for using in uses.iter().filter(|using| using.volume.is_some()) {
        let files = kept(manifests, pod.owner, using.kind, using.name).unwrap_or_default().into_iter();
        let files = files.filter(|(key, _)| using.key.is_none_or(|wanted| wanted == key));
        found.extend(files.map(|(key, text)| (format!("{key} of {}/{}", using.kind, using.name), text)));
    }
    found
}

/// The hosts in all texts, and in the variables called SOMETHING_HOST, whose port stands in SOMETHING_PORT,
/// or SOMETHING_SENTINELS, which hold several.
fn mentions(pod: Pod, texts: &[(String, String)], settings: &[Kept]) -> Vec<Mention> {
    let mut found = Vec::new();
    for (place, text) in texts {
        found.extend(scan::hosts(text).into_iter().map(|host| Mention { host, place: place.clone() }));
    }
    for (container, settings) in pod.containers().zip(settings) {
        for (name, value) in settings.iter().filter(|(_, value)| !value.is_empty()) {
            let place = format!("env {name} of {}", container.title());
            if ["_SENTINELS", "_SERVERS", "_ADDR"].iter().any(|ending| name.ends_with(ending)) {
                let hosts = scan::addresses(value).into_iter();
                found.extend(hosts.map(|host| Mention { host, place: place.clone() }));
            }
            // libpq's own variables have no underscore.
            let Some(stem) = name.strip_suffix("HOST").filter(|stem| stem.ends_with('_') || *stem == "PG")
            else {
                continue;
            };
            let port = settings.get(&format!("{stem}PORT")).and_then(|port| port.parse().ok());
            let host = Host { name: value.trim_end_matches('.').to_owned(), port };
            found.push(Mention { host, place });
        }
    }
    found
}
