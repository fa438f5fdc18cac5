//! Runs validators by others on the golden bundles, on the examples in `deploy/site/`, and on the workflows.
//!
//! Our own rules and `manifest-check` find what we thought of; these find what we did not. Each validator takes a bundle
//! and returns complaints. A complaint that we accept is listed with the reason in [`accepted`]; all others are failures.

mod accepted;
mod alerts;
mod bundle;
mod hosting;
mod kinds;
mod manifests;
mod sarif;
mod scanners;
mod scripts;
mod sealed;
mod servers;
mod workflows;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Result, ensure};

use crate::project;
use crate::report::Report;
use crate::tools::{self, Environment, Tool};
use accepted::{ACCEPTED, Answer};
use bundle::CheckedBundle;

/// Something a validator does not like.
pub struct Complaint {
    /// The validator's own name for the kind of complaint: "CKV_K8S_43".
    pub id: String,
    /// Where and what, in the validator's words.
    pub text: String,
}

struct Validator {
    name: &'static str,
    needs: Need,
    judge: fn(&Toolbox, &CheckedBundle) -> Result<Vec<Complaint>>,
}

enum Need {
    /// Installed from `validators.txt`.
    Environment,
    /// Compiled from `xtask/kinds`.
    Kinds,
    System(Tool),
}

/// The slow ones first, so that two processors end together.
const VALIDATORS: &[Validator] = &[
    Validator { name: "trivy", needs: Need::Environment, judge: scanners::trivy },
    Validator { name: "checkov", needs: Need::Environment, judge: scanners::checkov },
    Validator { name: "kubernetes-validate", needs: Need::Environment, judge: manifests::schemas },
    Validator { name: "definitions", needs: Need::Kinds, judge: kinds::definitions },
    Validator { name: "kubectl kustomize", needs: Need::Environment, judge: manifests::kustomize },
    Validator { name: "yamllint", needs: Need::Environment, judge: manifests::yamllint },
    Validator { name: "nginx -t", needs: Need::System(Tool::Nginx), judge: servers::nginx },
    Validator { name: "gixy", needs: Need::Environment, judge: servers::gixy },
    Validator { name: "redis-server", needs: Need::System(Tool::Redis), judge: servers::redis },
    Validator { name: "postgres -C", needs: Need::System(Tool::Postgres), judge: servers::postgres },
    Validator { name: "promtool", needs: Need::System(Tool::Promtool), judge: alerts::promtool },
    Validator { name: "hadolint", needs: Need::Environment, judge: scripts::hadolint },
    Validator { name: "shellcheck", needs: Need::System(Tool::Shellcheck), judge: scripts::shellcheck },
    Validator { name: "python", needs: Need::Environment, judge: scripts::python },
];

/// How often each of our answers was needed, by its place in [`ACCEPTED`].
type Used = BTreeMap<usize, usize>;

pub fn run() -> Result<Report> {
    let bundles = bundle::all(&project::bundles())?;
    ensure!(!bundles.is_empty(), "deploy/bundles is empty; `cargo xtask golden` fills it");
    let toolbox = Toolbox {
        environment: tools::validators().map_err(|error| format!("{error:#}")),
        kinds: tools::kinds().map_err(|error| format!("{error:#}")),
    };
    let tasks = VALIDATORS.iter().flat_map(|validator| bundles.iter().map(move |bundle| (validator, bundle)));
    let tasks = Mutex::new(tasks);
    let total = Mutex::new((Report::default(), Used::new()));
    let next = || tasks.lock().unwrap_or_else(PoisonError::into_inner).next();
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(2, |count| count.get().min(4)) {
            scope.spawn(|| {
                while let Some((validator, bundle)) = next() {
                    let (report, used) = validator.report(&toolbox, bundle);
                    let mut total = total.lock().unwrap_or_else(PoisonError::into_inner);
                    total.0.add(report);
                    used.into_iter().for_each(|(place, count)| *total.1.entry(place).or_default() += count);
                }
            });
        }
    });
    let (mut report, used) = total.into_inner()?;
    report.add(hosting::check(&toolbox));
    report.add(workflows::check(&toolbox));
    report.add(kinds::check(&toolbox));
    report.add(sarif::check(&toolbox));
    report.add(sealed::check(&toolbox));
    for (place, Answer { validator, id, why, .. }) in ACCEPTED.iter().enumerate() {
        match used.get(&place) {
            Some(count) => println!("        accepted {count:>3} times: {validator} {id}. {why}"),
            // Only a complete run can tell that an answer is not needed any more.
            None if report.failed.is_empty() && report.skipped.is_empty() => {
                report.fail(
                    format!("the answer to {validator} {id}"),
                    "no validator complains of it any more: remove it",
                );
            }
            None => {}
        }
    }
    Ok(report)
}

impl Validator {
    fn report(&self, toolbox: &Toolbox, bundle: &CheckedBundle) -> (Report, Used) {
        let what = format!("{} {}", self.name, bundle.name);
        let (mut report, mut used) = (Report::default(), Used::new());
        if let Err(reason) = self.needs.met(toolbox) {
            report.skip(what, format!("{reason:#}"));
            return (report, used);
        }
        match (self.judge)(toolbox, bundle) {
            Err(error) => report.fail(what, format!("{error:#}")),
            Ok(complaints) => {
                let mut open = Vec::new();
                for complaint in complaints {
                    match accepted::answer(self.name, &complaint) {
                        Some(place) => *used.entry(place).or_default() += 1,
                        None => open.push(format!("{} {}", complaint.id, complaint.text)),
                    }
                }
                if open.is_empty() { report.pass() } else { report.fail(what, open.join("\n")) }
            }
        }
        (report, used)
    }
}

impl Need {
    fn met(&self, toolbox: &Toolbox) -> Result<()> {
        match self {
            Self::Environment => toolbox.environment().map(drop),
            Self::Kinds => toolbox.kinds().map(drop),
            Self::System(tool) => tool.path().map(drop),
        }
    }
}

/// What the validators work with.
pub struct Toolbox {
    environment: Result<Environment, String>,
    kinds: Result<PathBuf, String>,
}

impl Toolbox {
    pub fn environment(&self) -> Result<&Environment> {
        self.environment.as_ref().map_err(|reason| anyhow::anyhow!("{reason}"))
    }

    /// The program that knows the definitions of other people's kinds.
    pub fn kinds(&self) -> Result<&Path> {
        self.kinds.as_deref().map_err(|reason| anyhow::anyhow!("{reason}"))
    }
}
