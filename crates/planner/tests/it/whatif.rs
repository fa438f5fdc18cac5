//! What if something fails: the verdicts compared with measurements, and properties of every plan.

use planner::analysis::findings;
use planner::analysis::whatif::{
    Ends, Failure, Standing, WhatIf, aside, assumptions, failures, helpless, remedies, topology, whatif,
};
use planner::failure::{Ability, Availability, Evidence, Outage, Recovery, Seconds, Share};
use planner::finding::{Action, Severity};
use planner::inputs::Inputs;
use planner::kube::Manifest;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::secrets::Secrets;
use planner::stack::cluster::options::Distribution;
use planner::stack::ingress::options::Controller;
use planner::stack::postgres::options::Mode as PostgresMode;
use planner::stack::redis::options::Mode as RedisMode;
use planner::stack::storage::options::Access;
use planner::topology::NodeId;
use proptest::prelude::*;
use test_support::{any_plan, preset};

const REDIS: NodeId = NodeId("redis");
const POSTGRES: NodeId = NodeId("postgres");
const NGINX: NodeId = NodeId("nginx");
const PAGES: NodeId = NodeId("web.pages");

fn facts() -> String {
    let path = test_support::repository().join("docs/facts.md");
    std::fs::read_to_string(path).expect("docs/facts.md")
}

/// A figure of the table in docs/facts.md, by the heading that tells how it was measured.
fn figure(heading: &str, figure: &str) -> String {
    let facts = facts();
    assert!(facts.contains(&format!("\n### {heading}\n")), "docs/facts.md has no “{heading}”");
    let start = format!("| {heading} | {figure} | ");
    let value = facts.lines().find_map(|line| line.strip_prefix(&start)?.strip_suffix(" |"));
    value.unwrap_or_else(|| panic!("the table of docs/facts.md has no “{start}”")).to_owned()
}

/// A figure in seconds, "3" or "6.3 to 7", in whole ones that hold all of it.
fn measured_seconds(heading: &str, name: &str) -> Seconds {
    let value = figure(heading, name);
    let (low, high) = value.split_once(" to ").unwrap_or((&value, &value));
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{name}: {value}"));
    Seconds::new(number(low).floor() as u32, number(high).ceil() as u32)
}

/// A figure of the kind "184 of 184".
fn part_of(heading: &str, name: &str) -> (u32, u32) {
    let value = figure(heading, name);
    let (part, all) = value.split_once(" of ").unwrap_or_else(|| panic!("{name}: {value}"));
    (part.parse().expect("a number"), all.parse().expect("a number"))
}

fn with_sentinels() -> Plan {
    let mut plan = Plan::default();
    plan.redis.mode = RedisMode::Sentinel;
    plan
}

fn run(plan: &Plan, failure: Failure) -> WhatIf {
    whatif(plan, &topology(plan), failure)
}

/// The first cause of a verdict, which must come from this heading.
fn measured(result: &WhatIf, ability: Ability, heading: &'static str) -> Availability {
    let verdict = result.verdicts.iter().find(|verdict| verdict.ability == ability).expect("a verdict");
    assert_eq!(verdict.causes[0].source, Evidence::Measured(heading), "{ability:?} of {:?}", result.failure);
    verdict.state
}

fn seconds(state: Availability) -> Seconds {
    match state.lasts() {
        Some(Outage::For(seconds)) => seconds,
        other => panic!("{state:?} lasts {other:?}"),
    }
}

#[test]
fn a_lost_master_with_sentinels_as_in_facts_the_redis_master_is_lost() {
    const HEADING: &str = "The Redis master is lost";
    let result = run(&with_sentinels(), Failure::Leader(REDIS));
    let all = |name| {
        let (part, all) = part_of(HEADING, name);
        assert_eq!(part, all, "{name}");
    };
    all("pages that came");
    assert_eq!(measured(&result, Ability::Read, HEADING), Availability::Works);
    // Late, and not lost.
    all("posts that arrived");
    let elected = Outage::For(measured_seconds(HEADING, "seconds until another pod was the master"));
    assert_eq!(measured(&result, Ability::Post, HEADING), Availability::Degraded(elected));
    all("writes to the cache that failed");
    assert_eq!(measured(&result, Ability::LogIn, HEADING), Availability::Stops(elected));
    let tasks = measured_seconds(HEADING, "seconds until tasks ran again, at most").most;
    assert_eq!(seconds(measured(&result, Ability::BeNotified, HEADING)).most, tasks);
    assert_eq!(result.standing(REDIS), Standing::Weakened);
}

#[test]
fn a_killed_redis_pod_as_in_facts_redis_restarts() {
    const HEADING: &str = "Redis restarts";
    let back = measured_seconds(HEADING, "seconds until the master was back").most;
    assert_eq!(part_of(HEADING, "replies and other requests that failed").0, 0);
    let result = run(&with_sentinels(), Failure::Killed(REDIS));
    assert_eq!(measured(&result, Ability::Read, HEADING), Availability::Works);
    let post = measured(&result, Ability::Post, HEADING);
    let slowest = measured_seconds(HEADING, "seconds of the slowest answer").most;
    assert_eq!(post, Availability::Degraded(Outage::For(Seconds::new(0, slowest))));
    let alone = run(&Plan::default(), Failure::Killed(REDIS));
    let read = measured(&alone, Ability::Read, HEADING);
    assert!(matches!(read, Availability::Stops(_)) && seconds(read).least == back, "{read:?}");
}

#[test]
fn the_tasks_of_a_lost_worker_wait_as_long_as_the_forums_settings_say() {
    let plan = Plan::default();
    let files = outcome(&plan, &Secrets::default()).files;
    let settings = files.get("image/forum/settings.py").expect("settings");
    let (_, rest) = settings.text.split_once("\"visibility_timeout\": ").expect("the option of the broker");
    let timeout: u32 = rest.split(',').next().and_then(|seconds| seconds.parse().ok()).expect("seconds");
    let result = run(&plan, Failure::Killed(NodeId("celery")));
    let late = result.verdicts.iter().find(|verdict| verdict.ability == Ability::BeNotified);
    assert_eq!(seconds(late.expect("a verdict").state).least, timeout);
}

#[test]
fn no_redis_at_all_as_in_facts_redis_is_away() {
    const HEADING: &str = "Redis is away";
    assert_eq!(figure(HEADING, "status of every page"), "500");
    for plan in [Plan::default(), with_sentinels(), preset("report-2022")] {
        let result = run(&plan, Failure::Gone(REDIS));
        for ability in Ability::BROWSING {
            assert_eq!(measured(&result, *ability, HEADING), Availability::Stops(Outage::UntilMended));
        }
        assert_eq!(result.standing(REDIS), Standing::Down);
        assert_eq!(result.standing(NodeId("web.pages")), Standing::Waiting);
        assert_eq!(result.standing(NGINX), Standing::Up, "“files do not need it”");
    }
}

#[test]
fn a_cache_without_a_broker_as_in_facts_the_broker_is_away() {
    const HEADING: &str = "The broker is away";
    assert_eq!(figure(HEADING, "status of a reply, which is not saved"), "500");
    // Of two Sentinels one cannot choose: what is left can be read and takes no task.
    let mut plan = with_sentinels();
    plan.redis.replicas = 1;
    let result = run(&plan, Failure::Leader(REDIS));
    assert_eq!(measured(&result, Ability::Post, HEADING), Availability::Stops(Outage::UntilMended));
    assert!(matches!(result.state(Ability::Read), Availability::Degraded(_)));
}

#[test]
fn a_deleted_database_pod_as_in_facts_postgresql_restarts() {
    const HEADING: &str = "PostgreSQL restarts";
    let away = measured_seconds(HEADING, "seconds of pages that answer 500");
    let result = run(&Plan::default(), Failure::Rollout);
    for ability in Ability::BROWSING {
        let state = measured(&result, *ability, HEADING);
        let range = seconds(state);
        assert!(
            matches!(state, Availability::Stops(_)) && range.least <= away.least && range.most == away.most,
            "{state:?}"
        );
    }
    // A server that crashes has to replay its log first, which was not run.
    let killed = run(&Plan::default(), Failure::Killed(POSTGRES));
    assert!(
        killed.verdicts.iter().flat_map(|verdict| &verdict.causes).all(|it| it.source == Evidence::Reasoned)
    );
}

#[test]
fn a_drained_server_on_local_volumes_as_in_facts_a_volume_that_stays_on_its_node() {
    const HEADING: &str = "A volume that stays on its node";
    for failure in [Failure::Evicted(POSTGRES), Failure::Evicted(REDIS)] {
        let result = run(&Plan::default(), failure);
        assert_eq!(measured(&result, Ability::Read, HEADING), Availability::Stops(Outage::UntilMended));
        // Storage that follows the pod was not run.
        let mut plan = Plan::default();
        plan.cluster.rwo_class = Some("longhorn".parse().expect("a class"));
        let result = run(&plan, failure);
        assert!(matches!(result.state(Ability::Read), Availability::Stops(Outage::For(_))), "{result:?}");
        let sources: Vec<Evidence> =
            result.verdicts.iter().flat_map(|it| &it.causes).map(|it| it.source).collect();
        assert!(!sources.is_empty() && sources.iter().all(|source| *source == Evidence::Reasoned));
        // With one node no pod can move at all.
        plan.cluster.nodes = 1;
        assert_eq!(run(&plan, failure).state(Ability::Read), Availability::Stops(Outage::UntilMended));
    }
}

/// The one lost node that was measured, and the one figure of it that stands in the verdicts of each part.
#[test]
fn what_is_said_of_a_lost_node_was_measured_under_these_headings_or_reasoned() {
    let (power, vanishes) = ("A node loses power", "The Redis master vanishes");
    assert_eq!(part_of(vanishes, "requests that failed").0, 0);
    let again = measured_seconds(vanishes, "seconds until the worker took tasks again");
    let known = [Evidence::Reasoned, Evidence::Once(power), Evidence::Measured(vanishes)];
    for plan in PRESETS.iter().map(|preset| (preset.plan)()).chain([with_sentinels()]) {
        for failure in [Failure::Node, Failure::Zone] {
            for cause in run(&plan, failure).verdicts.into_iter().flat_map(|verdict| verdict.causes) {
                assert!(known.contains(&cause.source), "{failure:?}: {cause:?}");
            }
        }
    }
    let mut plan = with_sentinels();
    plan.postgres.mode = PostgresMode::External;
    let notified = run(&plan, Failure::Node);
    let notified =
        notified.verdicts.iter().find(|verdict| verdict.ability == Ability::BeNotified).expect("one");
    let Availability::Stops(Outage::For(deaf)) = notified.causes[0].state else { panic!("{notified:?}") };
    assert!(deaf.least <= again.least && deaf.most >= again.most, "{deaf:?}");
}

#[test]
fn without_the_node_of_the_database_requests_wait_and_do_not_answer_500() {
    const HEADING: &str = "A node loses power";
    let ended =
        |status: &str| part_of(HEADING, &format!("reads that ended with {status}, database on the node"));
    let ends = ["504", "502", "500"].map(ended);
    assert_eq!(ends.iter().map(|(part, _)| part).sum::<u32>(), ends[0].1, "every read failed");
    assert!(ends[0].0 > ends[1].0 && ends[1].0 > ends[2].0, "most of them waited: {ends:?}");
    let result = run(&with_sentinels(), Failure::Node);
    let read = result.verdicts.iter().find(|verdict| verdict.ability == Ability::Read).expect("a verdict");
    assert_eq!(read.state, Availability::Stops(Outage::UntilMended));
    assert_eq!(read.causes[0].source, Evidence::Once(HEADING));
    assert!(read.causes[0].reason.contains("504"), "{}", read.causes[0].reason);
}

/// Three nodes, two pods of nginx and of PgBouncer, three of the pages: with one node half, a third and half.
fn spread_over_three_nodes() -> Plan {
    let mut plan = with_sentinels();
    plan.postgres.mode = PostgresMode::External;
    plan.cluster.nodes = 3;
    plan.storage.access = Access::ManyNodes;
    plan.nginx.replicas = 2;
    plan.web.pages.replicas = 3;
    plan.web.pages.autoscale = false;
    plan.pgbouncer.enabled = true;
    plan.pgbouncer.replicas = 2;
    plan
}

#[test]
fn parts_that_lose_pods_at_once_fail_together() {
    // As it was measured, when nothing was tried twice: half, a third and half make five of six.
    let untried = Share::of(1, 2).and(Share::of(1, 3)).and(Share::of(1, 2));
    let multiplied = figure("A node loses power", "percent of reads that fail, by multiplication");
    assert_eq!(untried.percent().to_string(), multiplied);
    // nginx 1/2, the pages (1/3)³, PgBouncer (1/2)³.
    let read = |plan: &Plan| {
        let result = run(plan, Failure::Node);
        let verdict = result.verdicts.iter().find(|verdict| verdict.ability == Ability::Read).expect("one");
        (verdict.fails().map_or(0, Share::percent), verdict.told())
    };
    let mut plan = spread_over_three_nodes();
    let (percent, told) = read(&plan);
    assert_eq!(percent, 58);
    assert!(told.contains(&format!("{percent} of 100")), "{told}");
    // ingress-nginx asks the other pod of nginx.
    plan.ingress.controller = Controller::Nginx;
    assert_eq!(read(&plan).0, 16);
    let readme = outcome(&spread_over_three_nodes(), &Secrets::default()).files;
    let readme = &readme.get("README.md").expect("README.md").text;
    assert!(readme.contains(&format!("{percent} of 100")), "the table multiplies");
    assert!(readme.contains("30 s") && readme.contains("504"), "the table tells of the wait");
}

#[test]
fn a_part_without_the_requests_own_way_fails_none() {
    let result = run(&spread_over_three_nodes(), Failure::Killed(NGINX));
    assert!(result.verdicts.iter().all(|verdict| verdict.fails().is_none()), "a killed pod says so");
}

#[test]
fn no_database_at_all_as_in_facts_postgresql_is_away() {
    const HEADING: &str = "PostgreSQL is away";
    assert_eq!(figure(HEADING, "status of every page"), "500");
    let mut external = Plan::default();
    external.postgres.mode = PostgresMode::External;
    for plan in [Plan::default(), external, preset("highly-available")] {
        let result = run(&plan, Failure::Gone(POSTGRES));
        for ability in Ability::BROWSING {
            assert_eq!(measured(&result, *ability, HEADING), Availability::Stops(Outage::UntilMended));
        }
    }
}

#[test]
fn one_evicted_pod_as_in_facts_a_pod_is_evicted() {
    const HEADING: &str = "A pod is evicted";
    let status =
        ["status of the first eviction", "status of the second eviction"].map(|name| figure(HEADING, name));
    assert_eq!(status, ["201", "429"], "made, and refused by the disruption budget");
    let plan = Plan::default();
    let result = run(&plan, Failure::Evicted(NGINX));
    for ability in Ability::BROWSING {
        assert_eq!(measured(&result, *ability, HEADING), Availability::Works);
    }
    // The budget that the verdict relies on is in the bundle.
    let made = outcome(&plan, &Secrets::default());
    let budget = made
        .objects
        .iter()
        .any(|(_, object)| object.kind() == "PodDisruptionBudget" && object.name() == NGINX.0);
    assert!(budget);
}

#[test]
fn a_drain_takes_all_pods_that_have_no_other_node() {
    let mut alone = with_sentinels();
    alone.cluster.nodes = 1;
    let mut held = Plan::default();
    held.storage.access = Access::OneNode;
    let (pages, nginx, redis) = ((PAGES, "misago-pages"), (NGINX, "nginx"), (REDIS, "redis"));
    for (plan, kinds) in [(alone, &[pages, nginx, redis][..]), (held, &[pages, nginx])] {
        let made = outcome(&plan, &Secrets::default());
        for (node, name) in kinds {
            let result = run(&plan, Failure::Evicted(*node));
            assert_eq!(result.state(Ability::Read), Availability::Stops(Outage::UntilMended), "{name}");
            // Nothing holds the drain back: a budget for pods that cannot move would do so for ever.
            let budget = |object: &Manifest| object.kind() == "PodDisruptionBudget" && object.name() == *name;
            assert!(!made.objects.iter().any(|(_, object)| budget(object)), "{name}");
        }
    }
}

#[test]
fn a_rolling_restart_as_in_facts_a_rolling_restart() {
    const HEADING: &str = "A rolling restart";
    for rolled in ["both tiers, nginx and Celery", "Redis with Sentinel"] {
        assert_eq!(part_of(HEADING, &format!("requests that failed, {rolled}")).0, 0, "{rolled}");
    }
    // With the database elsewhere, and Redis that hands over.
    let mut plan = with_sentinels();
    plan.postgres.mode = PostgresMode::External;
    let result = run(&plan, Failure::Rollout);
    for ability in Ability::ALL {
        assert_eq!(measured(&result, *ability, HEADING), Availability::Works);
    }
}

#[test]
fn a_lost_node_with_media_of_one_node_as_in_facts_a_volume_that_stays_on_its_node() {
    let mut plan = with_sentinels();
    plan.postgres.mode = PostgresMode::External;
    plan.storage.access = Access::OneNode;
    let result = run(&plan, Failure::Node);
    for verdict in &result.verdicts {
        assert_eq!(verdict.state, Availability::Stops(Outage::UntilMended), "{:?}", verdict.ability);
        assert!(matches!(verdict.causes[0].back, Recovery::Person { .. }));
        assert_eq!(verdict.causes[0].source, Evidence::Reasoned, "a whole node was never lost");
    }
    // On storage for many nodes the others go on.
    plan.storage.access = Access::ManyNodes;
    let spread = run(&plan, Failure::Node);
    assert!(matches!(spread.state(Ability::Read), Availability::Degraded(Outage::For(_))), "{spread:?}");
}

#[test]
fn a_pod_that_starts_again_takes_as_long_as_in_facts_pods_that_start_again() {
    const HEADING: &str = "Pods that start again";
    let trial = preset("trial");
    let tier = run(&trial, Failure::Killed(NodeId("web.pages")));
    let ready = measured_seconds(HEADING, "seconds until a pod of a tier was ready");
    assert_eq!(seconds(measured(&tier, Ability::Read, HEADING)), ready);
    let nginx = run(&trial, Failure::Killed(NGINX));
    let range = seconds(measured(&nginx, Ability::Read, HEADING));
    let ready = measured_seconds(HEADING, "seconds until nginx was ready").most;
    assert!(range.least <= ready && range.most >= ready, "{range:?}");
}

#[test]
fn the_master_of_the_2022_report_stays_down_until_a_person_acts_and_sentinels_are_offered() {
    let plan = preset("report-2022");
    let secrets = Secrets::default();
    let result = run(&plan, Failure::Leader(REDIS));
    assert_eq!(result.state(Ability::Read), Availability::Stops(Outage::UntilMended));
    let offered = remedies(&Inputs::new(&plan, &secrets), &result);
    let [remedy] = offered.as_slice() else { panic!("{offered:?}") };
    let Action::Plan(after) = &remedy.fix.action else { panic!("a plan") };
    assert_eq!(after.redis.mode, RedisMode::Sentinel);
    assert_eq!(run(after, Failure::Leader(REDIS)).state(Ability::Read), Availability::Works);
}

#[test]
fn what_takes_several_options_is_offered_as_one_sentence() {
    let plan = preset("small-production");
    let secrets = Secrets::default();
    let offered = remedies(&Inputs::new(&plan, &secrets), &run(&plan, Failure::Node));
    let labels: Vec<&str> = offered.iter().map(|remedy| remedy.fix.label.as_str()).collect();
    let both = |label: &&str| label.contains("Redis master; ") && label.contains("CloudNativePG");
    assert!(labels.iter().any(both), "{labels:?}");
}

#[test]
fn single_points_of_failure_are_those_whose_lost_pod_stops_the_forum() {
    let marked = |plan: &Plan| -> Vec<String> {
        let nodes = topology(plan).nodes;
        nodes.iter().filter(|node| node.single_point.is_some()).map(|node| node.id.to_string()).collect()
    };
    assert_eq!(marked(&preset("trial")), ["nginx", "web.pages", "redis", "postgres"]);
    assert_eq!(marked(&preset("small-production")), ["redis", "postgres"]);
    assert_eq!(marked(&preset("report-2022")), ["redis", "postgres"]);
    assert_eq!(marked(&preset("highly-available")), Vec::<String>::new());
    let mut two = with_sentinels();
    two.redis.replicas = 1;
    assert!(marked(&two).contains(&"redis".to_owned()), "two Sentinels elect no master");
    let pooled = |replicas| {
        let mut plan = preset("highly-available");
        plan.pgbouncer.replicas = replicas;
        marked(&plan)
    };
    assert_eq!((pooled(1), pooled(2)), (vec!["pgbouncer".to_owned()], Vec::new()));
}

#[test]
fn without_a_worker_no_failure_leaves_notifications_working() {
    let mut plan = Plan::default();
    plan.celery.replicas = 0;
    for failure in failures(&plan, &topology(&plan)) {
        assert_eq!(run(&plan, failure).state(Ability::BeNotified), Availability::Stops(Outage::UntilMended));
    }
}

#[test]
fn everything_of_the_picture_that_people_need_can_fail() {
    let plan = preset("highly-available");
    let all = failures(&plan, &topology(&plan));
    for id in [
        "ingress",
        "nginx",
        "web.pages",
        "web.api",
        "celery",
        "redis",
        "pgbouncer",
        "postgres",
        "storage",
        "site.mail",
    ] {
        assert!(all.contains(&Failure::Gone(NodeId(id))), "{id}");
    }
    for several in [Failure::Node, Failure::Zone, Failure::Rollout] {
        assert!(all.contains(&several));
    }
    assert!(all.contains(&Failure::Leader(REDIS)) && all.contains(&Failure::Leader(POSTGRES)));
    let mut keys: Vec<String> = all.iter().map(|failure| failure.key()).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), all.len(), "a key of its own for each");
}

/// One of more counts, by name, where more of it can only help.
fn more(at: usize, plan: &mut Plan) -> &'static str {
    match at {
        0 => {
            plan.nginx.replicas += 1;
            "nginx"
        }
        1 => {
            plan.web.pages.replicas += 1;
            "pages"
        }
        2 => {
            plan.web.api.replicas += 1;
            "api"
        }
        3 => {
            plan.celery.replicas += 1;
            "celery"
        }
        4 => {
            plan.pgbouncer.replicas += 1;
            "pgbouncer"
        }
        5 => {
            plan.postgres.instances += 1;
            "instances"
        }
        // Two more: four Sentinels survive no more than three do (rule FP055), and on three nodes less.
        _ => {
            plan.redis.replicas += 2;
            "redis"
        }
    }
}

fn errors(plan: &Plan) -> Vec<&'static str> {
    let mut secrets = Secrets::default();
    let mut letters = (0_u8..248).cycle();
    secrets.fill(plan, || letters.next().unwrap_or_default());
    let found = findings(&Inputs::new(plan, &secrets));
    found.iter().filter(|finding| finding.severity == Severity::Error).map(|finding| finding.code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn every_failure_of_every_plan_has_a_verdict_for_everything_and_the_same_one_again(plan in any_plan()) {
        let topology = topology(&plan);
        let facts = facts();
        for failure in failures(&plan, &topology) {
            let result = whatif(&plan, &topology, failure);
            prop_assert_eq!(&result, &whatif(&plan, &topology, failure));
            let abilities: Vec<Ability> = result.verdicts.iter().map(|verdict| verdict.ability).collect();
            prop_assert_eq!(abilities.as_slice(), Ability::ALL);
            prop_assert_eq!(result.standings.len(), topology.nodes.len());
            prop_assert!(!failure.title(&plan, &topology).is_empty() && !failure.meaning().is_empty());
            let _ = assumptions(&plan, failure);
            for verdict in &result.verdicts {
                let worst = verdict.causes.first().map_or(Availability::Works, |cause| cause.state);
                prop_assert_eq!(verdict.state, worst);
                for cause in &verdict.causes {
                    prop_assert!(!cause.reason.is_empty() && !cause.reason.ends_with('.'), "{}", cause.reason);
                    if let Evidence::Measured(heading) = cause.source {
                        prop_assert!(facts.contains(&format!("\n### {heading}\n")), "no heading “{}”", heading);
                    }
                    let person = matches!(&cause.back, Recovery::Person { command, .. } if !command.is_empty());
                    let for_good = cause.state.lasts() == Some(Outage::UntilMended);
                    prop_assert_eq!(person, for_good, "an outage that does not end by itself takes a person");
                    if let Some(help) = &cause.help {
                        prop_assert!(planner::stack::find_field(help.field).is_some(), "{}", help.field);
                    }
                }
            }
        }
    }

    #[test]
    fn more_pods_never_make_a_verdict_worse(plan in any_plan(), at in 0..7_usize) {
        let mut larger = plan.clone();
        let what = more(at, &mut larger);
        for failure in failures(&plan, &topology(&plan)) {
            let (now, then) = (run(&plan, failure), run(&larger, failure));
            for ability in Ability::ALL {
                let (now, then) = (now.state(*ability), then.state(*ability));
                prop_assert!(then <= now, "one more of {}: {:?} {:?} {} -> {}", what, failure, ability, now, then);
            }
        }
    }

    #[test]
    fn an_offered_fix_makes_a_verdict_better_and_none_worse_and_adds_no_error(plan in any_plan()) {
        let secrets = Secrets::default();
        for failure in failures(&plan, &topology(&plan)) {
            let now = run(&plan, failure);
            for remedy in remedies(&Inputs::new(&plan, &secrets), &now) {
                let Action::Plan(after) = &remedy.fix.action else { panic!("a plan") };
                let then = run(after, failure);
                prop_assert!(!remedy.betters.is_empty() && !remedy.fix.label.is_empty());
                for (ability, was, is) in &remedy.betters {
                    prop_assert_eq!((*was, *is), (now.state(*ability), then.state(*ability)));
                    prop_assert!(is < was);
                }
                for ability in Ability::ALL {
                    prop_assert!(then.state(*ability) <= now.state(*ability));
                }
                let known = errors(&plan);
                for code in errors(after) {
                    prop_assert!(known.contains(&code), "{} adds {}", remedy.fix.label, code);
                }
            }
        }
    }
}

#[test]
fn times_read_as_people_say_them() {
    let lasts = |least, most| Outage::For(Seconds::new(least, most));
    assert_eq!(Availability::Works.to_string(), "works");
    assert_eq!(Availability::Degraded(lasts(0, 2)).to_string(), "in part, up to 2 s");
    assert_eq!(Availability::Stops(lasts(6, 7)).to_string(), "stops for 6 to 7 s");
    assert_eq!(Availability::Stops(lasts(347, 379)).to_string(), "stops for 5 to 7 min");
    assert_eq!(Availability::Stops(Outage::UntilMended).to_string(), "stops until someone acts");
}

#[test]
fn what_recovers_by_itself_is_told_apart_from_what_waits_for_someone() {
    let lost = run(&preset("report-2022"), Failure::Leader(REDIS));
    let verdict = |result: &WhatIf, ability| result.verdicts.iter().find(|v| v.ability == ability).cloned();
    assert_eq!(lost.ends_at(REDIS), Ends::ByHand);
    assert_eq!(verdict(&lost, Ability::Post).and_then(|verdict| verdict.ends()), Some(Ends::ByHand));
    let failed_over = run(&with_sentinels(), Failure::Leader(REDIS));
    assert_eq!(failed_over.ends_at(REDIS), Ends::ByItself);
    assert_eq!(verdict(&failed_over, Ability::Post).and_then(|verdict| verdict.ends()), Some(Ends::ByItself));
    assert_eq!(verdict(&failed_over, Ability::Read).and_then(|verdict| verdict.ends()), None);
}

#[test]
fn for_every_failure_the_page_says_what_would_help_or_why_nothing_does() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let secrets = Secrets::default();
        let topology = topology(&plan);
        for failure in failures(&plan, &topology) {
            let result = whatif(&plan, &topology, failure);
            let remedies = remedies(&Inputs::new(&plan, &secrets), &result);
            let causes = || result.verdicts.iter().flat_map(|verdict| &verdict.causes);
            let outside = causes().any(|one| one.help.as_ref().is_some_and(|help| help.change.is_none()));
            let said = helpless(&topology, &result, &remedies);
            let silent = result.worst() == Availability::Works || outside || !remedies.is_empty();
            assert_eq!(said.is_none(), silent, "{} {}: {said:?}", preset.key, failure.key());
            let Some(said) = said else { continue };
            let by_hand = causes().any(|one| matches!(one.back, Recovery::Person { .. }));
            assert_eq!(said.contains("By hand: "), by_hand, "{} {}: {said}", preset.key, failure.key());
        }
    }
    let gone = run(&Plan::default(), Failure::Gone(NGINX));
    let said = helpless(&topology(&Plan::default()), &gone, &[]).expect("a sentence");
    assert!(said.contains("all of nginx") && said.contains(" By hand: "), "{said}");
}

#[test]
fn the_single_traefik_of_k3s_is_said_beside_the_verdicts() {
    let mut plan = Plan::default();
    plan.cluster.nodes = 3;
    plan.cluster.distribution = Distribution::K3s;
    assert!(aside(&plan, Failure::Node).is_some_and(|said| said.contains("Traefik")));
    assert_eq!(aside(&plan, Failure::Killed(NGINX)), None);
    plan.cluster.distribution = Distribution::Other;
    assert_eq!(aside(&plan, Failure::Node), None);
}

#[test]
fn a_mail_server_that_is_away_as_in_facts_the_mail_server_is_away() {
    const HEADING: &str = "The mail server is away";
    let plan = preset("small-production");
    let result = run(&plan, Failure::Gone(NodeId("site.mail")));
    // Registering answers 500, and the member exists: logging in goes on.
    assert!(matches!(
        measured(&result, Ability::LogIn, HEADING),
        Availability::Degraded(Outage::UntilMended)
    ));
    assert!(matches!(
        measured(&result, Ability::BeNotified, HEADING),
        Availability::Degraded(Outage::UntilMended)
    ));
    // A reply answers 200 at once.
    for ability in [Ability::Read, Ability::Post, Ability::Upload, Ability::Administer] {
        assert_eq!(result.state(ability), Availability::Works);
    }
    // Requests of people fail in a tier, so that is where one looks.
    let causes = result.verdicts.iter().flat_map(|verdict| &verdict.causes);
    for cause in causes {
        let Recovery::Person { command, .. } = &cause.back else { panic!("{cause:?}") };
        assert!(command.contains("deployment/misago-api -c gunicorn -- python -m forum.mail"), "{command}");
    }
}

#[test]
fn a_mail_server_of_four_silent_addresses_is_given_up_before_nginx_gives_up_the_request() {
    let files = outcome(&Plan::default(), &Secrets::default()).files;
    let number = |path: &str, before: &str| -> u32 {
        let text = &files.get(path).expect(path).text;
        let (_, rest) = text.split_once(before).unwrap_or_else(|| panic!("{path} has no `{before}`"));
        rest.chars().take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
    };
    let mail = number("image/forum/settings.py", "EMAIL_TIMEOUT = ");
    let nginx = number("base/60-nginx.yaml", "proxy_read_timeout ");
    assert!((5..=10).contains(&mail) && mail * 4 < nginx, "{mail} s for each, {nginx} s for all");
}
