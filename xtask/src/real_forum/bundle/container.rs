//! One container, its references resolved as the kubelet resolves them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::{Bundle, items, text};

#[derive(Clone)]
pub struct Container {
    pub name: String,
    pub image: String,
    /// What runs instead of the image's entry point; often nothing.
    pub command: Vec<String>,
    pub args: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub mounts: Vec<Mount>,
    /// The user and the group as which it runs.
    pub user: (u64, u64),
    pub read_only_root: bool,
    /// For its ports, probes and hooks.
    pub spec: Value,
}

/// Something under a mount path.
#[derive(Clone)]
pub struct Mount {
    pub path: String,
    pub read_only: bool,
    pub content: Content,
}

#[derive(Clone)]
pub enum Content {
    /// A claim's volume, which outlives the pod, and the folder in it.
    Claim(String, String),
    /// A volume that is as old as the pod, and the folder in it.
    OfThePod(String, String),
    /// A ConfigMap or a Secret, and the mode of its files.
    Files(BTreeMap<String, String>, u32),
    /// One file of it (`subPath`).
    File(String, u32),
    /// What only visitors see.
    OfThisMachine(PathBuf),
}

impl Container {
    /// `object` is the workload, `pod` the name of the pod, `shape` its spec, `spec` the container.
    pub fn read(bundle: &Bundle, object: &Value, pod: &str, shape: &Value, spec: &Value) -> Result<Self> {
        let env = environment(bundle, pod, spec)?;
        let words = |list: &str| items(&spec[list]).map(|word| expanded(&text(word), &env)).collect();
        let security = |key: &str| {
            let own = &spec["securityContext"][key];
            if own.is_null() { &shape["securityContext"][key] } else { own }
        };
        let id = |key: &str| security(key).as_u64().with_context(|| format!("no {key}"));
        Ok(Self {
            name: text(&spec["name"]),
            image: text(&spec["image"]),
            command: words("command"),
            args: words("args"),
            mounts: items(&spec["volumeMounts"])
                .map(|mount| self::mount(bundle, object, pod, shape, mount))
                .collect::<Result<_>>()?,
            user: (id("runAsUser")?, id("runAsGroup")?),
            read_only_root: security("readOnlyRootFilesystem") == true,
            spec: spec.clone(),
            env,
        })
    }

    /// The same place for another program.
    pub fn running<W: Into<String>>(&self, words: impl IntoIterator<Item = W>) -> Self {
        let command = words.into_iter().map(Into::into).collect();
        Self { command, args: Vec::new(), ..self.clone() }
    }
}

fn environment(bundle: &Bundle, pod: &str, spec: &Value) -> Result<BTreeMap<String, String>> {
    let mut env = BTreeMap::new();
    for source in items(&spec["envFrom"]) {
        let (config, secret) = (&source["configMapRef"]["name"], &source["secretRef"]["name"]);
        env.extend(if secret.is_null() {
            bundle.config(&text(config))?
        } else {
            bundle.secret(&text(secret))?
        });
    }
    for variable in items(&spec["env"]) {
        let from = &variable["valueFrom"];
        let (secret, config, field) = (&from["secretKeyRef"], &from["configMapKeyRef"], &from["fieldRef"]);
        let has =
            |key: &str| bundle.secret(&text(&secret["name"])).is_ok_and(|entries| entries.contains_key(key));
        if secret["optional"] == true && !has(&text(&secret["key"])) {
            continue;
        }
        let value = if !secret.is_null() {
            entry(bundle.secret(&text(&secret["name"]))?, secret)?
        } else if !config.is_null() {
            entry(bundle.config(&text(&config["name"]))?, config)?
        } else if !field.is_null() {
            match field["fieldPath"].as_str() {
                Some("metadata.name") => pod.to_owned(),
                Some("metadata.namespace") => bundle.namespace.clone(),
                other => bail!("the field {other:?} is not supported here"),
            }
        } else {
            expanded(&text(&variable["value"]), &env)
        };
        env.insert(text(&variable["name"]), value);
    }
    Ok(env)
}

fn entry(mut entries: BTreeMap<String, String>, reference: &Value) -> Result<String> {
    let key = text(&reference["key"]);
    entries.remove(&key).with_context(|| format!("{} has no {key}", text(&reference["name"])))
}

/// `$(NAME)` becomes the variable's value, as the kubelet has it.
fn expanded(text: &str, env: &BTreeMap<String, String>) -> String {
    env.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("$({name})"), value))
}

fn mount(bundle: &Bundle, object: &Value, pod: &str, shape: &Value, mount: &Value) -> Result<Mount> {
    let (name, folder) = (text(&mount["name"]), text(&mount["subPath"]));
    let claimed = items(&object["spec"]["volumeClaimTemplates"]).any(|it| it["metadata"]["name"] == *name);
    let volume = items(&shape["volumes"]).find(|volume| volume["name"] == *name);
    let content = match volume {
        None if claimed => Content::Claim(format!("{name}-{pod}"), folder),
        None => bail!("volume {name} is not declared"),
        Some(volume) => self::volume(bundle, &name, volume, folder)?,
    };
    Ok(Mount { path: text(&mount["mountPath"]), read_only: mount["readOnly"] == true, content })
}

fn volume(bundle: &Bundle, name: &str, volume: &Value, folder: String) -> Result<Content> {
    let claim = &volume["persistentVolumeClaim"]["claimName"];
    if !claim.is_null() {
        bundle.find("PersistentVolumeClaim", &text(claim))?;
        return Ok(Content::Claim(text(claim), folder));
    }
    if !volume["emptyDir"].is_null() {
        return Ok(Content::OfThePod(name.to_owned(), folder));
    }
    let (config, secret) = (&volume["configMap"], &volume["secret"]);
    ensure!(!config.is_null() || !secret.is_null(), "the kind of the volume {name} is not supported here");
    let (source, mut files) = if secret.is_null() {
        (config, bundle.config(&text(&config["name"]))?)
    } else {
        (secret, bundle.secret(&text(&secret["secretName"]))?)
    };
    let mode = source["defaultMode"].as_u64().and_then(|mode| mode.try_into().ok()).unwrap_or(0o644);
    if !source["items"].is_null() {
        let mut chosen = BTreeMap::new();
        for item in items(&source["items"]) {
            chosen.insert(text(&item["path"]), entry(files.clone(), item)?);
        }
        files = chosen;
    }
    Ok(if folder.is_empty() {
        Content::Files(files, mode)
    } else {
        let file = files.remove(&folder).with_context(|| format!("volume {name} has no {folder}"))?;
        Content::File(file, mode)
    })
}
