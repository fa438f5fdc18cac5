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
        "The protocol that Let's Encrypt uses to check that a host name is yours before it issues a certificate.",
        "site.issued_by",
    ),
    term("Advice", "tip", "A suggestion: the forum works without it.", ""),
    term(
        "Barman",
        "barman cloud",
        "Sends PostgreSQL's changes to an object store continuously, so that the database can be restored to any \
         point in time. CloudNativePG uses it.",
        "backup.archive",
    ),
    term(
        "Celery",
        "",
        "Runs Misago's background work: mail, notifications, deletions. Pages work without it.",
        "celery.replicas",
    ),
    term(
        "cert-manager",
        "certmanager",
        "Gets certificates in a cluster and renews them. The forum's own comes from Let's Encrypt through it.",
        "site.tls",
    ),
    term(
        "CloudNativePG",
        "cnpg",
        "A Kubernetes operator that runs PostgreSQL on several pods and promotes another one when the primary is \
         lost.",
        "postgres.mode",
    ),
    term(
        "ClusterIssuer",
        "issuer",
        "cert-manager's word for where certificates come from, such as Let's Encrypt, for all namespaces.",
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
        "Evicted: Kubernetes moves the pod to another node, for example during a drain or when its node runs out \
         of memory. Killed: the kernel ends it because it exceeded its own memory limit.",
        "",
    ),
    term(
        "Fencing",
        "fence promote promotion",
        "Fencing makes sure that the old database takes no more writes before a copy takes over. Promoting makes \
         the copy the new primary.",
        "postgres.mode",
    ),
    term(
        "Finding code",
        "FP001 FP018 error code rule",
        "Every finding has a code such as FP018, the number of the rule behind it. Use it to search, or in a \
         pipeline. It is not an error of this page.",
        "",
    ),
    term(
        "GitOps",
        "argo flux",
        "A tool in the cluster reads a Git repository and applies its contents, so that you do not run kubectl by \
         hand.",
        "gitops.tool",
    ),
    term(
        "HSTS",
        "strict-transport-security",
        "Tells browsers to use only HTTPS for this host, for the number of days you choose. It cannot be taken \
         back before they are over.",
        "site.hsts_days",
    ),
    term(
        "Ingress",
        "ingress controller",
        "Takes requests from outside the cluster and routes them to the forum by host name. k3s includes Traefik.",
        "ingress.controller",
    ),
    term(
        "Longhorn",
        "",
        "Storage for Kubernetes that keeps copies of a volume on several nodes and lets pods on all nodes mount it.",
        "cluster.rwx_class",
    ),
    term(
        "Misago",
        "",
        "The free forum software this page plans, written in Python with Django. It needs PostgreSQL, Redis, a \
         volume for uploads and a mail server.",
        "",
    ),
    term("Namespace", "", "A folder for objects in a cluster. The forum has its own.", "site.namespace"),
    term(
        "Network policy",
        "firewall",
        "Says which pods may talk to which. The bundle allows only the connections you see in the picture.",
        "cluster.ingress_namespace",
    ),
    term(
        "Object store",
        "s3 bucket minio",
        "Stores files in buckets, reached over HTTPS: Amazon S3 and compatible services.",
        "backup.target",
    ),
    term(
        "Operator",
        "",
        "A program in the cluster that manages one kind of software, for example CloudNativePG for PostgreSQL.",
        "postgres.mode",
    ),
    term(
        "PgBouncer",
        "pooler",
        "Shares a few PostgreSQL connections between many pods. Needed when there are more threads than PostgreSQL \
         allows connections.",
        "pgbouncer.enabled",
    ),
    term(
        "Pod",
        "replica",
        "The smallest unit that Kubernetes runs: one copy of a server. With two pods, one can fail.",
        "web.pages.replicas",
    ),
    term(
        "Preset",
        "goal",
        "A plan to start from. It sets sizes and numbers; your own names and your cluster stay as they are.",
        "",
    ),
    term(
        "Requests and limits",
        "cpu memory resources",
        "A request is what a pod reserves on its node, a limit is the most it may use.",
        "web.pages.resources.memory_request",
    ),
    term(
        "restic",
        "",
        "Makes the nightly backups: encrypted, with unchanged data stored only once.",
        "backup.target",
    ),
    term(
        "RWX (ReadWriteMany)",
        "rwx readwritemany",
        "A volume that pods on many nodes can mount at once. Uploads need one as soon as the forum's pods run on \
         more than one node.",
        "cluster.rwx_class",
    ),
    term(
        "Sentinel",
        "",
        "Small servers that watch Redis and make a replica the master when the master is lost.",
        "redis.mode",
    ),
    term(
        "Single point of failure",
        "single point",
        "A part with only one copy: while it is down, people cannot do something on the forum.",
        "",
    ),
    term(
        "Storage class",
        "storageclass pvc",
        "The name of a kind of disk in your cluster, as kubectl get storageclass lists it. A volume asks for one by name.",
        "cluster.rwx_class",
    ),
];
