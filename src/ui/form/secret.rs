//! A secret. While it is hidden its value is nowhere in the page: the field always shows twelve dots, and the first letter
//! that is typed starts a new value.

use crate::ui::live::{live, memo};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use planner::field::Field;
use planner::secrets::SecretKey;
use planner::stack::secrets::strength;

use super::shown::{described_by, refused};
use crate::ui::browser;
use crate::ui::commands::Copy;
use crate::ui::icons::{DICE, EYE, Icon, PEN};
use crate::ui::state::AppState;

/// The field of a secret and what can be done with it.
#[component]
pub fn Secret(field: &'static Field, key: SecretKey) -> impl IntoView {
    let app = AppState::here();
    let bare = RwSignal::new(false);
    let show = move |_| {
        bare.update(|bare| *bare = !*bare);
        browser::when_drawn(|| browser::select_text(field.id.0));
    };
    let words = move || if bare.get() { "Hide" } else { "Show" };
    let strength = memo(move |_| app.project.secrets.with(|secrets| strength(secrets.get(key))));
    let generated = memo(move |_| app.project.plan.with(|plan| key.can_be_generated(plan)));
    view! {
        <div class="secret">
            {live(move || if bare.get() { view! { <Bare field key /> }.into_any() } else { view! { <Hidden field key /> }.into_any() })}
            {(!key.identifies()).then(|| view! { <p class="secret__strength">{live(move || strength.get().words())}</p> })}
            <div class="secret__tools">
                <Tool name="Show" field strokes=EYE words=words act=show />
                <Tool name="Type" field strokes=PEN words=|| "Type" act=move |_| {
                    bare.set(false);
                    browser::when_drawn(|| browser::select_text(field.id.0));
                } />
                <Show when=move || generated.get()>
                    <Tool name="Generate" field strokes=DICE words=|| "Generate"
                        act=move |_| app.generate(&[key], field.label) />
                </Show>
                <Copy name=field.label aside=true text=move || app.project.secrets.with_untracked(|s| s.get(key).to_owned()) />
            </div>
        </div>
    }
}

/// Forgets all of them.
#[component]
pub fn Forget() -> impl IntoView {
    let app = AppState::here();
    view! {
        <p class="forget">
            <button type="button" class="button button--small" id="forget-secrets" on:click=move |_| app.forget_secrets()>
                "Forget the secrets"
            </button>
            <span class="field__help">"Clears them from this page's memory, including those of undone steps and \
                                       other plans."</span>
        </p>
    }
}

#[component]
fn Tool<W, A>(
    name: &'static str,
    field: &'static Field,
    strokes: &'static str,
    words: W,
    act: A,
) -> impl IntoView
where
    W: Fn() -> &'static str + Send + Copy + 'static,
    A: Fn(leptos::ev::MouseEvent) + 'static,
{
    view! {
        <button type="button" class="button button--small" tabindex="-1" data-secret=name on:click=act>
            <Icon strokes /><span>{words}</span><span class="unseen">{format!(": {}", field.label)}</span>
        </button>
    }
}

/// Dots. What is typed replaces the value; Escape, or an empty field, gives it back.
#[component]
fn Hidden(field: &'static Field, key: SecretKey) -> impl IntoView {
    let app = AppState::here();
    let wrong = refused(field);
    let there = memo(move |_| app.project.secrets.with(|secrets| !secrets.get(key).is_empty()));
    let dots =
        move || if there.get() { "••••••••••••" } else { "empty: enter your own" };
    let typed = memo(move |_| app.drafts.text(field.id).unwrap_or_default());
    let take = move |event| {
        let text = browser::typed(&event);
        if text.is_empty() { app.untype_secret(key, field) } else { app.write_secret(key, field, &text) }
    };
    let leave = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !typed.with_untracked(String::is_empty) {
            event.prevent_default();
            app.untype_secret(key, field);
        }
    };
    view! {
        <input class="input input--secret" id=field.id.0 type="password" autocomplete="new-password" placeholder=dots
            aria-invalid=move || wrong.get().to_string() aria-describedby=described_by(field)
            prop:value=move || typed.get() on:input=take on:keydown=leave on:blur=move |_| app.settle(field.id) />
    }
}

/// The value, to read and to change.
#[component]
fn Bare(field: &'static Field, key: SecretKey) -> impl IntoView {
    let app = AppState::here();
    let wrong = refused(field);
    let value = memo(move |_| {
        app.drafts
            .text(field.id)
            .unwrap_or_else(|| app.project.secrets.with(|secrets| secrets.get(key).to_owned()))
    });
    view! {
        <input class="input input--secret" id=field.id.0 type="text" autocomplete="off" spellcheck="false"
            aria-invalid=move || wrong.get().to_string() aria-describedby=described_by(field)
            prop:value=move || value.get() on:input=move |event| app.write_secret(key, field, &browser::typed(&event))
            on:blur=move |_| app.settle(field.id) />
    }
}
