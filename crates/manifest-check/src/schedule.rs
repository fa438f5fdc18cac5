//! CronJobs: when they run.

use super::view::{ManifestSet, ValueExt};
use super::{Check, Report, Severity, StandingCheck};

pub(super) const CHECKS: &[StandingCheck] = &[
    Check {
        name: "schedule-invalid",
        severity: Severity::Error,
        prevents: "a cron expression the server refuses",
        find: invalid_schedules,
    },
    Check {
        name: "time-zone-invalid",
        severity: Severity::Error,
        prevents: "a time zone the server does not know",
        find: invalid_time_zones,
    },
];

fn invalid_schedules(manifests: &ManifestSet, report: &mut Report) {
    for job in manifests.of("CronJob") {
        let schedule = job.spec()["schedule"].text();
        if !is_schedule(schedule) {
            let message = format!("spec.schedule is \"{schedule}\"");
            report.add(job, format!("{message}: five fields are wanted, minute hour day month weekday"));
        }
    }
}

/// A cron expression as the server reads it: five fields, or one of the words. A time zone inside the
/// expression (`TZ=...`) is refused, it has a field of its own.
fn is_schedule(text: &str) -> bool {
    if let Some(word) = text.strip_prefix('@') {
        const WORDS: [&str; 7] = ["annually", "daily", "hourly", "midnight", "monthly", "weekly", "yearly"];
        let every = word.strip_prefix("every ").is_some_and(is_duration);
        return every || WORDS.contains(&word);
    }
    let fields: Vec<_> = text.split_whitespace().collect();
    // Sunday is 0 here, never 7.
    const RANGES: [(u32, u32, &[&str]); 5] =
        [(0, 59, &[]), (0, 23, &[]), (1, 31, &[]), (1, 12, &MONTHS), (0, 6, &DAYS)];
    fields.len() == RANGES.len() && fields.iter().zip(RANGES).all(|(field, range)| is_field(field, range))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

fn is_field(field: &str, (least, most, names): (u32, u32, &[&str])) -> bool {
    let number = |text: &str| {
        let named = names.iter().position(|name| name.eq_ignore_ascii_case(text));
        let digits = || text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
        let value = named.map(|index| least + index as u32).or_else(digits)?;
        (least..=most).contains(&value).then_some(value)
    };
    field.split(',').all(|part| {
        let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
        let stepped = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0));
        let ranged = match range.split_once('-') {
            Some((from, to)) => matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to),
            None => matches!(range, "*" | "?") || number(range).is_some(),
        };
        stepped && ranged
    })
}

/// `90m`, `1h30m`: numbers, each with a unit.
fn is_duration(text: &str) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let (number, tail) = rest.split_at(digits);
        let unit = ["ns", "us", "ms", "h", "m", "s"].iter().find_map(|unit| tail.strip_prefix(unit));
        match unit {
            Some(tail) if number.parse::<f64>().is_ok() => rest = tail,
            _ => return false,
        }
    }
    !text.is_empty()
}

fn invalid_time_zones(manifests: &ManifestSet, report: &mut Report) {
    for job in manifests.of("CronJob").filter(|job| job.spec().has("timeZone")) {
        let zone = job.spec()["timeZone"].text();
        if !is_time_zone(zone) {
            let message = format!("spec.timeZone is \"{zone}\"");
            report.add(job, format!("{message}: a name such as Europe/Lisbon or Etc/UTC is wanted"));
        }
    }
}

/// The shape of a name of the time zone database: one of its areas, then places. Whether the place exists
/// only the server's own database can tell.
fn is_time_zone(text: &str) -> bool {
    const AREAS: [&str; 11] = [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Etc",
        "Europe",
        "Indian",
        "Pacific",
    ];
    let place = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_uppercase())
            && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    match text.split_once('/') {
        Some((area, places)) => AREAS.contains(&area) && places.split('/').all(place),
        None => matches!(text, "UTC" | "GMT"),
    }
}
