//! The ConfigMaps and Secrets that a pod names.

use serde_json::Value;

use super::{Look, Pod};

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
pub(super) fn uses<'a>(pod: Pod<'a>) -> Vec<Use<'a>> {
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
