//! A year of growth.

use super::costs::{EMPTY_DATABASE, POST_BYTES, THUMBNAILS};
use super::demand::{Demand, QUESTIONS};
use super::range::Range;

const ONE: u64 = 1_000_000;
/// The longest forecast, in months. One that looks further ahead would be worth little.
const FAR: u32 = 60;

/// The growth factor after each month, in millionths.
fn months(demand: &Demand) -> impl Iterator<Item = u64> {
    let rate = 100 + u64::from(demand.growth);
    std::iter::successors(Some(ONE), move |now| Some(now.saturating_mul(rate) / 100))
}

/// The sum over a year of something that happens this often a day.
fn a_year_of(a_day: u32, demand: &Demand) -> u64 {
    let twelve = months(demand).take(12).fold(0_u64, u64::saturating_add);
    super::range::share(u64::from(a_day) * 365 / 12, twelve, ONE)
}

impl Demand {
    /// The same after a year of its growth, rounded up and within what can be asked. Its volumes are for the year
    /// after that one, without growth: at least what the first year writes.
    #[must_use]
    pub fn in_a_year(&self) -> Self {
        let mut grown = Self { growth: 0, ..*self };
        for question in QUESTIONS.iter().filter(|question| question.grows) {
            let number = after_a_year((question.get)(self), self);
            (question.set)(&mut grown, number.min(question.most));
        }
        grown
    }
}

/// A number of today after twelve months of growth, rounded up to three digits, because it is no more precise.
fn after_a_year(now: u32, demand: &Demand) -> u32 {
    let grown = months(demand).nth(12).unwrap_or(ONE);
    let then = super::range::share_up(u64::from(now), grown, ONE);
    let step = 10_u64.pow(then.checked_ilog10().unwrap_or(0).saturating_sub(2));
    u32::try_from(then.div_ceil(step).saturating_mul(step)).unwrap_or(u32::MAX)
}

/// How much the database grows in a year, in bytes.
pub(super) fn database(demand: &Demand) -> Range {
    let posts = a_year_of(demand.posts, demand);
    POST_BYTES.times(posts).plus(Range::new(EMPTY_DATABASE, EMPTY_DATABASE))
}

/// How much the uploads grow in a year, in bytes.
pub(super) fn media(demand: &Demand) -> Range {
    let bytes = a_year_of(demand.uploads, demand).saturating_mul(u64::from(demand.upload_size) * 1000);
    Range::new(bytes, bytes.saturating_add(super::range::share(bytes, THUMBNAILS, 100)))
}

/// For how many months the visits, `now` at the start, stay below `most`; None if they do so for years.
pub(super) fn lasts(demand: &Demand, now: u64, most: u64) -> Option<u32> {
    let within = months(demand)
        .take(FAR as usize + 1)
        .take_while(|grown| super::range::share(now, *grown, ONE) <= most)
        .count();
    u32::try_from(within).ok().filter(|within| *within <= FAR).map(|within| within.saturating_sub(1))
}
