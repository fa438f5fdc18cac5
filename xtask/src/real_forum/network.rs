//! The network of the forum: one bridge, an address for each pod and each Service, and their names.
//!
//! It exists only inside the namespaces that [`super::namespace`] has entered: this machine's own
//! interfaces, ports and /etc/hosts are neither seen nor changed.

use std::collections::BTreeMap;
use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::{Context as _, Result};

use crate::program;

/// Where Services have their addresses.
const SERVICES: [u8; 2] = [172, 31];
/// Fixed: by itself a bridge takes the lowest address of its members, another one when a pod comes or
/// goes, and every other pod would look for it in vain for seconds (seen).
const BRIDGE: &str = "02:00:00:00:00:01";
/// A network of visitors, which is never one of pods.
pub const VISITOR: Ipv4Addr = Ipv4Addr::new(203, 0, 113, 7);

pub struct Network {
    /// The first two numbers of every pod's address: what the bundle takes for the ingress controller's.
    pods: [u8; 2],
    /// Addresses are not used twice, as in a cluster: a pod that returns has another one.
    given: AtomicU16,
    /// Holds the file `hosts`. It is replaced atomically, so that readers always see a complete one.
    pub folder: PathBuf,
}

/// The network and the host name that the containers of a pod share.
pub struct Sandbox {
    pub address: Ipv4Addr,
    /// The process that keeps them.
    keeper: Child,
}

impl Network {
    pub fn build(folder: PathBuf, pods: [u8; 2]) -> Result<Self> {
        fs::create_dir_all(&folder)?;
        shell(&format!(
            "ip link set lo up
             ip link add forum0 address {BRIDGE} type bridge
             ip address add {} dev forum0
             ip address add {}.{}.0.1/16 dev forum0
             ip link set forum0 up
             ip route add default dev forum0",
            format_args!("{}.{}.0.1/16", pods[0], pods[1]),
            SERVICES[0],
            SERVICES[1],
        ))
        .context("this machine's kernel gives us no network of our own")?;
        let network = Self { pods, given: AtomicU16::new(10), folder };
        network.name(&BTreeMap::new())?;
        Ok(network)
    }

    /// A new pod's place.
    pub fn sandbox(&self, host: &str) -> Result<Sandbox> {
        let number = self.given.fetch_add(1, Ordering::Relaxed);
        self.sandbox_at(host, address(self.pods, number), number)
    }

    /// A sandbox for a visitor outside the cluster.
    pub fn visitor(&self, host: &str) -> Result<Sandbox> {
        self.sandbox_at(host, VISITOR, self.given.fetch_add(1, Ordering::Relaxed))
    }

    fn sandbox_at(&self, host: &str, address: Ipv4Addr, number: u16) -> Result<Sandbox> {
        let mut keeper = Command::new("unshare");
        let ready = r#"hostname "$1"; echo ready; exec sleep infinity"#;
        keeper.args(["--net", "--uts", "--ipc", "sh", "-ec", ready, "sh", host]);
        let mut keeper = keeper.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let mut said = [0];
        let heard = keeper.stdout.take().map(|mut pipe| std::io::Read::read(&mut pipe, &mut said));
        anyhow::ensure!(matches!(heard, Some(Ok(1))), "{host} gets no network namespace");
        let sandbox = Sandbox { address, keeper };
        // Ordinary users may listen on port 443 there, as container runtimes have it.
        shell(&format!(
            "ip link add pod{number} type veth peer name eth0 netns {id}
             ip link set pod{number} master forum0 up
             nsenter --net=/proc/{id}/ns/net sh -ec '
               ip link set lo up
               ip address add {address}/16 dev eth0
               ip link set eth0 up
               ip route add default dev eth0
               echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'",
            id = sandbox.keeper.id()
        ))?;
        Ok(sandbox)
    }

    /// From now on nothing that a pod sends arrives, and nothing that is sent to it: as when its node loses
    /// power. The others go on knowing where it was, so that packets vanish and no error comes back.
    pub fn cut_off<'a>(&self, lost: &Sandbox, others: impl Iterator<Item = &'a Sandbox>) -> Result<()> {
        let (id, address) = (lost.keeper.id(), lost.address);
        let mut script = format!(
            "station=$(nsenter --net=/proc/{id}/ns/net ip -brief link show eth0 | awk '{{ print $3 }}')
             ip neighbour replace {address} lladdr $station nud permanent dev forum0\n"
        );
        for other in others {
            script += &format!(
                "nsenter --net=/proc/{}/ns/net ip neighbour replace {address} lladdr $station nud permanent dev eth0\n",
                other.keeper.id()
            );
        }
        script += &format!("nsenter --net=/proc/{id}/ns/net ip link set eth0 down");
        shell(&script)
    }

    /// An address that this process can listen on.
    pub fn service_address(&self) -> Result<Ipv4Addr> {
        let address = address(SERVICES, self.given.fetch_add(1, Ordering::Relaxed));
        shell(&format!("ip address add {address}/32 dev forum0"))?;
        Ok(address)
    }

    /// From now on these names, and no others, have these addresses.
    pub fn name(&self, names: &BTreeMap<String, Vec<Ipv4Addr>>) -> Result<()> {
        let mut hosts = String::from("127.0.0.1 localhost\n");
        for (name, addresses) in names {
            for address in addresses {
                hosts += &format!("{address} {name}\n");
            }
        }
        let next = self.folder.join("hosts.next");
        fs::write(&next, hosts)?;
        Ok(fs::rename(next, self.folder.join("hosts"))?)
    }
}

impl Sandbox {
    /// Begins a command line that goes on inside.
    pub fn enter(&self) -> Command {
        let mut command = Command::new("nsenter");
        for kind in ["net", "uts", "ipc"] {
            command.arg(format!("--{kind}=/proc/{}/ns/{kind}", self.keeper.id()));
        }
        command
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.keeper.kill();
        let _ = self.keeper.wait();
    }
}

fn address(network: [u8; 2], number: u16) -> Ipv4Addr {
    let [high, low] = number.to_be_bytes();
    Ipv4Addr::new(network[0], network[1], high, low)
}

fn shell(script: &str) -> Result<()> {
    program::silent(Command::new("sh").args(["-ec", script]).current_dir(Path::new("/")))?
        .succeeded()
        .map(drop)
}
