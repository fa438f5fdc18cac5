//! Whenever a change would leave a volume with data unused, an error names the field.

use std::collections::BTreeSet;

use planner::analysis::upgrade::{ChangeKind, ResourceChange};
use planner::field::{Control, Field, FieldId};
use planner::finding::Severity;
use planner::plan::Plan;
use planner::stack::postgres::options::Mode;
use planner::stack::storage::options::Access;
use planner::stack::{self, redis};

use super::{between, between_after, losses};

/// Whether a step takes a volume with data in it out of use, or wants another one in its place.
fn loses_a_volume(step: &ResourceChange) -> bool {
    let keeps_data = matches!(step.kind, "PersistentVolumeClaim" | "StatefulSet" | "Cluster");
    let another = step.change_kind == ChangeKind::Refused
        && !step.commands.iter().any(|line| line.contains("patch pvc"));
    let class =
        step.kind == "Cluster" && step.changes.iter().any(|change| change.path.contains("storageClass"));
    keeps_data && (another || class || step.change_kind == ChangeKind::Orphaned)
}

/// Values that one field may take in place of its own.
fn others(field: &Field) -> Vec<String> {
    match &field.control {
        Control::Toggle { .. } => vec!["true".to_owned(), "false".to_owned()],
        Control::Count { least, most, .. } => [*least, *most].iter().map(ToString::to_string).collect(),
        Control::Choice { options, .. } => options.iter().map(|(key, _)| (*key).to_owned()).collect(),
        Control::Text { .. } => {
            let words = [
                "",
                "second",
                "second.example.org",
                "https://second.example.org",
                "1Gi",
                "2",
                "900Gi",
                "10.0.0.0/8",
            ];
            words.map(str::to_owned).to_vec()
        }
        Control::Secret(_) => Vec::new(),
    }
}

/// Plans that between them have each kind of volume.
fn with_volumes() -> Vec<Plan> {
    let mut operated = Plan::default();
    operated.postgres.mode = Mode::CloudNativePg;
    operated.redis.mode = redis::options::Mode::Sentinel;
    operated.storage.access = Access::OneNode;
    operated.cluster.rwo_class = Some("longhorn".parse().unwrap());
    operated.backup.storage_class = Some("nfs".parse().unwrap());
    vec![Plan::default(), operated]
}

/// Each plan one field away.
fn neighbours(plan: &Plan) -> Vec<(FieldId, Plan)> {
    let mut made: Vec<(FieldId, Plan)> = Vec::new();
    for field in stack::fields() {
        for text in others(field) {
            let mut other = plan.clone();
            if field.write(&mut other, &text).is_ok() && other != *plan {
                made.push((field.id, other));
            }
        }
    }
    made
}

#[test]
fn an_error_names_every_field_that_costs_a_volume() {
    let mut costly = BTreeSet::new();
    let mut silent = Vec::new();
    for was in with_volumes() {
        // Of a neighbour nearly everything is as it was before.
        let (unchanged, _) = between(&was, &was);
        for (field, is) in neighbours(&was) {
            let (new, upgrade) = between_after(Some(&unchanged), &was, &is);
            let named = losses(&new.findings)
                .iter()
                .any(|finding| finding.severity == Severity::Error && finding.fields.contains(&field));
            for step in upgrade.steps.iter().filter(|step| loses_a_volume(step)) {
                costly.insert(field.0);
                if !named {
                    silent.push(format!(
                        "{field} = {:?}: {}",
                        stack::find_field(field).map(|f| f.read(&is)),
                        step.id()
                    ));
                }
            }
        }
    }
    assert!(silent.is_empty(), "{silent:#?}");
    // Else the test would have looked at nothing.
    for field in ["backup.target", "backup.storage", "postgres.mode", "storage.access", "cluster.rwo_class"] {
        assert!(costly.contains(field), "{field} costs nothing: {costly:?}");
    }
}
