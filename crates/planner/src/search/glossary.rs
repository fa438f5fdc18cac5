//! Words that a newcomer meets on the page, each explained in a sentence or two.

use crate::field::FieldId;

/// A word and what it means.
pub struct Term {
    /// The word as the page writes it.
    pub word: &'static str,
    /// How else people write it, with blanks between.
    pub keywords: &'static str,
    /// What it means here.
    pub meaning: &'static str,
    /// The option where it is met, if it is one.
    pub field: Option<FieldId>,
}

const fn term(
    word: &'static str,
    keywords: &'static str,
    meaning: &'static str,
    field: &'static str,
) -> Term {
    Term { word, keywords, meaning, field: if field.is_empty() { None } else { Some(FieldId(field)) } }
}

/// Every word that is explained, in alphabetical order.
pub static TERMS: &[Term] = &[
    term(
        "ACME",
        "http-01",
        "The way by which Let’s Encrypt checks over HTTP that a host name is yours before it issues a certificate.",
        "site.issued_by",
    ),
    term("Advice", "tip", "A finding that could be better: the forum works without it.", ""),
    term(
        "Barman",
        "barman cloud",
        "Sends PostgreSQL’s changes to an object store all the time, so that the database can be brought back to any minute. CloudNativePG uses it.",
        "backup.archive",
    ),
    term(
        "Celery",
        "",
        "Runs Misago’s work in the background: mail, notifications, deletions. Without it pages still answer.",
        "celery.replicas",
    ),
    term(
        "cert-manager",
        "certmanager",
        "Gets certificates in a cluster and renews them. The forum’s own comes from Let’s Encrypt through it.",
        "site.tls",
    ),
    term(
        "CloudNativePG",
        "cnpg",
        "A Kubernetes operator that runs PostgreSQL on several pods and makes another one the primary when the first is lost.",
        "postgres.mode",
    ),
    term(
        "ClusterIssuer",
        "issuer",
        "cert-manager’s word for where certificates come from, such as Let’s Encrypt, for all namespaces.",
        "site.issuer",
    ),
    term(
        "Cron schedule",
        "30 2 * * *",
        "Five fields: minute, hour, day, month, weekday. 30 2 * * * means every night at 02:30.",
        "backup.schedule",
    ),
    term(
        "Evicted and killed",
        "eviction oom",
        "Evicted: Kubernetes moves the pod away because its node runs short. Killed: the kernel ends it because it went over its own memory limit.",
        "",
    ),
    term(
        "Fencing",
        "fence promote promotion",
        "Before a copy of the database takes over, the old one is made sure to take no more writes. Promoting is making the copy the new one.",
        "postgres.mode",
    ),
    term(
        "Finding code",
        "FP001 FP018 error code rule",
        "Every finding has a code such as FP018: the number of the rule that found it, to search for and to name in a pipeline. It is not an error of this page.",
        "",
    ),
    term(
        "GitOps",
        "argo flux",
        "A tool in the cluster reads a Git repository and applies what is in it, so that you never run kubectl by hand.",
        "gitops.tool",
    ),
    term(
        "HSTS",
        "strict-transport-security",
        "Tells browsers to use HTTPS only for this host, for as many days as you say. It cannot be taken back before they are over.",
        "site.hsts_days",
    ),
    term(
        "Ingress",
        "ingress controller",
        "The door of the cluster: takes requests from outside and passes them to the forum by host name. k3s brings Traefik for it.",
        "ingress.controller",
    ),
    term(
        "Longhorn",
        "",
        "Storage for Kubernetes that keeps copies of a volume on several nodes, and lets pods on all of them mount it.",
        "cluster.rwx_class",
    ),
    term(
        "Misago",
        "",
        "Free forum software, written in Python with Django. This page plans a forum with it: it needs PostgreSQL, Redis, a place for uploads and a mail server.",
        "",
    ),
    term(
        "Namespace",
        "",
        "A folder for objects in a cluster. Everything of the forum is in one of its own.",
        "site.namespace",
    ),
    term(
        "Network policy",
        "firewall",
        "Says which pods may talk to which. The bundle allows only the lines that you see in the picture.",
        "cluster.ingress_namespace",
    ),
    term(
        "Object store",
        "s3 bucket minio",
        "Keeps files under names in buckets, reached over HTTPS: Amazon S3 and everything that speaks like it.",
        "backup.target",
    ),
    term(
        "Operator",
        "",
        "A program in the cluster that looks after one kind of software, for example CloudNativePG after PostgreSQL.",
        "postgres.mode",
    ),
    term(
        "PgBouncer",
        "pooler",
        "Shares few connections to PostgreSQL among many pods. Needed when there are more threads than PostgreSQL takes connections.",
        "pgbouncer.enabled",
    ),
    term(
        "Pod",
        "replica",
        "The smallest thing that Kubernetes runs: one copy of a server. Two pods survive the loss of one.",
        "web.pages.replicas",
    ),
    term(
        "Preset",
        "goal",
        "A plan to start from. It decides how much of everything; your names and what your cluster has stay.",
        "",
    ),
    term(
        "Requests and limits",
        "cpu memory resources",
        "A request is what a pod reserves on its node, a limit the most that it may use.",
        "web.pages.resources.memory_request",
    ),
    term(
        "restic",
        "",
        "Makes the nightly copies: encrypted, and what two nights have in common is kept once.",
        "backup.target",
    ),
    term(
        "RWX (ReadWriteMany)",
        "rwx readwritemany",
        "A volume that pods on many nodes mount at once. Uploads need one as soon as the forum’s pods run on more than one node.",
        "cluster.rwx_class",
    ),
    term(
        "Sentinel",
        "",
        "Three small servers that watch Redis and make a replica the master when the master is lost.",
        "redis.mode",
    ),
    term(
        "Single point of failure",
        "single point",
        "A part that runs once: while it is down, something that people do on the forum stops.",
        "",
    ),
    term(
        "Storage class",
        "storageclass pvc",
        "The name of a kind of disk in your cluster, as kubectl get storageclass lists it. A volume asks for one by name.",
        "cluster.rwx_class",
    ),
];
