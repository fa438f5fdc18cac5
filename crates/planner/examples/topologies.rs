//! Writes the pictures of every preset, and of every optional part, to `target/pictures/` to look at them:
//! `cargo run --package planner --example topologies`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]
#![allow(clippy::disallowed_methods, clippy::disallowed_macros)]

#[path = "../tests/it/layout/grown.rs"]
mod grown;

use std::fs;
use std::io;

use grown::{STEPS, everything, grown};
use planner::analysis::whatif::topology;
use planner::layout;
use planner::presets::PRESETS;
use planner::stack;

fn main() -> io::Result<()> {
    let places = stack::places();
    let folder = test_support::repository().join("target/pictures");
    fs::create_dir_all(&folder)?;
    let presets = PRESETS.iter().map(|preset| (preset.key, topology(&(preset.plan)())));
    let steps = STEPS.iter().map(|(name, step)| (*name, grown([*step])));
    for (name, topology) in presets.chain(steps).chain([("everything", everything())]) {
        let file = folder.join(format!("{name}.svg"));
        fs::write(&file, layout::svg(&topology, &layout::drawing(&topology, &places)))?;
        println!("{}", file.display());
    }
    Ok(())
}
