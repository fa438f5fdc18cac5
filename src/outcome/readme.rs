//! The bundle's README: what to have ready, what to do in which order, and what to look at when it
//! is three in the morning. Every command is quoted and names the right namespace.

mod archive;
mod backup;
mod care;
mod failing;
mod pausing;
mod travel;
mod upgrade;
mod watch;

use super::bundle::About;
use super::planfile;
use super::shell::quote;
use crate::finding::{Finding, Severity};
use crate::kube::ObjectSet;
use crate::plan::{Inputs, Plan};
use crate::stack::backup::options::Target;
use crate::stack::gitops::options::Tool;
use crate::stack::image::options::MISAGO;
use crate::stack::postgres::options::Mode as PostgresMode;
use crate::stack::secrets::options::{Form, StoreKind};
use crate::stack::site::options::{IssuerKind, Tls};
use crate::stack::storage::options::Access;
use crate::stack::{cluster::options::Distribution, image::options::PullPolicy};
use crate::stack::{gitops, postgres, secrets, site, wiring};
use crate::topology::{Carries, Peer, Topology};
use crate::words::Choices;

/// The commands that put a bundle into a cluster and look after it: what each does, and the line to copy.
/// They are run in the bundle's folder.
pub fn commands(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut commands = install(plan);
    commands.push(("See what an update would change", "kubectl diff -k .".to_owned()));
    commands
}

fn install(plan: &Plan) -> Vec<(&'static str, String)> {
    let reference = quote(plan.image.reference.as_str());
    let mut commands = vec![("Build the forum image", format!("docker build --tag {reference} image/"))];
    if imported(plan) {
        commands.push((
            "Bring it onto the node",
            format!("docker save {reference} | sudo k3s ctr images import -"),
        ));
    } else {
        commands.push(("Push it to the registry", format!("docker push {reference}")));
    }
    if let Some((what, line)) = secrets::by_hand(plan) {
        commands.push(("Create the namespace", "kubectl apply -f base/00-namespace.yaml".to_owned()));
        commands.push((what, line.to_owned()));
    }
    match gitops::file(plan) {
        None => commands.push(("Create or update the forum", "kubectl apply -k .".to_owned())),
        Some(file) => commands.push(("Tell who applies the rest, once", format!("kubectl apply -f {file}"))),
    }
    commands.push(("Wait until it works", "./verify.sh".to_owned()));
    commands
}

/// An image under `localhost/` is in no registry: it is imported into the node.
fn imported(plan: &Plan) -> bool {
    plan.image.reference.as_str().starts_with("localhost/")
}

pub(super) fn readme(inputs: &Inputs<'_>, about: &About<'_>, objects: &ObjectSet) -> String {
    let plan = inputs.plan;
    let &About { findings, topology, upgrade, .. } = about;
    let sections = [
        introduction(plan, objects),
        open_errors(findings),
        before(plan),
        first_time(plan),
        travel::section(inputs),
        upgrade.map(|upgrade| upgrade::section(inputs, findings, upgrade)).unwrap_or_default(),
        care::later(plan),
        links(topology),
        failing::failing(plan, topology),
        backup::backup(plan, topology, objects),
        care::trouble(plan),
        watch::watch(plan),
        accepted(),
    ];
    sections.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

fn introduction(plan: &Plan, objects: &ObjectSet) -> String {
    format!(
        "# {host}

A Misago {MISAGO} forum for Kubernetes {version}: {count} objects in the namespace `{namespace}`, made by Forum Planner from
`plan.yaml`. `topology.svg` shows who talks to whom.

| folder or file | what it is |
| --- | --- |
| `base/` | the manifests, one file for each part, numbered in the order they are needed |
| `secrets/` | {travelling} |
| `image/` | what the forum's container image is built from |
| `Kustomization` | yours: put patches and resources of your own here |
| `plan.yaml` | the plan; load it, or the zip, in Forum Planner to change something |
| `verify.sh` | asks the running forum whether it works |
{monitoring}
Change the plan and download again rather than editing `base/`: your edits there would be gone with the next download.
",
        host = plan.site.host,
        version = plan.cluster.version.key(),
        count = objects.len(),
        namespace = plan.site.namespace,
        monitoring = watch::folder(plan),
        travelling = travel::folder(plan),
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

/// What must be there before the bundle.
fn before(plan: &Plan) -> String {
    let list: Vec<String> = needs(plan).iter().map(|need| format!("* {need}")).collect();
    format!("## Before you start\n\nHave ready:\n\n{}\n", list.join("\n"))
}

/// How cert-manager is installed.
const CERT_MANAGER: &str = "helm upgrade --install cert-manager cert-manager --repo https://charts.jetstack.io --namespace cert-manager \
                            --create-namespace --set crds.enabled=true --wait";

/// How Longhorn is installed, which makes the class of its name.
const LONGHORN: &str = " If it is not there: `helm upgrade --install longhorn longhorn --repo https://charts.longhorn.io --namespace \
                        longhorn-system --create-namespace --wait`.";

/// What a cluster and its operator must have before the first `kubectl apply`, a sentence each. What is
/// typed stands between backticks.
pub fn needs(plan: &Plan) -> Vec<String> {
    let namespace = quote(plan.site.namespace.as_str());
    let mut items = vec![format!(
        "kubectl 1.30 or newer with access to the cluster, and a tool that builds images. The bundle assumes {} {} of {} CPU and {}.",
        plan.cluster.nodes,
        if plan.cluster.nodes == 1 { "node" } else { "nodes" },
        plan.cluster.node_cpu,
        plan.cluster.node_memory
    )];
    match (&plan.cluster.rwo_class, plan.cluster.distribution) {
        (Some(class), _) => items.push(format!(
            "The storage class `{class}` for single pods: `kubectl get storageclass {}`",
            quote(class.as_str())
        )),
        (None, Distribution::K3s) => items.push("A default storage class: k3s has `local-path`.".to_owned()),
        (None, Distribution::Other) => {
            items
                .push("A default storage class: `kubectl get storageclass` marks it `(default)`.".to_owned());
        }
    }
    if let (Access::ManyNodes, Some(class)) = (plan.storage.access, &plan.cluster.rwx_class) {
        items.push(format!(
            "The storage class `{class}`, which must be able to do ReadWriteMany: `kubectl get storageclass {}`. Longhorn needs \
             `nfs-common` (or the package with that name's content) on every node for it.{}",
            quote(class.as_str()),
            if class.as_str() == "longhorn" { LONGHORN } else { "" }
        ));
    }
    if let (Target::Volume, Some(class)) = (plan.backup.target, &plan.backup.storage_class) {
        items.push(format!(
            "The storage class `{class}` for the copies: `kubectl get storageclass {}`",
            quote(class.as_str())
        ));
    }
    items.push(format!(
        "The ingress class `{class}`: `kubectl get ingressclass {class}`. Its controller runs in the namespace `{ns}` under the label \
         `{label}`; the network policies let in nothing else: `kubectl --namespace {ns} get pods --selector {label}` must list it.",
        class = plan.ingress.class,
        ns = plan.cluster.ingress_namespace,
        label = plan.cluster.ingress_label,
    ));
    items.push(format!(
        "`{}` leads to the cluster's ingress: a DNS record, or a line in `/etc/hosts` for a trial.",
        plan.site.host
    ));
    let own_issuer = plan.site.tls == Tls::CertManager && plan.site.issuer_kind == IssuerKind::Issuer;
    let own_authority = wiring::database_server(plan).ca_secret;
    if plan.image.pull_secret.is_some()
        || own_issuer
        || plan.site.tls == Tls::Secret
        || plan.secrets.form == Form::External && plan.secrets.store_kind == StoreKind::SecretStore
        || own_authority.is_some()
    {
        items.push(
            "The namespace, before what has to be in it: `kubectl apply -f base/00-namespace.yaml`"
                .to_owned(),
        );
    }
    match plan.site.tls {
        Tls::CertManager => items.push(format!(
            "cert-manager with the {kind} `{issuer}`: `kubectl get {kind_lower} {issuer}{scope}` must say `True`. If it proves the host \
             over HTTP, its solver must name the ingress class `{class}`. If cert-manager is not there: `{CERT_MANAGER}`; \
             https://cert-manager.io/docs/configuration/acme/ shows an issuer to copy.",
            class = plan.ingress.class,
            kind = plan.site.issuer_kind.key(),
            kind_lower = plan.site.issuer_kind.key().to_lowercase(),
            issuer = plan.site.issuer,
            scope = if plan.site.issuer_kind.key() == "Issuer" { format!(" --namespace {namespace}") } else { String::new() },
        )),
        Tls::Secret => items.push(format!(
            "The certificate: `kubectl --namespace {namespace} create secret tls {} --cert tls.crt --key tls.key`",
            quote(plan.site.tls_secret.as_str())
        )),
        Tls::None => {}
    }
    if !imported(plan) {
        items.push(
            "A registry that you can push to: `docker login` first. If it gives images only to those who log in, the cluster needs the \
             login too: name a Secret under Image in the plan."
                .to_owned(),
        );
    }
    if let Some(secret) = &plan.image.pull_secret {
        items.push(format!(
            "The registry's login: `kubectl --namespace {namespace} create secret docker-registry {} --docker-server … --docker-username … --docker-password …`",
            quote(secret.as_str())
        ));
    }
    if plan.postgres.mode == PostgresMode::External {
        items.push(format!(
            "The PostgreSQL server `{}:{}` (12 or newer) with the database `{}`, owned by the role `{}`; the extensions `hstore` and \
             `btree_gin` must be installable, which a plain owner can do from version 13 on.",
            plan.postgres.host, plan.postgres.port, plan.postgres.database, plan.postgres.user
        ));
    }
    if let Some(secret) = own_authority {
        items.push(format!(
            "The authority that signed the database server's certificate: `kubectl --namespace {namespace} create secret generic {} --from-file {}`",
            quote(secret.as_str()),
            postgres::CA_FILE
        ));
    }
    if plan.postgres.mode == PostgresMode::CloudNativePg {
        items.push(format!(
            "The CloudNativePG operator, in the namespace `{operator}`: `kubectl get crd clusters.postgresql.cnpg.io` must find it, and \
             `kubectl --namespace {operator} get pods --selector app.kubernetes.io/name=cloudnative-pg` must list it, for the network policies \
             let in nothing else. If it is not there: `helm upgrade --install cnpg cloudnative-pg --repo https://cloudnative-pg.github.io/charts \
             --namespace {operator} --create-namespace --wait`. Without it `kubectl apply` knows no kind `Cluster`.",
            operator = postgres::OPERATOR_NAMESPACE
        ));
    }
    items.extend(travel::before(plan));
    items.extend(archive::before(plan));
    items.extend(watch::before(plan));
    items
}

fn first_time(plan: &Plan) -> String {
    let namespace = quote(plan.site.namespace.as_str());
    let mut text = String::from("## Install\n\nIn this folder:\n\n```sh\n");
    for (what, line) in install(plan) {
        text.push_str(&format!("# {what}\n{line}\n"));
    }
    text.push_str("```\n\n");
    text.push_str(&by_git(plan));
    text.push_str("Build on the nodes' own processor architecture, or name it: `docker build --platform linux/arm64 …`.\n\n");
    text.push_str(if secrets::by_hand(plan).is_some() {
        "Once each is enough"
    } else {
        "One `apply` is enough"
    });
    text.push_str(
        ", on an empty cluster too: every pod waits for what it needs. The bootstrap Job migrates the\n\
         database and makes the first administrator; it takes about a quarter of a minute, and the forum is there about a minute\n\
         after the images are.\n\n",
    );
    text.push_str(&format!(
        "Then open {scheme}://{host}/ and log in as `{admin}`. The password:\n\n```sh\n\
         kubectl --namespace {namespace} get secret {secret} --output jsonpath='{{.data.SUPERUSER_PASSWORD}}' | base64 --decode\n```\n\n\
         The administration is at {scheme}://{host}/admincp/.\n",
        scheme = site::scheme(plan),
        host = plan.site.host,
        admin = plan.site.admin_name,
        secret = secrets::SECRET,
    ));
    if plan.image.pull_policy == PullPolicy::Always && imported(plan) {
        text.push_str(
            "\nThe pull policy is Always, but an imported image is in no registry: set it to IfNotPresent.\n",
        );
    }
    text
}

/// How the tool gets at a private repository.
fn login(plan: &Plan) -> String {
    let gitops = &plan.gitops;
    let address = gitops.repository.as_ref().map_or("", |address| address.as_str());
    if gitops.tool == Tool::Flux && address.starts_with("ssh://") {
        return format!(
            ": `flux create secret git {} --namespace {} --url {}` makes a key, which the repository must let in",
            quote(&gitops::login(plan)),
            quote(gitops.namespace.as_str()),
            quote(address)
        );
    }
    "; its manual says how".to_owned()
}

/// What GitOps asks of the repository.
fn by_git(plan: &Plan) -> String {
    let tool = match plan.gitops.tool {
        Tool::None => return String::new(),
        Tool::ArgoCd => "Argo CD",
        Tool::Flux => "Flux",
    };
    format!(
        "{tool} applies what is in Git: commit this folder as `{path}` on `{revision}` and push it before the last command. \
         {secret} For a private \
         repository {tool} needs a login of its own{login}.\n\n",
        login = login(plan),
        secret = travel::in_git(plan),
        path = plan.gitops.path,
        revision = plan.gitops.revision,
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
fn accepted() -> String {
    format!(
        "## What scanners will say

* Users 999 of PostgreSQL and Redis are below 10000: they are the official images' own, and own the files on the volumes.
* Tags are fixed, but digests are not: they cannot be known offline. Write `tag@sha256:…` in the plan to pin them.
* Secrets are environment variables, the way these programs read them; they are in no ConfigMap, argument or log.
* `IfNotPresent` is right for fixed tags, and the only policy for clusters without a registry.

Made from version {} of the plan's format.
",
        planfile::VERSION
    )
}
