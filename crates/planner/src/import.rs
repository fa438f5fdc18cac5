//! Coming back: plans, bundles and links of any earlier version become a plan again. Every byte is hostile until
//! it has been read.

mod apply;
pub mod archive;
pub mod link;
mod yaml_subset;
