//! The entries for an external secret store, each with a button that copies its value. The values are not in the page; they
//! are read only when copied.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::field::Control;
use planner::secrets::SecretKey;
use planner::stack::secrets::PART;
use planner::stack::secrets::options::Form;

use crate::ui::commands::Copy;
use crate::ui::state::AppState;

/// The list, while the values are to lie in a store.
#[component]
pub fn Store() -> impl IntoView {
    let app = AppState::here();
    let external = memo(move |_| app.project.plan.with(|plan| plan.secrets.form == Form::External));
    view! { <Show when=move || external.get()><Entry /></Show> }
}

#[component]
fn Entry() -> impl IntoView {
    let app = AppState::here();
    let keys = memo(move |_| {
        let known = |key: &SecretKey| app.project.secrets.with(|secrets| !secrets.get(*key).is_empty());
        app.project.plan.with(|plan| {
            let needed = SecretKey::ALL.iter().copied().filter(|key| key.needed(plan));
            needed.map(|key| (key, known(&key))).collect::<Vec<_>>()
        })
    });
    let entry = memo(move |_| app.project.plan.with(|plan| plan.secrets.remote.to_string()));
    let all = move || {
        app.project
            .plan
            .with_untracked(|plan| app.project.secrets.with_untracked(|secrets| secrets.entry(plan)))
    };
    let rows = move || keys.get().into_iter().map(|(key, known)| row(app, key, known)).collect_view();
    view! {
        <div class="store" id="store" role="group" aria-labelledby="store-title">
            <h4 class="group" id="store-title">"Put into the store"</h4>
            <p class="field__help">
                "One entry, "<code>{live(move || entry.get())}</code>", with these keys. The values were generated in \
                                                                this browser and are not in any file: copy them \
                                                                before you leave the page. If your store already \
                                                                has a key, keep its value there."
            </p>
            <ul class="store__keys">{rows}</ul>
            <p class="store__all"><span>"All of them as JSON"</span><Copy name="all values as JSON" text=all /></p>
        </div>
    }
}

fn row(app: AppState, key: SecretKey, known: bool) -> AnyView {
    let value = move || app.project.secrets.with_untracked(|secrets| secrets.get(key).to_owned());
    let end = if known {
        view! { <Copy name=format!("the value of {}", key.env()) text=value /> }.into_any()
    } else {
        view! { <span class="store__yours">"not generated here: enter your own"</span> }.into_any()
    };
    view! { <li data-store=key.env()><code>{key.env()}</code><span class="store__what">{label(key)}</span>{end}</li> }.into_any()
}

/// What the form calls it.
fn label(key: SecretKey) -> &'static str {
    let of = |control: &Control| matches!(control, Control::Secret(known) if *known == key);
    PART.fields.iter().find(|field| of(&field.control)).map_or("", |field| field.label)
}
