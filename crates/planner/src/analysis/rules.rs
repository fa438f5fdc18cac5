//! Rules that do not belong to one part: whether all pods fit on the nodes.

use std::str::FromStr;

use crate::analysis::load::Load;
use crate::field::Field;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack;
use crate::stack::storage::options::Access;
use crate::topology::{Node, Peer};
use crate::values::{Memory, Millicores, Resources};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP002",
        name: "more-requests-than-the-nodes-have",
        severity: Severity::Error,
        explanation: "The scheduler reserves what pods request. Pods that do not fit on any node stay Pending, and \
                      their tier is not complete.",
        remedy: "Use fewer or smaller pods, or more or larger nodes.",
        flagged: |plan, _| plan.cluster.node_memory = Memory::mib(512),
        clean: |plan, _| plan.cluster.node_memory = Memory::gib(8),
        check: fits,
    },
    Rule {
        code: "FP003",
        name: "more-pods-than-nodes-to-spread-on",
        severity: Severity::Advice,
        explanation: "Pods of one kind are spread over the nodes. If there are more pods than nodes, some share a \
                      node and fail together.",
        remedy: "Use larger pods rather than more of them, or accept that some share a node.",
        flagged: |plan, _| plan.cluster.nodes = 2,
        clean: |plan, _| plan.cluster.nodes = 3,
        check: spread,
    },
    Rule {
        code: "FP004",
        name: "request-above-its-limit",
        severity: Severity::Warning,
        explanation: "The API server refuses a container whose request is above its limit. The bundle therefore \
                      lowers the request to the limit, which is less than you entered.",
        remedy: "Raise the limit, or lower the request.",
        flagged: |plan, _| plan.nginx.resources.memory_request = Memory::gib(1),
        clean: |plan, _| plan.nginx.resources.memory_request = Memory::mib(32),
        check: request_above_limit,
    },
    Rule {
        code: "FP034",
        name: "autoscaler-beyond-the-nodes",
        severity: Severity::Warning,
        explanation: "Under load the autoscaler adds more pods than fit on the nodes. The extra ones stay Pending \
                      just when they are needed, and other pods have no space to roll out.",
        remedy: "Allow fewer pods, or plan with more or larger nodes.",
        flagged: |plan, _| {
            plan.web.pages.autoscale = true;
            plan.web.pages.max_replicas = 50;
        },
        clean: |plan, _| plan.web.pages.autoscale = true,
        check: grown,
    },
];

/// The same sum as [`fits`], with every autoscaler at its maximum.
fn grown(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let topology = stack::topology(plan);
    let (least, most) = (Load::of(&topology), Load::at_most(&topology));
    let nodes = u64::from(plan.cluster.nodes);
    let cpu = u64::from(plan.cluster.node_cpu.number()) * nodes;
    let memory = u64::from(plan.cluster.node_memory.in_mib()) * nodes;
    let fits = |load: Load| load.cpu <= cpu && load.memory <= memory;
    if !fits(least) || fits(most) {
        return;
    }
    let grows = |node: &&Node| node.grows_to.is_some_and(|most| most > node.replicas);
    let first = topology.nodes.iter().filter(grows).find_map(|node| field_of(node, "max_replicas"));
    let finding = report.flag(format!(
        "At their maximum all pods request {} CPU and {}, but the nodes have {} and {}",
        cores(most.cpu),
        gibibytes(most.memory),
        cores(cpu),
        gibibytes(memory)
    ));
    if let Some(first) = first {
        finding.at(first.id.0);
    }
    finding.at("cluster.nodes");
    if let Some(nodes) = nodes_wanted(plan, most) {
        finding.fix(format!("Plan with {nodes} nodes"), plan, |plan| plan.cluster.nodes = nodes);
    }
}

fn fits(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let topology = stack::topology(plan);
    let load = Load::of(&topology);
    let cluster = &plan.cluster;
    // A volume that one node mounts holds its pods together there.
    let mounts_media = |node: &Node| {
        topology.links.iter().any(|link| link.from == node.id && link.to.0 == stack::storage::NODE)
    };
    let held = stack::storage::held(plan);
    let together = Load::of(&crate::topology::Topology {
        nodes: topology.nodes.iter().filter(|node| mounts_media(node)).cloned().collect(),
        links: Vec::new(),
    });
    let (cpu, memory) = (u64::from(cluster.node_cpu.number()), u64::from(cluster.node_memory.in_mib()));
    let nodes = u64::from(cluster.nodes);
    let largest = |size: fn(&Resources) -> u32| {
        topology
            .nodes
            .iter()
            .filter(|node| node.replicas > 0)
            .filter_map(|node| node.resources.as_ref().map(size))
            .max()
    };
    let largest_cpu = u64::from(largest(|r| r.cpu_request.number()).unwrap_or(0));
    let largest_memory = u64::from(largest(|r| r.memory_request.in_mib()).unwrap_or(0));
    let checks = [
        ("All pods", load.cpu, cpu * nodes, load.memory, memory * nodes, "cluster.nodes"),
        ("The largest pod", largest_cpu, cpu, largest_memory, memory, "cluster.node_memory"),
        ("The pods around the media volume", together.cpu, cpu, together.memory, memory, "storage.access"),
    ];
    for (who, cpu, cpu_there, memory, memory_there, field) in checks {
        if field == "storage.access" && !held {
            continue;
        }
        if cpu > cpu_there || memory > memory_there {
            let finding = report.flag(format!(
                "{who} request {} CPU and {}, there are {} and {}",
                cores(cpu),
                gibibytes(memory),
                cores(cpu_there),
                gibibytes(memory_there)
            ));
            finding.because(sum(&topology.nodes)).at(field).at("cluster.node_cpu");
            if field != "cluster.node_memory" {
                finding.at("cluster.node_memory");
            }
            if let Some(nodes) = nodes_wanted(plan, load).filter(|_| field == "cluster.nodes") {
                finding.fix(format!("Plan with {nodes} nodes"), plan, |plan| plan.cluster.nodes = nodes);
            }
            return;
        }
    }
}

/// How many such nodes are enough for everything; None if that would take an unreasonable number.
fn nodes_wanted(plan: &Plan, load: Load) -> Option<u32> {
    let (cpu, memory) = (plan.cluster.node_cpu.number(), plan.cluster.node_memory.in_mib());
    let wanted = load.cpu.div_ceil(u64::from(cpu)).max(load.memory.div_ceil(u64::from(memory)));
    let fits_one = plan.storage.access == Access::ManyNodes;
    let largest = stack::topology(plan).nodes.iter().filter(|node| node.replicas > 0).all(|node| {
        node.resources.is_none_or(|r| r.cpu_request.number() <= cpu && r.memory_request.in_mib() <= memory)
    });
    u32::try_from(wanted).ok().filter(|nodes| fits_one && largest && *nodes <= 20)
}

fn sum(nodes: &[Node]) -> String {
    let terms: Vec<String> = nodes
        .iter()
        .filter(|node| node.replicas > 0)
        .filter_map(|node| {
            let resources = node.resources?;
            Some(format!(
                "{} {} × ({} CPU, {})",
                node.title, node.replicas, resources.cpu_request, resources.memory_request
            ))
        })
        .collect();
    terms.join(" + ")
}

fn cores(thousandths: u64) -> String {
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}

fn gibibytes(mib: u64) -> String {
    let hundredths = mib * 100 / 1024;
    format!("{}.{:02} GiB", hundredths / 100, hundredths % 100)
}

/// All groups of pods that must run on different nodes, with the field for their number. FP003's fix is one pod per node.
fn spread(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let nodes = plan.cluster.nodes;
    if nodes == 1 || plan.storage.access == Access::OneNode {
        return;
    }
    for node in stack::topology(plan).nodes {
        let is_pods = matches!(node.peer, Peer::Pods(_));
        if is_pods && node.replicas > nodes {
            let finding = report.flag(format!(
                "{} pods of {} on {nodes} nodes: some share a node",
                node.replicas, node.title
            ));
            if let Some(field) = field_of(&node, "replicas") {
                finding.at(field.id.0);
            }
            finding.at("cluster.nodes");
        }
    }
}

/// The field of a node: its options have names below its own.
fn field_of(node: &Node, option: &str) -> Option<&'static Field> {
    let name = format!("{}.{option}", node.id);
    stack::fields().find(|field| field.id.0 == name)
}

/// Requests and limits as they are written: in the objects no request is above its limit.
fn request_above_limit(inputs: &Inputs<'_>, report: &mut Report) {
    for node in stack::topology(inputs.plan).nodes {
        above::<Millicores>(
            inputs.plan,
            report,
            &node,
            "CPU",
            ["resources.cpu_request", "resources.cpu_limit"],
        );
        let memory = ["resources.memory_request", "resources.memory_limit"];
        above::<Memory>(inputs.plan, report, &node, "Memory", memory);
    }
}

fn above<Quantity: FromStr + PartialOrd>(
    plan: &Plan,
    report: &mut Report,
    node: &Node,
    what: &str,
    [request, limit]: [&str; 2],
) {
    let Some((request, limit)) = field_of(node, request).zip(field_of(node, limit)) else { return };
    let (requested, allowed) = (request.read(plan), limit.read(plan));
    let quantity = |text: &str| text.parse::<Quantity>().ok();
    if quantity(&requested).zip(quantity(&allowed)).is_some_and(|(requested, allowed)| requested > allowed) {
        report
            .flag(format!("{what} of {}: {requested} requested, {allowed} allowed", node.title))
            .at(request.id.0)
            .fix(format!("Allow {requested}"), plan, |plan| {
                // What is no limit changes nothing, and no fix is offered.
                let _ = limit.write(plan, &requested);
            });
    }
}
