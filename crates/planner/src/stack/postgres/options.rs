//! The database.

use serde::Serialize;

use crate::values::{DatabaseName, DnsSubdomain, Memory, Port, Resources, ServerAddress, choices};

choices! {
    /// Whose server it is.
    Mode {
        /// One pod of this bundle.
        InCluster = "in-cluster", "one pod in the cluster";
        /// Several pods of this bundle, which the CloudNativePG operator makes and fails over.
        CloudNativePg = "cloudnative-pg", "CloudNativePG: pods with failover";
        /// A server that is there already.
        External = "external", "an existing server";
    }
}

choices! {
    /// The server's major version, with the patch release whose image is used.
    Version {
        /// What Misago's own deployment runs.
        V15 = "15", "15 (15.18)";
        /// 16.14.
        V16 = "16", "16 (16.14)";
        /// 17.10.
        V17 = "17", "17 (17.10)";
    }
}

choices! {
    /// libpq's sslmode for an existing server.
    SslMode {
        /// Encrypted, without verifying the server's certificate.
        Require = "require", "encrypted (require)";
        /// Encrypted, and the certificate must name the host.
        VerifyFull = "verify-full", "encrypted and verified (verify-full)";
        /// Encrypted if the server offers it.
        Prefer = "prefer", "if the server offers it (prefer)";
        /// In clear.
        Disable = "disable", "not encrypted (disable)";
    }
}

/// The PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Postgres {
    /// Whose server.
    pub mode: Mode,
    /// An existing server's address.
    pub host: ServerAddress,
    /// An existing server's port.
    pub port: Port,
    /// The address of a pooler in front of an existing server, which lends connections for a transaction each.
    pub pooler: Option<ServerAddress>,
    /// That pooler's port.
    pub pooler_port: Port,
    /// How the connection to an existing server is protected.
    pub ssl_mode: SslMode,
    /// The Secret whose `ca.crt` an existing server's certificate is checked against; without one, the public
    /// authorities.
    pub ca_secret: Option<DnsSubdomain>,
    /// The database.
    pub database: DatabaseName,
    /// The role that owns it.
    pub user: DatabaseName,
    /// The version of a server in the cluster.
    pub version: Version,
    /// Pods of CloudNativePG: one that takes writes, and standbys.
    pub instances: u32,
    /// The volume of a pod.
    pub storage: Memory,
    /// Connections that the server takes, [`RESERVED_CONNECTIONS`] included.
    pub max_connections: u32,
    /// Requests and limits of a pod.
    pub resources: Resources,
}

/// Connections that the server keeps for the superuser, as is PostgreSQL's default.
pub const RESERVED_CONNECTIONS: u32 = 3;

impl Postgres {
    /// Whether the server runs in this cluster, with volumes and resources of the plan.
    pub fn is_here(&self) -> bool {
        self.mode != Mode::External
    }

    /// The pooler in front of an existing server.
    pub fn outside_pooler(&self) -> Option<&ServerAddress> {
        self.pooler.as_ref().filter(|_| self.mode == Mode::External)
    }
}

impl Default for Postgres {
    /// Three instances keep a standby while one is made anew. 100 connections are PostgreSQL's own default. 10 GiB hold a million posts (4.2 KB each, measured, with
    /// room for WAL and bloat).
    fn default() -> Self {
        Self {
            mode: Mode::InCluster,
            host: ServerAddress::known("db.example.org"),
            port: Port::known(5432),
            pooler: None,
            pooler_port: Port::known(6432),
            ssl_mode: SslMode::Require,
            ca_secret: None,
            database: DatabaseName::known("misago"),
            user: DatabaseName::known("misago"),
            version: Version::V15,
            instances: 3,
            storage: Memory::gib(10),
            max_connections: 100,
            resources: Resources::new(250, 2000, 512, 1024),
        }
    }
}
