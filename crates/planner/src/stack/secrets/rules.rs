//! What can be wrong with secrets. A message never contains a value.

use super::SECRET;
use super::options::{Form, Scope};
use crate::finding::{Report, Rule, Severity};
use crate::inputs::Inputs;
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::stack::postgres::options::Mode;
use crate::stack::site;
use crate::stack::{postgres::names as postgres, wiring};
use crate::values::{DnsSubdomain, Recipients};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP080",
        name: "empty-secrets",
        severity: Severity::Error,
        explanation: "Servers do not start without a password, Django refuses an empty key, and without a password \
                      no administrator is created.",
        remedy: "Generate the missing ones, or type the password of an existing server. The mail password comes \
                 from your mail provider, the S3 keys from the object store. Without a user under Mail, no mail \
                 password is needed.",
        flagged: |_, secrets| *secrets = Secrets::default(),
        clean: |plan, secrets| *secrets = strong(plan),
        check: empty,
    },
    Rule {
        code: "FP081",
        name: "weak-secrets",
        severity: Severity::Warning,
        explanation: "A short password can be guessed. You never have to remember these, so they can be as long as \
                      you like.",
        remedy: "Generate a new one of 24 letters and digits or more.",
        flagged: |_, secrets| set(secrets, SecretKey::RedisPassword, "tulip-42"),
        clean: |plan, secrets| *secrets = strong(plan),
        check: weak,
    },
    Rule {
        code: "FP082",
        name: "known-secrets",
        severity: Severity::Warning,
        explanation: "This value is in public manuals or repositories, including the 2022 report's. It is the \
                      first thing an attacker tries.",
        remedy: "Generate a new one.",
        flagged: |_, secrets| set(secrets, SecretKey::AdministratorPassword, "password"),
        clean: |plan, secrets| *secrets = strong(plan),
        check: known,
    },
    Rule {
        code: "FP083",
        name: "one-secret-for-several-servers",
        severity: Severity::Warning,
        explanation: "If one of them leaks, all of them have leaked. The Redis password, for instance, is in the \
                      memory of every web pod and should not open the database too.",
        remedy: "Generate a separate value for each.",
        flagged: |_, secrets| {
            set(secrets, SecretKey::RedisPassword, "one-and-the-same-long-password-1");
            set(secrets, SecretKey::PostgresPassword, "one-and-the-same-long-password-1");
        },
        clean: |plan, secrets| *secrets = strong(plan),
        check: reused,
    },
    Rule {
        code: "FP084",
        name: "secrets-without-a-key-to-seal-with",
        severity: Severity::Error,
        explanation: "Secrets are sealed for the controller's certificate, or encrypted to public keys. Without \
                      one there is nothing to encrypt with. The planner never falls back to clear text, so there \
                      is no download.",
        remedy: "Paste the certificate that `kubeseal --fetch-cert` prints, or a public key made by `age-keygen`. \
                 Or keep a plain Secret.",
        flagged: |plan, _| plan.secrets.form = Form::Sealed,
        clean: |plan, _| {
            plan.secrets.form = Form::Sops;
            plan.secrets.recipients = Some(Recipients::known(RECIPIENT));
        },
        check: keyless,
    },
    Rule {
        code: "FP085",
        name: "external-secrets-without-a-store",
        severity: Severity::Error,
        explanation: "An ExternalSecret refers to a store by name. Without the name the operator finds no values, \
                      creates no Secret, and no pod starts.",
        remedy: "Enter the name of the store, or choose another form.",
        flagged: |plan, _| plan.secrets.form = Form::External,
        clean: |plan, _| {
            plan.secrets.form = Form::External;
            plan.secrets.store = Some(DnsSubdomain::known("vault"));
        },
        check: storeless,
    },
    Rule {
        code: "FP086",
        name: "sealed-secrets-that-open-elsewhere",
        severity: Severity::Warning,
        explanation: "Anyone allowed to create a SealedSecret in the cluster can copy this one from Git into their \
                      own namespace and read it there.",
        remedy: "Use the strict scope: it then opens only under its own name in its own namespace.",
        flagged: |plan, _| {
            plan.secrets.form = Form::Sealed;
            plan.secrets.scope = Scope::Cluster;
        },
        clean: |plan, _| plan.secrets.form = Form::Sealed,
        check: wide,
    },
    Rule {
        code: "FP087",
        name: "one-name-for-several-secrets",
        severity: Severity::Error,
        explanation: "Two Secrets cannot share a name: the API server refuses the second or replaces the first \
                      with it. Pods then miss the keys they need.",
        remedy: "Give each one its own name.",
        flagged: |plan, _| plan.site.tls_secret = DnsSubdomain::known(SECRET),
        clean: |plan, _| plan.site.tls_secret = DnsSubdomain::known("forum-certificate"),
        check: namesakes,
    },
    Rule {
        code: "FP088",
        name: "mail-login-outside-ascii",
        severity: Severity::Error,
        explanation: "Django sends mail with Python's smtplib, which only accepts ASCII in the user and password. \
                      With any other character sending fails, and members who register or reset a password see an \
                      error.",
        remedy: "Choose a mail password of ASCII letters, digits and symbols, and enter the user exactly as your \
                 provider spells it.",
        flagged: |_, secrets| set(secrets, SecretKey::MailPassword, "Zq7Rk2Wd9Xf4Tj6Lm3Pv8ä"),
        clean: |_, secrets| set(secrets, SecretKey::MailPassword, "Zq7Rk2Wd9Xf4Tj6Lm3Pv8a"),
        check: mail_login,
    },
];

/// A recipient for the examples.
const RECIPIENT: &str = "age1jd4hjqry2a3k92ez7ws73zhvqjyjmkndn65p3vh09dtjylkl4cuqssmlx6";

/// Published values: from manuals, the seed's repository, and our own examples.
const KNOWN: &[&str] = &[
    "password",
    "passw0rd",
    "misago",
    "postgres",
    "redis",
    "admin",
    "secret",
    "changeme",
    "change-me",
    "123456",
    "12345678",
    "qwerty",
    "a-very-complex-password-here",
    "very-complex-password-here",
    "letmein",
    "CHANGE_ME",
    "example",
];

/// What the golden bundles in the project's repository are made with.
const PUBLISHED: &str = "published-example-";

/// Its field.
pub fn field(key: SecretKey) -> &'static str {
    match key {
        SecretKey::PostgresPassword => "secrets.postgres",
        SecretKey::RedisPassword => "secrets.redis",
        SecretKey::SentinelPassword => "secrets.sentinel",
        SecretKey::DjangoKey => "secrets.django",
        SecretKey::AdministratorPassword => "secrets.administrator",
        SecretKey::MailPassword => "secrets.mail",
        SecretKey::BackupPassword => "secrets.backup",
        SecretKey::StoreKeyId => "secrets.store_key_id",
        SecretKey::StoreKey => "secrets.store_key",
    }
}

/// The words for it in a sentence.
pub fn name(key: SecretKey) -> &'static str {
    match key {
        SecretKey::PostgresPassword => "the database password",
        SecretKey::RedisPassword => "the Redis password",
        SecretKey::SentinelPassword => "the Sentinel password",
        SecretKey::DjangoKey => "the Django key",
        SecretKey::AdministratorPassword => "the administrator's password",
        SecretKey::MailPassword => "the mail password",
        SecretKey::BackupPassword => "the backup password",
        SecretKey::StoreKeyId => "the S3 access key ID",
        SecretKey::StoreKey => "the S3 secret access key",
    }
}

/// The secrets in use that `wrong` is said of.
fn flag(inputs: &Inputs<'_>, report: &mut Report, words: &str, wrong: impl Fn(SecretKey, &str) -> bool) {
    let keys: Vec<SecretKey> = SecretKey::ALL
        .iter()
        .copied()
        .filter(|key| key.held(inputs.plan) && wrong(*key, inputs.secrets.get(*key)))
        .collect();
    if keys.is_empty() {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|key| name(*key)).collect();
    let finding = report.flag(format!("{words}{}", names.join(", ")));
    for key in &keys {
        finding.at(field(*key));
    }
    // Values from others, such as the mail provider, cannot be generated.
    let empty = keys.iter().all(|key| inputs.secrets.get(*key).is_empty());
    if empty && !keys.iter().any(|key| key.can_be_generated(inputs.plan)) {
        finding.unanswered();
    }
    // A fix must silence its finding, so it is offered only when every one of them can be generated.
    if keys.iter().all(|key| key.can_be_generated(inputs.plan)) {
        finding.generate(if keys.len() == 1 { "Generate it" } else { "Generate them" }, keys);
    }
}

fn empty(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "No value yet for ", |_, value| value.is_empty());
}

/// Fewer than 128 bits, taking each character as a random one of its kinds. A lenient estimate: what
/// it calls weak is weak.
fn weak(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "Weak: ", |key, value| {
        // Mail provider and object store chose their own, and people must be able to type the administrator's.
        let wanted = match key {
            SecretKey::MailPassword | SecretKey::StoreKeyId | SecretKey::StoreKey => 0,
            SecretKey::AdministratorPassword => 64,
            SecretKey::PostgresPassword
            | SecretKey::RedisPassword
            | SecretKey::SentinelPassword
            | SecretKey::DjangoKey
            | SecretKey::BackupPassword => 128,
        };
        !value.is_empty() && bits(value) < wanted
    });
}

fn known(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "Publicly known: ", |_, value| is_known(value));
}

fn is_known(value: &str) -> bool {
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(value))
        || [PUBLISHED, "django-insecure-"].iter().any(|start| value.starts_with(start))
}

fn reused(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "The same value is used for several: ", |key, value| {
        let others = SecretKey::ALL.iter().filter(|other| **other != key && other.held(inputs.plan));
        !value.is_empty() && others.into_iter().any(|other| inputs.secrets.get(*other) == value)
    });
}

fn keyless(inputs: &Inputs<'_>, report: &mut Report) {
    let delivery = &inputs.plan.secrets;
    let (what, field) = match delivery.form {
        Form::Sealed if delivery.certificate.is_none() => {
            ("The certificate to seal the secrets with is missing", "secrets.certificate")
        }
        Form::Sops if delivery.recipients.is_none() => {
            ("The key to encrypt the secrets to is missing", "secrets.recipients")
        }
        _ => return,
    };
    report
        .flag(what)
        .at(field)
        .at("secrets.form")
        .fix("Keep a plain Secret", inputs.plan, |plan| plan.secrets.form = Form::Plain);
}

fn storeless(inputs: &Inputs<'_>, report: &mut Report) {
    let delivery = &inputs.plan.secrets;
    if delivery.form == Form::External && delivery.store.is_none() {
        report.flag("The name of the secret store is missing").at("secrets.store").at("secrets.form").fix(
            "Keep a plain Secret",
            inputs.plan,
            |plan| plan.secrets.form = Form::Plain,
        );
    }
}

fn wide(inputs: &Inputs<'_>, report: &mut Report) {
    let delivery = &inputs.plan.secrets;
    if delivery.form == Form::Sealed && delivery.scope == Scope::Cluster {
        report.flag("The sealed secrets can be opened in any namespace").at("secrets.scope").fix(
            "Seal strictly",
            inputs.plan,
            |plan| plan.secrets.scope = Scope::Strict,
        );
    }
}

/// All names of Secrets in the plan, with their fields. The bundle's own Secrets have no field.
fn named_secrets(plan: &Plan) -> Vec<(String, Option<&'static str>)> {
    let mut names = vec![(SECRET.to_owned(), None)];
    if plan.postgres.mode == Mode::CloudNativePg {
        names.push((postgres::OWNER_SECRET.to_owned(), None));
    }
    if site::uses_certificate(plan) {
        names.push((plan.site.tls_secret.to_string(), Some("site.tls_secret")));
    }
    names.extend(plan.image.pull_secret.iter().map(|name| (name.to_string(), Some("image.pull_secret"))));
    let authority = wiring::database_server(plan).ca_secret;
    names.extend(authority.map(|name| (name.to_string(), Some("postgres.ca_secret"))));
    names
}

fn namesakes(inputs: &Inputs<'_>, report: &mut Report) {
    let names = named_secrets(inputs.plan);
    let count = |name: &str| names.iter().filter(|(other, _)| other == name).count();
    let twice: Vec<_> = names.iter().filter(|(name, _)| count(name) > 1).collect();
    let Some((name, _)) = twice.first() else { return };
    let finding = report.flag(format!("Several Secrets would be named {name}"));
    for field in twice.iter().filter_map(|(_, field)| *field) {
        finding.at(field);
    }
}

fn mail_login(inputs: &Inputs<'_>, report: &mut Report) {
    let plan = inputs.plan;
    if !SecretKey::MailPassword.needed(plan) {
        return;
    }
    let user = plan.site.smtp_user.as_ref().is_some_and(|user| !user.as_str().is_ascii());
    let held = SecretKey::MailPassword.held(plan);
    let password = held && !inputs.secrets.get(SecretKey::MailPassword).is_ascii();
    let what = match (user, password) {
        (true, true) => "mail user and password have letters",
        (true, false) => "mail user has letters",
        (false, true) => "mail password has letters",
        (false, false) => return,
    };
    let finding = report.flag(format!("The {what} outside ASCII: every mail fails"));
    if user {
        finding.at("site.smtp_user");
    }
    if password {
        finding.at(field(SecretKey::MailPassword));
    }
}

/// How well a value withstands guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// Empty.
    Empty,
    /// Publicly known, or found within hours.
    Weak,
    /// Strong enough where the number of attempts is limited.
    Fair,
    /// Strong enough everywhere.
    Strong,
}

impl Strength {
    /// It in a sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::Empty => "Empty",
            Self::Weak => "Weak: can be guessed",
            Self::Fair => "Fair: too long to guess over the network",
            Self::Strong => "Strong: 128 bits or more",
        }
    }
}

/// How strong a value is, as the findings about weak and about known ones see it.
pub fn strength(value: &str) -> Strength {
    match bits(value) {
        _ if value.is_empty() => Strength::Empty,
        0..64 => Strength::Weak,
        _ if is_known(value) => Strength::Weak,
        64..128 => Strength::Fair,
        _ => Strength::Strong,
    }
}

/// log2 of the number of texts of this length from the kinds of characters that appear in it; a
/// character that repeats its predecessor counts for nothing.
fn bits(value: &str) -> u32 {
    /// Tells the characters of a kind, and how many there are.
    type Kind = (fn(char) -> bool, u32);
    let kinds: [Kind; 4] = [
        (|c| c.is_ascii_lowercase(), 26),
        (|c| c.is_ascii_uppercase(), 26),
        (|c| c.is_ascii_digit(), 10),
        (|c| !c.is_ascii_alphanumeric(), 32),
    ];
    let alphabet: u32 = kinds.iter().filter(|(kind, _)| value.chars().any(kind)).map(|(_, size)| size).sum();
    let length = value.chars().zip(value.chars().skip(1)).filter(|(a, b)| a != b).count()
        + usize::from(!value.is_empty());
    // log2 in hundredths, without floating point: 26 → 4.70, 62 → 5.95, 94 → 6.55.
    let hundredths = match alphabet {
        0..=9 => 0,
        10..=25 => 332,
        26..=35 => 470,
        36..=51 => 517,
        52..=61 => 570,
        62..=93 => 595,
        _ => 655,
    };
    u32::try_from(length).unwrap_or(u32::MAX).saturating_mul(hundredths) / 100
}

/// Values for the examples: long, different, and in no list.
fn strong(plan: &Plan) -> Secrets {
    let mut secrets = Secrets::default();
    for (at, key) in SecretKey::ALL.iter().enumerate().filter(|(_, key)| key.needed(plan)) {
        set(&mut secrets, *key, &format!("{at}-Zq7Rk2Wd9Xf4Tj6Lm3Pv8Bn5Hc1Gs0"));
    }
    secrets
}

fn set(secrets: &mut Secrets, key: SecretKey, value: &str) {
    // The values of the examples are plain lines, which are always taken.
    let _ = secrets.set(key, value);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_secret_is_strong_and_a_word_is_not() {
        assert!(bits("Zq7Rk2Wd9Xf4Tj6Lm3Pv8Bn5Hc1Gs0Aa") >= 128);
        assert!(bits("correcthorse") < 64);
        assert!(bits(&"a".repeat(500)) < 64);
        assert_eq!(bits(""), 0);
    }
}
