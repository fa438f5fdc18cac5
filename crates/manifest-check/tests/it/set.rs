//! The clean set, and the tools to break it.

use std::sync::LazyLock;

use serde_json::{Value, json};

/// One fault: what is done to the clean set, and every check that has to speak about it.
pub struct Planted {
    pub what: &'static str,
    pub finds: &'static [&'static str],
    pub plant: fn(&mut Set),
}

/// Decoded, it stands nowhere in the set but in the Secret.
pub const REDIS_PASSWORD: &str = "fedcba9876543210fedcba98";

pub struct Set {
    pub objects: Vec<Value>,
}

impl Set {
    pub fn clean() -> Set {
        static CLEAN: LazyLock<Vec<Value>> = LazyLock::new(|| {
            serde_yaml::from_multiple(include_str!("clean.yaml")).expect("the clean set is YAML")
        });
        Set { objects: CLEAN.clone() }
    }

    /// The clean set of the kinds that a grown forum has.
    pub fn grown() -> Set {
        static GROWN: LazyLock<Vec<Value>> = LazyLock::new(|| {
            serde_yaml::from_multiple(include_str!("grown.yaml")).expect("the grown set is YAML")
        });
        Set { objects: GROWN.clone() }
    }

    /// `Deployment/web`, as messages name it.
    pub fn object(&mut self, id: &str) -> &mut Value {
        let (kind, name) = id.split_once('/').expect("an id is Kind/name");
        let named = |object: &&mut Value| object["kind"] == kind && object["metadata"]["name"] == name;
        self.objects.iter_mut().find(named).unwrap_or_else(|| panic!("no {id} in the set"))
    }

    /// Puts one text in the place of another in an entry of a ConfigMap.
    pub fn reword(&mut self, id: &str, pointer: &str, old: &str, new: &str) {
        let text = self.object(id).pointer(pointer).and_then(Value::as_str).expect("a text to reword");
        assert!(text.contains(old), "{id}{pointer} does not say {old:?}");
        let text = text.replace(old, new);
        self.put(id, pointer, json!(text));
    }

    /// Sets a field by its JSON pointer. A last step of `-` adds to a list.
    pub fn put(&mut self, id: &str, pointer: &str, value: Value) {
        let (parent, last) = pointer.rsplit_once('/').expect("a pointer has a slash");
        let parent = self.object(id).pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer} in {id}"));
        match (parent, last.replace("~1", "/").as_str()) {
            (Value::Array(list), "-") => list.push(value),
            (Value::Array(list), index) => list[index.parse::<usize>().expect("an index")] = value,
            (parent, key) => parent[key] = value,
        }
    }

    /// The same within the pod template of a workload.
    pub fn pod(&mut self, id: &str, pointer: &str, value: Value) {
        let template =
            if id.starts_with("CronJob") { "/spec/jobTemplate/spec/template" } else { "/spec/template" };
        self.put(id, &format!("{template}{pointer}"), value);
    }

    /// The same within its first container.
    pub fn container(&mut self, id: &str, pointer: &str, value: Value) {
        self.pod(id, &format!("/spec/containers/0{pointer}"), value);
    }

    /// Takes out a field.
    pub fn cut(&mut self, id: &str, pointer: &str) {
        let (parent, last) = pointer.rsplit_once('/').expect("a pointer has a slash");
        match self.object(id).pointer_mut(parent).unwrap_or_else(|| panic!("no {pointer} in {id}")) {
            Value::Array(list) => drop(list.remove(last.parse().expect("an index"))),
            Value::Object(map) => drop(map.shift_remove(&last.replace("~1", "/")).expect("a field to cut")),
            _ => panic!("nothing to cut at {pointer} in {id}"),
        }
    }

    /// Takes out an object.
    pub fn remove(&mut self, id: &str) {
        let gone = self.object(id).take();
        assert!(gone.is_object());
        self.objects.retain(|object| !object.is_null());
    }

    pub fn add(&mut self, api_version: &str, id: &str, rest: Value) {
        let (kind, name) = id.split_once('/').expect("an id is Kind/name");
        let mut object = json!({ "apiVersion": api_version, "kind": kind, "metadata": { "name": name, "namespace": "forum" } });
        for (key, value) in rest.as_object().expect("the rest of an object") {
            object[key] = value.clone();
        }
        self.objects.push(object);
    }

    /// Adds the same object under another name.
    pub fn copy(&mut self, id: &str, name: &str) {
        let mut twin = self.object(id).clone();
        twin["metadata"]["name"] = json!(name);
        self.objects.push(twin);
    }
}
