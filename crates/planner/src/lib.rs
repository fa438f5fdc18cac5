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
//! | [`field`], [`finding`], [`topology`], [`failure`], [`files`], [`kube`], [`manual`], [`check`], [`prerequisite`], [`sealing`], [`shell`] | the types and builders with which the parts are written |
//! | `stack/*/names.rs` | each part's Service names, ports and paths: constants that any other part may use |
//! | [`stack`] | the parts of the stack, one folder each, and `wiring`, which decides which server a client uses |
//! | [`presets`] | plans to start from |
//! | [`manifests`] | the Kubernetes objects of a plan, network policies included |
//! | [`layout`] | where the picture has each node and link |
//! | [`analysis`] | findings, upgrade, what-if, capacity |
//! | [`bundle`] | the files: README, verify.sh, plan.yaml |
//! | [`outcome`] | all of these, from one call |
//! | [`import`] | reads plans, bundles and links of any earlier version |
//! | [`compare`], [`search`] | differences between two outcomes, which option decides which line; the page's search |
//!
//! A part ([`stack::Part`]) is a struct of function pointers and lists without defaults: its options in the form (fields),
//! its Kubernetes objects (objects), its connections (topology), what can be wrong with it (rules), which data a change
//! would lose (losses), what must be installed before it (prerequisites), its files, its sections of the bundle's README
//! (manual), and what verify.sh checks (checks). The form, the picture, the policies, the bundle and the documents are
//! generated from the list [`stack::PARTS`], so every fact is written once.
//!
//! # Invariants
//!
//! * **Invalid is not the same as unwise.** Text that cannot be a host name never enters the plan
//!   ([`field::Field::write`] is the only way in, for typing, loading and links alike). A valid value that is a bad idea
//!   does enter, and a rule says so. So no function after parsing returns a `Result`, and the preview never disappears.
//! * **A link is declared once.** The picture's edges, the NetworkPolicies and the README's port table
//!   are all generated from [`topology::Topology::links`].
//! * **Which option decides which line is computed, not listed.** [`compare::provenance`] varies each option and looks
//!   which lines change.
//! * **A fix is a plan**, and adds no error: it can be previewed, applied and undone.
//! * **A rule carries its own examples**: the smallest plan that it flags, and the nearest that it does not.
//! * **Secrets are not in the plan.** They have a type of their own that cannot be serialised.
//! * **Secrets are encrypted at the download only, and never written in clear text because encryption failed.**
//!   [`bundle::sealing`] fills them in; it gets randomness and the time from its caller.
//! * **A link means the same plan for ever**, and loading a bundle loses nothing of the operator's: their own files are
//!   carried along as bytes ([`files::OwnFiles`]), beside the plan like the secrets.
//! * **No part decides which server it uses.** It asks [`stack::wiring`].
//! * **The outcome depends on its inputs alone**: plan, secrets, and the forum that runs now, if one was
//!   loaded. No clock, randomness, locale, file, network or browser; ordered maps only. Same input,
//!   same bytes.
//! * **Capacity does not change a bundle.** [`analysis::capacity`] compares a plan with an expected load; the load is kept
//!   beside the plan, and no bundle depends on it.
//! * **No input causes a panic**, typed, dropped or stored.
//!
//! Left out on purpose: an edit language for fixes, a templating language for manifests, fields that validate each
//! other, and any state or signals below the page.
//!
//! # How to add
//!
//! * **An option**: a field in the part's `options.rs` with its default, a line in its `fields.rs`, and the code that
//!   reads it. The line also says whether a preset may change it ([`field::Subject`]), whether newcomers see it, and
//!   which other words find it in the search. The form, plan.yaml, loading, links and the property tests then know it;
//!   `tests/it/link.rs` asks for its value in links that are older than the option.
//! * **A rule**: a literal in the `rules.rs` of the part whose option one would change first, with the next free code.
//!   If the code is taken, `tests/it/catalogue.rs` fails and tells the next free one. The same file runs its examples;
//!   `docs/rules.md` is generated from it.
//! * **Data that must survive an upgrade**: a rule in the part's `losses.rs` that names the options which decide where the
//!   data is; for a volume of a server, a line in its `server_volumes`. For a kind with immutable fields, a line in
//!   `analysis/upgrade/fixed.rs`, and the same in `crates/manifest-check`.
//! * **A command**: a file in `crates/cli/src/` with its arguments and a function to an answer, its line in `Command`, and
//!   its name in `crates/cli/tests/it/words.rs`, which checks that its help has an example.
//! * **Text in the bundle's README**: a [`manual::Section`] of the part, in `stack/<part>/manual.rs`. For a place that
//!   has no [`manual::Chapter`] yet, add one and print it in `bundle/readme`.
//! * **A check in verify.sh**: a [`check::Check`] of the part. verify.sh waits for every Deployment, StatefulSet and Job
//!   by itself; to wait for another kind, add a line in `bundle/verify.rs`.
//! * **A row of "When something is wrong"**: a [`trouble::Trouble`] in the part's `troubles.rs`.
//! * **A part**: a folder in `stack/`, its `mod` line and its line in `PARTS`, and a field in [`plan::Plan`]. A slot that
//!   is left out does not compile; a part that has nothing for one says so with `nothing::`. If it is a proxy between two
//!   others, `wiring.rs` decides who connects to it. Tests then ask for its row in the picture (`layout`), its options in
//!   older links (`link`) and a plan that turns it on (`provenance`). Nothing asks for its cost yet:
//!   `analysis/capacity/nodes.rs` lists the servers that take room on the nodes.
//!
//! # Where to read next
//!
//! `plan.rs`, then one part (`stack/nginx/`), `outcome.rs`, a golden bundle (`deploy/bundles/trial/`), and
//! `tests/it/invariants.rs`. `docs/facts.md` lists what was measured, and how.

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
pub mod sorting;
pub mod stack;
pub mod topology;
pub mod trouble;
pub mod values;
