//! The HTTP headers that a server sends with the page; they are defined only here.
//!
//! The build writes [`POLICY`] into the page, `cargo xtask serve` sends [`headers`], and a test below
//! compares `deploy/site/` with both.

/// The Content-Security-Policy inside the page: nothing from anywhere but here, nothing to anywhere
/// but here, no inline script or style. `wasm-unsafe-eval` allows to compile WebAssembly, not to
/// evaluate text. Pictures may be made by the page itself (`data:`, `blob:`).
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'";

/// The policy inside the one-file copy: its own style and script by their hashes, and nothing from or to
/// anywhere, not even from the folder it lies in.
pub fn copy_policy(script: &str, style: &str) -> String {
    format!(
        "default-src 'none'; script-src {script} 'wasm-unsafe-eval'; style-src {style}; \
         img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'"
    )
}

/// Every name in `assets/` changes with its content.
pub const FOREVER: &str = "public, max-age=31536000, immutable";

/// Everything else is asked for again, and answered with "not modified" by a real host.
pub const ASK_AGAIN: &str = "no-cache";

/// The headers of every answer. A page cannot forbid its own framing in a `meta` element, so
/// `frame-ancestors` exists only here.
pub fn headers() -> [(&'static str, String); 6] {
    [
        ("Content-Security-Policy", format!("{POLICY}; frame-ancestors 'none'")),
        ("X-Content-Type-Options", "nosniff".into()),
        ("Referrer-Policy", "no-referrer".into()),
        (
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=(self)".into(),
        ),
        ("Cross-Origin-Opener-Policy", "same-origin".into()),
        ("Cross-Origin-Resource-Policy", "same-origin".into()),
    ]
}

pub fn caching(path: &str) -> &'static str {
    if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN }
}

/// The one-file copy. Shown in place, the policy of its host would stop it; it is meant for the disk.
pub const COPY: &str = "forum-planner.html";

/// How to say that a file is to be saved.
pub const SAVE: (&str, &str) = ("Content-Disposition", "attachment");

pub fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosting_file(name: &str) -> String {
        std::fs::read_to_string(crate::project::root().join("deploy/site").join(name)).unwrap()
    }

    #[test]
    fn every_hosting_example_sends_the_headers_that_serve_sends() {
        for name in ["_headers", "nginx.conf", "Caddyfile"] {
            let text = hosting_file(name);
            for (header, value) in headers() {
                assert!(text.contains(header), "deploy/site/{name} does not set {header}");
                assert!(text.contains(&value), "deploy/site/{name}: {header} should be {value}");
            }
        }
    }

    #[test]
    fn every_hosting_example_caches_as_serve_does() {
        for name in ["_headers", "nginx.conf", "Caddyfile", "README.md"] {
            let text = hosting_file(name);
            assert!(text.contains(FOREVER) && text.contains(ASK_AGAIN), "deploy/site/{name}");
        }
    }

    #[test]
    fn every_hosting_example_has_the_copy_saved_as_serve_does() {
        for name in ["_headers", "nginx.conf", "Caddyfile", "README.md"] {
            let text = hosting_file(name);
            let (header, value) = SAVE;
            for word in [COPY, header, value] {
                // A regular expression of nginx has a backslash before the dot.
                assert!(text.replace('\\', "").contains(word), "deploy/site/{name} lacks {word}");
            }
        }
    }
}
