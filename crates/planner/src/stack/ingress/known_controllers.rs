//! Ingress controllers, with the names that their charts and manifests give them. A plan knows its controller by these
//! names only; for one that was installed under other names, the planner believes what the operator says.

use super::options::{Controller, Source};
use crate::plan::Plan;

/// A controller as it is usually installed.
pub(super) struct KnownController {
    /// What it is called.
    pub name: &'static str,
    /// The choice in the form that writes what it reads.
    pub choice: Controller,
    /// Its IngressClasses.
    pub classes: &'static [&'static str],
    /// Its namespaces.
    pub namespaces: &'static [&'static str],
    /// The values of its pods' labels.
    pub labels: &'static [&'static str],
    /// Why uploads fail with it until something is set, if the planner does not write that.
    pub body_limit: Option<BodyLimit>,
}

/// A limit on request bodies that this planner writes no annotation for.
pub(super) struct BodyLimit {
    /// The largest body, as its manual states it.
    pub usual: &'static str,
    /// What raises it.
    pub annotation: &'static str,
}

/// Sources: `docs/facts.md`, *Ingress controllers*.
const CONTROLLERS: &[KnownController] = &[
    KnownController {
        name: "Traefik",
        choice: Controller::Traefik,
        classes: &["traefik"],
        namespaces: &["kube-system", "traefik"],
        labels: &["traefik"],
        body_limit: None,
    },
    KnownController {
        name: "MicroK8s' Traefik",
        choice: Controller::Traefik,
        classes: &["public", "traefik", "nginx"],
        namespaces: &["ingress"],
        labels: &["traefik"],
        body_limit: None,
    },
    KnownController {
        name: "ingress-nginx",
        choice: Controller::Nginx,
        classes: &["nginx"],
        namespaces: &["ingress-nginx"],
        labels: &["ingress-nginx"],
        body_limit: None,
    },
    KnownController {
        name: "RKE2's ingress-nginx",
        choice: Controller::Nginx,
        classes: &["nginx"],
        namespaces: &["kube-system"],
        labels: &["rke2-ingress-nginx"],
        body_limit: None,
    },
    KnownController {
        name: "MicroK8s' former ingress-nginx",
        choice: Controller::Nginx,
        classes: &["public", "nginx"],
        namespaces: &["ingress"],
        labels: &["nginx-ingress-microk8s"],
        body_limit: None,
    },
    KnownController {
        name: "F5's NGINX Ingress Controller",
        choice: Controller::F5Nginx,
        classes: &["nginx"],
        namespaces: &["nginx-ingress"],
        labels: &["nginx-ingress"],
        body_limit: Some(BodyLimit { usual: "1 MB", annotation: "nginx.org/client-max-body-size: 16m" }),
    },
    KnownController {
        name: "HAProxy Technologies' controller",
        choice: Controller::Haproxy,
        classes: &["haproxy"],
        namespaces: &["haproxy-controller"],
        labels: &["kubernetes-ingress"],
        body_limit: None,
    },
    KnownController {
        name: "haproxy-ingress",
        choice: Controller::HaproxyIngress,
        classes: &["haproxy"],
        namespaces: &["ingress-controller"],
        labels: &["haproxy-ingress"],
        body_limit: None,
    },
    KnownController {
        name: "Contour",
        choice: Controller::Contour,
        classes: &["contour"],
        namespaces: &["projectcontour"],
        labels: &["contour", "envoy"],
        body_limit: None,
    },
    KnownController {
        name: "AWS Load Balancer Controller",
        choice: Controller::Alb,
        classes: &["alb"],
        namespaces: &[],
        labels: &["aws-load-balancer-controller"],
        body_limit: None,
    },
    KnownController {
        name: "OpenShift's router",
        choice: Controller::Other,
        classes: &["openshift-default"],
        namespaces: &["openshift-ingress"],
        labels: &[],
        body_limit: None,
    },
    KnownController {
        name: "cloudflared",
        choice: Controller::Tunnel,
        classes: &[],
        namespaces: &["cloudflared"],
        labels: &["cloudflared"],
        body_limit: None,
    },
];

impl KnownController {
    fn has_class(&self, class: &str) -> bool {
        self.classes.iter().any(|known| named_after(class, known))
    }

    fn has_namespace(&self, namespace: &str) -> bool {
        self.namespaces.contains(&namespace)
    }

    fn has_label(&self, value: &str) -> bool {
        self.labels.iter().any(|known| named_after(value, known))
    }
}

/// `nginx-internal` and `public-nginx` are second controllers of the kind; `nginx-ingress` is another kind's own name.
fn named_after(name: &str, known: &str) -> bool {
    let around = |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with('-') || rest.ends_with('-'));
    let own =
        || CONTROLLERS.iter().any(|known| known.classes.contains(&name) || known.labels.contains(&name));
    name == known || (around(name.strip_prefix(known)) || around(name.strip_suffix(known))) && !own()
}

/// One of a controller's names, as a plan has it.
struct Name<'a> {
    /// The option that holds it.
    field: &'static str,
    text: &'a str,
    /// Whether a controller has it.
    is_of: fn(&KnownController, &str) -> bool,
}

impl Name<'_> {
    fn fits(&self, known: &KnownController) -> bool {
        (self.is_of)(known, self.text)
    }
}

/// What a plan says of its controller besides the choice: class, namespace, label; of these only what the bundle uses.
fn names(plan: &Plan) -> Vec<Name<'_>> {
    let class = plan.ingress.controller.reads_class();
    let pods = plan.ingress.asks_for_pods() && plan.ingress.controller != Controller::Gateway;
    let all = all_names(plan).into_iter();
    all.filter(|name| if name.field == "ingress.class" { class } else { pods }).collect()
}

fn all_names(plan: &Plan) -> [Name<'_>; 3] {
    let cluster = &plan.cluster;
    [
        Name { field: "ingress.class", text: plan.ingress.class.as_str(), is_of: KnownController::has_class },
        Name {
            field: "cluster.ingress_namespace",
            text: cluster.ingress_namespace.as_str(),
            is_of: KnownController::has_namespace,
        },
        Name {
            field: "cluster.ingress_label",
            text: cluster.ingress_label.value(),
            is_of: KnownController::has_label,
        },
    ]
}

/// Names in the plan that belong to other controllers than the chosen one: the option, and the controller. If the
/// namespace tells which variant of the chosen one it is, only the names of that variant count: only MicroK8s calls its
/// Traefik `nginx`.
pub(super) fn foreign(plan: &Plan) -> Vec<(&'static str, &'static KnownController)> {
    let namespace = plan.cluster.ingress_namespace.as_str();
    let chosen = |known: &&KnownController| known.choice == plan.ingress.controller;
    let placed = CONTROLLERS.iter().filter(chosen).any(|known| known.has_namespace(namespace));
    let meant = |known: &&KnownController| chosen(known) && (!placed || known.has_namespace(namespace));
    names(plan)
        .into_iter()
        .filter_map(|name| {
            let first = CONTROLLERS.iter().find(|known| name.fits(known))?;
            let own = CONTROLLERS.iter().filter(meant).any(|known| name.fits(known));
            (!own).then_some((name.field, first))
        })
        .collect()
}

/// The only controller that both the namespace and the label belong to. Several controllers share a class, so the class
/// alone does not tell.
pub(super) fn installed(plan: &Plan) -> Option<&'static KnownController> {
    let [_, namespace, label] = all_names(plan);
    if plan.ingress.source() != Source::Pods || plan.ingress.controller == Controller::Gateway {
        return None;
    }
    let mut fitting = CONTROLLERS.iter().filter(|known| namespace.fits(known) && label.fits(known));
    fitting.next().filter(|_| fitting.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::{DnsLabel, DnsSubdomain, LabelPair};

    fn plan(choice: Controller, class: &'static str, namespace: &'static str, label: &'static str) -> Plan {
        let mut plan = Plan::default();
        plan.ingress.controller = choice;
        plan.ingress.class = DnsSubdomain::known(class);
        plan.cluster.ingress_namespace = DnsLabel::known(namespace);
        plan.cluster.ingress_label = LabelPair::known(label);
        plan
    }

    #[test]
    fn every_controller_under_its_own_names_and_choice_is_in_order() {
        for known in CONTROLLERS {
            for (class, label) in
                known.classes.iter().flat_map(|class| known.labels.iter().map(move |it| (*class, *it)))
            {
                for namespace in known.namespaces {
                    let mut plan = plan(known.choice, class, namespace, "app=x");
                    plan.cluster.ingress_label = format!("app={label}").parse().unwrap();
                    assert!(foreign(&plan).is_empty(), "{} {class} {namespace} {label}", known.name);
                    let found = installed(&plan).map(|found| found.name);
                    assert_eq!(found, Some(known.name), "{class} {namespace} {label}");
                }
            }
        }
    }

    #[test]
    fn a_second_controller_of_a_kind_is_recognised_and_an_unknown_name_is_not() {
        let second = plan(Controller::Nginx, "nginx-internal", "edge", "app=ingress-nginx-internal");
        assert!(foreign(&second).is_empty());
        let second = plan(Controller::Traefik, "nginx-internal", "edge", "app=ingress-nginx-internal");
        assert_eq!(foreign(&second).len(), 1, "the class may be MicroK8s', the label is not");
        let microk8s = plan(Controller::Traefik, "nginx", "ingress", "app.kubernetes.io/name=traefik");
        assert!(foreign(&microk8s).is_empty());
        let k3s = plan(Controller::Traefik, "nginx", "kube-system", "app.kubernetes.io/name=traefik");
        assert_eq!(foreign(&k3s).iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["ingress.class"]);
        let unknown = plan(Controller::Traefik, "kong", "kong", "app=kong");
        assert!(foreign(&unknown).is_empty());
    }
}
