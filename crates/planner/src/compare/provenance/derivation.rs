//! Explains in a sentence where a line comes from that no single option decides.

use super::file_content::{Piece, pieces};
use crate::bundle::plan_yaml;
use crate::kube::yaml_lines::{LineKind, YamlLine, yaml_lines};
use crate::manifests::policies;
use crate::outcome::Outcome;
use crate::plan::Plan;
use crate::stack::{PARTS, Part};
use crate::topology::{Carries, Link, NodeId, Topology};

/// What a line of a file is derived from, counted from 0.
pub fn derivation(plan: &Plan, outcome: &Outcome, path: &str, line: usize) -> String {
    let Some(file) = outcome.files.get(path) else { return String::new() };
    match path {
        plan_yaml::PATH => of_the_plan(plan, &file.text, line),
        "README.md" => {
            "Written from this plan's objects, connections and findings. Every option can change it."
                .to_owned()
        }
        "topology.svg" => "Drawn from this plan's connections, like the picture on this page.".to_owned(),
        "verify.sh" => "Made from this plan's objects: it checks each of them in the cluster.".to_owned(),
        "Kustomization" => "It combines the other folders. Put your own patches here.".to_owned(),
        "base/Kustomization" => of_the_list(&file.text, line),
        _ => match pieces(outcome, path, plan).into_iter().rev().find(|piece| piece.first <= line) {
            Some(piece) if line - piece.first >= piece.text.lines().count() => {
                "This line separates one object from the next.".to_owned()
            }
            Some(piece) if piece.part == policies::KEY => {
                of_a_policy(&piece, line - piece.first, &outcome.topology)
            }
            Some(piece) => of_a_part(&format!("{} {}", piece.object.kind(), piece.object.name()), piece.part),
            None => of_a_part(path, file.part),
        },
    }
}

fn part(key: &str) -> Option<&'static Part> {
    PARTS.iter().find(|part| part.key == key)
}

fn of_a_part(what: &str, key: &str) -> String {
    let belongs = part(key).map(|part| format!(": {what} belongs to {}. {}", part.title, part.about));
    format!("No single option changes this line{}", belongs.unwrap_or_else(|| ".".to_owned()))
}

fn of_the_plan(plan: &Plan, text: &str, line: usize) -> String {
    let path = yaml_lines(text).nth(line).map(|line| line.path).unwrap_or_default();
    let field = PARTS.iter().flat_map(|part| part.fields).find(|field| field.id.0 == path);
    match (field, part(path.split('.').next().unwrap_or_default())) {
        (Some(field), _) if !(field.shown)(plan) => {
            format!("“{}” does not apply to this plan. Its value is kept in case it does later.", field.label)
        }
        (_, Some(part)) => format!("The options of {}. {}", part.title, part.about),
        _ if path == "version" => "The version of the plan.yaml format, for future planners.".to_owned(),
        _ => "The same in every plan: it explains this file.".to_owned(),
    }
}

fn of_the_list(text: &str, line: usize) -> String {
    let item = yaml_lines(text).nth(line).filter(|line| line.kind == LineKind::Item);
    let name = item.map_or("", |line| line.value());
    let title = PARTS.iter().find(|part| !part.file.is_empty() && format!("{}.yaml", part.file) == name);
    match title {
        Some(part) => format!("Listed because this plan has objects of {}.", part.title),
        None if name == format!("{}.yaml", policies::FILE) => {
            "Listed because the plan's connections need network policies.".to_owned()
        }
        None => "It lists the files in this folder, in the order of their numbers.".to_owned(),
    }
}

/// The links from which a line of a policy was made: those of its rule, or else all of its pods'.
fn of_a_policy(piece: &Piece<'_>, line: usize, topology: &Topology) -> String {
    if piece.object.name() == policies::DENY {
        return "Denies all traffic of every pod by default. Each of the other policies opens one port."
            .to_owned();
    }
    let owner = |id: NodeId| policies::names(topology, id).iter().any(|name| *name == piece.object.name());
    let lines: Vec<YamlLine<'_>> = yaml_lines(piece.text).collect();
    let Some(here) = lines.get(line) else { return String::new() };
    let (comes_in, goes_out) = (here.is_within("spec.ingress"), here.is_within("spec.egress"));
    // `spec.ingress[0]` of `spec.ingress[0].ports[0].port`.
    let rule = here.path.find(']').map(|end| &here.path[..=end]).filter(|_| comes_in || goes_out);
    let ports: Option<Vec<u16>> = rule.map(|rule| {
        let of_rule = lines.iter().filter(|line| line.is_within(rule) && line.path.ends_with(".port"));
        of_rule.filter_map(|line| line.value().parse().ok()).collect()
    });
    let belongs = |link: &&Link| match (comes_in, goes_out) {
        (true, _) => owner(link.to),
        (_, true) => owner(link.from),
        (false, false) => owner(link.to) || owner(link.from),
    };
    let on_port = |link: &&Link| match &link.carries {
        Carries::Tcp { port, .. } => ports.as_ref().is_none_or(|ports| ports.contains(port)),
        Carries::Files { .. } => false,
    };
    let links: Vec<String> =
        topology.links.iter().filter(belongs).filter(on_port).map(|link| worded(link, topology)).collect();
    if links.is_empty() {
        return "Pods that open connections need to look up the server first: this lets them ask the cluster's DNS.".to_owned();
    }
    format!("Comes from the connections in the picture: {}.", links.join("; "))
}

fn worded(link: &Link, topology: &Topology) -> String {
    let title = |id: NodeId| topology.find(id).map_or(id.0, |node| node.title.as_str());
    let port = match &link.carries {
        Carries::Tcp { port, .. } => format!(" on port {port}"),
        Carries::Files { .. } => String::new(),
    };
    format!("{} talks to {}{port}, to {}", title(link.from), title(link.to), link.why)
}
