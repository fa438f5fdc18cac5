//! Objects that run now and are in no file of the new bundle. `kubectl apply` deletes nothing, so they stay until the
//! operator deletes them.

use super::{ChangeKind, Known, ResourceChange, fixed};

/// An object that is left behind. `gone` are the namespaces that are left behind as a whole.
pub(super) fn left_behind(old: &Known<'_>, gone: &[&str]) -> ResourceChange {
    let with_namespace = gone.contains(&old.namespace());
    let (about, commands) = if with_namespace {
        ("It stays in the old namespace and is deleted with it.".to_owned(), Vec::new())
    } else if old.kind() == "Namespace" && !gone.contains(&old.name()) {
        ("It stays, and the forum goes on running in it.".to_owned(), Vec::new())
    } else if holds_data(old.kind()) {
        (data(old), Vec::new())
    } else {
        (meaning(old), vec![format!("{} --ignore-not-found", old.delete())])
    };
    ResourceChange { about, commands, ..old.step(ChangeKind::Orphaned) }
}

/// Whether deleting the object deletes data: a claim deletes its volume, a namespace or CloudNativePG's Cluster its claims.
/// For these the text says so, and the list has no command to copy.
fn holds_data(kind: &str) -> bool {
    matches!(kind, "Namespace" | "PersistentVolumeClaim" | "Cluster")
}

fn data(old: &Known<'_>) -> String {
    let what = match old.kind() {
        "Namespace" => "Everything in it keeps running, with its data",
        "PersistentVolumeClaim" => "Its data stays",
        _ => "Its server keeps running, with its data",
    };
    format!("{what}. When you no longer need it, `{}` **deletes the data**.", old.delete())
}

/// What the object goes on doing.
fn meaning(old: &Known<'_>) -> String {
    match old.kind() {
        "StatefulSet" => {
            let claims = fixed::claims(old);
            let kept = if claims.is_empty() {
                String::new()
            } else {
                format!(" Deleting it leaves its data in {}.", claims.join(", "))
            };
            format!("Its pods keep running.{kept}")
        }
        "Deployment" => "Its pods keep running, with the old settings.".to_owned(),
        "Job" if old.value["spec"]["ttlSecondsAfterFinished"].is_u64() => {
            "It is deleted some days after it finishes; delete one that never finished yourself.".to_owned()
        }
        "Job" => "What it has done is not undone.".to_owned(),
        "CronJob" => "It keeps starting jobs.".to_owned(),
        "HorizontalPodAutoscaler" => "It keeps changing the number of pods.".to_owned(),
        "PodDisruptionBudget" => "It keeps blocking drains.".to_owned(),
        "Ingress" | "Gateway" | "HTTPRoute" => "It keeps routing visitors the old way.".to_owned(),
        "Service" => "Its name keeps pointing to the pods it selects.".to_owned(),
        "NetworkPolicy" => "It keeps allowing what it allowed.".to_owned(),
        "Secret" => "Its values stay readable in the cluster.".to_owned(),
        "ConfigMap" | "ServiceAccount" => "Nothing uses it any more.".to_owned(),
        _ => "Controllers that use it keep doing so.".to_owned(),
    }
}
