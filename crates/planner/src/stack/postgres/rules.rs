//! What can be wrong with the database.

use super::config;
use super::options::{Mode, SslMode};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster::classes::{self, Got};
use crate::stack::counted;
use crate::values::{Choices, DatabaseName, DnsSubdomain, Hostname, Memory, Port, ServerAddress};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP060",
        name: "one-postgres-pod",
        severity: Severity::Warning,
        explanation: "While the only pod is down, reading and posting fail: for 5.7 seconds on a restart \
                      (measured), or until the node is back if the volume cannot move. A second pod with a copy \
                      would not help by itself: nothing would promote it, and the old primary would take writes \
                      again when it comes back, so this is not offered.",
        remedy: "For a small forum with nightly backups this is a reasonable choice. Otherwise choose \
                 CloudNativePG, which fails over by itself, or a managed server with failover.",
        flagged: |plan, _| plan.postgres.mode = Mode::InCluster,
        clean: |plan, _| plan.postgres.mode = Mode::CloudNativePg,
        check: one_pod,
    },
    Rule {
        code: "FP061",
        name: "small-database-volume",
        severity: Severity::Warning,
        explanation: "A post takes 4.2 KB (measured), and write-ahead log and bloat need extra space. A full \
                      volume stops PostgreSQL and the forum.",
        remedy: "Make it at least 5Gi. Most storage classes can grow a volume later; none can shrink one.",
        flagged: |plan, _| plan.postgres.storage = Memory::gib(1),
        clean: |plan, _| plan.postgres.storage = Memory::gib(5),
        check: small_volume,
    },
    Rule {
        code: "FP062",
        name: "database-traffic-in-clear",
        severity: Severity::Warning,
        explanation: "The connection to an external server may cross networks where others can listen. It carries \
                      password hashes, mail addresses and private threads.",
        remedy: "Require encryption; verify-full also checks that it is the right server.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::Disable;
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::Require;
        },
        check: in_clear,
    },
    Rule {
        code: "FP063",
        name: "postgres-memory-below-its-connections",
        severity: Severity::Warning,
        explanation: "Each active PostgreSQL connection takes 2 MiB or more, in addition to the shared buffers, \
                      which use up to a quarter of the limit. Above the limit the kernel kills the server and with \
                      it all connections.",
        remedy: "Raise the memory limit, or allow fewer connections.",
        flagged: |plan, _| plan.postgres.max_connections = 1000,
        clean: |plan, _| plan.postgres.max_connections = 100,
        check: memory,
    },
    Rule {
        code: "FP064",
        name: "cloudnative-pg-must-be-there",
        severity: Severity::Advice,
        explanation: "The CloudNativePG operator creates the database server that the bundle describes. Without \
                      the operator, kubectl apply fails at the Cluster and every forum pod waits for a database.",
        remedy: "Check that it is installed, or install it first. The bundle's README has both commands.",
        flagged: |plan, _| plan.postgres.mode = Mode::CloudNativePg,
        clean: |plan, _| plan.postgres.mode = Mode::InCluster,
        check: operator,
    },
    Rule {
        code: "FP065",
        name: "more-instances-than-nodes",
        severity: Severity::Warning,
        explanation: "Instances on the same node fail together: the primary and the standby that should take over. \
                      They can only be spread if there are enough nodes.",
        remedy: "Use no more instances than nodes.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::CloudNativePg;
            plan.cluster.nodes = 2;
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::CloudNativePg;
            plan.cluster.nodes = 3;
        },
        check: more_instances_than_nodes,
    },
    Rule {
        code: "FP066",
        name: "one-instance",
        severity: Severity::Warning,
        explanation: "CloudNativePG promotes a standby when the primary is gone. With one instance there is none: \
                      the forum is down until its pod is back on a node that can reach its volume.",
        remedy: "Use two instances for failover, or three so that there is still a standby while another is \
                 rebuilt.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::CloudNativePg;
            plan.postgres.instances = 1;
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::CloudNativePg;
            plan.postgres.instances = 2;
        },
        check: one_instance,
    },
    Rule {
        code: "FP067",
        name: "certificate-not-verified",
        severity: Severity::Warning,
        explanation: "Public authorities only sign certificates for public names and addresses. A server with a \
                      private name has a certificate from your own authority, which the pods do not know, so \
                      verify-full refuses every connection.",
        remedy: "Put your CA certificate into a Secret under the key ca.crt and enter the Secret's name.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("10.0.0.5");
            plan.postgres.ssl_mode = SslMode::VerifyFull;
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("10.0.0.5");
            plan.postgres.ssl_mode = SslMode::VerifyFull;
            plan.postgres.ca_secret = Some(DnsSubdomain::known("postgres-authority"));
        },
        check: unknown_authority,
    },
    Rule {
        code: "FP068",
        name: "authority-that-is-not-asked",
        severity: Severity::Warning,
        explanation: "With sslmode prefer or disable the server's certificate is not checked. The Secret with the \
                      authority is mounted but protects nothing.",
        remedy: "Choose verify-full, or leave the authority empty.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::Prefer;
            plan.postgres.ca_secret = Some(DnsSubdomain::known("postgres-authority"));
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.ssl_mode = SslMode::VerifyFull;
            plan.postgres.ca_secret = Some(DnsSubdomain::known("postgres-authority"));
        },
        check: idle_authority,
    },
    Rule {
        code: "FP225",
        name: "address-of-a-pooler",
        severity: Severity::Error,
        explanation: "This is the usual address of a transaction pooler. A connection through it lasts for one \
                      transaction, and Misago keeps cursors open for longer: 1,599 of 1,600 requests failed when we \
                      tried. The bootstrap's lock, migrations and pg_dump need a session of their own as well.",
        remedy: "Enter this address as the pooled one, and the server's own address as the host.",
        flagged: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("db.misago-project.org");
            plan.postgres.port = Port::known(6432);
        },
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.host = ServerAddress::known("db.misago-project.org");
            plan.postgres.pooler = Some(ServerAddress::known("db.misago-project.org"));
        },
        check: pooler_as_server,
    },
    Rule {
        code: "FP156",
        name: "name-of-the-servers-own",
        severity: Severity::Error,
        explanation: "A new server already has a database and an administrator called postgres. The forum would \
                      share them with the server itself, but its role should own nothing except its database.",
        remedy: "Choose another name for the forum. On an external server, postgres may be fine.",
        flagged: |plan, _| plan.postgres.user = DatabaseName::known(SUPERUSER),
        clean: |plan, _| {
            plan.postgres.mode = Mode::External;
            plan.postgres.user = DatabaseName::known(SUPERUSER);
        },
        check: servers_own_name,
    },
];

/// What initdb calls its superuser and its first database.
const SUPERUSER: &str = "postgres";

fn servers_own_name(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    let own = [("postgres.user", &postgres.user), ("postgres.database", &postgres.database)];
    for (field, _) in own.into_iter().filter(|(_, name)| postgres.is_here() && name.as_str() == SUPERUSER) {
        report.flag("The name postgres is reserved for the server").at(field).fix(
            "Use misago",
            inputs.plan,
            |plan| {
                let name = if field == "postgres.user" {
                    &mut plan.postgres.user
                } else {
                    &mut plan.postgres.database
                };
                *name = DatabaseName::known("misago");
            },
        );
    }
}

fn operator(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.postgres.mode == Mode::CloudNativePg {
        report
            .flag("Install the CloudNativePG operator before this bundle")
            .because("kubectl get crd clusters.postgresql.cnpg.io")
            .at("postgres.mode");
    }
}

fn more_instances_than_nodes(inputs: &Inputs<'_>, report: &mut Report) {
    let (postgres, nodes) = (&inputs.plan.postgres, inputs.plan.cluster.nodes);
    if postgres.mode == Mode::CloudNativePg && postgres.instances > nodes {
        report
            .flag(format!(
                "{} of PostgreSQL on {}",
                counted(postgres.instances, "instance"),
                counted(nodes, "node")
            ))
            .at("postgres.instances")
            .at("cluster.nodes")
            .fix(format!("Run {}", counted(nodes, "instance")), inputs.plan, |plan| {
                plan.postgres.instances = nodes
            });
    }
}

fn one_instance(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    if postgres.mode == Mode::CloudNativePg && postgres.instances == 1 {
        let finding = report.flag("One PostgreSQL instance: there is no standby to take over");
        finding.at("postgres.instances");
        let instances = inputs.plan.cluster.nodes.min(3);
        if instances > 1 {
            finding.fix(format!("Run {instances} instances"), inputs.plan, |plan| {
                plan.postgres.instances = instances;
            });
        }
    }
}

fn unknown_authority(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    let checked = postgres.mode == Mode::External && postgres.ssl_mode == SslMode::VerifyFull;
    if checked && postgres.ca_secret.is_none() && is_private(&postgres.host) {
        report
            .flag(format!("No public authority signs certificates for {}", postgres.host))
            .at("postgres.ca_secret")
            .at("postgres.host")
            .at("postgres.ssl_mode");
    }
}

/// Example names are left to the rule about placeholders.
fn is_private(host: &ServerAddress) -> bool {
    match host.ip() {
        Some(address) => address.is_private() || address.is_link_local(),
        None => host.as_str().parse::<Hostname>().is_ok_and(|host| host.is_private() && !host.is_example()),
    }
}

fn idle_authority(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    let unchecked = matches!(postgres.ssl_mode, SslMode::Disable | SslMode::Prefer);
    if postgres.mode == Mode::External && postgres.ca_secret.is_some() && unchecked {
        report
            .flag(format!("sslmode {} does not check the certificate", postgres.ssl_mode.key()))
            .at("postgres.ssl_mode")
            .at("postgres.ca_secret")
            .fix("Verify it", inputs.plan, |plan| plan.postgres.ssl_mode = SslMode::VerifyFull);
    }
}

fn one_pod(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.postgres.mode == Mode::InCluster {
        report
            .flag("PostgreSQL is one pod: while it is down, reading and posting fail")
            .because(where_its_volume_is(inputs.plan))
            .at("postgres.mode");
    }
}

/// What happens to the pod when its node is down, depending on the storage class of its claim.
fn where_its_volume_is(plan: &Plan) -> String {
    let got = classes::got(plan, plan.cluster.rwo_class.as_ref());
    let local = match got {
        Got::Named(name) | Got::Brought(name) if got.is_local() => {
            format!("Volumes of {name} cannot leave their node: the pod waits until that node is back.")
        }
        Got::Named(name) | Got::Brought(name) => format!("Its volume is of the class {name}."),
        Got::Default => {
            "Whether its volume can move to another node depends on the cluster's default class: see kubectl get \
             storageclass."
                .to_owned()
        }
    };
    match classes::rival(plan) {
        Some((name, maker)) => {
            format!("{local} If {maker} is a default class too, the claim gets {name} instead (FP150).")
        }
        None => local,
    }
}

fn small_volume(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    if postgres.is_here() && postgres.storage < Memory::gib(5) {
        report
            .flag(format!("{} is small for a database that only grows", postgres.storage))
            .at("postgres.storage")
            .fix("Make it 5Gi", inputs.plan, |plan| plan.postgres.storage = Memory::gib(5));
    }
}

fn in_clear(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    let may_be_clear = matches!(postgres.ssl_mode, SslMode::Disable | SslMode::Prefer);
    if postgres.mode == Mode::External && may_be_clear {
        report
            .flag(format!("sslmode {} lets others read the database connection", postgres.ssl_mode.key()))
            .at("postgres.ssl_mode")
            .fix("Require encryption", inputs.plan, |plan| plan.postgres.ssl_mode = SslMode::Require);
    }
}

fn memory(inputs: &Inputs<'_>, report: &mut Report) {
    let postgres = &inputs.plan.postgres;
    if !postgres.is_here() || super::carries(postgres, postgres.max_connections) {
        return;
    }
    let connections = postgres.max_connections.saturating_mul(2).saturating_add(64);
    let enough = Memory::mib((connections.saturating_mul(4) / 3).div_ceil(256).saturating_mul(256));
    report
        .flag(format!(
            "{} connections under a memory limit of {}",
            postgres.max_connections, postgres.resources.memory_limit
        ))
        .because(format!(
            "{} × 2 MiB + 64 MiB + {} MiB of shared buffers",
            postgres.max_connections,
            config::shared_buffers(postgres)
        ))
        .at("postgres.resources.memory_limit")
        .at("postgres.max_connections")
        .fix(format!("Set the limit to {enough}"), inputs.plan, |plan| {
            plan.postgres.resources.memory_limit = enough;
        });
}

/// Ports on which only poolers listen: PgBouncer's own, Supabase's and DigitalOcean's. Read in their manuals, 2026-12.
const POOLER_PORTS: [u16; 3] = [6432, 6543, 25061];

/// The server behind an address that is usually a pooler's, by the names that providers give.
fn behind_the_pooler(host: &str, port: u16) -> Option<(String, u16)> {
    // Neon puts a word into the host name and keeps the port.
    if let Some((name, domain)) = host.split_once('.').filter(|(_, domain)| domain.ends_with("neon.tech")) {
        return name.strip_suffix("-pooler").map(|name| (format!("{name}.{domain}"), port));
    }
    POOLER_PORTS.contains(&port).then(|| (host.to_owned(), if port == 25061 { 25060 } else { 5432 }))
}

fn pooler_as_server(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let postgres = &plan.postgres;
    if postgres.mode != Mode::External {
        return;
    }
    let Some((host, port)) = behind_the_pooler(postgres.host.as_str(), postgres.port.number()) else {
        return;
    };
    let fix = format!("Pooled address {}:{}, host {host}:{port}", postgres.host, postgres.port);
    let check = match postgres.port.number() {
        25061 => {
            "DigitalOcean's pools are databases by name: call the pool like the database. Check the server's own \
             address there."
        }
        _ => "Check the server's own address with your provider.",
    };
    report
        .flag(format!("{}:{} is the address of a pooler", postgres.host, postgres.port))
        .because(check)
        .at("postgres.host")
        .at("postgres.port")
        .fix(fix, plan, |plan| {
            let (Ok(host), Ok(port)) = (host.parse(), port.to_string().parse()) else { return };
            if !plan.pgbouncer.enabled {
                plan.postgres.pooler = Some(plan.postgres.host.clone());
                plan.postgres.pooler_port = plan.postgres.port;
            }
            plan.postgres.host = host;
            plan.postgres.port = port;
        });
}
