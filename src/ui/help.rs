//! What the page is, and its shortcuts.

use leptos::prelude::*;

use super::browser;
use super::copy::AboutSaving;
use super::icons::{CLOSE, Icon};
use super::keys::SHORTCUTS;

/// The help, a dialog that the Escape key closes.
#[component]
pub fn Help() -> impl IntoView {
    let row = |(keys, what): &(&'static str, &'static str)| {
        let keys = keys.split(' ').map(|key| view! { <kbd>{key}</kbd>" " }).collect_view();
        view! { <div class="shortcut"><dt>{keys}</dt><dd>{*what}</dd></div> }
    };
    view! {
        <dialog id="help" class="dialog" aria-labelledby="help-title">
            <div class="dialog__head">
                <h2 id="help-title">"How this works"</h2>
                <button type="button" class="button button--bare" on:click=|_| browser::dialog("help", false)>
                    <Icon strokes=CLOSE /><span class="unseen">"Close"</span>
                </button>
            </div>
            <p>
                "This page makes the files that run a Misago forum on your Kubernetes. Choose what you want on the \
                 left. The picture shows what talks to what, the findings say what would fail and when, and the \
                 files are what you download: a folder for "<code>"kubectl apply -k ."</code>
            </p>
            <p>
                "Nothing leaves your browser. Passwords and keys are generated here, stay in memory, and are \
                 written only into the download; your plans, without secrets, are saved in this browser for your \
                 next visit. To change an existing forum, drop its bundle or plan.yaml on the page: Upgrade, next \
                 to the findings, then shows object by object what applying will change. Your own files in the \
                 bundle, next to base/, are kept in the next download. A link from Share shares the plan, without \
                 secrets."
            </p>
            <AboutSaving />
            <h3>"Shortcuts"</h3>
            <p>"On a Mac, Alt is the Option key. While typing in a field, hold Control as well, because Option \
                alone types letters."</p>
            <dl class="shortcuts">{SHORTCUTS.iter().map(row).collect_view()}</dl>
        </dialog>
    }
}
