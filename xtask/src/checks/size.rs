//! The page, weighed.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::project;
use crate::report::Report;
use crate::site::{self, Flavour};
use crate::weight::{self, Weight};

/// The bar of the design: everything a first visit fetches, as a host with brotli sends it.
const LIMIT: usize = 300 * 1024;

pub fn site() -> Result<Report> {
    let mut report = Report::default();
    let dist = project::dist();
    site::build(Flavour::Published, &dist)?;
    report.pass();
    report.check("the page's weight", light_enough(&dist));
    Ok(report)
}

fn light_enough(dist: &Path) -> Result<()> {
    let visit = weight::first_visit(dist)?;
    let sum: usize = visit.iter().map(|weight| weight.brotli).sum();
    println!("A first visit fetches {} files, {} KiB with brotli", visit.len(), sum / 1024);
    let list = visit.iter().map(Weight::line).collect::<Vec<_>>().join("\n");
    ensure!(sum <= LIMIT, "{sum} bytes are more than {LIMIT}:\n{list}");
    Ok(())
}
