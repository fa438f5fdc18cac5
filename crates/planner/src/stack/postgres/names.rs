//! PostgreSQL's name and port, for all parts.

/// Its node, component, ServiceAccount and StatefulSet.
pub const NODE: &str = "postgres";
/// The Service that clients connect to. It has a clusterIP: the name of a headless Service does not resolve while the pod
/// restarts, and clients cache that (11.6 s of errors instead of 5.7).
pub const SERVICE: &str = "postgres";
/// CloudNativePG's `Cluster`. Nothing else may have this name: the operator's pods use the ServiceAccount of that name,
/// and one left over from the single-pod server would not have the permissions that they need.
pub const CLUSTER: &str = "database";
/// CloudNativePG's Service for the primary.
pub const PRIMARY_SERVICE: &str = "database-rw";
/// The Secret with the owner's name and password, for CloudNativePG.
pub const OWNER_SECRET: &str = "postgres-owner";
/// The label of all pods that CloudNativePG creates for the server, including those of its Jobs.
pub const GUESTS: &str = "cnpg.io/cluster=database";
/// The namespace of the operator, as in its manifest and its chart's manual.
pub const OPERATOR_NAMESPACE: &str = "cnpg-system";
/// The labels of the current primary.
pub const PRIMARY_POD: &str = "cnpg.io/cluster=database,cnpg.io/instanceRole=primary";
/// The key of the CA certificate in the Secret that the person creates beforehand.
pub const CA_FILE: &str = "ca.crt";
/// Its port.
pub const PORT: u16 = 5432;
