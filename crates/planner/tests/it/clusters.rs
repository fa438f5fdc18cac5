//! Kinds of clusters: what each brings, and what is said of it.

use planner::analysis::findings;
use planner::field::FieldId;
use planner::finding::{Finding, Severity};
use planner::inputs::Inputs;
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack::cluster::options::Distribution;
use planner::stack::find_field;
use planner::values::Choices;
use test_support::bundles::PlannedBundle;

/// The small production preset, on the kind of cluster that a person chose.
fn on(kind: &str) -> Plan {
    let mut plan = test_support::preset("small-production");
    find_field(FieldId("cluster.distribution")).expect("it").answer(&mut plan, kind).expect("a kind");
    plan
}

fn said(plan: &Plan) -> Vec<Finding> {
    findings(&Inputs::new(plan, &test_support::published_secrets(plan)))
}

#[test]
fn on_every_kind_of_cluster_the_bundle_has_no_fault_and_the_plan_at_most_an_error_with_a_fix() {
    for kind in Distribution::ALL {
        let plan = on(kind.key());
        let faults =
            manifest_check::violations(PlannedBundle::of(plan.clone(), Secrets::default()).objects());
        assert_eq!(faults, [], "{}", kind.key());
        // What is to be filled in is so on every cluster.
        let usual: Vec<&str> = said(&on("k3s")).iter().map(|one| one.code).collect();
        let errors = said(&plan).into_iter().filter(|one| one.severity == Severity::Error);
        for finding in errors.filter(|one| !usual.contains(&one.code)) {
            assert!(finding.fix.is_some(), "{}: {}", kind.key(), finding.message);
        }
    }
}

#[test]
fn a_kind_that_brings_a_class_for_many_nodes_gets_it_and_the_others_keep_theirs() {
    for (kind, class) in [
        ("k3s", "longhorn"),
        ("gke", "standard-rwx"),
        ("aks", "azurefile-csi"),
        ("digitalocean", "longhorn"),
        ("kubeadm", "longhorn"),
    ] {
        assert_eq!(on(kind).cluster.rwx_class.as_ref().map(|class| class.as_str()), Some(class), "{kind}");
    }
}

#[test]
fn a_class_that_one_node_mounts_is_an_error_on_the_cluster_that_calls_it_default() {
    let mut plan = on("aks");
    let field = find_field(FieldId("cluster.rwx_class")).expect("it");
    field.answer(&mut plan, "default").expect("a class");
    let all = said(&plan);
    let found = all.iter().find(|one| one.fields.contains(&FieldId("cluster.rwx_class"))).expect("a finding");
    assert!(found.severity == Severity::Error && found.detail.contains("azurefile-csi"), "{found:?}");
}

#[test]
fn a_plan_that_is_read_keeps_every_answer_that_it_has() {
    let mut plan = test_support::preset("small-production");
    find_field(FieldId("cluster.distribution")).expect("it").write(&mut plan, "gke").expect("a kind");
    let mut expected = test_support::preset("small-production");
    expected.cluster.distribution = Distribution::Gke;
    assert_eq!(plan, expected);
}

#[test]
fn who_does_not_enforce_policies_is_told_how() {
    let codes = |kind: &str| -> Vec<&str> { said(&on(kind)).iter().map(|one| one.code).collect() };
    for kind in ["eks", "aks", "gke", "kubeadm"] {
        assert!(codes(kind).contains(&"FP198"), "{kind}");
    }
    for kind in ["k3s", "rke2", "other", "digitalocean"] {
        assert!(!codes(kind).contains(&"FP198"), "{kind}");
    }
}
