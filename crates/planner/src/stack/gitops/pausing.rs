//! Pausing and resuming Argo CD or Flux. They revert what a person scales or deletes, so work by hand has to start with a
//! pause. Uses only kubectl, which the operator has in any case.

use super::file;
use super::options::Tool;
use crate::plan::Plan;
use crate::shell::quote;
use crate::values::Choices;

/// The tool's name and the lines around work by hand.
pub struct Pause {
    /// `Argo CD`.
    pub tool: &'static str,
    /// From here on it leaves everything as it is.
    pub begin: String,
    /// From here on it applies again.
    pub end: String,
    /// Deletes the object that tells the tool about the bundle. What it has applied stays: Argo CD's Application has no
    /// finalizer, and Flux deletes nothing of a suspended Kustomization.
    pub forget: String,
}

/// None if a person applies the bundle.
pub fn pause(plan: &Plan) -> Option<Pause> {
    let file = file(plan)?;
    let kubectl = format!("kubectl --namespace {}", quote(plan.gitops.namespace.as_str()));
    let name = quote(plan.site.name.as_str());
    let tool = plan.gitops.tool.words();
    Some(if plan.gitops.tool == Tool::Flux {
        let object = format!("kustomization.kustomize.toolkit.fluxcd.io {name}");
        let patch = |on: bool| {
            let patch = quote(&format!(r#"{{"spec":{{"suspend":{on}}}}}"#));
            format!("{kubectl} patch {object} --type merge --patch {patch}")
        };
        Pause { tool, begin: patch(true), end: patch(false), forget: format!("{kubectl} delete {object}") }
    } else {
        let object = format!("application.argoproj.io {name}");
        let patch = quote(r#"[{"op":"remove","path":"/spec/syncPolicy/automated"}]"#);
        Pause {
            tool,
            begin: format!("{kubectl} patch {object} --type json --patch {patch}"),
            end: format!("kubectl apply -f {file}"),
            forget: format!("{kubectl} delete {object}"),
        }
    })
}

/// The lines that make the bootstrap's Job again after it was deleted, and let the tool go on.
pub fn apply_again(plan: &Plan, job: &str) -> String {
    match pause(plan) {
        None => "kubectl apply -k .\n".to_owned(),
        Some(Pause { tool, end, .. }) => format!(
            "# Resume {tool}, which recreates the Job\n{end}\nuntil {job} --output name | grep --quiet .; do sleep \
             5; done\n"
        ),
    }
}

/// The lines before anything is scaled or deleted by hand.
pub fn pause_first(plan: &Plan) -> String {
    pause(plan).map_or_else(String::new, |Pause { tool, begin, .. }| {
        format!("# Pause {tool} until the end, or it would restart what you stop\n{begin}\n")
    })
}
