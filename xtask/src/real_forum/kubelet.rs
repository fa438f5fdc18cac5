//! Running pods, their DNS names, and the Services in front of them.

use std::collections::BTreeMap;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

use super::bundle::{Bundle, Pod, Service};
use super::forward;
use super::pod::{Place, Running};
use super::probe::{self, Probe};
use crate::program;

const A_MOMENT: Duration = Duration::from_millis(100);
/// A container that ends by itself so often will not do better.
const HOPELESS: u32 = 20;

type Pods = Arc<Mutex<BTreeMap<String, Running>>>;

pub struct Kubelet {
    place: Arc<Place>,
    pods: Pods,
    services: Vec<(Service, Option<Ipv4Addr>)>,
    namespace: String,
    domain: String,
    /// Names of other places: the forum's own leads to the ingress controller.
    others: Mutex<BTreeMap<String, Ipv4Addr>>,
}

impl Kubelet {
    /// Starts the Services of a bundle, and the thread that looks after the pods.
    pub fn new(place: Place, bundle: &Bundle) -> Result<Self> {
        let place = Arc::new(place);
        let pods = Pods::default();
        let mut services = Vec::new();
        for service in bundle.services() {
            let address = if service.headless { None } else { Some(place.network.service_address()?) };
            for (port, target) in service.ports.iter().filter(|_| address.is_some()) {
                let (pods, chosen, target) = (pods.clone(), service.clone(), target.clone());
                let ends = move || endpoints(&pods, &chosen, &target);
                forward::service(address.unwrap_or(Ipv4Addr::LOCALHOST), *port, ends)?;
            }
            services.push((service, address));
        }
        let looked_after = pods.clone();
        thread::spawn(move || {
            loop {
                for pod in lock(&looked_after).values_mut() {
                    if let Err(error) = pod.look() {
                        eprintln!("{}: {error:#}", pod.pod.name);
                    }
                }
                thread::sleep(A_MOMENT);
            }
        });
        let (namespace, domain) = (bundle.namespace.clone(), bundle.domain.clone());
        let kubelet = Self { place, pods, services, namespace, domain, others: Mutex::default() };
        kubelet.announce()?;
        Ok(kubelet)
    }

    /// Starts a pod; its containers follow.
    pub fn create(&self, pod: &Pod) -> Result<()> {
        let sandbox = match pod.component() {
            "visitor" => self.place.network.visitor(&pod.name)?,
            _ => self.place.network.sandbox(&pod.name)?,
        };
        let running = Running::new(pod.clone(), sandbox, self.place.clone());
        lock(&self.pods).insert(pod.name.clone(), running);
        self.announce()
    }

    /// Stops it as the kubelet does. An error when it did not stop in time.
    pub fn delete(&self, name: &str) -> Result<()> {
        let running = self.take(name)?;
        let well = running.stop();
        self.announce()?;
        ensure!(well, "{name} did not stop when asked; it was killed");
        Ok(())
    }

    /// Takes it away without a word to its programs.
    pub fn kill(&self, name: &str) -> Result<()> {
        self.take(name)?.kill();
        self.announce()
    }

    /// Cuts a running pod off from the network. Its name still leads to it.
    pub fn cut_off(&self, name: &str) -> Result<()> {
        let pods = lock(&self.pods);
        let lost = pods.get(name).with_context(|| format!("there is no pod {name}"))?;
        let others = pods.values().filter(|other| other.pod.name != name).map(|other| &other.sandbox);
        self.place.network.cut_off(&lost.sandbox, others)
    }

    fn take(&self, name: &str) -> Result<Running> {
        lock(&self.pods).remove(name).with_context(|| format!("there is no pod {name}"))
    }

    /// Waits until a pod's containers run and their startup and readiness probes hold.
    pub fn ready(&self, name: &str, patience: Duration) -> Result<()> {
        self.wait(name, "is not ready", patience, || Ok(self.is_ready(name)))
    }

    /// Waits until a job's pod has ended well.
    pub fn done(&self, name: &str, patience: Duration) -> Result<()> {
        self.wait(name, "has not ended well", patience, || self.with(name, Running::has_ended))
    }

    fn wait(
        &self,
        name: &str,
        complaint: &str,
        patience: Duration,
        holds: impl Fn() -> Result<bool>,
    ) -> Result<()> {
        let start = Instant::now();
        while !holds()? {
            let restarts = self.with(name, Running::restarts)?;
            ensure!(restarts < HOPELESS, "{name} {complaint}: it was started {restarts} times");
            ensure!(start.elapsed() < patience, "{name} {complaint} after {} s", patience.as_secs());
            thread::sleep(A_MOMENT);
        }
        Ok(())
    }

    pub fn is_ready(&self, name: &str) -> bool {
        let up = self.with(name, |running| running.is_up().then(|| running.pod.clone()));
        up.is_ok_and(|pod| {
            pod.is_some_and(|pod| {
                pod.containers.iter().all(|container| {
                    ["startupProbe", "readinessProbe"]
                        .iter()
                        .all(|which| self.probe(name, &container.name, which))
                })
            })
        })
    }

    /// Whether a probe holds; one that is not there does.
    pub fn probe(&self, pod: &str, container: &str, which: &str) -> bool {
        let read = |running: &Running| {
            let spec = &running.pod.container(container)?.spec[which];
            Ok(Probe::read(spec, &running.pod, running.sandbox.address))
        };
        match self.with(pod, read).and_then(|probe| probe) {
            Err(_) => false,
            Ok(Probe::Nothing) => true,
            Ok(Probe::Tcp(to)) => probe::tcp_holds(to),
            Ok(Probe::Http { to, path, host }) => probe::http_holds(to, &path, &host),
            Ok(Probe::Program(words)) => self
                .exec(pod, container, &words)
                .and_then(|mut command| program::silent(&mut command))
                .is_ok_and(|finished| finished.success),
        }
    }

    /// `kubectl exec`: a command that runs in the place of a container.
    pub fn exec<W: AsRef<str>>(&self, pod: &str, container: &str, words: &[W]) -> Result<Command> {
        let words = words.iter().map(AsRef::as_ref);
        self.with(pod, |running| running.command(&running.pod.container(container)?.running(words)))?
    }

    /// What such a command says, if it ends well.
    pub fn ask<W: AsRef<str>>(&self, pod: &str, container: &str, words: &[W]) -> Result<String> {
        program::silent(&mut self.exec(pod, container, words)?)?.succeeded()
    }

    /// Something of a pod that exists.
    pub fn with<T>(&self, name: &str, look: impl FnOnce(&Running) -> T) -> Result<T> {
        match lock(&self.pods).get(name) {
            Some(running) => Ok(look(running)),
            None => bail!("there is no pod {name}"),
        }
    }

    pub fn address(&self, pod: &str) -> Result<Ipv4Addr> {
        self.with(pod, |running| running.sandbox.address)
    }

    /// Every pod that exists, in the order of the names.
    pub fn pods(&self) -> Vec<Pod> {
        lock(&self.pods).values().map(|running| running.pod.clone()).collect()
    }

    /// Unexpected restarts of containers: `celery-0 1`.
    pub fn restarts(&self) -> Vec<String> {
        let of = |(name, running): (&String, &Running)| match running.restarts() {
            0 => None,
            times => Some(format!("{name} {times}")),
        };
        lock(&self.pods).iter().filter_map(of).collect()
    }

    pub fn said(&self, pod: &str, container: &str) -> Result<String> {
        let log = self.with(pod, |running| running.log(container))??;
        Ok(String::from_utf8_lossy(&fs::read(log)?).into_owned())
    }

    /// Gives a name that no Service has.
    pub fn call(&self, name: &str, address: Ipv4Addr) -> Result<()> {
        lock(&self.others).insert(name.to_owned(), address);
        self.announce()
    }

    /// From now on such a name leads nowhere.
    pub fn forget(&self, name: &str) -> Result<()> {
        lock(&self.others).remove(name);
        self.announce()
    }

    fn announce(&self) -> Result<()> {
        let mut names: BTreeMap<String, Vec<Ipv4Addr>> = BTreeMap::new();
        let pods = lock(&self.pods);
        for (service, address) in &self.services {
            let chosen = || pods.values().filter(|running| service.selects(&running.pod));
            match address {
                Some(address) => self.write(&mut names, &service.name, *address),
                None => {
                    for running in chosen() {
                        let own = format!("{}.{}", running.pod.name, service.name);
                        self.write(&mut names, &own, running.sandbox.address);
                        self.write(&mut names, &service.name, running.sandbox.address);
                    }
                }
            }
        }
        for (name, address) in lock(&self.others).iter() {
            names.insert(name.clone(), vec![*address]);
        }
        self.place.network.name(&names)
    }

    /// Under the short name and the longer ones.
    fn write(&self, names: &mut BTreeMap<String, Vec<Ipv4Addr>>, short: &str, address: Ipv4Addr) {
        let (namespace, domain) = (&self.namespace, &self.domain);
        for ending in [
            String::new(),
            format!(".{namespace}"),
            format!(".{namespace}.svc"),
            format!(".{namespace}.svc.{domain}"),
        ] {
            names.entry(format!("{short}{ending}")).or_default().push(address);
        }
    }
}

fn endpoints(pods: &Pods, service: &Service, target: &serde_json::Value) -> Vec<SocketAddr> {
    lock(pods)
        .values()
        .filter(|running| service.selects(&running.pod) && running.is_up())
        .filter_map(|running| Some(SocketAddr::from((running.sandbox.address, running.pod.port(target)?))))
        .collect()
}

/// Who panicked with the lock is of no interest to the others.
fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
