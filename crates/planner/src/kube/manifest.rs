//! The closed list of kinds that a bundle may hold.

use std::collections::BTreeMap;

use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::autoscaling::v2::HorizontalPodAutoscaler;
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{
    ConfigMap, Namespace, PersistentVolumeClaim, Secret, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde_json::Value;

/// One object of any kind that the planner writes.
macro_rules! manifests {
    ($($kind:ident),+) => {
        /// One object.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        #[allow(clippy::large_enum_variant, reason = "half a hundred of them live for a millisecond")]
        pub enum Manifest { $(
            #[allow(missing_docs, reason = "the kinds are Kubernetes' own")]
            $kind($kind),
        )+
            /// Of a kind that is not Kubernetes' own.
            Custom(Custom),
            /// A Secret that is decrypted before it is applied.
            Encrypted(Encrypted),
        }

        impl From<Encrypted> for Manifest {
            fn from(object: Encrypted) -> Self {
                Self::Encrypted(object)
            }
        }

        impl From<Custom> for Manifest {
            fn from(object: Custom) -> Self {
                Self::Custom(object)
            }
        }

        $(impl From<$kind> for Manifest {
            fn from(object: $kind) -> Self {
                Self::$kind(object)
            }
        })+

        impl Manifest {
            /// The kind, as in `kind:`.
            pub fn kind(&self) -> &'static str {
                match self {
                    Self::Custom(object) => object.kind,
                    Self::Encrypted(object) => object.kind,
                    $(Self::$kind(_) => stringify!($kind),)+
                }
            }

            /// Group and version, as in `apiVersion:`.
            pub fn api_version(&self) -> &'static str {
                match self {
                    Self::Custom(object) => object.api_version,
                    Self::Encrypted(object) => object.api_version,
                    $(Self::$kind(_) => <$kind as k8s_openapi::Resource>::API_VERSION,)+
                }
            }

            /// The object's metadata.
            pub fn metadata(&self) -> &ObjectMeta {
                match self {
                    Self::Custom(object) => &object.metadata,
                    Self::Encrypted(object) => &object.metadata,
                    $(Self::$kind(object) => &object.metadata,)+
                }
            }
        }
    };
}

manifests!(
    Namespace,
    ServiceAccount,
    ConfigMap,
    Secret,
    PersistentVolumeClaim,
    Service,
    Deployment,
    StatefulSet,
    Job,
    CronJob,
    HorizontalPodAutoscaler,
    Ingress,
    NetworkPolicy,
    PodDisruptionBudget
);

impl Manifest {
    /// The object's name.
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }
}

/// A custom resource. k8s-openapi has Kubernetes' own kinds only, so the part that writes one defines its fields; tests
/// validate it against the published CRD schema.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Custom {
    /// Group and version, as in `apiVersion:`.
    pub api_version: &'static str,
    /// As in `kind:`.
    pub kind: &'static str,
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// What is wanted.
    pub spec: Value,
}

/// A Secret whose values are encrypted where they stand, with what SOPS notes about it. k8s-openapi's has
/// bytes for values and no place for the note.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Encrypted {
    /// `v1`.
    pub api_version: &'static str,
    /// `Secret`.
    pub kind: &'static str,
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// What the values are for.
    #[serde(rename = "type")]
    pub type_: &'static str,
    /// The values, encrypted.
    pub data: BTreeMap<String, String>,
    /// Who can decrypt them, and how.
    pub sops: Value,
}

/// Every object of a bundle, each with the key of the part that put it there, in the order of the parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectSet(Vec<(&'static str, Manifest)>);

impl ObjectSet {
    /// A place to put objects under one part's name.
    pub fn part(&mut self, part: &'static str) -> PartObjects<'_> {
        PartObjects { part, set: self }
    }

    /// Every object with its part's key.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Manifest)> {
        self.0.iter().map(|(part, manifest)| (*part, manifest))
    }

    /// The objects that one part put there.
    pub fn of(&self, part: &str) -> impl Iterator<Item = &Manifest> {
        self.0.iter().filter(move |(key, _)| *key == part).map(|(_, manifest)| manifest)
    }

    /// How many objects there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// One part's place in the set: it can add, and only under its own name.
pub struct PartObjects<'s> {
    part: &'static str,
    set: &'s mut ObjectSet,
}

impl PartObjects<'_> {
    /// Adds an object.
    pub fn put(&mut self, object: impl Into<Manifest>) {
        self.set.0.push((self.part, object.into()));
    }
}
