//! Describes the selected box and its connections, or the selected line.

use crate::ui::live::{live, memo};
use leptos::prelude::*;
use planner::analysis::whatif::Failure;
use planner::bundle::file_of;
use planner::manifests::Allowed;
use planner::manifests::allowed;
use planner::stack::PARTS;
use planner::topology::{Node, NodeId, Peer, Topology};

use super::card::{CARD, Close};
use super::edge::EdgeStory;
use super::scene::{over, title};
use crate::ui::selection::{LinkKey, Selection, link_key};
use crate::ui::state::{AppState, Pane};

/// The description of the selection in the picture.
#[component]
pub fn Caption() -> impl IntoView {
    let app = AppState::here();
    let story = move || match app.navigation.selection.get() {
        Selection::Node(id) => Some(view! { <Story id /> }.into_any()),
        Selection::Link(key) => Some(view! { <EdgeStory key /> }.into_any()),
        _ => None,
    };
    view! { <div class="caption" aria-live="polite">{story}</div> }
}

#[component]
fn Story(id: NodeId) -> impl IntoView {
    let app = AppState::here();
    let heading = memo(move |_| app.topology.with(|topology| title(id, topology)));
    let single = memo(move |_| app.topology.with(|t| t.find(id).and_then(|node| node.single_point.clone())));
    let about = memo(move |_| app.topology.with(|t| t.find(id).map(about)));
    let talks = memo(move |_| app.topology.with(|topology| talks(id, topology)));
    let can_fail = memo(move |_| app.failure_of(id));
    let has_file = move || {
        let path = app.project.plan.with(|plan| file_of(id.part(), plan));
        app.project.outcome.with(|o| o.files.get(&path).is_some())
    };
    view! {
        <div class="caption__card" id=CARD tabindex="-1" role="group" aria-label=move || heading.get()>
            <div class="caption__head">
                <h3>{live(move || heading.get())}</h3>
                <button type="button" class="link" on:click=move |_| app.go_to_options(id)>"Options"</button>
                {live(move || can_fail.get().map(|failure| fail_this(app, failure)))}
                <Show when=has_file>
                    <button type="button" class="link" on:click=move |_| app.navigation.show_pane(Pane::Files)>"File"</button>
                </Show>
                <Close back=id />
            </div>
            <p class="caption__about">{live(move || about.get())}</p>
            {live(move || single.get().map(|why| view! { <p class="caption__single">"Single point of failure: "{why}"."</p> }))}
            <ul>{live(move || talks.get().into_iter().map(|talk| view! { <Row talk /> }).collect_view())}</ul>
        </div>
    }
}

fn fail_this(app: AppState, failure: Failure) -> AnyView {
    view! {
        <button type="button" class="button button--small" id="fail-this" title="See what people can still do without it"
            on:click=move |_| app.fail(failure)>"Fail this"</button>
    }
    .into_any()
}

/// One connection in or out, as a button that selects its line.
#[component]
fn Row(talk: Talk) -> impl IntoView {
    let app = AppState::here();
    let Talk { key, arrow, who, what, allowed } = talk;
    view! {
        <li>
            <button type="button" class="caption__talk" data-edge=key.0.0 data-to=key.1.0 on:click=move |_| app.choose_link(key)>
                <span class="caption__arrow">{arrow}</span>
                <span><strong>{who}</strong>" "{what}<span class="caption__allowed">{allowed}</span></span>
            </button>
        </li>
    }
}

/// A line as one of its ends sees it.
#[derive(Clone, Debug, PartialEq)]
struct Talk {
    key: LinkKey,
    arrow: &'static str,
    who: String,
    what: String,
    allowed: String,
}

/// Whom a node hears and asks.
fn talks(id: NodeId, topology: &Topology) -> Vec<Talk> {
    let talk = |at: usize, heard: bool| {
        let (link, key) = (topology.links.get(at)?, link_key(topology, at)?);
        let (arrow, other) = if heard { ("from", link.from) } else { ("to", link.to) };
        let mine = if heard { link.to == id && link.from != id } else { link.from == id };
        let what = format!("{}, to {}", over(link), link.why);
        let allowed = policies(&allowed(topology, link));
        mine.then(|| Talk { key, arrow, who: title(other, topology), what, allowed })
    };
    let all = 0..topology.links.len();
    all.clone().filter_map(|at| talk(at, true)).chain(all.filter_map(|at| talk(at, false))).collect()
}

/// "; policies celery and postgres".
fn policies(allowed: &Allowed) -> String {
    let ends: Vec<String> = [&allowed.out, &allowed.into]
        .into_iter()
        .filter(|end| !end.is_empty())
        .map(|end| end.join(", "))
        .collect();
    match ends.len() {
        0 => String::new(),
        1 => format!("; policy {}", ends.concat()),
        _ => format!("; policies {}", ends.join(" and ")),
    }
}

/// What a node is: the part behind it, if it is one of ours.
fn about(node: &Node) -> String {
    let part = PARTS.iter().find(|part| part.key == node.id.part()).map_or("", |part| part.about);
    match &node.peer {
        Peer::Pods(_) | Peer::Volume | Peer::OperatorPods { .. } => part.to_owned(),
        Peer::Foreign { namespace, .. } | Peer::Namespace(namespace) => {
            format!("Pods in the namespace {namespace} that are not part of this bundle.")
        }
        Peer::Outside(Some(address)) => format!("Outside the cluster, at {address}."),
        Peer::Outside(None) => "Outside the cluster, known only by name.".to_owned(),
        Peer::ApiServer => "The cluster's own API server.".to_owned(),
        Peer::Networks(networks) => format!("Requests come from {}.", networks.join(", ")),
        Peer::AnyPod => "Requests may come from any pod of the cluster.".to_owned(),
        Peer::Anyone => "Requests may come from anywhere.".to_owned(),
        Peer::Visitors => "People with browsers, outside the cluster.".to_owned(),
    }
}
