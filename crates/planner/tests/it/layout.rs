//! The picture: of every preset, of random plans, and of topologies that no plan has.

use planner::analysis::whatif::topology;
use planner::field::{Control, FieldId};
use planner::layout::{self, Drawing, Point, Rect};
use planner::plan::Plan;
use planner::presets::PRESETS;
use planner::stack::{self, find_field};
use planner::topology::{Carries, Lane, Node, NodeId, Peer, Place, Topology};
use proptest::prelude::*;

mod flaws;
mod grown;

use grown::{STEPS, everything, grown};

/// Texts for fields that take text: each fits some of them.
const TEXTS: &[&str] = &[
    "",
    "forum",
    "a.rather.long.name.of.a.forum.at.some.university.example.org",
    "10.1.2.3",
    "5433",
    "64Gi",
    "512Mi",
    "250m",
    "15 4 * * 1-5",
    "admin@example.org",
    "A & <B> \"C\"",
];

/// Options that add or remove boxes, lines and words: with a value, and with another.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("web.split", "true", "false"),
    ("site.mail", "true", "false"),
    ("web.internet", "true", "false"),
    ("site.tls", "cert-manager", "none"),
    ("redis.mode", "single", "replicated"),
    ("postgres.mode", "in-cluster", "external"),
    ("jobs.maintenance", "true", "false"),
    ("nginx.replicas", "1", "4"),
    ("web.pages.replicas", "1", "20"),
    ("celery.replicas", "0", "9"),
];

/// Panics where it is no XML.
fn well_formed(svg: &str) {
    roxmltree::Document::parse(svg).expect("well-formed XML");
}

fn flaws(topology: &Topology) -> Vec<String> {
    flaws::flaws(topology, &stack::places())
}

fn drawing(topology: &Topology) -> Drawing {
    layout::drawing(topology, &stack::places())
}

fn svg(topology: &Topology) -> String {
    layout::svg(topology, &drawing(topology))
}

#[test]
fn no_preset_has_a_flaw() {
    for preset in PRESETS {
        assert_eq!(flaws(&topology(&(preset.plan)())), Vec::<String>::new(), "{}", preset.key);
    }
}

#[test]
fn every_place_is_of_its_part_and_its_own() {
    let places = stack::places();
    for part in stack::PARTS {
        let strangers = part.places.iter().filter(|place| place.node.part() != part.key);
        assert_eq!(strangers.count(), 0, "{} has a place for another part", part.key);
    }
    for (at, place) in places.iter().enumerate() {
        for other in &places[..at] {
            assert_ne!(place.node, other.node, "two places");
            let same = (place.row, place.order) == (other.row, other.order);
            assert!(!same, "{} and {} stand in one place", place.node, other.node);
        }
    }
}

#[test]
fn an_option_moves_nothing_but_what_it_adds_or_removes() {
    for preset in PRESETS {
        for (id, one, other) in OPTIONS {
            let (before, after) = (with(preset.plan, id, one), with(preset.plan, id, other));
            assert_eq!(moved(&before, &after), Vec::<String>::new(), "{} with another {id}", preset.key);
        }
    }
}

#[test]
fn no_growth_has_a_flaw() {
    for chosen in 0..1 << STEPS.len() {
        let steps: Vec<_> = (0..STEPS.len()).filter(|at| chosen >> at & 1 == 1).map(|at| STEPS[at]).collect();
        let names: Vec<&str> = steps.iter().map(|step| step.0).collect();
        let topology = grown(steps.iter().map(|step| step.1));
        assert_eq!(flaws(&topology), Vec::<String>::new(), "{names:?}");
        let Drawing { width, height, .. } = drawing(&topology);
        // Two rows of 94 more than a preset without them, and the pooler's way to the API server, which passes on the right.
        assert!(width <= 664 && height <= 690, "{names:?}: {width} by {height}");
        well_formed(&svg(&topology));
    }
}

#[test]
fn growth_moves_only_what_it_must() {
    for (name, step) in STEPS {
        let others = STEPS.iter().filter(|other| other.0 != *name).map(|other| other.1);
        for (before, after) in
            [(grown([]), grown([*step])), (grown(others.clone()), grown(others.chain([*step])))]
        {
            assert_eq!(moved(&before, &after), Vec::<String>::new(), "{name}");
        }
    }
}

#[test]
fn requests_are_loud_and_care_is_quiet() {
    let topology = everything();
    let drawing = drawing(&topology);
    for (line, link) in drawing.lines.iter().zip(&topology.links) {
        let cares = |id: NodeId| {
            id.0 == "backup" || topology.find(id).is_some_and(|node| node.lane == Lane::Operations)
        };
        assert_eq!(line.care, cares(link.from) || cares(link.to), "{} to {}", link.from, link.to);
        let rail = drawing.lines.iter().filter(|other| other.rail == line.rail);
        assert!(rail.clone().all(|other| other.care == line.care), "one shape is loud or quiet");
        // The upper edges of the servers belong to the requests.
        let top = |id| drawing.boxes.iter().find(|placed| placed.node == id).map(|placed| placed.rect.y);
        let served = line.points.last().map(|end| end.y) == top(link.to);
        assert!(!(line.care && served) || cares(link.to), "{} enters {} from above", link.from, link.to);
    }
}

#[test]
fn a_server_with_two_ports_has_one_line_and_two_words() {
    let topology = everything();
    let drawing = drawing(&topology);
    let lines = drawing.lines.iter().zip(&topology.links);
    let asked: Vec<_> = lines.filter(|(_, link)| (link.from.0, link.to.0) == ("celery", "redis")).collect();
    let [(one, _), (other, _)] = asked[..] else { panic!("Redis and its Sentinel: {asked:?}") };
    assert_eq!(one.points, other.points);
}

#[test]
fn the_picture_fits_the_middle_pane() {
    for preset in PRESETS {
        let topology = topology(&(preset.plan)());
        let Drawing { width, height, .. } = drawing(&topology);
        // PgBouncer's row and that of those who copy and mend are up to 102 each, with their channels.
        let has = |id| topology.find(NodeId(id)).is_some();
        let rows = i32::from(has("pgbouncer")) + i32::from(has("backup.store") || has("postgres.operator"));
        assert!(width <= 664 && height <= 484 + 102 * rows, "{}: {width} by {height}", preset.key);
    }
}

#[test]
fn nothing_at_all_is_a_picture_too() {
    let nothing = Topology::default();
    let drawing = drawing(&nothing);
    assert!(drawing.boxes.is_empty() && drawing.lines.is_empty() && drawing.width > 0 && drawing.height > 0);
    well_formed(&svg(&nothing));
}

#[test]
fn a_line_past_a_row_takes_the_aisle() {
    let topology = topology(&Plan::default());
    let at = topology.links.iter().position(|link| link.from.0 == "nginx" && link.to.0 == "storage");
    let points = &drawing(&topology).lines[at.expect("nginx serves uploads")].points;
    assert_eq!(points.len(), 2, "straight down: {points:?}");
}

#[test]
fn the_file_says_what_every_box_and_line_says() {
    for preset in PRESETS {
        let topology = topology(&(preset.plan)());
        let svg = svg(&topology);
        well_formed(&svg);
        for node in &topology.nodes {
            assert!(svg.contains(&node.title), "{}: {}", preset.key, node.title);
            assert!(node.single_point.as_ref().is_none_or(|why| svg.contains(why)), "{}", node.id);
        }
        for link in &topology.links {
            assert!(svg.contains(link.why), "{}: {}", preset.key, link.why);
        }
        // The name of the format is the only address in it.
        assert_eq!(
            svg.matches("http").count() - svg.matches("http ").count() - svg.matches("https ").count(),
            1
        );
    }
}

#[test]
fn words_of_the_plan_cannot_break_the_file() {
    let mut topology = Topology::default();
    let mut node = Node::new("nginx", "<script>\u{1}&amp;\"", Lane::Proxy, Peer::Volume);
    node.facts.push("]]></text>".to_owned());
    topology.node(node);
    well_formed(&svg(&topology));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_plan_has_a_flaw(plan in any_plan()) {
        let topology = topology(&plan);
        prop_assert_eq!(flaws(&topology), Vec::<String>::new());
        well_formed(&svg(&topology));
    }

    #[test]
    fn every_node_of_every_plan_has_a_place_that_its_part_declares(plan in any_plan()) {
        let places = stack::places();
        for node in topology(&plan).nodes {
            prop_assert!(places.iter().any(|place| place.node == node.id), "{} has none in its part", node.id);
        }
    }

    #[test]
    fn every_box_of_every_plan_has_one_place(one in any_plan(), other in any_plan()) {
        prop_assert_eq!(moved(&topology(&one), &topology(&other)), Vec::<String>::new());
    }

    #[test]
    fn the_same_topology_gives_the_same_picture(topology in any_topology()) {
        prop_assert_eq!(drawing(&topology), drawing(&topology.clone()));
    }

    #[test]
    fn any_topology_is_drawn_without_crossing_a_box(topology in any_topology()) {
        prop_assert_eq!(flaws::flaws_of_any(&topology, &stack::places()), Vec::<String>::new());
        well_formed(&svg(&topology));
    }
}

/// A preset with one option written.
fn with(plan: fn() -> Plan, id: &'static str, value: &str) -> Topology {
    let mut plan = plan();
    let field = find_field(FieldId(id)).expect("the table names fields");
    field.write(&mut plan, value).expect("the table names values that fields take");
    topology(&plan)
}

/// What is in both pictures and not in the same place: boxes, lines, and the size of the whole.
///
/// Two rows come and go, because a forum without them should not look at a hole. The one for PgBouncer
/// stands between the tiers and the servers, where no width has room for it beside others: what is below
/// moves down, all by one distance. The one of those who copy and mend is the last: the picture grows.
fn moved(before: &Topology, after: &Topology) -> Vec<String> {
    let (old, new) = (drawing(before), drawing(after));
    let pools = |topology: &Topology| topology.nodes.iter().any(|node| node.lane == Lane::Pool);
    if pools(before) != pools(after) {
        return moved_but_down(&old, &new, before);
    }
    let mut moved = Vec::new();
    let last_row = |drawing: &Drawing| drawing.boxes.iter().map(|placed| placed.rect.y).max();
    if last_row(&old) == last_row(&new) && (old.width, old.height) != (new.width, new.height) {
        moved.push(format!("the whole: {}x{}, {}x{}", old.width, old.height, new.width, new.height));
    }
    for (from, to, node) in in_both(&old, &new) {
        if from != to {
            moved.push(node.to_string());
        }
    }
    for line in &old.lines {
        let link = &before.links[line.link];
        let same = |at: usize| (after.links[at].from, after.links[at].to) == (link.from, link.to);
        if new.lines.iter().any(|other| same(other.link) && other.points != line.points) {
            moved.push(format!("{} to {}", link.from, link.to));
        }
    }
    moved
}

/// What moves aside, or from above where PgBouncer's row comes, or not as far as others.
fn moved_but_down(old: &Drawing, new: &Drawing, before: &Topology) -> Vec<String> {
    let is_below = |y: i32| {
        let tiers = before.nodes.iter().zip(&old.boxes).filter(|(node, _)| node.lane == Lane::Web);
        tiers.map(|(_, placed)| placed.rect.y).max().is_some_and(|tiers| y > tiers)
    };
    let pairs = in_both(old, new);
    let distance = pairs.iter().map(|(from, to, _)| to.y - from.y).find(|distance| *distance != 0);
    let expected = |from: Rect| if is_below(from.y) { from.y + distance.unwrap_or(0) } else { from.y };
    let wrong = pairs.iter().filter(|(from, to, _)| *to != Rect { y: expected(*from), ..*from });
    wrong.map(|(from, to, node)| format!("{node}: {from:?}, {to:?}")).collect()
}

/// The boxes of both: where they were, where they are.
fn in_both(old: &Drawing, new: &Drawing) -> Vec<(Rect, Rect, NodeId)> {
    let find = |id| new.boxes.iter().find(|placed| placed.node == id).map(|placed| placed.rect);
    old.boxes.iter().filter_map(|placed| Some((placed.rect, find(placed.node)?, placed.node))).collect()
}

/// The default plan after any answers to any questions of the form.
fn any_plan() -> impl Strategy<Value = Plan> {
    let count = stack::fields().count();
    prop::collection::vec((0..count, any::<u32>()), 0..40).prop_map(|answers| {
        let mut plan = Plan::default();
        for (at, dice) in answers {
            let field = stack::fields().nth(at).expect("below the count");
            let pick = |count: usize| usize::try_from(dice).unwrap_or(0) % count.max(1);
            let text = match &field.control {
                Control::Toggle { .. } => (dice % 2 == 0).to_string(),
                Control::Count { least, most, .. } => (least + dice % (most - least + 1)).to_string(),
                Control::Text { .. } => TEXTS[pick(TEXTS.len())].to_owned(),
                Control::Choice { options, .. } => options[pick(options.len())].0.to_owned(),
                Control::Secret(_) => continue,
            };
            // Texts are tried on every field; most fields refuse most of them.
            let _ = field.write(&mut plan, &text);
        }
        plan
    })
}

/// Nodes with and without a place in the table, also twice, in any row; links between any two names.
fn any_topology() -> impl Strategy<Value = Topology> {
    const IDS: &[&str] = &[
        "ingress",
        "nginx",
        "web.api",
        "web.pages",
        "celery",
        "redis",
        "postgres",
        "storage",
        "pgbouncer",
        "backup",
        "backup.store",
        "monitoring.prometheus",
        "postgres.api",
        "x",
        "y",
        "z",
        "w",
    ];
    const LANES: &[Lane] = &[
        Lane::Visitors,
        Lane::Edge,
        Lane::Proxy,
        Lane::Web,
        Lane::Background,
        Lane::Pool,
        Lane::Data,
        Lane::Operations,
    ];
    let node = (0..IDS.len(), 0..LANES.len(), 0..30_usize, 0..20_u32, 0..6_usize);
    let link = (0..IDS.len(), 0..IDS.len(), any::<u16>());
    (prop::collection::vec(node, 0..16), prop::collection::vec(link, 0..30)).prop_map(|(nodes, links)| {
        let mut topology = Topology::default();
        for (id, lane, length, replicas, facts) in nodes {
            let node = Node::new(IDS[id], "W".repeat(length), LANES[lane], Peer::Outside(None));
            let facts = vec!["some fact".repeat(length); facts];
            topology.node(Node { facts, replicas, single_point: Some("why".to_owned()), ..node });
        }
        for (from, to, port) in links {
            topology.tcp(IDS[from], IDS[to], port, "tcp", "talk");
        }
        topology
    })
}

#[test]
fn no_words_of_a_preset_are_cut_short() {
    for preset in PRESETS {
        let picture = svg(&topology(&(preset.plan)()));
        assert!(!picture.contains('…'), "{}: {picture}", preset.key);
    }
}
