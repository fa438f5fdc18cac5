//! The object store: its address, bucket and paths.

use std::net::Ipv4Addr;

use super::address::check_outside;
use super::names::is_label;
use super::{ParseError, ServerAddress, word};

word! {
    /// The address of an S3-compatible store: `https://` or `http://`, a server, and a port if it is not the
    /// usual one. No path: the bucket is asked for by itself.
    StoreUrl, check_url
}

word! {
    /// A bucket as S3 takes it: 3 to 63 lower-case letters, digits, hyphens and dots.
    BucketName, check_bucket
}

word! {
    /// A folder inside a bucket: names joined by `/`, without one at either end.
    StorePath, check_path
}

impl StoreUrl {
    /// Whether the connection is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.as_str().starts_with("https://")
    }

    /// The server's name or address.
    pub fn host(&self) -> &str {
        self.authority().split(':').next().unwrap_or_default()
    }

    /// The port that is written out, if one is.
    pub fn written_port(&self) -> Option<u16> {
        self.authority().split_once(':').and_then(|(_, port)| port.parse().ok())
    }

    /// The port to dial: the written one, or that of the scheme.
    pub fn port(&self) -> u16 {
        self.written_port().unwrap_or(if self.is_encrypted() { 443 } else { 80 })
    }

    /// The server's address as a number, when it was written as one.
    pub fn ip(&self) -> Option<Ipv4Addr> {
        self.host().parse().ok()
    }

    /// The same server over TLS.
    pub fn encrypted(&self) -> Self {
        Self(format!("https://{}", self.authority()))
    }

    fn authority(&self) -> &str {
        self.as_str().split_once("://").map_or("", |(_, authority)| authority)
    }
}

fn check_url(text: &str) -> Result<(), ParseError> {
    let refuse = || {
        ParseError::new(
            "Enter https:// and the store's full host name, with at most a port after it, like \
             https://s3.example.org.",
        )
    };
    let authority =
        text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(refuse)?;
    check_outside(authority)?;
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let port_fits = port.is_none_or(|port| {
        port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    check_outside(host)?;
    // With a space inside, the address would be trimmed into another one.
    let host_fits = !host.contains(char::is_whitespace) && host.parse::<ServerAddress>().is_ok();
    if host_fits && port_fits { Ok(()) } else { Err(refuse()) }
}

fn check_bucket(text: &str) -> Result<(), ParseError> {
    let fits = (3..=63).contains(&text.len()) && text.split('.').all(is_label);
    if fits && text.parse::<Ipv4Addr>().is_err() {
        return Ok(());
    }
    Err(ParseError::new("Enter 3 to 63 lower-case letters, digits, hyphens or dots, like forum-backups."))
}

fn check_path(text: &str) -> Result<(), ParseError> {
    let is_name = |name: &str| {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
        !name.is_empty() && name.bytes().all(allowed) && name.bytes().any(|b| b != b'.')
    };
    if text.len() <= 200 && text.split('/').all(is_name) {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter names of letters, digits, -, _ and . joined by /, like forum or backups/forum.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_a_scheme_a_host_and_perhaps_a_port() {
        let plain: StoreUrl = "http://10.0.0.5:9000".parse().unwrap();
        assert_eq!((plain.host(), plain.port(), plain.is_encrypted()), ("10.0.0.5", 9000, false));
        assert_eq!(plain.ip(), Some(Ipv4Addr::new(10, 0, 0, 5)));
        let usual: StoreUrl = "https://s3.eu-central-1.amazonaws.com".parse().unwrap();
        assert_eq!((usual.port(), usual.written_port(), usual.ip()), (443, None, None));
        for bad in [
            "s3.example.org",
            "ftp://s3.example.org",
            "https://",
            "https://minio",
            "https://s3.example.org/",
            "https://s3.example.org/bucket",
            "https://s3.example.org:0",
            "https://s3.example.org:+1",
            "https://s3.example.org:",
            "https:// s3.example.org",
            "https://user@s3.example.org",
            "http://127.0.0.1:9000",
            "http://localhost:9000",
        ] {
            assert!(bad.parse::<StoreUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_store_at_an_ipv6_address_is_told_what_to_write_in_its_place() {
        for url in ["https://[fd00::5]:9000", "http://[fd00::5]", "http://fd00::5"] {
            assert!(url.parse::<StoreUrl>().unwrap_err().to_string().contains("AAAA"), "{url}");
        }
    }

    #[test]
    fn a_bucket_is_no_address_and_a_path_has_no_way_up() {
        for good in ["forum-backups", "a.b", "abc"] {
            assert!(good.parse::<BucketName>().is_ok(), "{good}");
        }
        for bad in ["ab", "Forum", "10.0.0.5", "a..b", "-ab", &"a".repeat(64)] {
            assert!(bad.parse::<BucketName>().is_err(), "{bad}");
        }
        for good in ["forum", "backups/forum_2.x"] {
            assert!(good.parse::<StorePath>().is_ok(), "{good}");
        }
        for bad in ["", "/forum", "forum/", "a//b", "../x", "a b", "a/./b"] {
            assert!(bad.parse::<StorePath>().is_err(), "{bad}");
        }
    }
}
