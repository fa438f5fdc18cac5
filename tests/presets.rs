//! Another preset for somebody who has planned already.

use forum_planner::field::FieldId;
use forum_planner::outcome::presets::{PRESETS, starting_from};
use forum_planner::plan::Plan;
use forum_planner::stack::{fields, find_field};

fn write(plan: &mut Plan, id: &'static str, text: &str) {
    find_field(FieldId(id)).expect("a field").write(plan, text).expect("a value of that field");
}

fn read(plan: &Plan, id: &'static str) -> String {
    find_field(FieldId(id)).expect("a field").read(plan)
}

#[test]
fn another_preset_keeps_what_somebody_wrote_about_their_own_site_and_nothing_else() {
    for one in PRESETS {
        for other in PRESETS {
            let (from, to) = ((one.plan)(), (other.plan)());
            let mut plan = (one.plan)();
            let own = [
                ("site.host", "talk.misago-project.org"),
                ("site.admin_email", "me@misago-project.org"),
                ("image.reference", "registry.misago-project.org/misago:1"),
                ("cluster.ingress_namespace", "doors"),
            ];
            for (id, text) in own {
                write(&mut plan, id, text);
            }
            write(&mut plan, "web.pages.replicas", "9");
            write(&mut plan, "site.tls", "secret");
            let start = starting_from((other.plan)(), &plan, &from);
            for field in fields() {
                let expected = own
                    .iter()
                    .find(|(id, _)| *id == field.id.0)
                    .map_or_else(|| field.read(&to), |(_, text)| (*text).to_owned());
                assert_eq!(field.read(&start), expected, "{} to {}: {}", one.key, other.key, field.id);
            }
        }
    }
}

#[test]
fn an_untouched_plan_becomes_the_other_preset_exactly() {
    for one in PRESETS {
        for other in PRESETS {
            assert_eq!(
                starting_from((other.plan)(), &(one.plan)(), &(one.plan)()),
                (other.plan)(),
                "{}",
                other.key
            );
        }
    }
}

#[test]
fn names_of_a_preset_do_not_follow_to_another() {
    let report = PRESETS.iter().find(|preset| preset.key == "report-2022").expect("the report");
    let start = starting_from(Plan::default(), &(report.plan)(), &(report.plan)());
    assert_eq!(read(&start, "site.host"), read(&Plan::default(), "site.host"));
}
