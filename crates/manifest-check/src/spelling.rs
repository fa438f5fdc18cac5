//! Which names, keys and encoded values the API server accepts. This is written independently of the plan's value types
//! on purpose: if the two disagree, one of them is wrong, and a test shows it.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// `web`, `misago-api`: the name of a namespace, container, volume (RFC 1123).
pub(super) fn is_dns_label(text: &str) -> bool {
    let inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

/// The name of a Service: a DNS label that starts with a letter (RFC 1035).
pub(super) fn is_service_name(text: &str) -> bool {
    is_dns_label(text) && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The name of nearly everything else: DNS labels joined by dots, 253 characters in all.
pub(super) fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

/// The name of a container port (IANA service name): 15 characters, a letter among them, single hyphens.
pub(super) fn is_port_name(text: &str) -> bool {
    text.len() <= 15
        && is_dns_label(text)
        && !text.contains("--")
        && text.contains(|c: char| c.is_ascii_lowercase())
}

/// The value of a label: empty, or 63 characters that begin and end with a letter or digit.
pub(super) fn is_label_value(text: &str) -> bool {
    text.is_empty() || is_qualified(text)
}

/// The key of a label or annotation: a name, with a DNS subdomain and a slash before it if one likes.
pub(super) fn is_label_key(text: &str) -> bool {
    match text.split_once('/') {
        Some((prefix, name)) => is_dns_subdomain(prefix) && is_qualified(name),
        None => is_qualified(text),
    }
}

fn is_qualified(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let outer = |c: char| c.is_ascii_alphanumeric();
    (1..=63).contains(&text.len())
        && text.chars().all(inner)
        && text.starts_with(outer)
        && text.ends_with(outer)
}

/// The name of an environment variable that any program can read. The server takes more than that.
pub(super) fn is_variable_name(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.chars().all(inner) && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

/// The key of a ConfigMap or Secret: it becomes a file name.
pub(super) fn is_config_key(text: &str) -> bool {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    (1..=253).contains(&text.len()) && text.chars().all(inner) && text != "." && !text.starts_with("..")
}

/// A host name for people: a DNS subdomain that is no address, with `*.` before it where that is allowed.
pub(super) fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let last = name.rsplit('.').next().unwrap_or_default();
    is_dns_subdomain(name) && last.parse::<u64>().is_err()
}

/// An image: a registry and a path in lower case, then a tag, a digest, or both.
pub(super) fn is_image(text: &str) -> bool {
    let (named, digest) = text.split_once('@').map_or((text, None), |(named, digest)| (named, Some(digest)));
    // The colon of `registry:5000/web` belongs to the registry: a tag has no slash.
    let tagged = named.rsplit_once(':').filter(|(_, tag)| !tag.contains('/'));
    let (path, tag) = tagged.map_or((named, None), |(path, tag)| (path, Some(tag)));
    let word = |text: &str, more: &[char]| {
        let inner = |c: char| c.is_ascii_digit() || c.is_ascii_lowercase() || more.contains(&c);
        !text.is_empty() && text.chars().all(inner) && text.starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let hex = |digest: &str| {
        let hex = digest.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && word(hex, &[])
    };
    let is_tag = |tag: &str| tag.len() <= 128 && word(&tag.to_ascii_lowercase(), &['_', '.', '-']);
    let (first, rest) = path.split_once('/').unwrap_or((path, "image"));
    let registry = word(&first.to_ascii_lowercase(), &['.', '-', ':']) && path.contains('/');
    (registry || word(first, &['.', '-', '_']))
        && rest.split('/').all(|part| word(part, &['.', '-', '_']))
        && tag.is_none_or(is_tag)
        && digest.is_none_or(hex)
}

/// The bytes behind standard, padded base64, or None. Line breaks are let through, as the server does.
pub(super) fn base64(text: &str) -> Option<Vec<u8>> {
    // Go's decoder, which the server uses, overlooks bits behind the last byte.
    let as_server = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let text: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect();
    GeneralPurpose::new(&STANDARD, as_server).decode(text).ok()
}
