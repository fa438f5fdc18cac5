//! Whether the Gateway has taken the routes.

use super::gateway;
use super::options::Controller;
use crate::check::{Check, Topic};
use crate::plan::Plan;
use crate::shell::quote;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    if plan.ingress.controller != Controller::Gateway {
        return Vec::new();
    }
    let (name, namespace) = gateway::of(plan);
    let check = Check::new(Topic::Visitors, include_str!("gateway.sh"))
        .with("gateway", quote(name))
        .with("gateway_namespace", quote(namespace));
    vec![check]
}
