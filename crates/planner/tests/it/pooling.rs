//! A pooler in front of a database that somebody else runs.

use planner::analysis::findings;
use planner::finding::Action;
use planner::inputs::Inputs;
use planner::plan::Plan;
use planner::secrets::Secrets;
use serde_json::Value;
use test_support::bundles::PlannedBundle;
use test_support::choices::plan_of;

fn pooled() -> Plan {
    plan_of(&[
        ("postgres.mode", "external"),
        ("postgres.host", "203.0.113.5"),
        ("postgres.pooler", "203.0.113.6"),
        ("postgres.pooler_port", "6543"),
        ("backup.target", "volume"),
    ])
}

/// What a container is told, from its own variables and the settings that it shares.
fn told(bundle: &PlannedBundle, kind: &str, name: &str, key: &str) -> String {
    let object = bundle.object(kind, name).expect("the object");
    let paths = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec"];
    let pod = paths.iter().find_map(|path| object.pointer(path)).expect("a pod");
    let own = pod["containers"][0]["env"].as_array().into_iter().flatten();
    let own = own.filter(|one| one["name"] == key).find_map(|one| one["value"].as_str());
    let shared = bundle.object("ConfigMap", "forum-settings").expect("the settings");
    own.or_else(|| shared["data"][key].as_str()).unwrap_or_default().to_owned()
}

fn bootstrap(bundle: &PlannedBundle) -> String {
    let job = bundle.objects().iter().find(|object| object["kind"] == "Job").expect("the bootstrap");
    job["metadata"]["name"].as_str().expect("a name").to_owned()
}

#[test]
fn tiers_and_celery_use_the_pooler_and_jobs_the_server() {
    let bundle = PlannedBundle::of(pooled(), Secrets::default());
    for name in ["misago-pages", "misago-api", "celery"] {
        assert_eq!(told(&bundle, "Deployment", name, "POSTGRES_HOST"), "203.0.113.6", "{name}");
        assert_eq!(told(&bundle, "Deployment", name, "POSTGRES_PORT"), "6543", "{name}");
        assert_eq!(told(&bundle, "Deployment", name, "POSTGRES_POOLED"), "true", "{name}");
    }
    for (kind, name) in [("Job", bootstrap(&bundle)), ("CronJob", "maintenance".to_owned())] {
        assert_eq!(told(&bundle, kind, &name, "POSTGRES_HOST"), "203.0.113.5", "{name}");
        assert_eq!(told(&bundle, kind, &name, "POSTGRES_PORT"), "5432", "{name}");
        assert_eq!(told(&bundle, kind, &name, "POSTGRES_POOLED"), "false", "{name}");
    }
    let backup = bundle.object("CronJob", "backup").expect("the backup").to_string();
    assert!(backup.contains("203.0.113.5") && !backup.contains("203.0.113.6"), "{backup}");
    assert_eq!(manifest_check::violations(bundle.objects()), []);
}

#[test]
fn policies_let_each_pod_to_the_address_that_it_uses() {
    let bundle = PlannedBundle::of(pooled(), Secrets::default());
    let policy = |name: &str| bundle.object("NetworkPolicy", name).map(Value::to_string).unwrap_or_default();
    assert!(policy("misago-pages").contains("203.0.113.6/32"), "{}", policy("misago-pages"));
    assert!(!policy("misago-pages").contains("203.0.113.5/32"));
    assert!(policy("bootstrap").contains("203.0.113.5/32"), "{}", policy("bootstrap"));
}

/// The fix of a finding, applied.
fn fixed(answers: &[(&'static str, &'static str)]) -> Plan {
    let plan = plan_of(answers);
    let secrets = Secrets::default();
    let all = findings(&Inputs::new(&plan, &secrets));
    let found = all.iter().find(|one| one.code == "FP225").unwrap_or_else(|| panic!("{answers:?}"));
    match &found.fix.as_ref().expect("a fix").action {
        Action::Plan(after) => (**after).clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_provider_s_pooled_address_is_known_and_the_server_behind_it_proposed() {
    for (host, port, server, direct) in [
        ("db.misago-project.org", "6432", "db.misago-project.org", "5432"),
        ("aws-0-eu.pooler.supabase.com", "6543", "aws-0-eu.pooler.supabase.com", "5432"),
        ("db-1.b.db.ondigitalocean.com", "25061", "db-1.b.db.ondigitalocean.com", "25060"),
        ("ep-x-1-pooler.eu-central-1.aws.neon.tech", "5432", "ep-x-1.eu-central-1.aws.neon.tech", "5432"),
    ] {
        let external = [("postgres.mode", "external"), ("postgres.host", host), ("postgres.port", port)];
        let after = fixed(&external);
        let postgres = &after.postgres;
        assert_eq!((postgres.host.as_str(), postgres.port.to_string().as_str()), (server, direct));
        assert_eq!(postgres.pooler.as_ref().map(|pooler| pooler.as_str()), Some(host));
        assert_eq!(postgres.pooler_port.to_string(), port);
        // PgBouncer of the bundle connects to the server itself; two poolers in a row share nothing more.
        let ours = fixed(&[external[0], external[1], external[2], ("pgbouncer.enabled", "true")]);
        assert_eq!((ours.postgres.host.as_str(), &ours.postgres.pooler), (server, &None));
    }
}

#[test]
fn a_server_s_own_address_is_not_taken_for_a_pooler() {
    for (host, port) in [("db.misago-project.org", "5432"), ("ep-x-1.eu-central-1.aws.neon.tech", "5432")] {
        let plan =
            plan_of(&[("postgres.mode", "external"), ("postgres.host", host), ("postgres.port", port)]);
        let secrets = Secrets::default();
        assert!(findings(&Inputs::new(&plan, &secrets)).iter().all(|one| one.code != "FP225"), "{host}");
    }
}

#[test]
fn a_server_outside_that_is_a_service_of_the_cluster_is_reached_through_its_namespace() {
    let plan = plan_of(&[
        ("postgres.mode", "external"),
        ("postgres.host", "pg-rw.databases.svc.cluster.local"),
        ("postgres.pooler", "pgbouncer.pooling.svc"),
        ("site.smtp_host", "mail.postfix.svc"),
        ("backup.target", "s3"),
        ("backup.endpoint", "http://minio.minio.svc.cluster.local:9000"),
    ]);
    let bundle = PlannedBundle::of(plan, Secrets::default());
    let reached = |name: &str| -> Vec<(String, u64)> {
        let policy = bundle.object("NetworkPolicy", name).expect("a policy");
        let rules = policy["spec"]["egress"].as_array().expect("rules").iter();
        let to = rules.flat_map(|rule| {
            let port = rule["ports"][0]["port"].as_u64().expect("a port");
            let peers = rule["to"].as_array().expect("peers").iter();
            peers.filter_map(move |peer| {
                let label = &peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"];
                let name = label.as_str().filter(|_| peer["podSelector"].is_null())?;
                Some((name.to_owned(), port))
            })
        });
        to.collect()
    };
    let pages = reached("misago-pages");
    assert!(pages.contains(&("pooling".to_owned(), 6432)), "{pages:?}");
    assert!(pages.contains(&("postfix".to_owned(), 587)), "{pages:?}");
    assert!(reached("bootstrap").contains(&("databases".to_owned(), 5432)));
    let backup = reached("backup");
    assert!(backup.contains(&("minio".to_owned(), 9000)), "{backup:?}");
    assert!(backup.contains(&("databases".to_owned(), 5432)), "{backup:?}");
    assert_eq!(manifest_check::violations(bundle.objects()), []);
}
