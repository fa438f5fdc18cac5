//! Ranges of figures, written no more precisely than they were measured.

/// From the least to the most that a figure may be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The least.
    pub low: u64,
    /// The most.
    pub high: u64,
}

impl Range {
    /// From one to the other.
    pub const fn new(low: u64, high: u64) -> Self {
        Self { low, high }
    }

    /// Both at once.
    pub const fn plus(self, other: Self) -> Self {
        Self::new(self.low.saturating_add(other.low), self.high.saturating_add(other.high))
    }

    /// So many times as much.
    pub const fn times(self, factor: u64) -> Self {
        Self::new(self.low.saturating_mul(factor), self.high.saturating_mul(factor))
    }

    /// A part of it, in whole numbers: the low end rounded down, the high end up.
    pub const fn part(self, of: u64, whole: u64) -> Self {
        Self::new(share(self.low, of, whole), share_up(self.high, of, whole))
    }

    /// Halfway.
    pub const fn middle(self) -> u64 {
        self.low / 2 + self.high / 2
    }

    /// From the least low end to the most high end.
    pub const fn span(self, other: Self) -> Self {
        let low = if self.low < other.low { self.low } else { other.low };
        let high = if self.high > other.high { self.high } else { other.high };
        Self::new(low, high)
    }

    /// "20 to 45", both ends rounded outwards: what is said is never narrower than what was measured.
    pub fn rounded(self) -> String {
        self.in_steps(1)
    }

    /// The same of numbers that are thousandths of what is to be written.
    pub fn rounded_thousandths(self) -> String {
        self.in_steps(1000)
    }

    fn in_steps(self, unit: u64) -> String {
        from_to(step(self.low, unit, false), step(self.high, unit, true))
    }

    /// "5.3 to 16": the numbers themselves in a larger unit, of which each makes `unit`, to a tenth of it and rounded
    /// outwards.
    pub(super) fn exactly(self, unit: u64) -> String {
        let tenths = |tenths: u64| match (tenths / 10, tenths % 10) {
            (whole, 0) => grouped(whole),
            (whole, rest) => format!("{}.{rest}", grouped(whole)),
        };
        from_to(tenths(share(self.low, 10, unit)), tenths(share_up(self.high, 10, unit)))
    }
}

fn from_to(low: String, high: String) -> String {
    if low == high { low } else { format!("{low} to {high}") }
}

/// `number` × `of` ÷ `whole`, rounded down.
pub(super) const fn share(number: u64, of: u64, whole: u64) -> u64 {
    clip(number as u128 * of as u128 / nonzero(whole))
}

/// The same, rounded up.
pub(super) const fn share_up(number: u64, of: u64, whole: u64) -> u64 {
    clip((number as u128 * of as u128).div_ceil(nonzero(whole)))
}

const fn nonzero(number: u64) -> u128 {
    if number == 0 { 1 } else { number as u128 }
}

const fn clip(number: u128) -> u64 {
    if number > u64::MAX as u128 { u64::MAX } else { number as u64 }
}

/// The steps that a measurement with a spread of 40 % supports, in tenths.
const STEPS: [u64; 14] = [10, 12, 15, 20, 25, 30, 35, 40, 45, 50, 60, 70, 80, 90];

/// The nearest step below or above, written in units.
fn step(number: u64, unit: u64, up: bool) -> String {
    if number == 0 {
        return "0".to_owned();
    }
    let mut scale = 1_u64;
    while number / scale >= 100 {
        scale = scale.saturating_mul(10);
    }
    // Between 10 and 100 in this scale, or below it.
    let (lead, grain) = if number < 10 { (number * 10, 10) } else { (number.div_ceil(scale), 1) };
    let lead = if up { lead } else { lead.min(number.saturating_mul(grain) / scale) };
    let rounded = if up {
        STEPS.iter().copied().find(|step| *step >= lead).unwrap_or(100)
    } else {
        STEPS.iter().rev().copied().find(|step| *step <= lead).unwrap_or(10)
    };
    written(rounded.saturating_mul(scale) / grain, unit)
}

/// A number of units, with decimals only where it is small.
fn written(number: u64, unit: u64) -> String {
    let (whole, rest) = (number / unit, number % unit);
    if whole >= 10 || rest == 0 {
        return grouped(whole + u64::from(rest * 2 >= unit && rest > 0));
    }
    if whole > 0 || rest * 10 >= unit {
        let tenths = number * 10 / unit;
        let hundredths = number * 100 / unit % 10;
        return if whole == 0 && hundredths > 0 {
            format!("0.{:02}", number * 100 / unit)
        } else if tenths.is_multiple_of(10) {
            grouped(whole)
        } else {
            format!("{whole}.{}", tenths % 10)
        };
    }
    let digits = format!("{:03}", number * 1000 / unit);
    format!("0.{}", digits.trim_end_matches('0'))
}

/// 12,000.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_no_narrower_than_what_was_measured() {
        for (low, high, words) in [
            (21_212, 42_000, "20 to 45"),
            (100, 100, "0.1"),
            (180, 500, "0.15 to 0.5"),
            (1_980, 19_800, "1.5 to 20"),
            (1_400_000, 4_200_000, "1,200 to 4,500"),
            (7, 9, "0.007 to 0.009"),
            (999, 1001, "0.9 to 1.2"),
            (0, 1500, "0 to 1.5"),
        ] {
            assert_eq!(Range::new(low, high).rounded_thousandths(), words, "{low} {high}");
        }
        assert_eq!(Range::new(15, 29).rounded(), "15 to 30");
        assert_eq!(grouped(1_234_567), "1,234,567");
    }

    #[test]
    fn a_constant_is_written_as_it_is() {
        assert_eq!(Range::new(5_333, 16_000).exactly(1000), "5.3 to 16");
        assert_eq!(Range::new(200, 200).exactly(1000), "0.2");
        assert_eq!(Range::new(1, 1_200).exactly(1), "1 to 1,200");
    }
}
