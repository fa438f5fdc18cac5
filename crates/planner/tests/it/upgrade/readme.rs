//! The README of a bundle that replaces a running one.

use planner::analysis::upgrade::ChangeKind;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::stack::backup::options::Target;
use planner::stack::gitops::options::Tool;
use planner::values::Memory;

use super::between;

#[test]
fn from_each_preset_to_each_other_the_readme_names_every_object_that_does_not_stay() {
    for was in PRESETS {
        for is in PRESETS {
            let (new, upgrade) = between(&(was.plan)(), &(is.plan)());
            let readme = &new.files.get("README.md").unwrap().text;
            for step in upgrade.steps.iter().filter(|step| step.change_kind != ChangeKind::Unchanged) {
                assert!(readme.contains(&step.id()), "{} to {}: {}", was.key, is.key, step.id());
                for command in &step.commands {
                    assert!(readme.contains(command.as_str()), "{command}");
                }
            }
        }
    }
}

/// The order of these in the text; each must stand in it.
fn in_order(text: &str, lines: &[&str]) {
    let mut from = 0;
    for line in lines {
        let found = text[from..].find(line);
        from += found.unwrap_or_else(|| panic!("{line} does not follow in\n{text}")) + line.len();
    }
}

/// A forum that this tool applies.
fn applied_by(tool: Tool) -> Plan {
    let mut plan = Plan::default();
    plan.gitops.tool = tool;
    plan.gitops.repository = Some("https://git.misago-project.org/forum.git".parse().unwrap());
    plan
}

/// What a README says under a heading.
fn chapter<'a>(readme: &'a str, heading: &str) -> &'a str {
    let start = readme.find(heading).unwrap_or_else(|| panic!("no {heading}"));
    let rest = &readme[start..];
    let end = rest[heading.len()..].find("\n## ").map_or(rest.len(), |at| at + heading.len());
    &rest[..end]
}

#[test]
fn argo_cd_and_flux_pause_while_something_is_stopped_or_deleted_by_hand() {
    let pauses = [
        (
            Tool::ArgoCd,
            "patch application.argoproj.io forum --type json",
            "kubectl apply -f gitops/application.yaml",
        ),
        (Tool::Flux, "'{\"spec\":{\"suspend\":true}}'", "'{\"spec\":{\"suspend\":false}}'"),
    ];
    for (tool, begin, end) in pauses {
        let was = applied_by(tool);
        let mut is = was.clone();
        is.redis.storage = Memory::gib(2);
        let (new, _) = between(&was, &is);
        let readme = &new.files.get("README.md").unwrap().text;
        in_order(
            chapter(readme, "## Upgrade"),
            &[
                begin,
                "Commit and push",
                "kubectl apply -k secrets",
                "delete statefulset redis",
                end,
                "./verify.sh",
            ],
        );
        in_order(
            chapter(readme, "### Restore"),
            &[begin, "--replicas 0", "delete job restore", "delete job --selector", end, "./verify.sh"],
        );
        assert!(!readme.contains("kubectl apply -k .\n"), "Argo CD or Flux applies it");
        is = was.clone();
        is.backup.target = Target::None;
        let (new, _) = between(&was, &is);
        let readme = &new.files.get("README.md").unwrap().text;
        in_order(chapter(readme, "## Back up and restore"), &[begin, "--replicas 0", end, "--replicas 2"]);
        assert!(!chapter(readme, "## Upgrade").contains(begin), "nothing is done by hand");
    }
}

#[test]
fn a_tool_that_is_told_no_more_pauses_before_it_is_forgotten() {
    let (new, _) = between(&applied_by(Tool::Flux), &Plan::default());
    let readme = &new.files.get("README.md").unwrap().text;
    let forget = "delete kustomization.kustomize.toolkit.fluxcd.io forum";
    in_order(chapter(readme, "## Upgrade"), &["\"suspend\":true", "kubectl apply -k .", forget]);
    let (new, _) = between(&Plan::default(), &applied_by(Tool::Flux));
    let readme = &new.files.get("README.md").unwrap().text;
    let told =
        ["Commit and push", "kubectl apply -k secrets", "kubectl apply -f gitops/flux.yaml", "./verify.sh"];
    in_order(chapter(readme, "## Upgrade"), &told);
}

#[test]
fn a_change_that_replaces_no_pod_says_so_once_and_counts_in_english() {
    let was = Plan::default();
    let mut is = was.clone();
    is.backup.keep_daily = 9;
    let (new, upgrade) = between(&was, &is);
    assert_eq!(upgrade.count(ChangeKind::Rolls), 0);
    let readme = &new.files.get("README.md").unwrap().text;
    assert!(chapter(readme, "## Upgrade").contains("No pod is replaced.\n"), "{readme}");
    assert!(readme.contains(" other objects are unchanged."), "{readme}");
}
