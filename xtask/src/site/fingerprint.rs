//! Names and checksums made of the content.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256, Sha384};

/// A file of `assets/`, named after its content.
pub struct Asset {
    path: String,
    pub bytes: Vec<u8>,
}

impl Asset {
    /// `planner.js` becomes `assets/planner-0f6e8c1d2a3b4c5d.js`.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let (stem, ending) = name.split_at(name.find('.').unwrap_or(name.len()));
        Self { path: format!("assets/{stem}-{}{ending}", &fingerprint(&bytes)[..16]), bytes }
    }

    /// As the page names it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// As another asset names it.
    pub fn file_name(&self) -> &str {
        self.path.trim_start_matches("assets/")
    }

    pub fn integrity(&self) -> String {
        integrity(&self.bytes)
    }
}

/// SHA-256 in hexadecimal.
pub fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a policy allows to stand inside a page.
pub fn inline_hash(text: &[u8]) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// What browsers compare before they use a file.
pub fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}
