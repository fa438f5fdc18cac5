//! `forum-planner what-if` and `forum-planner capacity`: the library's answers as text and as JSON.

use planner::analysis::capacity::{Demand, Headroom, Visits, capacity};
use planner::analysis::whatif::{failures, topology, whatif};
use planner::failure::Ability;
use planner::import::archive::load;
use planner::presets::PRESETS;
use planner::stack;
use serde_json::Value;

use crate::TestDir;

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn everything_that_can_fail_is_listed_under_its_name_with_what_people_can_still_do() {
    let dir = TestDir::new("failing");
    for preset in PRESETS {
        dir.plan("plan.yaml", preset.key, &[]);
        let (plan, topology) = ((preset.plan)(), topology(&(preset.plan)()));
        let told = dir.run(&["what-if", "plan.yaml"]).fine();
        let read = parsed(&dir.run(&["what-if", "plan.yaml", "--format", "json"]).fine());
        let listed = read["failures"].as_array().expect("a list");
        let known = failures(&plan, &topology);
        assert_eq!(listed.len(), known.len());
        for (failure, one) in known.into_iter().zip(listed) {
            let title = failure.title(&plan, &topology);
            assert!(told.contains(&format!("{title} [{}]\n", failure.key())), "no word of {title}: {told}");
            let verdicts = one["verdicts"].as_array().expect("verdicts");
            for (ability, verdict) in Ability::ALL.iter().zip(verdicts) {
                let state = whatif(&plan, &topology, failure).state(*ability);
                assert_eq!(verdict["state"]["words"], state.to_string(), "{title}: {}", ability.title());
            }
        }
        for node in topology.nodes.iter().filter(|node| node.single_point.is_some()) {
            assert!(told.contains(&format!("\n  {}: while its pod is down", node.title)), "{told}");
        }
    }
}

#[test]
fn the_lost_master_of_the_2022_report_is_told_with_the_option_that_helps() {
    let dir = TestDir::new("master");
    dir.plan("plan.yaml", "report-2022", &[]);
    let told = dir.run(&["what-if", "plan.yaml", "leader:redis"]).fine();
    for words in [
        "The master of Redis is lost [leader:redis]",
        "Read, Log in, Post, Upload, Administer: stops until someone acts",
        "By hand: ",
        "    kubectl --namespace gic6 describe pod redis-0",
        "Reasoned, not measured.",
        "Let Sentinels choose a new Redis master (redis.mode: sentinel)",
    ] {
        assert!(told.contains(words), "no “{words}” in {told}");
    }
    dir.plan("mended.yaml", "report-2022", &["redis.mode=sentinel"]);
    let told = dir.run(&["what-if", "mended.yaml", "leader:redis"]).fine();
    assert!(told.contains("docs/facts.md, “The Redis master is lost”"), "{told}");
}

#[test]
fn what_cannot_fail_is_refused_with_the_name_that_may_have_been_meant() {
    let dir = TestDir::new("cannot-fail");
    dir.plan("plan.yaml", "trial", &[]);
    let err = |name: &str| {
        let said = dir.run(&["what-if", "plan.yaml", name]);
        assert_eq!((said.status, said.out.as_str()), (2, ""));
        said.err
    };
    assert!(err("gone:redi").contains("Did you mean gone:redis?"));
    assert!(err("the moon\u{202e}").contains("lists everything"));
}

#[test]
fn how_much_a_plan_carries_is_the_librarys_answer_and_the_status_of_a_pipeline() {
    let dir = TestDir::new("carried");
    dir.plan("plan.yaml", "small-production", &[]);
    let plan = load(dir.read("plan.yaml").as_bytes()).expect("a plan").project.plan;
    for (words, demand, status) in [
        (&[][..], Demand::default(), 0),
        (&["--views", "10"], Demand { visits: Visits::PageViews, ..Demand::default() }, 0),
        (
            &["--views", "200", "--growth", "0"],
            Demand { visits: Visits::PageViews, page_views: 200, growth: 0, ..Demand::default() },
            1,
        ),
    ] {
        let answer = capacity(&plan, &demand);
        assert_eq!(answer.state == Headroom::Enough, status == 0);
        let said = dir.run(&[&["capacity", "plan.yaml"][..], words].concat());
        assert_eq!(said.status, status, "{said:?}");
        let one_line = said.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(one_line.starts_with(&answer.sentence()), "{one_line}");
        let said = dir.run(&[&["capacity", "plan.yaml", "--format", "json"][..], words].concat());
        let read = parsed(&said.out);
        assert_eq!((read["state"].as_str(), said.status), (Some(answer.state.key()), status));
        let rows: Vec<&str> =
            read["rows"].as_array().expect("rows").iter().filter_map(|row| row["key"].as_str()).collect();
        assert_eq!(rows, answer.rows.iter().map(|row| row.key).collect::<Vec<_>>());
    }
}

#[test]
fn the_advised_plan_is_a_plan_that_carries_it_and_its_changes_are_listed() {
    let dir = TestDir::new("advised");
    dir.plan("plan.yaml", "small-production", &[]);
    let told = dir.run(&["capacity", "plan.yaml", "--users", "180000"]);
    assert_eq!(told.status, 1);
    let advised = dir.run(&["capacity", "plan.yaml", "--users", "180000", "--advise"]).fine();
    dir.write("larger.yaml", &advised);
    dir.run(&["capacity", "larger.yaml", "--users", "180000"]).fine();
    let (now, then) = (load(dir.read("plan.yaml").as_bytes()).unwrap(), load(advised.as_bytes()).unwrap());
    for field in
        stack::fields().filter(|field| field.read(&now.project.plan) != field.read(&then.project.plan))
    {
        assert!(told.out.contains(&format!("  {}: ", field.id)), "{} is not listed: {}", field.id, told.out);
    }
}

#[test]
fn beyond_the_architecture_there_is_no_plan_and_odd_numbers_are_refused() {
    let dir = TestDir::new("beyond");
    dir.plan("plan.yaml", "small-production", &[]);
    let said = dir.run(&["capacity", "plan.yaml", "--views", "10000", "--advise"]);
    assert_eq!((said.status, said.out.as_str()), (1, ""));
    assert!(said.err.contains("limit of this architecture"), "{}", said.err);
    for (flag, value) in [("--views", "0"), ("--views", "many"), ("--size", "100001"), ("--growth", "-1")] {
        let said = dir.run(&["capacity", "plan.yaml", &format!("{flag}={value}")]);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{flag} {value}");
        assert!(said.err.contains("Enter a whole number from "), "{}", said.err);
    }
    assert_eq!(dir.run(&["capacity", "plan.yaml", "--views", "1", "--users", "1"]).status, 2);
}
