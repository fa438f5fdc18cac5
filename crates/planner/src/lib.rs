//! Forum Planner: an operator plans a [Misago](https://misago-project.org) forum on Kubernetes in the
//! browser and downloads a bundle that works on the first `kubectl apply -k .`.
//!
//! # The flow
//!
//! ```text
//!  text ──parse──> Plan ─────┬──> findings   (words, places, fixes)
//!  (form, dropped   +        ├──> objects ──> files ──> zip
//!   zip, autosave) Secrets   └──> topology ──> layout ──> svg
//! ```
//!
//! One direction. Everything to the right of the plan is one pure function,
//! [`outcome::outcome`], computed anew on each change.
//!
//! # The folders
//!
//! In the order in which they build on one another. Programs stand on top: the page (`src/`), the command line
//! (`crates/cli`). They are crates of their own, so nothing here can import them.
//!
//! | where | what |
//! | --- | --- |
//! | [`values`] | validated values: host names, quantities, images |
//! | `stack/*/options.rs`, [`plan`] | each part's options, and all of them: what the operator decided |
//! | [`secrets`], [`inputs`], [`project`] | what is kept out of the plan; what an outcome depends on; what is opened, kept and undone |
//! | [`field`], [`finding`], [`topology`], [`failure`], [`files`], [`kube`], [`manual`], [`check`], [`prerequisite`], [`sealing`], [`shell`] | what every part is described with |
//! | [`stack`] | the parts of the stack, one folder each, and `wiring`, which decides who answers whom |
//! | [`presets`] | plans to start from |
//! | [`manifests`] | the Kubernetes objects of a plan, network policies included |
//! | [`layout`] | where the picture has each node and link |
//! | [`analysis`] | findings, upgrade, what-if, capacity |
//! | [`bundle`] | the files: README, verify.sh, plan.yaml |
//! | [`outcome`] | all of these, from one call |
//! | [`import`] | plans, bundles and links of any earlier version, read again |
//! | [`compare`], [`search`] | two outcomes side by side, which option decides which line; finding things |
//!
//! A part ([`stack::Part`]) is a struct of function pointers and lists without defaults: what it asks
//! (fields), what it puts in the cluster (objects), whom it talks to (topology), what can be wrong
//! with it (rules), what a change would lose (losses), what must be there before it (prerequisites), what files it
//! brings, what the bundle's README says of it (manual), what verify.sh asks of it (checks). The form, the picture, the policies, the bundle and the
//! documents are printed from the register [`stack::PARTS`]; nobody writes a fact twice.
//!
//! # Invariants
//!
//! * **Malformed is not unwise.** Text that cannot be a host name never enters the plan
//!   ([`field::Field::write`] is the only way in, for typing, loading and links alike). What parses but
//!   is a bad idea goes in, and a rule says so. Hence objects are total: there is no `Result` above
//!   the words, and the preview never disappears.
//! * **A link is declared once.** The picture's edges, the NetworkPolicies and the README's port table
//!   are three prints of [`topology::Topology::links`].
//! * **Nobody writes down which option decides which line.** [`compare::provenance`] varies each option and looks which
//!   lines do not come through.
//! * **A fix is a plan**, and adds no error: it can be shown before it is taken and undone after.
//! * **A rule carries its own proof**: the smallest plan that it flags, and the nearest that it spares.
//! * **Secrets are not in the plan.** They have a type of their own that cannot be serialised.
//! * **No secret is encrypted while somebody types, and none goes out in clear text because it could not be.**
//!   [`bundle::sealing`] fills the places when a bundle is taken away; randomness and the hour are handed to it.
//! * **A link means the same plan for ever**, and nothing of the operator's is lost by coming back: their own
//!   files travel from zip to zip as bytes ([`files::OwnFiles`]), beside the plan like the secrets.
//! * **No part names another part's address.** It asks [`stack::wiring`].
//! * **The outcome depends on its inputs alone**: plan, secrets, and the forum that runs now, if one was
//!   loaded. No clock, randomness, locale, file, network or browser; ordered maps only. Same input,
//!   same bytes.
//! * **How much it carries is no part of it.** [`analysis::capacity`] answers for a plan and an expected load; the
//!   load is kept beside the plan, and no byte of a bundle depends on it.
//! * **Nothing panics**, whatever is typed, dropped or stored.
//!
//! Deliberately absent: an edit language for fixes, a templating language for manifests, validation
//! of one field by another field's widget, stores or signals below the page.
//!
//! # How to add
//!
//! * **An option**: a field in the part's `options.rs` with its default, a line in its `fields.rs`, and
//!   whatever reads it. The line says whether a preset may change it ([`field::Subject`]), whether a newcomer need
//!   not see it, and by which other words people search for it. The form, plan.yaml, loading, links and the property tests know it at once;
//!   `tests/it/link.rs` asks for its value in links that were made before it.
//! * **A rule**: one literal in the `rules.rs` of the part whose option one would change first, with the
//!   next free code, which `tests/it/catalogue.rs` names as soon as you write one that is taken. The same file
//!   runs its examples; `docs/rules.md` is printed from it.
//! * **Data that must outlive an upgrade**: a rule in the part's `losses.rs` that names the options
//!   which decide where it lives; for a volume of a server, a line in its `server_volumes`. A kind with fields that a server never lets change: a line in
//!   `analysis/upgrade/fixed.rs`, and the same in `crates/manifest-check`.
//! * **A command**: a file in `crates/cli/src/` with its words and a function to an answer, its line in `Command`, and its
//!   name in `crates/cli/tests/it/words.rs`, which asks it for a help with an example.
//! * **Words in the bundle's README**: a [`manual::Section`] of the part, in `stack/<part>/manual.rs`. A place that no
//!   [`manual::Chapter`] names yet: a line there, and where `bundle/readme` prints it.
//! * **A question of verify.sh**: a [`check::Check`] of the part. It waits by itself for every Deployment, StatefulSet
//!   and Job; another kind that gets ready is a line in `bundle/verify.rs`.
//! * **A part**: a folder in `stack/`, its `mod` line and its line in `PARTS`, and a field in
//!   [`plan::Plan`]. If it stands between two others, `wiring.rs` decides there.
//!
//! # Where to read next
//!
//! `plan.rs`, then one part (`stack/nginx/`), `outcome.rs`, a golden bundle (`deploy/bundles/trial/`), and
//! `tests/it/invariants.rs`. `docs/facts.md` tells what was measured, and how.
#![warn(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

pub mod analysis;
pub mod bundle;
pub mod check;
pub mod compare;
pub mod failure;
pub mod field;
pub mod files;
pub mod finding;
pub mod import;
pub mod inputs;
pub mod kube;
pub mod layout;
pub mod manifests;
pub mod manual;
pub mod outcome;
pub mod plan;
pub mod prerequisite;
pub mod presets;
pub mod project;
pub mod sealing;
pub mod search;
pub mod secrets;
pub mod shell;
pub mod stack;
pub mod topology;
pub mod values;
