//! The file that tells Argo CD or Flux about the bundle. It is applied once, by hand, and is not part of what they apply.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde_json::{Value, json};

use super::options::Tool;
use super::{PART, file};
use crate::files::FileTree;
use crate::inputs::Inputs;
use crate::kube::{Custom, labels, manifest_yaml};
use crate::plan::Plan;
use crate::stack::secrets::options::Form;
use crate::stack::{nginx::names as nginx, secrets::names as secrets, wiring};

pub(super) fn files(inputs: &Inputs<'_>, tree: &mut FileTree) {
    let plan = inputs.plan;
    let objects = match plan.gitops.tool {
        Tool::None => Vec::new(),
        Tool::ArgoCd => vec![application(plan)],
        Tool::Flux => vec![git_repository(plan), flux_kustomization(plan)],
    };
    if let Some(path) = file(plan) {
        let documents: Vec<String> = objects.iter().map(manifest_yaml).collect();
        tree.add(path, PART.key, documents.join("---\n"));
    }
}

/// The address, or one that FP130 complains of.
fn repository(plan: &Plan) -> String {
    plan.gitops
        .repository
        .as_ref()
        .map_or_else(|| "https://git.example.org/forum.git".to_owned(), ToString::to_string)
}

fn custom(plan: &Plan, api_version: &'static str, kind: &'static str, spec: Value) -> Custom {
    let metadata = ObjectMeta {
        name: Some(plan.site.name.to_string()),
        namespace: Some(plan.gitops.namespace.to_string()),
        labels: Some(labels(plan, "gitops")),
        ..ObjectMeta::default()
    };
    Custom { api_version, kind, metadata, spec }
}

/// `selfHeal` reverts changes made by hand. It does not touch the number of pods that an autoscaler chose, because the
/// bundle sets none.
fn application(plan: &Plan) -> Custom {
    let gitops = &plan.gitops;
    let mut application = custom(
        plan,
        "argoproj.io/v1alpha1",
        "Application",
        json!({
            "project": "default",
            "source": { "repoURL": repository(plan), "targetRevision": gitops.revision, "path": gitops.path },
            "destination": { "server": "https://kubernetes.default.svc", "namespace": plan.site.namespace },
            "syncPolicy": { "automated": { "prune": gitops.prune, "selfHeal": true } },
        }),
    );
    if plan.secrets.form == Form::External {
        let filled_in: Vec<String> =
            FILLED_IN.iter().map(|field| format!(".spec.data[].remoteRef.{field}")).collect();
        application.spec["ignoreDifferences"] = json!([
            { "group": "external-secrets.io", "kind": "ExternalSecret", "jqPathExpressions": filled_in },
        ]);
    }
    application
}

/// What the definition of an ExternalSecret fills in, in one version or another of the operator: Argo CD compares
/// lists as wholes, and would call it out of sync for ever (external-secrets issues 6398 and 6797).
const FILLED_IN: &[&str] = &["conversionStrategy", "decodingStrategy", "metadataPolicy", "nullBytePolicy"];

/// The Secret with Flux' key for a repository over SSH, which it does not read without one.
pub fn login(plan: &Plan) -> String {
    format!("{}-git", plan.site.name)
}

fn health_checks(plan: &Plan) -> Vec<Value> {
    let components = wiring::tiers(plan).into_iter().map(|tier| tier.component).chain([nginx::NODE]);
    let check = |name| json!({ "apiVersion": "apps/v1", "kind": "Deployment", "name": name, "namespace": plan.site.namespace });
    components.map(check).collect()
}

fn git_repository(plan: &Plan) -> Custom {
    let gitops = &plan.gitops;
    custom(plan, "source.toolkit.fluxcd.io/v1", "GitRepository", {
        let mut spec =
            json!({ "interval": "5m0s", "url": repository(plan), "ref": { "branch": gitops.revision } });
        if repository(plan).starts_with("ssh://") {
            spec["secretRef"] = json!({ "name": login(plan) });
        }
        spec
    })
}

fn flux_kustomization(plan: &Plan) -> Custom {
    let gitops = &plan.gitops;
    let mut kustomization = custom(
        plan,
        "kustomize.toolkit.fluxcd.io/v1",
        "Kustomization",
        json!({
            "interval": "10m0s",
            "timeout": "10m0s",
            "path": format!("./{}", gitops.path),
            "prune": gitops.prune,
            // Not for everything: a claim that no pod has mounted yet, such as the backups', never becomes ready.
            "healthChecks": health_checks(plan),
            "sourceRef": { "kind": "GitRepository", "name": plan.site.name },
        }),
    );
    if plan.secrets.form == Form::Sops {
        kustomization.spec["decryption"] =
            json!({ "provider": "sops", "secretRef": { "name": secrets::FLUX_KEY } });
    }
    kustomization
}
