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
                "This page makes the files that run a Misago forum on your Kubernetes. Choose what you want on the left. The picture shows who talks to whom, the findings say what would fail
                 and when, and the files are what you download: a folder for "<code>"kubectl apply -k ."</code>
            </p>
            <p>
                "Nothing leaves your browser. Passwords and keys are made here, stay in memory, and are written only into
                 the download; your plans, without them, are kept in this browser for your next visit. Drop a bundle or a
                 plan.yaml on the page to go on from there: it then counts as what runs now, and Upgrade, beside the findings,
                 tells object by object what applying will do to it. Files of your own in the bundle, beside base/, come along
                 into the next download as they are. A link from Share brings a plan to somebody else, without secrets."
            </p>
            <AboutSaving />
            <h3>"Shortcuts"</h3>
            <p>"On a Mac, Alt is the Option key. While you are typing in a field, hold Control as well: Option alone writes its letters."</p>
            <dl class="shortcuts">{SHORTCUTS.iter().map(row).collect_view()}</dl>
        </dialog>
    }
}
