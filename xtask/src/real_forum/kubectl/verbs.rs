//! What each verb does to the pods of this machine.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};

use super::line::CommandLine;
use super::{KubectlOutput, manifest};
use crate::real_forum::bundle::{Bundle, Pod};
use crate::real_forum::forum::Forum;

const PATIENCE: Duration = Duration::from_secs(180);

pub fn answer(forum: &Forum, folder: &Path, words: &[String]) -> Result<KubectlOutput> {
    let line = CommandLine::read(words)?;
    let own = &forum.bundle.namespace;
    // A manifest names its own.
    let by_manifest = ["apply", "create"].contains(&line.words[0].as_str()) && line.words.len() == 1;
    ensure!(by_manifest || line.namespace.as_ref() == Some(own), "the forum is in the namespace {own}");
    let things: Vec<&str> = line.words[1..].iter().map(String::as_str).collect();
    let said = match (line.words[0].as_str(), things.as_slice()) {
        ("exec", [target]) => {
            line.knows(&["stdin", "tty", "container"])?;
            return exec(forum, target, &line);
        }
        ("scale", targets) => {
            line.knows(&["replicas"])?;
            let replicas = line.option("replicas").context("--replicas is missing")?;
            targets.iter().try_for_each(|target| scale(forum, target, replicas == "0"))?;
            "scaled".to_owned()
        }
        ("wait", things) => wait(forum, things, &line)?,
        ("delete", ["job", names @ ..]) => {
            line.knows(&["selector", "ignore-not-found", "wait"])?;
            let gone = delete_jobs(forum, names, line.option("selector"))?;
            ensure!(gone > 0 || line.option("ignore-not-found").is_some(), "no job was found");
            format!("{gone} deleted")
        }
        ("apply", []) => apply(forum, folder, &line)?,
        ("create", ["job", name]) => create_job(forum, name, &line)?,
        ("create", []) => {
            line.knows(&["filename"])?;
            apply_text(forum, line.option("filename").context("--filename is missing")?)?
        }
        ("get", ["cronjob", name]) => {
            line.knows(&["output"])?;
            forum.bundle.find("CronJob", name)?;
            "its status is not known here".to_owned()
        }
        ("rollout", ["status", target]) => {
            line.knows(&["timeout"])?;
            for pod in pods_behind(forum, target) {
                forum.kubelet.ready(&pod.name, PATIENCE)?;
            }
            "successfully rolled out".to_owned()
        }
        ("logs", targets) => logs(forum, targets, &line)?,
        _ => bail!("`{}` is not supported here", line.words.join(" ")),
    };
    Ok(KubectlOutput::Said(said))
}

/// `deployment/celery`, `statefulset/postgres`, `job/...`, `pod/...` or a pod's name.
fn pods_behind(forum: &Forum, target: &str) -> Vec<Pod> {
    let (kind, name) = target.split_once('/').unwrap_or(("pod", target));
    let is_it = |pod: &Pod| match kind {
        "pod" => pod.name == name,
        _ => pod.kind.to_lowercase().ends_with(kind) && pod.workload == name,
    };
    forum.kubelet.pods().into_iter().filter(is_it).collect()
}

fn exec(forum: &Forum, target: &str, line: &CommandLine) -> Result<KubectlOutput> {
    let pods = pods_behind(forum, target);
    let pod = pods.first().with_context(|| format!("{target} has no pod"))?;
    let first = pod.containers.first().map(|container| container.name.as_str());
    let container = line.option("container").or(first).context("the pod has no container")?;
    Ok(KubectlOutput::Become(forum.kubelet.exec(&pod.name, container, &line.program)?))
}

fn scale(forum: &Forum, target: &str, to_nothing: bool) -> Result<()> {
    if to_nothing {
        return pods_behind(forum, target).iter().try_for_each(|pod| forum.kubelet.delete(&pod.name));
    }
    let name = target.split('/').nth(1).unwrap_or(target);
    create_missing(forum, &forum.bundle, |pod| pod.workload == name)
}

fn wait(forum: &Forum, things: &[&str], line: &CommandLine) -> Result<String> {
    line.knows(&["for", "timeout", "selector"])?;
    match (line.option("for"), things) {
        (Some("delete"), ["pod"]) => {
            let left = selected(forum, line.option("selector").context("--selector is missing")?)?;
            ensure!(left.is_empty(), "{} is still there", left[0].name);
        }
        (Some("condition=complete"), things) => {
            let job = things.join("/");
            let pods = pods_behind(forum, &job);
            ensure!(!pods.is_empty(), "there is no {job}");
            pods.iter().try_for_each(|pod| forum.kubelet.done(&pod.name, PATIENCE))?;
        }
        (what, _) => bail!("waiting for {what:?} is not supported here"),
    }
    Ok("condition met".to_owned())
}

/// `key=value` and `key in (one,other)`.
fn selected(forum: &Forum, selector: &str) -> Result<Vec<Pod>> {
    let (key, values) = match selector.split_once(" in ") {
        Some((key, values)) => (key, values.trim_matches(['(', ')'])),
        None => selector.split_once('=').context("the selector is not understood")?,
    };
    let values: Vec<&str> = values.split(',').map(str::trim).collect();
    let is_it = |pod: &Pod| pod.labels.get(key).is_some_and(|value| values.contains(&value.as_str()));
    Ok(forum.kubelet.pods().into_iter().filter(is_it).collect())
}

fn delete_jobs(forum: &Forum, names: &[&str], selector: Option<&str>) -> Result<usize> {
    let chosen = match selector {
        Some(selector) => selected(forum, selector)?,
        None => forum.kubelet.pods(),
    };
    let is_it = |pod: &&Pod| pod.is_a_job() && (selector.is_some() || names.contains(&pod.workload.as_str()));
    let jobs: Vec<&Pod> = chosen.iter().filter(is_it).collect();
    jobs.iter().try_for_each(|pod| forum.kubelet.delete(&pod.name))?;
    Ok(jobs.len())
}

/// `-k .` is the bundle; `-f` one more file of it.
fn apply(forum: &Forum, folder: &Path, line: &CommandLine) -> Result<String> {
    line.knows(&["kustomize", "filename"])?;
    match (line.option("kustomize"), line.option("filename")) {
        (Some("." | "./"), None) => create_missing(forum, &forum.bundle, |_| true)?,
        (None, Some(file)) => {
            let text =
                fs::read_to_string(folder.join(file)).with_context(|| format!("cannot read {file}"))?;
            apply_text(forum, &text)?;
        }
        _ => bail!("apply wants -k . or -f FILE"),
    }
    Ok("applied".to_owned())
}

fn apply_text(forum: &Forum, text: &str) -> Result<String> {
    let before: Vec<String> = forum.bundle.pods()?.into_iter().map(|pod| pod.name).collect();
    let mut bundle = forum.bundle.clone();
    bundle.add(text)?;
    create_missing(forum, &bundle, |pod| !before.contains(&pod.name))?;
    Ok("created".to_owned())
}

/// Creates the Job, or prints its manifest (`--dry-run`) so that it can be edited first.
fn create_job(forum: &Forum, name: &str, line: &CommandLine) -> Result<String> {
    line.knows(&["from", "dry-run", "output"])?;
    let from = line.option("from").and_then(|from| from.strip_prefix("cronjob/"));
    let cron = forum.bundle.find("CronJob", from.context("--from=cronjob/... is missing")?)?;
    let manifest = manifest::yaml(&manifest::job(name, &forum.bundle.namespace, cron));
    match (line.option("dry-run"), line.option("output")) {
        (Some("client"), Some("yaml")) => Ok(manifest),
        (None, None) => apply_text(forum, &manifest),
        other => bail!("{other:?} is not supported here"),
    }
}

fn create_missing(forum: &Forum, bundle: &Bundle, wanted: impl Fn(&Pod) -> bool) -> Result<()> {
    let there: Vec<String> = forum.kubelet.pods().into_iter().map(|pod| pod.name).collect();
    let missing = bundle.pods()?.into_iter().filter(|pod| !there.contains(&pod.name) && wanted(pod));
    missing.into_iter().try_for_each(|pod| forum.kubelet.create(&pod))
}

fn logs(forum: &Forum, targets: &[&str], line: &CommandLine) -> Result<String> {
    line.knows(&["container", "tail", "follow", "selector", "all-containers", "prefix"])?;
    let pods = match (targets, line.option("selector")) {
        ([target], None) => pods_behind(forum, target),
        ([], Some(selector)) => selected(forum, selector)?,
        _ => bail!("logs wants a target or a selector"),
    };
    let mut said = String::new();
    for pod in &pods {
        if line.option("follow").is_some() && pod.is_a_job() {
            forum.kubelet.done(&pod.name, PATIENCE)?;
        }
        for container in pod.init.iter().chain(&pod.containers) {
            if line.option("container").is_none_or(|name| name == container.name) {
                said += &forum.kubelet.said(&pod.name, &container.name)?;
            }
        }
    }
    Ok(said)
}
