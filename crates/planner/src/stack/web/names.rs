//! The Django tiers' names and port, for all parts.

/// The port that gunicorn listens on in every tier.
pub const PORT: u16 = 8000;
/// The internet's node.
pub const INTERNET: &str = "web.internet";
/// The node of the tier that serves pages; of the only one, where there is one.
pub const PAGES: &str = "web.pages";
/// The node of the tier that serves the API.
pub const API: &str = "web.api";
