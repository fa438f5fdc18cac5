//! Reads manifests: streams of YAML documents, JSON, lists, in any encoding that editors write.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use planner::import::archive::decoded;
use serde_json::Value;
use serde_yaml::Spanned;

use crate::answer::{CommandError, Result};
use crate::bundle::{bytes_of, shown};
use crate::terminal;

/// More files than this are somebody's home folder and no set of manifests.
const MOST_FILES: usize = 5000;

/// One object, and where it stands.
pub struct Manifest {
    pub value: Value,
    /// The file as people write its path; "standard input" for that.
    pub file: String,
    /// Its first line in the file, from 1.
    pub line: usize,
}

impl Manifest {
    /// `Deployment/misago-api`.
    pub fn id(&self) -> String {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        format!("{}/{}", text(&self.value["kind"]), text(&self.value["metadata"]["name"]))
    }

    pub fn namespace(&self) -> &str {
        self.value["metadata"]["namespace"].as_str().unwrap_or_default()
    }
}

/// What was read.
#[derive(Default)]
pub struct Manifests {
    /// In the order of the files and in them.
    pub manifests: Vec<Manifest>,
    /// Files that are templates of Helm.
    templates: Vec<String>,
    /// Files that are Kustomizations.
    kustomizations: Vec<String>,
    /// How many objects a controller made for others.
    made: usize,
    /// What else is in the files and no object of Kubernetes.
    others: Vec<String>,
}

/// Reads everything in these files and folders. One file that cannot be read is an error: judged without it, the others
/// would look incomplete.
pub fn manifests(paths: &[PathBuf]) -> Result<Manifests> {
    let mut read = Manifests::default();
    for path in paths {
        if path != Path::new("-") && path.is_dir() {
            let mut files = Vec::new();
            below(path, &mut files)?;
            for file in &files {
                read.file(file)?;
            }
        } else {
            read.file(path)?;
        }
    }
    if read.manifests.is_empty() {
        let named: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        let mut lines = vec![format!("{}: there is no Kubernetes manifest in it", named.join(", "))];
        lines.append(&mut read.notes());
        return Err(CommandError(lines.join("\n")));
    }
    Ok(read)
}

/// The files below a folder that kubectl would apply, in the order of their paths. Hidden folders such as .git hold
/// none.
fn below(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let failed = |error: std::io::Error| CommandError::of(folder, &error);
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect())
        .map_err(failed)?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let link = path.is_symlink();
        if path.is_dir() && !hidden && !link {
            below(&path, files)?;
        } else if path.is_file() && is_manifest(&path) {
            files.push(path);
        }
        if files.len() > MOST_FILES {
            return Err(CommandError(format!(
                "{}: there are more than {MOST_FILES} YAML files in it. Name the folder with the manifests.",
                terminal::path(folder)
            )));
        }
    }
    Ok(())
}

/// By its name, as kubectl goes by it.
fn is_manifest(path: &Path) -> bool {
    let end = path.extension().map(|end| end.to_string_lossy().to_lowercase());
    let kustomization = path.file_name().is_some_and(|name| name == "Kustomization");
    kustomization || end.is_some_and(|end| matches!(end.as_str(), "yaml" | "yml" | "json"))
}

impl Manifests {
    fn file(&mut self, path: &Path) -> Result<()> {
        let file = shown(path);
        let bytes = bytes_of(path)?;
        let Some(text) = decoded(&bytes) else {
            return Err(CommandError(format!("{file}: this is not text")));
        };
        match objects(&text) {
            Ok(found) => found.into_iter().for_each(|(line, value)| self.value(value, &file, line)),
            // A template is most often no YAML.
            Err(_) if is_template(&text) => self.templates.push(file),
            Err(Unreadable { line, why }) => return Err(CommandError(format!("{file}:{line}: {why}"))),
        }
        Ok(())
    }

    fn value(&mut self, value: Value, file: &str, line: usize) {
        let text = |key: &str| value[key].as_str().unwrap_or_default();
        let (version, kind) = (text("apiVersion"), text("kind"));
        if version.starts_with("kustomize.config.k8s.io/") || file.ends_with("Kustomization") {
            self.kustomizations.push(file.to_owned());
        } else if text("kind").contains("{{")
            || value["metadata"]["name"].as_str().is_some_and(|it| it.contains("{{"))
        {
            // One that is YAML all the same, because the braces are quoted.
            if self.templates.last().is_none_or(|last| last != file) {
                self.templates.push(file.to_owned());
            }
        } else if is_made_by_the_cluster(&value) {
            self.made += 1;
        } else if !version.is_empty() && !kind.is_empty() {
            self.manifests.push(Manifest { value, file: file.to_owned(), line });
        } else if !value.is_null() {
            self.others.push(format!("{file}:{line}"));
        }
    }

    /// What was not judged, a sentence each.
    pub fn notes(&self) -> Vec<String> {
        let of = |places: &[String], sentence: &str| {
            let shown = places.iter().take(5).cloned().collect::<Vec<_>>().join(", ");
            let more = places.len().saturating_sub(5);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            (!places.is_empty()).then(|| format!("{shown}{more}: {sentence}"))
        };
        let made = (self.made > 0).then(|| {
            format!(
                "objects that the cluster made by itself were left out, such as the pods of a Deployment: {}",
                self.made
            )
        });
        let rendered = [
            made,
            of(
                &self.kustomizations,
                "the files are judged without what a Kustomization does to them. `kubectl kustomize FOLDER | \
                 forum-planner lint -` judges what it makes.",
            ),
            of(
                &self.templates,
                "left out, because a template of Helm is no manifest yet. `helm template NAME CHART | forum-planner \
                 lint -` judges what it makes.",
            ),
            of(
                &self.others,
                "left out, because this is no Kubernetes object: it has no apiVersion or no kind.",
            ),
        ];
        rendered.into_iter().flatten().collect()
    }
}

/// What `kubectl get` shows beside the manifests that somebody applied: the pods of a ReplicaSet, the ReplicaSet of a
/// Deployment, the addresses of a Service, what every namespace has.
fn is_made_by_the_cluster(value: &Value) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (kind, name) = (text(&value["kind"]), text(&value["metadata"]["name"]));
    let owners = value["metadata"]["ownerReferences"].as_array();
    let owned = owners.is_some_and(|owners| owners.iter().any(|owner| owner["controller"] == true));
    let of_every_namespace = match kind.as_str() {
        "ConfigMap" => name == "kube-root-ca.crt",
        "ServiceAccount" => name == "default",
        "Secret" => matches!(
            value["type"].as_str(),
            Some("helm.sh/release.v1" | "kubernetes.io/service-account-token")
        ),
        "Endpoints" | "EndpointSlice" | "Event" => true,
        _ => false,
    };
    owned || of_every_namespace
}

/// Go's templates stand where YAML allows no brace: alone on a line, or as a bare value.
fn is_template(text: &str) -> bool {
    text.lines()
        .map(str::trim_start)
        .any(|line| line.starts_with("{{") || line.contains(": {{") || line.starts_with("- {{"))
}

/// All objects of a text, each with its line, from 1. Several of JSON in a row are no YAML.
fn objects(text: &str) -> std::result::Result<Vec<(usize, Value)>, Unreadable> {
    let mut found = Vec::new();
    for (first, document) in documents(text) {
        match values(document) {
            Ok(values) => found.extend(values.into_iter().map(|(offset, value)| (first + offset, value))),
            Err(unreadable) => {
                let line = first + unreadable.line.saturating_sub(1);
                return json_objects(text).ok_or(Unreadable { line, ..unreadable });
            }
        }
    }
    Ok(found)
}

/// The same for objects of JSON one after the other, as `kubectl get --output json` writes them in a loop.
fn json_objects(text: &str) -> Option<Vec<(usize, Value)>> {
    let mut found = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
    loop {
        let (read, rest) = text.split_at_checked(stream.byte_offset())?;
        let between = rest.len() - rest.trim_start().len();
        let line = 1 + read.matches('\n').count() + rest[..between].matches('\n').count();
        match stream.next() {
            None => return (!found.is_empty()).then_some(found),
            Some(value) => {
                let value = value.ok()?;
                match value["items"].as_array() {
                    Some(items) => found.extend(items.iter().map(|item| (line, item.clone()))),
                    None => found.push((line, value)),
                }
            }
        }
    }
}

/// The documents of a stream, each with its first line, counted from 1. What only comments is none.
fn documents(text: &str) -> Vec<(usize, &str)> {
    if text.trim_start().starts_with('{') {
        return vec![(1, text)];
    }
    let mut found = Vec::new();
    let (mut start, mut first, mut at) = (0, 1, 0);
    for (index, line) in text.split_inclusive('\n').enumerate() {
        let bare = line.trim_end();
        let ends = bare == "---" || bare == "..." || line.starts_with("--- ") || line.starts_with("---\t");
        if ends {
            found.push((first, &text[start..at]));
            // What stands behind the dashes belongs to the document.
            let inline = bare.strip_prefix("---").is_some_and(|rest| !rest.trim().is_empty());
            (start, first) = if inline { (at + 3, index + 1) } else { (at + line.len(), index + 2) };
        }
        at += line.len();
    }
    found.push((first, &text[start..]));
    found.retain(|(_, document)| {
        document.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    });
    found
}

/// Why a document cannot be read.
struct Unreadable {
    /// From 1, in the document.
    line: usize,
    why: String,
}

/// The objects of a document, each with how many lines it stands below the document's first. A list is what it holds.
fn values(document: &str) -> std::result::Result<Vec<(usize, Value)>, Unreadable> {
    let below = |line: u64| usize::try_from(line).unwrap_or(1).saturating_sub(1);
    let whole: Spanned<Value> = parsed(document)?;
    let (first, value) = (below(whole.referenced.line()), whole.value);
    let is_list =
        value["kind"].as_str().is_some_and(|kind| kind.ends_with("List")) && value["items"].is_array();
    if !is_list {
        return Ok(vec![(first, value)]);
    }
    #[derive(serde::Deserialize)]
    struct List {
        items: Vec<Spanned<Value>>,
    }
    let list: List = parsed(document)?;
    Ok(list.items.into_iter().map(|item| (below(item.referenced.line()), item.value)).collect())
}

fn parsed<T: serde::de::DeserializeOwned>(document: &str) -> std::result::Result<T, Unreadable> {
    serde_yaml::from_str(document).map_err(|error| {
        let line = error.location().map_or(1, |location| usize::try_from(location.line()).unwrap_or(1));
        let text = error.without_snippet().to_string();
        let why = text.lines().next().map_or(Cow::Borrowed("this is not YAML"), |why| why.to_owned().into());
        Unreadable { line, why: terminal::plain(&why) }
    })
}
