//! A pod that runs: its containers are started, started again, and stopped as the kubelet does it.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use super::bundle::{Container, Pod};
use super::container::{self, Volumes};
use super::images::Images;
use super::network::{Network, Sandbox};
use crate::program;

/// Between the end of a container and its next start. The kubelet's first pause is shorter, its later
/// ones are longer.
const PAUSE: Duration = Duration::from_secs(1);

/// What all pods share.
pub struct Place {
    pub scratch: PathBuf,
    pub images: Images,
    pub network: Network,
}

pub struct Running {
    pub pod: Pod,
    pub sandbox: Sandbox,
    place: Arc<Place>,
    volumes: Volumes,
    /// Those of the init containers first.
    slots: Vec<Slot>,
}

#[derive(Default)]
struct Slot {
    child: Option<Child>,
    ended: Option<Instant>,
    /// Ends that were not asked for.
    restarts: u32,
    succeeded: bool,
}

impl Running {
    pub fn new(pod: Pod, sandbox: Sandbox, place: Arc<Place>) -> Self {
        let volumes = Volumes::of(&place.scratch, &pod.name);
        let slots = (0..pod.init.len() + pod.containers.len()).map(|_| Slot::default()).collect();
        Self { pod, sandbox, place, volumes, slots }
    }

    /// Looks after the containers; to be called again and again.
    pub fn look(&mut self) -> Result<()> {
        let init = self.pod.init.len();
        for place in 0..self.slots.len() {
            self.attend(place)?;
            if place < init && !self.slots[place].succeeded {
                break;
            }
        }
        Ok(())
    }

    fn attend(&mut self, place: usize) -> Result<()> {
        let ends = place < self.pod.init.len() || self.pod.is_a_job();
        let slot = &mut self.slots[place];
        if let Some(child) = &mut slot.child {
            let Some(status) = child.try_wait()? else { return Ok(()) };
            slot.child = None;
            slot.ended = Some(Instant::now());
            slot.succeeded = ends && status.success();
            slot.restarts += u32::from(!slot.succeeded);
        }
        if !slot.succeeded && slot.ended.is_none_or(|ended| ended.elapsed() > PAUSE) {
            let child = self.start(place)?;
            self.slots[place].child = Some(child);
        }
        Ok(())
    }

    fn start(&self, place: usize) -> Result<Child> {
        let container = self.spec(place);
        let mut command = self.command(container)?;
        // Appended to, because nginx opens it once more by the name of /dev/stdout.
        let log = File::options().create(true).append(true).open(self.log(&container.name)?)?;
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        command.spawn().with_context(|| format!("cannot start {} of {}", container.name, self.pod.name))
    }

    fn spec(&self, place: usize) -> &Container {
        let init = self.pod.init.len();
        if place < init { &self.pod.init[place] } else { &self.pod.containers[place - init] }
    }

    /// What runs a container, or, with `Container::running`, something else in its place.
    pub fn command(&self, container: &Container) -> Result<Command> {
        let Place { images, network, .. } = &*self.place;
        container::command(container, images, network, &self.sandbox, &self.volumes, &self.pod.name)
    }

    pub fn log(&self, container: &str) -> Result<PathBuf> {
        let logs = self.place.scratch.join("logs");
        fs::create_dir_all(&logs)?;
        Ok(logs.join(format!("{}.{container}.log", self.pod.name)))
    }

    /// Every init container has ended well, and every other one runs, or has ended well if it is a job's.
    pub fn is_up(&self) -> bool {
        let (init, main) = self.slots.split_at(self.pod.init.len());
        init.iter().all(|slot| slot.succeeded)
            && main.iter().all(|slot| slot.succeeded || slot.child.is_some())
    }

    pub fn has_ended(&self) -> bool {
        self.slots.iter().all(|slot| slot.succeeded)
    }

    pub fn restarts(&self) -> u32 {
        self.slots.iter().map(|slot| slot.restarts).sum()
    }

    /// As the kubelet: each container's hook first, then its signal; all of them within the pod's grace.
    /// False when something had to be killed.
    pub fn stop(mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(self.pod.grace);
        let mut children: Vec<_> = self.slots.iter_mut().map(|slot| slot.child.take()).collect();
        let pod = &self;
        let well = thread::scope(|scope| {
            let stops: Vec<_> = children
                .iter_mut()
                .enumerate()
                .filter_map(|(place, child)| Some((place, child.as_mut()?)))
                .map(|(place, child)| scope.spawn(move || pod.stop_one(place, child, deadline)))
                .collect();
            stops.into_iter().all(|stop| stop.join().unwrap_or(false))
        });
        self.volumes.remove();
        well
    }

    fn stop_one(&self, place: usize, child: &mut Child, deadline: Instant) -> bool {
        let container = self.spec(place);
        self.before_stop(container);
        let signal = self.place.images.of(container).ok().and_then(|image| image.stop).unwrap_or("TERM");
        send(signal, child);
        while Instant::now() < deadline {
            if !matches!(child.try_wait(), Ok(None)) {
                return true;
            }
            thread::sleep(Duration::from_millis(50));
        }
        kill(child);
        false
    }

    fn before_stop(&self, container: &Container) {
        let hook = &container.spec["lifecycle"]["preStop"];
        if let Some(seconds) = hook["sleep"]["seconds"].as_u64() {
            thread::sleep(Duration::from_secs(seconds));
        } else if let Some(words) = hook["exec"]["command"].as_array() {
            let words = words.iter().filter_map(|word| word.as_str());
            if let Ok(mut command) = self.command(&container.running(words)) {
                // Like the kubelet: a hook that fails delays nothing.
                let _ = program::silent(&mut command);
            }
        }
    }

    /// As when the power fails.
    pub fn kill(mut self) {
        self.slots.iter_mut().filter_map(|slot| slot.child.as_mut()).for_each(kill);
        self.volumes.remove();
    }
}

/// To the program, which is the only child of the `unshare` that we have started.
fn send(signal: &str, child: &Child) {
    let id = child.id();
    let program = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap_or_default();
    let program = program.split_whitespace().next().map_or_else(|| id.to_string(), str::to_owned);
    let _ = program::silent(Command::new("kill").args(["-s", signal, &program]));
}

fn kill(child: &mut Child) {
    send("KILL", child);
    let _ = child.wait();
}
