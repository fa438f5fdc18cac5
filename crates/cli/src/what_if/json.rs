//! Verdicts for programs. What is there stays there: fields may come, none goes or changes its meaning within a
//! version.

use planner::analysis::whatif::{Cause, Remedy, Verdict, WhatIf};
use planner::failure::{Back, Lasts, Share, Source, State};
use serde_json::{Map, Value, json};

use super::Sight;

const VERSION: u32 = 1;

pub fn json(sight: &Sight<'_>, results: &[WhatIf]) -> String {
    let nodes = sight.topology.nodes.iter();
    let single =
        nodes.filter_map(|node| Some(json!({ "node": node.id.0, "why": node.single_point.as_ref()? })));
    let whole = json!({
        "version": VERSION,
        "plan": sight.file,
        "single_points": single.collect::<Vec<_>>(),
        "failures": results.iter().map(|result| failure(sight, result)).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}

fn failure(sight: &Sight<'_>, result: &WhatIf) -> Value {
    json!({
        "name": result.failure.key(),
        "title": result.failure.title(sight.plan, &sight.topology),
        "meaning": result.failure.meaning(),
        "verdicts": result.verdicts.iter().map(verdict).collect::<Vec<_>>(),
        "remedies": sight.remedies(result).iter().map(|one| remedy(sight, one)).collect::<Vec<_>>(),
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
fn state(state: State) -> Value {
    let seconds = state.lasts().and_then(|lasts| match lasts {
        Lasts::For(seconds) => Some(json!({ "least": seconds.least, "most": seconds.most })),
        Lasts::UntilMended => None,
    });
    let key = match state {
        State::Works => "works",
        State::Degraded(_) => "in-part",
        State::Stops(_) => "stops",
    };
    json!({ "key": key, "words": state.to_string(), "seconds": seconds })
}

fn cause(cause: &Cause) -> Value {
    let (by, how, command) = match &cause.back {
        Back::TakenOver(how) => ("others", *how, None),
        Back::Again(how) => ("restart", *how, None),
        Back::Person { what, command } => ("person", what.as_ref(), Some(command)),
    };
    let measured = match cause.source {
        Source::Measured(heading) | Source::Once(heading) => Some(heading),
        Source::Reasoned => None,
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

fn remedy(sight: &Sight<'_>, remedy: &Remedy) -> Value {
    let set: Map<String, Value> =
        sight.set(remedy).into_iter().map(|(id, value)| (id.to_string(), Value::from(value))).collect();
    let better = remedy.betters.iter().map(|(ability, now, then)| {
        json!({ "ability": ability.title(), "now": state(*now), "then": state(*then) })
    });
    json!({ "label": remedy.fix.label, "set": set, "better": better.collect::<Vec<_>>() })
}
