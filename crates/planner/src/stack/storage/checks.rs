//! Whether a tier can write uploads, and nginx read them.

use super::PATH;
use crate::check::{Check, Topic};
use crate::plan::Plan;
use crate::shell::quote;

pub(super) fn checks(_: &Plan) -> Vec<Check> {
    vec![Check::new(Topic::Uploads, include_str!("uploads.sh")).with("media", quote(PATH))]
}
