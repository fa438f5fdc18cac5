//! In which form the bundle delivers the secrets. Their values are not options: they are kept beside the plan.

use serde::Serialize;

use crate::values::{Certificate, DnsSubdomain, Recipients, StorePath, choices};

choices! {
    /// In which form the bundle has the secrets.
    Form {
        /// A Secret, readable by everyone who has the bundle.
        Plain = "plain", "a plain Secret";
        /// A SealedSecret, which one controller can open.
        Sealed = "sealed", "SealedSecret";
        /// A Secret whose values SOPS has encrypted.
        Sops = "sops", "SOPS with age";
        /// An ExternalSecret, which names where the values are.
        External = "external", "External Secrets";
    }
}

choices! {
    /// Where a SealedSecret can be opened.
    Scope {
        /// Under its name in its namespace.
        Strict = "strict", "strict";
        /// Under any name in its namespace.
        Namespace = "namespace-wide", "namespace-wide";
        /// Anywhere in the cluster.
        Cluster = "cluster-wide", "cluster-wide";
    }
}

choices! {
    /// The kind of a store.
    StoreKind {
        /// For one namespace.
        SecretStore = "SecretStore", "SecretStore";
        /// For the whole cluster.
        ClusterSecretStore = "ClusterSecretStore", "ClusterSecretStore";
    }
}

/// How the secrets travel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SecretDelivery {
    /// In which form the bundle has the secrets.
    pub form: Form,
    /// The certificate that is sealed for.
    pub certificate: Option<Certificate>,
    /// In which namespaces a SealedSecret can be decrypted.
    pub scope: Scope,
    /// Whom SOPS encrypts to.
    pub recipients: Option<Recipients>,
    /// The kind of the store that has the values.
    pub store_kind: StoreKind,
    /// Its name.
    pub store: Option<DnsSubdomain>,
    /// Where the values are in it.
    pub remote: StorePath,
}

impl Default for SecretDelivery {
    /// A plain Secret needs nothing in the cluster. Strict is what kubeseal does unless it is told otherwise.
    fn default() -> Self {
        Self {
            form: Form::Plain,
            certificate: None,
            scope: Scope::Strict,
            recipients: None,
            store_kind: StoreKind::ClusterSecretStore,
            store: None,
            remote: StorePath::known("forum"),
        }
    }
}
