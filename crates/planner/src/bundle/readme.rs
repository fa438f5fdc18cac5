//! The bundle's README: what to have ready, what to do in which order, and what to look at when it
//! is three in the morning. Every command is quoted and names the right namespace.

mod care;
mod failing;
mod install;
mod needs;
mod upgrade;

use crate::analysis::upgrade::Upgrade;
use crate::bundle::plan_yaml;
use crate::finding::{Finding, Severity};
use crate::inputs::Inputs;
use crate::kube::ObjectSet;
use crate::manual::{Chapter, Context};
use crate::plan::Plan;
use crate::stack;
use crate::stack::image::options::MISAGO;
use crate::stack::postgres::options::Mode;
use crate::topology::{Carries, Peer, Topology};
use crate::values::Choices;
pub use install::commands;
pub use needs::{heading, needs};

/// What it tells of besides the objects.
pub(crate) struct About<'a> {
    pub(crate) findings: &'a [Finding],
    pub(crate) topology: &'a Topology,
    pub(crate) upgrade: Option<&'a Upgrade>,
}

pub(crate) fn readme(inputs: &Inputs<'_>, about: &About<'_>, objects: &ObjectSet) -> String {
    let plan = inputs.plan;
    let &About { findings, topology, upgrade } = about;
    let context = Context { inputs, topology, objects };
    let section = |chapter| stack::manual(chapter, &context).join("\n");
    let sections = [
        introduction(&context),
        open_errors(findings),
        needs::before(plan),
        install::first_time(plan),
        section(Chapter::AfterInstall),
        upgrade.map(|upgrade| upgrade::section(&context, findings, upgrade)).unwrap_or_default(),
        care::later(&context),
        links(topology),
        failing::failing(plan, topology),
        section(Chapter::Restoring),
        care::trouble(plan),
        section(Chapter::Watching),
        accepted(plan),
        section(Chapter::Advanced),
    ];
    sections.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

fn introduction(context: &Context<'_>) -> String {
    let plan = context.plan();
    format!(
        "# {host}

A Misago {MISAGO} forum for Kubernetes {version}: {count} objects in the namespace `{namespace}`, made by Forum Planner from
`plan.yaml`. `topology.svg` shows who talks to whom.

| folder or file | what it is |
| --- | --- |
| `base/` | the manifests, one file for each part, numbered in the order they are needed |
{folders}
| `image/` | what the forum's container image is built from |
| `Kustomization` | yours: put patches and resources of your own here |
| `plan.yaml` | the plan; load it, or the zip, in Forum Planner to change something |
| `verify.sh` | asks the running forum whether it works |
| `checksums.txt` | of the planner's files: `sha256sum --check --quiet checksums.txt` names those that were edited since |{apart}

Change the plan and download again rather than editing `base/`: your edits there would be gone with the next download.
",
        host = plan.site.host,
        version = plan.cluster.version.key(),
        count = context.objects.len(),
        namespace = plan.site.namespace,
        apart = stack::manual(Chapter::FoldersApart, context).iter().map(|row| format!("\n{row}")).collect::<String>(),
        folders = stack::manual(Chapter::Folders, context).join("\n"),
    )
}

fn open_errors(findings: &[Finding]) -> String {
    let errors: Vec<String> = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| {
            let places: Vec<&str> = finding.fields.iter().map(|field| field.0).collect();
            format!("* **{}** {} (`{}`)", finding.code, finding.message, places.join("`, `"))
        })
        .collect();
    if errors.is_empty() {
        return String::new();
    }
    format!(
        "## Open errors

This bundle was downloaded with errors in its plan. It will not work as it is. Load it in Forum Planner and mend:

{}
",
        errors.join("\n")
    )
}

/// The port table: the third print of the links.
fn links(topology: &Topology) -> String {
    let mut text = String::from(
        "## Who talks to whom\n\nEverything else is denied, both ways. Ports are those of the pods, as the policies name them.\n\n\
         | from | to | port | what for |\n| --- | --- | --- | --- |\n",
    );
    let title = |id| topology.find(id).map_or(String::new(), |node| node.title.clone());
    for link in &topology.links {
        let how = match &link.carries {
            Carries::Tcp { port, protocol, .. } => format!("{port} ({protocol})"),
            Carries::Files { writes: true } => "volume, read and write".to_owned(),
            Carries::Files { writes: false } => "volume, read only".to_owned(),
        };
        text.push_str(&format!("| {} | {} | {how} | to {} |\n", title(link.from), title(link.to), link.why));
    }
    let outside: Vec<String> = topology
        .nodes
        .iter()
        .filter(|node| matches!(node.peer, Peer::Outside(None) | Peer::ApiServer))
        .map(|node| node.title.clone())
        .collect();
    if !outside.is_empty() {
        text.push_str(&format!(
            "\nA network policy knows addresses and not names, so the way to {} is open to any address on that port.\n",
            outside.join(" and ")
        ));
    }
    text
}

/// What scanners say of the manifests, and why it stays.
fn accepted(plan: &Plan) -> String {
    let users = if plan.postgres.mode == Mode::External {
        "User 999 of Redis is below 10000: it is the official image's own, and owns the files on the volume."
    } else {
        "Users 999 of PostgreSQL and Redis are below 10000: they are the official images' own, and own the files on the volumes."
    };
    format!(
        "## What scanners will say

* {users}
* Tags are fixed, but digests are not: they cannot be known offline. Write `tag@sha256:…` in the plan to pin them.
* Secrets are environment variables, the way these programs read them; they are in no ConfigMap, argument or log.
* `IfNotPresent` is right for fixed tags, and the only policy for clusters without a registry.

Made from version {} of the plan's format.
",
        plan_yaml::VERSION
    )
}
