//! The commands that put a bundle into a cluster, and the section that walks through them.

use super::travel;
use crate::outcome::shell::quote;
use crate::plan::Plan;
use crate::stack::gitops::options::Tool;
use crate::stack::image::options::PullPolicy;
use crate::stack::{gitops, secrets, site};

/// The commands that put a bundle into a cluster and look after it: what each does, and the line to copy.
/// They are run in the bundle's folder.
pub fn commands(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut commands = install(plan);
    commands.extend(test_mail(plan).map(|line| ("Send one test mail", line)));
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
pub(super) fn imported(plan: &Plan) -> bool {
    plan.image.reference.as_str().starts_with("localhost/")
}

/// From the first command to the first login.
pub(super) fn first_time(plan: &Plan) -> String {
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
    if let Some(line) = test_mail(plan) {
        text.push_str(&format!(
            "\nSend one test mail. What is printed is the mail server's own answer:\n\n```sh\n{line}\n```\n"
        ));
    }
    if plan.image.pull_policy == PullPolicy::Always && imported(plan) {
        text.push_str(
            "\nThe pull policy is Always, but an imported image is in no registry: set it to IfNotPresent.\n",
        );
    }
    text
}

/// To the administrator, who will be glad of it.
fn test_mail(plan: &Plan) -> Option<String> {
    plan.site
        .mail
        .then(|| format!("{} {}", site::ask_mail_server(plan), quote(plan.site.admin_email.as_str())))
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
