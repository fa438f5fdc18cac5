//! Reading objects of which nothing is known yet.
//!
//! `value["spec"]["replicas"]` never panics in serde_json: what is missing, or inside something that is not an object,
//! reads as null. So every accessor here is total: a value of the wrong type reads as missing.

use serde_json::Value;

mod made;
mod pod;
mod reading;
mod selector;
mod uses;

pub(super) use made::{Made, made};
pub(super) use pod::{Container, Pod, Port};
pub(super) use reading::{Mention, Reading, contents, inherited, kept};
pub(super) use selector::{Labelled, selects, spell};
pub(super) use uses::Use;

/// Accessors that are total: a value of another type reads as absent.
pub(super) trait ValueExt {
    fn text(&self) -> &str;
    fn list(&self) -> &[Value];
    fn entries(&self) -> impl Iterator<Item = (&str, &Value)>;
    fn has(&self, key: &str) -> bool;
    /// Whether any text in here, however deep, passes the test. Keys are not looked at.
    fn any_text(&self, test: &dyn Fn(&str) -> bool) -> bool;
}

impl ValueExt for Value {
    fn text(&self) -> &str {
        self.as_str().unwrap_or_default()
    }

    fn list(&self) -> &[Value] {
        self.as_array().map_or(&[], Vec::as_slice)
    }

    fn entries(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    fn has(&self, key: &str) -> bool {
        !self[key].is_null()
    }

    fn any_text(&self, test: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Value::String(text) => test(text),
            Value::Array(items) => items.iter().any(|item| item.any_text(test)),
            Value::Object(map) => map.values().any(|item| item.any_text(test)),
            _ => false,
        }
    }
}

/// One object of the set.
#[derive(Clone, Copy)]
pub(super) struct Object<'a> {
    /// The part of apiVersion before the slash; the core group has none.
    pub group: &'a str,
    pub kind: &'a str,
    pub namespace: &'a str,
    pub name: &'a str,
    pub value: &'a Value,
}

impl<'a> Object<'a> {
    fn read(value: &'a Value) -> Object<'a> {
        let group = value["apiVersion"].text().split_once('/').map_or("", |(group, _)| group);
        let (kind, metadata) = (value["kind"].text(), &value["metadata"]);
        Object { group, kind, namespace: metadata["namespace"].text(), name: metadata["name"].text(), value }
    }

    pub(super) fn spec(self) -> &'a Value {
        &self.value["spec"]
    }

    pub(super) fn annotation(self, key: &str) -> &'a str {
        self.value["metadata"]["annotations"][key].text()
    }

    /// How people write it: `Deployment/misago-api`.
    pub(super) fn id(self) -> String {
        format!("{}/{}", self.kind, self.name)
    }

    /// Whether a server takes the two for one object. The version of an API is not part of that.
    pub(super) fn is_same(self, other: Object) -> bool {
        (self.name, self.kind, self.namespace, self.group)
            == (other.name, other.kind, other.namespace, other.group)
    }

    /// A kind that Kubernetes itself does not know: a Middleware, a Certificate.
    pub(super) fn is_custom(self) -> bool {
        self.group.contains('.') && !self.group.ends_with(".k8s.io")
    }

    /// Kinds that live beside the namespaces. A kind not listed is taken to live in one, as all but a
    /// few custom resources do.
    pub(super) fn is_cluster_scoped(self) -> bool {
        const KINDS: [&str; 13] = [
            "APIService",
            "ClusterIssuer",
            "ClusterRole",
            "ClusterRoleBinding",
            "CustomResourceDefinition",
            "GatewayClass",
            "IngressClass",
            "Namespace",
            "Node",
            "PersistentVolume",
            "PriorityClass",
            "StorageClass",
            "VolumeSnapshotClass",
        ];
        KINDS.contains(&self.kind)
    }
}

/// The whole set, with the pods that its workloads would start, and what the operators of other people
/// would make of it.
pub(super) struct ManifestSet<'a> {
    objects: Vec<Object<'a>>,
    made: Vec<Object<'a>>,
    pods: Vec<Pod<'a>>,
    guests: Vec<Pod<'a>>,
    readings: Vec<Reading<'a>>,
}

impl<'a> ManifestSet<'a> {
    pub(super) fn read(objects: &'a [Value], made: &'a [Made]) -> ManifestSet<'a> {
        let objects: Vec<_> = objects.iter().map(Object::read).collect();
        let templates = objects.iter().filter_map(|owner| Some((*owner, pod::template(*owner)?))).enumerate();
        let pods: Vec<_> =
            templates.map(|(index, (owner, template))| Pod { owner, template, index }).collect();
        let (guests, made): (Vec<_>, Vec<_>) = made.iter().partition(|it| it.value["kind"] == "Pod");
        let guests = guests.into_iter().enumerate().filter_map(|(index, Made { by, value })| {
            Some(Pod { owner: *objects.get(*by)?, template: value, index: pods.len() + index })
        });
        let guests = guests.collect();
        let made = made.into_iter().map(|it| Object::read(&it.value)).collect();
        let mut manifests = ManifestSet { objects, made, pods, guests, readings: Vec::new() };
        manifests.readings = manifests.all_pods().map(|pod| Reading::of(&manifests, pod)).collect();
        manifests
    }

    /// What a pod of this set reads.
    pub(super) fn reading(&self, pod: Pod<'a>) -> &Reading<'a> {
        &self.readings[pod.index]
    }

    pub(super) fn objects(&self) -> impl Iterator<Item = Object<'a>> {
        self.objects.iter().copied()
    }

    /// The pods whose manifests stand in the set.
    pub(super) fn pods(&self) -> impl Iterator<Item = Pod<'a>> {
        self.pods.iter().copied()
    }

    /// The same, and those that operators start: the ones that Services and policies see.
    pub(super) fn all_pods(&self) -> impl Iterator<Item = Pod<'a>> {
        self.pods.iter().chain(&self.guests).copied()
    }

    pub(super) fn of(&self, kind: &str) -> impl Iterator<Item = Object<'a>> {
        self.objects().filter(move |object| object.kind == kind)
    }

    /// The object of this kind and name in the same namespace: the only one a reference can mean. An
    /// operator may have made it.
    pub(super) fn beside(&self, object: Object, kind: &str, name: &str) -> Option<Object<'a>> {
        let meant =
            |other: &Object| other.kind == kind && other.name == name && other.namespace == object.namespace;
        self.objects.iter().chain(&self.made).copied().find(meant)
    }

    /// The Services and Secrets that operators make.
    pub(super) fn made(&self) -> impl Iterator<Item = Object<'a>> {
        self.made.iter().copied()
    }

    /// Cluster-scoped objects have no neighbours; a name finds them.
    pub(super) fn named(&self, kind: &str, name: &str) -> Option<Object<'a>> {
        self.of(kind).find(|object| object.name == name)
    }

    /// The pods in the namespace of this object.
    pub(super) fn pods_beside(&self, object: Object) -> impl Iterator<Item = Pod<'a>> {
        let space = object.namespace;
        self.all_pods().filter(move |pod| pod.owner.namespace == space)
    }

    /// Every container of the set, with its pod.
    pub(super) fn containers(&self) -> impl Iterator<Item = (Pod<'a>, Container<'a>)> {
        self.pods().flat_map(|pod| pod.containers().map(move |container| (pod, container)))
    }

    /// The pods a Service leads to. A Service without a selector leads to none that we can see.
    pub(super) fn pods_of(&self, service: Object<'a>) -> Vec<Pod<'a>> {
        let selector = &service.spec()["selector"];
        if selector.entries().next().is_none() {
            return Vec::new();
        }
        let chosen = |pod: &Pod| selector.entries().all(|(key, value)| pod.is_labelled(key, value.text()));
        self.pods_beside(service).filter(chosen).collect()
    }

    /// The autoscaler that owns the replicas of this workload, if there is one.
    pub(super) fn autoscaler_of(&self, workload: Object<'a>) -> Option<Object<'a>> {
        self.of("HorizontalPodAutoscaler").find(|scaler| {
            let target = &scaler.spec()["scaleTargetRef"];
            target["kind"].text() == workload.kind
                && target["name"].text() == workload.name
                && scaler.namespace == workload.namespace
        })
    }

    /// How many pods of this kind run, at least and at most. Jobs and node agents count as one.
    pub(super) fn replicas(&self, pod: Pod<'a>) -> (u64, u64) {
        if let Some(scaler) = self.autoscaler_of(pod.owner) {
            let least = scaler.spec()["minReplicas"].as_u64().unwrap_or(1);
            return (least, scaler.spec()["maxReplicas"].as_u64().unwrap_or(least).max(least));
        }
        let fixed = match pod.owner.kind {
            "Deployment" | "ReplicaSet" | "StatefulSet" => pod.owner.spec()["replicas"].as_u64().unwrap_or(1),
            "Cluster" | "Pooler" => pod.owner.spec()["instances"].as_u64().unwrap_or(1),
            _ => 1,
        };
        (fixed, fixed)
    }

    /// The objects that both sets hold, as they were and as they are to be.
    pub(super) fn pairs<'b>(&self, after: &ManifestSet<'b>) -> Vec<(Object<'a>, Object<'b>)> {
        let was = |new: &Object| self.objects.iter().copied().find(|old| old.is_same(*new));
        after.objects.iter().filter_map(|new| Some((was(new)?, *new))).collect()
    }
}
