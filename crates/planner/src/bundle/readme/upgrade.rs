//! The steps from the bundle that runs now to this one, written from the comparison of the two.

use crate::analysis::upgrade::{ChangeKind, Joint, ResourceChange, Upgrade};
use crate::finding::{Consent, Finding};
use crate::inputs::Inputs;
use crate::manual::{Chapter, Context, block};
use crate::plan::Plan;
use crate::stack::{self, Pause, counted, gitops, secrets};

pub(super) fn section(context: &Context<'_>, findings: &[Finding], upgrade: &Upgrade) -> String {
    let title = "## Upgrade from the bundle that runs now";
    if upgrade.is_empty() {
        // A bundle that was loaded and not changed is downloaded as it was.
        return String::new();
    }
    let parts = [
        format!(
            "{title}\n\nThis compares the two plans as this version of the planner writes them. Changes in a newer planner or in your own
`Kustomization` are not included: run `kubectl diff -k .` to be sure.\n"
        ),
        losses(findings),
        together(upgrade),
        table(upgrade),
        steps(context, upgrade),
    ];
    parts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("\n")
}

/// What is left behind or must be exchanged, agreed to or not.
fn losses(findings: &[Finding]) -> String {
    let lines: Vec<String> = findings
        .iter()
        .filter(|finding| finding.consent != Consent::Never)
        .map(|finding| {
            let agreed = if finding.consent == Consent::Given { "accepted" } else { "**not accepted**" };
            format!("* {} {} ({agreed})", finding.code, finding.message)
        })
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("Before you start:\n\n{}\n", lines.join("\n"))
}

/// The combined effects of several changes, which no row of the table shows.
fn together(upgrade: &Upgrade) -> String {
    let lines: Vec<String> =
        upgrade.joint.iter().map(|joint| format!("* **{}.** {}", joint.title, joint.about)).collect();
    if lines.is_empty() {
        return String::new();
    }
    format!("Some changes have an effect only in combination:\n\n{}\n", lines.join("\n"))
}

/// Every object that does not stay as it is.
fn table(upgrade: &Upgrade) -> String {
    let mut text = String::from("| what happens | object | why and what it means |\n| --- | --- | --- |\n");
    for change_kind in ChangeKind::ALL.iter().filter(|change_kind| **change_kind != ChangeKind::Unchanged) {
        for step in upgrade.of(*change_kind) {
            let about = step.about.replace('|', "\\|");
            text.push_str(&format!("| {} | `{}` | {about} |\n", change_kind.words(), step.id()));
        }
    }
    let unchanged = upgrade.count(ChangeKind::Unchanged);
    if unchanged > 0 {
        let verb = if unchanged == 1 { "is unchanged" } else { "are unchanged" };
        let others = counted(u32::try_from(unchanged).unwrap_or(u32::MAX), "other object");
        text.push_str(&format!("\n{others} {verb}.\n"));
    }
    text
}

fn steps(context: &Context<'_>, upgrade: &Upgrade) -> String {
    let inputs = context.inputs;
    let mut steps = vec![
        "**Back up**, as described in “Back up and restore”, and keep the folder of the bundle that is running now."
            .to_owned(),
    ];
    steps.extend(stack::manual(Chapter::BeforeUpgrade, context));
    let image = &inputs.plan.image.reference;
    if inputs.running.is_some_and(|running| running.plan.image.reference != *image) {
        steps.push(format!(
            "Build and push the image `{image}` as described under “Install”: until it is available new pods wait \
             and the old ones keep serving."
        ));
    }
    let before: Vec<&ResourceChange> = upgrade
        .steps
        .iter()
        .filter(|step| step.change_kind != ChangeKind::Orphaned && !step.commands.is_empty())
        .collect();
    let first = of_joint(upgrade, |joint| &joint.before);
    if !first.is_empty() {
        steps.push(format!("So that old pods and new ones get along while both run:\n\n{}", block(&first)));
    }
    steps.extend(apply(inputs, &before));
    steps.push(during(upgrade));
    let at_once = of_joint(upgrade, |joint| &joint.at_once);
    if !at_once.is_empty() {
        steps.push(format!(
            "As soon as it is applied, before `./verify.sh` can end well:\n\n{}",
            block(&at_once)
        ));
    }
    let last = of_joint(upgrade, |joint| &joint.after);
    if !last.is_empty() {
        steps.push(format!("When `./verify.sh` has succeeded:\n\n{}", block(&last)));
    }
    let after: Vec<&ResourceChange> =
        upgrade.of(ChangeKind::Orphaned).filter(|step| !step.commands.is_empty()).collect();
    if !after.is_empty() {
        steps.push(format!("When it works, delete what is left over:\n\n{}", commands(&after)));
    }
    if let Some((old, None)) = pauses(inputs) {
        steps.push(format!(
            "Unregister the bundle from {}; what it has applied stays:\n\n{}",
            old.tool,
            block(&old.forget)
        ));
    }
    let list = steps.iter().enumerate().map(|(at, step)| format!("{}. {step}", at + 1));
    format!(
        "{}\n\nTo go back, {back}. This does not undo database migrations: after a new version of Misago, restore \
         the backup too.\n",
        list.collect::<Vec<_>>().join("\n"),
        back = match stack::pause(inputs.plan) {
            None => "apply the previous bundle: run `kubectl apply -k .` in its folder",
            Some(_) => "revert the commit and push",
        },
    )
}

/// Who applies the bundle that runs, if it is a tool, and how it goes on under the new plan; that is nothing
/// when it is told of the bundle no more.
fn pauses(inputs: &Inputs<'_>) -> Option<(Pause, Option<String>)> {
    let (was, is) = (&inputs.running?.plan, inputs.plan);
    let same = |a: &Plan, b: &Plan| {
        a.gitops.tool == b.gitops.tool
            && a.gitops.namespace == b.gitops.namespace
            && a.site.name == b.site.name
    };
    let end = stack::pause(is).filter(|_| same(was, is)).map(|pause| pause.end);
    Some((stack::pause(was)?, end))
}

/// The commands that apply the new bundle. A GitOps tool would recreate deleted objects from the old bundle, so it is
/// paused first, then given the new bundle, then resumed.
fn apply(inputs: &Inputs<'_>, before: &[&ResourceChange]) -> Vec<String> {
    let mut steps = Vec::new();
    let by_hand = format!("run these one by one, as described in the table:\n\n{}", commands(before));
    let running = pauses(inputs).filter(|(_, end)| end.is_none() || !before.is_empty());
    if let Some((Pause { tool, begin, .. }, _)) = &running {
        steps.push(format!("Pause {tool}, or it would revert the next steps:\n\n{}", block(begin)));
    }
    let Some(new) = stack::pause(inputs.plan) else {
        if !before.is_empty() {
            steps.push(format!("Before you apply, {by_hand}"));
        }
        steps.push(format!(
            "Apply, and check that it works:\n\n{}",
            block(&format!("{}kubectl apply -k .\n./verify.sh\n", by_hand_first(inputs.plan)))
        ));
        return steps;
    };
    let deletes = if inputs.plan.gitops.prune {
        " It deletes what is left over by itself, **including claims and their volumes**."
    } else {
        ""
    };
    let by_hand_line = by_hand_first(inputs.plan);
    let absent = if by_hand_line.is_empty() { "" } else { " The Secret is not in Git" };
    let push = format!("Commit and push: {} applies what is in Git.{deletes}{absent}", new.tool);
    let told = inputs.running.is_some_and(|running| running.plan.gitops == inputs.plan.gitops);
    let file = gitops::file(inputs.plan).filter(|_| !told);
    let tell = file.map(|file| format!("kubectl apply -f {file}\n")).unwrap_or_default();
    if before.is_empty() && running.is_none() {
        steps.push(format!("{push}:\n\n{}", block(&format!("{by_hand_line}{tell}./verify.sh\n"))));
        return steps;
    }
    steps.push(match by_hand_line.as_str() {
        "" => push,
        line => format!("{push}:\n\n{}", block(line)),
    });
    if !before.is_empty() {
        steps.push(format!("Then, {by_hand}"));
    }
    // Argo CD goes on by its own file, which is not applied twice.
    let end = running.and_then(|(_, end)| end).map(|end| format!("{end}\n")).filter(|end| *end != tell);
    let lines = format!("{tell}{}./verify.sh\n", end.unwrap_or_default());
    steps.push(format!("Let {} apply it:\n\n{}", new.tool, block(&lines)));
    steps
}

/// What goes before `kubectl apply -k .` where that leaves the Secret out.
fn by_hand_first(plan: &Plan) -> String {
    secrets::manual_step(plan).map(|(_, line)| format!("{line}\n")).unwrap_or_default()
}

/// What goes on while it is applied.
fn during(upgrade: &Upgrade) -> String {
    let rolling: Vec<String> = upgrade.of(ChangeKind::Rolls).map(|step| format!("`{}`", step.id())).collect();
    let bootstrap = upgrade.of(ChangeKind::Created).any(|step| step.kind == "Job");
    // A StatefulSet that is refused now may replace its pods once it is accepted, and so may an operator.
    let perhaps = |step: &ResourceChange| match step.change_kind {
        ChangeKind::Refused => matches!(step.kind, "Deployment" | "StatefulSet"),
        ChangeKind::Changes => matches!(step.kind, "Cluster" | "Pooler"),
        _ => false,
    };
    let later = upgrade.steps.iter().any(perhaps);
    let pods = match (rolling.len(), later) {
        (0, false) => "No pod is replaced.".to_owned(),
        (0, true) => "The table says which pods may be replaced and what visitors notice.".to_owned(),
        _ => format!(
            "These start replacing their pods at once: {}. The table says what visitors notice.",
            rolling.join(", ")
        ),
    };
    let wait = if bootstrap {
        " The bootstrap runs again; new forum pods wait for it, and the old ones serve until then."
    } else {
        ""
    };
    format!("{pods}{wait}")
}

/// The commands of what several changes do together, one a line.
fn of_joint(upgrade: &Upgrade, which: impl Fn(&Joint) -> &Vec<String>) -> String {
    upgrade.joint.iter().flat_map(which).map(|line| format!("{line}\n")).collect()
}

fn commands(steps: &[&ResourceChange]) -> String {
    let lines: Vec<String> =
        steps.iter().map(|step| format!("# {}\n{}\n", step.id(), step.commands.join("\n"))).collect();
    block(&lines.concat())
}
