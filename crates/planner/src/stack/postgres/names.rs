//! PostgreSQL's name and port, for all parts.

/// Its node, component, ServiceAccount and StatefulSet.
pub const NODE: &str = "postgres";
/// The Service that clients dial. It has an address of its own: with a headless one the name has no
/// address at all while the pod restarts, and clients remember that (11.6 s of errors against 5.7).
pub const SERVICE: &str = "postgres";
/// CloudNativePG's `Cluster`. Not the name of anything else here: the operator gives its pods the
/// ServiceAccount of this name, and one that the single pod left behind would let them read nothing.
pub const CLUSTER: &str = "database";
/// The Service of CloudNativePG that always leads to the pod that takes writes.
pub const PRIMARY_SERVICE: &str = "database-rw";
/// The Secret with the owner's name and password, for CloudNativePG.
pub const OWNER_SECRET: &str = "postgres-owner";
/// The label of every pod that CloudNativePG makes for the server, its Jobs included.
pub const GUESTS: &str = "cnpg.io/cluster=database";
/// The namespace that the operator is installed in, by its own manifest and its own chart's manual.
pub const OPERATOR_NAMESPACE: &str = "cnpg-system";
/// The labels of the pod that takes writes at the moment.
pub const PRIMARY_POD: &str = "cnpg.io/cluster=database,cnpg.io/instanceRole=primary";
/// The file of an authority's certificate in the Secret that the operator makes beforehand.
pub const CA_FILE: &str = "ca.crt";
/// Its port.
pub const PORT: u16 = 5432;
