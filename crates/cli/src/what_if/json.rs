//! Verdicts as JSON. Within a version, fields may be added; none is removed or changes its meaning.

use planner::analysis::whatif::{Cause, Remedy, Verdict, WhatIf};
use planner::failure::{Availability, Evidence, Outage, Recovery, Share};
use serde_json::{Map, Value, json};

use super::PlanContext;

const VERSION: u32 = 1;

pub fn json(context: &PlanContext<'_>, results: &[WhatIf]) -> String {
    let nodes = context.topology.nodes.iter();
    let single =
        nodes.filter_map(|node| Some(json!({ "node": node.id.0, "why": node.single_point.as_ref()? })));
    let whole = json!({
        "version": VERSION,
        "plan": context.file,
        "single_points": single.collect::<Vec<_>>(),
        "failures": results.iter().map(|result| failure(context, result)).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn failure(context: &PlanContext<'_>, result: &WhatIf) -> Value {
    json!({
        "name": result.failure.key(),
        "title": result.failure.title(context.plan, &context.topology),
        "meaning": result.failure.meaning(),
        "verdicts": result.verdicts.iter().map(verdict).collect::<Vec<_>>(),
        "remedies": context.remedies(result).iter().map(|one| remedy(context, one)).collect::<Vec<_>>(),
    })
}

fn verdict(verdict: &Verdict) -> Value {
    json!({
        "ability": verdict.ability.title(),
        "state": state(verdict.state),
        "then": verdict.afterwards().map(state),
        "fails_of_100": verdict.fails().map(Share::percent),
        "causes": verdict.causes.iter().map(cause).collect::<Vec<_>>(),
    })
}

/// `seconds` are there for what ends by itself.
fn state(state: Availability) -> Value {
    let seconds = state.lasts().and_then(|lasts| match lasts {
        Outage::For(seconds) => Some(json!({ "least": seconds.least, "most": seconds.most })),
        Outage::UntilMended => None,
    });
    let key = match state {
        Availability::Works => "works",
        Availability::Degraded(_) => "in-part",
        Availability::Stops(_) => "stops",
    };
    json!({ "key": key, "words": state.to_string(), "seconds": seconds })
}

fn cause(cause: &Cause) -> Value {
    let (by, how, command) = match &cause.back {
        Recovery::TakenOver(how) => ("others", *how, None),
        Recovery::Again(how) => ("restart", *how, None),
        Recovery::Person { what, command } => ("person", what.as_ref(), Some(command)),
    };
    let measured = match cause.source {
        Evidence::Measured(heading) | Evidence::Once(heading) => Some(heading),
        Evidence::Reasoned => None,
    };
    json!({
        "node": cause.node.0,
        "state": state(cause.state),
        "reason": cause.reason,
        "back": { "by": by, "how": how, "command": command },
        "measured": measured,
        "help": cause.help.as_ref().map(|help| json!({ "option": help.field.0, "label": help.label })),
    })
}

fn remedy(context: &PlanContext<'_>, remedy: &Remedy) -> Value {
    let set: Map<String, Value> =
        context.set(remedy).into_iter().map(|(id, value)| (id.to_string(), Value::from(value))).collect();
    let better = remedy.betters.iter().map(|(ability, now, then)| {
        json!({ "ability": ability.title(), "now": state(*now), "then": state(*then) })
    });
    json!({ "label": remedy.fix.label, "set": set, "better": better.collect::<Vec<_>>() })
}
