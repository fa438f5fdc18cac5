//! Plans of the golden bundles that are kept beside the presets', so that each choice appears in at least one. Written as
//! text for the form's fields, as an operator would type it.

use planner::field::FieldId;
use planner::plan::Plan;
use planner::stack;

/// The folder of a golden bundle, and what its plan has in other fields than the default.
pub type Choice = (&'static str, &'static [(&'static str, &'static str)]);

/// One bundle for several choices that do not get in each other's way.
pub const CHOICES: &[Choice] = &[
    (
        // Failover, pooling and growth without any operator: a plain k3s can run it.
        "sentinel-and-pgbouncer",
        &[
            ("site.host", "talk.misago-project.org"),
            ("site.tls", "secret"),
            ("redis.mode", "sentinel"),
            ("pgbouncer.enabled", "true"),
            ("web.pages.autoscale", "true"),
            ("web.api.autoscale", "true"),
            ("backup.storage_class", "nfs"),
        ],
    ),
    (
        // An external database over TLS; Argo CD applies everything.
        "external-postgres-and-argo-cd",
        &[
            ("cluster.distribution", "other"),
            ("cluster.rwx_class", "nfs"),
            ("site.issued_by", "existing"),
            ("ingress.controller", "nginx"),
            ("ingress.class", "nginx"),
            ("cluster.ingress_namespace", "ingress-nginx"),
            ("cluster.ingress_label", "app.kubernetes.io/name=ingress-nginx"),
            ("nginx.real_ip_from", "10.244.0.0/16"),
            ("postgres.mode", "external"),
            ("postgres.host", "db.misago-project.org"),
            ("postgres.ssl_mode", "verify-full"),
            ("postgres.ca_secret", "database-authority"),
            ("pgbouncer.enabled", "true"),
            ("backup.target", "s3"),
            ("backup.endpoint", "https://s3.misago-project.org"),
            ("gitops.tool", "argo-cd"),
            ("gitops.repository", "https://git.misago-project.org/operations/forum.git"),
        ],
    ),
    (
        // One node for all that mounts uploads; five Sentinels; the Prometheus Operator watches; Flux applies.
        "five-sentinels-and-flux",
        &[
            ("cluster.nodes", "5"),
            ("storage.access", "one-node"),
            ("redis.mode", "sentinel"),
            ("redis.replicas", "4"),
            ("monitoring.style", "operator"),
            ("gitops.tool", "flux"),
            ("gitops.namespace", "flux-system"),
            ("gitops.repository", "ssh://git@git.misago-project.org/operations/forum.git"),
        ],
    ),
    (
        // A Gateway of its own in the place of an Ingress, and an issuer whose challenge comes through it.
        "gateway-api",
        &[
            ("cluster.distribution", "other"),
            ("cluster.rwx_class", "nfs"),
            ("site.host", "talk.misago-project.org"),
            ("ingress.controller", "gateway-api"),
            ("nginx.real_ip_from", "10.244.0.0/16"),
        ],
    ),
];

/// The plan of a choice.
pub fn plan_of(changes: &[(&'static str, &'static str)]) -> Plan {
    let mut plan = Plan::default();
    for (id, text) in changes {
        let field = stack::find_field(FieldId(id)).unwrap_or_else(|| panic!("there is no field {id}"));
        field.write(&mut plan, text).unwrap_or_else(|malformed| panic!("{id}: {malformed}"));
    }
    plan
}
