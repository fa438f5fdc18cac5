//! The load that an operator expects: how many people, how much they write. It is not part of the plan, and bundles do
//! not depend on it.

use super::range::{Range, grouped};
use crate::values::{Choices, ParseError, choices};

/// Pages that a person opens on a day.
pub(super) const PAGES_A_PERSON: u64 = 20;
/// The busiest hour's part of a day, in hundredths.
pub(super) const BUSIEST_HOUR: u64 = 10;
/// The busiest minutes of that hour, as a multiple of its mean.
pub(super) const BURST: u64 = 2;

/// This many a day are one a second at the peak.
const A_DAY: u64 = 3600 * 100 / (BUSIEST_HOUR * BURST);
/// This many people a day make one page view a second at the peak.
const PEOPLE_A_VIEW: u64 = A_DAY / PAGES_A_PERSON;

choices! {
    /// How the visits are given.
    Visits {
        /// People on a usual day.
        DailyUsers = "users", "people a day";
        /// Page views a second in the busiest minutes.
        PageViews = "views", "page views a second";
    }
}

/// The load that the forum should carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// How the visits are given.
    pub visits: Visits,
    /// Page views a second at the peak.
    pub page_views: u32,
    /// People who come on a usual day.
    pub daily_users: u32,
    /// Threads and replies a day.
    pub posts: u32,
    /// Attachments a day.
    pub uploads: u32,
    /// Their mean size, in KB.
    pub upload_size: u32,
    /// Growth of all of it a month, in percent.
    pub growth: u32,
}

impl Default for Demand {
    /// A lively forum of a town. Not measured, only a starting point to edit.
    fn default() -> Self {
        Self {
            visits: Visits::DailyUsers,
            page_views: 10,
            daily_users: 5_000,
            posts: 500,
            uploads: 20,
            upload_size: 500,
            growth: 3,
        }
    }
}

/// A question about the expected load: a whole number within bounds.
pub struct Question {
    /// Its name in texts, and in the id of its input.
    pub key: &'static str,
    /// The words beside the input.
    pub label: &'static str,
    /// What the number means.
    pub help: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// The smallest number taken.
    pub least: u32,
    /// The largest number taken.
    pub most: u32,
    /// The way of giving visits that asks it, if only one does.
    pub only: Option<Visits>,
    /// Whether it grows with the forum.
    pub grows: bool,
    /// Reads the number.
    pub get: fn(&Demand) -> u32,
    /// Writes it.
    pub(super) set: fn(&mut Demand, u32),
}

/// Every question, in the order of asking.
pub static QUESTIONS: &[Question] = &[
    Question {
        key: "views",
        label: "Page views a second",
        help: "In the busiest minutes of a usual day.",
        unit: "a second",
        least: 1,
        most: 10_000,
        only: Some(Visits::PageViews),
        grows: true,
        get: |demand| demand.page_views,
        set: |demand, number| demand.page_views = number,
    },
    Question {
        key: "users",
        label: "People a day",
        help: "We assume 20 pages per person, 10 % of them in the busiest hour, with peaks at twice that: 900 people make one \
               page view a second.",
        unit: "people",
        least: 1,
        most: 10_000_000,
        only: Some(Visits::DailyUsers),
        grows: true,
        get: |demand| demand.daily_users,
        set: |demand, number| demand.daily_users = number,
    },
    Question {
        key: "posts",
        label: "Posts a day",
        help: "Threads and replies together. We assume the same peaks as for people.",
        unit: "posts",
        least: 0,
        most: 10_000_000,
        only: None,
        grows: true,
        get: |demand| demand.posts,
        set: |demand, number| demand.posts = number,
    },
    Question {
        key: "uploads",
        label: "Uploads a day",
        help: "Attachments. Count each new account as an upload of 170 KB, for its avatars.",
        unit: "files",
        least: 0,
        most: 10_000_000,
        only: None,
        grows: true,
        get: |demand| demand.uploads,
        set: |demand, number| demand.uploads = number,
    },
    Question {
        key: "size",
        label: "Mean size of an upload",
        help: "In KB. Misago's own limit is 4 to 5 MB.",
        unit: "KB",
        least: 1,
        most: 100_000,
        only: None,
        grows: false,
        get: |demand| demand.upload_size,
        set: |demand, number| demand.upload_size = number,
    },
    Question {
        key: "growth",
        label: "Growth a month",
        help: "In percent, for visits, posts and uploads. 6\u{a0}% doubles a forum within a year.",
        unit: "percent",
        least: 0,
        most: 50,
        only: None,
        grows: false,
        get: |demand| demand.growth,
        set: |demand, number| demand.growth = number,
    },
];

impl Question {
    /// Sets the value from typed text.
    ///
    /// # Errors
    /// When the text is not a number within the bounds; the message says what to write. The demand then stays the same.
    pub fn write(&self, demand: &mut Demand, text: &str) -> Result<(), ParseError> {
        let digits = text.trim();
        let number = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
        match number.filter(|number| (self.least..=self.most).contains(number)) {
            Some(number) => {
                (self.set)(demand, number);
                Ok(())
            }
            None => {
                Err(ParseError::new(format!("Enter a whole number from {} to {}.", self.least, self.most)))
            }
        }
    }
}

impl Demand {
    /// As a line of text, to be kept beside a plan.
    pub fn text(&self) -> String {
        let mut text = format!("visits={}", self.visits.key());
        for question in QUESTIONS {
            text.push_str(&format!("&{}={}", question.key, (question.get)(self)));
        }
        text
    }

    /// Reads such a line. What is missing or no such number is as it is at the start.
    pub fn read(text: &str) -> Self {
        let mut demand = Self::default();
        for (key, value) in text.split('&').filter_map(|pair| pair.split_once('=')) {
            if key == "visits" {
                demand.visits = Visits::from_key(value).unwrap_or(demand.visits);
            }
            if let Some(question) = QUESTIONS.iter().find(|question| question.key == key) {
                // Refused: the number of the start stays.
                let _ = question.write(&mut demand, value);
            }
        }
        demand
    }

    /// Page views in a thousand seconds of the peak.
    pub fn peak(&self) -> u64 {
        match self.visits {
            Visits::PageViews => u64::from(self.page_views) * 1000,
            Visits::DailyUsers => (u64::from(self.daily_users) * 1000).div_ceil(PEOPLE_A_VIEW),
        }
    }

    /// So many page views in a thousand seconds of the peak, in the words that the visits are given in.
    pub fn said(&self, views: Range) -> String {
        let second = views.rounded_thousandths();
        match self.visits {
            Visits::PageViews => format!("{second} page views a second"),
            Visits::DailyUsers => format!("{} people a day", views.part(PEOPLE_A_VIEW, 1000).rounded()),
        }
    }

    /// What is expected, in the same words.
    pub fn expected(&self) -> String {
        match self.visits {
            Visits::PageViews => self.said(Range::new(self.peak(), self.peak())),
            Visits::DailyUsers => format!("{} people a day", grouped(u64::from(self.daily_users))),
        }
    }

    /// Posts in a thousand seconds of the peak.
    pub fn peak_of_posts(&self) -> u64 {
        (u64::from(self.posts) * 1000).div_ceil(A_DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_help_counts_people_as_the_arithmetic_does() {
        let users =
            QUESTIONS.iter().find(|question| question.key == "users").expect("a question about people");
        let numbers: Vec<u64> = users
            .help
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        assert_eq!(numbers, [PAGES_A_PERSON, BUSIEST_HOUR, PEOPLE_A_VIEW]);
        assert!(users.help.contains("twice") && BURST == 2);
    }
}
