//! References to container images.

use super::{ParseError, word};

word! {
    /// A container image, `registry/name:tag` with an optional `@sha256:` digest.
    ImageRef, check_image
}

word! {
    /// The address under which a mirror keeps images: a registry, its port and a path, as in
    /// `harbor.example.org/mirror`.
    MirrorAddress, check_mirror
}

impl MirrorAddress {
    /// Registries that anyone can pull from. An image of another registry is one's own already.
    const PUBLIC: [&str; 7] = [
        "docker.io",
        "ghcr.io",
        "quay.io",
        "registry.k8s.io",
        "gcr.io",
        "mcr.microsoft.com",
        "public.ecr.aws",
    ];

    /// What the mirror calls an image of a public registry: its own address stands in the place of the registry's, and
    /// Docker Hub's official images are in `library/`. None for an image of another registry.
    pub fn name_of(&self, image: &str) -> Option<String> {
        let (registry, path) = match image.split_once('/') {
            Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => (first, rest),
            _ => ("docker.io", image),
        };
        let library = if registry == "docker.io" && !path.contains('/') { "library/" } else { "" };
        Self::PUBLIC.contains(&registry).then(|| format!("{self}/{library}{path}"))
    }
}

impl ImageRef {
    /// The tag, if there is one.
    pub fn tag(&self) -> Option<&str> {
        let name = self.as_str().split('@').next().unwrap_or_default();
        let last = name.rsplit('/').next().unwrap_or_default();
        last.split_once(':').map(|(_, tag)| tag)
    }

    /// The digest, if there is one.
    pub fn digest(&self) -> Option<&str> {
        self.as_str().split_once('@').map(|(_, digest)| digest)
    }

    /// True when the same reference names the same image tomorrow: a digest, or a tag that is not
    /// one of the names that people move.
    pub fn is_fixed(&self) -> bool {
        const MOVING: &[&str] = &["latest", "stable", "main", "master", "edge", "nightly", "dev"];
        self.digest().is_some() || self.tag().is_some_and(|tag| !MOVING.contains(&tag))
    }
}

fn check_image(text: &str) -> Result<(), ParseError> {
    let refuse = || {
        ParseError::new(
            "Enter an image reference in lower case with a tag, like registry.example.org/forum:1.0.",
        )
    };
    let (name_and_tag, digest) =
        text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
    let digest_fits = digest.is_none_or(|digest| {
        digest.strip_prefix("sha256:").is_some_and(|hex| {
            hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
        })
    });
    let slash = name_and_tag.rfind('/').map_or(0, |at| at + 1);
    let (path, last) = name_and_tag.split_at(slash);
    let (last, tag) = last.split_once(':').map_or((last, None), |(last, tag)| (last, Some(tag)));
    let tag_fits = tag.is_none_or(|tag| {
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        (1..=128).contains(&tag.len())
            && tag.bytes().next().is_some_and(word)
            && tag.bytes().all(|b| word(b) || b == b'.' || b == b'-')
    });
    let parts: Vec<&str> = path.split_terminator('/').chain([last]).collect();
    let path_fits = parts
        .iter()
        .enumerate()
        .all(|(i, part)| is_component(part) || (i == 0 && parts.len() > 1 && is_registry(part)));
    if digest_fits && tag_fits && path_fits && text.len() <= 255 { Ok(()) } else { Err(refuse()) }
}

fn check_mirror(text: &str) -> Result<(), ParseError> {
    let mut parts = text.split('/');
    let is_host = |host: &str| is_registry(host) && host.contains(['.', ':']);
    // The longest image of the bundle has room behind it.
    if parts.next().is_some_and(is_host) && parts.all(is_component) && text.len() <= 128 {
        Ok(())
    } else {
        Err(ParseError::new(
            "Enter a registry with a path if it has one, without https:// and without a tag, like \
             harbor.example.org/mirror.",
        ))
    }
}

/// A registry host with an optional port.
fn is_registry(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, "1"), |(host, port)| (host, port));
    let host_fits = !host.is_empty()
        && host.split('.').all(|label| {
            !label.is_empty()
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    host_fits && port.parse::<u16>().is_ok_and(|port| port > 0) && port.bytes().all(|b| b.is_ascii_digit())
}

/// A path component: lower-case letters and digits, joined by one `.`, one or two `_`, or hyphens.
fn is_component(text: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let ends = text.bytes().next().is_some_and(plain) && text.bytes().last().is_some_and(plain);
    let joined = text
        .bytes()
        .zip(text.bytes().skip(1))
        .all(|(a, b)| plain(a) || plain(b) || (a == b && matches!(a, b'_' | b'-')));
    ends && joined
        && !text.contains("___")
        && text.bytes().all(|b| plain(b) || matches!(b, b'.' | b'_' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_registry_port_is_not_a_tag() {
        let image: ImageRef = "registry.local:5000/team/forum".parse().unwrap();
        assert_eq!(image.tag(), None);
        assert!(!image.is_fixed());
        let image: ImageRef = "registry.local:5000/team/forum:0.39.6".parse().unwrap();
        assert_eq!(image.tag(), Some("0.39.6"));
        assert!(image.is_fixed());
    }

    #[test]
    fn a_moving_tag_is_not_fixed_but_a_digest_is() {
        assert!(!"nginx:latest".parse::<ImageRef>().unwrap().is_fixed());
        let digest = format!("nginx:latest@sha256:{}", "a".repeat(64));
        assert!(digest.parse::<ImageRef>().unwrap().is_fixed());
    }

    #[test]
    fn a_mirror_takes_the_place_of_a_public_registry_and_of_no_other() {
        let mirror: MirrorAddress = "harbor.example.org:8443/hub".parse().unwrap();
        for (image, wanted) in [
            ("docker.io/library/redis:7.0.15", Some("harbor.example.org:8443/hub/library/redis:7.0.15")),
            ("redis:7", Some("harbor.example.org:8443/hub/library/redis:7")),
            (
                "nginxinc/nginx-unprivileged:1",
                Some("harbor.example.org:8443/hub/nginxinc/nginx-unprivileged:1"),
            ),
            (
                "quay.io/prometheuscommunity/a:1@sha256:0",
                Some("harbor.example.org:8443/hub/prometheuscommunity/a:1@sha256:0"),
            ),
            ("registry.example.org/redis:7", None),
            ("localhost/redis:7", None),
        ] {
            assert_eq!(mirror.name_of(image).as_deref(), wanted, "{image}");
        }
        for bad in ["", "mirror", "https://a.b", "a.b/", "a.b//c", "a.b/c:1", "a.b/C", "a.b/c d"] {
            assert!(bad.parse::<MirrorAddress>().is_err(), "{bad}");
        }
    }

    #[test]
    fn text_that_no_runtime_would_pull_is_refused() {
        for bad in [
            "",
            "Forum:1",
            "a b:1",
            "a:",
            "a:b:c",
            "a//b:1",
            "a@sha256:xyz",
            "/a:1",
            "a/:1",
            "a:1\nb",
            "-a/b:1",
            "a.-b:1",
            "a_-b:1",
            "a..b:1",
        ] {
            assert!(bad.parse::<ImageRef>().is_err(), "{bad}");
        }
    }
}
