//! Panels over the page as entries of the browser's history, so that Back and Forward close and open them before they
//! leave the page.

use std::mem::discriminant;

use crate::ui::live::memo;
use leptos::ev::popstate;
use leptos::prelude::*;
use planner::analysis::whatif::Failure;

use super::{AppState, Listing, Pane, Which};
use crate::ui::browser;
use crate::ui::plans::MENU;

/// The topmost panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum View {
    /// Nothing: form, picture, findings, files.
    Page,
    /// The menu of plans.
    Plans,
    /// What applying does, in the place of the findings.
    Upgrade,
    /// The picture alone.
    Alone,
    /// What follows when this fails.
    WhatIf(Failure),
    /// How much the plan carries.
    Capacity,
    /// Two plans side by side.
    Compare(Which, Which),
}

/// The panels of the history's entries.
#[derive(Clone, Copy)]
pub struct Views {
    here: StoredValue<View>,
    /// The pairs that were compared on this visit: an entry has their place in this list.
    compared: StoredValue<Vec<(Which, Which)>>,
}

impl Default for Views {
    fn default() -> Self {
        Self { here: StoredValue::new(View::Page), compared: StoredValue::default() }
    }
}

impl Views {
    /// The text that an entry is marked with.
    fn mark(self, view: View) -> String {
        match view {
            View::Page => "page".to_owned(),
            View::Plans => "plans".to_owned(),
            View::Upgrade => "upgrade".to_owned(),
            View::Alone => "alone".to_owned(),
            View::Capacity => "capacity".to_owned(),
            View::WhatIf(failure) => format!("whatif {}", failure.key()),
            View::Compare(from, to) => {
                let mut all = self.compared.get_value();
                let known = all.iter().position(|pair| *pair == (from, to));
                let at = known.unwrap_or(all.len());
                if known.is_none() {
                    all.push((from, to));
                    self.compared.set_value(all);
                }
                format!("compare {at}")
            }
        }
    }
}

impl AppState {
    /// Follows what is opened and closed, and the browser's Back and Forward.
    pub fn keep_views(self) {
        let views = self.views;
        browser::mark_entry(&views.mark(View::Page));
        let view = memo(move |_| self.view());
        Effect::watch(
            move || view.get(),
            move |now, _, _| {
                let before = views.here.get_value();
                views.here.set_value(*now);
                if *now == before {
                    // Back or Forward led here.
                } else if discriminant(now) == discriminant(&before) {
                    // Another choice in the same view is no step of its own.
                    browser::mark_entry(&views.mark(*now));
                } else {
                    browser::add_entry(&views.mark(*now));
                }
            },
            false,
        );
        browser::listen(popstate, move |_| self.come_back());
    }

    fn view(self) -> View {
        if self.store.menu.get() {
            return View::Plans;
        }
        if let Some((from, to)) = self.comparison.pair() {
            return View::Compare(from, to);
        }
        if self.capacity.is_open() {
            return View::Capacity;
        }
        if self.navigation.pane.get() == Pane::Alone {
            return View::Alone;
        }
        if let Some(failure) = self.whatif.failure() {
            return View::WhatIf(failure);
        }
        let upgrading =
            self.navigation.listing.get() == Listing::Upgrade && self.upgrade.with(Option::is_some);
        if upgrading { View::Upgrade } else { View::Page }
    }

    /// The browser has gone to another entry of this page.
    fn come_back(self) {
        if let Some(view) = browser::entry().and_then(|mark| self.marked(&mark)) {
            self.views.here.set_value(view);
            self.show_view(view);
        }
        // What is no longer there cannot be shown: then the entry stands for what is.
        let shown = untrack(|| self.view());
        self.views.here.set_value(shown);
        browser::mark_entry(&self.views.mark(shown));
    }

    fn marked(self, mark: &str) -> Option<View> {
        let (name, rest) = mark.split_once(' ').unwrap_or((mark, ""));
        Some(match name {
            "page" => View::Page,
            "plans" => View::Plans,
            "upgrade" => View::Upgrade,
            "alone" => View::Alone,
            "capacity" => View::Capacity,
            "whatif" => {
                let all = untrack(|| self.all_failures());
                View::WhatIf(all.into_iter().find(|failure| failure.key() == rest)?)
            }
            "compare" => {
                let pair =
                    self.views.compared.with_value(|all| all.get(rest.parse::<usize>().ok()?).copied());
                // Of an earlier visit the pair is not known any more.
                let (from, to) = pair.unwrap_or((Which::Preset(self.preset.get_untracked()), Which::Now));
                View::Compare(from, to)
            }
            _ => return None,
        })
    }

    fn show_view(self, view: View) {
        if view != View::Plans && self.store.menu.get_untracked() {
            self.store.set_menu(false);
            browser::close_popover(MENU);
        }
        if view != View::Alone && self.navigation.pane.get_untracked() == Pane::Alone {
            self.navigation.show_pane(Pane::Picture);
        }
        match view {
            View::Plans => {
                self.list_plans();
                self.store.set_menu(true);
                browser::open_popover(MENU);
            }
            View::Compare(from, to) => self.compare(from, to),
            View::Capacity => {
                self.close_comparison();
                if !self.capacity.is_open_now() {
                    self.toggle_capacity();
                }
            }
            View::Alone => {
                self.close_comparison();
                self.close_capacity();
                self.navigation.show_pane(Pane::Alone);
            }
            View::WhatIf(failure) => {
                self.close_comparison();
                self.close_capacity();
                self.fail(failure);
            }
            View::Upgrade => {
                self.capacity.close();
                self.list(Listing::Upgrade);
            }
            View::Page => {
                self.close_comparison();
                self.close_capacity();
                self.close_whatif();
                self.navigation.show_list(Listing::Findings);
            }
        }
    }
}
