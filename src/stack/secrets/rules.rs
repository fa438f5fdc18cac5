//! What can be wrong with secrets. A message never contains a value.

use crate::finding::{Report, Rule, Severity};
use crate::plan::{Inputs, Plan};
use crate::secrets::{SecretKey, Secrets};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "FP080",
        name: "empty-secrets",
        severity: Severity::Error,
        explanation: "A server without a password does not start, Django refuses an empty key, and without a password no \
                      administrator is created.",
        remedy: "Generate the missing ones; type the password of a server that exists already. The mail password comes from \
                 your mail provider, the S3 keys from the object store; without a user under Mail no mail password is needed.",
        flagged: |_, secrets| *secrets = Secrets::default(),
        clean: |plan, secrets| *secrets = strong(plan),
        check: empty,
    },
    Rule {
        code: "FP081",
        name: "weak-secrets",
        severity: Severity::Warning,
        explanation: "A short password can be tried out. Nobody has to remember these, so they can be as long as they \
                      like.",
        remedy: "Generate a new one: 24 letters and digits or more.",
        flagged: |_, secrets| set(secrets, SecretKey::RedisPassword, "tulip-42"),
        clean: |plan, secrets| *secrets = strong(plan),
        check: weak,
    },
    Rule {
        code: "FP082",
        name: "known-secrets",
        severity: Severity::Warning,
        explanation: "This value stands in public manuals or repositories, the 2022 report's among them. It is the first \
                      thing that an attacker tries.",
        remedy: "Generate a new one.",
        flagged: |_, secrets| set(secrets, SecretKey::AdministratorPassword, "password"),
        clean: |plan, secrets| *secrets = strong(plan),
        check: known,
    },
    Rule {
        code: "FP083",
        name: "one-secret-for-several-servers",
        severity: Severity::Warning,
        explanation: "Whoever learns one of them has all of them. Redis' password, for instance, is in the memory of every \
                      web pod; the database's should not fall with it.",
        remedy: "Generate one for each.",
        flagged: |_, secrets| {
            set(secrets, SecretKey::RedisPassword, "one-and-the-same-long-password-1");
            set(secrets, SecretKey::PostgresPassword, "one-and-the-same-long-password-1");
        },
        clean: |plan, secrets| *secrets = strong(plan),
        check: reused,
    },
];

/// Values that anybody can read somewhere: manuals, the seed's repository, and our own examples.
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
        .filter(|key| key.needed(inputs.plan) && wrong(*key, inputs.secrets.get(*key)))
        .collect();
    if keys.is_empty() {
        return;
    }
    let names: Vec<&str> = keys.iter().map(|key| name(*key)).collect();
    let finding = report.flag(format!("{words}: {}", names.join(", ")));
    for key in &keys {
        finding.at(field(*key));
    }
    // A fix must silence its finding, so it is offered only when every one of them can be generated.
    if keys.iter().all(|key| key.can_be_generated(inputs.plan)) {
        finding.generate(if keys.len() == 1 { "Generate it" } else { "Generate them" }, keys);
    }
}

fn empty(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "Empty", |_, value| value.is_empty());
}

/// Fewer than 128 bits, taking each character as a random one of its kinds. A lenient estimate: what
/// it calls weak is weak.
fn weak(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "Weak", |key, value| {
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
    flag(inputs, report, "Publicly known", |_, value| {
        KNOWN.iter().any(|known| known.eq_ignore_ascii_case(value))
            || [PUBLISHED, "django-insecure-"].iter().any(|start| value.starts_with(start))
    });
}

fn reused(inputs: &Inputs<'_>, report: &mut Report) {
    flag(inputs, report, "The same value for several", |key, value| {
        let others = SecretKey::ALL.iter().filter(|other| **other != key && other.needed(inputs.plan));
        !value.is_empty() && others.into_iter().any(|other| inputs.secrets.get(*other) == value)
    });
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
