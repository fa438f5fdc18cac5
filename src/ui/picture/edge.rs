//! Describes the selected line: client, server, protocol, purpose, and the network policies that allow it.

use crate::ui::live::memo;
use leptos::prelude::*;
use planner::manifests::Allowed;
use planner::manifests::allowed;
use planner::topology::{Carries, Link, NodeId};

use super::card::{CARD, Close};
use super::scene::title;
use crate::ui::browser;
use crate::ui::selection::{LinkKey, find_link};
use crate::ui::state::AppState;

/// A line in words.
#[component]
pub fn EdgeStory(key: LinkKey) -> impl IntoView {
    let app = AppState::here();
    let told = memo(move |_| {
        app.topology
            .with(|topology| find_link(topology, key).map(|link| (link.clone(), allowed(topology, link))))
    });
    let heading = memo(move |_| app.topology.with(|t| format!("{} to {}", title(key.0, t), title(key.1, t))));
    let rows = move || told.get().map(|(link, allowed)| view! { <Rows link allowed /> });
    view! {
        <div class="caption__card" id=CARD tabindex="-1" role="group" aria-label=move || heading.get() data-edge=key.0.0 data-to=key.1.0>
            <div class="caption__head">
                <h3><End id=key.0 />" to "<End id=key.1 /></h3>
                <Close back=key.0 />
            </div>
            {rows}
        </div>
    }
}

/// One end, as the way to it.
#[component]
fn End(id: NodeId) -> impl IntoView {
    let app = AppState::here();
    let words = move || app.topology.with(|topology| title(id, topology));
    let go = move |_| {
        app.choose_node(id);
        browser::when_drawn(|| browser::focus(CARD));
    };
    view! { <button type="button" class="link caption__end" on:click=go>{words}</button> }
}

#[component]
fn Rows(link: Link, allowed: Allowed) -> impl IntoView {
    let over = match &link.carries {
        // A server outside the namespace is reached at its own port.
        Carries::Tcp { port, protocol, .. } if allowed.into.is_empty() => format!("port {port} ({protocol})"),
        Carries::Tcp { port, service_port, protocol } if port == service_port => {
            format!("port {port} of the Service and of its pods ({protocol})")
        }
        Carries::Tcp { port, service_port, protocol } => {
            format!("port {service_port} of the Service and {port} of its pods ({protocol})")
        }
        Carries::Files { writes: true } => "files of a mounted volume, read and written".to_owned(),
        Carries::Files { writes: false } => "files of a mounted volume, read only".to_owned(),
    };
    let policies = match link.carries {
        Carries::Files { .. } => {
            view! { <dd>"No network connection, so no policy is needed."</dd> }.into_any()
        }
        Carries::Tcp { .. } => view! {
            <dd><Policies names=allowed.out does="lets it out" else_="None needed: the connection is opened from \
                                                                      outside this bundle" /></dd>
            <dd><Policies names=allowed.into does="lets it in" else_="None needed: the connection goes to \
                                                                      something outside this bundle" /></dd>
        }
        .into_any(),
    };
    view! {
        <dl class="caption__facts">
            <div><dt>"Over"</dt><dd>{over}</dd></div>
            <div><dt>"To"</dt><dd>{link.why}</dd></div>
            <div><dt>"Allowed by"</dt>{policies}</div>
        </dl>
    }
}

/// The policies of one end, each as the way to its lines.
#[component]
fn Policies(names: Vec<&'static str>, does: &'static str, else_: &'static str) -> impl IntoView {
    let app = AppState::here();
    let none = names.is_empty();
    let several = names.len() > 1;
    let policy = move |name: &'static str| {
        view! {
            <button type="button" class="link" data-policy=name on:click=move |_| app.open_policy(name)>
                {format!("NetworkPolicy {name}")}
            </button>
            " "
        }
    };
    let does = if several { does.replace("lets", "let") } else { does.to_owned() };
    view! { {names.into_iter().map(policy).collect_view()}{if none { else_.to_owned() } else { does }} }
}
