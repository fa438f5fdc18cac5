//! `cargo xtask bench`: speed and size, beside the last committed figures.
//!
//! Three sources: the example `outcome_speed` (native times), the weight of `dist/`, and the example `bench` of
//! `tests/journeys` (times in Chromium). The examples are programs of their own; each line that they print as
//! `figure: NAME = NUMBER UNIT` becomes a row of the table.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

use crate::checks::journeys;
use crate::program::{self, cargo};
use crate::project;
use crate::site::{self, Flavour};
use crate::weight::{self, Brotli, Weight};

/// "outcome of trial, native, median", 0.4, "ms"
#[derive(Debug, PartialEq)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
}

#[derive(clap::Args)]
pub struct Arguments {
    /// Write these figures to xtask/figures.json
    #[arg(long)]
    save: bool,
}

pub fn command(arguments: &Arguments) -> Result<ExitCode> {
    let mut figures = native()?;
    figures.extend(size()?);
    match browser() {
        Ok(measured) => figures.extend(measured),
        Err(reason) => println!("\nNot measured in Chromium: {reason:#}"),
    }
    let committed = committed();
    println!("\n{}", table(&figures, &committed));
    if arguments.save {
        fs::write(file(), saved(&figures, committed)?)?;
        println!("Saved to xtask/figures.json");
    }
    Ok(ExitCode::SUCCESS)
}

fn native() -> Result<Vec<Figure>> {
    println!("Native times (release build)");
    let mut example =
        cargo(["run", "--quiet", "--release", "--package", "planner", "--example", "outcome_speed"]);
    Ok(figures_in(&program::watched(&mut example)?.succeeded()?))
}

fn size() -> Result<Vec<Figure>> {
    let dist = project::dist();
    site::build(Flavour::Published, &dist)?;
    println!("\nWeighing the page");
    let visit = weight::first_visit(&dist, Brotli::Best)?;
    let packed = packed();
    if packed.exists() {
        fs::remove_dir_all(&packed)?;
    }
    visit.iter().try_for_each(|weight| weight.keep(&packed))?;
    println!("{:<28}{:>10}{:>10}{:>10}", "a first visit, in bytes", "raw", "gzip 9", "brotli 11");
    visit.iter().for_each(|weight| println!("{}", weight.line()));
    let sum = |name: &str, of: fn(&Weight) -> usize| Figure {
        name: format!("first visit, {name}"),
        value: visit.iter().map(of).sum::<usize>() as f64,
        unit: "bytes".into(),
    };
    Ok(vec![
        sum("raw", |weight| weight.raw),
        sum("gzip 9", |weight| weight.gzip),
        sum("brotli 11", |weight| weight.brotli),
    ])
}

/// The page as brotli, for the server of the probe: it measures what a slow line takes.
fn packed() -> PathBuf {
    project::target().join("packed")
}

fn browser() -> Result<Vec<Figure>> {
    let mut environment = journeys::environment()?;
    environment.push(("FORUM_PLANNER_PACKED", packed()));
    println!("\nTimes in Chromium");
    let mut probe = cargo(["run", "--quiet", "--package", "journeys", "--example", "bench"]);
    probe.envs(environment);
    Ok(figures_in(&program::watched(&mut probe)?.succeeded()?))
}

/// Reads `figure: key press to picture, median = 3.25 ms`.
fn figures_in(output: &str) -> Vec<Figure> {
    let figure = |line: &str| {
        let (_, figure) = line.split_once("figure: ")?;
        let (name, amount) = figure.rsplit_once(" = ")?;
        let (value, unit) = amount.trim().split_once(' ')?;
        Some(Figure { name: name.to_owned(), value: value.parse().ok()?, unit: unit.to_owned() })
    };
    output.lines().filter_map(figure).collect()
}

fn file() -> PathBuf {
    project::root().join("xtask/figures.json")
}

fn committed() -> Map<String, Value> {
    let text = fs::read_to_string(file()).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn table(figures: &[Figure], committed: &Map<String, Value>) -> String {
    let mut table = format!("{:<52}{:>12}{:>12}  unit\n", "figure", "now", "committed");
    for Figure { name, value, unit } in figures {
        let before = committed.get(name).and_then(|figure| figure["value"].as_f64());
        let before = before.map_or("-".to_owned(), |value| value.to_string());
        let _ = writeln!(table, "{name:<52}{value:>12}{before:>12}  {unit}");
    }
    table
}

/// The new figures over the old ones: what could not be measured this time stays.
fn saved(figures: &[Figure], mut committed: Map<String, Value>) -> Result<String> {
    for Figure { name, value, unit } in figures {
        committed.insert(name.clone(), json!({"value": value, "unit": unit}));
    }
    let text = serde_json::to_string_pretty(&committed).context("figures are plain numbers")?;
    Ok(text + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_found_among_other_lines() {
        let printed = "Compiling\nfigure: key press, p95 = 7.5 ms\nfigure: nothing\nok\n";
        let expected = Figure { name: "key press, p95".into(), value: 7.5, unit: "ms".into() };
        assert_eq!(figures_in(printed), [expected]);
    }

    #[test]
    fn a_figure_that_was_not_measured_keeps_its_last_value() {
        let before = serde_json::from_str(r#"{"old": {"value": 1.0, "unit": "ms"}}"#).unwrap();
        let now = [Figure { name: "new".into(), value: 2.0, unit: "ms".into() }];
        let text = saved(&now, before).unwrap();
        assert!(text.contains("\"old\"") && text.contains("\"new\""));
    }
}
