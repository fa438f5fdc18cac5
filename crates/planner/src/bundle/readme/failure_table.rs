//! The README's table of failures: the planner's verdicts, for the moment when the page is not at hand.

use std::fmt::Write as _;

use crate::analysis::whatif::{Failure, Verdict, WhatIf, assumptions, failures, whatif};
use crate::failure::{Ability, Availability, Evidence, Outage, Recovery};
use crate::plan::Plan;
use crate::stack::ingress::options::Controller;
use crate::stack::{postgres, redis};
use crate::topology::Topology;

pub(super) fn failure_table(plan: &Plan, topology: &Topology) -> String {
    let known = failures(plan, topology);
    let all: Vec<WhatIf> = known
        .iter()
        .filter(|failure| told(**failure, &known))
        .map(|failure| whatif(plan, topology, *failure))
        .collect();
    let heads: Vec<&str> = Ability::ALL.iter().map(|ability| ability.title()).collect();
    let mut text = format!(
        "## What if it fails\n\nWhat people can still do with this plan when something fails. Times are ranges; \
         those marked `~` are estimates, the others were measured.\n\n| what fails | {} |\n|{}\n",
        heads.join(" | "),
        " --- |".repeat(1 + heads.len())
    );
    for result in &all {
        let cells: Vec<String> = result.verdicts.iter().map(cell).collect();
        let _ = writeln!(text, "| {} | {} |", result.failure.title(plan, topology), cells.join(" | "));
    }
    text.push_str(&by_hand(plan, topology, &all));
    if plan.cluster.nodes > 1 {
        text.push_str(&waiting(plan));
    }
    let assumed = assumptions(plan, Failure::Node);
    if !assumed.is_empty() {
        let _ = writeln!(text, "\nAssumptions for a lost node:\n");
        for sentence in assumed {
            let _ = writeln!(text, "* {sentence}");
        }
    }
    text
}

/// What a visitor sees of a lost node before the cluster knows of it.
fn waiting(plan: &Plan) -> String {
    let shorter = match plan.ingress.controller {
        Controller::Traefik => {
            " With `--serversTransport.forwardingTimeouts.dialTimeout=2s` Traefik waits only 2 s (not tested here)."
        }
        _ => "",
    };
    format!(
        "\nA node that loses power does not close its connections, and the cluster takes 40 to 60 s to notice. \
         Until then, requests that the ingress controller sends there wait for a connection (30 s with Traefik) \
         and end with 504. If several parts lose pods at once, the shares multiply.{shorter}\n"
    )
}

/// What a reader of the table would not know without it: that nothing works without a pod of nginx they do, and
/// evictions are what a rolling restart is made of. The page tells of these too.
fn told(failure: Failure, all: &[Failure]) -> bool {
    match failure {
        Failure::Evicted(_) => false,
        Failure::Gone(node) => {
            !all.contains(&Failure::Killed(node)) || [redis::NODE, postgres::NODE].contains(&node.0)
        }
        Failure::Killed(_) | Failure::Leader(_) | Failure::Node | Failure::Zone | Failure::Rollout => true,
    }
}

fn cell(verdict: &Verdict) -> String {
    let reasoned = verdict.causes.first().is_some_and(|cause| cause.source == Evidence::Reasoned);
    let mark = if reasoned && verdict.state != Availability::Works { "~ " } else { "" };
    let fails = verdict.fails();
    let fails = fails.map_or_else(String::new, |share| format!(" (about {} of 100 fail)", share.percent()));
    let words = |state: Availability| match state {
        Availability::Works => "works".to_owned(),
        Availability::Degraded(lasts) => format!("in part{fails}, {lasts}"),
        Availability::Stops(lasts) => format!("**stops** {lasts}"),
    };
    let then = verdict.afterwards().map_or(String::new(), |then| format!(", then {}", words(then)));
    format!("{mark}{}{then}", words(verdict.state))
}

/// Failures that do not end by themselves, and the first step for each.
fn by_hand(plan: &Plan, topology: &Topology, all: &[WhatIf]) -> String {
    let mut steps: Vec<(Vec<String>, &str, &str)> = Vec::new();
    for result in all {
        for cause in result.verdicts.iter().flat_map(|verdict| &verdict.causes) {
            let (Recovery::Person { what, command }, Some(Outage::UntilMended)) =
                (&cause.back, cause.state.lasts())
            else {
                continue;
            };
            let title = result.failure.title(plan, topology);
            match steps.iter_mut().find(|(_, known, line)| *known == what.as_ref() && line == command) {
                Some((titles, ..)) if titles.contains(&title) => {}
                Some((titles, ..)) => titles.push(title),
                None => steps.push((vec![title], what, command)),
            }
        }
    }
    if steps.is_empty() {
        return String::new();
    }
    let mut text = "\nWhat lasts until someone acts:\n\n".to_owned();
    for (titles, what, command) in steps {
        let _ = writeln!(text, "* {}: {what}: `{command}`", titles.join("; "));
    }
    text
}
