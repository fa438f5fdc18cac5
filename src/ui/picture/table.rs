//! The same facts as two tables, for people who cannot see the picture or prefer text.

use crate::ui::live::live;
use leptos::prelude::*;
use planner::analysis::whatif::{Ends, Standing};
use planner::topology::{Node, Topology};

use super::scene::{over, title, volumes};
use crate::ui::selection::link_key;
use crate::ui::state::AppState;

/// Boxes and lines as rows.
#[component]
pub fn Facts() -> impl IntoView {
    let app = AppState::here();
    view! {
        <div class="facts" id="picture-table" tabindex="0" role="region" aria-label="The topology as a table">
            <table>
                <caption>"What runs"</caption>
                <thead><tr>
                    <th scope="col">"Name"</th><th scope="col">"Pods"</th><th scope="col">"Each requests"</th>
                    <th scope="col">"Volumes"</th><th scope="col">"Remarks"</th>
                </tr></thead>
                <tbody>{live(move || app.topology.with(|t| t.nodes.iter().map(|node| node_row(node, app.standing(node.id), app.ends_at(node.id))).collect_view()))}</tbody>
            </table>
            <table>
                <caption>"What talks to what"</caption>
                <thead><tr>
                    <th scope="col">"From"</th><th scope="col">"To"</th><th scope="col">"Over"</th><th scope="col">"To do what"</th>
                </tr></thead>
                <tbody>{live(move || app.topology.with(|t| (0..t.links.len()).map(|at| link_row(at, t, app)).collect_view()))}</tbody>
            </table>
        </div>
    }
}

fn node_row(node: &Node, standing: Standing, ends: Option<Ends>) -> impl IntoView + use<> {
    let pods = if node.replicas == 0 { "–".to_owned() } else { node.replicas.to_string() };
    let requests = node.resources.filter(|_| node.replicas > 0);
    let requests = requests.map(|size| format!("{} CPU, {}", size.cpu_request, size.memory_request));
    let mut remarks = node.facts.clone();
    if standing != Standing::Up {
        remarks.insert(
            0,
            match ends {
                Some(ends) => format!("{}, {}", standing.word(), ends.words()),
                None => format!("{} in this failure", standing.word()),
            },
        );
    }
    remarks.extend(node.grows_to.map(|most| format!("up to {most} pods under load")));
    remarks.extend(node.single_point.as_ref().map(|why| format!("single point of failure: {why}")));
    view! {
        <tr>
            <th scope="row">{node.title.clone()}</th><td>{pods}</td>
            <td>{requests.unwrap_or_else(|| "–".to_owned())}</td>
            <td>{volumes(node).unwrap_or_else(|| "–".to_owned())}</td><td>{remarks.join("; ")}</td>
        </tr>
    }
}

/// A row whose heading leads to what lets the line through.
fn link_row(at: usize, topology: &Topology, app: AppState) -> Option<impl IntoView + use<>> {
    let (link, key) = (topology.links.get(at)?, link_key(topology, at)?);
    let (from, to) = (title(link.from, topology), title(link.to, topology));
    let more = format!(" to {to}: details");
    Some(view! {
        <tr>
            <th scope="row">
                <button type="button" class="link" data-edge=key.0.0 data-to=key.1.0 on:click=move |_| app.choose_link(key)>
                    {from}<span class="unseen">{more}</span>
                </button>
            </th>
            <td>{to}</td><td>{over(link)}</td><td>{link.why}</td>
        </tr>
    })
}
