//! The closed list of kinds that a bundle may hold.

use k8s_openapi::api::apps::v1::{Deployment, StatefulSet};
use k8s_openapi::api::batch::v1::{CronJob, Job};
use k8s_openapi::api::core::v1::{
    ConfigMap, Namespace, PersistentVolumeClaim, Secret, Service, ServiceAccount,
};
use k8s_openapi::api::networking::v1::{Ingress, NetworkPolicy};
use k8s_openapi::api::policy::v1::PodDisruptionBudget;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;

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
        )+ }

        $(impl From<$kind> for Manifest {
            fn from(object: $kind) -> Self {
                Self::$kind(object)
            }
        })+

        impl Manifest {
            /// The kind, as in `kind:`.
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$kind(_) => stringify!($kind),)+ }
            }

            /// The object's metadata.
            pub fn metadata(&self) -> &ObjectMeta {
                match self { $(Self::$kind(object) => &object.metadata,)+ }
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
    Ingress,
    Middleware,
    NetworkPolicy,
    PodDisruptionBudget
);

impl Manifest {
    /// The object's name.
    pub fn name(&self) -> &str {
        self.metadata().name.as_deref().unwrap_or_default()
    }
}

/// Traefik's Middleware, as far as the planner needs it: k8s-openapi has Kubernetes' own kinds only.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Middleware {
    /// `traefik.io/v1alpha1`.
    pub api_version: &'static str,
    /// `Middleware`.
    pub kind: &'static str,
    /// Name and labels.
    pub metadata: ObjectMeta,
    /// What it does.
    pub spec: MiddlewareSpec,
}

/// What a Middleware does.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MiddlewareSpec {
    /// Answers with a redirect to another scheme.
    pub redirect_scheme: RedirectScheme,
}

/// A redirect to another scheme.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RedirectScheme {
    /// Where to.
    pub scheme: &'static str,
    /// Whether browsers may remember it.
    pub permanent: bool,
}

/// Every object of a bundle, each with the key of the part that put it there, in the order of the parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ObjectSet(Vec<(&'static str, Manifest)>);

impl ObjectSet {
    /// A place to put objects under one part's name.
    pub fn shelf(&mut self, part: &'static str) -> Shelf<'_> {
        Shelf { part, set: self }
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
pub struct Shelf<'s> {
    part: &'static str,
    set: &'s mut ObjectSet,
}

impl Shelf<'_> {
    /// Adds an object.
    pub fn put(&mut self, object: impl Into<Manifest>) {
        self.set.0.push((self.part, object.into()));
    }
}
