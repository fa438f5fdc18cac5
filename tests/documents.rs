//! Pages that are printed from the registers. UPDATE_GOLDEN=1 prints them anew.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use forum_planner::outcome::rules;

fn rules_page() -> String {
    let mut page = String::from(
        "# What can be wrong with a plan\n\nEvery rule of the planner, by its code. An error would not run or would lose data; a warning \
         works until something\nthat will happen one day; advice could be better. Printed from the register: change the rule, not this page.\n",
    );
    let mut all: Vec<_> = rules().collect();
    all.sort_by_key(|rule| rule.code);
    for rule in all {
        let _ = write!(
            page,
            "\n## {} {}\n\n*{}*\n\n{}\n\n**What to do:** {}\n",
            rule.code,
            rule.name,
            rule.severity.word(),
            rule.explanation,
            rule.remedy
        );
    }
    page
}

#[test]
fn the_page_of_rules_is_what_the_register_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/rules.md");
    let page = rules_page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).expect("a writable page");
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|kept| kept == page),
        "docs/rules.md is old; run cargo xtask golden"
    );
}
