//! What can be wrong with the options of the cluster alone.

use super::kinds::{self, DefaultClass, Policies};
use super::options::{Distribution, Version};
use super::{Inside, inside};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster::classes;
use crate::stack::postgres::options::Mode;
use crate::values::{Choices, DnsSubdomain, ServerAddress};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP001",
        name: "kubernetes-out-of-support",
        severity: Severity::Warning,
        explanation: "A Kubernetes version past its end of life gets no security fixes, and this bundle is only \
                      tested with 1.35, 1.36 and 1.37.",
        remedy: "Upgrade the cluster, one minor version at a time, then choose the new version here.",
        flagged: |plan, _| plan.cluster.version = Version::V1_34,
        clean: |plan, _| plan.cluster.version = Version::V1_35,
        check: out_of_support,
    },
    Rule {
        code: "FP150",
        name: "class-that-depends-on-how-it-was-installed",
        severity: Severity::Advice,
        explanation: "The claims of PostgreSQL, Redis and the backup set no class, so they get the cluster's \
                      default. On k3s that is local-path, and Longhorn's chart adds a second default unless it is \
                      told not to. Of two defaults Kubernetes uses the newer one, so the databases end up on a \
                      class meant for uploads, and a claim can never change its class.",
        remedy: "Check that kubectl get storageclass marks exactly one class as (default). Install Longhorn with \
                 persistence.defaultClass=false, as the bundle's README does, or set the class for one node here.",
        flagged: |plan, _| plan.cluster.rwx_class = Some(DnsSubdomain::known("longhorn")),
        clean: |plan, _| plan.cluster.rwo_class = Some(DnsSubdomain::known("local-path")),
        check: two_defaults,
    },
    Rule {
        code: "FP198",
        name: "policies-that-may-not-be-enforced",
        severity: Severity::Warning,
        explanation: "The network policies of the bundle keep pods from each other and from the internet. Without \
                      something that enforces them, the server accepts them all the same and they do nothing: every \
                      pod of the cluster reaches Redis and PostgreSQL.",
        remedy: "Switch enforcement on, or install a network add-on that does it. Then the finding can be left as it is; \
                 the planner cannot see it.",
        flagged: |plan, _| plan.cluster.distribution = Distribution::Eks,
        clean: |plan, _| plan.cluster.distribution = Distribution::DigitalOcean,
        check: not_enforced,
    },
    Rule {
        code: "FP199",
        name: "no-default-class",
        severity: Severity::Error,
        explanation: "The claims of PostgreSQL, Redis and the backup name no storage class, and this kind of cluster \
                      has no default one. Such a claim waits for ever, and its pod stays Pending.",
        remedy: "Name a class for volumes of one node. kubectl get storageclass lists what is there.",
        flagged: |plan, _| plan.cluster.distribution = Distribution::Kubeadm,
        clean: |plan, _| {
            plan.cluster.distribution = Distribution::Kubeadm;
            plan.cluster.rwo_class = Some(DnsSubdomain::known("longhorn"));
        },
        check: no_default,
    },
    Rule {
        code: "FP154",
        name: "server-outside-that-is-inside",
        severity: Severity::Advice,
        explanation: "The network policies let the forum's pods into the namespace of that Service, on the Service's \
                      port. A policy applies to the port of the pods, which may be another, and the other namespace \
                      may have policies of its own. In both cases the connection times out, and every pod waits for it.",
        remedy: "Check with kubectl get endpointslices which port the pods listen on. If it is another, add a \
                 NetworkPolicy next to base/ and list it in Kustomization. If the other namespace has policies, let \
                 the forum's namespace in there.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("pg-rw.databases.svc.cluster.local");
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("db.misago-project.org");
        },
        check: service_of_the_cluster,
    },
    Rule {
        code: "FP226",
        name: "address-of-a-service",
        severity: Severity::Warning,
        explanation: "The network policies let the forum's pods to this address. But a Service is served by pods with \
                      addresses of their own, and a policy applies to these: the connection times out, and every pod \
                      waits for it.",
        remedy: "Enter the Service's name with its namespace, like pg-rw.databases.svc.cluster.local. The policies \
                 then let the pods into that namespace.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("10.43.7.8");
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("10.0.0.5");
        },
        check: address_of_a_service,
    },
];

fn not_enforced(inputs: &Inputs<'_>, report: &mut Report) {
    let kind = kinds::of_plan(inputs.plan);
    if let Policies::Unless(done) = kind.policies {
        report
            .flag(format!("{} does not enforce network policies unless {done}", kind.name))
            .at("cluster.distribution");
    }
}

fn no_default(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let kind = kinds::of_plan(plan);
    if kind.default_class != DefaultClass::Missing || plan.cluster.rwo_class.is_some() {
        return;
    }
    let finding = report.flag(format!("{} has no default storage class", kind.name));
    finding.at("cluster.rwo_class");
    // The one for uploads is there anyway, and Longhorn's volumes follow their pod.
    if let Some(class) = plan.cluster.rwx_class.as_ref().filter(|class| class.as_str() == super::LONGHORN) {
        finding.fix("Use longhorn for these too", plan, |plan| plan.cluster.rwo_class = Some(class.clone()));
    }
}

fn two_defaults(inputs: &Inputs<'_>, report: &mut Report) {
    let Some((name, maker)) = classes::rival(inputs.plan) else { return };
    let whose = match inputs.plan.postgres.mode {
        Mode::External => "Redis' volume gets",
        Mode::InCluster | Mode::CloudNativePg => "The volumes of PostgreSQL and Redis get",
    };
    report
        .flag(format!("{whose} local-path, or {name} if {maker} set a second default class"))
        .because("kubectl get storageclass shows which class is (default).")
        .at("cluster.rwo_class")
        .at("cluster.rwx_class");
}

/// End of life by the project's release pages, read 2026-11: 1.35 on 2027-02-28, 1.36 on 2027-06-28,
/// 1.37 on 2027-10-28. The rule has no clock: the next release of the planner moves the line.
fn out_of_support(inputs: &Inputs<'_>, report: &mut Report) {
    let cluster = &inputs.plan.cluster;
    if matches!(cluster.version, Version::V1_33 | Version::V1_34) {
        report
            .flag(format!("Kubernetes {} is past its end of life", cluster.version.key()))
            .at("cluster.version");
    }
}

/// All external servers of a plan to which pods of the bundle connect, except the object store, which has its own rule:
/// the option, who it is, and the address.
fn servers(plan: &Plan) -> impl Iterator<Item = (&'static str, &'static str, &ServerAddress)> {
    let postgres = &plan.postgres;
    let external = postgres.mode == Mode::External;
    let database = external.then_some(("postgres.host", "PostgreSQL", &postgres.host));
    let pooler = postgres.outside_pooler().filter(|_| !plan.pgbouncer.enabled);
    let pooler = pooler.map(|host| ("postgres.pooler", "The pooler", host));
    let mail = plan.site.mail.then_some(("site.smtp_host", "The mail server", &plan.site.smtp_host));
    [database, pooler, mail].into_iter().flatten()
}

fn service_of_the_cluster(inputs: &Inputs<'_>, report: &mut Report) {
    for (field, who, host) in servers(inputs.plan) {
        if let Some(Inside::Service(namespace)) = inside(inputs.plan, host.as_str()) {
            report
                .flag(format!("{who} at {host} is inside this cluster"))
                .because(format!(
                    "Policies select its pods by namespace: kubernetes.io/metadata.name: {namespace}."
                ))
                .at(field);
        }
    }
}

fn address_of_a_service(inputs: &Inputs<'_>, report: &mut Report) {
    for (field, who, host) in servers(inputs.plan) {
        if inside(inputs.plan, host.as_str()) == Some(Inside::Address) {
            report
                .flag(format!("{who} at {host} is inside this cluster"))
                .because("10.42.0.0/16 and 10.43.0.0/16 are the pod and Service networks of k3s and RKE2.")
                .at(field);
        }
    }
}
