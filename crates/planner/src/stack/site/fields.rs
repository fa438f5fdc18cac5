//! What the form asks about the site.

use super::options::{IssuedBy, IssuerKind, Language, SmtpSecurity, Tls};
use crate::field::{Field, Subject, choice, count, optional, text, toggle};
use crate::plan::Plan;
use crate::values::TIME_ZONES;

pub(super) const FIELDS: &[Field] = &[
    text!(site.host, "Host name", "The forum's address, as people type it into their browser.").subject(Subject::Name).keywords("domain url address name dns website fqdn"),
    optional!(site.other_hosts, "Other names", "Names separated by commas, like www.example.org. They redirect to the host name and keep the path.").subject(Subject::Name).advanced().keywords("domain alias www redirect second old"),
    text!(site.name, "Bundle name", "Names the folder you download and a label on every object.").subject(Subject::Name).advanced().keywords("folder zip project"),
    text!(site.namespace, "Namespace", "Holds all of the forum, and nothing else.").subject(Subject::Name).advanced(),
    toggle!(site.namespace_exists, "The namespace exists already", "The bundle then does not create it. For clusters where only an administrator may.").subject(Subject::Cluster).advanced().keywords("create namespace rights permission rbac administrator project"),
    choice!(site.language: Language, "Language", "The language of the forum's own texts; posts can be in any \
                                                  language.").subject(Subject::Name).advanced().keywords("locale translation german french polish"),
    text!(site.time_zone, "Time zone", "For dates on the pages and for nightly jobs.").subject(Subject::Name).advanced().keywords("clock utc timezone").suggesting(TIME_ZONES),
    choice!(site.tls: Tls, "Certificate", "Where the certificate for the host name comes from.").advanced_when(issued).keywords("https ssl tls letsencrypt let's encrypt certbot http encryption").under("TLS"),
    choice!(site.issued_by: IssuedBy, "Issued by",
        "Let's Encrypt limits failed attempts. For a new setup, start with staging and change to Let's Encrypt \
         when verify.sh finds the certificate.").subject(Subject::Name).keywords("https ssl letsencrypt let's encrypt acme certificate clusterissuer staging")
        .when(issued),
    optional!(site.acme_email, "Let's Encrypt account",
        "The mail address to register the account with. Empty uses the first administrator's.").subject(Subject::Name).advanced().keywords("letsencrypt let's encrypt acme").when(brings_issuer),
    text!(site.issuer, "Issuer", "The name of cert-manager's issuer, as shown by kubectl get clusterissuers.").subject(Subject::Name).advanced().keywords("https ssl letsencrypt let's encrypt cert-manager clusterissuer").when(has_issuer),
    choice!(site.issuer_kind: IssuerKind, "Issuer kind", "Most clusters have one ClusterIssuer for all namespaces.").subject(Subject::Cluster).advanced().keywords("cert-manager clusterissuer").when(has_issuer),
    toggle!(site.issuer_is_acme, "ACME check over HTTP",
        "The issuer checks that the host name is yours, as Let's Encrypt does. Switch it off for a private certificate authority.").subject(Subject::Cluster).advanced().keywords("letsencrypt let's encrypt http-01 challenge").when(has_issuer),
    text!(site.tls_secret, "TLS Secret", "The Secret with tls.crt and tls.key, in the forum's namespace.").subject(Subject::Name).advanced().keywords("https ssl certificate").when(super::uses_certificate),
    toggle!(site.secure_cookies, "Secure cookies",
        "Browsers send the session over HTTPS only. Turn it off for plain HTTP, or logging in fails.").advanced().keywords("https login session csrf"),
    count!(site.hsts_days, "HTTPS only for", "How long browsers insist on HTTPS (HSTS). Start small: it cannot be taken back. 0 turns it off.",
        0..=730, "days").advanced().keywords("hsts strict-transport-security https").when(encrypted),
    toggle!(site.mail, "Send mail", "Without mail, members cannot confirm an account or reset a password.").advanced_when(mails).keywords("email smtp notifications registration password reset").under("Mail"),
    text!(site.smtp_host, "Mail server", "The mail server's host name.").subject(Subject::Name).keywords("email mail smtp mailgun sendgrid postmark ses provider").when(mails),
    text!(site.smtp_port, "Port", "587 for STARTTLS, 465 for TLS.").subject(Subject::Name).advanced().keywords("email mail smtp 587 465 25").when(mails),
    choice!(site.smtp_security: SmtpSecurity, "Encryption", "How the connection to the mail server is protected.").subject(Subject::Name).advanced().keywords("email mail smtp starttls ssl tls").when(mails),
    optional!(site.smtp_user, "User", "Leave empty if the server needs no login. The password is under Secrets.").subject(Subject::Name).keywords("email mail smtp login username").when(mails),
    text!(site.mail_from, "Sender", "The address that the forum's mail is sent from.").subject(Subject::Name).keywords("email mail smtp from address noreply").when(mails),
    text!(site.admin_name, "Name", "Misago allows 3 to 14 letters, digits and underscores.").subject(Subject::Name).advanced().keywords("administrator login username superuser account").under("First administrator"),
    text!(site.admin_email, "Mail address", "For the administrator's own account.").subject(Subject::Name).keywords("administrator login superuser account email"),
];

fn issued(plan: &Plan) -> bool {
    super::orders_certificate(plan)
}

fn brings_issuer(plan: &Plan) -> bool {
    super::acme_server(plan).is_some()
}

fn has_issuer(plan: &Plan) -> bool {
    issued(plan) && !brings_issuer(plan)
}

fn encrypted(plan: &Plan) -> bool {
    plan.site.tls.is_https()
}

fn mails(plan: &Plan) -> bool {
    plan.site.mail
}
