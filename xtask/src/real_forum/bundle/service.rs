//! The names that a cluster gives to pods.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Pod, items, text};

#[derive(Clone)]
pub struct Service {
    pub name: String,
    /// Its name leads to the pods themselves, and each of them has a name of its own below it.
    pub headless: bool,
    selector: BTreeMap<String, String>,
    /// The port of the Service, and the port of the pods, by number or by name.
    pub ports: Vec<(u16, Value)>,
}

impl Service {
    pub fn read(object: &Value) -> Self {
        let spec = &object["spec"];
        Self {
            name: text(&object["metadata"]["name"]),
            headless: spec["clusterIP"] == "None",
            selector: serde_json::from_value(spec["selector"].clone()).unwrap_or_default(),
            ports: items(&spec["ports"])
                .filter_map(|port| {
                    let number = number(&port["port"])?;
                    let target = &port["targetPort"];
                    Some((number, if target.is_null() { port["port"].clone() } else { target.clone() }))
                })
                .collect(),
        }
    }

    pub fn selects(&self, pod: &Pod) -> bool {
        !self.selector.is_empty()
            && self.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value))
    }
}

impl Pod {
    /// The number of a port that may be a name.
    pub fn port(&self, port: &Value) -> Option<u16> {
        let named = |name: &str| {
            let ports = self.containers.iter().flat_map(|container| items(&container.spec["ports"]));
            ports.filter(|port| port["name"] == name).find_map(|port| number(&port["containerPort"]))
        };
        number(port).or_else(|| named(port.as_str()?))
    }
}

fn number(value: &Value) -> Option<u16> {
    value.as_u64()?.try_into().ok()
}
