//! How many findings there are, in numbers and words.

use crate::finding::{Finding, Severity};

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// It would not run.
    pub errors: usize,
    /// Fields that wait for an answer of the operator's own.
    pub to_fill_in: usize,
    /// It works until something happens.
    pub warnings: usize,
    /// It could be better.
    pub advice: usize,
}

impl Counts {
    /// Counts findings.
    pub fn of(findings: &[Finding]) -> Self {
        let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            to_fill_in: findings
                .iter()
                .filter(|finding| finding.severity == Severity::ToFillIn)
                .map(|finding| finding.fields.len())
                .sum(),
            warnings: count(Severity::Warning),
            advice: count(Severity::Advice),
        }
    }

    /// How many of one kind.
    pub fn number(self, severity: Severity) -> usize {
        match severity {
            Severity::Error => self.errors,
            Severity::ToFillIn => self.to_fill_in,
            Severity::Warning => self.warnings,
            Severity::Advice => self.advice,
        }
    }

    /// "2 errors, 1 warning", or that there are none.
    pub fn words(self) -> String {
        let words: Vec<String> = [Severity::Error, Severity::ToFillIn, Severity::Warning, Severity::Advice]
            .into_iter()
            .filter(|severity| self.number(*severity) > 0)
            .map(|severity| worded(severity, self.number(severity)))
            .collect();
        if words.is_empty() { "No findings".to_owned() } else { words.join(", ") }
    }
}

/// "1 error", "2 pieces of advice".
pub fn worded(severity: Severity, count: usize) -> String {
    match severity {
        Severity::Advice if count == 1 => "1 piece of advice".to_owned(),
        Severity::Advice => format!("{count} pieces of advice"),
        Severity::ToFillIn => format!("{} to fill in", plural(count, "thing")),
        other => plural(count, other.word()),
    }
}

/// "1 file", "2 files".
pub fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
