//! The way from the bundle that runs now to this one: printed from the comparison of the two.

use crate::finding::{Consent, Finding};
use crate::outcome::upgrade::{Fate, Step, Upgrade};
use crate::plan::{Inputs, Plan};
use crate::stack::gitops;
use crate::words::Choices;

pub(super) fn section(inputs: &Inputs<'_>, findings: &[Finding], upgrade: &Upgrade) -> String {
    let title = "## Upgrade from the bundle that runs now";
    if upgrade.is_empty() {
        // A bundle that was loaded and not changed is downloaded as it was.
        return String::new();
    }
    let parts = [
        format!(
            "{title}\n\nCompared with the plan that was loaded. `kubectl diff -k .` tells what the cluster itself says.\n"
        ),
        losses(findings),
        table(upgrade),
        steps(inputs, upgrade),
    ];
    parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is left behind or must be exchanged, agreed to or not.
fn losses(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .filter(|finding| finding.consent != Consent::Never)
        .map(|finding| {
            let agreed = if finding.consent == Consent::Given { "agreed to" } else { "**not agreed to**" };
            format!("* {} {} ({agreed})", finding.code, finding.message)
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("Mind before you begin:\n\n{}\n", lines.join("\n"))
}

/// Every object that does not stay as it is.
fn table(upgrade: &Upgrade) -> String {
    let mut text = String::from("| what happens | object | why, and what it means |\n| --- | --- | --- |\n");
    for fate in Fate::ALL.iter().filter(|fate| **fate != Fate::Unchanged) {
        for step in upgrade.of(*fate) {
            let about = step.about.replace('|', "\\|");
            text.push_str(&format!("| {} | `{}` | {about} |\n", fate.words(), step.id()));
        }
    }
    let unchanged = upgrade.count(Fate::Unchanged);
    if unchanged > 0 {
        text.push_str(&format!("\n{unchanged} other objects stay as they are.\n"));
    }
    text
}

fn steps(inputs: &Inputs<'_>, upgrade: &Upgrade) -> String {
    let mut steps = vec![
        "**Back up**, as “Back up and restore” says, and keep the folder of the bundle that runs now."
            .to_owned(),
    ];
    if !upgrade.secrets_known {
        steps.push(
            "Only the plan of the running forum was known, so `secrets/secret.yaml` here holds other values: put **your own \
             one** in its place."
                .to_owned(),
        );
    }
    let image = &inputs.plan.image.reference;
    if inputs.running.is_some_and(|running| running.plan.image.reference != *image) {
        steps.push(format!(
            "Build and push the image `{image}`, as under “Install”: pods that cannot get it wait, and the old ones go on serving."
        ));
    }
    let before: Vec<&Step> = upgrade
        .steps
        .iter()
        .filter(|step| step.fate != Fate::Orphaned && !step.commands.is_empty())
        .collect();
    if !before.is_empty() {
        steps.push(format!(
            "Before you apply, one after the other, as the table says for each:\n\n{}",
            commands(&before)
        ));
    }
    steps.push(apply(inputs.plan));
    steps.push(during(upgrade));
    let after: Vec<&Step> = upgrade.of(Fate::Orphaned).filter(|step| !step.commands.is_empty()).collect();
    if !after.is_empty() {
        steps.push(format!("When it works, take away what is left behind:\n\n{}", commands(&after)));
    }
    let list = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
    format!(
        "{}\n\nTo go back, apply the bundle before: `kubectl apply -k .` in its folder. What the bootstrap has migrated in the \
         database stays migrated: after a new version of Misago restore the backup too.\n",
        list.collect::<Vec<_>>().join("\n"),
    )
}

/// By whoever applies the bundle.
fn apply(plan: &Plan) -> String {
    if gitops::file(plan).is_none() {
        return format!("Apply, and see whether it works:\n\n{}", block("kubectl apply -k .\n./verify.sh\n"));
    }
    let deletes = if plan.gitops.prune {
        " What is left behind it deletes by itself, **claims with their volumes too**."
    } else {
        ""
    };
    format!(
        "Commit and push: {} applies what is in Git.{deletes} The Secret is not there:\n\n{}",
        plan.gitops.tool.words(),
        block("kubectl apply -k secrets\n./verify.sh\n")
    )
}

/// What goes on while it is applied.
fn during(upgrade: &Upgrade) -> String {
    let rolling: Vec<String> = upgrade.of(Fate::Rolls).map(|step| format!("`{}`", step.id())).collect();
    let bootstrap = upgrade.of(Fate::Created).any(|step| step.kind == "Job");
    let pods = match rolling.len() {
        0 => "No pod is replaced".to_owned(),
        _ => format!("At once these begin to replace their pods: {}", rolling.join(", ")),
    };
    let wait = if bootstrap {
        ". The bootstrap runs again; new pods of the forum wait for it, and the old ones serve until then"
    } else {
        ""
    };
    format!("{pods}{wait}. What visitors notice of each is in the table.")
}

fn commands(steps: &[&Step]) -> String {
    let lines: Vec<String> =
        steps.iter().map(|step| format!("# {}\n{}\n", step.id(), step.commands.join("\n"))).collect();
    block(&lines.concat())
}

/// A block of commands inside a list: indented, so that the numbers go on after it.
fn block(lines: &str) -> String {
    let inside: String = lines.lines().map(|line| format!("   {line}\n")).collect();
    format!("   ```sh\n{inside}   ```")
}
