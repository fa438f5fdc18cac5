//! Alerts and dashboard: their metrics exist, and each alert can fire.

use std::collections::BTreeSet;

use planner::outcome::outcome;
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack::monitoring::alerts::{Alert, alerts};
use planner::stack::monitoring::options::Style;
use planner::stack::{backup, jobs, postgres, redis, site};
use serde_json::Value;

/// The names that the exporters gave when they were run, and those of Kubernetes' own that were read.
const FIGURES: &str = include_str!("alerts/figures.txt");
/// The courses of events that promtool plays.
const EVENTS: &str = include_str!("alerts/events.yaml");

/// Plans that between them have every alert.
fn plans() -> Vec<Plan> {
    let modes =
        [redis::options::Mode::Single, redis::options::Mode::Replicated, redis::options::Mode::Sentinel];
    let mut plans = Vec::new();
    for style in [Style::Annotations, Style::Operator] {
        for mode in modes {
            for external in [false, true] {
                let mut plan = Plan::default();
                plan.monitoring.style = style;
                plan.monitoring.cluster_metrics = !external;
                plan.redis.mode = mode;
                plan.site.tls = site::options::Tls::CertManager;
                if external {
                    plan.postgres.mode = postgres::options::Mode::External;
                }
                plans.push(plan);
            }
        }
        let mut plan = Plan::default();
        plan.monitoring.style = style;
        plan.postgres.mode = postgres::options::Mode::CloudNativePg;
        plan.backup.target = backup::options::Target::S3;
        plans.push(plan);
    }
    plans
}

/// The names of metrics in a query: words with one of the exporters' beginnings that are no label.
fn figures(query: &str) -> BTreeSet<String> {
    const BEGINNINGS: [&str; 9] =
        ["redis_", "pg_", "cnpg_", "barman_", "nginx_", "celery_", "kube_", "kubelet_", "certmanager_"];
    query
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| BEGINNINGS.iter().any(|beginning| word.starts_with(beginning)))
        .map(str::to_owned)
        .collect()
}

fn known() -> BTreeSet<String> {
    FIGURES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(str::to_owned).collect()
}

fn dashboard(plan: &Plan) -> Value {
    let files = outcome(plan, &Secrets::default()).files;
    let text = &files.get("monitoring/dashboard.json").expect("a dashboard").text;
    serde_json::from_str(text).expect("JSON")
}

fn queries(dashboard: &Value) -> Vec<String> {
    let panels = dashboard["panels"].as_array().expect("panels");
    let targets = panels.iter().flat_map(|panel| panel["targets"].as_array().expect("targets"));
    targets.map(|target| target["expr"].as_str().expect("a query").to_owned()).collect()
}

#[test]
fn every_metric_in_a_query_is_exported_by_a_server_or_exporter() {
    let known = known();
    for plan in plans() {
        let asked = alerts(&plan).into_iter().map(|alert| alert.when).chain(queries(&dashboard(&plan)));
        for query in asked {
            let figures = figures(&query);
            assert!(!figures.is_empty(), "{query} asks for nothing that we know of");
            for figure in figures {
                assert!(known.contains(&figure), "no exporter has {figure}, which {query} asks for");
            }
        }
    }
}

#[test]
fn every_query_asks_about_this_forum_only() {
    for plan in plans() {
        let here = format!("namespace=\"{}\"", plan.site.namespace);
        for query in alerts(&plan).into_iter().map(|alert| alert.when).chain(queries(&dashboard(&plan))) {
            let asked: usize =
                figures(&query).iter().map(|figure| query.matches(&format!("{figure}{{")).count()).sum();
            assert_eq!(query.matches(&here).count(), asked, "{query}");
        }
    }
}

#[test]
fn every_alert_has_a_course_of_events_in_which_it_fires() {
    let events: Vec<Value> = serde_yaml::from_str(EVENTS).expect("YAML");
    let fired = events.iter().filter(|event| event["fires"].as_bool().expect("yes or no"));
    let alerted: BTreeSet<String> =
        fired.map(|event| event["alert"].as_str().expect("a name").to_owned()).collect();
    let all: BTreeSet<String> = plans().iter().flat_map(alerts).map(|alert| alert.name.to_owned()).collect();
    assert_eq!(alerted, all);
}

#[test]
fn alerts_have_names_of_their_own_and_say_what_to_do() {
    for plan in plans() {
        let mut names = BTreeSet::new();
        for Alert { name, summary, remedy, .. } in alerts(&plan) {
            assert!(name.starts_with("Forum") && names.insert(name), "{name}");
            assert!(!summary.ends_with('.') && remedy.ends_with('.'), "{name}: {summary} {remedy}");
        }
    }
}

#[test]
fn without_monitoring_a_bundle_has_no_file_and_no_object_for_it() {
    let outcome = outcome(&Plan::default(), &Secrets::default());
    assert!(outcome.files.iter().all(|(path, _)| !path.starts_with("monitoring/")));
    assert_eq!(outcome.objects.of("monitoring").count(), 0);
    assert!(alerts(&Plan::default()).iter().any(|alert| alert.name == "ForumMaintenanceMissed"));
    let mut plan = Plan::default();
    plan.jobs = jobs::options::Jobs { maintenance: false, ..plan.jobs };
    assert!(alerts(&plan).iter().all(|alert| alert.name != "ForumMaintenanceMissed"));
}
