//! When a CronJob runs.

use super::{ParseError, word};

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
    /// API server takes and that needs no explanation. Names and `@daily` are left out, and days that never come.
    CronSchedule, check_schedule
}

impl CronSchedule {
    /// "daily at 02:30" for the usual kind; any other as it is written.
    pub fn words(&self) -> String {
        let parts: Vec<&str> = self.as_str().split_ascii_whitespace().collect();
        match parts.as_slice() {
            [minute, hour, "*", "*", "*"] => match (minute.parse::<u8>(), hour.parse::<u8>()) {
                (Ok(minute), Ok(hour)) => format!("daily at {hour:02}:{minute:02}"),
                _ => self.to_string(),
            },
            _ => self.to_string(),
        }
    }
}

fn check_zone(text: &str) -> Result<(), ParseError> {
    if TIME_ZONES.lines().any(|zone| zone == text) {
        return Ok(());
    }
    Err(ParseError::new("Enter a time zone as Area/City, like Europe/Lisbon, or UTC."))
}

/// Name, least and greatest value of each field. Sunday is 0 only: the API server refuses 7.
const FIELDS: &[(&str, u8, u8)] = &[
    ("minute", 0, 59),
    ("hour", 0, 23),
    ("day of the month", 1, 31),
    ("month", 1, 12),
    ("day of the week", 0, 6),
];

fn check_schedule(text: &str) -> Result<(), ParseError> {
    let parts: Vec<&str> = text.split_ascii_whitespace().collect();
    if parts.len() != FIELDS.len() || text.len() > 100 || text.bytes().any(|b| b.is_ascii_control()) {
        return Err(ParseError::new(
            "Enter five fields: minute, hour, day of the month, month, day of the week; 30 1 * * * is 01:30 every night.",
        ));
    }
    for (part, (name, least, most)) in parts.iter().zip(FIELDS) {
        if !part.split(',').all(|item| numbers(item, *least, *most).is_some()) {
            return Err(ParseError::new(format!("The {name} must be *, or numbers from {least} to {most}.")));
        }
    }
    if comes(&parts) {
        return Ok(());
    }
    Err(ParseError::new(
        "That day does not exist in any of these months. 0 4 1 * * is the first of every month.",
    ))
}

/// The numbers that `*`, `5`, `1-5` stand for, each with an optional `/step`; `5/10` is 5 and every tenth after it.
fn numbers(item: &str, least: u8, most: u8) -> Option<impl Iterator<Item = u8>> {
    let number = |text: &str| {
        let digits = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u8>().ok()).flatten()
    };
    let (range, step) = match item.split_once('/') {
        Some((range, step)) => (range, Some(number(step).filter(|step| *step >= 1)?)),
        None => (item, None),
    };
    let (from, to) = match range.split_once('-') {
        None if range == "*" => (least, most),
        None => (number(range)?, if step.is_some() { most } else { number(range)? }),
        Some((from, to)) => (number(from)?, number(to)?),
    };
    let fits = least <= from && from <= to && to <= most;
    fits.then(|| (from..=to).step_by(usize::from(step.unwrap_or(1))))
}

/// Whether one of the months has one of the days. Kubernetes' language (robfig/cron) takes a day of the week instead,
/// where neither of the two is a star.
fn comes(parts: &[&str]) -> bool {
    let &[_, _, days, months, weekdays] = parts else { return false };
    let star = |part: &str| part.split(',').any(|item| matches!(item, "*" | "*/1"));
    if !star(days) && !star(weekdays) {
        return true;
    }
    let all =
        |part: &str, most| part.split(',').filter_map(|item| numbers(item, 1, most)).flatten().collect();
    let (days, months): (Vec<u8>, Vec<u8>) = (all(days, 31), all(months, 12));
    let first = days.into_iter().min();
    first.is_some_and(|first| months.into_iter().any(|month| first <= longest(month)))
}

/// The most days that a month can have.
fn longest(month: u8) -> u8 {
    match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
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
    fn a_time_of_every_day_is_said_as_one_and_any_other_schedule_as_it_is_written() {
        for (text, words) in [
            ("30 2 * * *", "daily at 02:30"),
            ("5 14 * * *", "daily at 14:05"),
            ("*/5 2 * * *", "*/5 2 * * *"),
            ("0 3 * * 0", "0 3 * * 0"),
        ] {
            assert_eq!(text.parse::<CronSchedule>().expect("a schedule").words(), words);
        }
    }

    #[test]
    fn a_schedule_has_a_day_that_comes() {
        for good in
            ["0 3 29 2 *", "0 3 31 2,3 *", "0 3 31 2/6 *", "0 3 31 2 1", "0 3 31 2 */2", "0 3 28-31 2 *"]
        {
            assert!(good.parse::<CronSchedule>().is_ok(), "{good}");
        }
        for bad in ["0 3 31 2 *", "0 3 30,31 2 *", "0 3 31 4,6 *", "0 3 31 2/7 *", "0 3 31 2 */1"] {
            assert!(bad.parse::<CronSchedule>().unwrap_err().to_string().contains("does not exist"), "{bad}");
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
