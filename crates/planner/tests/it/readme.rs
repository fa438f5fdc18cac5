//! The bundle's README, read as its reader follows it: in order, block by block.

use std::collections::BTreeSet;

use planner::bundle::needs;
use planner::field::FieldId;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::prerequisite::Stage;
use planner::presets::PRESETS;
use planner::stack::find_field;
use proptest::prelude::*;
use test_support::choices::{CHOICES, plan_of};
use test_support::{any_plan, published_secrets};

fn readme(plan: &Plan) -> String {
    outcome(plan, &published_secrets(plan)).files.get("README.md").expect("a README").text.clone()
}

/// The README of the default plan with other answers.
fn with(changes: &[(&'static str, &'static str)]) -> String {
    readme(&plan_of(changes))
}

fn golden() -> Vec<(&'static str, String)> {
    let presets = PRESETS.iter().map(|preset| (preset.key, readme(&(preset.plan)())));
    presets.chain(CHOICES.iter().map(|(key, changes)| (*key, with(changes)))).collect()
}

/// A section with its subsections, without its heading.
fn section<'a>(text: &'a str, heading: &str) -> &'a str {
    let (_, rest) = text.split_once(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading}"));
    let level = heading.split(' ').next().expect("a heading");
    let end = [format!("\n{level} "), "\n## ".to_owned()].iter().filter_map(|next| rest.find(next)).min();
    &rest[..end.unwrap_or(rest.len())]
}

/// The lines within blocks of commands, comments apart.
fn commands(text: &str) -> Vec<&str> {
    let mut inside = false;
    text.lines()
        .map(str::trim)
        .filter(|line| {
            if line.starts_with("```") {
                inside = !inside && *line == "```sh";
                return false;
            }
            inside && !line.starts_with('#')
        })
        .collect()
}

#[test]
fn the_steps_before_the_start_are_numbered_and_their_commands_stand_in_blocks() {
    for (key, text) in golden() {
        let before = section(&text, "## Before you start");
        let numbers: Vec<usize> =
            before.lines().filter_map(|line| line.split_once(". **")?.0.parse().ok()).collect();
        assert!(numbers.len() >= 3, "{key}: {before}");
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{key}");
        let installs = before.matches("helm upgrade").count();
        assert_eq!(
            installs,
            commands(before).iter().filter(|line| line.starts_with("helm upgrade")).count(),
            "{key}"
        );
        let order =
            ["### On your computer", "### Check these first", "### Install what is missing", "### Create in"];
        let found: Vec<usize> = order.iter().filter_map(|heading| before.find(heading)).collect();
        assert!(found.is_sorted() && found.len() >= 2, "{key}: {found:?}");
    }
}

#[test]
fn what_is_installed_is_looked_for_first_and_what_is_looked_at_installs_nothing() {
    for (key, _) in golden() {
        let preset = PRESETS.iter().find(|preset| preset.key == key);
        let plan = preset.map_or_else(
            || plan_of(CHOICES.iter().find(|(known, _)| *known == key).expect("a choice").1),
            |preset| (preset.plan)(),
        );
        for need in needs(&plan) {
            match need.stage {
                Stage::Tool => assert!(need.check.is_empty() && need.commands.is_empty(), "{need:?}"),
                Stage::Check => assert!(need.commands.is_empty(), "{need:?}"),
                Stage::Install => assert!(!need.check.is_empty(), "{key}: {need:?}"),
                Stage::Namespace => {}
            }
        }
    }
}

#[test]
fn every_program_of_the_first_commands_is_among_the_tools() {
    // Of every shell, or brought by the step itself.
    const EVERYWHERE: [&str; 8] =
        ["sudo", "ssh", "nslookup", "base64", "export", "apt-get", "systemctl", "./verify.sh"];
    for (key, text) in golden() {
        let tools: BTreeSet<&str> =
            section(&text, "### On your computer").split('`').skip(1).step_by(2).collect();
        let first =
            [section(&text, "## Before you start"), section(&text, "## Install")].map(commands).concat();
        for program in
            first.iter().flat_map(|line| line.split(" | ")).filter_map(|line| line.split(' ').next())
        {
            assert!(
                tools.contains(program) || EVERYWHERE.contains(&program),
                "{key}: {program} of {tools:?}"
            );
        }
        let installs = first.iter().any(|line| line.starts_with("helm "));
        assert_eq!(tools.contains("helm"), installs, "{key}: {tools:?}");
    }
}

#[test]
fn longhorn_comes_beside_the_default_class_and_with_what_its_nodes_need() {
    let text = with(&[]);
    let install = section(&text, "### Install what is missing");
    let commands = commands(install).join("\n");
    assert!(commands.contains("apt-get install --yes open-iscsi nfs-common"), "{install}");
    let helm =
        commands.lines().find(|line| line.starts_with("helm upgrade --install longhorn")).expect("a line");
    assert!(helm.contains("--set persistence.defaultClass=false"), "{helm}");
    assert!(install.contains("ReadWriteMany"), "why Longhorn: {install}");
    for (single, copies) in [("longhorn", ""), ("", "longhorn"), ("longhorn", "longhorn")] {
        let text = with(&[("cluster.rwo_class", single), ("backup.storage_class", copies)]);
        assert_eq!(text.matches("helm upgrade --install longhorn").count(), 1, "once for all");
    }
    let other = with(&[("cluster.rwx_class", "nfs")]);
    assert!(!section(&other, "## Before you start").contains("onghorn"));
}

#[test]
fn the_kinds_of_traefik_are_named_where_the_cluster_does_not_bring_it() {
    let look = "kubectl get crd middlewares.traefik.io";
    assert!(!with(&[]).contains(look), "k3s brings them");
    assert!(with(&[("cluster.distribution", "other")]).contains(look));
    for unneeded in
        [("site.tls", "none"), ("ingress.redirect_https", "false"), ("ingress.controller", "other")]
    {
        assert!(!with(&[("cluster.distribution", "other"), unneeded]).contains(look), "{unneeded:?}");
    }
}

#[test]
fn the_registrys_login_is_one_command_with_the_plans_own_names() {
    for (image, server) in [
        ("ghcr.io/ourclub/misago:1", "ghcr.io"),
        ("registry.local:5000/misago:1", "registry.local:5000"),
        ("ourclub/misago:1", "https://index.docker.io/v1/"),
    ] {
        let text = with(&[
            ("image.reference", image),
            ("image.pull_secret", "our-login"),
            ("site.namespace", "talk"),
        ]);
        let line = format!(
            "kubectl --namespace talk create secret docker-registry our-login --docker-server={server} --docker-username=NAME \
             --docker-password=TOKEN"
        );
        let found = commands(section(&text, "### Create in the forum's namespace"));
        assert_eq!(found, ["kubectl apply -f base/00-namespace.yaml", &line], "{image}");
    }
}

#[test]
fn a_registry_that_keeps_new_images_to_itself_is_said_to() {
    let private = "ghcr.io are private at first";
    assert!(with(&[("image.reference", "ghcr.io/ourclub/misago:1")]).contains(private));
    let login = ("image.pull_secret", "our-login");
    assert!(!with(&[("image.reference", "ghcr.io/ourclub/misago:1"), login]).contains(private));
    assert!(!with(&[("image.reference", "ourclub/misago:1")]).contains("private at first"));
}

#[test]
fn an_imported_image_comes_to_the_nodes_of_the_chosen_cluster() {
    let local = ("image.reference", "localhost/misago:1");
    let line = |more: &[(&'static str, &'static str)]| {
        let text = with(&[&[local][..], more].concat());
        let found = commands(section(&text, "## Install"));
        found.iter().find(|line| line.starts_with("docker save")).map(ToString::to_string).expect("an import")
    };
    assert_eq!(
        line(&[("cluster.nodes", "1")]),
        "docker save localhost/misago:1 | sudo k3s ctr images import -"
    );
    assert_eq!(line(&[]), "docker save localhost/misago:1 | ssh NODE sudo k3s ctr images import -");
    let other = [("cluster.nodes", "1"), ("cluster.distribution", "other")];
    assert_eq!(line(&other), "docker save localhost/misago:1 | sudo ctr --namespace k8s.io images import -");
    let text = with(&[&[local][..], &other].concat());
    assert!(text.contains("`kind load docker-image localhost/misago:1`"));
}

#[test]
fn beside_the_image_stands_what_to_do_for_this_plan() {
    let hint = |id: &'static str, changes: &[(&'static str, &'static str)]| {
        (find_field(FieldId(id)).expect("a field").hint)(&plan_of(changes))
    };
    let pushed = hint("image.reference", &[("image.reference", "ghcr.io/ourclub/misago:1")]);
    assert!(pushed.contains("`docker push ghcr.io/ourclub/misago:1`"), "{pushed}");
    assert!(pushed.contains("private at first"), "{pushed}");
    let imported = hint("image.reference", &[("image.reference", "localhost/misago:1")]);
    assert!(imported.contains("k3s ctr images import"), "{imported}");
    let login = hint(
        "image.pull_secret",
        &[("image.reference", "ghcr.io/ourclub/misago:1"), ("site.namespace", "talk")],
    );
    assert!(
        login.contains(
            "kubectl --namespace talk create secret docker-registry registry-login --docker-server=ghcr.io"
        ),
        "{login}"
    );
}

#[test]
fn what_was_never_run_stands_last() {
    for (key, text) in golden() {
        let last = text.lines().rfind(|line| line.starts_with("## ")).expect("a heading");
        let untried = text.find("has not been tested").is_some();
        assert_eq!(untried, last.contains("never tried"), "{key}: {last}");
        assert_eq!(untried, key == "highly-available", "{key}");
    }
}

#[test]
fn a_database_outside_the_cluster_has_no_pod_no_volume_and_no_user_here() {
    let text = with(&[("postgres.mode", "external"), ("postgres.version", "16")]);
    assert!(!text.contains("pods of Redis and PostgreSQL") && !text.contains("PostgreSQL's major version"));
    assert!(text.contains("like those of Redis, use it"), "the default class");
    assert!(!section(&text, "## What scanners will say").contains("PostgreSQL"));
    let before = text.lines().find(|line| line.contains("must have the database")).expect("the server");
    assert!(before.contains("addresses of your nodes") && before.contains("newer than 16"), "{before}");
    let without = with(&[("postgres.mode", "external"), ("backup.target", "none")]);
    assert!(!without.contains("pg_dump of the backup"));
}

#[test]
fn the_certificate_and_the_mail_can_be_tried_at_once() {
    let text = with(&[("site.admin_email", "admin@ourclub.org")]);
    let install = commands(section(&text, "## Install"));
    assert!(
        install.contains(&"kubectl --namespace forum describe certificate,order,challenge"),
        "{install:?}"
    );
    assert!(install.iter().any(|line| line.ends_with(" admin@ourclub.org")), "{install:?}");
    let quiet = with(&[("site.mail", "false"), ("site.tls", "secret")]);
    assert!(!quiet.contains("test mail") && !quiet.contains("describe certificate"));
}

#[test]
fn the_address_behind_the_name_can_be_found() {
    for (changes, said) in [
        (&[][..], "On k3s these are the addresses of the nodes"),
        (&[("cluster.distribution", "other")][..], "kubectl get nodes --output wide"),
        (&[("site.host", "forum.home.lan")][..], "In your network's DNS"),
        (&[("site.host", "forum.localhost")][..], "On the node itself there is nothing to do"),
    ] {
        let text = with(changes);
        let before = section(&text, "## Before you start");
        assert!(before.contains(said), "{changes:?}: {before}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn every_plan_has_steps_whose_words_are_closed(plan in any_plan()) {
        for need in needs(&plan) {
            for text in [&need.title, &need.about] {
                prop_assert_eq!(text.matches('`').count() % 2, 0, "{:?}", need);
                prop_assert!(!text.contains('\n') && !text.contains("  "), "{:?}", need);
            }
            prop_assert!(need.stage == Stage::Tool || need.about.ends_with('.'), "{:?}", need);
        }
    }
}
