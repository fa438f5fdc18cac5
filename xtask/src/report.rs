//! What was found: passed, failed, skipped.

/// The findings of one step, and, added up, of the whole run.
#[derive(Default)]
pub struct Report {
    pub passed: usize,
    pub failed: Vec<Remark>,
    /// What could not be checked here, and why.
    pub skipped: Vec<Remark>,
}

/// "hadolint small-production": "DL3008 ..."
pub struct Remark {
    pub what: String,
    pub why: String,
}

impl Report {
    pub fn pass(&mut self) {
        self.passed += 1;
    }

    pub fn fail(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.failed.push(Remark { what: what.into(), why: why.into() });
    }

    pub fn skip(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.skipped.push(Remark { what: what.into(), why: why.into() });
    }

    /// One check that either holds or says why not.
    pub fn check(&mut self, what: impl Into<String>, outcome: anyhow::Result<()>) {
        match outcome {
            Ok(()) => self.pass(),
            Err(error) => self.fail(what, format!("{error:#}")),
        }
    }

    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed.extend(other.failed);
        self.skipped.extend(other.skipped);
    }

    /// Turns skips into failures. On a build server a list of skipped checks would not be read.
    pub fn without_skips(mut self) -> Self {
        for Remark { what, why } in std::mem::take(&mut self.skipped) {
            self.fail(what, format!("skipped, which CI=true does not allow: {why}"));
        }
        self
    }

    /// `12 passed, 0 failed`, and the skipped ones only when there are any.
    pub fn sums(&self) -> String {
        let mut line = format!("{} passed, {} failed", self.passed, self.failed.len());
        if !self.skipped.is_empty() {
            line += &format!(", {} skipped", self.skipped.len());
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::Report;

    #[test]
    fn the_closing_line_names_skips_only_when_there_are_any() {
        let mut report = Report::default();
        report.pass();
        assert_eq!(report.sums(), "1 passed, 0 failed");
        report.skip("journeys", "no browser");
        assert_eq!(report.sums(), "1 passed, 0 failed, 1 skipped");
    }

    #[test]
    fn a_skip_counts_as_a_failure_when_none_is_allowed() {
        let mut report = Report::default();
        report.skip("journeys", "no browser");
        let report = report.without_skips();
        assert_eq!(report.sums(), "0 passed, 1 failed");
        assert!(report.failed[0].why.contains("no browser"));
    }
}
