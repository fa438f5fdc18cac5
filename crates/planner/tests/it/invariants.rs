//! Properties of every plan that the form can produce, good or bad.

use std::collections::BTreeSet;

use planner::analysis::rules;
use planner::finding::{Action, Finding, Report, Severity};
use planner::inputs::{Inputs, Running};
use planner::outcome::outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack::{self, fields};
use planner::topology::{Carries, Node, Peer};
use proptest::prelude::*;
use serde_json::Value;
use test_support::bundles::{BUNDLES, PlannedBundle};
use test_support::{any_plan, any_secrets};

/// Whether one of a policy's rules names this port and, where the peer is pods of ours, all of them.
fn opens(rules: &Value, side: &str, peer: &Node, port: u16) -> bool {
    rules.as_array().into_iter().flatten().any(|rule| {
        let on_port = rule["ports"].as_array().into_iter().flatten().any(|open| open["port"] == port);
        let named =
            |component: &str| {
                rule[side].as_array().into_iter().flatten().any(|peer| {
                    peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == component
                })
            };
        let reached = match &peer.peer {
            Peer::Pods(components) => components.iter().all(|component| named(component)),
            // A rule without peers is for everyone; an empty list would be too, and is never written.
            Peer::Anyone => rule[side].is_null(),
            _ => rule[side].as_array().is_some_and(|peers| !peers.is_empty()),
        };
        on_port && reached
    })
}

/// What all rules say, fixes that do not help included: `findings` tries each fix, which is not asked for here.
fn said(plan: &Plan, secrets: &Secrets) -> Vec<Finding> {
    let inputs = Inputs::new(plan, secrets);
    rules().flat_map(|rule| Report::of(rule, &inputs)).collect()
}

/// Errors by code.
fn errors(findings: &[Finding]) -> BTreeSet<&'static str> {
    findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn what_came_before_makes_no_difference(
        before in any_plan(),
        plan in any_plan(),
        runs in (any_plan(), any_plan()),
        secrets in (any_secrets(), any_secrets()),
        (then, now) in (0..4_usize, 0..4_usize),
    ) {
        let running = [
            None,
            Some(Running::new(runs.0.clone(), None)),
            Some(Running::new(runs.0, Some(secrets.1.clone()))),
            Some(Running::new(runs.1, Some(secrets.1.clone()))),
        ];
        let earlier = Inputs { running: running[then].as_ref(), ..Inputs::new(&before, &secrets.1) };
        let inputs = Inputs { running: running[now].as_ref(), ..Inputs::new(&plan, &secrets.0) };
        let after = outcome_after(Some(&outcome_after(None, &earlier)), &inputs);
        let anew = outcome_after(None, &inputs);
        prop_assert_eq!(after.files, anew.files);
        prop_assert_eq!(after.findings, anew.findings);
        prop_assert_eq!(after.upgrade, anew.upgrade);
        prop_assert_eq!(after.objects, anew.objects);
        prop_assert_eq!(after.topology, anew.topology);
    }

    #[test]
    fn a_plan_that_is_nearly_the_one_before_makes_no_difference(
        plan in any_plan(),
        at in 0..fields().count(),
        other in any_plan(),
        secrets in any_secrets(),
    ) {
        // One field differs, as while typing.
        let at = fields().nth(at).expect("a field");
        let mut edited = plan.clone();
        let _ = at.write(&mut edited, &at.read(&other));
        let running = Running::new(plan.clone(), Some(secrets.clone()));
        for running in [None, Some(&running)] {
            let earlier = outcome_after(None, &Inputs { running, ..Inputs::new(&plan, &secrets) });
            let inputs = Inputs { running, ..Inputs::new(&edited, &secrets) };
            let (after, anew) = (outcome_after(Some(&earlier), &inputs), outcome_after(None, &inputs));
            prop_assert_eq!(after.files, anew.files, "{}", at.id);
            prop_assert_eq!(after.upgrade, anew.upgrade, "{}", at.id);
        }
    }
}

#[test]
fn a_readiness_probe_outlasts_the_connections_behind_it() {
    BUNDLES.every(|bundle| {
        let settings = bundle.object("ConfigMap", "forum-settings").expect("the settings");
        let seconds = |name: &str| {
            settings["data"][name].as_str().and_then(|text| text.parse::<u64>().ok()).expect(name)
        };
        let behind = seconds("POSTGRES_CONNECT_TIMEOUT") * seconds("POSTGRES_CONNECT_TRIES")
            + seconds("CONNECT_TIMEOUT");
        let pages = bundle.object("Deployment", "misago-pages").expect("the tier");
        let probe = &pages["spec"]["template"]["spec"]["containers"][0]["readinessProbe"];
        let patience = probe["timeoutSeconds"].as_u64().expect("a timeout");
        prop_assert!(patience > behind, "{patience} s against {behind} s");
        prop_assert!(patience <= probe["periodSeconds"].as_u64().expect("a period"));
        Ok(())
    });
}

#[test]
fn the_same_plan_gives_the_same_bytes() {
    BUNDLES.every(|bundle| {
        let once = &bundle.outcome;
        let again = outcome(&bundle.plan.clone(), &bundle.secrets.clone());
        prop_assert_eq!(&once.files, &again.files);
        prop_assert_eq!(once.files.to_zip("forum").unwrap(), again.files.to_zip("forum").unwrap());
        prop_assert_eq!(&once.findings, &again.findings);
        Ok(())
    });
}

#[test]
fn the_objects_in_the_files_are_the_objects() {
    BUNDLES.every(|bundle| {
        let made = bundle.outcome.objects.iter().map(|(_, object)| planner::kube::to_value(object));
        let mut made: Vec<Value> = made.collect();
        let mut read = bundle.objects().to_vec();
        let name = |object: &Value| (object["kind"].to_string(), object["metadata"]["name"].to_string());
        made.sort_by_key(name);
        read.sort_by_key(name);
        prop_assert_eq!(read, made);
        Ok(())
    });
}

#[test]
fn the_second_layer_finds_no_fault() {
    BUNDLES.every(|bundle| {
        let violations = manifest_check::violations(bundle.objects());
        prop_assert!(violations.is_empty(), "{:#?}", violations);
        Ok(())
    });
}

#[test]
fn every_link_becomes_an_edge_and_a_policy() {
    BUNDLES.every(|bundle| {
        let outcome = &bundle.outcome;
        for (at, link) in outcome.topology.links.iter().enumerate() {
            let from = outcome.topology.find(link.from).expect("the client is in the picture");
            let to = outcome.topology.find(link.to).expect("the server is in the picture");
            prop_assert!(outcome.drawing.lines.iter().any(|line| line.link == at), "no edge for {:?}", link);
            let Carries::Tcp { port, .. } = link.carries else { continue };
            if let Peer::Pods(components) = &to.peer {
                for component in components {
                    let policy = bundle.object("NetworkPolicy", component).expect("a policy");
                    prop_assert!(
                        opens(&policy["spec"]["ingress"], "from", from, port),
                        "{} does not let {} in on {}",
                        component,
                        from.title,
                        port
                    );
                }
            }
            if let Peer::Pods(components) = &from.peer {
                for component in components {
                    let policy = bundle.object("NetworkPolicy", component).expect("a policy");
                    prop_assert!(
                        opens(&policy["spec"]["egress"], "to", to, port),
                        "{} does not let out to {} on {}",
                        component,
                        to.title,
                        port
                    );
                }
            }
        }
        Ok(())
    });
}

#[test]
fn a_fix_silences_its_finding_and_adds_no_error() {
    BUNDLES.every(|bundle| {
        let findings = &bundle.outcome.findings;
        let before = errors(findings);
        for finding in findings {
            let Some(fix) = &finding.fix else { continue };
            let (mut fixed, mut renewed) = (bundle.plan.clone(), bundle.secrets.clone());
            let mut next = 0_u8;
            let mut random = || {
                next = next.wrapping_add(41);
                next
            };
            match &fix.action {
                // As on the page: what a plan newly needs is generated at once.
                Action::Plan(after) => {
                    fixed = (**after).clone();
                    renewed.fill(&fixed, &mut random);
                }
                Action::Generate(keys) => keys.iter().for_each(|key| renewed.generate(*key, &mut random)),
            }
            let left = said(&fixed, &renewed);
            prop_assert!(
                left.iter().all(|other| other.code != finding.code || other.fields.first() != finding.fields.first()),
                "{} {} is still there after “{}”", finding.code, finding.message, fix.label
            );
            let added: Vec<_> = errors(&left).difference(&before).copied().collect();
            prop_assert!(added.is_empty(), "“{}” of {} adds {:?}", fix.label, finding.code, added);
        }
        Ok(())
    });
}

#[test]
fn names_are_kubernetes_names_at_any_length_of_input() {
    BUNDLES.every(|bundle| {
        for object in bundle.objects() {
            let name = object["metadata"]["name"].as_str().expect("a name").to_owned();
            let fits = name.len() <= 63
                && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
                && !name.starts_with('-')
                && !name.ends_with('-');
            prop_assert!(fits, "{}", name);
        }
        Ok(())
    });
}

#[test]
fn the_load_shown_is_the_load_in_the_manifests() {
    BUNDLES.every(|bundle| {
        use planner::analysis::load::Load;
        let shown = Load::of(&stack::topology(&bundle.plan));
        let mut memory = 0;
        let mut pods = 0;
        let objects = bundle.objects();
        for object in objects {
            // CloudNativePG calls its pods instances, and a `Cluster` has no template; a plugin's container beside
            // them is described where the plugin reads it.
            let (replicas, spec) = match object["kind"].as_str() {
                Some("Deployment" | "StatefulSet") => {
                    (&object["spec"]["replicas"], &object["spec"]["template"]["spec"])
                }
                Some("Pooler") => (&object["spec"]["instances"], &object["spec"]["template"]["spec"]),
                Some("Cluster") => {
                    let stores = objects.iter().filter(|store| store["kind"] == "ObjectStore");
                    let sidecars = stores.map(|store| &store["spec"]["instanceSidecarConfiguration"]);
                    let containers: Vec<&Value> = sidecars.chain([&object["spec"]]).collect();
                    (&object["spec"]["instances"], &serde_json::json!({ "containers": containers }))
                }
                _ => continue,
            };
            // Where an autoscaler owns the number, its least runs all the time.
            let name = object["metadata"]["name"].as_str().expect("a name");
            let scaler = bundle.object("HorizontalPodAutoscaler", name);
            let least = scaler.as_ref().map_or(replicas, |scaler| &scaler["spec"]["minReplicas"]);
            let replicas = least.as_u64().expect("a number");
            let request = |container: &Value| {
                let text =
                    container["resources"]["requests"]["memory"].as_str().unwrap_or_default().to_owned();
                u64::from(text.parse::<planner::values::Memory>().expect("an amount").in_mib())
            };
            let sum: u64 = spec["containers"].as_array().into_iter().flatten().map(request).sum();
            let first: u64 =
                spec["initContainers"].as_array().into_iter().flatten().map(request).max().unwrap_or(0);
            memory += replicas * sum.max(first);
            pods += replicas;
        }
        prop_assert_eq!((u64::from(shown.pods), shown.memory), (pods, memory));
        Ok(())
    });
}

/// The one address of a tier leads to any of its pods: a pod that vanished with its node is only one try.
#[test]
fn nginx_asks_a_tier_again_when_a_pod_of_it_has_vanished() {
    let bundle = PlannedBundle::of(Plan::default(), Secrets::default());
    let config = bundle.object("ConfigMap", "nginx-config").expect("nginx' configuration");
    let config = config["data"]["nginx.conf"].as_str().expect("nginx.conf");
    for tier in ["misago-api:8000", "misago-pages:8001"] {
        // Without max_fails=0 a failed try would count against the address, and so against every pod.
        let tries =
            config.lines().filter(|line| line.trim() == format!("server {tier} max_fails=0;")).count();
        assert_eq!(tries, 3, "{tier}");
    }
    let pod = &bundle.object("Deployment", "misago-pages").expect("the tier")["spec"]["template"]["spec"];
    let gunicorn = pod["containers"][0]["command"].to_string();
    assert!(config.contains("keepalive_timeout 15s;") && gunicorn.contains("--keep-alive=75"), "{gunicorn}");
    let nginx = &bundle.object("Deployment", "nginx").expect("nginx")["spec"]["template"]["spec"];
    let start = nginx["containers"][0]["command"][2].as_str().expect("a script");
    assert!(start.contains("nginx -t -q && break"), "a name that is not found once must not end it: {start}");
}

/// Nothing but these figures ends a connection whose other side lost power: all servers and clients share them.
#[test]
fn every_long_connection_misses_a_peer_that_vanished_after_the_same_time() {
    let mut plan = Plan::default();
    plan.pgbouncer.enabled = true;
    let bundle = PlannedBundle::of(plan, Secrets::default());
    let text = |name: &str, key: &str| {
        let map = bundle.object("ConfigMap", name).unwrap_or_else(|| panic!("no {name}"));
        map["data"][key].as_str().unwrap_or_else(|| panic!("no {key} in {name}")).to_owned()
    };
    let setting = |name: &str| text("forum-settings", name).parse::<u32>().expect("a number");
    let (idle, interval, count) =
        (setting("KEEPALIVE_IDLE"), setting("KEEPALIVE_INTERVAL"), setting("KEEPALIVE_COUNT"));
    let vanished = idle + interval * count;
    assert!(vanished <= 30, "{vanished} s");
    // Redis asks three times, a third of this apart.
    assert_eq!((idle / 3, 3), (interval, count));
    let lines = [
        ("redis-config", "redis.conf", format!("tcp-keepalive {idle}")),
        ("pgbouncer-config", "pgbouncer.ini", format!("tcp_keepidle = {idle}")),
        ("pgbouncer-config", "pgbouncer.ini", format!("tcp_keepintvl = {interval}")),
        ("pgbouncer-config", "pgbouncer.ini", format!("tcp_keepcnt = {count}")),
        ("pgbouncer-config", "pgbouncer.ini", format!("tcp_user_timeout = {}", vanished * 1000)),
        ("postgres-config", "postgresql.conf", format!("tcp_keepalives_idle = {idle}")),
        ("postgres-config", "postgresql.conf", format!("tcp_keepalives_interval = {interval}")),
        ("postgres-config", "postgresql.conf", format!("tcp_keepalives_count = {count}")),
        ("postgres-config", "postgresql.conf", format!("tcp_user_timeout = {}", vanished * 1000)),
    ];
    for (name, file, line) in lines {
        assert!(text(name, file).lines().any(|own| own == line), "{file} lacks `{line}`");
    }
}

/// An image may be built anew and start with the ConfigMap of a bundle that was applied long ago.
#[test]
fn the_image_starts_with_the_config_map_of_an_older_bundle() {
    let bundle = PlannedBundle::of(Plan::default(), Secrets::default());
    let python = &bundle.outcome.files.get("image/forum/settings.py").expect("the settings").text;
    let insisted: Vec<&str> =
        python.split("env[").skip(1).filter_map(|rest| rest.split_once(']')).map(|(name, _)| name).collect();
    let since_the_first = [
        "FORUM_HOST",
        "DJANGO_SECRET_KEY",
        "POSTGRES_HOST",
        "POSTGRES_PASSWORD",
        "REDIS_PASSWORD",
        "REDIS_HOST",
        "REDIS_MASTER_NAME",
        "REDIS_SENTINEL_PASSWORD",
    ];
    assert!(!insisted.is_empty());
    for name in insisted {
        let name = name.trim_matches(['"', '\'']);
        assert!(since_the_first.contains(&name), "{name} is missing in older bundles");
    }
    let settings = bundle.object("ConfigMap", "forum-settings").expect("the settings");
    for name in [
        "CONNECT_TIMEOUT",
        "KEEPALIVE_IDLE",
        "KEEPALIVE_INTERVAL",
        "KEEPALIVE_COUNT",
        "POSTGRES_CONNECT_TIMEOUT",
        "POSTGRES_CONNECT_TRIES",
    ] {
        let value = settings["data"][name].as_str().expect(name);
        assert!(python.contains(&format!("env.get(\"{name}\", \"{value}\")")), "{name} is {value} elsewhere");
    }
}

/// CloudNativePG labels the pods of a Pooler as it labels its servers.
#[test]
fn prometheus_asks_no_pooler_that_does_not_let_it_in() {
    let mut plan = Plan::default();
    plan.postgres.mode = planner::stack::postgres::options::Mode::CloudNativePg;
    plan.pgbouncer.enabled = true;
    plan.monitoring.style = planner::stack::monitoring::options::Style::Operator;
    let secrets = test_support::published_secrets(&plan);
    let bundle = PlannedBundle::of(plan, secrets);
    let violations = manifest_check::violations(bundle.objects());
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn the_second_layer_finds_no_fault_in_the_presets() {
    for preset in planner::presets::PRESETS {
        let plan = (preset.plan)();
        let secrets = test_support::published_secrets(&plan);
        let bundle = PlannedBundle::of(plan, secrets);
        let violations = manifest_check::violations(bundle.objects());
        assert!(violations.is_empty(), "{}: {violations:#?}", preset.key);
    }
}
