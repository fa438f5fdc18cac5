//! Changes at both ends of a connection in the same apply are judged together.

use planner::analysis::upgrade::{ChangeKind, Joint, ResourceChange, Upgrade};
use planner::inputs::Running;
use planner::plan::Plan;
use planner::secrets::SecretKey;
use planner::stack::redis::options::Mode;
use planner::stack::site::options::Tls;
use proptest::prelude::*;

use super::{after, between, step};
use test_support::{any_plan, published_secrets};

/// From a plan to another, with other values for these secrets.
fn with_other(keys: &[SecretKey], was: &Plan, is: &Plan) -> (String, Upgrade) {
    let mut secrets = published_secrets(is);
    for key in keys {
        secrets.set(*key, "Another-0ne-Zq7Rk2Wd9Xf4Tj6Lm3Pv8").unwrap();
    }
    let outcome = after(&Running::new(was.clone(), Some(published_secrets(was))), is, &secrets);
    let readme = outcome.files.get("README.md").unwrap().text.clone();
    (readme, outcome.upgrade.unwrap())
}

fn about<'a>(upgrade: &'a Upgrade, id: &str) -> &'a Joint {
    let mut joint = upgrade.joint.iter().filter(|joint| joint.objects.iter().any(|other| other == id));
    joint.next().unwrap_or_else(|| panic!("nothing is said of {id}: {:?}", upgrade.joint))
}

#[test]
fn another_redis_password_tells_the_outage_that_neither_end_makes_alone_and_the_way_without_it() {
    let plan = Plan::default();
    let (readme, upgrade) = with_other(&[SecretKey::RedisPassword], &plan, &plan);
    let joint = about(&upgrade, "StatefulSet/redis");
    for id in ["Deployment/misago-api", "Deployment/misago-pages", "Deployment/celery"] {
        assert!(joint.objects.iter().any(|other| other == id), "{:?}", joint.objects);
        assert!(!step(&upgrade, id).about.contains("notice nothing"), "{}", step(&upgrade, id).about);
    }
    assert!(joint.about.contains("18 seconds") && joint.about.contains("about 56"), "{}", joint.about);
    assert!(readme.contains(&joint.about));
    let [before] = joint.before.as_slice() else { panic!("{:?}", joint.before) };
    assert!(before.contains("create secret generic forum-secrets-before --from-literal=REDIS_PASSWORD="));
    let apply = readme.find("   kubectl apply -k .").unwrap();
    assert!(readme.find(before.as_str()).unwrap() < apply);
    assert!(!joint.after.is_empty());
    assert!(joint.after.iter().all(|line| readme[apply..].contains(line.as_str())));
}

#[test]
fn two_values_that_change_are_kept_in_one_secret_that_every_reader_may_miss() {
    let plan = Plan::default();
    let keys = [SecretKey::RedisPassword, SecretKey::DjangoKey, SecretKey::PostgresPassword];
    let (readme, upgrade) = with_other(&keys, &plan, &plan);
    let before: Vec<&String> = upgrade.joint.iter().flat_map(|joint| &joint.before).collect();
    let [before] = before.as_slice() else { panic!("{before:?}") };
    assert!(before.contains("REDIS_PASSWORD=") && before.contains("DJANGO_SECRET_KEY="));
    let signed = upgrade.joint.iter().find(|joint| joint.before.iter().any(|line| line.contains("DJANGO")));
    let about_the_key = &signed.unwrap().about;
    assert!(about_the_key.contains("rollout restart deployment"), "a leaked key stays good: {about_the_key}");
    let role = about(&upgrade, "StatefulSet/postgres");
    assert!(role.at_once.iter().any(|line| line.contains("ALTER ROLE")), "{role:?}");
    // New pods wait for the role, so waiting for them first would last for ever.
    let upgrade_steps = &readme[readme.find("   kubectl apply -k .").unwrap()..];
    let altered = upgrade_steps.find("ALTER ROLE").unwrap();
    assert!(altered < upgrade_steps.find("When `./verify.sh` has succeeded").unwrap(), "{upgrade_steps}");
    let outcome = planner::outcome::outcome(&plan, &published_secrets(&plan));
    let base = || outcome.files.iter().filter(|(path, _)| path.starts_with("base/"));
    let reads = |text: &str| text.matches("name: forum-secrets-before").count();
    assert!(base().filter(|(_, file)| reads(&file.text) > 0).count() >= 3, "Redis, the tiers and the jobs");
    for (path, file) in base() {
        assert_eq!(reads(&file.text), file.text.matches("optional: true").count(), "{path}");
    }
}

#[test]
fn redis_that_becomes_another_kind_of_server_promises_nothing_to_old_pods() {
    let was = Plan::default();
    let mut is = was.clone();
    is.redis.mode = Mode::Sentinel;
    for (was, is) in [(&was, &is), (&is, &was)] {
        let (_, upgrade) = between(was, is);
        about(&upgrade, "StatefulSet/redis");
        let redis = step(&upgrade, "StatefulSet/redis");
        assert!(!redis.about.contains("notice nothing"), "{}", redis.about);
    }
}

#[test]
fn the_only_pod_of_redis_is_away_for_its_restart_though_it_gets_company() {
    let was = Plan::default();
    let mut is = was.clone();
    is.redis.mode = Mode::Replicated;
    for (was, is) in [(&was, &is), (&is, &was)] {
        let (_, upgrade) = between(was, is);
        let redis = step(&upgrade, "StatefulSet/redis");
        assert!(redis.about.contains("every page answers 500"), "{}", redis.about);
        assert!(redis.interruption.is_some());
    }
}

#[test]
fn pgbouncer_that_comes_or_goes_closes_the_way_of_old_pods_and_a_policy_keeps_it_open() {
    let was = Plan::default();
    let mut is = was.clone();
    is.pgbouncer.enabled = true;
    for (was, is, server) in [(&was, &is, "PostgreSQL"), (&is, &was, "PgBouncer")] {
        let (readme, upgrade) = with_other(&[], was, is);
        let joint = about(&upgrade, "Deployment/misago-pages");
        assert!(joint.title.contains(server), "{}", joint.title);
        for id in ["Deployment/misago-api", "Deployment/misago-pages", "Deployment/celery"] {
            assert!(joint.objects.iter().any(|other| other == id), "{:?}", joint.objects);
            assert!(!step(&upgrade, id).about.contains("notice nothing"), "{}", step(&upgrade, id).about);
        }
        let [before] = joint.before.as_slice() else { panic!("{:?}", joint.before) };
        let policy = before.split('\'').nth(1).expect("a quoted text");
        let policy: serde_json::Value = serde_json::from_str(policy).expect("JSON");
        assert_eq!(policy["kind"], "NetworkPolicy");
        let apply = readme.find("   kubectl apply -k .").unwrap();
        assert!(readme.find(before.as_str()).unwrap() < apply);
        assert!(
            joint.after.iter().all(|line| readme[apply..].contains(line.as_str()) && line.contains("delete"))
        );
    }
}

#[test]
fn a_redis_that_cannot_take_two_passwords_is_not_given_two() {
    let mut plan = Plan::default();
    for (image, two) in [("redis:6.0.20", false), ("redis:6.2.14-alpine", true), ("redis:latest", true)] {
        plan.redis.image = format!("docker.io/library/{image}").parse().unwrap();
        let (_, upgrade) = with_other(&[SecretKey::RedisPassword, SecretKey::DjangoKey], &plan, &plan);
        let commands: Vec<&String> =
            upgrade.joint.iter().flat_map(|joint| joint.before.iter().chain(&joint.after)).collect();
        assert_eq!(commands.iter().any(|line| line.contains("REDIS_PASSWORD")), two, "{image}: {commands:?}");
        let joint = about(&upgrade, "StatefulSet/redis");
        assert_eq!(joint.about.contains("6.2"), !two, "{}", joint.about);
        let signed = about(&upgrade, "Deployment/misago-api");
        assert!(signed.about.contains("SECRET_KEY_FALLBACKS"), "{}", signed.about);
    }
}

#[test]
fn a_forum_that_moves_to_another_name_is_told_the_order_of_what_lies_outside() {
    let was = Plan::default();
    let mut is = was.clone();
    is.site.host = "talk.misago-project.org".parse().unwrap();
    let (outcome, upgrade) = between(&was, &is);
    let [moved] = upgrade.joint.as_slice() else { panic!("{:?}", upgrade.joint) };
    let mut at = 0;
    for words in ["DNS", "certificate for `talk.misago-project.org`", "answers 404", "Misago's database"] {
        at += moved.about[at..].find(words).unwrap_or_else(|| panic!("{words} in {}", moved.about));
    }
    let mut files = outcome.files.iter().map(|(_, file)| &file.text);
    let settings = files.find(|text| text.contains("SUPERUSER_EMAIL")).expect("settings of the bootstrap");
    assert!(settings.contains("FORUM_ADDRESS_BEFORE: https://"), "{settings}");

    is = was.clone();
    is.site.tls = Tls::None;
    let (_, upgrade) = between(&was, &is);
    assert!(upgrade.joint.iter().any(|joint| joint.title.contains("to http://")), "{:?}", upgrade.joint);
}

#[test]
fn another_scheme_is_refused_by_old_pods_and_an_old_redirect_by_nothing() {
    let was = Plan::default();
    let mut is = was.clone();
    is.site.tls = Tls::None;
    for (was, is) in [(&was, &is), (&is, &was)] {
        let (readme, upgrade) = with_other(&[], was, is);
        let joint = about(&upgrade, "Deployment/misago-pages");
        assert!(joint.about.contains("403") && joint.interruption.is_some(), "{}", joint.about);
        assert!(!step(&upgrade, "Deployment/misago-pages").about.contains("notice nothing"));
        let deletes = joint.at_once.iter().any(|line| line.contains("delete ingress forum-http"));
        assert_eq!(deletes, is.site.tls == Tls::None, "{:?}", joint.at_once);
        let apply = readme.find("   kubectl apply -k .").unwrap();
        assert!(joint.at_once.iter().all(|line| readme[apply..].contains(line.as_str())));
        assert!(!joint.about.starts_with("Then"), "{}", joint.about);
    }
}

#[test]
fn browsers_that_were_never_told_to_insist_on_https_do_not_keep_a_forum_from_giving_it_up() {
    let mut was = Plan::default();
    let mut is = was.clone();
    is.site.tls = Tls::None;
    for (days, told) in [(0, None), (1, Some("up to 1 day after")), (30, Some("up to 30 days after"))] {
        was.site.hsts_days = days;
        is.site.hsts_days = days;
        let (_, upgrade) = between(&was, &is);
        let moved = upgrade.joint.iter().find(|joint| joint.title.contains("to http://")).unwrap();
        assert_eq!(moved.about.contains("HSTS"), told.is_some(), "{}", moved.about);
        assert!(told.is_none_or(|words| moved.about.contains(words)), "{}", moved.about);
    }
}

#[test]
fn a_plan_that_changes_nothing_shared_has_nothing_to_say_together() {
    let was = Plan::default();
    let mut is = was.clone();
    is.image.reference = "registry.example.org/forum/misago:0.40.0".parse().unwrap();
    is.web.pages.replicas += 1;
    let (_, upgrade) = between(&was, &is);
    assert_eq!(upgrade.joint, []);
    assert!(step(&upgrade, "Deployment/misago-pages").about.contains("visitors notice nothing"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn together_changes_never_promise_less_of_an_outage_than_one_by_one(was in any_plan(), is in any_plan(), key in 0..SecretKey::ALL.len()) {
        let is = Plan { site: was.site.clone(), ..is };
        let (_, upgrade) = with_other(&[SecretKey::ALL[key]], &was, &is);
        for joint in upgrade.joint.iter().filter(|joint| joint.interruption.is_some()) {
            let together = joint.interruption.expect("just asked");
            let concerned = |one: &&ResourceChange| joint.objects.contains(&one.id());
            for alone in upgrade.steps.iter().filter(concerned) {
                prop_assert!(!alone.about.contains("notice nothing"), "{}: {}", alone.id(), alone.about);
                if let Some(alone) = alone.interruption {
                    prop_assert!(alone.least <= together.least && alone.most <= together.most);
                }
            }
            let rolls = upgrade.of(ChangeKind::Rolls).any(|one| joint.objects.contains(&one.id()));
            prop_assert!(rolls || upgrade.count(ChangeKind::Refused) > 0, "no workload rolls: {:?}", joint);
        }
    }
}
