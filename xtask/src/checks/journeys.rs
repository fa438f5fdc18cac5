//! The end-to-end tests: a real browser, the published page.

use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::cargo;
use crate::project;
use crate::report::{Remark, Report};
use crate::site::{self, Flavour};
use crate::tools::{self, Tool};

/// Where the page comes from; `tests/journeys/src/mode.rs` says what each means.
const MODES: [&str; 3] = ["served", "offline", "disk"];

/// Journeys that are walked in the first mode only, and why. All others are walked in all three.
const ONCE: &[(&str, &str)] = &[
    (
        "axe_finds_nothing_at_any_width_in_light_and_dark",
        "the page is the same, and looking at all of it takes a minute",
    ),
    ("a_newer_version_waits_until_it_is_asked_for", "it changes what its own server has"),
    ("a_newer_version_can_be_declined", "it changes what its own server has"),
    ("the_saved_tool_works_from_the_disk", "it goes from mode to mode itself"),
    ("the_kept_page_answers_to_all_its_addresses", "it stops its own server"),
    ("a_browser_that_stores_nothing_still_plans_and_downloads", "it opens the one-file copy itself"),
    ("a_browser_that_cannot_unpack_the_saved_tool_is_told_so", "it opens the one-file copy itself"),
    (
        "what_is_typed_before_the_program_has_arrived_is_in_the_plan_afterwards",
        "it holds back what its own server sends",
    ),
    ("what_says_that_it_loads_covers_no_button", "it holds back what its own server sends"),
    (
        "the_bar_is_whole_and_inside_the_window_in_every_state",
        "the page is the same, and it looks at it some six hundred times",
    ),
    ("what_is_typed_early_is_stored_for_the_next_visit", "it holds back what its own server sends"),
    (
        "a_button_pressed_early_does_its_work_when_the_program_is_there",
        "it holds back what its own server sends",
    ),
    ("the_page_does_not_move_when_the_program_takes_over", "it holds back what its own server sends"),
    ("the_page_does_not_move_while_it_arrives_in_pieces", "its own server dawdles"),
    (
        "without_scripts_the_page_shows_the_picture_and_one_line_and_nothing_that_does_not_work",
        "it opens its own server's page",
    ),
    ("without_web_assembly_the_page_says_so", "it opens its own server's page"),
    ("chromium_finds_the_page_fit_to_be_installed", "only a page with an address is installed"),
];

pub fn journeys() -> Result<Report> {
    let mut report = Report::default();
    let environment = match environment() {
        Ok(environment) => environment,
        Err(reason) => {
            report.skip("journeys", format!("{reason:#}"));
            return Ok(report);
        }
    };
    for mode in MODES {
        report.add(walked(mode, &environment)?);
    }
    println!("Walked served only:");
    ONCE.iter().for_each(|(name, reason)| println!("  {name}: {reason}"));
    Ok(report)
}

fn walked(mode: &str, environment: &[(&'static str, PathBuf)]) -> Result<Report> {
    let started = Instant::now();
    let mut arguments = vec!["test", "--package", "journeys", "--no-fail-fast"];
    if mode != MODES[0] {
        arguments.push("--");
        ONCE.iter().for_each(|(name, _)| arguments.extend(["--skip", name]));
    }
    let environment = [environment, &[("FORUM_PLANNER_MODE", mode.into())]].concat();
    let mut report = cargo::tests(&arguments, &environment)?;
    println!("{mode}: {} in {:.1} s", report.sums(), started.elapsed().as_secs_f32());
    for Remark { what, .. } in &mut report.failed {
        *what = format!("{what} ({mode})");
    }
    Ok(report)
}

/// What the journeys are told: the page and the programs to look at it with.
pub fn environment() -> Result<Vec<(&'static str, PathBuf)>> {
    ensure!(project::root().join("tests/journeys/Cargo.toml").is_file(), "there is no tests/journeys yet");
    let dist = project::dist();
    let environment = vec![
        ("FORUM_PLANNER_CHROMIUM", Tool::Chromium.path()?),
        ("FORUM_PLANNER_CHROMEDRIVER", Tool::Chromedriver.path()?),
        ("FORUM_PLANNER_AXE", tools::axe()?),
        ("FORUM_PLANNER_DIST", dist.clone()),
        ("FORUM_PLANNER_PROGRAM", tools::planner()?),
    ];
    // Never a page of yesterday; when nothing changed this takes a second.
    site::build(Flavour::Published, &dist)?;
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_journey_that_is_walked_once_exists() {
        let folder = project::root().join("tests/journeys/tests");
        let mut sources = fs::read_to_string(folder.join("journeys.rs")).unwrap();
        for file in fs::read_dir(folder.join("journeys")).unwrap() {
            sources += &fs::read_to_string(file.unwrap().path()).unwrap();
        }
        for (name, _) in ONCE {
            assert!(sources.contains(&format!("async fn {name}()")), "there is no journey {name}");
        }
    }
}
