//! The commands that apply a bundle, and the section that explains them.

use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::gitops::options::Tool;
use crate::stack::image::options::PullPolicy;
use crate::stack::site::options::IssuedBy;
use crate::stack::{gitops, image, secrets, site};

/// The commands that put a bundle into a cluster and look after it: what each does, and the line to copy.
/// They are run in the bundle's folder.
pub fn commands(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut commands = install(plan);
    commands.extend(test_mail(plan).map(|line| ("Send a test mail", line)));
    commands.push(("Show what an update would change", "kubectl diff -k .".to_owned()));
    commands
}

fn install(plan: &Plan) -> Vec<(&'static str, String)> {
    let mut commands = image::build::commands(plan);
    if let Some((what, line)) = secrets::manual_step(plan) {
        commands.push(("Create the namespace", "kubectl apply -f base/00-namespace.yaml".to_owned()));
        commands.push((what, line.to_owned()));
    }
    match gitops::file(plan) {
        None => commands.push(("Create or update the forum", "kubectl apply -k .".to_owned())),
        Some(file) => commands.push((
            "Once: register the bundle with the tool that applies it",
            format!("kubectl apply -f {file}"),
        )),
    }
    commands.push(("Wait until it works", "./verify.sh".to_owned()));
    commands
}

/// From the first command to the first login.
pub(super) fn first_time(plan: &Plan) -> String {
    let namespace = quote(plan.site.namespace.as_str());
    let mut text = String::from(
        "## Install\n\nThere is no maintained public image of Misago, so build your own from `image/`, now and for \
         every new version. In this folder:\n\n```sh\n",
    );
    for (what, line) in install(plan) {
        text.push_str(&format!("# {what}\n{line}\n"));
    }
    text.push_str("```\n\n");
    text.push_str(&by_git(plan));
    text.push_str(
        "The image must match the processors of your nodes. If your computer's are different, add the platform: \
         `docker build --platform linux/amd64 …` or `linux/arm64`.",
    );
    if let Some(elsewhere) = image::build::elsewhere(plan) {
        text.push_str(&format!("\n{elsewhere}"));
    }
    text.push_str("\n\n");
    text.push_str(if secrets::manual_step(plan).is_some() {
        "Applying once is enough"
    } else {
        "One `apply` is enough"
    });
    text.push_str(
        ", even on an empty cluster: every pod waits for what it needs. The bootstrap Job migrates the\ndatabase \
         and creates the first administrator in about 15 seconds, and the forum answers about a minute after \
         the\nnodes have pulled the images.\n\n",
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
    text.push_str(&certificate(plan));
    if let Some(line) = test_mail(plan) {
        text.push_str(&format!(
            "\nSend a test mail. This prints the mail server's answer:\n\n```sh\n{line}\n```\n"
        ));
    }
    if plan.image.pull_policy == PullPolicy::Always && image::imported(plan) {
        text.push_str(
            "\nThe pull policy is Always, but an imported image is not in a registry: set it to IfNotPresent.\n",
        );
    }
    text
}

/// What there is to see of the certificate that this bundle orders.
fn certificate(plan: &Plan) -> String {
    if site::acme_server(plan).is_none() {
        return String::new();
    }
    let staging = if plan.site.issued_by == IssuedBy::Staging {
        "\nIt is one of Let's Encrypt's staging, so browsers warn of it. When it is there, choose Let's Encrypt itself in the plan and\n\
         apply the next download: cert-manager orders the real one by itself.\n"
    } else {
        ""
    };
    format!(
        "\nThe certificate arrives within a few minutes after the name points to the cluster. Until then browsers \
         show a warning. This shows what\nit waits for:\n\n```sh\nkubectl --namespace {} describe \
         certificate,order,challenge\n```\n{staging}",
        quote(plan.site.namespace.as_str())
    )
}

/// The test mail goes to the administrator.
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
            ": `flux create secret git {} --namespace {} --url {}` creates a key, which you must add to the \
             repository",
            quote(&gitops::login(plan)),
            quote(gitops.namespace.as_str()),
            quote(address)
        );
    }
    "; see its manual".to_owned()
}

/// What the repository must contain for GitOps.
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
        secret = secrets::in_git(plan),
        path = plan.gitops.path,
        revision = plan.gitops.revision,
    )
}
