//! A difference as JSON. Within a version, fields may be added; none is removed or changes its meaning.

use planner::analysis::upgrade::{ChangeKind, Joint, ResourceChange, Upgrade};
use planner::compare::{Block, Comparison, Hunk, Remark, lines};
use planner::failure::Seconds;
use serde_json::{Value, json};

use super::{Applying, Whole};

const VERSION: u32 = 1;

pub fn json(
    comparison: &Comparison,
    old: &Whole<'_>,
    new: &Whole<'_>,
    applying: &Applying,
    with_lines: bool,
) -> String {
    let fields = comparison
        .fields
        .iter()
        .map(|field| json!({ "option": field.id.0, "old": field.old, "new": field.new }));
    let objects = comparison.objects.iter().map(|object| {
        let changes = object
            .changes
            .iter()
            .map(|change| json!({ "path": change.path, "old": change.old, "new": change.new }));
        json!({
            "kind": object.kind,
            "namespace": object.namespace,
            "name": object.name,
            "part": object.part,
            "turn": object.turn.word(),
            "changes": changes.collect::<Vec<_>>(),
        })
    });
    let files = comparison.files.iter().map(|file| {
        let mut value = json!({
            "path": file.path, "turn": file.turn.word(), "lines_gone": file.gone, "lines_come": file.come,
        });
        if with_lines {
            let hunks = lines(&file.path, &old.outcome, &new.outcome);
            value["hunks"] = hunks.iter().map(hunk).collect();
        }
        value
    });
    let whole = json!({
        "version": VERSION,
        "old": old.name,
        "new": new.name,
        "same": comparison.is_empty(),
        "options": fields.collect::<Vec<_>>(),
        "objects": objects.collect::<Vec<_>>(),
        "files": files.collect::<Vec<_>>(),
        "findings": { "gone": remarks(&comparison.gone), "new": remarks(&comparison.come) },
        "upgrade": applying.upgrade.as_ref().map(|upgrade| upgraded(upgrade, applying)),
    });
    format!("{whole:#}\n")
}

/// The changes that `kubectl apply` makes. Unchanged objects are counted, not listed.
fn upgraded(upgrade: &Upgrade, applying: &Applying) -> Value {
    let seconds = |interruption: Option<Seconds>| {
        interruption.map(|interruption| json!({ "least": interruption.least, "most": interruption.most }))
    };
    let together = upgrade.joint.iter().map(|joint| {
        let Joint { title, about, objects, before, at_once, after, .. } = joint;
        json!({
            "title": title,
            "about": about,
            "seconds": seconds(joint.interruption),
            "objects": objects,
            "before": before,
            "at_once": at_once,
            "after": after,
        })
    });
    let steps = upgrade.steps.iter().filter(|step| step.change_kind != ChangeKind::Unchanged).map(|step| {
        let ResourceChange { part, kind, namespace, name, about, commands, .. } = step;
        json!({
            "change": step.change_kind.key(),
            // The former name of `change`, for programs that read it.
            "fate": step.change_kind.key(),
            "kind": kind,
            "namespace": namespace,
            "name": name,
            "part": part,
            "about": about,
            "seconds": seconds(step.interruption),
            "commands": commands,
        })
    });
    let losses = applying
        .losses
        .iter()
        .map(|loss| json!({ "code": loss.code, "severity": loss.severity.word(), "message": loss.message }));
    json!({
        "secrets_compared": applying.secrets_known,
        "losses": losses.collect::<Vec<_>>(),
        "together": together.collect::<Vec<_>>(),
        "steps": steps.collect::<Vec<_>>(),
        "unchanged": upgrade.count(ChangeKind::Unchanged),
    })
}

fn remarks(remarks: &[Remark]) -> Vec<Value> {
    let told = |remark: &Remark| json!({ "code": remark.code, "severity": remark.severity.word(), "message": remark.message });
    remarks.iter().map(told).collect()
}

fn hunk(hunk: &Hunk) -> Value {
    let blocks = hunk.blocks.iter().map(|block| match block {
        Block::Same(lines) => json!({ "same": lines }),
        Block::Turned { gone, come } => json!({ "gone": gone, "come": come }),
    });
    json!({ "old": hunk.old, "new": hunk.new, "blocks": blocks.collect::<Vec<_>>() })
}
