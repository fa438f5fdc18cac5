//! The forum's name, host, mail and first administrator.

use serde::Serialize;

use crate::values::{
    DnsLabel, DnsSubdomain, Email, Hostname, Hostnames, Line, Port, ServerAddress, TimeZone, choices,
};

choices! {
    /// Where the certificate comes from.
    Tls {
        /// cert-manager gets it from an issuer and renews it.
        CertManager = "cert-manager", "cert-manager issues it";
        /// A Secret of type kubernetes.io/tls is there before the bundle.
        Secret = "secret", "an existing Secret";
        /// Plain HTTP: passwords and sessions cross the network in clear.
        None = "none", "no TLS (plain HTTP)";
        /// A proxy, tunnel or load balancer before the bundle has it, and speaks plain HTTP to what comes next.
        InFront = "in-front", "held in front (proxy, CDN, balancer)";
    }
}

impl Tls {
    /// Whether browsers speak https.
    pub fn is_https(self) -> bool {
        self != Self::None
    }

    /// Whether the certificate is a Secret in the forum's namespace.
    pub fn has_secret(self) -> bool {
        matches!(self, Self::CertManager | Self::Secret)
    }
}

choices! {
    /// Which of cert-manager's issuers signs the certificate.
    IssuedBy {
        /// The bundle brings an issuer of Let's Encrypt along, for its own namespace.
        LetsEncrypt = "letsencrypt", "Let's Encrypt (issuer included)";
        /// The same for Let's Encrypt's staging servers, whose certificates no browser trusts: their limits are
        /// high enough for any number of tries.
        Staging = "letsencrypt-staging", "Let's Encrypt staging (for trying)";
        /// An issuer that is in the cluster already.
        Existing = "existing", "an issuer already in the cluster";
    }
}

choices! {
    /// Whether one issuer serves the whole cluster or one namespace.
    IssuerKind {
        /// For all namespaces.
        ClusterIssuer = "ClusterIssuer", "ClusterIssuer (whole cluster)";
        /// For this namespace only.
        Issuer = "Issuer", "Issuer (this namespace)";
    }
}

choices! {
    /// How the connection to the mail server is protected.
    SmtpSecurity {
        /// Plain at first, encrypted by STARTTLS; port 587.
        StartTls = "starttls", "STARTTLS (usually port 587)";
        /// Encrypted from the first byte; port 465.
        Tls = "tls", "TLS (usually port 465)";
        /// Not at all.
        None = "none", "none";
    }
}

choices! {
    /// The languages that Misago 0.39.6 speaks. It has folders for many more, but their files are empty
    /// or nearly so (counted: of about 2,167 texts of the server). Django refuses to start with a
    /// language that it does not know.
    Language {
        /// American English, Misago's own.
        EnUs = "en-us", "English";
        /// Complete.
        ZhHans = "zh-hans", "Chinese, simplified";
        /// Complete.
        Fr = "fr", "French";
        /// Complete.
        De = "de", "German";
        /// Complete.
        Pl = "pl", "Polish";
        /// Complete.
        PtBr = "pt-br", "Portuguese, Brazil";
        /// The browser's texts only; what the server writes stays English.
        Es = "es", "Spanish (in part)";
    }
}

/// The forum's names and contacts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// The bundle's name: its folder, and the instance label of every object.
    pub name: DnsLabel,
    /// The namespace everything lives in.
    pub namespace: DnsLabel,
    /// Whether the namespace is there already, so that the bundle has no object for it.
    pub namespace_exists: bool,
    /// The host name in the browser's address bar.
    pub host: Hostname,
    /// Other names that lead to the forum: they redirect to its own.
    pub other_hosts: Option<Hostnames>,
    /// Where the certificate comes from.
    pub tls: Tls,
    /// The Secret with the certificate.
    pub tls_secret: DnsSubdomain,
    /// Which of cert-manager's issuers signs it.
    pub issued_by: IssuedBy,
    /// The mail address of the account with Let's Encrypt; the administrator's if not set.
    pub acme_email: Option<Email>,
    /// The name of an issuer that exists already.
    pub issuer: DnsSubdomain,
    /// That issuer's kind.
    pub issuer_kind: IssuerKind,
    /// Whether that issuer proves the host by ACME, as Let's Encrypt does.
    pub issuer_is_acme: bool,
    /// Whether browsers send the session cookie over HTTPS only.
    pub secure_cookies: bool,
    /// Days for which browsers remember that the host speaks HTTPS only (HSTS); 0 tells them nothing.
    pub hsts_days: u32,
    /// The forum's language.
    pub language: Language,
    /// The forum's time zone; the maintenance runs by it too.
    pub time_zone: TimeZone,
    /// Whether the forum can send mail.
    pub mail: bool,
    /// The mail server.
    pub smtp_host: ServerAddress,
    /// Its port.
    pub smtp_port: Port,
    /// How the connection to it is protected.
    pub smtp_security: SmtpSecurity,
    /// The user to log in as; None for a server without a login.
    pub smtp_user: Option<Line>,
    /// The sender of the forum's mail.
    pub mail_from: Email,
    /// The first administrator's name.
    pub admin_name: Line,
    /// The first administrator's mail address.
    pub admin_email: Email,
}

impl Default for Site {
    fn default() -> Self {
        Self {
            name: DnsLabel::known("forum"),
            namespace: DnsLabel::known("forum"),
            namespace_exists: false,
            host: Hostname::known("forum.example.org"),
            other_hosts: None,
            tls: Tls::CertManager,
            tls_secret: DnsSubdomain::known("forum-tls"),
            issued_by: IssuedBy::LetsEncrypt,
            acme_email: None,
            issuer: DnsSubdomain::known("letsencrypt"),
            issuer_kind: IssuerKind::ClusterIssuer,
            issuer_is_acme: true,
            secure_cookies: true,
            hsts_days: 30,
            language: Language::EnUs,
            time_zone: TimeZone::known("UTC"),
            mail: true,
            smtp_host: ServerAddress::known("smtp.example.org"),
            smtp_port: Port::known(587),
            smtp_security: SmtpSecurity::StartTls,
            smtp_user: Some(Line::known("forum@example.org")),
            mail_from: Email::known("forum@example.org"),
            admin_name: Line::known("Admin"),
            admin_email: Email::known("admin@example.org"),
        }
    }
}
