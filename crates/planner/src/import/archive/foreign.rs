//! Recognises files that are not plans (a Helm chart, a compose file, ...), to tell people what to do with them.

use std::collections::BTreeMap;

use super::json;
use crate::import::apply::{ImportError, refused, short};

/// What a file begins with, and what it then is.
const BEGINNINGS: &[(&[u8], &str, Next)] = &[
    (b"\x1f\x8b", "a gzip archive (.tar.gz, .tgz)", Next::Unpack),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", Next::Unpack),
    (b"Rar!\x1a\x07", "a RAR archive", Next::Unpack),
    (b"\xfd7zXZ\0", "an xz archive", Next::Unpack),
    (b"BZh", "a bzip2 archive", Next::Unpack),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive", Next::Unpack),
    (b"\x89PNG\r\n\x1a\n", "a picture (PNG)", Next::Bundle),
    (b"\xff\xd8\xff", "a picture (JPEG)", Next::Bundle),
    (b"GIF8", "a picture (GIF)", Next::Bundle),
    (b"RIFF", "a picture or a sound (RIFF)", Next::Bundle),
    (b"%PDF-", "a PDF document", Next::Bundle),
    (b"\x7fELF", "a program for Linux", Next::Bundle),
    (b"\0asm", "a WebAssembly program", Next::Bundle),
    (b"SQLite format 3\0", "an SQLite database", Next::Bundle),
    (b"PGDMP", "a dump of a PostgreSQL database", Next::Restore),
    (b"age-encryption.org/", "a file encrypted with age", Next::Decrypt),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", "a file encrypted with age", Next::Decrypt),
    (b"-----BEGIN PGP MESSAGE-----", "a file encrypted with PGP", Next::Decrypt),
];

/// What to do with it.
#[derive(Clone, Copy)]
enum Next {
    Bundle,
    Unpack,
    Decrypt,
    Restore,
    Preset,
    Secrets,
    Own,
    Key,
}

impl Next {
    fn words(self) -> &'static str {
        match self {
            Self::Bundle => "Load the zip of a bundle, or the plan.yaml in it.",
            Self::Unpack => {
                "Unpack it and pack the bundle's folder as a zip archive, or use the folder on the command line. \
                 The plan.yaml alone has neither the secrets nor your own files."
            }
            Self::Decrypt => "Decrypt it first.",
            Self::Restore => "The bundle's README shows how to restore a copy.",
            Self::Preset => {
                "It cannot be converted. Start from a preset and enter its host name, mail server and sizes in the \
                 form."
            }
            Self::Secrets => {
                "Load the zip of its bundle, which has the plan and the secrets. On the command line, use \
                 --secrets-from for a Secret."
            }
            Self::Key => {
                "Keep it to yourself; none of it was kept here. Load the zip of a bundle, or the plan.yaml in it."
            }
            Self::Own => {
                "Load the zip of its bundle, or the plan.yaml in it. The zip also brings your own files."
            }
        }
    }
}

fn named(what: &str, next: Next) -> ImportError {
    refused(format!("This is {what}, not a plan. {}", next.words()))
}

/// Recognises binary files by their first bytes.
pub(super) fn by_first_bytes(bytes: &[u8]) -> Option<ImportError> {
    if bytes.is_empty() {
        return Some(refused("This file is empty. Load the zip of a bundle, or the plan.yaml in it."));
    }
    let known = BEGINNINGS.iter().find(|(beginning, ..)| bytes.starts_with(beginning));
    let tar = || bytes.get(257..262) == Some(b"ustar");
    known
        .map(|(_, what, next)| named(what, *next))
        .or_else(|| tar().then(|| named("a tar archive", Next::Unpack)))
}

/// What is text, by the words that its format begins with or cannot do without.
pub(super) fn by_text(text: &str) -> Option<ImportError> {
    if text.trim().is_empty() {
        return Some(refused(
            "This file has only empty lines. Load the zip of a bundle, or the plan.yaml in it.",
        ));
    }
    // Behind a byte order mark, or after another encoding, the first letters are only now the first.
    by_first_bytes(text.trim_start().as_bytes())
        .or_else(|| by_beginning(text))
        .or_else(|| of_keys(&Keys::of(text)))
        .or_else(|| by_lines(text))
}

fn by_beginning(text: &str) -> Option<ImportError> {
    let start: String = text.trim_start().chars().take(400).collect::<String>().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    let (what, next) = if begins(&["<!doctype html", "<html"]) {
        ("a web page (HTML), perhaps the login page of a site you downloaded it from", Next::Bundle)
    } else if start.contains("<svg") {
        ("a picture (SVG), such as a bundle's topology.svg", Next::Bundle)
    } else if begins(&["<"]) {
        ("an XML file", Next::Bundle)
    } else if let Some(armoured) = by_armour(text) {
        return Some(armoured);
    } else if begins(&["ssh-", "ecdsa-sha2-", "age1"]) {
        ("a public key", Next::Bundle)
    } else if begins(&["#!"]) {
        ("a script", Next::Own)
    } else if begins(&["--"]) && start.contains("postgresql database") {
        ("a dump of a PostgreSQL database", Next::Restore)
    } else {
        return None;
    };
    Some(named(what, next))
}

/// What says what it is in a line of its own, as PEM and the keys of age and PuTTY do. Programs write comments before it,
/// and where a key lies beside its certificate the key counts.
fn by_armour(text: &str) -> Option<ImportError> {
    let lines = || text.lines().take(2000).map(str::trim_end);
    let armoured = |word: &str| lines().any(|line| line.starts_with("-----BEGIN ") && line.contains(word));
    let starts = |word: &str| lines().any(|line| line.starts_with(word));
    let (what, next) = if armoured("PRIVATE KEY") || starts("PuTTY-User-Key-File-") {
        ("a private key", Next::Key)
    } else if starts("AGE-SECRET-KEY-") {
        ("a secret key of age", Next::Key)
    } else if armoured("PGP") {
        ("something of PGP's", Next::Bundle)
    } else if armoured("CERTIFICATE REQUEST") {
        ("a request for a certificate", Next::Bundle)
    } else if armoured("CERTIFICATE") {
        ("a certificate", Next::Bundle)
    } else if armoured("PUBLIC KEY") {
        ("a public key", Next::Bundle)
    } else {
        return None;
    };
    Some(named(what, next))
}

/// The top-level keys of a YAML text, with the plain values on their lines, and the nested keys.
struct Keys {
    top: BTreeMap<String, String>,
    below: Vec<String>,
}

impl Keys {
    /// Reads only the beginning, because an untrusted file may be very long.
    fn of(text: &str) -> Self {
        if json::is_it(text) {
            return Self { top: json::outermost(text).into_iter().collect(), below: Vec::new() };
        }
        let mut keys = Self { top: BTreeMap::new(), below: Vec::new() };
        for line in text.lines().take(2000) {
            let Some((key, value)) = line.split_once(':') else { continue };
            let (bare, value) =
                (key.trim().trim_matches(['"', '\'']), value.trim().trim_matches(['"', '\'', ',']));
            let is_key =
                !bare.is_empty() && bare.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c));
            if !is_key {
                continue;
            }
            if key.starts_with([' ', '\t']) {
                keys.below.push(bare.to_owned());
            } else {
                keys.top.entry(bare.to_owned()).or_insert_with(|| value.to_owned());
            }
        }
        keys
    }

    fn has(&self, key: &str) -> bool {
        self.top.contains_key(key)
    }

    fn any(&self, keys: &[&str]) -> bool {
        keys.iter().any(|key| self.has(key))
    }
}

/// Top-level keys of a chart's values as `helm create` writes them. A plan has none of these.
const HELM_VALUES: &[&str] = &[
    "replicaCount",
    "nameOverride",
    "fullnameOverride",
    "imagePullSecrets",
    "serviceAccount",
    "podAnnotations",
    "podSecurityContext",
    "nodeSelector",
    "tolerations",
    "affinity",
    "autoscaling",
    "global",
];

fn of_keys(keys: &Keys) -> Option<ImportError> {
    let kind = keys.top.get("kind").map_or("", String::as_str);
    if keys.has("apiVersion") && keys.has("kind") {
        return Some(of_kind(kind, keys));
    }
    let (what, next) = if keys.has("services") && !keys.any(&["site", "cluster"]) {
        ("a Docker Compose file", Next::Preset)
    } else if keys.has("apiVersion") && keys.has("name") && keys.has("version") {
        ("the Chart.yaml of a Helm chart", Next::Preset)
    } else if keys.has("sops") && keys.below.iter().any(|key| key == "mac") {
        ("a file encrypted with SOPS", Next::Decrypt)
    } else if keys.any(&["resources", "patches", "configMapGenerator"]) && !keys.any(HELM_VALUES) {
        ("a Kustomization", Next::Own)
    } else if keys.has("jobs") && keys.has("on") {
        ("a workflow of GitHub Actions", Next::Bundle)
    } else if !keys.has("version") && keys.any(HELM_VALUES) {
        ("the values.yaml of a Helm chart", Next::Preset)
    } else {
        return None;
    };
    Some(named(what, next))
}

fn of_kind(kind: &str, keys: &Keys) -> ImportError {
    match kind {
        "Config" if keys.has("clusters") || keys.has("contexts") => {
            named("a kubeconfig (it holds the keys to a cluster; none of it was kept)", Next::Bundle)
        }
        "Secret" => named("a Kubernetes Secret", Next::Secrets),
        "SealedSecret" | "ExternalSecret" => named(&format!("a {kind}"), Next::Secrets),
        "Kustomization" => named("a Kustomization", Next::Own),
        "List" => named("a list of Kubernetes objects, as kubectl get prints it", Next::Preset),
        "" => named("a Kubernetes manifest", Next::Preset),
        kind => named(&format!("a Kubernetes manifest ({})", short(kind)), Next::Preset),
    }
}

fn by_lines(text: &str) -> Option<ImportError> {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .take(200)
        .collect();
    let most = |is_it: fn(&str) -> bool| {
        let count = lines.iter().filter(|line| is_it(line)).count();
        count > 0 && count * 3 >= lines.len() * 2
    };
    let starts =
        |words: &[&str]| words.iter().any(|word| lines.first().is_some_and(|line| line.starts_with(word)));
    let (what, next) = if most(is_variable) {
        ("a list of environment variables (.env)", Next::Preset)
    } else if starts(&["FROM "]) || starts(&["ARG "]) && lines.iter().any(|line| line.starts_with("FROM ")) {
        ("a Dockerfile", Next::Own)
    } else if most(|line| line.contains("==") && !line.contains(' ') || line.starts_with("--hash=")) {
        ("a list of Python packages", Next::Own)
    } else if starts(&["import ", "from ", "\"\"\""]) {
        ("a Python file", Next::Own)
    } else if starts(&["["])
        && lines.first().is_some_and(|line| line.ends_with(']'))
        && most(|line| line.contains('=') || line.starts_with('['))
    {
        ("an INI or TOML file", Next::Bundle)
    } else if text.trim_start().starts_with("# ") && text.contains("\n## ") {
        ("a Markdown text, such as a bundle's README", Next::Bundle)
    } else {
        return None;
    };
    Some(named(what, next))
}

fn is_variable(line: &str) -> bool {
    let line = line.strip_prefix("export ").unwrap_or(line);
    line.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
    })
}

/// The message for a file with a version and keys, but without any option of a plan.
pub(super) fn without_options(first: &str) -> ImportError {
    refused(format!(
        "This file has a version but no options of a plan: {} is not one. {}",
        short(first),
        Next::Bundle.words()
    ))
}

/// Where files are looked for together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// A zip archive.
    Archive,
    /// A folder, as the command line reads one.
    Folder,
}

/// Why there is no bundle where there is no plan.yaml, by the names of the files that are there, and what to do.
pub fn without_plan(container: Container, names: &[String]) -> ImportError {
    let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let of = |known: &dyn Fn(&str) -> bool| names.iter().find(|name| known(&last(name)));
    let archive =
        |name: &str| [".zip", ".tar", ".tar.gz", ".tgz", ".7z", ".rar"].iter().any(|end| name.ends_with(end));
    let (place, inner) = match container {
        Container::Archive => ("this zip archive", "Unpack this one and load that one."),
        Container::Folder => {
            ("this folder or a folder in it", "If it is the zip of a bundle, name it instead.")
        }
    };
    let nothing = format!("There is no plan.yaml in {place}");
    refused(if names.is_empty() {
        format!("{nothing}: it is empty. {}", Next::Bundle.words())
    } else if names.iter().any(|name| name.ends_with("base/Kustomization")) {
        format!(
            "{nothing}, though it looks like a bundle: its plan.yaml was left out. Pack the whole folder."
        )
    } else if names.iter().any(|name| name.contains('\\') && last(&name.replace('\\', "/")) == "plan.yaml") {
        format!(
            "{nothing} by that name: the program that made it wrote backslashes into names. Unpack it and load the \
             plan.yaml."
        )
    } else if let Some(found) = of(&archive) {
        format!("{nothing}, but an archive: {}. {inner}", short(found))
    } else if of(&|name| name == "chart.yaml").is_some() {
        format!("{nothing}: it is a Helm chart. {}", Next::Preset.words())
    } else if of(&|name| matches!(name, "kustomization.yaml" | "kustomization.yml")).is_some() {
        format!("{nothing}, but a Kustomization that this planner did not write. {}", Next::Preset.words())
    } else if of(&|name| {
        matches!(name, "compose.yaml" | "compose.yml" | "docker-compose.yml" | "docker-compose.yaml")
    })
    .is_some()
    {
        format!("{nothing}, but a Docker Compose file. {}", Next::Preset.words())
    } else if names.iter().any(|name| name == "[Content_Types].xml") {
        format!("{nothing}: it is an office document. {}", Next::Bundle.words())
    } else {
        format!("{nothing}, so it is not a Forum Planner bundle. {}", Next::Bundle.words())
    })
}
