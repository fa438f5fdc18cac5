//! The parts of the stack. Each has a folder with everything about it: options, fields, objects, rules, topology, files.
//!
//! A part may read the names (`names.rs`) and options (`options.rs`) of every other part, and [`wiring`] decides which
//! server a client uses. Apart from that parts may depend on each other in one direction only, which
//! `tests/it/circles.rs` checks.

pub mod backup;
pub mod celery;
pub mod cluster;
pub mod django;
mod exporter;
pub mod gitops;
pub mod image;
pub mod ingress;
pub mod jobs;
pub(crate) mod losses;
pub mod monitoring;
pub mod nginx;
pub mod pgbouncer;
pub mod postgres;
pub mod redis;
pub mod secrets;
pub mod site;
mod stateless_failure;
pub mod storage;
mod timeouts;
pub mod web;
pub mod wiring;

use crate::check::Check;
use crate::failure::FailureModel;
use crate::field::{Field, FieldId};
use crate::files::FileTree;
use crate::finding::Rule;
use crate::inputs::Inputs;
use crate::kube::{ObjectSet, PartObjects};
use crate::manual::{Chapter, Context, Section};
use crate::plan::Plan;
use crate::prerequisite::{Prerequisite, Stage};
use crate::secrets::Secrets;
use crate::sorting::sort_by_key;
use crate::topology::{Place, Topology};
use crate::trouble::Trouble;
/// Who applies the bundle, if a tool does.
pub use gitops::pausing::{Pause, pause};

/// One part of the stack. No slot has a default: a part must answer for each.
pub struct Part {
    /// The folder here, the prefix of its fields and nodes, the section of the form.
    pub key: &'static str,
    /// The heading of its section.
    pub title: &'static str,
    /// What it is, in a sentence.
    pub about: &'static str,
    /// What this plan has decided about it, in a few words.
    pub summary: fn(&Plan) -> String,
    /// The file of its objects in the bundle's `base/`, without the ending; the number is the order
    /// of `kubectl apply -f base/`.
    pub file: &'static str,
    /// Its fields in the form.
    pub fields: &'static [Field],
    /// Its rules.
    pub rules: &'static [Rule],
    /// Rules about data that a change of a running forum would lose.
    pub losses: &'static [Rule],
    /// The volumes of its servers.
    pub server_volumes: &'static [ServerVolume],
    /// Its Kubernetes objects.
    pub objects: fn(&Inputs<'_>, &mut PartObjects<'_>),
    /// Its nodes and the connections it opens.
    pub topology: fn(&Plan, &mut Topology),
    /// Where the picture has these nodes: all that any plan can have.
    pub places: &'static [Place],
    /// Files besides its objects.
    pub files: fn(&Inputs<'_>, &mut FileTree),
    /// Its sections of the bundle's README.
    pub manual: &'static [Section],
    /// What `verify.sh` checks, in addition to waiting for its objects.
    pub checks: fn(&Plan) -> Vec<Check>,
    /// Its rows of the README's table of what can be wrong.
    pub troubles: fn(&Plan) -> Vec<Trouble>,
    /// What it means for people when pods of it are lost.
    pub failure_model: FailureModel,
    /// What must be installed before it is applied.
    pub prerequisites: fn(&Plan) -> Vec<Prerequisite>,
}

/// A volume that belongs to each pod of a server. No change can make it smaller or give it another class.
pub struct ServerVolume {
    /// The field of its size.
    pub size: &'static str,
    /// Whether its claims have to be enlarged by hand. A StatefulSet does not enlarge them; an operator does.
    pub by_hand: fn(&Plan) -> bool,
}

/// Every part, in the order of the form: the place, then from the visitor inwards.
pub static PARTS: &[Part] = &[
    cluster::PART,
    site::PART,
    ingress::PART,
    nginx::PART,
    web::PART,
    celery::PART,
    jobs::PART,
    redis::PART,
    pgbouncer::PART,
    postgres::PART,
    storage::PART,
    monitoring::PART,
    backup::PART,
    secrets::PART,
    image::PART,
    gitops::PART,
];

/// Every field of every part.
pub fn fields() -> impl Iterator<Item = &'static Field> {
    PARTS.iter().flat_map(|part| part.fields)
}

/// The field with this id.
pub fn find_field(id: FieldId) -> Option<&'static Field> {
    fields().find(|field| field.id == id)
}

/// All nodes and links of a plan.
pub fn topology(plan: &Plan) -> Topology {
    let mut topology = Topology::default();
    for part in PARTS {
        (part.topology)(plan, &mut topology);
    }
    topology
}

/// The parts' texts for one chapter of the README, in the order of the parts, without empty ones.
pub fn manual(chapter: Chapter, context: &Context<'_>) -> Vec<String> {
    let sections = PARTS.iter().flat_map(|part| part.manual).filter(|section| section.chapter == chapter);
    sections.map(|section| (section.write)(context)).filter(|text| !text.is_empty()).collect()
}

/// Where the picture has each node that a plan can have.
pub fn places() -> Vec<Place> {
    PARTS.iter().flat_map(|part| part.places).copied().collect()
}

/// The checks of verify.sh, in order.
pub fn checks(plan: &Plan) -> Vec<Check> {
    let mut all: Vec<Check> = PARTS.iter().flat_map(|part| (part.checks)(plan)).collect();
    sort_by_key(&mut all, |check| check.topic);
    all
}

/// What can be wrong, in the order in which operators meet it.
pub fn troubles(plan: &Plan) -> Vec<Trouble> {
    let mut all: Vec<Trouble> = PARTS.iter().flat_map(|part| (part.troubles)(plan)).collect();
    sort_by_key(&mut all, |trouble| trouble.stage);
    all
}

/// The prerequisites of a plan's bundle, in the order in which to install them. What two parts need is listed once.
pub fn prerequisites(plan: &Plan) -> Vec<Prerequisite> {
    let mut all: Vec<Prerequisite> = Vec::new();
    for one in PARTS.iter().flat_map(|part| (part.prerequisites)(plan)) {
        if !all.iter().any(|known| (known.stage, &known.title) == (one.stage, &one.title)) {
            all.push(one);
        }
    }
    if all.iter().any(|one| one.commands.contains("helm ")) {
        all.push(Prerequisite::new(
            Stage::Tool,
            "`helm` 3.2 or newer",
            "installs what is missing in the cluster",
        ));
    }
    let first = all.iter().position(|one| one.stage == Stage::Namespace);
    if let Some(first) = first.filter(|_| !plan.site.namespace_exists) {
        all.insert(first, site::namespace_first(plan));
    }
    sort_by_key(&mut all, |one| one.stage);
    all
}

/// All objects of the parts. Network policies are not among them: they are derived from the links.
pub fn objects(inputs: &Inputs<'_>) -> ObjectSet {
    objects_of(inputs, |_| true)
}

/// The objects of some parts.
pub fn objects_of(inputs: &Inputs<'_>, wanted: impl Fn(&Part) -> bool) -> ObjectSet {
    // Values in an external secret store are not known here, so nothing may depend on them.
    let none = Secrets::default();
    let elsewhere = inputs.plan.secrets.form == secrets::options::Form::External;
    let inputs = &Inputs { secrets: if elsewhere { &none } else { inputs.secrets }, ..*inputs };
    let mut set = ObjectSet::default();
    for part in PARTS.iter().filter(|part| wanted(part)) {
        (part.objects)(inputs, &mut set.part(part.key));
    }
    set
}

/// "1 pod", "2 pods".
pub(crate) fn counted(count: u32, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A slot with nothing in it, for parts that have no objects, nodes or files.
mod nothing {
    use super::{
        Check, FailureModel, FileTree, Inputs, PartObjects, Plan, Prerequisite, Section, Topology, Trouble,
        stateless_failure,
    };

    pub(super) const MANUAL: &[Section] = &[];

    /// For a part whose failure visitors do not notice.
    pub(super) const FAILURE_MODEL: FailureModel =
        FailureModel { leader: None, effects: |_, _| Vec::new(), fails: stateless_failure::none_fails };

    pub(super) fn objects(_: &Inputs<'_>, _: &mut PartObjects<'_>) {}
    pub(super) fn topology(_: &Plan, _: &mut Topology) {}
    pub(super) fn files(_: &Inputs<'_>, _: &mut FileTree) {}
    pub(super) fn checks(_: &Plan) -> Vec<Check> {
        Vec::new()
    }
    pub(super) fn troubles(_: &Plan) -> Vec<Trouble> {
        Vec::new()
    }
    pub(super) fn prerequisites(_: &Plan) -> Vec<Prerequisite> {
        Vec::new()
    }
}
