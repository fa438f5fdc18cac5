//! PgBouncer's name and port, for all parts.

use crate::plan::Plan;
use crate::stack::postgres::options::Mode;

/// Its node, component, ServiceAccount, Deployment and Service.
pub const NODE: &str = "pgbouncer";
/// CloudNativePG's `Pooler`. It must not have the name of our Deployment: the operator would try to update one that is left
/// over, and fail for ever because of its selector.
pub const POOLER: &str = "pooler";
/// Its port: the server's own, so that clients need not know the difference.
pub const PORT: u16 = 5432;
/// The label of its pods when CloudNativePG makes them.
pub const GUESTS: &str = "cnpg.io/poolerName=pooler";

/// The Deployment, and the Service that clients dial. CloudNativePG names both after the `Pooler`.
pub fn service(plan: &Plan) -> &'static str {
    if plan.postgres.mode == Mode::CloudNativePg { POOLER } else { NODE }
}
