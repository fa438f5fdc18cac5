//! Renders the page of a first visit as HTML. `cargo xtask build` puts it into `index.html`, so that it is visible before
//! the program has loaded. Runs natively, with the page's own views.
//!
//! Prints a JSON object: `page` is the HTML, `style` the CSS rules that it needs.
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

#[path = "prerender/answers.rs"]
mod answers;
#[path = "prerender/markup.rs"]
mod markup;
mod ui;

use planner::plan::Plan;

fn main() {
    let (page, style) = painted();
    println!("{}", serde_json::json!({ "page": page, "style": style }));
}

fn painted() -> (String, String) {
    let mut answers = answers::Answers::new(Plan::default());
    let mut styles = markup::Styles::default();
    let page = markup::rewritten(&ui::painted(), |tag| {
        answers.give(tag);
        styles.take(tag);
    });
    (page, styles.rules())
}

#[cfg(test)]
mod tests {
    use super::*;
    use planner::field::Control;
    use planner::secrets::Secrets;
    use planner::stack::fields;

    #[test]
    fn the_same_sources_paint_the_same_page() {
        assert_eq!(painted(), painted());
    }

    #[test]
    fn the_form_shows_the_answers_of_a_first_visit() {
        let (page, _) = painted();
        let host = Plan::default().site.host.to_string();
        let field = page.split("<input").find(|tag| tag.contains("id=\"site.host\"")).unwrap();
        assert!(field.contains(&format!("value=\"{host}\"")), "{field}");
    }

    #[test]
    fn nothing_that_the_policy_refuses_is_painted() {
        markup::rewritten(&painted().0, |tag| assert!(tag.get("style").is_none(), "{tag:?}"));
    }

    #[test]
    fn no_secret_is_painted_not_even_one_that_is_none() {
        let mut count = 0_u8;
        let mut secrets = Secrets::default();
        secrets.fill(&Plan::default(), || {
            count = count.wrapping_add(1);
            count
        });
        let (page, _) = painted();
        let made = fields().filter_map(|field| match field.control {
            Control::Secret(key) => Some(secrets.get(key)).filter(|value| !value.is_empty()),
            _ => None,
        });
        let made: Vec<&str> = made.collect();
        assert!(!made.is_empty() && made.iter().all(|value| !page.contains(value)));
    }
}
