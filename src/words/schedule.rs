//! When a CronJob runs.

use super::{Malformed, word};

/// Every time zone a plan may name: those of `zone.tab` in the tzdata package that Misago 0.39.6 locks
/// (2023.3), and UTC, one per line. Django refuses to start with any other name, and so
/// does the API server for a CronJob.
pub const TIME_ZONES: &str = include_str!("time_zones.txt");

word! {
    /// A time zone from [`TIME_ZONES`].
    TimeZone, check_zone
}

word! {
    /// Five fields of numbers, `*`, ranges, lists and steps: the part of cron's language that the
    /// API server takes and that needs no explanation. Names and `@daily` are left out.
    CronSchedule, check_schedule
}

fn check_zone(text: &str) -> Result<(), Malformed> {
    if TIME_ZONES.lines().any(|zone| zone == text) {
        return Ok(());
    }
    Err(Malformed::new("Write a time zone by its Area/City name, like Europe/Lisbon, or UTC."))
}

/// Name, least and greatest value of each field. Sunday is 0 only: the API server refuses 7.
const FIELDS: &[(&str, u8, u8)] = &[
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 6),
];

fn check_schedule(text: &str) -> Result<(), Malformed> {
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    if parts.len() != FIELDS.len() || text.len() > 100 || text.bytes().any(|b| b.is_ascii_control()) {
        return Err(Malformed::new(
            "Write five fields: minute, hour, day of the month, month, day of the week; 30 1 * * * is 01:30 every night.",
        ));
    }
    for (part, (name, least, most)) in parts.iter().zip(FIELDS) {
        if !part.split(',').all(|item| is_item(item, *least, *most)) {
            return Err(Malformed::new(format!("The {name} must be *, or numbers from {least} to {most}.")));
        }
    }
    Ok(())
}

/// `*`, `5`, `1-5`, each with an optional `/step`.
fn is_item(item: &str, least: u8, most: u8) -> bool {
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u8>().ok()).flatten()
    };
    let within = |n: u8| (least..=most).contains(&n);
    let (range, step) = item.split_once('/').map_or((item, Some(1)), |(range, step)| (range, number(step)));
    let range_fits = match range.split_once('-') {
        None if range == "*" => true,
        None => number(range).is_some_and(within),
        Some((from, to)) => {
            number(from).zip(number(to)).is_some_and(|(from, to)| within(from) && within(to) && from <= to)
        }
    };
    range_fits && step.is_some_and(|step| step >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_has_five_fields_in_range() {
        for good in ["30 1 * * *", "*/15 0-6 1,15 * 0", "0 0 31 12 6"] {
            assert!(good.parse::<CronSchedule>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "@daily",
            "60 * * * *",
            "0 24 * * *",
            "0 0 0 * *",
            "0 0 * * 7",
            "* * * *",
            "0 5-1 * * *",
            "*/0 * * * *",
            "1, * * * *",
        ] {
            assert!(bad.parse::<CronSchedule>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_time_zone_is_one_that_the_image_knows() {
        for good in ["UTC", "Europe/Lisbon", "America/Argentina/Buenos_Aires"] {
            assert!(good.parse::<TimeZone>().is_ok(), "{good}");
        }
        for bad in ["", "Lisbon", "europe/lisbon", "Mars/Olympus", "UTC\nUTC"] {
            assert!(bad.parse::<TimeZone>().is_err(), "{bad}");
        }
    }
}
