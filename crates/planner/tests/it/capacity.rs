//! How much load a plan carries: compared with the measured tables, and for any plan under any load.

use std::collections::BTreeSet;

use planner::analysis::capacity::{
    CapacityEstimate, CapacityRow, Demand, Headroom, PAGES, POSTS, QUESTIONS, Visits, advised, capacity, ends,
};
use planner::analysis::findings;
use planner::finding::Severity;
use planner::inputs::Inputs;
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::stack;
use planner::values::{Memory, Millicores, Resources};
use proptest::prelude::*;
use test_support::{any_plan, preset, published_secrets};

fn views(page_views: u32) -> Demand {
    Demand { visits: Visits::PageViews, page_views, ..Demand::default() }
}

fn row<'a>(answer: &'a CapacityEstimate, key: &str) -> &'a CapacityRow {
    answer.rows.iter().find(|row| row.key == key).unwrap_or_else(|| panic!("no row {key}"))
}

/// The first two numbers of a text; twice the same one where there is only one.
fn numbers(text: &str) -> (f64, f64) {
    let mut found = text
        .split(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .filter_map(|word| word.replace(',', "").parse::<f64>().ok());
    let first = found.next().expect("a number");
    (first, found.next().unwrap_or(first))
}

fn errors(plan: &Plan) -> BTreeSet<&'static str> {
    let secrets = published_secrets(plan);
    let found = findings(&Inputs::new(plan, &secrets));
    found.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect()
}

#[test]
fn a_question_in_people_a_day_is_answered_in_people_a_day() {
    let plan = preset("small-production");
    let people = Demand { visits: Visits::DailyUsers, daily_users: 45_000, ..Demand::default() };
    let answer = capacity(&plan, &people);
    let said = answer.sentence();
    assert!(said.contains("or 45,000 people a day"), "{said}");
    let (_, handles) = said.split_once("The plan handles ").expect("what it carries");
    let (least, most) = numbers(handles);
    let (low, high) = (answer.carries.low as f64 * 0.9, answer.carries.high as f64 * 0.9);
    assert!(least <= low && low <= least * 1.5 && most >= high && most <= high * 1.5, "{said}");
    assert!(said.contains("page views a second"), "{said}");
    let said = capacity(&plan, &views(10)).sentence();
    assert!(said.starts_with("Enough for 10 page views a second.") && !said.contains("people"), "{said}");
}

#[test]
fn a_plan_for_a_year_of_growth_carries_what_comes_then_and_no_less_than_one_for_now() {
    let plan = preset("small-production");
    let now = Demand { growth: 6, ..views(100) };
    let then = now.in_a_year();
    // 1.06 to the twelfth, rounded up to three digits.
    assert_eq!((then.page_views, then.posts, then.upload_size, then.growth), (202, 1010, now.upload_size, 0));
    let most = Demand { growth: 50, ..views(10_000) };
    assert_eq!(most.in_a_year().page_views, 10_000);
    let after = advised(&plan, &then).expect("a plan");
    for demand in [now, then] {
        let answer = capacity(&after, &demand);
        assert_eq!(answer.state, Headroom::Enough, "{}", answer.sentence());
    }
    let lasts = capacity(&after, &now).lasts;
    assert!(lasts.is_none_or(|months| months >= 12), "{lasts:?}");
    let scarce = capacity(&plan, &views(200));
    assert!(row(&scarce, "web.pages").left.ends_with("times as much"), "{}", row(&scarce, "web.pages").left);
}

#[test]
fn each_request_fills_a_core_at_the_measured_rate() {
    // docs/facts.md, "What a request costs": requests a second of one full core, counted apart from the CPU.
    let measured = [
        ("front page, anonymous", 11.0, 17.0),
        ("front page, logged in", 10.0, 15.0),
        ("thread page, anonymous", 15.0, 20.0),
        ("thread page, logged in", 10.0, 15.0),
        ("a reply", 30.0, 34.0),
        ("a thread", 30.0, 43.0),
    ];
    for (name, low, high) in measured {
        let request = PAGES.iter().chain(POSTS).find(|request| request.name == name).expect("a row");
        let (least, most) = (1e6 / request.web.high as f64, 1e6 / request.web.low as f64);
        assert!((least - low).abs() <= 1.0 && (most - high).abs() <= 1.0, "{name}: {least} to {most}");
    }
}

/// One core for the pages, and no want of anything else.
fn one_core() -> Plan {
    let mut plan = Plan::default();
    plan.cluster.node_cpu = Millicores::new(64_000);
    plan.cluster.node_memory = Memory::gib(256);
    plan.web.pages.replicas = 1;
    plan.web.pages.workers = 1;
    plan.web.pages.resources.cpu_limit = Millicores::new(1000);
    plan.web.api.replicas = 20;
    plan.redis.resources.cpu_limit = Millicores::new(1000);
    plan.postgres.resources.cpu_limit = Millicores::new(8000);
    plan
}

#[test]
fn a_core_of_the_web_tier_carries_what_was_measured() {
    // docs/facts.md, "What a request costs": a core of web is 12 to 15 page views a second when it is full.
    let answer = capacity(&one_core(), &views(10));
    let full = |thousandth: u64| thousandth as f64 / 1000.0 / 0.7;
    let (low, high) = (full(answer.carries.low), full(answer.carries.high));
    assert!(low <= 12.0 && high >= 15.0, "{low} to {high}");
    assert!(low >= 6.0 && high <= 30.0, "so wide that it says nothing: {low} to {high}");
    assert_eq!(answer.first, "Django pages");
}

#[test]
fn for_a_core_of_web_the_servers_behind_it_need_what_was_measured() {
    // Same section: a tenth of a core of PostgreSQL for reading, 0.02 of Redis; pages to api 3 to 1.
    let reading = Demand { posts: 0, ..views(1000) };
    let answer = capacity(&one_core(), &reading);
    let (pages, api) = (numbers(&row(&answer, "web.pages").needs), numbers(&row(&answer, "web.api").needs));
    let (postgres, redis) = (numbers(&row(&answer, "postgres").needs), numbers(&row(&answer, "redis").needs));
    // Rounded outwards to steps of up to a quarter.
    let near = |share: f64, measured: f64| (share / measured).ln().abs() < 0.5;
    assert!(near((pages.0 + pages.1) / (api.0 + api.1), 3.0), "{pages:?} {api:?}");
    let web = pages.0 + pages.1 + api.0 + api.1;
    assert!(near((postgres.0 + postgres.1) / web, 0.1), "{postgres:?} of {web}");
    assert!(near((redis.0 + redis.1) / web, 0.02), "{redis:?} of {web}");
    // And 0.4 for writing.
    let reply = POSTS.iter().find(|request| request.name == "a reply").expect("a reply");
    assert!(near(reply.postgres.middle() as f64 / reply.web.middle() as f64, 0.4));
}

#[test]
fn memory_and_connections_are_those_of_the_cluster_that_ran() {
    // docs/facts.md, "What a request costs": four pages, two api and one Celery pod of two each held 18
    // connections under load, and 0.9 to 1.0 GiB with Redis, PostgreSQL and nginx (eleven pods).
    let mut plan = Plan::default();
    plan.web.pages.replicas = 2;
    plan.web.api = plan.web.pages.clone();
    plan.celery.replicas = 1;
    plan.redis.mode = planner::stack::redis::options::Mode::Sentinel;
    let answer = capacity(&plan, &views(10));
    let memory = numbers(&row(&answer, "memory").needs);
    assert!(memory.0 <= 0.9 && memory.1 >= 1.0, "{memory:?}");
    plan.web.pages.replicas = 4;
    let answer = capacity(&plan, &views(10));
    assert!(numbers(&row(&answer, "connections").needs).0 >= 18.0);
}

#[test]
fn the_database_grows_as_it_did() {
    // docs/facts.md, "Sizes": 10,100 posts took 52 to 56 MB, 12 of them before the first.
    let mut demand = views(1);
    (demand.posts, demand.growth) = (28, 0);
    let answer = capacity(&Plan::default(), &demand);
    let gib = numbers(&row(&answer, "database").needs);
    assert!(gib.0 <= 0.054 && gib.1 >= 0.054, "{gib:?}");
    assert!(gib.0 >= 0.03 && gib.1 <= 0.2, "{gib:?}");
}

#[test]
fn every_preset_can_be_made_to_carry_two_hundred_page_views_a_second() {
    for preset in PRESETS {
        let plan = (preset.plan)();
        let after = advised(&plan, &views(200)).unwrap_or_else(|end| panic!("{}: {}", preset.key, end.what));
        assert_eq!(capacity(&after, &views(200)).state, Headroom::Enough, "{}", preset.key);
        assert!(errors(&after).is_subset(&errors(&plan)), "{}", preset.key);
        assert_eq!(after.site, plan.site, "{}: not what the load asks for", preset.key);
        assert_eq!(after.image, plan.image, "{}", preset.key);
    }
}

#[test]
fn what_carries_the_load_already_is_not_touched() {
    let plan = Plan::default();
    assert_eq!(advised(&plan, &views(5)), Ok(plan));
}

#[test]
fn every_end_is_reached_and_said() {
    let huge = |posts, uploads| Demand { posts, uploads, upload_size: 100_000, ..views(1) };
    let end = |plan: &Plan, demand: &Demand| advised(plan, demand).err().map(|end| end.key);
    assert_eq!(end(&Plan::default(), &views(10_000)), Some("primary"));
    assert_eq!(end(&Plan::default(), &huge(10, 10_000_000)), Some("volume"));
    assert_eq!(end(&preset("trial"), &views(900)), Some("one-node"));
    let mut outside = Plan::default();
    outside.postgres.mode = planner::stack::postgres::options::Mode::External;
    assert_eq!(end(&outside, &views(10_000)), Some("primary"));
    outside.postgres.max_connections = 10;
    assert_eq!(end(&outside, &views(200)), Some("connections"));
    for end in &ends() {
        assert!(!end.what.is_empty() && end.next.ends_with('.'), "{}", end.key);
    }
}

#[test]
fn answers_are_typed_within_bounds_and_come_back() {
    let mut demand = Demand::default();
    for question in QUESTIONS {
        assert!(question.write(&mut demand, " ").is_err(), "{}", question.key);
        assert!(question.write(&mut demand, "-1").is_err(), "{}", question.key);
        assert!(question.write(&mut demand, &(u64::from(question.most) + 1).to_string()).is_err());
        question.write(&mut demand, &question.most.to_string()).expect("the most");
        assert_eq!((question.get)(&demand), question.most);
    }
    assert_eq!(Demand::read(&demand.text()), demand);
    assert_eq!(Demand::read("views=0&posts=many&growth"), Demand::default());
}

#[test]
fn a_server_of_few_cores_gives_way_first_when_it_is_the_smallest() {
    let mut plan = preset("highly-available");
    plan.postgres.resources = Resources::new(100, 100, 512, 1024);
    let answer = capacity(&plan, &views(50));
    assert_eq!(answer.first, "PostgreSQL");
    assert_eq!(row(&answer, "postgres").state, Headroom::TooLittle);
    assert_eq!(answer.state, Headroom::TooLittle);
}

fn any_demand() -> impl Strategy<Value = Demand> {
    let number = |least: u32, most: u32| prop_oneof![least..=most.min(2000), least..=most];
    (
        any::<bool>(),
        number(1, 10_000),
        number(1, 10_000_000),
        number(0, 10_000_000),
        number(0, 10_000_000),
        number(1, 100_000),
        0..=50_u32,
    )
        .prop_map(|(by_views, page_views, daily_users, posts, uploads, upload_size, growth)| Demand {
            visits: if by_views { Visits::PageViews } else { Visits::DailyUsers },
            page_views,
            daily_users,
            posts,
            uploads,
            upload_size,
            growth,
        })
}

/// The same or more of everything.
fn more(demand: &Demand, by: u32) -> Demand {
    let grow = |number: u32| number.saturating_add(number / 100 * by).saturating_add(by);
    Demand {
        page_views: grow(demand.page_views),
        daily_users: grow(demand.daily_users),
        posts: grow(demand.posts),
        uploads: grow(demand.uploads),
        upload_size: grow(demand.upload_size),
        growth: demand.growth + by / 10,
        ..*demand
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn more_load_never_needs_less(plan in any_plan(), demand in any_demand(), by in 0..200_u32) {
        let (less, more) = (capacity(&plan, &demand), capacity(&plan, &more(&demand, by)));
        prop_assert!(less.state <= more.state);
        prop_assert!(less.peak <= more.peak);
        for row in &less.rows {
            let after = more.rows.iter().find(|other| other.key == row.key).expect("the same rows");
            prop_assert!(row.state <= after.state, "{} {:?}", row.key, after);
            // Such as "0.1 to 0.3 cores: 1 pod".
            for (needed, needs) in row.needs.split(": ").zip(after.needs.split(": ")) {
                let (needed, needs) = (numbers(needed), numbers(needs));
                prop_assert!(needed.0 <= needs.0 && needed.1 <= needs.1, "{}: {} then {}", row.key, row.needs, after.needs);
            }
        }
    }

    #[test]
    fn an_advised_plan_carries_the_load_without_an_error(plan in any_plan(), demand in any_demand()) {
        match advised(&plan, &demand) {
            Ok(after) => {
                let answer = capacity(&after, &demand);
                prop_assert_eq!(answer.state, Headroom::Enough, "{}", answer.sentence());
                prop_assert!(answer.carries.low >= demand.peak());
                let left = errors(&after);
                prop_assert!(left.is_subset(&errors(&plan)), "new errors: {:?}", left);
                for code in ["FP002", "FP031", "FP032", "FP040", "FP041", "FP100", "FP101"] {
                    prop_assert!(!left.contains(code), "{} is left", code);
                }
                // It is a plan that the form could have made, and nothing more is asked of it.
                for field in stack::fields() {
                    let mut again = after.clone();
                    if !matches!(field.control, planner::field::Control::Secret(_)) {
                        prop_assert!(field.write(&mut again, &field.read(&after)).is_ok(), "{}", field.id);
                        prop_assert_eq!(&again, &after, "{}", field.id);
                    }
                }
                prop_assert_eq!(advised(&after, &demand), Ok(after));
            }
            Err(end) => prop_assert!(ends().contains(&end)),
        }
    }

    #[test]
    fn a_plan_for_more_carries_less_too(demand in any_demand(), by in 0..200_u32, at in 0..4_usize) {
        let plan = (PRESETS[at].plan)();
        let more = more(&demand, by);
        if let Ok(after) = advised(&plan, &more) {
            prop_assert_eq!(capacity(&after, &demand).state, Headroom::Enough);
            let smaller = advised(&plan, &demand);
            prop_assert!(smaller.is_ok(), "less than what it carries is refused");
        }
    }

    #[test]
    fn presets_end_only_where_the_architecture_does(demand in any_demand(), at in 0..4_usize) {
        let plan = (PRESETS[at].plan)();
        if let Err(end) = advised(&plan, &demand) {
            prop_assert!(end.key != "findings" && end.key != "connections", "{}", end.key);
        }
    }

    #[test]
    fn the_same_question_has_the_same_answer(plan in any_plan(), demand in any_demand()) {
        prop_assert_eq!(capacity(&plan, &demand), capacity(&plan, &demand));
        prop_assert_eq!(advised(&plan, &demand), advised(&plan, &demand));
    }
}
