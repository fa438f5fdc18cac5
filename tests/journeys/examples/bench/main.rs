//! Times in Chromium, printed for `cargo xtask bench`. No bar is checked here: a machine has bad days.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

mod edits;
mod export;
mod loading;
mod memory;

use anyhow::Result;

/// One after the other: side by side they would measure each other.
#[tokio::main]
async fn main() -> Result<()> {
    edits::of_the_report().await?;
    edits::presets_and_the_largest().await?;
    edits::while_a_forum_runs().await?;
    export::of_the_largest_preset().await?;
    loading::first_visit_on_a_slow_line().await?;
    memory::over_a_thousand_edits().await
}

/// Prints the middle of some times, and the one that nineteen of twenty stay below.
fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    if let (Some(median), Some(p95)) = (times.get(times.len() / 2), times.get(times.len() * 95 / 100)) {
        println!("figure: {what}, median = {median:.1} ms");
        println!("figure: {what}, p95 = {p95:.1} ms");
    }
}
