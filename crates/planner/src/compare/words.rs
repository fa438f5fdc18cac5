//! Sums up a comparison in two sentences.

use super::{Comparison, Remark};
use crate::analysis::counts::{plural, worded};
use crate::finding::Severity;

impl Comparison {
    /// "4 fields, 7 objects and 112 lines in 9 files differ."
    pub fn size(&self) -> String {
        let lines = match self.files.len() {
            0 => String::new(),
            files => format!("{} in {}", plural(self.lines(), "line"), plural(files, "file")),
        };
        let counted = |number: usize, noun: &str| {
            if number == 0 { String::new() } else { plural(number, noun) }
        };
        let parts = [counted(self.fields.len(), "field"), counted(self.objects.len(), "object"), lines];
        match listed(parts.into_iter().filter(|part| !part.is_empty()).collect()) {
            None => "Nothing differs.".to_owned(),
            Some(parts) => format!("{parts} {}.", if self.is_single() { "differs" } else { "differ" }),
        }
    }

    fn is_single(&self) -> bool {
        self.fields.len() + self.objects.len() + self.lines() == 1
    }

    /// What the new plan does to the findings of the old one: "2 fewer errors and 1 more warning".
    pub fn verdict(&self) -> String {
        verdict(&self.gone, &self.come)
    }

    /// What the old plan does to the findings of the new one.
    pub fn verdict_back(&self) -> String {
        verdict(&self.come, &self.gone)
    }
}

fn verdict(gone: &[Remark], come: &[Remark]) -> String {
    let count = |remarks: &[Remark], severity| remarks.iter().filter(|r| r.severity == severity).count();
    let parts = [Severity::Error, Severity::Warning, Severity::Advice].into_iter().filter_map(|severity| {
        let (less, more) = (count(gone, severity), count(come, severity));
        match less.abs_diff(more) {
            0 => None,
            number => Some(relative(if less > more { "fewer" } else { "more" }, &worded(severity, number))),
        }
    });
    listed(parts.collect()).unwrap_or_else(|| {
        if gone.is_empty() { "the same findings" } else { "the same number of findings, but different ones" }
            .to_owned()
    })
}

/// "2 fewer errors" of "2 errors".
fn relative(word: &str, counted: &str) -> String {
    counted.replacen(' ', &format!(" {word} "), 1)
}

/// "a", "a and b", "a, b and c".
fn listed(mut parts: Vec<String>) -> Option<String> {
    let last = parts.pop()?;
    Some(if parts.is_empty() { last } else { format!("{} and {last}", parts.join(", ")) })
}
