//! While a new image rolls out, pages of both images are served, and so are the files that they name.

use planner::outcome::outcome;
use planner::presets::PRESETS;
use planner::stack::{image, storage};

use test_support::published_secrets;

#[test]
fn nginx_looks_for_files_of_another_image_where_every_pod_of_the_forum_puts_its_own() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let files = outcome(&plan, &published_secrets(&plan)).files;
        let text = |path: &str| files.get(path).unwrap_or_else(|| panic!("no {path}")).text.clone();
        let nginx = text("base/60-nginx.yaml");
        let published = format!("{}/{}", storage::PATH, image::PUBLISHED);
        assert!(nginx.contains("try_files $uri @published;"), "{}", preset.key);
        assert!(nginx.contains(&format!("root {published};")), "{}", preset.key);
        let program = text("image/forum/published.py");
        assert!(program.contains(&format!("Path(settings.MEDIA_ROOT, \"{}\")", image::PUBLISHED)));
        assert!(
            text("image/forum/wait.py").contains("publish()"),
            "no pod serves before its files are there"
        );
    }
}
