//! Measures natively how long an outcome takes, from scratch and after one more letter in the host name, and its zip.
//! `cargo xtask bench` runs this and shows each line that starts with `figure:` in its table.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::hint::black_box;
use std::time::Instant;

use planner::inputs::{Inputs, Running};
use planner::outcome::Outcome;
use planner::outcome::outcome;
use planner::outcome::outcome_after;
use planner::plan::Plan;
use planner::presets::{PRESETS, Preset};
use planner::secrets::Secrets;

const ROUNDS: usize = 300;

fn main() {
    // A name of a preset measures that one alone, as often as the second word says: for a profiler.
    let mut words = std::env::args().skip(1);
    let only = words.next();
    let rounds = words.next().and_then(|word| word.parse().ok()).unwrap_or(ROUNDS);
    for preset in PRESETS.iter().filter(|preset| only.as_ref().is_none_or(|key| key == preset.key)) {
        measure(preset, rounds);
    }
}

fn measure(preset: &Preset, rounds: usize) {
    let plan = (preset.plan)();
    let mut secrets = Secrets::default();
    secrets.fill(&plan, counter());
    let whole = median(rounds, || drop(black_box(outcome(black_box(&plan), black_box(&secrets)))));
    println!("figure: outcome of {}, native, median = {whole:.3} ms", preset.key);
    let typed = typed(rounds, &plan, &secrets, None);
    println!("figure: a letter in {}, native, median = {typed:.3} ms", preset.key);
    let running = Running::new(plan.clone(), Some(secrets.clone()));
    let loaded = self::typed(rounds, &plan, &secrets, Some(&running));
    println!("figure: a letter in {} while it runs, native, median = {loaded:.3} ms", preset.key);
    let files = outcome(&plan, &secrets).files;
    let zip = median(rounds, || drop(black_box(files.to_zip(preset.key))));
    println!("figure: zip of {}, native, median = {zip:.3} ms", preset.key);
}

/// One more letter in the host name, with the outcome before it at hand, as on the page while typing.
fn typed(rounds: usize, plan: &Plan, secrets: &Secrets, running: Option<&Running>) -> f64 {
    let host = |name: &str| {
        let mut plan = plan.clone();
        plan.site.host = name.parse().unwrap_or(plan.site.host);
        plan
    };
    let plans = [host("talk.example.org"), host("talks.example.org")];
    let after = |before: Option<&Outcome>, plan| {
        outcome_after(before, &Inputs { running, ..Inputs::new(plan, secrets) })
    };
    let mut before = after(None, &plans[0]);
    let mut turn = 0;
    median(rounds, || {
        turn = 1 - turn;
        before = after(black_box(Some(&before)), black_box(&plans[turn]));
    })
}

/// In milliseconds; the median, because a busy machine only ever adds to a time.
fn median(rounds: usize, mut act: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            let started = Instant::now();
            act();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[rounds / 2]
}

/// Not random: the figures should be of the same bytes each time.
fn counter() -> impl FnMut() -> u8 {
    let mut last = 0u8;
    move || {
        last = last.wrapping_mul(5).wrapping_add(17);
        last
    }
}
