//! Whether the forum shows its pages, asked of nginx inside the cluster.

use super::{SERVICE, SERVICE_PORT};
use crate::check::{Check, Topic};
use crate::plan::Plan;
use crate::stack::ingress::options::Controller;
use crate::stack::wiring;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let api = wiring::tiers(plan).first().map_or("", |tier| tier.component);
    let pages = Check::new(Topic::Pages, include_str!("pages.sh"))
        .with("api", api)
        .with("api_title", if plan.web.split { "'api tier'" } else { "api" })
        .with("nginx", SERVICE)
        .with("nginx_port", SERVICE_PORT.to_string());
    let address = (plan.ingress.controller == Controller::LoadBalancer)
        .then(|| Check::new(Topic::Visitors, include_str!("address.sh")));
    [pages].into_iter().chain(address).collect()
}
