//! The library's promises; each test's name is one. All are in one binary, because linking takes longer than running.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, clippy::disallowed_macros)]

mod alerts;
mod archive;
mod bundles;
mod capacity;
mod catalogue;
mod circles;
mod clusters;
mod compare;
mod documents;
mod findings;
mod layout;
mod provenance;

mod invariants;
mod link;
mod placement;
mod pooling;
mod presets;
mod readme;
mod sealing;
mod search;
mod sources;
mod upgrade;
mod verify;
mod waiting;
mod ways_in;
mod whatif;
mod yaml;
