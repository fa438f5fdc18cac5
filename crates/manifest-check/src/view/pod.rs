//! Pod templates: the containers, ports and labels of the pods that a workload would start.

use serde_json::Value;

use super::{Labelled, Object, ValueExt};

/// The pod that a workload starts.
#[derive(Clone, Copy)]
pub(in super::super) struct Pod<'a> {
    pub owner: Object<'a>,
    pub template: &'a Value,
    /// Its place among the pods of the set.
    pub index: usize,
}

/// The template by which a workload makes its pods, if it is one.
pub(super) fn template(owner: Object<'_>) -> Option<&Value> {
    match owner.kind {
        "Pod" => Some(owner.value),
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => Some(&owner.spec()["template"]),
        "CronJob" => Some(&owner.spec()["jobTemplate"]["spec"]["template"]),
        _ => None,
    }
}

impl<'a> Pod<'a> {
    pub(in super::super) fn spec(self) -> &'a Value {
        &self.template["spec"]
    }

    /// Runs to an end, as opposed to staying up.
    pub(in super::super) fn is_job(self) -> bool {
        matches!(self.owner.kind, "Job" | "CronJob")
    }

    /// Init containers first: the order in which they start.
    pub(in super::super) fn containers(self) -> impl Iterator<Item = Container<'a>> {
        let init = self.spec()["initContainers"].list().iter().map(|value| (value, true));
        let main = self.spec()["containers"].list().iter().map(|value| (value, false));
        init.chain(main).enumerate().map(|(index, (value, init))| Container { value, init, index })
    }

    /// The ports that stay open while the pod runs.
    pub(in super::super) fn ports(self) -> Vec<Port<'a>> {
        let staying = self.containers().filter(|container| container.stays());
        staying.flat_map(|container| container.ports()).collect()
    }

    /// The declared port that a Service, probe or policy means by a number or a name.
    pub(in super::super) fn port(self, wanted: &Value) -> Option<Port<'a>> {
        self.ports().into_iter().find(|port| port.answers_to(wanted))
    }

    /// Volumes by name, those that a StatefulSet claims for each of its pods included.
    pub(in super::super) fn volumes(self) -> impl Iterator<Item = &'a str> {
        let own = self.spec()["volumes"].list().iter().map(|volume| volume["name"].text());
        let claimed = self.owner.spec()["volumeClaimTemplates"].list().iter();
        own.chain(claimed.map(|claim| claim["metadata"]["name"].text()))
    }

    /// Whether this is the name of one of the pods of a StatefulSet: `redis-0` up to `redis-2` of three.
    pub(in super::super) fn has_ordinal_of(self, name: &str) -> bool {
        let first = self.owner.spec()["ordinals"]["start"].as_u64().unwrap_or(0);
        let count = self.owner.spec()["replicas"].as_u64().unwrap_or(1);
        let ordinal = name.strip_prefix(self.owner.name).and_then(|rest| rest.strip_prefix('-'));
        // Parsing alone would take `redis-00` and `redis-+1`.
        let ordinal = ordinal.and_then(|text| text.parse::<u64>().ok().filter(|n| n.to_string() == text));
        ordinal.is_some_and(|n| n >= first && n - first < count)
    }
}

impl Labelled for Pod<'_> {
    /// Labels that controllers add by themselves count too.
    fn is_labelled(&self, key: &str, value: &str) -> bool {
        match (self.owner.kind, key) {
            ("StatefulSet", "statefulset.kubernetes.io/pod-name") => self.has_ordinal_of(value),
            ("Job", "batch.kubernetes.io/job-name" | "job-name") => value == self.owner.name,
            // One instance is the primary, the others are replicas; which one, changes.
            ("Cluster", "cnpg.io/instanceRole") => matches!(value, "primary" | "replica"),
            _ => self.template["metadata"]["labels"][key].as_str() == Some(value),
        }
    }

    fn has_label(&self, key: &str) -> bool {
        self.template["metadata"]["labels"].has(key)
    }
}

/// A container of a pod, init containers included.
#[derive(Clone, Copy)]
pub(in super::super) struct Container<'a> {
    pub value: &'a Value,
    pub init: bool,
    /// Its place among the containers of its pod.
    pub index: usize,
}

impl<'a> Container<'a> {
    pub(in super::super) fn name(self) -> &'a str {
        self.value["name"].text()
    }

    /// How a message names its place.
    pub(in super::super) fn title(self) -> String {
        let kind = if self.init { "init container" } else { "container" };
        format!("{kind} \"{}\"", self.name())
    }

    /// An init container with `restartPolicy: Always` is a sidecar: it stays, it may have ports and probes.
    pub(in super::super) fn stays(self) -> bool {
        !self.init || self.value["restartPolicy"].text() == "Always"
    }

    pub(in super::super) fn ports(self) -> impl Iterator<Item = Port<'a>> {
        self.value["ports"].list().iter().filter_map(Port::of)
    }

    /// Command and arguments, as one list of words.
    pub(in super::super) fn words(self) -> impl Iterator<Item = &'a str> {
        let args = self.value["args"].list();
        self.value["command"].list().iter().chain(args).map(|word| word.text())
    }
}

/// A port that a container declares.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Port<'a> {
    pub name: &'a str,
    pub number: u64,
    pub protocol: &'a str,
}

impl<'a> Port<'a> {
    fn of(value: &'a Value) -> Option<Port<'a>> {
        let number = value["containerPort"].as_u64()?;
        let protocol = value["protocol"].as_str().unwrap_or("TCP");
        Some(Port { name: value["name"].text(), number, protocol })
    }

    pub(in super::super) fn answers_to(self, wanted: &Value) -> bool {
        match wanted {
            Value::Number(number) => number.as_u64() == Some(self.number),
            Value::String(name) => !name.is_empty() && name == self.name,
            _ => false,
        }
    }
}
