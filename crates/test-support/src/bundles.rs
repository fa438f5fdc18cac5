//! Random plans that the form can produce, with their outcomes. They are made once for all tests that check something
//! of every plan, because making and reading bundles takes most of the tests' time.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, OnceLock};

use planner::compare::provenance::line_origins;
use planner::field::FieldId;
use planner::inputs::Inputs;
use planner::outcome::{Outcome, outcome};
use planner::plan::Plan;
use planner::secrets::Secrets;
use planner::stack;
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use serde_json::Value;

use crate::{any_plan, any_secrets};

/// A plan, its secrets, and what follows from them.
pub struct PlannedBundle {
    /// The plan.
    pub plan: Plan,
    /// Its secrets.
    pub secrets: Secrets,
    /// What follows from them.
    pub outcome: Outcome,
    objects: OnceLock<Vec<Value>>,
    line_origins: OnceLock<BTreeMap<(String, usize), Vec<FieldId>>>,
}

impl PlannedBundle {
    /// Makes the bundle at once.
    pub fn of(plan: Plan, secrets: Secrets) -> Self {
        let outcome = outcome(&plan, &secrets);
        Self { plan, secrets, outcome, objects: OnceLock::new(), line_origins: OnceLock::new() }
    }

    /// Every object as kubectl would read it, from the files and not from memory.
    pub fn objects(&self) -> &[Value] {
        self.objects.get_or_init(|| {
            let secret = stack::secrets::file(&self.plan);
            let files = self.outcome.files.iter();
            files
                .filter(|(path, _)| path.starts_with("base/") && path.ends_with(".yaml") || *path == secret)
                .flat_map(|(path, file)| {
                    serde_yaml::from_multiple::<Value>(&file.text)
                        .unwrap_or_else(|error| panic!("{path}: {error}"))
                })
                .collect()
        })
    }

    /// What the outcome depends on.
    pub fn inputs(&self) -> Inputs<'_> {
        Inputs::new(&self.plan, &self.secrets)
    }

    /// By path and line, the options that decide the line.
    pub fn line_origins(&self) -> &BTreeMap<(String, usize), Vec<FieldId>> {
        self.line_origins.get_or_init(|| {
            let mut found = BTreeMap::new();
            for (path, file) in self.outcome.files.iter() {
                let line_origins = line_origins(&self.inputs(), &self.outcome, path);
                for line in 0..file.text.lines().count() {
                    found.insert((path.to_owned(), line), line_origins.of(line).to_vec());
                }
                assert!(line_origins.of(usize::MAX).is_empty());
            }
            found
        })
    }

    /// The object of this kind and name.
    pub fn object(&self, kind: &str, name: &str) -> Option<&Value> {
        self.objects().iter().find(|object| object["kind"] == kind && object["metadata"]["name"] == name)
    }
}

/// Of how many plans each question is asked.
const CASES: usize = 60;

/// Other plans in each run.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("bundles"));

/// Plans of which much follows that several tests ask about: made once for all of these.
pub struct Pool<V, T> {
    any: fn() -> BoxedStrategy<V>,
    make: fn(V) -> T,
    made: [OnceLock<T>; CASES],
}

impl<V: Clone + std::fmt::Debug, T> Pool<V, T> {
    /// Of such values, what is made from each.
    pub const fn new(any: fn() -> BoxedStrategy<V>, make: fn(V) -> T) -> Self {
        Self { any, make, made: [const { OnceLock::new() }; CASES] }
    }

    /// Asks the same of all of them. One that fails is made smaller first, so that the message shows what matters.
    pub fn every(&self, holds: impl Fn(&T) -> Result<(), TestCaseError>) {
        self.some(CASES, holds);
    }

    /// The same of a few of them, where each takes long.
    pub fn some(&self, count: usize, holds: impl Fn(&T) -> Result<(), TestCaseError>) {
        for number in 0..count.min(CASES) {
            let first = catch_unwind(AssertUnwindSafe(|| holds(self.get(number))));
            if !matches!(first, Ok(Ok(()))) {
                let smaller = runner(number).run(&(self.any)(), |value| holds(&(self.make)(value)));
                panic!("{}", smaller.expect_err("what failed fails again"));
            }
        }
    }

    fn get(&self, number: usize) -> &T {
        self.made[number].get_or_init(|| {
            let made = RefCell::new(None);
            let keep = |value| {
                *made.borrow_mut() = Some((self.make)(value));
                Ok(())
            };
            runner(number).run(&(self.any)(), keep).expect("a plan");
            made.into_inner().expect("a plan")
        })
    }
}

/// A runner that begins with the same value whenever it is asked for the same number.
fn runner(number: usize) -> TestRunner {
    TestRunner::new(ProptestConfig {
        cases: 1,
        // By default four for each case.
        max_shrink_iters: 256,
        rng_seed: RngSeed::Fixed(SEED.wrapping_add(number as u64)),
        failure_persistence: None,
        ..ProptestConfig::default()
    })
}

/// One plan with secrets.
pub static BUNDLES: Pool<(Plan, Secrets), PlannedBundle> =
    Pool::new(|| (any_plan(), any_secrets()).boxed(), |(plan, secrets)| PlannedBundle::of(plan, secrets));

#[cfg(test)]
mod tests {
    use super::*;

    static NUMBERS: Pool<u32, u32> = Pool::new(|| (0..1_000_000_u32).boxed(), |number| number);

    #[test]
    #[should_panic(expected = "minimal failing input: 1000")]
    fn a_value_that_fails_is_made_smaller() {
        NUMBERS.every(|number| {
            prop_assert!(*number < 1000);
            Ok(())
        });
    }
}
