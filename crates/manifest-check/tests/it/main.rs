//! The checks, run on a set without faults and on the same set with one fault planted.
//!
//! - `clean.yaml` is the set, `grown.yaml` the set of a larger forum; `set.rs` plants the faults;
//! - `server.rs` has the 26 faults that we also tried on a real API server;
//! - `bundles.rs` checks the bundles that we publish, `nonsense.rs` any JSON at all;
//! - the other files have the rest of the faults, by subject;
//! - every row lists the checks that must report the fault, and no other check may report anything.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::collections::BTreeSet;

use manifest_check::{checks, refused_changes, violations};
use serde_json::Value;

mod bundles;
mod changes;
mod config;
mod database;
mod gateway;
mod hosts;
mod identity;
mod issuers;
mod monitoring;
mod nonsense;
mod pods;
mod policies;
mod reach;
mod rights;
mod sentinel;
mod server;
mod set;
mod workloads;

use set::{Planted, Set};

const FAULTS: [&[Planted]; 11] = [
    server::STANDING,
    identity::FAULTS,
    config::FAULTS,
    workloads::FAULTS,
    pods::FAULTS,
    rights::FAULTS,
    reach::FAULTS,
    gateway::FAULTS,
    hosts::FAULTS,
    issuers::FAULTS,
    policies::FAULTS,
];

/// The same for the set of a forum that has grown.
const GROWN: [&[Planted]; 4] = [sentinel::FAULTS, database::CLUSTER, database::POOLERS, monitoring::FAULTS];

const FINE: [&[Planted]; 10] = [
    identity::FINE,
    config::FINE,
    workloads::FINE,
    pods::FINE,
    rights::FINE,
    reach::FINE,
    gateway::FINE,
    hosts::FINE,
    issuers::FINE,
    policies::FINE,
];

#[test]
fn a_clean_set_has_no_faults() {
    for set in [Set::clean(), Set::grown()] {
        let found: Vec<_> = violations(&set.objects).iter().map(ToString::to_string).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
    assert_eq!(refused_changes(&Set::clean().objects, &Set::clean().objects), []);
}

#[test]
fn every_fault_known_from_a_real_server_is_noticed() {
    assert_eq!(server::STANDING.len() + server::CHANGES.len(), 26);
    each_is_noticed(Set::clean, server::STANDING);
    each_change_is_noticed(server::CHANGES);
}

#[test]
fn every_other_fault_is_noticed() {
    for table in FAULTS {
        each_is_noticed(Set::clean, table);
    }
    for table in GROWN {
        each_is_noticed(Set::grown, table);
    }
    each_change_is_noticed(changes::CHANGES);
}

#[test]
fn what_only_looks_wrong_is_left_alone() {
    for table in FINE {
        each_is_noticed(Set::clean, table);
    }
    each_is_noticed(Set::grown, monitoring::FINE);
}

#[test]
fn every_check_has_a_planted_fault() {
    let standing = FAULTS.into_iter().flatten().chain(GROWN.into_iter().flatten());
    let changes = [server::CHANGES, changes::CHANGES].into_iter().flatten();
    let planted: BTreeSet<_> = standing.chain(changes).flat_map(|row| row.finds).copied().collect();
    // They need another set before them; changes.rs has a test of its own for each.
    let planted = &planted | &BTreeSet::from(["immutable-config-changed", "database-cluster-shrunk"]);
    let known: BTreeSet<_> = checks().map(|(name, _)| name).collect();
    assert_eq!(known.difference(&planted).collect::<Vec<_>>(), Vec::<&&str>::new());
    assert!(planted.is_subset(&known));
}

#[test]
fn every_check_has_a_name_of_its_own_and_a_purpose() {
    let names: Vec<_> = checks().map(|(name, _)| name).collect();
    let unique: BTreeSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len(), "a name is used twice");
    for (name, prevents) in checks() {
        assert!(
            name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
            "{name}"
        );
        assert!(!prevents.is_empty() && !prevents.ends_with('.'), "{name}: {prevents}");
    }
}

#[test]
fn the_order_of_the_objects_changes_no_verdict_but_that_on_order() {
    let mut turned = Set::clean();
    turned.objects.reverse();
    assert_eq!(spoken(&turned), BTreeSet::from(["namespace-late"]));
}

#[test]
fn a_message_names_the_object_and_never_a_secret() {
    let small = FAULTS.into_iter().flatten().map(|row| (Set::clean(), row));
    let grown = GROWN.into_iter().flatten().map(|row| (Set::grown(), row));
    for (mut set, Planted { what, plant, .. }) in small.chain(grown) {
        plant(&mut set);
        for violation in violations(&set.objects) {
            assert!(violation.object.contains('/'), "{what}: {violation}");
            assert!(violation.message.contains(' '), "{what}: {violation}");
            assert!(!violation.message.contains(set::REDIS_PASSWORD), "{what}: {violation}");
        }
    }
}

/// The checks that speak about a set.
fn spoken(set: &Set) -> BTreeSet<&'static str> {
    violations(&set.objects).into_iter().map(|violation| violation.check).collect()
}

fn each_is_noticed(clean: fn() -> Set, table: &[Planted]) {
    let mut wrong = Vec::new();
    for Planted { what, finds, plant } in table {
        let mut set = clean();
        plant(&mut set);
        let expected: BTreeSet<_> = finds.iter().copied().collect();
        if spoken(&set) != expected {
            let found: Vec<_> = violations(&set.objects).iter().map(ToString::to_string).collect();
            wrong.push(format!("{what}\n  expected {expected:?}\n  {}", found.join("\n  ")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A change is told from the two versions; each of them alone is fine.
fn each_change_is_noticed(table: &[Planted]) {
    let before = Set::clean().objects;
    for Planted { what, finds, plant } in table {
        let mut set = Set::clean();
        plant(&mut set);
        let after: &[Value] = &set.objects;
        let found = refused_changes(&before, after);
        let names: Vec<_> = found.iter().map(|violation| violation.check).collect();
        assert_eq!(names, *finds, "{what}\n{found:#?}");
        assert_eq!(spoken(&set), BTreeSet::new(), "{what}: the new version alone");
    }
}
