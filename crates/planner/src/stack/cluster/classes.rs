//! Storage classes by their usual names: which driver is behind one, and whether several nodes can mount its volumes. A plan
//! knows only the name, so for a class with an unknown name the planner believes what the operator says.

use crate::plan::Plan;
use crate::stack::cluster::kinds::{self, DefaultClass};
use crate::stack::cluster::options::Distribution;
use crate::values::DnsSubdomain;

/// A class of which every volume is mounted by one node at a time.
pub struct OneNodeClass {
    /// As `kubectl get storageclass` lists it.
    pub name: &'static str,
    /// The driver behind it, in the same list.
    pub provisioner: &'static str,
    /// Whether a volume stays on the node that it was made on.
    pub local: bool,
    /// What many nodes can mount there instead, after "Use".
    pub instead: &'static str,
    /// The class among those that is there without being installed.
    pub brought: Option<&'static str>,
}

const INSTALL: &str = "a class that you install, like Longhorn, CephFS by Rook, or an NFS server with the driver nfs.csi.k8s.io";
const EFS: &str = "a class of EFS, whose driver efs.csi.aws.com is an add-on of EKS";
const FILESTORE: &str = "standard-rwx, once the cluster's Filestore driver is enabled";
const AZURE_FILES: &str = "azurefile-csi, which AKS includes";
const SCALEWAY_FILES: &str =
    "a class of filestorage.csi.scaleway.com; the cluster needs the tag scw-filestorage-csi";
const ORACLE_FILES: &str = "a class of fss.csi.oraclecloud.com";
const ROOK_FILES: &str = "a class of CephFS (rook-ceph.cephfs.csi.ceph.com), which the same Rook can create";
const ODF_FILES: &str = "ocs-storagecluster-cephfs, which OpenShift Data Foundation creates too";

const fn disk(name: &'static str, provisioner: &'static str, instead: &'static str) -> OneNodeClass {
    OneNodeClass { name, provisioner, local: false, instead, brought: None }
}

const fn folder(name: &'static str, provisioner: &'static str) -> OneNodeClass {
    OneNodeClass { name, provisioner, local: true, instead: INSTALL, brought: None }
}

const fn beside(class: OneNodeClass, brought: &'static str) -> OneNodeClass {
    OneNodeClass { brought: Some(brought), ..class }
}

/// Sources: `docs/facts.md`, *Storage classes*.
const ONE_NODE: &[OneNodeClass] = &[
    folder(LOCAL_PATH, "rancher.io/local-path"),
    folder("microk8s-hostpath", "microk8s.io/hostpath"),
    folder("openebs-hostpath", "openebs.io/local"),
    folder("topolvm-provisioner", "topolvm.io"),
    disk("gp2", "ebs.csi.aws.com", EFS),
    disk("gp3", "ebs.csi.aws.com", EFS),
    disk("gp2-csi", "ebs.csi.aws.com", EFS),
    disk("gp3-csi", "ebs.csi.aws.com", EFS),
    beside(disk("standard-rwo", "pd.csi.storage.gke.io", FILESTORE), "standard-rwx"),
    beside(disk("premium-rwo", "pd.csi.storage.gke.io", FILESTORE), "standard-rwx"),
    beside(disk("managed-csi", "disk.csi.azure.com", AZURE_FILES), "azurefile-csi"),
    beside(disk("managed-csi-premium", "disk.csi.azure.com", AZURE_FILES), "azurefile-csi"),
    beside(disk("managed-premium", "disk.csi.azure.com", AZURE_FILES), "azurefile-csi"),
    beside(disk("default", "disk.csi.azure.com", AZURE_FILES), "azurefile-csi"),
    disk("do-block-storage", "dobs.csi.digitalocean.com", INSTALL),
    disk("do-block-storage-retain", "dobs.csi.digitalocean.com", INSTALL),
    disk("do-block-storage-xfs", "dobs.csi.digitalocean.com", INSTALL),
    disk("do-block-storage-xfs-retain", "dobs.csi.digitalocean.com", INSTALL),
    disk("hcloud-volumes", "csi.hetzner.cloud", INSTALL),
    disk("linode-block-storage", "linodebs.csi.linode.com", INSTALL),
    disk("linode-block-storage-retain", "linodebs.csi.linode.com", INSTALL),
    disk("vultr-block-storage", "block.csi.vultr.com", INSTALL),
    disk("vultr-block-storage-hdd", "block.csi.vultr.com", INSTALL),
    disk("scw-bssd", "csi.scaleway.com", SCALEWAY_FILES),
    disk("scw-bssd-retain", "csi.scaleway.com", SCALEWAY_FILES),
    disk("sbs-default", "csi.scaleway.com", SCALEWAY_FILES),
    disk("csi-cinder-high-speed", "cinder.csi.openstack.org", INSTALL),
    disk("csi-cinder-high-speed-gen2", "cinder.csi.openstack.org", INSTALL),
    disk("csi-cinder-classic", "cinder.csi.openstack.org", INSTALL),
    disk("exoscale-sbs", "csi.exoscale.com", INSTALL),
    disk("oci-bv", "blockvolume.csi.oraclecloud.com", ORACLE_FILES),
    disk("rook-ceph-block", "rook-ceph.rbd.csi.ceph.com", ROOK_FILES),
    beside(
        disk("ocs-storagecluster-ceph-rbd", "openshift-storage.rbd.csi.ceph.com", ODF_FILES),
        "ocs-storagecluster-cephfs",
    ),
];

/// What k3s brings, and makes its default.
const LOCAL_PATH: &str = "local-path";

/// Classes whose installer makes them the default unless it is told not to, with what is installed.
const SELF_DEFAULT: &[(&str, &str)] = &[("longhorn", "Longhorn"), ("hcloud-volumes", "Hetzner's driver")];

/// What is known of a class by its name; nothing when many nodes can mount it, or the name is the operator's own.
pub fn one_node(name: &str) -> Option<&'static OneNodeClass> {
    ONE_NODE.iter().find(|class| class.name == name)
}

/// The class that a claim for one node gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Got<'a> {
    /// The one that the claim names.
    Named(&'a str),
    /// The cluster's default, known by its name because the distribution brings it.
    Brought(&'static str),
    /// The cluster's default, whichever that is.
    Default,
}

/// The class that a claim gets which names `class`.
pub fn got<'a>(plan: &'a Plan, class: Option<&'a DnsSubdomain>) -> Got<'a> {
    match (class, kinds::of_plan(plan).default_class) {
        (Some(class), _) => Got::Named(class.as_str()),
        (None, DefaultClass::Named(class)) => Got::Brought(class),
        (None, DefaultClass::Missing | DefaultClass::Unknown) => Got::Default,
    }
}

impl Got<'_> {
    /// Whether two claims get the same class, whether or not they name it.
    pub fn is_of(self, other: Self) -> bool {
        match (self, other) {
            (Self::Named(one) | Self::Brought(one), Self::Named(other) | Self::Brought(other)) => {
                one == other
            }
            (Self::Default, Self::Default) => true,
            (Self::Default, _) | (_, Self::Default) => false,
        }
    }

    /// Whether its volumes are known to stay on the node that they were made on.
    pub fn is_local(self) -> bool {
        match self {
            Self::Named(name) | Self::Brought(name) => one_node(name).is_some_and(|class| class.local),
            Self::Default => false,
        }
    }
}

/// A second default class beside the one that the distribution brings: its name, and what installs it. Of two defaults
/// Kubernetes takes the younger one (since 1.26), which is the one that was installed.
pub fn rival(plan: &Plan) -> Option<(&'static str, &'static str)> {
    let named = [&plan.cluster.rwx_class, &plan.backup.storage_class];
    let installed =
        |name: &str| named.iter().any(|class| class.as_ref().is_some_and(|it| it.as_str() == name));
    if plan.cluster.rwo_class.is_some() || plan.cluster.distribution != Distribution::K3s {
        return None;
    }
    SELF_DEFAULT.iter().copied().find(|(name, _)| installed(name))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_class_is_listed_once_and_none_stands_in_for_itself() {
        let names: BTreeSet<&str> = ONE_NODE.iter().map(|class| class.name).collect();
        assert_eq!(names.len(), ONE_NODE.len());
        for class in ONE_NODE {
            assert!(class.name.parse::<DnsSubdomain>().is_ok(), "{}", class.name);
            assert!(class.brought.is_none_or(|brought| one_node(brought).is_none()), "{}", class.name);
            assert!(class.brought.is_none_or(|brought| class.instead.contains(brought)), "{}", class.name);
        }
    }
}
