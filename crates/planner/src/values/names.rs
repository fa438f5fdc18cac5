//! Names as Kubernetes and PostgreSQL allow them.

use super::{ParseError, word};

word! {
    /// A DNS label (RFC 1123): at most 63 lower-case letters, digits and hyphens, with a letter or
    /// digit at both ends. Namespaces and label values made by the planner are such names.
    DnsLabel, check_label
}

word! {
    /// A DNS subdomain: labels joined by dots, at most 253 characters. StorageClasses, Secrets,
    /// issuers and ingress classes have such names.
    DnsSubdomain, check_subdomain
}

word! {
    /// A database or role of PostgreSQL: letters, digits and `_ - . @ +`, as providers put together theirs
    /// (`postgres.abcdef`, `forum@server`); at most 63 characters, PostgreSQL's own limit (NAMEDATALEN - 1). SQL
    /// needs it in quotation marks, and nothing in it ends those or a shell's word.
    DatabaseName, check_database
}

word! {
    /// One label and its value, `key=value`, as `kubectl get pods -l` takes it.
    LabelPair, check_pair
}

impl LabelPair {
    /// The label's key, `app.kubernetes.io/name` in `app.kubernetes.io/name=traefik`.
    pub fn key(&self) -> &str {
        self.as_str().split_once('=').map_or("", |(key, _)| key)
    }

    /// The label's value, `traefik` in `app.kubernetes.io/name=traefik`.
    pub fn value(&self) -> &str {
        self.as_str().split_once('=').map_or("", |(_, value)| value)
    }
}

/// True for a DNS label; shared by every name that is made of labels.
pub(super) fn is_label(text: &str) -> bool {
    let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|&b| inner(b) || b == b'-')
        && bytes.first().is_some_and(|&b| inner(b))
        && bytes.last().is_some_and(|&b| inner(b))
}

fn check_label(text: &str) -> Result<(), ParseError> {
    if is_label(text) {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter up to 63 lower-case letters, digits or hyphens, with a letter or digit at both ends, like my-forum.",
    ))
}

fn check_subdomain(text: &str) -> Result<(), ParseError> {
    if text.len() <= 253 && text.split('.').all(is_label) {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter lower-case letters, digits, hyphens and dots, with a letter or digit at both ends, like longhorn or forum-tls.",
    ))
}

fn check_database(text: &str) -> Result<(), ParseError> {
    let head = text.bytes().next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_');
    let rest = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.@+".contains(&b));
    // PostgreSQL keeps these for itself, on every server. `postgres` a server outside may hand out.
    let taken = matches!(text, "template0" | "template1" | "public" | "none") || text.starts_with("pg_");
    if head && rest && text.len() <= 63 && !taken {
        return Ok(());
    }
    Err(ParseError::new(
        "Enter up to 63 letters, digits or the signs _ - . @ +, starting with a letter, like misago or forum@server. \
         template1, public, none and pg_… are PostgreSQL's own.",
    ))
}

pub(super) fn check_pair(text: &str) -> Result<(), ParseError> {
    let refuse = || ParseError::new("Enter one label and its value, like app.kubernetes.io/name=traefik.");
    let (key, value) = text.split_once('=').ok_or_else(refuse)?;
    let (prefix, name) = key.split_once('/').map_or((None, key), |(prefix, name)| (Some(prefix), name));
    let prefix_fits = prefix.is_none_or(|prefix| check_subdomain(prefix).is_ok());
    if prefix_fits && is_label_text(name) && (value.is_empty() || is_label_text(value)) {
        return Ok(());
    }
    Err(refuse())
}

/// A label's name or value: up to 63 letters, digits, `-`, `_` and `.`, alphanumeric at both ends.
fn is_label_text(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..=63).contains(&bytes.len())
        && bytes.iter().all(|&b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        && bytes.first().is_some_and(u8::is_ascii_alphanumeric)
        && bytes.last().is_some_and(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_lower_case_and_at_most_63_long() {
        for good in ["a", "forum", "my-forum-2", &"a".repeat(63)] {
            assert!(good.parse::<DnsLabel>().is_ok(), "{good}");
        }
        for bad in ["", "-a", "a-", "Forum", "a_b", "a.b", "ä", &"a".repeat(64)] {
            assert!(bad.parse::<DnsLabel>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_label_pair_splits_at_its_sign() {
        let pair: LabelPair = "app.kubernetes.io/name=traefik".parse().unwrap();
        assert_eq!((pair.key(), pair.value()), ("app.kubernetes.io/name", "traefik"));
        for bad in ["traefik", "=x", "a b=c", "a/b/c=d", "A/=x"] {
            assert!(bad.parse::<LabelPair>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_role_is_what_providers_call_it() {
        for good in ["misago", "postgres.abcdefghijkl", "forum@mydb", "my-user", "postgres", "_x", "a+b"] {
            assert!(good.parse::<DatabaseName>().is_ok(), "{good}");
        }
        for bad in ["", "1a", "a b", "a\"b", "a'b", "a$b", "a\\b", "a=b", "pg_x", "public", &"a".repeat(64)] {
            assert!(bad.parse::<DatabaseName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn spaces_around_a_name_are_forgiven() {
        assert_eq!(" forum ".parse::<DnsLabel>().unwrap().as_str(), "forum");
    }
}
