//! Findings: what is wrong with a plan, why, where, and what to do.
//!
//! A rule is a single literal with its code, its texts, its check and two examples: the smallest plan that it flags and
//! the nearest one that it does not. One test runs all examples.

use serde::Serialize;

use crate::field::FieldId;
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// It works; it could be better.
    Advice,
    /// It works until something that will happen one day.
    Warning,
    /// Only the operator's own answers are missing. An error in all but its tone, for the page before a download is
    /// asked for ([`Finding::at_first`]); no rule has it.
    #[serde(rename = "to fill in")]
    ToFillIn,
    /// It would not run, or would lose data.
    Error,
}

impl Severity {
    /// The word for people and for style sheets.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Advice => "advice",
            Self::Warning => "warning",
            Self::ToFillIn => "to fill in",
            Self::Error => "error",
        }
    }
}

/// One thing that can be wrong.
pub struct Rule {
    /// `FP` and three digits: literal, never changed, never given to another rule.
    pub code: &'static str,
    /// A name that reads after "allow".
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// Why it matters: what fails, and when.
    pub explanation: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// The smallest change to the default plan that trips the rule.
    pub flagged: fn(&mut Plan, &mut Secrets),
    /// The nearest change that does not.
    pub clean: fn(&mut Plan, &mut Secrets),
    /// Looks at a plan and reports.
    pub check: fn(&Inputs<'_>, &mut Report),
}

/// One thing that is wrong with this plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's code.
    pub code: &'static str,
    /// The rule's severity.
    pub severity: Severity,
    /// What is wrong, with this plan's own numbers.
    pub message: String,
    /// The sum or the chain behind the message; may be empty.
    pub detail: String,
    /// Where: the first is the one to focus.
    pub fields: Vec<FieldId>,
    /// What one click can do about it.
    pub fix: Option<Fix>,
    /// Whether the operator can accept it.
    pub consent: Consent,
    /// Whether its fields still hold the examples of a new plan. That is not a mistake, only not filled in yet.
    pub unanswered: bool,
}

/// Whether the operator can accept a loss, because leaving the data behind may be intended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// It is wrong in any case and cannot be accepted.
    #[default]
    Never,
    /// It counts until the operator accepts it.
    Asked,
    /// The operator accepted it: from then on it is advice.
    Given,
}

/// A remedy that one click applies.
#[derive(Clone, Debug, PartialEq)]
pub struct Fix {
    /// The words on the button.
    pub label: String,
    /// What the click does.
    pub action: Action,
}

/// What a fix does: a fix is a plan, or a new secret.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Take this plan instead.
    Plan(Box<Plan>),
    /// Generate new values for these secrets.
    Generate(Vec<SecretKey>),
}

/// Where a rule puts what it finds.
#[derive(Default)]
pub struct Report {
    findings: Vec<Finding>,
}

impl Report {
    /// Runs one rule over one plan.
    pub fn of(rule: &Rule, inputs: &Inputs<'_>) -> Vec<Finding> {
        let mut report = Self::default();
        (rule.check)(inputs, &mut report);
        for finding in &mut report.findings {
            finding.code = rule.code;
            finding.severity = rule.severity;
            if finding.consent == Consent::Asked && agreed(inputs, finding) {
                finding.consent = Consent::Given;
                finding.severity = Severity::Advice;
            }
        }
        report.findings
    }

    /// Reports a problem, as a short sentence without a full stop.
    pub fn flag(&mut self, message: impl Into<String>) -> &mut Finding {
        self.findings.push(Finding {
            code: "",
            severity: Severity::Advice,
            message: message.into(),
            detail: String::new(),
            fields: Vec::new(),
            fix: None,
            consent: Consent::Never,
            unanswered: false,
        });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }
}

/// Whether the operator has agreed to this very sentence.
fn agreed(inputs: &Inputs<'_>, finding: &Finding) -> bool {
    let key = (finding.code, finding.message.clone());
    inputs.running.is_some_and(|running| running.acknowledged.contains(&key))
}

impl Finding {
    /// The field to focus, or another one that plays a part.
    pub fn at(&mut self, field: &'static str) -> &mut Self {
        self.fields.push(FieldId(field));
        self
    }

    /// The sum or the chain behind the message.
    pub fn because(&mut self, detail: impl Into<String>) -> &mut Self {
        self.detail = detail.into();
        self
    }

    /// Offers the plan after `change` as a fix, unless it is the same.
    pub fn fix(
        &mut self,
        label: impl Into<String>,
        plan: &Plan,
        change: impl FnOnce(&mut Plan),
    ) -> &mut Self {
        let mut after = plan.clone();
        change(&mut after);
        if after != *plan {
            self.fix = Some(Fix { label: label.into(), action: Action::Plan(Box::new(after)) });
        }
        self
    }

    /// Marks that the fields still hold the examples of a new plan.
    pub fn unanswered(&mut self) -> &mut Self {
        self.unanswered = true;
        self
    }

    /// Findings as they are shown before the first attempt to download: errors, then what is still to fill in.
    pub fn at_first(mut findings: Vec<Self>) -> Vec<Self> {
        for finding in &mut findings {
            if finding.unanswered && finding.severity == Severity::Error {
                finding.severity = Severity::ToFillIn;
            }
        }
        let (mut errors, others): (Vec<_>, Vec<_>) =
            findings.into_iter().partition(|finding| finding.severity == Severity::Error);
        errors.extend(others);
        errors
    }

    /// Lets the operator accept it.
    pub fn ask_consent(&mut self) -> &mut Self {
        self.consent = Consent::Asked;
        self
    }

    /// Offers to generate new secrets.
    pub fn generate(&mut self, label: impl Into<String>, keys: Vec<SecretKey>) -> &mut Self {
        self.fix = Some(Fix { label: label.into(), action: Action::Generate(keys) });
        self
    }
}
