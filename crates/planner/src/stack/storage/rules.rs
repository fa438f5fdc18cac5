//! What can be wrong with the media volume.

use super::options::Access;
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::stack::cluster::{LONGHORN, classes};
use crate::values::{DnsSubdomain, Memory};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP070",
        name: "one-node-media-on-several-nodes",
        severity: Severity::Warning,
        explanation: "Only one node can mount the volume, so nginx, both tiers, Celery and the jobs all run there. \
                      When that node is down the forum is down, and the other nodes cannot help.",
        remedy: "Use a storage class that many nodes can mount, like Longhorn or NFS.",
        flagged: |plan, _| plan.storage.access = Access::OneNode,
        clean: |plan, _| plan.storage.access = Access::ManyNodes,
        check: one_node,
    },
    Rule {
        code: "FP071",
        name: "many-nodes-without-a-class",
        severity: Severity::Error,
        explanation: "Without a class that supports ReadWriteMany, the claim goes to the cluster's default class. \
                      local-path on k3s refuses it, the claim stays Pending, and no pod that mounts it starts.",
        remedy: "Set the class under Cluster, or keep all pods on one node.",
        flagged: |plan, _| plan.cluster.rwx_class = None,
        clean: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("nfs")),
        check: no_class,
    },
    Rule {
        code: "FP072",
        name: "many-nodes-on-a-class-for-one-node",
        severity: Severity::Error,
        explanation: "This class provides cloud disks or folders on one node, which only one node can mount at a \
                      time. Its driver refuses ReadWriteMany (local-path: “NodePath only supports ReadWriteOnce \
                      and ReadWriteOncePod”), the claim stays Pending, and no pod that mounts it starts.",
        remedy: "Choose a class for many nodes, or keep all pods on one node.",
        flagged: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("gp3")),
        clean: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("efs-sc")),
        check: class_for_one_node,
    },
    Rule {
        code: "FP182",
        name: "longhorn-to-install",
        severity: Severity::Advice,
        explanation: "Uploads need a class that many nodes can mount, and the plan uses Longhorn. No Kubernetes \
                      includes it: until you install it the claim stays Pending, and so does every pod that mounts \
                      the uploads.",
        remedy: "Install Longhorn before the bundle, as its README describes, or set the class for many nodes that \
                 your cluster has.",
        flagged: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("longhorn")),
        clean: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("nfs")),
        check: to_install,
    },
    Rule {
        code: "FP157",
        name: "media-volume-that-few-disks-hold",
        severity: Severity::Advice,
        explanation: "The planner does not know how large your disks are. If they are smaller, the claim stays \
                      Pending, or the volume is created anyway and the disk fills up one day. A class that keeps \
                      copies, like Longhorn, needs the space several times.",
        remedy: "Compare the size with your disks, or start smaller: most classes can grow a volume later, none \
                 can shrink one.",
        flagged: |plan, _| plan.storage.size = Memory::gib(3072),
        clean: |plan, _| plan.storage.size = Memory::gib(500),
        check: large_volume,
    },
];

/// Above it a usual disk of a node or a cloud has no room for the system and the database beside it.
const LARGE: Memory = Memory::gib(1024);

fn large_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.storage.size >= LARGE {
        report
            .flag(format!("{} for media: check that your disks are large enough", plan.storage.size))
            .because("Each account takes 170 KB, each attachment up to 5 MB (measured).")
            .at("storage.size")
            .at("cluster.nodes");
    }
}

fn one_node(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.storage.access == Access::OneNode && plan.cluster.nodes > 1 {
        let finding = report.flag(format!(
            "The forum runs on only one of {} nodes, the one with its media volume",
            plan.cluster.nodes
        ));
        finding.at("storage.access").at("cluster.nodes");
        if plan.cluster.rwx_class.as_ref().is_some_and(|class| classes::one_node(class.as_str()).is_none()) {
            finding.fix("Mount it on any node", plan, |plan| plan.storage.access = Access::ManyNodes);
        }
    }
}

fn no_class(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if plan.storage.access == Access::ManyNodes && plan.cluster.rwx_class.is_none() {
        report
            .flag("No storage class for many nodes is set")
            .at("cluster.rwx_class")
            .at("storage.access")
            .fix("Keep all pods on one node", plan, |plan| plan.storage.access = Access::OneNode);
    }
}

fn class_for_one_node(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let named = plan.cluster.rwx_class.as_ref().and_then(|class| classes::one_node(class.as_str()));
    let Some(class) = named.filter(|_| plan.storage.access == Access::ManyNodes) else { return };
    let finding = report.flag(format!("{} cannot be mounted by many nodes", class.name));
    finding
        .because(format!("Its driver is {}. Use {}.", class.provisioner, class.instead))
        .at("cluster.rwx_class")
        .at("storage.access");
    match class.brought {
        Some(brought) => finding.fix(format!("Use {brought}"), plan, |plan| {
            plan.cluster.rwx_class = Some(DnsSubdomain::known(brought));
        }),
        None => finding.fix("Keep all pods on one node", plan, |plan| plan.storage.access = Access::OneNode),
    };
}

fn to_install(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let class = plan.cluster.rwx_class.as_ref().map(DnsSubdomain::as_str);
    // A forum whose uploads lie there already has it.
    let runs = inputs.running.is_some_and(|running| {
        running.plan.storage.access == Access::ManyNodes
            && running.plan.cluster.rwx_class == plan.cluster.rwx_class
    });
    if plan.storage.access == Access::ManyNodes && class == Some(LONGHORN) && !runs {
        report
            .flag("The uploads need Longhorn: install it before this bundle")
            .at("cluster.rwx_class")
            .at("storage.access");
    }
}
