//! tmp
use forum_planner::outcome::{drawing, presets::PRESETS};
use forum_planner::stack;

/// Not a test: writes the pictures to `target/pictures/`, for eyes.
#[test]
#[ignore = "for eyes"]
fn pictures_to_look_at() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/target/pictures");
    std::fs::create_dir_all(folder).unwrap();
    for preset in PRESETS {
        let svg = drawing::svg(&stack::topology(&(preset.plan)()));
        std::fs::write(format!("{folder}/{}.svg", preset.key), svg).unwrap();
    }
}
