//! The examples in `deploy/site/`, judged like a bundle.

use std::fs;
use std::process::Command;

use anyhow::{Result, ensure};

use super::{Need, Toolbox};
use crate::report::Report;
use crate::tools::Tool;
use crate::{program, project};

pub fn check(tools: &Toolbox) -> Report {
    let mut report = Report::default();
    let mut check = |what: &str, needs: Need, judge: fn(&Toolbox) -> Result<()>| match needs.met(tools) {
        Ok(()) => report.check(what, judge(tools)),
        Err(reason) => report.skip(what, format!("{reason:#}")),
    };
    check("hadolint deploy/site", Need::Environment, containerfile);
    check("nginx -t deploy/site", Need::System(Tool::Nginx), nginx);
    report
}

fn containerfile(tools: &Toolbox) -> Result<()> {
    let mut lint = Command::new(tools.environment()?.program("hadolint"));
    program::silent(lint.arg(project::root().join("deploy/site/Containerfile")))?.succeeded()?;
    Ok(())
}

/// As the container includes it: inside `http`, which the image's own nginx.conf opens.
fn nginx(_: &Toolbox) -> Result<()> {
    let scratch = project::scratch("hosting")?;
    let (here, site) = (scratch.display(), project::root().join("deploy/site/nginx.conf"));
    let around = format!(
        "pid {here}/pid;\nevents {{}}\nhttp {{\n  access_log off;\n  include {};\n}}\n",
        site.display()
    );
    let file = scratch.join("nginx.conf");
    fs::write(&file, around)?;
    let ran = program::silent(
        Command::new(Tool::Nginx.path()?).arg("-t").arg("-c").arg(&file).arg("-p").arg(&scratch),
    )?;
    ensure!(ran.success && !ran.stderr.contains("[warn]"), "{}", ran.said());
    Ok(())
}
