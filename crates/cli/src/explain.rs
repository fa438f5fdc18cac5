//! `forum-planner explain FP012`: describes a rule or an option.

use std::fmt::Write;

use clap::Args;
use planner::analysis::rules;
use planner::compare::between;
use planner::field::{Control, Field};
use planner::finding::Rule;
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack;

use crate::answer::{CommandError, CommandOutput, Result};
use crate::bundle::nearest;
use crate::terminal::{self, Colour, Terminal, wrapped};

/// Explain a rule and what to do about it, or an option and its values
#[derive(Args)]
#[command(after_help = "\
Examples:
  forum-planner explain FP012
  forum-planner explain plain-http-on-a-public-host
  forum-planner explain site.tls
  forum-planner explain              (lists all rules)")]
pub struct Explain {
    /// A rule's code or name, or an option of plan.yaml; without it, all rules are listed
    topic: Option<String>,
}

impl Explain {
    pub fn run(self, terminal: Terminal) -> Result {
        let Some(topic) = self.topic else { return Ok(CommandOutput::fine(all(terminal))) };
        let topic = topic.trim();
        let (upper, lower) = (topic.to_uppercase(), topic.to_lowercase());
        if let Some(rule) = rules().find(|rule| rule.code == upper || rule.name == lower) {
            return Ok(CommandOutput::fine(rule_text(rule, terminal)));
        }
        if let Some(field) = stack::fields().find(|field| field.id.0 == lower) {
            return Ok(CommandOutput::fine(field_text(field, terminal)));
        }
        let codes = nearest(&upper, rules().map(|rule| rule.code));
        let names = rules().map(|rule| rule.name).chain(stack::fields().map(|field| field.id.0));
        let meant = if upper.starts_with("FP") { codes } else { nearest(&lower, names) };
        Err(CommandError(match meant {
            Some(meant) => {
                format!("there is no rule or option {}. Did you mean {meant}?", terminal::plain(topic))
            }
            None => format!(
                "there is no rule or option {}. `forum-planner explain` alone lists all rules.",
                terminal::plain(topic)
            ),
        }))
    }
}

fn all(terminal: Terminal) -> String {
    let mut all: Vec<&Rule> = rules().collect();
    all.sort_by_key(|rule| rule.code);
    all.iter().fold(String::new(), |mut text, rule| {
        let word = terminal.paint(rule.severity.into(), &format!("{:<7}", rule.severity.word()));
        let _ = writeln!(text, "{} {word} {}", rule.code, rule.name);
        text
    })
}

fn rule_text(rule: &Rule, terminal: Terminal) -> String {
    let head = terminal.paint(Colour::Strong, &format!("{} {}", rule.code, rule.name));
    let word = terminal.paint(rule.severity.into(), rule.severity.word());
    let mut text = format!("{head} ({word})\n\n{}\n", wrapped(rule.explanation));
    let _ = write!(text, "\n{}\n", wrapped(&format!("What to do: {}", rule.remedy)));
    let flagged = answers(rule.flagged);
    if !flagged.is_empty() {
        let _ = write!(text, "\nThe default plan is flagged, for example, with\n{flagged}");
    }
    text
}

/// The options that an example changes in the default plan.
fn answers(example: fn(&mut Plan, &mut Secrets)) -> String {
    let (mut plan, mut secrets) = (Plan::default(), Secrets::default());
    example(&mut plan, &mut secrets);
    let changed = between(&Plan::default(), &plan);
    stack::fields()
        .filter(|field| changed.contains(&field.id))
        .map(|field| format!("  {}: {}\n", field.id, field.words(&field.read(&plan))))
        .collect()
}

fn field_text(field: &Field, terminal: Terminal) -> String {
    let head = terminal.paint(Colour::Strong, field.id.0);
    let mut text = format!("{head}: {}\n\n{}\n\n", field.label, wrapped(field.help));
    let takes = match &field.control {
        Control::Toggle { .. } => "true or false".to_owned(),
        Control::Count { least, most, unit, .. } => format!("a whole number from {least} to {most} ({unit})"),
        Control::Choice { options, .. } => {
            options.iter().map(|(key, words)| format!("\n  {key}: {words}")).collect()
        }
        Control::Text { suggestions: "", .. } => "text".to_owned(),
        Control::Text { suggestions, .. } => {
            let some: Vec<&str> = suggestions.lines().take(5).collect();
            format!("text, for example {}", some.join(", "))
        }
        Control::Secret(key) => {
            text.push_str(&wrapped(&format!(
                "It is never in plan.yaml. The bundle's Secret has it as {0}; `forum-planner render` takes it from \
                 an earlier bundle or from the environment variable {0}.",
                key.env()
            )));
            text.push('\n');
            return text;
        }
    };
    let _ = writeln!(text, "Takes: {takes}");
    let default = field.read(&Plan::default());
    let _ = writeln!(text, "Default: {}", if default.is_empty() { "empty" } else { &default });
    text
}
