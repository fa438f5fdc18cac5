//! Two texts side by side: the lines that differ, with a few lines of context.

use std::ops::Range;

use crate::compare::diff::matched_lines;
use crate::compare::redact::without_values;

/// The number of context lines around a difference.
const AROUND: usize = 3;

/// Lines that belong together. Two hunks have lines between them that are the same in both texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// How many lines of the old text are before it.
    pub old: usize,
    /// How many lines of the new text are before it.
    pub new: usize,
    /// Its lines.
    pub blocks: Vec<Block>,
}

/// Lines, each with its line break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// In both texts.
    Same(Vec<String>),
    /// In place of the ones the others.
    Turned {
        /// Lines of the old text.
        gone: Vec<String>,
        /// Lines of the new text.
        come: Vec<String>,
    },
}

/// A run of lines, as places in both texts.
struct Run {
    old: Range<usize>,
    new: Range<usize>,
    same: bool,
}

/// The differences between two texts. With `secret` they are a Secret's file, and values are replaced.
pub fn hunks(old: &str, new: &str, secret: bool) -> Vec<Hunk> {
    let (was, is) = (split(old), split(new));
    let runs = {
        let (was, is): (Vec<&str>, Vec<&str>) =
            (was.iter().map(String::as_str).collect(), is.iter().map(String::as_str).collect());
        runs(&was, &is)
    };
    if secret {
        return gathered(&runs, &split(&without_values(old)), &split(&without_values(new)));
    }
    gathered(&runs, &was, &is)
}

fn split(text: &str) -> Vec<String> {
    text.split_inclusive('\n').map(str::to_owned).collect()
}

/// Both texts from the first line to the last, cut where same turns into different and back.
fn runs(old: &[&str], new: &[&str]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut put = |old: Range<usize>, new: Range<usize>, same: bool| match runs.last_mut() {
        _ if old.is_empty() && new.is_empty() => {}
        Some(last) if last.same == same => (last.old.end, last.new.end) = (old.end, new.end),
        _ => runs.push(Run { old, new, same }),
    };
    let mut from = 0;
    let places = matched_lines(old, new);
    for (at, place) in places.iter().enumerate() {
        match place {
            None => put(from..from, at..at + 1, false),
            Some(place) => {
                put(from..*place, at..at, false);
                put(*place..place + 1, at..at + 1, true);
                from = place + 1;
            }
        }
    }
    put(from..old.len(), new.len()..new.len(), false);
    runs
}

/// The differences with their context; long stretches of equal lines are left out.
fn gathered(runs: &[Run], old: &[String], new: &[String]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let mut open = Hunk { old: 0, new: 0, blocks: Vec::new() };
    for (at, run) in runs.iter().enumerate() {
        let lines = &old[run.old.clone()];
        if !run.same {
            open.blocks.push(Block::Turned { gone: lines.to_vec(), come: new[run.new.clone()].to_vec() });
            continue;
        }
        let after = if at == 0 { 0 } else { AROUND };
        let before = if at + 1 == runs.len() { 0 } else { AROUND };
        if lines.len() <= after + before {
            open.blocks.push(Block::Same(lines.to_vec()));
            continue;
        }
        if after > 0 {
            open.blocks.push(Block::Same(lines[..after].to_vec()));
        }
        hunks.push(open);
        open = Hunk { old: run.old.end - before, new: run.new.end - before, blocks: Vec::new() };
        if before > 0 {
            open.blocks.push(Block::Same(lines[lines.len() - before..].to_vec()));
        }
    }
    hunks.push(open);
    hunks.retain(|hunk| hunk.blocks.iter().any(|block| matches!(block, Block::Turned { .. })));
    hunks
}

impl Hunk {
    /// How many lines of both texts it covers.
    pub fn covers(&self) -> (usize, usize) {
        self.blocks.iter().fold((0, 0), |(old, new), block| match block {
            Block::Same(lines) => (old + lines.len(), new + lines.len()),
            Block::Turned { gone, come } => (old + gone.len(), new + come.len()),
        })
    }
}

/// How much two lines share at their beginning and at their end, in bytes; nothing when that is less than
/// half of the shorter one, since then they are two lines and not one that was changed.
pub fn shared(old: &str, new: &str) -> Option<(usize, usize)> {
    let head: usize =
        old.chars().zip(new.chars()).take_while(|(a, b)| a == b).map(|(letter, _)| letter.len_utf8()).sum();
    let (left, right) = (old.get(head..)?, new.get(head..)?);
    let tail: usize = left
        .chars()
        .rev()
        .zip(right.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(letter, _)| letter.len_utf8())
        .sum();
    // What all lines share, indentation and the line break, makes no two lines alike.
    let (bare, blank) = (old.trim().len().min(new.trim().len()), old.len() - old.trim_start().len());
    let alike = head.saturating_sub(blank) + tail.saturating_sub(1);
    (old != new && alike * 2 >= bare).then_some((head, tail))
}
