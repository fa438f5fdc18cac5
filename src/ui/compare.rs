//! Two plans side by side, instead of picture, findings and files: the fields, objects and lines that differ, and buttons
//! to take them over.

mod fields;
mod head;
mod lines;
mod objects;

use std::sync::Arc;

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::compare::Comparison;

use super::state::{AppState, ComparedProject, FindingKey, Which};
use fields::Fields;
use head::{Head, Remarks, Summary};
use lines::Lines;
use objects::Objects;

/// What differs is shown in one of three ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Aspect {
    Fields,
    Objects,
    Lines,
}

/// Both plans and their difference. Two are equal when they are the same one.
#[derive(Clone)]
struct Compared(Arc<(ComparedProject, ComparedProject, Comparison)>);

impl PartialEq for Compared {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// Shared by the parts of the view, and computed only while the view is open.
#[derive(Clone, Copy)]
struct CompareContext {
    app: AppState,
    from: Memo<Which>,
    to: Memo<Which>,
    both: Memo<Option<Compared>>,
    aspect: RwSignal<Aspect>,
}

impl CompareContext {
    fn open(app: AppState) -> Self {
        let end = move |to: bool| {
            memo(move |before: Option<&Which>| {
                let chosen = app.comparison.pair().map(|(left, right)| if to { right } else { left });
                chosen.or(before.copied()).unwrap_or(Which::Now)
            })
        };
        let (from, to) = (end(false), end(true));
        let (left, right) = (memo(move |_| app.whole(from.get())), memo(move |_| app.whole(to.get())));
        let both = memo(move |_| {
            let (left, right) = (left.get()?, right.get()?);
            let difference = Comparison::of(left.side(), right.side());
            Some(Compared(Arc::new((left, right, difference))))
        });
        Self { app, from, to, both, aspect: RwSignal::new(Aspect::Fields) }
    }

    /// A slice of the difference; its default while one of the plans is not there.
    fn slice<T: Default>(self, slice: impl FnOnce(&Comparison) -> T) -> T {
        self.both.with(|both| both.as_ref().map(|both| slice(&both.0.2)).unwrap_or_default())
    }

    /// One of the two plans.
    fn whole(self, which: Which) -> Option<ComparedProject> {
        let left = self.from.get_untracked() == which;
        self.both.with_untracked(|both| {
            both.as_ref().map(|both| if left { both.0.0.clone() } else { both.0.1.clone() })
        })
    }
}

/// The view, while it is open.
#[component]
pub fn Compare() -> impl IntoView {
    let app = AppState::here();
    let open = memo(move |_| app.comparison.is_open());
    view! { <Show when=move || open.get()><View /></Show> }
}

#[component]
fn View() -> impl IntoView {
    let app = AppState::here();
    let context = CompareContext::open(app);
    let list = move || match context.aspect.get() {
        Aspect::Fields => view! { <Fields context /> }.into_any(),
        Aspect::Objects => view! { <Objects context /> }.into_any(),
        Aspect::Lines => view! { <Lines context /> }.into_any(),
    };
    view! {
        <section class="pane compare" id="pane-compare" aria-labelledby="compare-title">
            <Head context />
            <Summary context />
            <Aspects context />
            <div class="compare__body" id="compare-list" tabindex="0" role="group" aria-label="Differences">
                <Remarks context />
                {list}
            </div>
        </section>
    }
}

#[component]
fn Aspects(context: CompareContext) -> impl IntoView {
    let fields = move || context.slice(|difference| difference.fields.len());
    let objects = move || context.slice(|difference| difference.objects.len());
    let lines = move || context.slice(Comparison::lines);
    view! {
        <div class="compare__aspects">
            <div class="segments segments--small" role="group" aria-label="Show differences in">
                {segment(context, Aspect::Fields, "Fields", Signal::derive(fields))}
                {segment(context, Aspect::Objects, "Objects", Signal::derive(objects))}
                {segment(context, Aspect::Lines, "Lines", Signal::derive(lines))}
            </div>
        </div>
    }
}

fn segment(context: CompareContext, aspect: Aspect, words: &'static str, count: Signal<usize>) -> AnyView {
    let chosen = move || (context.aspect.get() == aspect).to_string();
    view! {
        <button type="button" class="segment" data-aspect=words aria-pressed=chosen on:click=move |_| context.aspect.set(aspect)>
            {words}" "<span class="compare__count">{count}</span>
        </button>
    }
    .into_any()
}

/// Shows what a finding's fix would change, before it is taken.
#[component]
pub fn Preview(key: FindingKey, name: String, place: &'static str) -> impl IntoView {
    let app = AppState::here();
    // Within the form no button stands between two fields.
    let aside = (place == "form").then_some("-1");
    let id = format!("preview-{place}-{}-{}-{}", key.0, key.1.map_or("", |field| field.0), key.2);
    view! {
        <button type="button" class="button button--small preview" id=id data-preview=key.0 tabindex=aside
            on:click=move |_| app.compare(Which::Now, Which::Fix(key))>
            "Preview"<span class="unseen">{format!(": {name}")}</span>
        </button>
    }
}
