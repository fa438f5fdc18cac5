//! Amounts of CPU, memory and storage in Kubernetes' own notation.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use super::ParseError;

/// CPU in thousandths of a core, written `500m`, `2` or `0.5`. At most 1,000 cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millicores(u32);

/// Memory or storage in MiB, written `512Mi`, `2Gi` or `1.5Gi`. At most 1 PiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Memory(u32);

/// What one container asks for and may take at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Resources {
    /// CPU the scheduler reserves.
    pub cpu_request: Millicores,
    /// CPU above which the kernel throttles.
    pub cpu_limit: Millicores,
    /// Memory the scheduler reserves.
    pub memory_request: Memory,
    /// Memory above which the kernel kills.
    pub memory_limit: Memory,
}

impl Millicores {
    const MOST: u32 = 1_000_000;

    /// `thousandths` of a core; more than 1,000 cores are cut to that.
    pub const fn new(thousandths: u32) -> Self {
        Self(if thousandths > Self::MOST { Self::MOST } else { thousandths })
    }

    /// Thousandths of a core.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl Memory {
    const MOST: u32 = 1024 * 1024 * 1024;

    /// `mebibytes` MiB; more than 1 PiB is cut to that.
    pub const fn mib(mebibytes: u32) -> Self {
        Self(if mebibytes > Self::MOST { Self::MOST } else { mebibytes })
    }

    /// `gibibytes` GiB; more than 1 PiB is cut to that.
    pub const fn gib(gibibytes: u32) -> Self {
        Self::mib(gibibytes.saturating_mul(1024))
    }

    /// MiB.
    pub const fn in_mib(self) -> u32 {
        self.0
    }
}

impl Resources {
    /// The four figures in the order of reading: CPU request and limit in thousandths of a core,
    /// memory request and limit in MiB.
    pub const fn new(cpu_request: u32, cpu_limit: u32, memory_request: u32, memory_limit: u32) -> Self {
        Self {
            cpu_request: Millicores::new(cpu_request),
            cpu_limit: Millicores::new(cpu_limit),
            memory_request: Memory::mib(memory_request),
            memory_limit: Memory::mib(memory_limit),
        }
    }
}

impl Resources {
    /// The same with requests no higher than the limits: the API server refuses anything else, so
    /// this is what manifests say.
    pub fn reserved(self) -> Self {
        Self {
            cpu_request: self.cpu_request.min(self.cpu_limit),
            memory_request: self.memory_request.min(self.memory_limit),
            ..self
        }
    }

    /// What two containers of one pod reserve and may take together.
    pub fn plus(self, other: Self) -> Self {
        let (this, other) = (self.reserved(), other.reserved());
        Self::new(
            this.cpu_request.0.saturating_add(other.cpu_request.0),
            this.cpu_limit.0.saturating_add(other.cpu_limit.0),
            this.memory_request.0.saturating_add(other.memory_request.0),
            this.memory_limit.0.saturating_add(other.memory_limit.0),
        )
    }

    /// What a pod reserves in which `self` runs after `first` has: the larger of the two.
    pub fn after(self, first: Self) -> Self {
        let (this, first) = (self.reserved(), first.reserved());
        Self {
            cpu_request: this.cpu_request.max(first.cpu_request),
            memory_request: this.memory_request.max(first.memory_request),
            ..this
        }
    }
}

impl FromStr for Millicores {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        let text = text.trim();
        let amount = match text.strip_suffix('m') {
            Some(digits) => whole(digits),
            None => thousandths(text),
        };
        amount
            .filter(|&n| (1..=u64::from(Self::MOST)).contains(&n))
            .and_then(|n| u32::try_from(n).ok())
            .map(Self)
            .ok_or_else(|| ParseError::new("Enter CPU in cores or thousandths of a core, like 2 or 500m."))
    }
}

impl FromStr for Memory {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        const UNITS: &[(&str, u64)] = &[("Mi", 1), ("Gi", 1024), ("Ti", 1024 * 1024)];
        let text = text.trim();
        UNITS
            .iter()
            .find_map(|(unit, size)| text.strip_suffix(unit).map(|amount| (amount.trim_end(), *size)))
            .and_then(|(amount, size)| thousandths(amount)?.checked_mul(size))
            .filter(|n| n % 1000 == 0)
            .map(|n| n / 1000)
            .filter(|&n| (1..=u64::from(Self::MOST)).contains(&n))
            .and_then(|n| u32::try_from(n).ok())
            .map(Self)
            .ok_or_else(|| match meant(text) {
                Some(meant) => {
                    ParseError::new(format!("In Kubernetes' units {text} is {meant}: enter that."))
                }
                None => ParseError::new("Enter an amount with its unit, like 512Mi or 2Gi, in whole MiB."),
            })
    }
}

/// The amount in units as shops and other programs write them, `3 TB` or `20GiB`: rounded up, to whole GiB from ten on.
fn meant(text: &str) -> Option<Memory> {
    const MIB: u128 = 1 << 20;
    const UNITS: &[(&str, u128)] = &[
        ("mib", MIB),
        ("gib", MIB << 10),
        ("tib", MIB << 20),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
        ("mi", MIB),
        ("gi", MIB << 10),
        ("ti", MIB << 20),
        ("m", 1_000_000),
        ("g", 1_000_000_000),
        ("t", 1_000_000_000_000),
    ];
    let text = text.to_ascii_lowercase();
    let (amount, size) = UNITS.iter().find_map(|(unit, size)| Some((text.strip_suffix(unit)?, *size)))?;
    let bytes = u128::from(thousandths(amount.trim_end())?) * size / 1000;
    let mib = bytes.div_ceil(MIB);
    let rounded = if mib < 10 * 1024 { mib } else { mib.div_ceil(1024) * 1024 };
    u32::try_from(rounded).ok().filter(|mib| (1..=Memory::MOST).contains(mib)).map(Memory)
}

/// Digits only, at most nine of them.
fn whole(text: &str) -> Option<u64> {
    let digits = (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A decimal number with up to three digits after the point, times 1000.
fn thousandths(text: &str) -> Option<u64> {
    let (units, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if fraction.len() > 3 {
        return None;
    }
    let scale = [1000, 100, 10, 1].get(fraction.len()).copied()?;
    whole(units)?.checked_mul(1000)?.checked_add(whole(fraction)?.checked_mul(scale)?)
}

impl fmt::Display for Millicores {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1000) { write!(f, "{}", self.0 / 1000) } else { write!(f, "{}m", self.0) }
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(1024) { write!(f, "{}Gi", self.0 / 1024) } else { write!(f, "{}Mi", self.0) }
    }
}

impl Serialize for Millicores {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for Memory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cpu_is_read_in_cores_and_thousandths() {
        for (text, thousandths) in [("500m", 500), ("2", 2000), ("0.5", 500), ("1.25", 1250), (" 250m ", 250)]
        {
            assert_eq!(text.parse::<Millicores>().map(Millicores::number), Ok(thousandths), "{text}");
        }
        for bad in
            ["", "m", "0", "0m", "-1", "1e3", "lots", "1.2345", "1.5m", "99999999999999999999", "1.", ".5"]
        {
            assert!(bad.parse::<Millicores>().is_err(), "{bad}");
        }
    }

    #[test]
    fn memory_needs_a_unit_and_whole_mebibytes() {
        for (text, mib) in
            [("512Mi", 512), ("2Gi", 2048), ("1.5Gi", 1536), ("1Ti", 1_048_576), ("2 Gi", 2048)]
        {
            assert_eq!(text.parse::<Memory>().map(Memory::in_mib), Ok(mib), "{text}");
        }
        for bad in ["", "512", "512M", "0Mi", "-1Gi", "1.0001Gi", "0.001Mi", "999999999Ti", "Gi", "1 000Mi"] {
            assert!(bad.parse::<Memory>().is_err(), "{bad}");
        }
    }

    #[test]
    fn other_units_are_answered_with_the_amount_in_these() {
        for (text, meant) in [
            ("3 TB", "2794Gi"),
            ("500GB", "466Gi"),
            ("20 GiB", "20Gi"),
            ("20G", "19Gi"),
            ("512M", "489Mi"),
            ("2gi", "2Gi"),
            ("1.5tb", "1397Gi"),
        ] {
            let refused = text.parse::<Memory>().unwrap_err().0;
            assert!(refused.ends_with(&format!("is {meant}: enter that.")), "{text}: {refused}");
            assert!(meant.parse::<Memory>().is_ok());
        }
        for bad in ["lots", "512", "TB", "0 GB", "999999999 TB"] {
            assert!(bad.parse::<Memory>().unwrap_err().0.starts_with("Enter an amount"), "{bad}");
        }
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(Memory::mib(1536).to_string(), "1536Mi");
        assert_eq!(Memory::gib(2).to_string(), "2Gi");
        assert_eq!(Millicores::new(1500).to_string(), "1500m");
        assert_eq!(Millicores::new(2000).to_string(), "2");
    }
}
