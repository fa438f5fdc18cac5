//! The size of the page.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::project;
use crate::report::Report;
use crate::site::{self, Flavour};
use crate::weight::{self, Brotli, Weight};

/// What the page is meant to weigh one day: everything a first visit fetches, as a host with brotli
/// sends it. It weighs more; README.md says where the bytes are.
const AIM: usize = 300 * 1024;

/// What it may weigh today, so that it does not grow unnoticed: 873 KiB on 2026-12-01 with kinds of clusters, mirrors and
/// poolers, and little more.
const LIMIT: usize = 876 * 1024;

pub fn site() -> Result<Report> {
    let mut report = Report::default();
    let dist = project::dist();
    site::build(Flavour::Published, &dist)?;
    report.pass();
    report.check("the page's weight", light_enough(&dist));
    Ok(report)
}

fn light_enough(dist: &Path) -> Result<()> {
    let (mut visit, mut sum) = weighed(dist, Brotli::Quick)?;
    if sum > LIMIT {
        (visit, sum) = weighed(dist, Brotli::Best)?;
    }
    println!(
        "A first visit fetches {} files, at most {} KiB with brotli; the aim is {} KiB",
        visit.len(),
        sum.div_ceil(1024),
        AIM / 1024
    );
    let list = visit.iter().map(Weight::line).collect::<Vec<_>>().join("\n");
    ensure!(sum <= LIMIT, "{sum} bytes are more than {LIMIT} (raw, gzip 9, brotli 11):\n{list}");
    Ok(())
}

fn weighed(dist: &Path, brotli: Brotli) -> Result<(Vec<Weight>, usize)> {
    let visit = weight::first_visit(dist, brotli)?;
    let sum = visit.iter().map(|weight| weight.brotli).sum();
    Ok((visit, sum))
}
