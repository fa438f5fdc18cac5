//! Services, ServiceAccounts, ConfigMaps and claims.

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::api::core::v1::{
    ConfigMap, PersistentVolumeClaim, PersistentVolumeClaimSpec, Service, ServiceAccount, ServicePort,
    ServiceSpec, VolumeResourceRequirements,
};
use k8s_openapi::apimachinery::pkg::api::resource::Quantity;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use k8s_openapi::apimachinery::pkg::util::intstr::IntOrString;

use super::names::{meta, selector};
use crate::plan::Plan;
use crate::values::{DnsSubdomain, Memory};

/// A Service with a clusterIP. Each port leads to the pods' port of the same name.
pub fn service(plan: &Plan, name: &str, component: &str, ports: &[(u16, &str)]) -> Service {
    let ports = ports.iter().map(|(port, target)| ServicePort {
        name: Some((*target).to_owned()),
        port: i32::from(*port),
        target_port: Some(IntOrString::String((*target).to_owned())),
        protocol: Some("TCP".to_owned()),
        ..ServicePort::default()
    });
    Service {
        metadata: meta(plan, name, component),
        spec: Some(ServiceSpec {
            type_: Some("ClusterIP".to_owned()),
            selector: Some(selector(component)),
            ports: Some(ports.collect()),
            ..ServiceSpec::default()
        }),
        status: None,
    }
}

/// A Service that only gives the pods of a StatefulSet their names, before they are ready too: they
/// must find each other to become so.
pub fn headless(plan: &Plan, name: &str, component: &str, ports: &[(u16, &str)]) -> Service {
    let mut service = service(plan, name, component, ports);
    if let Some(spec) = &mut service.spec {
        spec.cluster_ip = Some("None".to_owned());
        spec.publish_not_ready_addresses = Some(true);
    }
    service
}

/// The account of a component's pods. Nothing of the stack talks to the API server.
pub fn service_account(plan: &Plan, component: &str) -> ServiceAccount {
    ServiceAccount {
        metadata: meta(plan, component, component),
        automount_service_account_token: Some(false),
        ..ServiceAccount::default()
    }
}

/// A ConfigMap.
pub fn config_map(plan: &Plan, name: &str, component: &str, data: BTreeMap<String, String>) -> ConfigMap {
    ConfigMap { metadata: meta(plan, name, component), data: Some(data), ..ConfigMap::default() }
}

/// A PersistentVolumeClaim that does not belong to a StatefulSet.
pub fn claim(
    plan: &Plan,
    name: &str,
    component: &str,
    mode: &str,
    size: Memory,
    class: Option<&DnsSubdomain>,
) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        metadata: meta(plan, name, component),
        spec: Some(claim_spec(mode, size, class)),
        status: None,
    }
}

/// The claim of each pod of a StatefulSet. It carries no labels of the plan: the API server refuses
/// any later change of it.
pub fn claim_template(name: &str, size: Memory, class: Option<&DnsSubdomain>) -> PersistentVolumeClaim {
    PersistentVolumeClaim {
        metadata: ObjectMeta { name: Some(name.to_owned()), ..ObjectMeta::default() },
        spec: Some(claim_spec("ReadWriteOnce", size, class)),
        status: None,
    }
}

fn claim_spec(mode: &str, size: Memory, class: Option<&DnsSubdomain>) -> PersistentVolumeClaimSpec {
    PersistentVolumeClaimSpec {
        access_modes: Some(vec![mode.to_owned()]),
        resources: Some(VolumeResourceRequirements {
            requests: Some(to_map([("storage".to_owned(), Quantity(size.to_string()))])),
            limits: None,
        }),
        storage_class_name: class.map(ToString::to_string),
        ..PersistentVolumeClaimSpec::default()
    }
}
