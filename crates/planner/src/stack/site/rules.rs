//! What can be wrong with the site's names, certificate, mail and administrator.

use super::options::{IssuedBy, SmtpSecurity, Tls};
use super::{acme_account, acme_server, other_hosts, proves_by_acme};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::stack::cluster;
use crate::stack::gitops::options::Tool;
use crate::stack::image::options::misago;
use crate::stack::postgres::names::OPERATOR_NAMESPACE;
use crate::values::{DnsLabel, Email, Hostname, Line, Port, ServerAddress};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP010",
        name: "namespace-of-another-application",
        severity: Severity::Error,
        explanation: "The bundle makes its namespace refuse every pod that is not “restricted”, and denies all \
                      traffic except the forum's. Pods of the cluster, its ingress controller or an operator there \
                      would be stopped or cut off, and the forum needs them.",
        remedy: "Give the forum its own namespace.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("kube-system"),
        clean: |plan, _| plan.site.namespace = DnsLabel::known("kube-forum"),
        check: system_namespace,
    },
    Rule {
        code: "FP011",
        name: "default-namespace",
        severity: Severity::Warning,
        explanation: "Everything without a namespace ends up in default. The forum's policies deny all other \
                      traffic, so they would cut off everything else that runs there.",
        remedy: "Give the forum its own namespace.",
        flagged: |plan, _| plan.site.namespace = DnsLabel::known("default"),
        clean: |plan, _| plan.site.namespace = DnsLabel::known("defaults"),
        check: default_namespace,
    },
    Rule {
        code: "FP012",
        name: "plain-http-on-a-public-host",
        severity: Severity::Warning,
        explanation: "Without TLS every password and session cookie crosses the network in clear text, and anyone \
                      on the path can take over an account.",
        remedy: "Let cert-manager issue a certificate, or use a Secret that holds one.",
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
        explanation: "An ACME issuer checks a host name by calling it from the internet. For a name that only your \
                      network knows this always fails: no certificate is issued, and browsers show a warning.",
        remedy: "Use a public host name, an issuer for your own authority, or a Secret with a certificate.",
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
        explanation: "Browsers drop Secure cookies that arrive over plain HTTP. Pages load, but logging in fails \
                      and every form is refused.",
        remedy: "Turn off Secure cookies, or serve the forum over TLS.",
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
        explanation: "Without Secure, browsers also send the session cookie with any plain HTTP request to the \
                      host, where others can read it.",
        remedy: "Turn on Secure cookies.",
        flagged: |plan, _| plan.site.secure_cookies = false,
        clean: |plan, _| plan.site.secure_cookies = true,
        check: insecure_behind_tls,
    },
    Rule {
        code: "FP016",
        name: "no-mail-server",
        severity: Severity::Warning,
        explanation: "Misago sends mail to welcome members, confirm accounts and reset passwords. Without a mail \
                      server members cannot reset a forgotten password.",
        remedy: "Turn on mail and enter a mail server.",
        flagged: |plan, _| plan.site.mail = false,
        clean: |plan, _| plan.site.mail = true,
        check: no_mail,
    },
    Rule {
        code: "FP017",
        name: "administrator-name-that-misago-refuses",
        severity: Severity::Error,
        explanation: "Misago allows user names of 3 to 14 letters, digits and underscores. With any other name the \
                      bootstrap Job fails, there is no administrator, and every pod waits for it.",
        remedy: "Shorten the name or leave out other characters.",
        flagged: |plan, _| plan.site.admin_name = Line::known("Forum Administrator"),
        clean: |plan, _| plan.site.admin_name = Line::known("Forum_Admin"),
        check: refused_name,
    },
    Rule {
        code: "FP018",
        name: "placeholder-names",
        severity: Severity::Error,
        explanation: "Names under example.org are placeholders. No registry or mail server answers there, so pods \
                      would wait for an image that cannot be pulled and mail would be lost.",
        remedy: "Enter your own values in the fields listed here.",
        flagged: |plan, _| plan.site.host = Hostname::known("forum.example.org"),
        clean: |plan, _| own_names(plan),
        check: placeholders,
    },
    Rule {
        code: "FP019",
        name: "smtp-port-of-the-other-encryption",
        severity: Severity::Warning,
        explanation: "On port 465 a mail server expects TLS from the first byte; on 587 the connection starts in \
                      clear text and then switches. With the wrong one the connection hangs, and so does the \
                      request that sends the mail.",
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
        explanation: "The redirect to HTTPS does not protect a visitor's first request: anyone on the path can \
                      answer it instead. With HSTS, browsers remember to use HTTPS and never send that request.",
        remedy: "Start with 30 days, and raise it after the certificate has been renewed once.",
        flagged: |plan, _| plan.site.hsts_days = 0,
        clean: |plan, _| plan.site.hsts_days = 30,
        check: no_hsts,
    },
    Rule {
        code: "FP180",
        name: "acme-account-that-is-refused",
        severity: Severity::Error,
        explanation: "Let's Encrypt does not register an account with a mail address that is not on the internet. \
                      The issuer in cert-manager then never becomes ready, and no certificate is ordered.",
        remedy: "Enter an address that can receive mail from the internet.",
        flagged: |plan, _| plan.site.acme_email = Some(Email::known("admin@forum.home.lan")),
        clean: |plan, _| plan.site.acme_email = Some(Email::known("admin@misago-project.org")),
        check: refused_account,
    },
    Rule {
        code: "FP181",
        name: "staging-certificate",
        severity: Severity::Warning,
        explanation: "Staging shows that DNS, ingress and cert-manager work together without using up Let's \
                      Encrypt's limit of failed attempts. Browsers do not trust its certificates, so visitors see \
                      a warning.",
        remedy: "When verify.sh finds the certificate, change to Let's Encrypt and apply again; cert-manager then \
                 orders the real one.",
        flagged: |plan, _| plan.site.issued_by = IssuedBy::Staging,
        clean: |plan, _| plan.site.issued_by = IssuedBy::LetsEncrypt,
        check: staging,
    },
    Rule {
        code: "FP155",
        name: "mail-in-clear",
        severity: Severity::Warning,
        explanation: "The connection to an external mail server crosses networks where others can listen. It \
                      carries password reset links, and with a login also the mail password, which lets anyone \
                      send mail in your name.",
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
            .flag(format!("Let's Encrypt does not accept the account {account}"))
            .at("site.acme_email")
            .at(if plan.site.acme_email.is_some() { "site.issued_by" } else { "site.admin_email" });
    }
}

fn staging(inputs: &Inputs<'_>, report: &mut Report) {
    if acme_server(inputs.plan).is_some() && inputs.plan.site.issued_by == IssuedBy::Staging {
        report
            .flag("Browsers warn about the certificate: it is from Let's Encrypt staging")
            .at("site.issued_by")
            .fix("Use the real Let's Encrypt", inputs.plan, |plan| {
                plan.site.issued_by = IssuedBy::LetsEncrypt
            });
    }
}

/// A relay in the operator's own network may do without TLS. Example names are left to FP018.
fn mail_in_clear(inputs: &Inputs<'_>, report: &mut Report) {
    let (plan, site) = (inputs.plan, &inputs.plan.site);
    let outside = site.smtp_host.is_public() && cluster::inside(plan, site.smtp_host.as_str()).is_none();
    if !site.mail || site.smtp_security != SmtpSecurity::None || !outside {
        return;
    }
    let what =
        if site.smtp_user.is_some() { "The mail server's password and every mail" } else { "Every mail" };
    let (words, port, security) = match site.smtp_port.number() {
        465 => ("Use TLS", None, SmtpSecurity::Tls),
        25 => ("Use STARTTLS on port 587", Some(587), SmtpSecurity::StartTls),
        _ => ("Use STARTTLS", None, SmtpSecurity::StartTls),
    };
    report
        .flag(format!("{what} can be read in transit to {}", site.smtp_host))
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
    if site.tls.is_https() && site.hsts_days == 0 {
        report.flag("Browsers are not told to use HTTPS only").at("site.hsts_days").fix(
            "Tell them, for 30 days",
            inputs.plan,
            |plan| plan.site.hsts_days = 30,
        );
    }
}

fn system_namespace(inputs: &Inputs<'_>, report: &mut Report) {
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

/// A namespace that no other part uses. There are more candidates than namespaces in a plan.
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
        OPERATOR_NAMESPACE => "CloudNativePG's operator",
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
        report.flag(format!("{} is public but has no TLS", site.host)).at("site.tls").at("site.host").fix(
            "Use cert-manager",
            inputs.plan,
            |plan| {
                plan.site.tls = Tls::CertManager;
                plan.site.secure_cookies = true;
                plan.ingress.redirect_https = true;
            },
        );
    }
}

fn private_acme(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    let private =
        |name: &&str| name.parse::<Hostname>().is_ok_and(|host| host.is_private() && !host.is_example());
    if proves_by_acme(inputs.plan) {
        for name in other_hosts(inputs.plan).iter().filter(|name| private(name)) {
            report
                .flag(format!("No public authority can issue a certificate for {name}"))
                .at("site.other_hosts");
        }
    }
    if !proves_by_acme(inputs.plan) || !site.host.is_private() || site.host.is_example() {
        return;
    }
    let finding = report.flag(format!("No public authority can issue a certificate for {}", site.host));
    finding.at("site.host");
    if acme_server(inputs.plan).is_some() {
        finding
            .at("site.issued_by")
            .fix("Use my own certificate", inputs.plan, |plan| plan.site.tls = Tls::Secret);
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
            .flag("Secure cookies over plain HTTP: logging in fails")
            .at("site.secure_cookies")
            .at("site.tls")
            .fix("Turn off Secure cookies", inputs.plan, |plan| plan.site.secure_cookies = false);
    }
}

fn insecure_behind_tls(inputs: &Inputs<'_>, report: &mut Report) {
    let site = &inputs.plan.site;
    if site.tls.is_https() && !site.secure_cookies {
        report.flag("The session cookie may travel over plain HTTP").at("site.secure_cookies").fix(
            "Turn on Secure cookies",
            inputs.plan,
            |plan| plan.site.secure_cookies = true,
        );
    }
}

fn no_mail(inputs: &Inputs<'_>, report: &mut Report) {
    if !inputs.plan.site.mail {
        report.flag("No mail server: members cannot reset passwords").at("site.mail").fix(
            "Turn on mail",
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
        finding.fix(format!("Use {proposal}"), inputs.plan, |plan| plan.site.admin_name = line);
    }
}

/// Every name of the plan that is still one of the examples, with its field.
fn placeholders(inputs: &Inputs<'_>, report: &mut Report) {
    let found = placeholder_fields(inputs.plan);
    let Some((first, _)) = found.first() else { return };
    let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
    let count = match names.len() {
        1 => "1 field still holds an example value".to_owned(),
        many => format!("{many} fields still hold example values"),
    };
    let finding = report.flag(count).at(first).because(names.join(", ")).unanswered();
    for (field, _) in found.iter().skip(1) {
        finding.at(field);
    }
}

fn placeholder_fields(plan: &Plan) -> Vec<(&'static str, String)> {
    use crate::stack::postgres::options::Mode;
    let site = &plan.site;
    // In the order of the form, because the page leads from one to the next.
    let mut names = vec![("site.host", site.host.to_string())];
    names.extend(other_hosts(plan).into_iter().map(|name| ("site.other_hosts", name.to_owned())));
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

/// The default plan with realistic names instead of the examples.
fn own_names(plan: &mut Plan) {
    use crate::values::{ImageRef, ServerAddress};
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
