//! A secret. While it is hidden its value is nowhere in the page: the field shows twelve dots,
//! whatever the length.

use forum_planner::field::Field;
use forum_planner::secrets::SecretKey;
use forum_planner::stack::secrets::strength;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::shown::described_by;
use crate::ui::browser;
use crate::ui::commands::Copy;
use crate::ui::desk::Desk;
use crate::ui::icons::{DICE, EYE, Icon, PEN};

/// What stands in the field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Face {
    /// Dots.
    Hidden,
    /// The value, to read and to change.
    Shown,
    /// A new value while it is typed, in dots.
    Typed,
}

/// The field of a secret and what can be done with it.
#[component]
pub fn Secret(field: &'static Field, key: SecretKey) -> impl IntoView {
    let desk = Desk::here();
    let face = RwSignal::new(Face::Hidden);
    let problem = RwSignal::new(None::<String>);
    let turn = move |to: Face| {
        problem.set(None);
        face.set(to);
        browser::when_drawn(|| browser::select_text(field.id.0));
    };
    let show =
        move |_| if face.get_untracked() == Face::Shown { face.set(Face::Hidden) } else { turn(Face::Shown) };
    let words = move || if face.get() == Face::Shown { "Hide" } else { "Show" };
    // An empty one waits to be typed, without a button before that.
    let there = Memo::new(move |_| desk.secrets.with(|secrets| !secrets.get(key).is_empty()));
    let now = Memo::new(move |_| match face.get() {
        Face::Hidden if !there.get() => Face::Typed,
        face => face,
    });
    let strength = Memo::new(move |_| desk.secrets.with(|secrets| strength(secrets.get(key))));
    let generated = Memo::new(move |_| desk.plan.with(|plan| key.can_be_generated(plan)));
    view! {
        <div class="secret">
            {move || view! { <Value field key face problem now=now.get() /> }}
            <p class="field__problem" role="alert">{move || problem.get()}</p>
            <p class="secret__strength">{move || strength.get().words()}</p>
            <div class="secret__tools">
                <Tool name="Show" field strokes=EYE words=words act=show />
                <Tool name="Type" field strokes=PEN words=|| "Type" act=move |_| turn(Face::Typed) />
                <Show when=move || generated.get()>
                    <Tool name="Generate" field strokes=DICE words=|| "Generate"
                        act=move |_| desk.generate(&[key], field.label) />
                </Show>
                <Copy name=field.label text=move || desk.secrets.with_untracked(|s| s.get(key).to_owned()) />
            </div>
        </div>
    }
}

/// Forgets all of them.
#[component]
pub fn Forget() -> impl IntoView {
    let desk = Desk::here();
    view! {
        <p class="forget">
            <button type="button" class="button button--small" id="forget-secrets" on:click=move |_| desk.forget_secrets()>
                "Forget the secrets"
            </button>
            <span class="field__help">"Wipes them from this page’s memory, with those of undone steps and of other plans."</span>
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
        <button type="button" class="button button--small" data-secret=name on:click=act>
            <Icon strokes /><span>{words}</span><span class="unseen">{format!(": {}", field.label)}</span>
        </button>
    }
}

#[component]
fn Value(
    field: &'static Field,
    key: SecretKey,
    face: RwSignal<Face>,
    problem: RwSignal<Option<String>>,
    now: Face,
) -> impl IntoView {
    let desk = Desk::here();
    let take = move |text: String| {
        problem.set(desk.write_secret(key, field, &text).err().map(|malformed| malformed.to_string()));
    };
    match now {
        Face::Hidden => view! {
            <input class="input input--secret" id=field.id.0 type="text" readonly
                aria-describedby=described_by(field) prop:value="••••••••••••" />
        }
        .into_any(),
        Face::Shown => view! {
            <input class="input input--secret" id=field.id.0 type="text" autocomplete="off" spellcheck="false"
                aria-describedby=described_by(field)
                prop:value=move || desk.secrets.with(|secrets| secrets.get(key).to_owned())
                on:input=move |event| take(event_target_value(&event)) />
        }
        .into_any(),
        Face::Typed => {
            let over = move |event: leptos::ev::Event| {
                take(event_target_value(&event));
                let _ = face.try_set(Face::Hidden);
                browser::when_drawn(|| browser::keep_focus(field.id.0));
            };
            let leave = move |event: KeyboardEvent| {
                if event.key() == "Escape" {
                    event.prevent_default();
                    let _ = face.try_set(Face::Hidden);
                }
            };
            // The element stays when its face changes, and a value that is only left out would read "undefined".
            view! {
                <input class="input input--secret" id=field.id.0 type="password" autocomplete="new-password"
                    placeholder="empty: type your own" aria-describedby=described_by(field) prop:value=""
                    on:change=over on:keydown=leave />
            }
            .into_any()
        }
    }
}
