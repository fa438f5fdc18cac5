//! Forum Planner: an operator plans a [Misago](https://misago-project.org) forum on Kubernetes in the
//! browser and downloads a bundle that works on the first `kubectl apply -k .`.
//!
//! # The flow
//!
//! ```text
//!  text ──parse──> Plan ─────┬──> findings   (words, places, fixes)
//!  (form, dropped   +        ├──> objects ──> files ──> zip
//!   zip, autosave) Secrets   └──> topology ──> drawing ──> svg
//! ```
//!
//! One direction. Everything to the right of the plan is one pure function,
//! [`outcome::outcome`], computed anew on each change.
//!
//! # The floors
//!
//! A file uses its own floor and those below it; `tests/floors.rs` checks every path through `crate::`.
//!
//! | floor | where | what |
//! | --- | --- | --- |
//! | 6 | `src/main.rs`, `src/prerender.rs`, `src/ui/` | the page, and the page as text for the build; crates of their own: the library cannot import them |
//! | 6 | `src/cli/` | the command line, a crate of its own too: a command is a file there |
//! | 5 | [`outcome`] | everything that follows from a plan: findings, policies, drawing, README, upgrade, archive |
//! | 4 | [`stack`] | the parts of the stack, one folder each, and `wiring`, which decides who answers whom |
//! | 3 | [`project`], [`field`], [`finding`], [`topology`], [`failure`], [`files`], [`kube`], [`prerequisite`], [`sealing`], [`shell`] | the trades that every part employs |
//! | 2 | [`plan`], [`secrets`], [`inputs`] | what the operator decided, what nobody else may know, and both with what runs now |
//! | 1 | `stack/*/options.rs` | each part's options: plain structs and their defaults |
//! | 0 | [`words`] | values that are right by construction: host names, quantities, images |
//!
//! A part ([`stack::Part`]) is a struct of function pointers and lists without defaults: what it asks
//! (fields), what it puts in the cluster (objects), whom it talks to (topology), what can be wrong
//! with it (rules), what must be there before it (prerequisites), what files it brings. The form, the picture, the policies, the bundle and the
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
//! * **Nobody writes down which option decides which line.** [`outcome::causes`] varies each option and looks which
//!   lines do not come through.
//! * **A fix is a plan**, and adds no error: it can be shown before it is taken and undone after.
//! * **A rule carries its own proof**: the smallest plan that it flags, and the nearest that it spares.
//! * **Secrets are not in the plan.** They have a type of their own that cannot be serialised.
//! * **No secret is encrypted while somebody types, and none goes out in clear text because it could not be.**
//!   [`outcome::sealing`] fills the places when a bundle is taken away; randomness and the hour are handed to it.
//! * **A link means the same plan for ever**, and nothing of the operator's is lost by coming back: their own
//!   files travel from zip to zip as bytes ([`files::OwnFiles`]), beside the plan like the secrets.
//! * **No part names another part's address.** It asks [`stack::wiring`].
//! * **The outcome depends on its inputs alone**: plan, secrets, and the forum that runs now, if one was
//!   loaded. No clock, randomness, locale, file, network or browser; ordered maps only. Same input,
//!   same bytes.
//! * **How much it carries is no part of it.** [`outcome::capacity`] answers for a plan and an expected load; the
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
//!   `tests/link.rs` asks for its value in links that were made before it.
//! * **A rule**: one literal in the `rules.rs` of the part whose option one would change first, with the
//!   next free code. `tests/catalogue.rs` runs its examples; `docs/rules.md` is printed from it.
//! * **Data that must outlive an upgrade**: a rule in `outcome/upgrade/losses.rs` that names the options
//!   which decide where it lives. A kind with fields that a server never lets change: a line in
//!   `outcome/upgrade/fixed.rs`, and the same in the second layer's own words.
//! * **A command**: a file in `src/cli/` with its words and a function to an answer, its line in `Command`, and its
//!   name in `tests/cli/words.rs`, which asks it for a help with an example.
//! * **A part**: a folder in `stack/`, its `mod` line and its line in `PARTS`, and a field in
//!   [`plan::Plan`]. If it stands between two others, `wiring.rs` decides there.
//!
//! # Where to read next
//!
//! `plan.rs`, then one part (`stack/nginx/`), `outcome.rs`, a golden bundle (`deploy/bundles/trial/`), and
//! `tests/invariants.rs`. `docs/facts.md` tells what was measured, and how.

pub mod failure;
pub mod field;
pub mod files;
pub mod finding;
pub mod inputs;
pub mod kube;
pub mod outcome;
pub mod plan;
pub mod prerequisite;
pub mod project;
pub mod sealing;
pub mod secrets;
pub mod shell;
pub mod stack;
pub mod topology;
pub mod words;
