//! While a new image rolls out, both versions of pages are served, and so are the static files of both.

use super::{between, step};
use planner::outcome::outcome;
use planner::plan::Plan;
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

#[test]
fn an_image_that_may_be_older_than_that_is_told_of() {
    let was = Plan::default();
    let mut is = was.clone();
    is.image.reference = "registry.example.org/forum/misago:0.40.0".parse().unwrap();
    let (new, upgrade) = between(&was, &is);
    let about = &step(&upgrade, "Deployment/nginx").about;
    assert!(about.contains("image/forum/published.py"), "{about}");
    assert!(new.files.get("README.md").unwrap().text.contains(about.as_str()));
    is = was.clone();
    is.nginx.body_size = planner::values::Memory::mib(64);
    let (_, upgrade) = between(&was, &is);
    assert!(!step(&upgrade, "Deployment/nginx").about.contains("published.py"));
}
