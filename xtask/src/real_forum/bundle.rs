//! The objects of a bundle, read as the kubelet reads them: what a container runs, with which
//! environment, and what it finds under its mount paths. A reference that leads nowhere is an error.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// Every object of `base/` and `secrets/`.
pub struct Bundle(Vec<Value>);

/// One container, its references resolved.
#[derive(Clone)]
pub struct Container {
    /// The workload it belongs to: `misago-api`, `bootstrap-4f2a...`.
    pub workload: String,
    /// `command` and `args`.
    pub words: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub mounts: Vec<Mount>,
    /// For its ports and probes.
    pub spec: Value,
}

/// Something under a mount path.
#[derive(Clone)]
pub struct Mount {
    pub path: String,
    pub content: Content,
}

#[derive(Clone)]
pub enum Content {
    /// A folder, named so that whoever mounts the same volume gets the same name.
    Folder(String),
    /// A ConfigMap.
    Files(BTreeMap<String, String>),
    /// One file of a ConfigMap (`subPath`).
    File(String),
}

impl Bundle {
    pub fn read(folder: &Path) -> Result<Self> {
        let mut objects = Vec::new();
        for part in ["base", "secrets"] {
            let part = folder.join(part);
            for entry in fs::read_dir(&part).with_context(|| format!("cannot list {}", part.display()))? {
                let path = entry?.path();
                if path.extension().is_some_and(|ending| ending == "yaml") {
                    let documents: Vec<Value> = serde_yaml::from_multiple(&fs::read_to_string(&path)?)
                        .with_context(|| format!("cannot read {}", path.display()))?;
                    objects.extend(documents);
                }
            }
        }
        ensure!(!objects.is_empty(), "{} holds no objects", folder.display());
        Ok(Self(objects))
    }

    /// Where the Ingress lets visitors in: `https://forum.example.org`.
    pub fn address(&self) -> Result<String> {
        let ingress =
            self.0.iter().find(|object| object["kind"] == "Ingress").context("there is no Ingress")?;
        let scheme = if ingress["spec"]["tls"].is_null() { "http" } else { "https" };
        Ok(format!("{scheme}://{}", text(&ingress["spec"]["rules"][0]["host"])))
    }

    /// The port of a Service.
    pub fn service_port(&self, name: &str) -> Result<u16> {
        let service = self.find("Service", name)?;
        service["spec"]["ports"][0]["port"]
            .as_u64()
            .and_then(|port| port.try_into().ok())
            .with_context(|| format!("Service {name} has no port"))
    }

    /// Every container of this name, init containers included, in the order of the workloads' names.
    pub fn containers(&self, name: &str) -> Result<Vec<Container>> {
        let mut found = Vec::new();
        for object in &self.0 {
            let Some(pod) = pod_spec(object) else { continue };
            for list in ["initContainers", "containers"] {
                for spec in items(&pod[list]).filter(|spec| spec["name"] == name) {
                    found.push(self.resolve(object, pod, spec)?);
                }
            }
        }
        found.sort_by(|one, other| one.workload.cmp(&other.workload));
        Ok(found)
    }

    /// The first of them.
    pub fn container(&self, name: &str) -> Result<Container> {
        self.containers(name)?.into_iter().next().with_context(|| format!("no pod has a container `{name}`"))
    }

    fn resolve(&self, object: &Value, pod: &Value, spec: &Value) -> Result<Container> {
        let workload = text(&object["metadata"]["name"]);
        let place = || format!("container {} of {workload}", text(&spec["name"]));
        Ok(Container {
            words: items(&spec["command"]).chain(items(&spec["args"])).map(text).collect(),
            env: self.environment(spec).with_context(place)?,
            mounts: items(&spec["volumeMounts"])
                .map(|mount| self.mount(object, pod, mount))
                .collect::<Result<_>>()
                .with_context(place)?,
            spec: spec.clone(),
            workload,
        })
    }

    fn environment(&self, spec: &Value) -> Result<BTreeMap<String, String>> {
        let mut env = BTreeMap::new();
        for source in items(&spec["envFrom"]) {
            let name = text(&source["configMapRef"]["name"]);
            for (key, value) in self.config(&name)? {
                env.insert(key, value);
            }
        }
        for variable in items(&spec["env"]) {
            let secret = &variable["valueFrom"]["secretKeyRef"];
            let value = if secret.is_null() {
                text(&variable["value"])
            } else {
                self.secret(&text(&secret["name"]), &text(&secret["key"]))?
            };
            env.insert(text(&variable["name"]), value);
        }
        Ok(env)
    }

    fn mount(&self, object: &Value, pod: &Value, mount: &Value) -> Result<Mount> {
        let (name, path) = (text(&mount["name"]), text(&mount["mountPath"]));
        let claimed =
            items(&object["spec"]["volumeClaimTemplates"]).any(|it| it["metadata"]["name"] == *name);
        let volume = items(&pod["volumes"]).find(|volume| volume["name"] == *name);
        let own = Content::Folder(format!("{}-{name}", text(&object["metadata"]["name"])));
        let content = match volume {
            None if claimed => own,
            None => bail!("volume {name} is not declared"),
            Some(volume) => {
                let (config, claim) = (text(&volume["configMap"]["name"]), &volume["persistentVolumeClaim"]);
                match (config.as_str(), claim.is_null(), mount["subPath"].as_str()) {
                    ("", true, _) => own,
                    ("", false, _) => Content::Folder(text(&claim["claimName"])),
                    (config, _, None) => Content::Files(self.config(config)?),
                    (config, _, Some(file)) => Content::File(
                        self.config(config)?
                            .remove(file)
                            .with_context(|| format!("ConfigMap {config} has no {file}"))?,
                    ),
                }
            }
        };
        Ok(Mount { path, content })
    }

    fn config(&self, name: &str) -> Result<BTreeMap<String, String>> {
        Ok(serde_json::from_value(self.find("ConfigMap", name)?["data"].clone())?)
    }

    fn secret(&self, name: &str, key: &str) -> Result<String> {
        let value = self.find("Secret", name)?["data"][key]
            .as_str()
            .with_context(|| format!("Secret {name} has no {key}"))?;
        Ok(String::from_utf8(BASE64_STANDARD.decode(value)?)?)
    }

    fn find(&self, kind: &str, name: &str) -> Result<&Value> {
        self.0
            .iter()
            .find(|object| object["kind"] == kind && object["metadata"]["name"] == name)
            .with_context(|| format!("there is no {kind} {name}"))
    }
}

impl Container {
    /// The port it listens on.
    pub fn port(&self) -> Result<u16> {
        self.spec["ports"][0]["containerPort"]
            .as_u64()
            .and_then(|port| port.try_into().ok())
            .with_context(|| format!("{} names no port", self.workload))
    }

    /// What a probe runs.
    pub fn probe(&self, which: &str) -> Vec<String> {
        items(&self.spec[which]["exec"]["command"]).map(text).collect()
    }
}

fn pod_spec(object: &Value) -> Option<&Value> {
    let spec = &object["spec"];
    match object["kind"].as_str()? {
        "Deployment" | "StatefulSet" | "Job" => Some(&spec["template"]["spec"]),
        "CronJob" => Some(&spec["jobTemplate"]["spec"]["template"]["spec"]),
        _ => None,
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
