//! The ConfigMaps and Secrets that a pod names.

use serde_json::Value;

use super::{Pod, ValueExt};

/// A pod naming a ConfigMap or a Secret, whole or one key of it.
#[derive(Clone)]
pub(in super::super) struct Use<'a> {
    pub kind: &'static str,
    pub name: &'a str,
    /// None: all of them.
    pub key: Option<&'a str>,
    pub optional: bool,
    /// The volume that shows it as files, if it is not for the environment.
    pub volume: Option<&'a str>,
    /// The file that one key becomes in that volume.
    pub file: &'a str,
    /// Where in the pod it is named.
    pub place: String,
}

/// Every use of a ConfigMap or Secret by this pod: single variables, whole environments, volumes.
pub(super) fn uses<'a>(pod: Pod<'a>) -> Vec<Use<'a>> {
    let mut found = Vec::new();
    for container in pod.containers() {
        let title = container.title();
        for variable in container.value["env"].list() {
            let place = format!("env {} of {title}", variable["name"].text());
            let source = &variable["valueFrom"];
            for (kind, reference) in
                [("ConfigMap", &source["configMapKeyRef"]), ("Secret", &source["secretKeyRef"])]
            {
                let key = Some(reference["key"].text());
                found.extend(whole(kind, reference, "name", &place).map(|using| Use { key, ..using }));
            }
        }
        for source in container.value["envFrom"].list() {
            let place = format!("envFrom of {title}");
            found.extend(whole("ConfigMap", &source["configMapRef"], "name", &place));
            found.extend(whole("Secret", &source["secretRef"], "name", &place));
        }
    }
    for volume in pod.spec()["volumes"].list() {
        found.extend(files(volume, "ConfigMap", &volume["configMap"], "name"));
        found.extend(files(volume, "Secret", &volume["secret"], "secretName"));
        for source in volume["projected"]["sources"].list() {
            found.extend(files(volume, "ConfigMap", &source["configMap"], "name"));
            found.extend(files(volume, "Secret", &source["secret"], "name"));
        }
    }
    found
}

/// The whole of what a reference names; in which field it does differs.
fn whole<'a>(kind: &'static str, reference: &'a Value, field: &str, place: &str) -> Option<Use<'a>> {
    let optional = reference["optional"].as_bool().unwrap_or(false);
    let (name, place) = (reference[field].text(), place.to_owned());
    let using = Use { kind, name, key: None, optional, volume: None, file: "", place };
    reference.is_object().then_some(using)
}

/// A volume: all keys as files, or the items listed.
fn files<'a>(volume: &'a Value, kind: &'static str, source: &'a Value, field: &str) -> Vec<Use<'a>> {
    let name = volume["name"].text();
    let Some(all) = whole(kind, source, field, &format!("volume {name}")) else { return Vec::new() };
    let all = Use { volume: Some(name), ..all };
    let items = source["items"].list().iter();
    let listed: Vec<_> = items
        .map(|item| Use { key: Some(item["key"].text()), file: item["path"].text(), ..all.clone() })
        .collect();
    if listed.is_empty() { vec![all] } else { listed }
}
