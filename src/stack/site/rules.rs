//! What can be wrong with the site's names, certificate, mail and administrator.

use super::options::{IssuedBy, SmtpSecurity, Tls};
use super::{acme_account, acme_server, proves_by_acme};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster;
use crate::stack::gitops::options::Tool;
use crate::stack::image::options::misago;
use crate::stack::postgres::OPERATOR_NAMESPACE;
use crate::words::{DnsLabel, Email, Hostname, Line, Port, ServerAddress};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP010",
        name: "namespace-of-somebody-else",
        severity: Severity::Error,
        explanation: "The bundle makes its namespace refuse every pod that is not restricted, and denies all traffic but the \
                      forum's. What the cluster, its ingress controller or an operator runs there is stopped or cut off, \
                      and the forum needs it.",
        remedy: "Give the forum a namespace of its own.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("kube-system"),
        clean: |plan, _| plan.site.namespace = DnsLabel::known("kube-forum"),
        check: somebody_elses_namespace,
    },
    Rule {
        code: "FP011",
        name: "default-namespace",
        severity: Severity::Warning,
        explanation: "Everything without a namespace lands in default. The forum's policies deny all traffic there by \
                      default, so they would cut off whatever else runs in it.",
        remedy: "Give the forum a namespace of its own.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("default"),
        clean: |plan, _| plan.site.namespace = DnsLabel::known("defaults"),
        check: default_namespace,
    },
    Rule {
        code: "FP012",
        name: "plain-http-on-a-public-host",
        severity: Severity::Warning,
        explanation: "Without TLS every password and session cookie crosses the network in clear, and anybody on the \
                      way can take over an account.",
        remedy: "Let cert-manager issue a certificate, or name a Secret that holds one.",
        flagged: |plan, _| {
            plan.site.host = Hostname::known("forum.misago-project.org");
            plan.site.tls = Tls::None;
        },
        clean: |plan, _| {
            plan.site.host = Hostname::known("forum.localhost");
            plan.site.tls = Tls::None;
        },
        check: plain_http,
    },
    Rule {
        code: "FP013",
        name: "acme-for-a-private-host",
        severity: Severity::Error,
        explanation: "An ACME issuer proves a host by calling it from the internet. A name that only your network knows \
                      can never be proved: the certificate never comes, and browsers meet an untrusted one.",
        remedy: "Use a public host name, an issuer of your own authority, or a Secret with a certificate.",
        flagged: |plan, _| plan.site.host = Hostname::known("forum.home.lan"),
        clean: |plan, _| {
            plan.site.host = Hostname::known("forum.home.lan");
            plan.site.issued_by = IssuedBy::Existing;
            plan.site.issuer_is_acme = false;
        },
        check: private_acme,
    },
    Rule {
        code: "FP014",
        name: "secure-cookies-over-plain-http",
        severity: Severity::Error,
        explanation: "A browser throws a Secure cookie away when it came over plain HTTP. Pages load, but no one can log \
                      in, and every form is refused.",
        remedy: "Switch Secure cookies off, or serve the forum over TLS.",
        flagged: |plan, _| plan.site.tls = Tls::None,
        clean: |plan, _| {
            plan.site.tls = Tls::None;
            plan.site.secure_cookies = false;
        },
        check: secure_over_http,
    },
    Rule {
        code: "FP015",
        name: "insecure-cookies-behind-tls",
        severity: Severity::Warning,
        explanation: "Without the Secure mark a browser sends the session along with any plain HTTP request to the host, \
                      where it can be read.",
        remedy: "Switch Secure cookies on.",
        flagged: |plan, _| plan.site.secure_cookies = false,
        clean: |plan, _| plan.site.secure_cookies = true,
        check: insecure_behind_tls,
    },
    Rule {
        code: "FP016",
        name: "no-mail-server",
        severity: Severity::Warning,
        explanation: "Misago sends mail to welcome people, to confirm accounts and to reset passwords. Without a mail \
                      server a forgotten password is lost for good.",
        remedy: "Switch mail on and name a server.",
        flagged: |plan, _| plan.site.mail = false,
        clean: |plan, _| plan.site.mail = true,
        check: no_mail,
    },
    Rule {
        code: "FP017",
        name: "administrator-name-that-misago-refuses",
        severity: Severity::Error,
        explanation: "Misago takes user names of 3 to 14 letters, digits and underscores. With any other the bootstrap \
                      Job fails, the forum has no administrator, and every pod waits for it.",
        remedy: "Shorten the name or leave the odd characters out.",
        flagged: |plan, _| plan.site.admin_name = Line::known("Forum Administrator"),
        clean: |plan, _| plan.site.admin_name = Line::known("Forum_Admin"),
        check: refused_name,
    },
    Rule {
        code: "FP018",
        name: "placeholder-names",
        severity: Severity::Error,
        explanation: "The names under example.org stand for your own. No browser, registry or mail server answers there, \
                      so pods would wait for an image that cannot be pulled and mail would go nowhere.",
        remedy: "Write your own names in the fields listed here.",
        flagged: |plan, _| plan.site.host = Hostname::known("forum.example.org"),
        clean: |plan, _| own_names(plan),
        check: placeholders,
    },
    Rule {
        code: "FP019",
        name: "smtp-port-of-the-other-encryption",
        severity: Severity::Warning,
        explanation: "On port 465 a mail server expects TLS from the first byte, on 587 it begins in clear and then switches. \
                      With the other one the connection hangs, and with it the request that sends the mail.",
        remedy: "Use TLS with 465, or STARTTLS with 587.",
        flagged: |plan, _| plan.site.smtp_port = Port::known(465),
        clean: |plan, _| {
            plan.site.smtp_port = Port::known(465);
            plan.site.smtp_security = SmtpSecurity::Tls;
        },
        check: other_encryption,
    },
    Rule {
        code: "FP028",
        name: "no-hsts-behind-tls",
        severity: Severity::Advice,
        explanation: "The redirect to HTTPS does not protect a visitor’s first request: anyone on the way can answer it \
                      instead. A browser that was told so (HSTS) never sends that request.",
        remedy: "Start with 30 days, and raise them when the certificate has been renewed once.",
        flagged: |plan, _| plan.site.hsts_days = 0,
        clean: |plan, _| plan.site.hsts_days = 30,
        check: no_hsts,
    },
    Rule {
        code: "FP180",
        name: "acme-account-that-is-refused",
        severity: Severity::Error,
        explanation: "Let’s Encrypt registers no account whose mail address ends in a name that the internet does not know. \
                      cert-manager then says of the issuer that it is not ready, and no certificate is ever ordered.",
        remedy: "Write an address that gets mail from the internet.",
        flagged: |plan, _| plan.site.acme_email = Some(Email::known("admin@forum.home.lan")),
        clean: |plan, _| plan.site.acme_email = Some(Email::known("admin@misago-project.org")),
        check: refused_account,
    },
    Rule {
        code: "FP181",
        name: "staging-certificate",
        severity: Severity::Warning,
        explanation: "Staging shows that DNS, the ingress and cert-manager work together, without using up Let’s Encrypt’s \
                      limits on failed tries. No browser trusts its certificates: visitors see a warning.",
        remedy: "When verify.sh finds the certificate, change to Let’s Encrypt and apply again: cert-manager orders the real one \
                 by itself.",
        flagged: |plan, _| plan.site.issued_by = IssuedBy::Staging,
        clean: |plan, _| plan.site.issued_by = IssuedBy::LetsEncrypt,
        check: staging,
    },
    Rule {
        code: "FP155",
        name: "mail-in-clear",
        severity: Severity::Warning,
        explanation: "The connection to a mail server outside crosses networks where others listen. It carries the links that \
                      reset passwords, and with a user the server’s password, which lets anyone send mail in your name.",
        remedy: "Use STARTTLS (usually port 587) or TLS (usually port 465).",
        flagged: |plan, _| {
            plan.site.smtp_host = ServerAddress::known("smtp.misago-project.org");
            plan.site.smtp_security = SmtpSecurity::None;
        },
        clean: |plan, _| {
            plan.site.smtp_host = ServerAddress::known("10.0.0.25");
            plan.site.smtp_security = SmtpSecurity::None;
        },
        check: mail_in_clear,
    },
];

fn refused_account(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    let account = acme_account(plan);
    let host = account.as_str().rsplit('@').next().unwrap_or_default().parse::<Hostname>();
    // An example is FP018's, which leads to the same field.
    let refused = host.is_ok_and(|host| host.is_private() && !host.is_example());
    if acme_server(plan).is_some() && refused {
        report
            .flag(format!("Let’s Encrypt takes no account for {account}"))
            .at("site.acme_email")
            .at(if plan.site.acme_email.is_some() { "site.issued_by" } else { "site.admin_email" });
    }
}

fn staging(inputs: &Inputs<'_>, report: &mut Report) {
    if acme_server(inputs.plan).is_some() && inputs.plan.site.issued_by == IssuedBy::Staging {
        report
            .flag("Browsers warn of the certificate: it comes from Let’s Encrypt’s staging")
            .at("site.issued_by")
            .fix("Use Let’s Encrypt itself", inputs.plan, |plan| {
                plan.site.issued_by = IssuedBy::LetsEncrypt
            });
    }
}

/// A relay in the operator's own network may do without; a name that stands for somebody's own is FP018's.
fn mail_in_clear(inputs: &Inputs<'_>, report: &mut Report) {
    let (plan, site) = (inputs.plan, &inputs.plan.site);
    let outside = site.smtp_host.is_public() && cluster::inside(plan, site.smtp_host.as_str()).is_none();
    if !site.mail || site.smtp_security != SmtpSecurity::None || !outside {
        return;
    }
    let what =
        if site.smtp_user.is_some() { "The mail server’s password and every mail" } else { "Every mail" };
    let (words, port, security) = match site.smtp_port.number() {
        465 => ("Use TLS", None, SmtpSecurity::Tls),
        25 => ("Use STARTTLS on port 587", Some(587), SmtpSecurity::StartTls),
        _ => ("Use STARTTLS", None, SmtpSecurity::StartTls),
    };
    report
        .flag(format!("{what} can be read on the way to {}", site.smtp_host))
        .at("site.smtp_security")
        .at("site.smtp_host")
        .fix(words, plan, |plan| {
            plan.site.smtp_security = security;
            if let Some(port) = port {
                plan.site.smtp_port = Port::known(port);
            }
        });
}

fn no_hsts(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if site.tls != Tls::None && site.hsts_days == 0 {
        report.flag("Browsers are not told that the forum speaks HTTPS only").at("site.hsts_days").fix(
            "Tell them for 30 days",
            inputs.plan,
            |plan| plan.site.hsts_days = 30,
        );
    }
}

fn somebody_elses_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    let (plan, namespace) = (inputs.plan, &inputs.plan.site.namespace);
    let Some((owner, field)) = owner_of(plan, namespace) else { return };
    let finding = report.flag(format!("The namespace {namespace} belongs to {owner}"));
    finding.at("site.namespace");
    if let Some(field) = field {
        finding.at(field);
    }
    if let Some(other) = own_namespace(plan) {
        finding.fix(format!("Use the namespace {other}"), plan, |plan| plan.site.namespace = other);
    }
}

/// A name that nobody else has taken: there are more of them than others in a plan.
fn own_namespace(plan: &Plan) -> Option<DnsLabel> {
    let free = |name: &DnsLabel| owner_of(plan, name).is_none() && *name != plan.monitoring.namespace;
    ["forum", "misago", "misago-forum", "the-forum"].map(DnsLabel::known).into_iter().find(free)
}

/// Who else lives in a namespace, and the field that says so. What is in no field has its place in its project's own
/// manual.
fn owner_of(plan: &Plan, namespace: &DnsLabel) -> Option<(&'static str, Option<&'static str>)> {
    if *namespace == plan.cluster.ingress_namespace {
        return Some(("the ingress controller", Some("cluster.ingress_namespace")));
    }
    if plan.gitops.tool != Tool::None && *namespace == plan.gitops.namespace {
        return Some(("Argo CD or Flux", Some("gitops.namespace")));
    }
    let owner = match namespace.as_str() {
        "kube-system" | "kube-public" | "kube-node-lease" => "the cluster itself",
        "cert-manager" => "cert-manager",
        "longhorn-system" => "Longhorn",
        OPERATOR_NAMESPACE => "CloudNativePG’s operator",
        _ => return None,
    };
    Some((owner, None))
}

fn default_namespace(inputs: &Inputs<'_>, report: &mut Report) {
    if inputs.plan.site.namespace.as_str() == "default" {
        report
            .flag("The forum would share the namespace default with whatever else lands there")
            .at("site.namespace")
            .fix("Use the namespace forum", inputs.plan, |plan| {
                plan.site.namespace = DnsLabel::known("forum")
            });
    }
}

fn plain_http(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if site.tls == Tls::None && !site.host.is_private() {
        report
            .flag(format!("{} is public, and served without TLS", site.host))
            .at("site.tls")
            .at("site.host")
            .fix("Use cert-manager", inputs.plan, |plan| {
                plan.site.tls = Tls::CertManager;
                plan.site.secure_cookies = true;
                plan.ingress.redirect_https = true;
            });
    }
}

fn private_acme(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if !proves_by_acme(inputs.plan) || !site.host.is_private() || site.host.is_example() {
        return;
    }
    let finding = report.flag(format!("No public authority can prove {}", site.host));
    finding.at("site.host");
    if acme_server(inputs.plan).is_some() {
        finding
            .at("site.issued_by")
            .fix("Use a certificate of my own", inputs.plan, |plan| plan.site.tls = Tls::Secret);
    } else {
        finding
            .at("site.issuer_is_acme")
            .fix("My issuer does not use ACME", inputs.plan, |plan| plan.site.issuer_is_acme = false);
    }
}

fn secure_over_http(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if site.tls == Tls::None && site.secure_cookies {
        report
            .flag("Secure cookies over plain HTTP: no one can log in")
            .at("site.secure_cookies")
            .at("site.tls")
            .fix("Switch Secure cookies off", inputs.plan, |plan| plan.site.secure_cookies = false);
    }
}

fn insecure_behind_tls(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if site.tls != Tls::None && !site.secure_cookies {
        report.flag("The session cookie may travel over plain HTTP").at("site.secure_cookies").fix(
            "Switch Secure cookies on",
            inputs.plan,
            |plan| plan.site.secure_cookies = true,
        );
    }
}

fn no_mail(inputs: &Inputs<'_>, report: &mut Report) {
    if !inputs.plan.site.mail {
        report.flag("No mail server: passwords cannot be reset").at("site.mail").fix(
            "Switch mail on",
            inputs.plan,
            |plan| plan.site.mail = true,
        );
    }
}

/// Measured with Misago 0.39.6: its validator wants 3 to 14 of `[0-9a-zA-Z_]`.
fn refused_name(inputs: &Inputs<'_>, report: &mut Report) {
    let name = inputs.plan.site.admin_name.as_str();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if (3..=14).contains(&name.chars().count()) && name.chars().all(allowed) {
        return;
    }
    let kept: String = name.chars().filter(|c| allowed(*c)).take(14).collect();
    let proposal = if kept.len() < 3 { "Admin".to_owned() } else { kept };
    let finding =
        report.flag(format!("Misago refuses the administrator's name “{name}”")).at("site.admin_name");
    if let Ok(line) = proposal.parse::<Line>() {
        finding.fix(format!("Call it {proposal}"), inputs.plan, |plan| plan.site.admin_name = line);
    }
}

/// Every name of the plan that is still one of the examples, with its field.
fn placeholders(inputs: &Inputs<'_>, report: &mut Report) {
    let found = placeholder_fields(inputs.plan);
    let Some((first, _)) = found.first() else { return };
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    let count =
        if found.len() == 1 { "One name is".to_owned() } else { format!("{} names are", found.len()) };
    let finding = report
        .flag(format!("{count} still an example: write your own"))
        .at(first)
        .because(names.join(", "))
        .unanswered();
    for (field, _) in found.iter().skip(1) {
        finding.at(field);
    }
}

fn placeholder_fields(plan: &Plan) -> Vec<(&'static str, String)> {
    use crate::stack::postgres::options::Mode;
    let site = &plan.site;
    // In the order of the form, because the page leads from one to the next.
    let mut names = vec![("site.host", site.host.to_string())];
    if acme_server(plan).is_some() {
        names.extend(site.acme_email.as_ref().map(|email| ("site.acme_email", email.to_string())));
    }
    if site.mail {
        names.push(("site.smtp_host", site.smtp_host.to_string()));
        names.extend(site.smtp_user.as_ref().map(|user| ("site.smtp_user", user.to_string())));
        names.push(("site.mail_from", site.mail_from.to_string()));
    }
    names.push(("site.admin_email", site.admin_email.to_string()));
    names.push(("image.reference", plan.image.reference.to_string()));
    if plan.postgres.mode == Mode::External {
        names.push(("postgres.host", plan.postgres.host.to_string()));
    }
    names.retain(|(_, name)| {
        let host = name.rsplit('@').next().unwrap_or(name).split(['/', ':']).next().unwrap_or(name);
        host.parse::<Hostname>().is_ok_and(|host| host.is_example())
    });
    names
}

/// The default plan with names that could be somebody's.
fn own_names(plan: &mut Plan) {
    use crate::words::{ImageRef, ServerAddress};
    plan.site.host = Hostname::known("forum.misago-project.org");
    plan.site.admin_email = Email::known("admin@misago-project.org");
    plan.site.smtp_host = ServerAddress::known("smtp.misago-project.org");
    plan.site.mail_from = Email::known("forum@misago-project.org");
    plan.site.smtp_user = Some(Line::known("forum@misago-project.org"));
    plan.image.reference = ImageRef::known(concat!("registry.misago-project.org/misago:", misago!()));
}

fn other_encryption(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    let usual = match site.smtp_port.number() {
        465 => SmtpSecurity::Tls,
        587 => SmtpSecurity::StartTls,
        _ => return,
    };
    if site.mail && site.smtp_security != usual {
        let words = if usual == SmtpSecurity::Tls { "TLS" } else { "STARTTLS" };
        report
            .flag(format!("Port {} is for {words}", site.smtp_port))
            .at("site.smtp_security")
            .at("site.smtp_port")
            .fix(format!("Use {words}"), inputs.plan, |plan| plan.site.smtp_security = usual);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_namespace_has_one_owner_and_the_fix_finds_a_free_one() {
        let mut plan = Plan::default();
        plan.gitops.tool = Tool::ArgoCd;
        for (name, owner) in
            [("argocd", "Argo CD"), ("cnpg-system", "CloudNativePG"), ("kube-system", "ingress")]
        {
            let found = owner_of(&plan, &DnsLabel::known(name)).expect("an owner");
            assert!(found.0.contains(owner), "{name}: {}", found.0);
        }
        assert_eq!(owner_of(&plan, &DnsLabel::known("flux-system")), None);
        plan.cluster.ingress_namespace = plan.site.namespace.clone();
        plan.gitops.namespace = DnsLabel::known("misago");
        plan.monitoring.namespace = DnsLabel::known("misago-forum");
        assert_eq!(own_namespace(&plan), Some(DnsLabel::known("the-forum")));
    }
}
