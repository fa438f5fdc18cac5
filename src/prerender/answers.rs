//! The plan's values in the prerendered controls. In the browser they are properties, which HTML does not have; so here
//! they become attributes, and the controls can be used at once.

use planner::field::{Control, Field};
use planner::plan::Plan;
use planner::stack::fields;

use crate::markup::Tag;

/// Walks through the page and fills in the answers of a plan.
pub struct Answers {
    plan: Plan,
    /// The answer to the question whose list is being read.
    chosen: String,
}

impl Answers {
    /// The answers of this plan.
    pub fn new(plan: Plan) -> Self {
        Self { plan, chosen: String::new() }
    }

    /// Gives a control its answer.
    pub fn give(&mut self, tag: &mut Tag) {
        match tag.name.as_str() {
            "input" => self.give_input(tag),
            "select" => self.chosen = self.answer(tag.get("id")),
            "option" if tag.get("value") == Some(&self.chosen) => tag.mark("selected"),
            _ => {}
        }
        // Browsers put back what stood in a control when the page is loaded again; the plan does that.
        let keeps = matches!(tag.name.as_str(), "input" | "select") && tag.get("type") != Some("file");
        if keeps && tag.get("autocomplete").is_none() {
            tag.set("autocomplete", "off");
        }
    }

    fn give_input(&self, tag: &mut Tag) {
        if tag.get("type") == Some("radio") {
            if tag.get("value") == Some(&self.answer(tag.get("name"))) {
                tag.mark("checked");
            }
            return;
        }
        let Some(field) = find(tag.get("id")) else { return };
        match (&field.control, field.read(&self.plan)) {
            (Control::Toggle { .. }, answer) if answer == "true" => tag.mark("checked"),
            (Control::Text { .. } | Control::Count { .. }, answer) => tag.set("value", &answer),
            _ => {}
        }
    }

    fn answer(&self, id: Option<&str>) -> String {
        find(id).map(|field| field.read(&self.plan)).unwrap_or_default()
    }
}

fn find(id: Option<&str>) -> Option<&'static Field> {
    fields().find(|field| Some(field.id.0) == id)
}
