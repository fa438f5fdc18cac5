//! A difference as text.

use std::fmt::Write;

use planner::analysis::counts::plural;
use planner::analysis::upgrade::{ChangeKind, Joint, ResourceChange};
use planner::compare::{Block, Comparison, Hunk, Remark, Turn, lines};

use super::{Applying, Whole};
use crate::terminal::{Colour, Terminal, plain};

pub fn text(
    comparison: &Comparison,
    old: &Whole<'_>,
    new: &Whole<'_>,
    applied: &Applying,
    with_lines: bool,
    terminal: Terminal,
) -> String {
    let mut text = format!("{}\n", comparison.size());
    if !comparison.fields.is_empty() {
        heading(&mut text, "Options", terminal);
        for field in &comparison.fields {
            let (was, is) = (plain(&field.old), plain(&field.new));
            let (was, is) = (terminal.paint(Colour::Gone, &was), terminal.paint(Colour::Come, &is));
            let _ = writeln!(text, "  {}: {was} -> {is}", field.id);
        }
    }
    findings(&mut text, comparison, terminal);
    if !comparison.objects.is_empty() {
        heading(&mut text, "Objects", terminal);
        for object in &comparison.objects {
            let _ = writeln!(text, "  {} {}", turned(object.turn, terminal), plain(&object.id()));
            for change in &object.changes {
                let side = |value: &Option<String>| plain(value.as_deref().unwrap_or("nothing"));
                let _ = writeln!(
                    text,
                    "      {}: {} -> {}",
                    plain(&change.path),
                    side(&change.old),
                    side(&change.new)
                );
            }
        }
    }
    if !comparison.files.is_empty() {
        heading(&mut text, "Files", terminal);
        for file in &comparison.files {
            let _ = writeln!(
                text,
                "  {} {} (-{} +{})",
                turned(file.turn, terminal),
                file.path,
                file.gone,
                file.come
            );
        }
    }
    if !comparison.is_empty() {
        applying(&mut text, applied, terminal);
    }
    if with_lines {
        for file in &comparison.files {
            let [from, to] = match file.turn {
                Turn::Added => ["/dev/null", new.name],
                Turn::Removed => [old.name, "/dev/null"],
                Turn::Changed => [old.name, new.name],
            };
            let _ = write!(text, "\n--- {}\n+++ {}\n", label(from, &file.path), label(to, &file.path));
            for hunk in lines(&file.path, &old.outcome, &new.outcome) {
                unified(&mut text, &hunk, terminal);
            }
        }
    }
    text
}

/// The bundle's file, and whose.
fn label(of: &str, path: &str) -> String {
    if of == "/dev/null" { of.to_owned() } else { format!("{path}\t({of})") }
}

fn heading(text: &mut String, words: &str, terminal: Terminal) {
    let _ = writeln!(text, "\n{}", terminal.paint(Colour::Strong, words));
}

fn turned(turn: Turn, terminal: Terminal) -> String {
    match turn {
        Turn::Changed => "changed".to_owned(),
        Turn::Added => terminal.paint(Colour::Come, "added  "),
        Turn::Removed => terminal.paint(Colour::Gone, "removed"),
    }
}

fn findings(text: &mut String, comparison: &Comparison, terminal: Terminal) {
    if comparison.gone.is_empty() && comparison.come.is_empty() {
        return;
    }
    heading(text, "Findings", terminal);
    let mut list = |word: &str, remarks: &[Remark]| {
        for Remark { code, severity, message } in remarks {
            let severity = terminal.paint((*severity).into(), severity.word());
            let _ = writeln!(text, "  {word} {severity}: {} [{code}]", plain(message));
        }
    };
    list("gone", &comparison.gone);
    list("new ", &comparison.come);
}

/// As the README of an upgrade lists it.
fn applying(text: &mut String, applying: &Applying, terminal: Terminal) {
    let Some(upgrade) = &applying.upgrade else { return };
    heading(text, "Applying the second to a forum that runs the first", terminal);
    if !applying.secrets_known {
        let _ =
            writeln!(text, "  Other values of secrets are not among it: at least one of the two has none.");
    }
    for loss in &applying.losses {
        let severity = terminal.paint(loss.severity.into(), loss.severity.word());
        let _ = writeln!(text, "  {severity}: {} [{}]", plain(&loss.message), loss.code);
    }
    for joint in &upgrade.joint {
        let Joint { title, about, before, at_once, after, .. } = joint;
        let _ = writeln!(text, "  together: {}\n      {}", plain(title), plain(about));
        let moments = [("before the apply", before), ("at once after it", at_once), ("at the end", after)];
        for (moment, lines) in moments {
            commands(text, moment, lines);
        }
    }
    for change_kind in ChangeKind::ALL.iter().filter(|change_kind| **change_kind != ChangeKind::Unchanged) {
        for step in upgrade.of(*change_kind) {
            let ResourceChange { about, commands: lines, .. } = step;
            let _ = writeln!(text, "  {}: {}", change_kind.key(), plain(&step.id()));
            if !about.is_empty() {
                let _ = writeln!(text, "      {}", plain(about));
            }
            let moment =
                if *change_kind == ChangeKind::Orphaned { "when it works" } else { "before the apply" };
            commands(text, moment, lines);
        }
    }
    let _ = writeln!(text, "  unchanged: {}", plural(upgrade.count(ChangeKind::Unchanged), "object"));
}

fn commands(text: &mut String, moment: &str, lines: &[String]) {
    if !lines.is_empty() {
        let _ = writeln!(text, "      {moment}:");
    }
    for line in lines {
        let _ = writeln!(text, "        {}", plain(line));
    }
}

fn unified(text: &mut String, hunk: &Hunk, terminal: Terminal) {
    let (gone, come) = hunk.covers();
    // A range of no lines is named by the line before it, as diff does.
    let at = |before: usize, lines: usize| if lines == 0 { before } else { before + 1 };
    let _ = writeln!(text, "@@ -{},{gone} +{},{come} @@", at(hunk.old, gone), at(hunk.new, come));
    let mut put = |sign: char, colour: Option<Colour>, lines: &[String]| {
        for line in lines {
            let line = format!("{sign}{}", plain(line.trim_end_matches('\n')));
            let line = colour.map_or_else(|| line.clone(), |colour| terminal.paint(colour, &line));
            let _ = writeln!(text, "{line}");
        }
    };
    for block in &hunk.blocks {
        match block {
            Block::Same(lines) => put(' ', None, lines),
            Block::Turned { gone, come } => {
                put('-', Some(Colour::Gone), gone);
                put('+', Some(Colour::Come), come);
            }
        }
    }
}
