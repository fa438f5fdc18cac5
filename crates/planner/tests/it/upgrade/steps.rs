//! The upgrade of one object: its place in the order, how it changes, the commands, and which pods see the change.

use planner::analysis::upgrade::{ChangeKind, ResourceChange};
use planner::finding::Severity;
use planner::inputs::Running;
use planner::plan::Plan;
use planner::secrets::SecretKey;
use planner::stack::monitoring::options::Style;
use planner::stack::redis;
use planner::values::{DnsLabel, Memory};

use super::{after, between, losses, step};
use test_support::published_secrets;

#[test]
fn the_steps_stand_in_the_order_that_kubectl_has() {
    // As `kubectl kustomize deploy/bundles/small-production` (kustomize 5.5.0) prints them.
    let kubectl = "Namespace/forum ServiceAccount/bootstrap ServiceAccount/celery ServiceAccount/maintenance \
        ServiceAccount/misago-api ServiceAccount/misago-pages ServiceAccount/nginx ServiceAccount/postgres \
        ServiceAccount/redis ConfigMap/bootstrap-settings ConfigMap/forum-settings ConfigMap/nginx-config \
        ConfigMap/postgres-config ConfigMap/redis-config Secret/forum-secrets Service/misago-api Service/misago-pages \
        Service/nginx Service/postgres Service/postgres-headless Service/redis Service/redis-master \
        PersistentVolumeClaim/media Deployment/celery Deployment/misago-api Deployment/misago-pages Deployment/nginx \
        StatefulSet/postgres StatefulSet/redis CronJob/maintenance PodDisruptionBudget/celery \
        PodDisruptionBudget/misago-api PodDisruptionBudget/misago-pages PodDisruptionBudget/nginx Job/bootstrap \
        Ingress/forum Ingress/forum-http NetworkPolicy/acme-solver NetworkPolicy/bootstrap NetworkPolicy/celery \
        NetworkPolicy/default-deny NetworkPolicy/maintenance NetworkPolicy/misago-api NetworkPolicy/misago-pages \
        NetworkPolicy/nginx NetworkPolicy/postgres NetworkPolicy/redis Middleware/redirect-to-https";
    let plan = Plan::default();
    let (_, upgrade) = between(&plan, &plan);
    let made: Vec<String> = upgrade.steps.iter().map(ResourceChange::id).collect();
    for pair in kubectl.split_whitespace().collect::<Vec<_>>().windows(2) {
        let at =
            |id: &str| made.iter().position(|made| made.starts_with(id)).unwrap_or_else(|| panic!("no {id}"));
        assert!(at(pair[0]) < at(pair[1]), "{} comes before {}", pair[0], pair[1]);
    }
}

#[test]
fn a_volume_with_other_labels_does_not_grow() {
    let was = Plan::default();
    let mut is = was.clone();
    is.site.name = "forum-two".parse().unwrap();
    let (_, upgrade) = between(&was, &is);
    assert_eq!(
        step(&upgrade, "PersistentVolumeClaim/media").about,
        "Only its labels change; the volume stays as it is."
    );
    is.storage.size = Memory::gib(20);
    let (_, upgrade) = between(&was, &is);
    assert!(step(&upgrade, "PersistentVolumeClaim/media").about.starts_with("The volume grows"));
}

#[test]
fn more_replicas_of_redis_are_a_change_in_place_and_a_new_image_rolls() {
    let mut was = Plan::default();
    was.redis.mode = redis::options::Mode::Replicated;
    let mut is = was.clone();
    is.redis.replicas = 4;
    let (_, upgrade) = between(&was, &is);
    let redis = step(&upgrade, "StatefulSet/redis");
    assert_eq!((redis.change_kind, redis.about.as_str()), (ChangeKind::Changes, "From 3 pods to 5 pods."));
    is.image.reference = "registry.example.org/forum/misago:0.40.0".parse().unwrap();
    let (new, upgrade) = between(&was, &is);
    let pages = step(&upgrade, "Deployment/misago-pages");
    assert_eq!(pages.change_kind, ChangeKind::Rolls);
    assert!(pages.about.contains("the image registry.example.org/forum/misago:0.40.0"), "{}", pages.about);
    assert!(pages.about.contains("visitors notice nothing"), "{}", pages.about);
    let jobs: Vec<ChangeKind> =
        upgrade.steps.iter().filter(|step| step.kind == "Job").map(|step| step.change_kind).collect();
    assert_eq!(jobs, [ChangeKind::Created, ChangeKind::Orphaned]);
    let readme = &new.files.get("README.md").unwrap().text;
    assert!(readme.contains("image `registry.example.org/forum/misago:0.40.0`"), "{readme}");
    assert!(readme.contains("The bootstrap runs again"), "{readme}");
}

#[test]
fn a_larger_volume_of_redis_is_refused_with_the_commands_that_lead_around() {
    let was = Plan::default();
    let mut is = was.clone();
    is.redis.storage = Memory::gib(2);
    let (new, upgrade) = between(&was, &is);
    let redis = step(&upgrade, "StatefulSet/redis");
    assert_eq!(redis.change_kind, ChangeKind::Refused);
    assert_eq!(
        redis.commands,
        [
            "kubectl --namespace forum patch pvc data-redis-0 --patch \
             '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"2Gi\"}}}}'",
            "kubectl --namespace forum delete statefulset redis --cascade=orphan",
        ]
    );
    assert_eq!(upgrade.count(ChangeKind::Refused), 1);
    let codes: Vec<_> = losses(&new.findings).iter().map(|f| (f.code, f.severity)).collect();
    assert_eq!(codes, [("FP147", Severity::Warning)]);
}

#[test]
fn another_namespace_leaves_everything_behind_and_deletes_nothing_by_a_list() {
    let was = Plan::default();
    let mut is = was.clone();
    is.site.namespace = "forum-two".parse::<DnsLabel>().unwrap();
    let (new, upgrade) = between(&was, &is);
    assert_eq!(upgrade.count(ChangeKind::Created), upgrade.count(ChangeKind::Orphaned));
    assert!(upgrade.of(ChangeKind::Orphaned).all(|step| step.commands.is_empty()));
    assert!(step(&upgrade, "Namespace/forum").about.contains("`kubectl delete namespace forum`"));
    assert!(losses(&new.findings).iter().any(|f| f.code == "FP140" && f.severity == Severity::Error));
}

#[test]
fn of_a_change_in_place_it_says_who_learns_of_it_and_when() {
    let was = Plan::default();
    let mut is = was.clone();
    is.backup.keep_daily = 9;
    let (_, upgrade) = between(&was, &is);
    let scripts = step(&upgrade, "ConfigMap/backup-scripts");
    assert!(scripts.about.contains("`CronJob/backup`"), "{}", scripts.about);
    assert!(scripts.about.contains("next run"), "{}", scripts.about);
    assert!(!scripts.about.contains("replace"), "{}", scripts.about);

    // The server's own pod knows nothing of a new password until it starts again; its clients roll.
    let mut secrets = published_secrets(&was);
    secrets.set(SecretKey::PostgresPassword, "Another-0ne-Zq7Rk2Wd9Xf4Tj6Lm3Pv8").unwrap();
    let running = Running::new(was.clone(), Some(published_secrets(&was)));
    let upgrade = after(&running, &was, &secrets).upgrade.unwrap();
    let about = &step(&upgrade, "Secret/forum-secrets").about;
    let (rolling, rest) = about.split_once(". ").expect("two sentences");
    assert!(rolling.contains("`Deployment/misago-pages`") && !rolling.contains("postgres"), "{about}");
    assert!(rest.contains("`StatefulSet/postgres`") && rest.contains("`CronJob/maintenance`"), "{about}");
    assert!(!about.contains("redis"), "redis reads another key: {about}");

    let mut watched = was.clone();
    watched.monitoring.style = Style::Operator;
    let mut twice = watched.clone();
    twice.site.name = "talk".parse().unwrap();
    let (_, upgrade) = between(&watched, &twice);
    let foreign =
        upgrade.of(ChangeKind::Changes).filter(|step| ["PrometheusRule", "PodMonitor"].contains(&step.kind));
    let said: Vec<&str> = foreign.map(|step| step.about.as_str()).collect();
    assert!(!said.is_empty() && said.iter().all(|about| about.ends_with("no pod stops.")), "{said:?}");
}
