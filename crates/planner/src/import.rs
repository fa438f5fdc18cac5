//! Reads plans, bundles and links, written by this or any earlier version. All input is untrusted.

mod apply;
pub mod archive;
pub mod link;
mod yaml_subset;
