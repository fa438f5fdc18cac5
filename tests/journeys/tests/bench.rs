//! Times in Chromium, printed for `cargo xtask bench`. No bar is checked here: a machine has bad days.

#[path = "bench/edits.rs"]
mod edits;
#[path = "bench/export.rs"]
mod export;
#[path = "bench/loading.rs"]
mod loading;
#[path = "bench/memory.rs"]
mod memory;

/// Prints the middle of some times, and the one that nineteen of twenty stay below.
fn print(what: &str, mut times: Vec<f64>) {
    times.sort_by(f64::total_cmp);
    if let (Some(median), Some(p95)) = (times.get(times.len() / 2), times.get(times.len() * 95 / 100)) {
        println!("figure: {what}, median = {median:.1} ms");
        println!("figure: {what}, p95 = {p95:.1} ms");
    }
}
