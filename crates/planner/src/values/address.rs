//! Addresses: hosts, ports, networks, mail addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

use serde::Serialize;

use super::names::is_label;
use super::{ParseError, word};

word! {
    /// A full host name in lower case with at least one dot. Not an IP address: an Ingress rule
    /// refuses those.
    Hostname, check_hostname
}

word! {
    /// A server outside the bundle: a host name with a dot or an IPv4 address, and none that means the pod itself. Without a dot a name may be
    /// one of the bundle's own Services, which is what pods would then reach.
    ServerAddress, check_server
}

word! {
    /// A mail address, `name@host`. Only its shape is checked; only a sent mail proves it.
    Email, check_email
}

word! {
    /// Networks in CIDR notation, separated by commas: one or more. A delivery network lists some fifteen; the bound
    /// keeps a hostile file from making every answer slow.
    Cidrs, check_cidrs
}

word! {
    /// Host names separated by commas: one or more.
    Hostnames, check_hostnames
}

impl Hostnames {
    /// The most names that one option takes: with the forum's own they fit into one HTTPRoute, which has 16.
    pub const MOST: usize = 15;

    /// The names one by one, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.as_str().split(',').map(str::trim)
    }
}

impl Hostname {
    /// True when no public authority can vouch for this name: reserved or private endings
    /// (RFC 2606, RFC 6761, RFC 6762, RFC 8375), and the `.k3s` of the 2022 report.
    pub fn is_private(&self) -> bool {
        const ENDINGS: &[&str] = &[
            "local",
            "localhost",
            "test",
            "example",
            "invalid",
            "internal",
            "lan",
            "home",
            "corp",
            "intranet",
            "k3s",
            "k8s",
            "arpa",
        ];
        let last = self.as_str().rsplit('.').next().unwrap_or_default();
        ENDINGS.contains(&last) || self.is_example()
    }

    /// True for the names that are reserved for documentation (RFC 2606).
    pub fn is_example(&self) -> bool {
        ["example.com", "example.org", "example.net"].iter().any(|domain| {
            self.as_str().strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

impl ServerAddress {
    /// The address as a number, when it was written as one.
    pub fn ip(&self) -> Option<Ipv4Addr> {
        self.as_str().parse().ok()
    }

    /// False for addresses and names that only a network of one's own knows.
    pub fn is_public(&self) -> bool {
        match self.ip() {
            Some(address) => !address.is_private() && !address.is_link_local(),
            None => self.as_str().parse::<Hostname>().is_ok_and(|host| !host.is_private()),
        }
    }
}

impl Cidrs {
    /// The most networks that one option takes.
    pub const MOST: usize = 256;

    /// The networks one by one, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.as_str().split(',').map(str::trim)
    }
}

/// A TCP port, 1 to 65535.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Port(u16);

impl Port {
    pub(crate) const fn known(number: u16) -> Self {
        Self(number)
    }

    /// The port as a number.
    pub fn number(self) -> u16 {
        self.0
    }
}

impl FromStr for Port {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        match text.trim().parse::<u16>() {
            Ok(number) if number > 0 => Ok(Self(number)),
            _ => Err(ParseError::new("Enter a port from 1 to 65535, like 587.")),
        }
    }
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

fn check_hostname(text: &str) -> Result<(), ParseError> {
    let all_digits = |label: &str| label.bytes().all(|b| b.is_ascii_digit());
    let labels: Vec<&str> = text.split('.').collect();
    let fits = labels.len() >= 2 && text.len() <= 253 && labels.iter().all(|label| is_label(label));
    if fits && !labels.last().is_some_and(|last| all_digits(last)) {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter a full host name in lower case, without https:// and without a path, like forum.example.org.",
    ))
}

fn check_hostnames(text: &str) -> Result<(), ParseError> {
    if text.split(',').count() > Hostnames::MOST {
        return Err(ParseError::new(format!("Enter at most {} names.", Hostnames::MOST)));
    }
    let names = || text.split(',').map(str::trim);
    if names().all(|name| check_hostname(name).is_ok()) {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter full host names in lower case, separated by commas, like www.example.org, example.org.",
    ))
}

fn check_server(text: &str) -> Result<(), ParseError> {
    check_outside(text)?;
    if check_hostname(text).is_ok() || text.parse::<Ipv4Addr>().is_ok() {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter a full host name in lower case or an IPv4 address, like db.example.org or 10.0.0.5.",
    ))
}

/// Refuses addresses that mean the asking machine itself, such as localhost. The message says what to write instead.
pub(super) fn check_outside(host: &str) -> Result<(), ParseError> {
    // An authority may have brackets around it, and what cuts that at its first colon leaves the bracket behind.
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    if host.starts_with('[') || bare.parse::<Ipv6Addr>().is_ok() {
        return Err(ParseError::new(
            "An IPv6 address is not taken here: URLs want brackets around it and settings want none. Give the server a name \
             with an AAAA record, like db.example.org, and write that.",
        ));
    }
    let own = |ip: Ipv4Addr| ip.is_loopback() || ip.is_unspecified() || ip.is_broadcast();
    let last = host.rsplit('.').next();
    if last == Some("localhost") || host.parse().is_ok_and(own) {
        return Err(ParseError::new(
            "From a pod, this is the pod itself. Enter the server's name or address in your network, like \
             db.example.org or 10.0.0.5.",
        ));
    }
    Ok(())
}

/// As narrow as Django's own validator, which the bootstrap asks: what it refused would hold up every pod.
fn check_email(text: &str) -> Result<(), ParseError> {
    let refuse = || ParseError::new("Enter a mail address, like admin@example.org.");
    let (local, host) = text.rsplit_once('@').ok_or_else(refuse)?;
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-".contains(&b);
    let local_fits =
        local.len() <= 64 && local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(allowed));
    let host = host.to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    let host_fits =
        check_hostname(&host).is_ok() && last.len() >= 2 && last.bytes().any(|b| b.is_ascii_alphabetic());
    if local_fits && host_fits && text.len() <= 254 { Ok(()) } else { Err(refuse()) }
}

fn check_cidrs(text: &str) -> Result<(), ParseError> {
    let refuse =
        || ParseError::new("Enter networks separated by commas, like 10.42.0.0/16 or 10.0.0.0/8, fd00::/8.");
    let networks: Vec<&str> = text.split(',').map(str::trim).collect();
    let is_network = |network: &str| {
        network.split_once('/').is_some_and(|(address, bits)| {
            let width = match address.parse::<IpAddr>() {
                Ok(IpAddr::V4(_)) => 32,
                Ok(IpAddr::V6(_)) => 128,
                Err(_) => return false,
            };
            bits.bytes().all(|b| b.is_ascii_digit())
                && (bits == "0" || !bits.starts_with('0'))
                && bits.parse::<u8>().is_ok_and(|bits| bits <= width)
        })
    };
    if networks.len() > Cidrs::MOST {
        Err(ParseError::new(format!("Enter at most {} networks.", Cidrs::MOST)))
    } else if networks.iter().all(|network| is_network(network)) {
        Ok(())
    } else {
        Err(refuse())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_name_has_a_dot_and_no_scheme() {
        for good in ["forum.example.org", "app.gic6.k3s", "a.b", "xn--bcher-kva.example"] {
            assert!(good.parse::<Hostname>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "forum",
            "https://a.b",
            "Forum.example.org",
            "a..b",
            "a.b.",
            "1.2.3.4",
            "a.b/c",
            "a b.c",
            "*.a.b",
        ] {
            assert!(bad.parse::<Hostname>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_server_is_not_the_pod_that_asks() {
        for good in ["10.0.0.5", "db.example.org", "localhost.example.org"] {
            assert!(good.parse::<ServerAddress>().is_ok(), "{good}");
        }
        for bad in ["127.0.0.1", "127.1.2.3", "0.0.0.0", "255.255.255.255", "localhost", "db.localhost"] {
            assert!(
                bad.parse::<ServerAddress>().unwrap_err().to_string().contains("the pod itself"),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_ipv6_address_is_told_what_to_write_in_its_place() {
        for address in ["fd00::5", "[fd00::5]", "2001:db8::1", "::ffff:10.0.0.5"] {
            let why = address.parse::<ServerAddress>().unwrap_err().to_string();
            assert!(why.contains("IPv6") && why.contains("AAAA"), "{address}: {why}");
        }
    }

    #[test]
    fn reserved_endings_are_private() {
        for private in ["app.gic6.k3s", "forum.local", "forum.example.org", "example.org", "a.localhost"] {
            assert!(private.parse::<Hostname>().unwrap().is_private(), "{private}");
        }
        for public in ["forum.misago-project.org", "myexample.org", "talk.k3s.io"] {
            assert!(!public.parse::<Hostname>().unwrap().is_private(), "{public}");
        }
    }

    #[test]
    fn a_network_has_as_many_bits_as_its_family_allows() {
        for good in ["10.42.0.0/16", "10.0.0.0/8, fd00::/8", "0.0.0.0/0"] {
            assert!(good.parse::<Cidrs>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "10.42.0.0",
            "10.42.0.0/33",
            "10.42.0.0/+8",
            "0.0.0.0/00",
            "fd00::/129",
            "10.0.0.0/8,",
            "10.0.0.0/8;x",
        ] {
            assert!(bad.parse::<Cidrs>().is_err(), "{bad}");
        }
    }

    #[test]
    fn networks_are_as_many_as_a_delivery_network_and_an_ingress_have() {
        let networks = |count: usize| vec!["173.245.48.0/20"; count].join(", ").parse::<Cidrs>();
        assert_eq!(networks(16).map(|networks| networks.iter().count()), Ok(16));
        assert!(networks(Cidrs::MOST).is_ok());
        assert_eq!(networks(Cidrs::MOST + 1).unwrap_err().0, "Enter at most 256 networks.");
    }

    #[test]
    fn a_mail_address_needs_both_sides() {
        assert!("admin@example.org".parse::<Email>().is_ok());
        for bad in [
            "admin",
            "@example.org",
            "a@b",
            "a b@example.org",
            "a..b@example.org",
            ".a@example.org",
            "a@b.c",
            "a@forum.4",
            "a@example.org\nBcc: x@example.org",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }
}
