//! The objects of a bundle, read as a cluster reads them: which pods there are, what their containers
//! run with which environment and mounts, and which names lead to them. A reference that leads nowhere
//! is an error.

mod container;
mod pod;
mod service;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::images;

pub use container::{Container, Content, Mount};
pub use pod::Pod;
pub use service::Service;

/// Every object of `base/` and `secrets/`, and what was added to them.
#[derive(Clone)]
pub struct Bundle {
    objects: Vec<Value>,
    pub namespace: String,
    /// The cluster's own: `cluster.local`.
    pub domain: String,
    /// The first two numbers of the addresses whose X-Forwarded-For nginx believes.
    pub pod_network: [u8; 2],
    /// What the plan says of PostgreSQL.
    pub database: Value,
    /// What the pods know as the mail server, if they know one.
    pub mail_server: Option<String>,
    /// The name of the image that the bundle's Dockerfile makes.
    pub forum_image: String,
}

impl Bundle {
    pub fn read(folder: &Path) -> Result<Self> {
        let plan = fs::read_to_string(folder.join("plan.yaml")).context("cannot read plan.yaml")?;
        let plan: Value = serde_yaml::from_str(&plan).context("plan.yaml is no YAML")?;
        let mut bundle = Self {
            objects: Vec::new(),
            namespace: text(&plan["site"]["namespace"]),
            domain: text(&plan["cluster"]["domain"]),
            database: plan["postgres"].clone(),
            mail_server: (plan["site"]["mail"] == true).then(|| text(&plan["site"]["smtp_host"])),
            forum_image: text(&plan["image"]["reference"]),
            pod_network: pod_network(&text(&plan["nginx"]["real_ip_from"]))?,
        };
        for part in ["base", "secrets"] {
            let part = folder.join(part);
            for entry in fs::read_dir(&part).with_context(|| format!("cannot list {}", part.display()))? {
                let path = entry?.path();
                if path.extension().is_some_and(|ending| ending == "yaml") {
                    bundle
                        .add(&fs::read_to_string(&path)?)
                        .with_context(|| format!("cannot read {}", path.display()))?;
                }
            }
        }
        ensure!(!bundle.objects.is_empty(), "{} holds no objects", folder.display());
        Ok(bundle)
    }

    /// Applies more manifests: what the cluster has beside the bundle.
    pub fn add(&mut self, manifests: &str) -> Result<()> {
        let documents: Vec<Value> = serde_yaml::from_multiple(manifests)?;
        self.objects.extend(documents);
        Ok(())
    }

    /// There is no mail server: mail is dropped instead of sent, but in the scenario that has one. This is all that
    /// is changed.
    pub fn drop_mail(&mut self) {
        for object in &mut self.objects {
            if let Some(host) = object.pointer_mut("/data/EMAIL_HOST") {
                *host = Value::String(String::new());
            }
        }
    }

    /// Gives a key of a Secret another value.
    pub fn change_secret(&mut self, name: &str, key: &str, value: &str) -> Result<()> {
        let wanted = |object: &&mut Value| object["kind"] == "Secret" && object["metadata"]["name"] == name;
        let secret =
            self.objects.iter_mut().find(wanted).with_context(|| format!("there is no Secret {name}"))?;
        secret["data"][key] = Value::String(BASE64_STANDARD.encode(value));
        Ok(())
    }

    /// The same bundle after another image was built.
    pub fn with_image(&self, reference: &str) -> Self {
        let mut other = self.clone();
        for object in &mut other.objects {
            exchange(object, &self.forum_image, reference);
        }
        reference.clone_into(&mut other.forum_image);
        other
    }

    /// Where the Ingress, or the Gateway, lets visitors in: `https://forum.example.org`.
    pub fn address(&self) -> Result<String> {
        if let Some(ingress) = self.of("Ingress").next() {
            let scheme = if ingress["spec"]["tls"].is_null() { "http" } else { "https" };
            return Ok(format!("{scheme}://{}", text(&ingress["spec"]["rules"][0]["host"])));
        }
        let mut listeners = self.of("Gateway").flat_map(|gateway| items(&gateway["spec"]["listeners"]));
        let encrypted = listeners.any(|listener| listener["protocol"] == "HTTPS");
        let scheme = if encrypted { "https" } else { "http" };
        let route = self.of("HTTPRoute").next().context("there is neither an Ingress nor an HTTPRoute")?;
        Ok(format!("{scheme}://{}", text(&route["spec"]["hostnames"][0])))
    }

    /// The name and the password of the first administrator.
    pub fn administrator(&self) -> Result<(String, String)> {
        let pods = self.pods()?;
        let bootstrap =
            pods.iter().find_map(|pod| pod.container("bootstrap").ok()).context("no bootstrap")?;
        let of = |key: &str| bootstrap.env.get(key).cloned().with_context(|| format!("no {key}"));
        Ok((of("SUPERUSER_USERNAME")?, of("SUPERUSER_PASSWORD")?))
    }

    pub fn services(&self) -> Vec<Service> {
        self.of("Service").map(Service::read).collect()
    }

    /// The pods that an `apply` makes: all but those of CronJobs. Of a Deployment one, because two cores
    /// are few; of a StatefulSet all, because they are different.
    pub fn pods(&self) -> Result<Vec<Pod>> {
        let mut pods = Vec::new();
        for object in &self.objects {
            let name = text(&object["metadata"]["name"]);
            match object["kind"].as_str().unwrap_or_default() {
                "Deployment" => pods.push(self.pod(object, format!("{name}-0"))?),
                "StatefulSet" => {
                    for place in 0..object["spec"]["replicas"].as_u64().unwrap_or(1) {
                        pods.push(self.pod(object, format!("{name}-{place}"))?);
                    }
                }
                "Job" if object["spec"]["suspend"] != true => pods.push(self.pod(object, name)?),
                _ => {}
            }
        }
        pods.retain(|pod| !pod.containers.is_empty());
        pods.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(pods)
    }

    /// The images that nothing here stands for, exporters for example. Their containers are left out.
    pub fn strange_images(&self) -> BTreeSet<String> {
        let pods = self.objects.iter().map(|object| &object["spec"]["template"]["spec"]);
        let specs = pods.flat_map(|pod| items(&pod["containers"]));
        specs.map(|spec| text(&spec["image"])).filter(|image| !self.is_known(image)).collect()
    }

    fn is_known(&self, image: &str) -> bool {
        image == self.forum_image || images::has(image)
    }

    /// The pod of a CronJob, as if its time had come.
    pub fn cron_pod(&self, name: &str) -> Result<Pod> {
        self.pod(self.find("CronJob", name)?, format!("{name}-0"))
    }

    /// The names of the objects of a kind.
    pub fn names(&self, kind: &str) -> Vec<String> {
        self.of(kind).map(|object| text(&object["metadata"]["name"])).collect()
    }

    /// Some object, for what only one scenario asks.
    pub fn find(&self, kind: &str, name: &str) -> Result<&Value> {
        self.of(kind)
            .find(|object| object["metadata"]["name"] == name)
            .with_context(|| format!("there is no {kind} {name}"))
    }

    pub fn config(&self, name: &str) -> Result<BTreeMap<String, String>> {
        let data = &self.find("ConfigMap", name)?["data"];
        Ok(if data.is_null() { BTreeMap::new() } else { serde_json::from_value(data.clone())? })
    }

    pub fn secret(&self, name: &str) -> Result<BTreeMap<String, String>> {
        let secret = self.find("Secret", name)?;
        let mut entries: BTreeMap<String, String> =
            serde_json::from_value(secret["data"].clone()).unwrap_or_default();
        for value in entries.values_mut() {
            *value = String::from_utf8(BASE64_STANDARD.decode(&*value)?)?;
        }
        if let Some(clear) = secret["stringData"].as_object() {
            entries.extend(clear.iter().map(|(key, value)| (key.clone(), text(value))));
        }
        Ok(entries)
    }

    fn of(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.objects.iter().filter(move |object| object["kind"] == kind)
    }

    fn pod(&self, object: &Value, name: String) -> Result<Pod> {
        let kind = text(&object["kind"]);
        let template = match kind.as_str() {
            "CronJob" => &object["spec"]["jobTemplate"]["spec"]["template"],
            _ => &object["spec"]["template"],
        };
        let mut labels: BTreeMap<String, String> =
            serde_json::from_value(template["metadata"]["labels"].clone())?;
        if kind == "StatefulSet" {
            labels.insert("statefulset.kubernetes.io/pod-name".into(), name.clone());
        }
        let read = |list: &str| {
            items(&template["spec"][list])
                .filter(|spec| self.is_known(&text(&spec["image"])))
                .map(|spec| {
                    Container::read(self, object, &name, &template["spec"], spec)
                        .with_context(|| format!("container {} of {name}", text(&spec["name"])))
                })
                .collect::<Result<Vec<_>>>()
        };
        Ok(Pod {
            workload: text(&object["metadata"]["name"]),
            init: read("initContainers")?,
            containers: read("containers")?,
            grace: template["spec"]["terminationGracePeriodSeconds"].as_u64().unwrap_or(30),
            labels,
            kind,
            name,
        })
    }
}

fn pod_network(range: &str) -> Result<[u8; 2]> {
    let mut numbers = range.split('.').map_while(|number| number.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(first), Some(second)) => Ok([first, second]),
        _ => bail!("nginx.real_ip_from is no network: {range}"),
    }
}

/// Every text that is the one becomes the other.
fn exchange(value: &mut Value, one: &str, other: &str) {
    match value {
        Value::String(text) if text == one => other.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| exchange(item, one, other)),
        Value::Object(map) => map.values_mut().for_each(|item| exchange(item, one, other)),
        _ => {}
    }
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
