//! How long a whole outcome and its zip take natively. `cargo xtask bench` runs this; each line that
//! starts with `figure:` ends in its table.

use std::hint::black_box;
use std::time::Instant;

use forum_planner::outcome::outcome;
use forum_planner::outcome::presets::PRESETS;
use forum_planner::secrets::Secrets;

const ROUNDS: usize = 300;

fn main() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let mut secrets = Secrets::default();
        secrets.fill(&plan, counter());
        let whole = median(|| drop(black_box(outcome(black_box(&plan), black_box(&secrets)))));
        println!("figure: outcome of {}, native, median = {whole:.3} ms", preset.key);
        let files = outcome(&plan, &secrets).files;
        let zip = median(|| drop(black_box(files.to_zip(preset.key))));
        println!("figure: zip of {}, native, median = {zip:.3} ms", preset.key);
    }
}

/// In milliseconds; the median, because a busy machine only ever adds to a time.
fn median(mut act: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let started = Instant::now();
            act();
            started.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[ROUNDS / 2]
}

/// Not random: the figures should be of the same bytes each time.
fn counter() -> impl FnMut() -> u8 {
    let mut last = 0u8;
    move || {
        last = last.wrapping_mul(5).wrapping_add(17);
        last
    }
}
