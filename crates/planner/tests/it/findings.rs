//! Problems that operators of such stacks reported, and the findings that a plan like theirs gets.

use planner::analysis::findings;
use planner::finding::{Action, Finding, Severity};
use planner::inputs::{Inputs, Running};
use planner::plan::Plan;
use planner::secrets::Secrets;
use test_support::choices::plan_of;

fn found(plan: &Plan) -> Vec<Finding> {
    findings(&Inputs::new(plan, &Secrets::default()))
}

fn of_code(plan: &Plan, code: &str) -> Option<Finding> {
    found(plan).into_iter().find(|finding| finding.code == code)
}

fn after_fix(finding: &Finding) -> Plan {
    match &finding.fix.as_ref().expect("a fix").action {
        Action::Plan(plan) => (**plan).clone(),
        Action::Generate(_) => panic!("{} changes no plan", finding.code),
    }
}

#[test]
fn every_well_known_class_of_disks_is_refused_for_the_uploads_with_the_class_that_can() {
    for (class, instead) in [
        ("gp2", "EFS"),
        ("gp3", "EFS"),
        ("do-block-storage", "NFS"),
        ("hcloud-volumes", "Longhorn"),
        ("linode-block-storage-retain", "Longhorn"),
        ("managed-csi", "azurefile-csi"),
        ("standard-rwo", "standard-rwx"),
        ("local-path", "Longhorn"),
    ] {
        let plan = plan_of(&[("cluster.rwx_class", class)]);
        let finding = of_code(&plan, "FP072").unwrap_or_else(|| panic!("{class} is taken"));
        assert!(finding.detail.contains(instead), "{class}: {}", finding.detail);
        assert!(of_code(&after_fix(&finding), "FP072").is_none(), "{class}");
        let alone = plan_of(&[("cluster.rwx_class", class), ("storage.access", "one-node")]);
        assert!(of_code(&alone, "FP072").is_none(), "{class} for pods of one node");
    }
    for class in ["longhorn", "nfs", "efs-sc", "azurefile-csi", "standard-rwx", "my-own"] {
        assert!(of_code(&plan_of(&[("cluster.rwx_class", class)]), "FP072").is_none(), "{class}");
    }
}

#[test]
fn a_forum_that_runs_on_longhorn_is_not_told_to_install_it() {
    let plan = plan_of(&[("cluster.rwx_class", "longhorn")]);
    let secrets = Secrets::default();
    let told = |was: &Plan| {
        let running = Running::new(was.clone(), None);
        let inputs = Inputs { running: Some(&running), ..Inputs::new(&plan, &secrets) };
        findings(&inputs).iter().any(|finding| finding.code == "FP182")
    };
    assert!(of_code(&plan, "FP182").is_some());
    assert!(!told(&plan));
    assert!(told(&plan_of(&[("cluster.rwx_class", "nfs")])));
    assert!(told(&plan_of(&[("cluster.rwx_class", "longhorn"), ("storage.access", "one-node")])));
}

#[test]
fn a_server_by_its_short_service_name_is_known_as_one_of_the_cluster() {
    let told = |host: &'static str| {
        let plan = plan_of(&[("postgres.mode", "external"), ("postgres.host", host)]);
        of_code(&plan, "FP154").is_some_and(|finding| finding.detail.contains("kubernetes.io/metadata.name"))
    };
    assert!(told("pg.databases") && told("pg-rw.cnpg-databases"));
    assert!(!told("db.misago-project.org") && !told("forum.pg"));
}

#[test]
fn the_names_of_another_controller_are_recognised_with_every_choice() {
    let f5 = [
        ("cluster.ingress_namespace", "nginx-ingress"),
        ("cluster.ingress_label", "app.kubernetes.io/name=nginx-ingress"),
    ];
    let haproxy = [
        ("cluster.ingress_namespace", "haproxy-controller"),
        ("cluster.ingress_label", "app.kubernetes.io/name=kubernetes-ingress"),
    ];
    for (names, owner) in [(f5, "F5"), (haproxy, "HAProxy")] {
        for choice in ["nginx", "traefik"] {
            let mut plan = plan_of(&names);
            plan.ingress.controller = plan_of(&[("ingress.controller", choice)]).ingress.controller;
            let finding = of_code(&plan, "FP027").unwrap_or_else(|| panic!("{choice} with names of {owner}"));
            assert!(finding.message.contains(owner), "{}", finding.message);
            let fixed = after_fix(&finding);
            assert!(of_code(&fixed, "FP027").is_none());
            assert_eq!(fixed.cluster.ingress_label, plan.cluster.ingress_label, "what runs stays as it is");
        }
    }
    let unknown = [("ingress.controller", "other"), f5[0], f5[1], ("ingress.class", "nginx")];
    assert!(
        of_code(&plan_of(&unknown), "FP152").is_some_and(|finding| finding.detail.contains("nginx.org/"))
    );
}

#[test]
fn the_retired_controller_has_a_successor_one_click_away() {
    for (distribution, namespace) in [("k3s", "kube-system"), ("other", "traefik")] {
        let plan = plan_of(&[
            ("cluster.distribution", distribution),
            ("ingress.controller", "nginx"),
            ("ingress.class", "nginx"),
            ("cluster.ingress_namespace", "ingress-nginx"),
            ("cluster.ingress_label", "app.kubernetes.io/name=ingress-nginx"),
        ]);
        let finding = of_code(&plan, "FP153").expect("a word about its end");
        let fixed = after_fix(&finding);
        assert!(of_code(&fixed, "FP153").is_none() && of_code(&fixed, "FP027").is_none());
        assert_eq!(fixed.cluster.ingress_namespace.as_str(), namespace);
    }
}

#[test]
fn the_networks_of_a_delivery_network_and_of_the_ingress_are_all_believed() {
    let published: Vec<String> = (0..15).map(|at| format!("198.51.{at}.0/24")).collect();
    let networks = format!("10.42.0.0/16, {}", published.join(", "));
    let networks: &'static str = networks.leak();
    let plan = plan_of(&[("nginx.real_ip_from", networks)]);
    let outcome = planner::outcome::outcome(&plan, &Secrets::default());
    let nginx =
        outcome.files.iter().map(|(_, file)| file.text.as_str()).find(|text| text.contains("real_ip_header"));
    let nginx = nginx.expect("nginx.conf in a ConfigMap");
    assert_eq!(nginx.matches("set_real_ip_from ").count(), 16);
    assert!(published.iter().all(|network| nginx.contains(&format!("set_real_ip_from {network};"))));
}

#[test]
fn a_server_outside_that_is_a_service_of_the_cluster_is_found_wherever_one_can_be_named() {
    let service = "server.elsewhere.svc.cluster.local";
    let database = plan_of(&[("postgres.mode", "external"), ("postgres.host", service)]);
    let mail = plan_of(&[("site.smtp_host", service)]);
    let address = plan_of(&[("site.smtp_host", "10.43.5.6")]);
    let cases = [
        (database, "postgres.host", "FP154"),
        (mail, "site.smtp_host", "FP154"),
        (address, "site.smtp_host", "FP226"),
    ];
    for (plan, field, code) in cases {
        let finding = of_code(&plan, code).unwrap_or_else(|| panic!("{field} is not found"));
        assert_eq!(finding.fields[0].0, field);
    }
    let store = plan_of(&[("backup.target", "s3"), ("backup.endpoint", "http://minio.store.svc:9000")]);
    assert!(of_code(&store, "FP119").is_some());
    assert!(of_code(&plan_of(&[("site.smtp_host", "smtp.misago-project.org")]), "FP154").is_none());
}

#[test]
fn mail_that_crosses_the_internet_in_clear_is_found_and_mended() {
    for (port, after) in [("25", "587"), ("587", "587"), ("465", "465"), ("2525", "2525")] {
        let clear = [
            ("site.smtp_host", "smtp.mailgun.org"),
            ("site.smtp_security", "none"),
            ("site.smtp_port", port),
        ];
        let finding = of_code(&plan_of(&clear), "FP155").unwrap_or_else(|| panic!("port {port} is silent"));
        assert!(finding.message.contains("password"), "{}", finding.message);
        let fixed = after_fix(&finding);
        assert!(of_code(&fixed, "FP155").is_none() && of_code(&fixed, "FP019").is_none());
        assert_eq!(fixed.site.smtp_port.to_string(), after);
    }
    let relay = [("site.smtp_host", "10.0.0.25"), ("site.smtp_security", "none"), ("site.smtp_user", "")];
    assert!(of_code(&plan_of(&relay), "FP155").is_none());
}

#[test]
fn findings_reason_with_the_class_that_a_claim_gets() {
    let detail =
        |changes: &[(&'static str, &'static str)]| of_code(&plan_of(changes), "FP060").unwrap().detail;
    let two_defaults = detail(&[("cluster.rwx_class", "longhorn")]);
    assert!(two_defaults.contains("local-path") && two_defaults.contains("gets longhorn"), "{two_defaults}");
    assert!(!detail(&[("cluster.rwo_class", "longhorn")]).contains("local-path"));
    assert!(!detail(&[("cluster.distribution", "other")]).contains("local-path"));
    let named = [("cluster.rwo_class", "local-path"), ("backup.storage_class", "local-path")];
    assert!(detail(&named).contains("local-path"));
    // The default class by its name is the same class.
    let same = of_code(&plan_of(&[("backup.storage_class", "local-path")]), "FP111").expect("the same disks");
    assert!(same.message.contains("the database"), "{}", same.message);
    assert!(of_code(&plan_of(&[]), "FP150").is_some() && of_code(&plan_of(&named), "FP150").is_none());
}

#[test]
fn traefik_elsewhere_than_on_k3s_needs_its_own_kinds_first() {
    let readme = |changes: &[(&'static str, &'static str)]| {
        let outcome = planner::outcome::outcome(&plan_of(changes), &Secrets::default());
        outcome.files.get("README.md").unwrap().text.clone()
    };
    let named = |readme: &str| readme.contains("kubectl get crd middlewares.traefik.io");
    assert!(named(&readme(&[("cluster.distribution", "other")])));
    assert!(!named(&readme(&[])), "k3s brings them");
    assert!(!named(&readme(&[("cluster.distribution", "other"), ("ingress.redirect_https", "false")])));
}

#[test]
fn names_as_providers_put_them_together_reach_every_client_in_quotes_where_it_needs_them() {
    let names: [(&str, &str); 2] =
        [("postgres.user", "postgres.abcdef"), ("postgres.database", "forum@mydb")];
    for mode in ["in-cluster", "cloudnative-pg", "external"] {
        let plan = plan_of(&[("postgres.mode", mode), ("pgbouncer.enabled", "true"), names[0], names[1]]);
        let outcome = planner::outcome::outcome(&plan, &Secrets::default());
        let all: String = outcome.files.iter().map(|(_, file)| file.text.as_str()).collect();
        assert!(all.contains("postgres.abcdef") && all.contains("forum@mydb"), "{mode}");
        assert!(!all.contains("forum@mydb = "), "{mode}: PgBouncer's file cannot name it");
        let sql = |word: &str| {
            all.lines().filter(|line| line.contains(word)).all(|line| line.contains("\"forum@mydb\""))
        };
        assert!(sql("DROP DATABASE IF EXISTS") && sql("RENAME TO forum_before"), "{mode}");
        assert!(!found(&plan).iter().any(|finding| finding.code == "FP156"), "{mode}");
    }
    let pooled = plan_of(&[("postgres.mode", "external"), ("pgbouncer.enabled", "true"), names[1]]);
    let outcome = planner::outcome::outcome(&pooled, &Secrets::default());
    assert!(outcome.files.iter().any(|(_, file)| file.text.contains("* = host=db.example.org port=5432\n")));
    let own = plan_of(&[("postgres.user", "postgres")]);
    assert!(of_code(&after_fix(&of_code(&own, "FP156").expect("a finding")), "FP156").is_none());
}

#[test]
fn what_is_wrong_stands_before_what_is_still_to_fill_in() {
    let plan = plan_of(&[("web.pages.replicas", "12")]);
    let shown = Finding::at_first(found(&plan));
    let severities: Vec<Severity> = shown.iter().map(|finding| finding.severity).collect();
    assert!(severities.is_sorted_by(|one, next| one >= next), "{severities:?}");
    assert!(
        severities.contains(&Severity::Error) && severities.contains(&Severity::ToFillIn),
        "{severities:?}"
    );
}
