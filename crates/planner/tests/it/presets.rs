//! Choosing a preset in the middle of planning: it changes sizes and numbers, never the operator's own names.

use std::collections::BTreeSet;

use planner::field::{Control, Field, FieldId, Subject};
use planner::plan::Plan;
use planner::presets::{PRESETS, applied, own_facts};
use planner::stack::{fields, find_field};
use proptest::prelude::*;
use test_support::{any_plan, preset};

fn write(plan: &mut Plan, id: &'static str, text: &str) {
    find_field(FieldId(id)).expect("a field").write(plan, text).expect("a value of that field");
}

fn read(plan: &Plan, id: &'static str) -> String {
    find_field(FieldId(id)).expect("a field").read(plan)
}

/// The plan after a click on a preset.
fn start(to: &Plan, plan: &Plan, came_from: &Plan) -> Plan {
    applied(to, plan, &own_facts(plan, came_from, &BTreeSet::new()))
}

fn is_fact(field: &Field) -> bool {
    field.subject != Subject::Setting
}

#[test]
fn another_preset_keeps_what_the_operator_wrote_and_what_their_cluster_has_and_nothing_else() {
    let own = [
        ("site.host", "talk.misago-project.org"),
        ("site.admin_email", "me@misago-project.org"),
        ("image.reference", "registry.misago-project.org/misago:1"),
        ("backup.endpoint", "https://s3.misago-project.org"),
        ("cluster.ingress_namespace", "doors"),
    ];
    for one in PRESETS {
        for other in PRESETS {
            let (from, to) = ((one.plan)(), (other.plan)());
            let mut plan = (one.plan)();
            for (id, text) in own {
                write(&mut plan, id, text);
            }
            write(&mut plan, "web.pages.replicas", "9");
            write(&mut plan, "site.tls", "secret");
            let start = start(&to, &plan, &from);
            for field in fields() {
                let mine = field.subject == Subject::Cluster || own.iter().any(|(id, _)| *id == field.id.0);
                let expected = field.read(if mine { &plan } else { &to });
                assert_eq!(field.read(&start), expected, "{} to {}: {}", one.key, other.key, field.id);
            }
        }
    }
}

#[test]
fn an_untouched_plan_becomes_the_other_preset_exactly() {
    for one in PRESETS {
        for other in PRESETS {
            let (from, to) = ((one.plan)(), (other.plan)());
            assert_eq!(start(&to, &from, &from), to, "{} to {}", one.key, other.key);
        }
    }
}

#[test]
fn names_of_a_preset_do_not_follow_to_another() {
    let report = preset("report-2022");
    let mut plan = report.clone();
    write(&mut plan, "site.smtp_host", "smtp.mailgun.org");
    let start = start(&Plan::default(), &plan, &report);
    assert_eq!(read(&start, "site.host"), read(&Plan::default(), "site.host"));
    assert_eq!(read(&start, "site.smtp_host"), "smtp.mailgun.org");
}

#[test]
fn three_nodes_stay_three_nodes_for_those_who_have_named_their_forum() {
    let mut plan = Plan::default();
    write(&mut plan, "site.host", "talk.ourclub.org");
    let start = start(&preset("highly-available"), &plan, &Plan::default());
    assert_eq!(read(&start, "cluster.nodes"), "3");
    assert_eq!(read(&start, "postgres.mode"), "cloudnative-pg");
}

#[test]
fn a_fact_that_was_written_stays_though_some_preset_says_the_same() {
    let available = preset("highly-available");
    let written = BTreeSet::from([FieldId("cluster.nodes")]);
    let own = own_facts(&available, &available, &written);
    assert_eq!(read(&applied(&Plan::default(), &available, &own), "cluster.nodes"), "4");
}

#[test]
fn every_name_address_and_class_is_a_fact_and_every_size_a_setting() {
    for field in fields().filter(|field| !matches!(field.control, Control::Secret(_))) {
        let id = field.id.0;
        let told = [
            "host",
            "email",
            "class",
            "bucket",
            "region",
            "endpoint",
            "image",
            "namespace",
            "domain",
            "label",
        ];
        let named = id.split(['.', '_']).any(|word| told.contains(&word));
        assert!(!named || is_fact(field), "{id} is a fact of the operator's world");
        let sized = id
            .split(['.', '_'])
            .any(|word| ["replicas", "workers", "threads", "resources", "keep"].contains(&word));
        assert!(!sized || !is_fact(field), "{id} says how much");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn no_preset_overwrites_a_changed_fact_of_any_plan(plan in any_plan()) {
        for came_from in PRESETS {
            let came_from = (came_from.plan)();
            for to in PRESETS {
                let to = (to.plan)();
                let start = start(&to, &plan, &came_from);
                for field in fields() {
                    let changed = field.read(&plan) != field.read(&came_from);
                    if is_fact(field) && changed {
                        prop_assert_eq!(field.read(&start), field.read(&plan), "{}", field.id);
                    } else if !is_fact(field) {
                        prop_assert_eq!(field.read(&start), field.read(&to), "{}", field.id);
                    }
                }
            }
        }
    }
}

#[test]
fn a_typed_secret_says_nothing_of_the_cluster() {
    let trial = preset("trial");
    let written = [FieldId("secrets.redis")].into();
    let own = own_facts(&trial, &trial, &written);
    assert_eq!(applied(&preset("small-production"), &trial, &own), preset("small-production"));
}
