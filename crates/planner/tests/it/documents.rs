//! Documents that are generated from the lists of rules and costs. UPDATE_GOLDEN=1 writes them anew.

use std::fmt::Write;
use std::fs;

use planner::analysis::capacity::{CALLS, PAGES, POSTS, Range, ends, formulas};
use planner::analysis::rules;

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
    let path = test_support::repository().join("docs/rules.md");
    let page = rules_page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).expect("a writable page");
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|kept| kept == page),
        "docs/rules.md is old; run cargo xtask golden"
    );
}

/// Every formula of the capacity, and where the architecture ends.
fn capacity_page() -> String {
    let mut page = String::from(
        "# How much a plan carries\n\nThe formulas of the panel “How much traffic can it take?”, by which a plan is also changed to carry more. \
         What was measured, and\nhow, stands in [facts.md](facts.md). Every figure is a range; a plan carries a load when it does so at \
         the worse end of each.\nPrinted from `crates/planner/src/analysis/capacity`: change the code, not this page.\n",
    );
    for formula in formulas() {
        let _ = write!(page, "\n## {}\n\n{}.\n\n*{}*\n", formula.name, formula.sum, formula.source);
    }
    let _ = write!(page, "\n# Limits of this architecture\n");
    for end in ends() {
        let _ = write!(page, "\n* {}. **Next:** {}\n", end.what, end.next);
    }
    page
}

#[test]
fn the_page_of_the_capacity_is_what_the_code_computes_with() {
    let path = test_support::repository().join("docs/capacity.md");
    let page = capacity_page();
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &page).expect("a writable page");
    }
    assert!(
        fs::read_to_string(&path).is_ok_and(|kept| kept == page),
        "docs/capacity.md is old; run cargo xtask golden"
    );
}

#[test]
fn the_measured_costs_are_those_of_the_page_of_facts() {
    let facts = fs::read_to_string(test_support::repository().join("docs/facts.md")).expect("a page");
    let words = |Range { low, high }: Range| match (low as f64 / 1000.0, high as f64 / 1000.0) {
        (0.0, 0.0) => "not split".to_owned(),
        (low, high) if low == high => low.to_string(),
        (low, high) => format!("{low} to {high}"),
    };
    for request in PAGES.iter().chain(CALLS).chain(POSTS) {
        let [web, postgres, redis] = [request.web, request.postgres, request.redis].map(words);
        let row = format!("| {} | {web} | {postgres} | {redis} |", request.name);
        assert!(facts.contains(&row), "docs/facts.md has no {row}");
    }
}
