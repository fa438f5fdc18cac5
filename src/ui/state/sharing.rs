//! Share links: making one, and opening one that comes with the page's URL.

use leptos::ev::hashchange;
use leptos::prelude::*;
use planner::import::link::{carries_plan, link, read};
use planner::project::Project;

use super::plan_store::{free_name, key};
use super::{AppState, Toast};
use crate::ui::browser;

/// What can be given to another person.
#[derive(Clone, PartialEq)]
pub struct Sharing {
    /// The whole address, or its end where the page has none that others could open.
    pub text: String,
    /// Whether it opens by itself.
    pub whole: bool,
}

impl AppState {
    /// The link to the plan as it is now.
    pub fn shared(self) -> Sharing {
        let end = self.project.plan.with(link);
        match browser::address() {
            Some(address) => Sharing { text: format!("{address}#{end}"), whole: true },
            None => Sharing { text: format!("#{end}"), whole: false },
        }
    }

    /// Copies the link and says so.
    pub fn share(self) {
        let shared = untrack(move || self.shared());
        if !shared.whole {
            let text = "This page has no address that others can open. Send them the plan itself, or this end of a \
                        link to append to the address of a Forum Planner";
            return self.toasts.text(text.to_owned());
        }
        let length = shared.text.chars().count();
        browser::copy(shared.text, move |worked| {
            let text = if worked {
                format!("Link copied: {length} characters, no secrets")
            } else {
                "The browser does not allow copying; copy the link next to Share by hand".to_owned()
            };
            self.toasts.text(text);
        });
    }

    /// Opens the plan in the page's address, now and whenever another address is put there.
    pub fn follow_links(self) {
        self.open_link();
        browser::listen(hashchange, move |_| self.open_link());
    }

    fn open_link(self) {
        let fragment = browser::fragment();
        if !carries_plan(&fragment) {
            return;
        }
        // So that a reload does not open the link again and replace later edits.
        browser::forget_fragment();
        match read(&fragment) {
            Err(refused) => {
                let text = "The link was not opened; nothing has changed".to_owned();
                self.toasts.noted(text, vec![refused.0]);
            }
            Ok(linked) => {
                if self.project.plan.with_untracked(|plan| *plan == linked.plan) {
                    let text = "The plan in the link is already open".to_owned();
                    return self.toasts.noted(text, linked.notes);
                }
                self.save_what_waits();
                if let Some((name, _)) = self.saved_plans().into_iter().find(|(_, plan)| *plan == linked.plan)
                {
                    return self.open_plan(&name);
                }
                let before = self.store.name_now();
                let name = free_name(&linked.plan.site.host.to_string());
                self.switch(name.clone(), Project::new(linked.plan), "Open the link");
                self.save();
                let kept = browser::stored(&key(&before)).map(|_| format!(". “{before}” is unchanged"));
                let kept = kept.unwrap_or_default();
                let text = format!("The plan in the link is open as “{name}”, with new secrets{kept}");
                self.toasts.show(Toast { text, notes: linked.notes, undo: true });
            }
        }
    }
}
