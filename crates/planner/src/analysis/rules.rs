//! Rules of no single part: whether it all fits together on the nodes.

use crate::analysis::load::Load;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack;
use crate::stack::cluster::Inside;
use crate::stack::postgres::options::Mode;
use crate::stack::storage::options::Access;
use crate::topology::{Node, Peer};
use crate::values::{Memory, Millicores, Resources, ServerAddress};

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
    Rule {
        code: "FP154",
        name: "server-outside-that-is-inside",
        severity: Severity::Warning,
        explanation: "The network policy allows pods to reach external addresses. But a Service is served by pods \
                      with their own addresses and ports, which Cilium never treats as external addresses: the \
                      connection times out, and every pod waits for it.",
        remedy: "Add your own NetworkPolicy next to base/ and list it in Kustomization. It must allow egress from \
                 the forum’s pods to the other namespace, on the port its pods listen on. That namespace may also \
                 need a policy that lets them in.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("pg-rw.databases.svc.cluster.local");
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("db.misago-project.org");
        },
        check: inside_the_cluster,
    },
];

/// Every server that a plan names as one outside and that pods of the bundle dial. The object store has a rule of its own.
fn inside_the_cluster(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let database = (plan.postgres.mode == Mode::External).then_some((
        "postgres.host",
        "PostgreSQL",
        &plan.postgres.host,
    ));
    let mail = plan.site.mail.then_some(("site.smtp_host", "The mail server", &plan.site.smtp_host));
    for (field, who, host) in database.into_iter().chain(mail) {
        let Some(place) = stack::cluster::inside(plan, host.as_str()) else { continue };
        let detail = match place {
            Inside::Service(namespace) => {
                format!("Select its pods by namespace: kubernetes.io/metadata.name: {namespace}.")
            }
            Inside::Address => {
                "10.42.0.0/16 and 10.43.0.0/16 are the pod and Service networks of k3s.".to_owned()
            }
        };
        report.flag(format!("{who} at {host} is inside this cluster")).because(detail).at(field);
    }
}

/// The same sum as [`fits`], for the day when every autoscaler is at its most.
fn grown(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let mut grown = plan.clone();
    for tier in [&mut grown.web.pages, &mut grown.web.api] {
        tier.replicas = tier.most();
    }
    let least = Load::of(&stack::topology(plan));
    let most = Load::of(&stack::topology(&grown));
    let nodes = u64::from(plan.cluster.nodes);
    let cpu = u64::from(plan.cluster.node_cpu.number()) * nodes;
    let memory = u64::from(plan.cluster.node_memory.in_mib()) * nodes;
    let fits = |load: Load| load.cpu <= cpu && load.memory <= memory;
    if !fits(least) || fits(most) {
        return;
    }
    let pages = plan.web.pages.autoscale && plan.web.pages.most() > plan.web.pages.replicas;
    let first = if pages { "web.pages.max_replicas" } else { "web.api.max_replicas" };
    let finding = report.flag(format!(
        "At their maximum all pods request {} CPU and {}, but the nodes have {} and {}",
        cores(most.cpu),
        gibibytes(most.memory),
        cores(cpu),
        gibibytes(memory)
    ));
    finding.at(first).at("cluster.nodes");
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
    let held = plan.storage.access == Access::OneNode && cluster.nodes > 1;
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

/// How many such nodes carry it all, if a sensible number does.
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

/// Every group of pods that is kept apart, with the field of its number; FP003's fix is one pod a node.
fn spread(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let nodes = plan.cluster.nodes;
    if nodes == 1 || plan.storage.access == Access::OneNode {
        return;
    }
    for node in stack::topology(plan).nodes {
        let is_pods = matches!(node.peer, Peer::Pods(_));
        if is_pods && node.replicas > nodes {
            let field = match node.id.0 {
                "nginx" => "nginx.replicas",
                "web.pages" => "web.pages.replicas",
                "web.api" => "web.api.replicas",
                "celery" => "celery.replicas",
                "pgbouncer" => "pgbouncer.replicas",
                _ => "redis.replicas",
            };
            report
                .flag(format!("{} pods of {} on {nodes} nodes: some share a node", node.replicas, node.title))
                .at(field)
                .at("cluster.nodes");
        }
    }
}

/// The resources of every part with their fields, in pairs of request and limit.
fn request_above_limit(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    type Of = fn(&mut Plan) -> &mut Resources;
    let mut parts: Vec<(&str, &Resources, [&'static str; 2], Of)> = vec![
        (
            "nginx",
            &plan.nginx.resources,
            ["nginx.resources.cpu_request", "nginx.resources.memory_request"],
            |plan| &mut plan.nginx.resources,
        ),
        (
            "the pages tier",
            &plan.web.pages.resources,
            ["web.pages.resources.cpu_request", "web.pages.resources.memory_request"],
            |plan| &mut plan.web.pages.resources,
        ),
        (
            "Celery",
            &plan.celery.resources,
            ["celery.resources.cpu_request", "celery.resources.memory_request"],
            |plan| &mut plan.celery.resources,
        ),
        (
            "Redis",
            &plan.redis.resources,
            ["redis.resources.cpu_request", "redis.resources.memory_request"],
            |plan| &mut plan.redis.resources,
        ),
    ];
    if plan.web.split {
        parts.push((
            "the API tier",
            &plan.web.api.resources,
            ["web.api.resources.cpu_request", "web.api.resources.memory_request"],
            |plan| &mut plan.web.api.resources,
        ));
    }
    if plan.pgbouncer.enabled {
        parts.push((
            "PgBouncer",
            &plan.pgbouncer.resources,
            ["pgbouncer.resources.cpu_request", "pgbouncer.resources.memory_request"],
            |plan| &mut plan.pgbouncer.resources,
        ));
    }
    if plan.postgres.is_here() {
        parts.push((
            "PostgreSQL",
            &plan.postgres.resources,
            ["postgres.resources.cpu_request", "postgres.resources.memory_request"],
            |plan| &mut plan.postgres.resources,
        ));
    }
    for (who, resources, [cpu_field, memory_field], of) in parts {
        let Resources { cpu_request, cpu_limit, memory_request, memory_limit } = *resources;
        if cpu_request > cpu_limit {
            report
                .flag(format!("CPU of {who}: {cpu_request} requested, {cpu_limit} allowed"))
                .at(cpu_field)
                .fix(format!("Allow {cpu_request}"), plan, |plan| {
                    of(plan).cpu_limit = Millicores::new(cpu_request.number())
                });
        }
        if memory_request > memory_limit {
            report
                .flag(format!("Memory of {who}: {memory_request} requested, {memory_limit} allowed"))
                .at(memory_field)
                .fix(format!("Allow {memory_request}"), plan, |plan| of(plan).memory_limit = memory_request);
        }
    }
}
