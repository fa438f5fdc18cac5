//! The end of a pod in which a Sentinel runs beside the server that it watches.

use super::super::Report;
use super::super::view::{Bundle, Container, Look, Pod};
use super::monitors;
use super::script::waits;

/// A master that stops asks a Sentinel beside it to choose another first; that one has to stay as long.
pub(super) fn sentinels_that_stop_first(bundle: &Bundle, report: &mut Report) {
    for monitor in monitors(bundle) {
        let pod = monitor.pod;
        let Some(sentinel) = monitor.container() else { continue };
        let stays = before_stop(bundle, pod, sentinel);
        for server in pod.containers().filter(|container| container.index != sentinel.index) {
            let text = stop_text(bundle, pod, server);
            if text.contains("sentinel failover") && stays < waits(&text) {
                let message = format!("{} hands over for up to {} s", server.title(), waits(&text));
                report.add(pod.owner, format!("{message}, but {} stops after {stays} s", sentinel.title()));
            }
        }
    }
}

/// The seconds between the word that a container has to stop and its signal.
fn before_stop(bundle: &Bundle, pod: Pod, container: Container) -> u64 {
    let sleep = &container.value["lifecycle"]["preStop"]["sleep"]["seconds"];
    sleep.as_u64().unwrap_or_else(|| waits(&stop_text(bundle, pod, container)))
}

/// The command before the stop, and the script that it names.
fn stop_text(bundle: &Bundle, pod: Pod, container: Container) -> String {
    let command = container.value["lifecycle"]["preStop"]["exec"]["command"].list();
    let words: Vec<_> = command.iter().map(Look::text).collect();
    let texts = bundle.reading(pod).texts.iter().filter(|(place, _)| {
        let file = place.split_once(" of ").map_or("", |(file, _)| file);
        words.iter().any(|word| word.ends_with(&format!("/{file}")))
    });
    let scripts = texts.map(|(_, text)| text.clone());
    std::iter::once(words.join(" ")).chain(scripts).collect::<Vec<_>>().join("\n")
}
