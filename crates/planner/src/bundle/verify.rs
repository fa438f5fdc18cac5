//! verify.sh: checks that the running forum works.

use crate::kube::{Manifest, ObjectSet};
use crate::plan::Plan;
use crate::shell::quote;
use crate::stack::{self, site};

/// How a check reports, and whether the namespace can be looked into.
const REPORT: &str = include_str!("verify/report.sh");
/// Waits for what the bundle starts, and says why something does not get ready.
const ROLLOUTS: &str = include_str!("verify/rollouts.sh");

/// How many seconds an object may be missing: an apply makes all of them at once, Argo CD and Flux look
/// at the repository every few minutes.
const ABSENT: (u32, u32) = (30, 600);

/// The script. It changes nothing but one cache entry that a task writes, and a file that it removes at once:
/// port-forward and exec go through the kubelet into the pod, so the network policies need no exception for them.
///
/// What differs between plans stands at its top as variables; the rest is the same in every bundle, in files
/// of its own that shellcheck reads.
pub(super) fn script(plan: &Plan, objects: &ObjectSet) -> String {
    let job =
        objects.iter().find(|(_, object)| object.kind() == "Job").map_or("", |(_, object)| object.name());
    let mut workloads: Vec<String> = objects.iter().filter_map(|(_, object)| awaited(object)).collect();
    // The servers first, then their clients.
    workloads.reverse();
    let absent = if stack::pause(plan).is_none() { ABSENT.0 } else { ABSENT.1 };
    let checks = stack::checks(plan);
    let variables: String = checks
        .iter()
        .flat_map(|check| &check.variables)
        .map(|(name, value)| format!("{name}={value}\n"))
        .collect();
    let mut script = format!(
        "#!/usr/bin/env bash\n\
         # Checks whether the running forum works. Needs curl, and kubectl with access to the cluster.\n\
         # It writes one short-lived cache entry and one file that it removes at once, and changes nothing else.\n\
         # Exits with 0 if everything the forum cannot work without has answered.\n\
         set -euo pipefail\n\
         export LC_ALL=C\n\n\
         namespace={namespace}\n\
         host={host}\n\
         scheme={scheme}\n\
         job={job}\n\
         absent={absent}\n\
         {variables}\n\
         {REPORT}\n{ROLLOUTS}\n\
         say 'The bootstrap and the rollouts'\n\
         wait_for {workloads}\n\
         if [ \"$failures\" -gt 0 ]; then\n  \
         stop $'\\n'\"Fix this first; nothing else was checked. See When something is wrong in the README.\"\nfi\n\n\
         {RESTARTS}\n",
        namespace = quote(plan.site.namespace.as_str()),
        host = quote(plan.site.host.as_str()),
        scheme = quote(site::scheme(plan)),
        job = quote(job),
        workloads = workloads.join(" "),
    );
    for check in &checks {
        script.push_str(&check.script);
        script.push('\n');
    }
    script.push_str(END);
    script
}

/// kubectl's name of a kind whose pods have to be ready before the forum works; None for other kinds.
fn awaited(object: &Manifest) -> Option<String> {
    let kind = match object.kind() {
        "Deployment" => "deployment",
        "StatefulSet" => "statefulset",
        "Job" => "job",
        "Cluster" => "cluster.postgresql.cnpg.io",
        // CloudNativePG makes a Deployment of this name.
        "Pooler" => "deployment",
        _ => return None,
    };
    Some(format!("{kind}/{}", quote(object.name())))
}

const RESTARTS: &str = r#"say 'Restarts so far'
restarted='{{range .items}}{{$pod := .metadata.name}}{{range .status.initContainerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} (init) {{.restartCount}}{{"\n"}}{{end}}{{end}}{{range .status.containerStatuses}}{{if .restartCount}}{{$pod}} {{.name}} {{.restartCount}}{{"\n"}}{{end}}{{end}}{{end}}'
restarts=$(k get pods --output go-template="$restarted" || echo 'the pods cannot be read')
if [ -z "$restarts" ]; then ok 'none'; else while IFS= read -r line; do note "$line"; done <<<"$restarts"; fi
"#;

const END: &str = r#"if [ "$failures" -gt 0 ]; then
  printf '\nChecks that failed: %s.\n' "$failures"
  exit 1
fi
if [ "$warnings" -gt 0 ]; then
  printf '\nThe forum works, but with problems: see WARN above.\n'
else
  printf '\nThe forum works.\n'
fi
"#;
