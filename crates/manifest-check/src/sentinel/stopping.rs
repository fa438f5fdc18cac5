//! How a pod stops in which a Sentinel runs beside the server that it monitors.

use super::super::Report;
use super::super::view::{Container, ManifestSet, Pod, ValueExt};
use super::monitors;
use super::script::waits;

/// A master that stops asks a Sentinel beside it to choose another first; that one has to stay as long.
pub(super) fn sentinels_that_stop_first(manifests: &ManifestSet, report: &mut Report) {
    for monitor in monitors(manifests) {
        let pod = monitor.pod;
        let Some(sentinel) = monitor.container() else { continue };
        let stays = before_stop(manifests, pod, sentinel);
        for server in pod.containers().filter(|container| container.index != sentinel.index) {
            let text = stop_text(manifests, pod, server);
            if text.contains("sentinel failover") && stays < waits(&text) {
                let message = format!("{} hands over for up to {} s", server.title(), waits(&text));
                report.add(pod.owner, format!("{message}, but {} stops after {stays} s", sentinel.title()));
            }
        }
    }
}

/// The seconds between the word that a container has to stop and its signal.
fn before_stop(manifests: &ManifestSet, pod: Pod, container: Container) -> u64 {
    let sleep = &container.value["lifecycle"]["preStop"]["sleep"]["seconds"];
    sleep.as_u64().unwrap_or_else(|| waits(&stop_text(manifests, pod, container)))
}

/// The command before the stop, and the script that it names.
fn stop_text(manifests: &ManifestSet, pod: Pod, container: Container) -> String {
    let command = container.value["lifecycle"]["preStop"]["exec"]["command"].list();
    let words: Vec<_> = command.iter().map(ValueExt::text).collect();
    let texts = manifests.reading(pod).texts.iter().filter(|(place, _)| {
        let file = place.split_once(" of ").map_or("", |(file, _)| file);
        words.iter().any(|word| word.ends_with(&format!("/{file}")))
    });
    let scripts = texts.map(|(_, text)| text.clone());
    std::iter::once(words.join(" ")).chain(scripts).collect::<Vec<_>>().join("\n")
}
