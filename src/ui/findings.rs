//! The findings: what is wrong, why, where, and what one click can do about it.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::rules;
use planner::field::FieldId;
use planner::finding::{Consent, Rule, Severity};

use super::browser;
use super::compare::Preview;
use super::mark::Shape;
use super::selection::Selection;
use super::state::{AppState, FindingKey, Listing, keys, place_name, row_key, worded};
use super::upgrade::{Switch, Upgrade};

/// The pane of the findings, and of the upgrade when something runs.
#[component]
pub fn Findings() -> impl IntoView {
    let app = AppState::here();
    let upgrading = memo(move |_| app.upgrade.with(Option::is_some));
    let listed = move || app.navigation.listing.get() == Listing::Findings || !upgrading.get();
    view! {
        <section class="pane findings" id="pane-findings" aria-labelledby="findings-title">
            <div class="pane__head">
                <h2 class="pane__title" id="findings-title">"Findings"</h2>
                <Tally severity=Severity::Error /><Tally severity=Severity::ToFillIn /><Tally severity=Severity::Warning /><Tally severity=Severity::Advice />
                <Show when=move || upgrading.get()><Switch /></Show>
            </div>
            <Show when=listed fallback=|| view! { <Upgrade /> }><List /></Show>
        </section>
    }
}

#[component]
fn List() -> impl IntoView {
    let app = AppState::here();
    let list = memo(move |_| app.findings.with(|findings| keys(findings)));
    let none = move || list.with(Vec::is_empty);
    view! {
        <div class="findings__list" id="findings" tabindex="0" role="group" aria-label="List of findings">
            <Show when=none>
                <p class="empty">"No findings: this plan would run, and no rule has anything to add."</p>
            </Show>
            <ul><For each=move || list.get() key=row_key let:key><Row key /></For></ul>
        </div>
    }
}

#[component]
fn Tally(severity: Severity) -> impl IntoView {
    let app = AppState::here();
    let number = memo(move |_| app.counts.get().number(severity));
    view! {
        <Show when=move || { number.get() > 0 }>
            <span class="findings__tally" data-severity=severity.word()>
                <Shape severity />
                {live(move || worded(severity, number.get()))}
            </span>
        </Show>
    }
}

#[component]
fn Row(key: FindingKey) -> impl IntoView {
    let app = AppState::here();
    let rule = rules().find(|rule| rule.code == key.0);
    let severity = memo(move |_| app.finding(key, |finding| finding.severity).unwrap_or(Severity::Advice));
    let words = memo(move |_| app.finding(key, |f| (f.message.clone(), f.detail.clone())));
    let message = move || words.get().map(|(message, _)| message);
    let lit = memo(move |_| match app.navigation.selection.get() {
        Selection::Field(id) => app.finding(key, |f| f.fields.contains(&id)).unwrap_or(false),
        _ => false,
    });
    let about = move || lit.get().then(|| view! { <span class="unseen">"About the focused field: "</span> });
    let detail = move || {
        let detail = words.get().map(|(_, detail)| detail).filter(|detail| !detail.is_empty());
        detail.map(|detail| view! { <p class="finding__detail">{detail}</p> })
    };
    view! {
        <li class="finding" data-code=key.0 data-severity=move || severity.get().word() data-lit=move || lit.get().to_string()>
            <span class="finding__mark">{live(move || view! { <Shape severity=severity.get() /> })}</span>
            <div class="finding__words">
                <p class="finding__message" id=message_id(key)>
                    {about}<span class="finding__severity">{live(move || severity.get().word())}": "</span>{message}
                </p>
                {detail}
                <Places key />
                <div class="finding__acts"><FixButton key /><ConsentButton key /></div>
                <div class="finding__foot">
                    {rule.map(|rule| view! { <Why rule /> })}
                    <span class="finding__code" title="The code of this rule, for docs/rules.md and the command line">{key.0}</span>
                </div>
            </div>
        </li>
    }
}

/// The id of a finding's sentence, by which buttons are described.
fn message_id(key: FindingKey) -> String {
    format!("finding-{}-{}-{}", key.0, key.1.map_or("", |place| place.0), key.2)
}

/// The fields that play a part, as links.
#[component]
fn Places(key: FindingKey) -> impl IntoView {
    let app = AppState::here();
    let fields = memo(move |_| app.finding(key, |f| f.fields.clone()).unwrap_or_default());
    let place = move |id: FieldId| {
        view! {
            <button type="button" class="link" data-place=id.0 on:click=move |_| app.go_to_field(id)>{place_name(id)}</button>
        }
    };
    view! { <p class="finding__places">{live(move || fields.get().into_iter().map(place).collect_view())}</p> }
}

/// What fails and when, and what to do.
#[component]
fn Why(rule: &'static Rule) -> impl IntoView {
    view! {
        <details class="why">
            <summary>"Why and what to do"</summary>
            <p>{rule.explanation}</p>
            <p><strong>"What to do: "</strong>{rule.remedy}</p>
        </details>
    }
}

#[component]
fn FixButton(key: FindingKey) -> impl IntoView {
    let app = AppState::here();
    let label = memo(move |_| app.finding(key, |f| f.fix.as_ref().map(|fix| fix.label.clone())).flatten());
    let apply = move |_| {
        app.fix(key);
        browser::when_drawn(|| browser::focus("findings"));
    };
    move || {
        label.get().map(|label| {
            let name = label.clone();
            view! {
                <button type="button" class="button button--small finding__fix" data-fix=key.0 on:click=apply>{label}</button>
                <Preview key name place="list" />
            }
        })
    }
}

/// Agreeing to a loss; it stays in the list as advice, where one can take that back.
#[component]
fn ConsentButton(key: FindingKey) -> impl IntoView {
    let app = AppState::here();
    let consent = memo(move |_| app.finding(key, |finding| finding.consent).unwrap_or_default());
    let words = move || match consent.get() {
        Consent::Never => None,
        Consent::Asked => Some("I know, keep it"),
        Consent::Given => Some("Take it back"),
    };
    let agree = move |_| {
        app.acknowledge(key);
        browser::when_drawn(|| browser::focus("findings"));
    };
    move || {
        words().map(|words| {
            view! {
                <button type="button" class="button button--small finding__fix" data-consent=key.0 aria-describedby=message_id(key)
                    aria-pressed=(consent.get() == Consent::Given).to_string() on:click=agree>{words}</button>
            }
        })
    }
}
