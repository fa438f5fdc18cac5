//! A difference for programs. What is there stays there: fields may come, none goes or changes its meaning within a
//! version.

use planner::compare::{Block, Comparison, Hunk, Remark, lines};
use serde_json::{Value, json};

use super::Whole;

const VERSION: u32 = 1;

pub fn json(comparison: &Comparison, old: &Whole<'_>, new: &Whole<'_>, with_lines: bool) -> String {
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
    });
    format!("{whole:#}\n")
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
