//! The certificate for Sealed Secrets, pasted or loaded from a file, with a description of the one that was read.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::field::Field;
use planner::values::{Certificate as Sealer, Certified};

use super::shown::{described_by, refused};
use crate::ui::browser;
use crate::ui::icons::{Icon, OPEN};
use crate::ui::state::AppState;

/// A text of lines as PEM has them, a button for a file, and what the plan has now.
#[component]
pub fn Certificate(field: &'static Field) -> impl IntoView {
    let app = AppState::here();
    let wrong = refused(field);
    let taken = memo(move |_| app.project.plan.with(|plan| plan.secrets.certificate.clone()));
    let value = move || {
        app.drafts
            .text(field.id)
            .or_else(|| taken.with(|it| it.as_ref().map(Sealer::pem)))
            .unwrap_or_default()
    };
    let words =
        move || taken.with(|it| it.as_ref().and_then(Sealer::certified).map(|it| Certified::words(&it)));
    let chosen = move |event| {
        browser::chosen_file(&event, move |bytes| app.take_certificate(&String::from_utf8_lossy(&bytes)));
    };
    view! {
        <div class="certificate">
            <textarea class="input certificate__text" id=field.id.0 rows="4" autocomplete="off" autocapitalize="off"
                spellcheck="false" placeholder="-----BEGIN CERTIFICATE-----" prop:value=value
                aria-invalid=move || wrong.get().to_string() aria-describedby=described_by(field)
                on:input=move |event| app.write(field, &browser::typed(&event))
                on:blur=move |_| app.settle(field.id)></textarea>
            <p class="certificate__taken" id="certificate-taken" role="status">{words}</p>
            <button type="button" class="button button--small" id="certificate-choose" tabindex="-1" on:click=|_| browser::click(CHOSEN)>
                <Icon strokes=OPEN />"Choose a file"
            </button>
            <input id=CHOSEN class="unseen" type="file" tabindex="-1" accept=".pem,.crt,.cert,.txt"
                aria-label="A file with the certificate" on:change=chosen />
        </div>
    }
}

const CHOSEN: &str = "certificate-file";
