//! The secrets. They are beside the plan, never in it.
//!
//! `Secrets` cannot be serialised, and its `Debug` prints no value. Share links, autosaved plans and log lines are made
//! from types that cannot contain a secret, so none gets into them by accident.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;
use zeroize::Zeroize;

use crate::plan::Plan;
use crate::stack::backup::options::Target;
use crate::stack::postgres::options::Mode;
use crate::stack::redis::options::Mode as RedisMode;
use crate::stack::secrets::options::Form;
use crate::values::ParseError;

/// One secret of the stack. The seed's names are kept where the value is secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SecretKey {
    /// The database role's password.
    PostgresPassword,
    /// The password of Redis, for clients and replicas.
    RedisPassword,
    /// The password of the Sentinels.
    SentinelPassword,
    /// Django's SECRET_KEY: sessions, tokens, signed links.
    DjangoKey,
    /// The first administrator's password.
    AdministratorPassword,
    /// The mail server's password; only a person knows it.
    MailPassword,
    /// What the backups are encrypted with.
    BackupPassword,
    /// The access key id of the object store; only the operator knows it.
    StoreKeyId,
    /// The key that goes with that name.
    StoreKey,
}

/// What is known of a secret apart from its value.
struct Description {
    key: SecretKey,
    env: &'static str,
    length: usize,
    needed: fn(&Plan) -> bool,
}

/// 32 letters and digits carry 190 bits, Django's 50 carry 297; the administrator types theirs once.
const DESCRIPTIONS: &[Description] = &[
    Description { key: SecretKey::PostgresPassword, env: "POSTGRES_PASSWORD", length: 32, needed: |_| true },
    Description { key: SecretKey::RedisPassword, env: "REDIS_PASSWORD", length: 32, needed: |_| true },
    Description {
        key: SecretKey::SentinelPassword,
        env: "REDIS_SENTINEL_PASSWORD",
        length: 32,
        needed: |plan| plan.redis.mode == RedisMode::Sentinel,
    },
    Description { key: SecretKey::DjangoKey, env: "DJANGO_SECRET_KEY", length: 50, needed: |_| true },
    Description {
        key: SecretKey::AdministratorPassword,
        env: "SUPERUSER_PASSWORD",
        length: 24,
        needed: |_| true,
    },
    Description {
        key: SecretKey::MailPassword,
        env: "EMAIL_HOST_PASSWORD",
        length: 0,
        needed: |plan| plan.site.mail && plan.site.smtp_user.is_some(),
    },
    Description {
        key: SecretKey::BackupPassword,
        env: "RESTIC_PASSWORD",
        length: 32,
        needed: |plan| plan.backup.target != Target::None,
    },
    Description {
        key: SecretKey::StoreKeyId,
        env: "AWS_ACCESS_KEY_ID",
        length: 0,
        needed: |plan| plan.backup.target == Target::S3,
    },
    Description {
        key: SecretKey::StoreKey,
        env: "AWS_SECRET_ACCESS_KEY",
        length: 0,
        needed: |plan| plan.backup.target == Target::S3,
    },
];

impl SecretKey {
    /// Every secret, in the order of the form.
    pub const ALL: &'static [Self] = &[
        Self::PostgresPassword,
        Self::RedisPassword,
        Self::SentinelPassword,
        Self::DjangoKey,
        Self::AdministratorPassword,
        Self::MailPassword,
        Self::BackupPassword,
        Self::StoreKeyId,
        Self::StoreKey,
    ];

    fn description(self) -> &'static Description {
        DESCRIPTIONS.iter().find(|d| d.key == self).unwrap_or(&DESCRIPTIONS[0])
    }

    /// The key in the Secret, and the environment variable that carries it into a container.
    pub fn env(self) -> &'static str {
        self.description().env
    }

    /// The secret with this key in a Secret, if there is one.
    pub fn from_env(env: &str) -> Option<Self> {
        DESCRIPTIONS.iter().find(|d| d.env == env).map(|d| d.key)
    }

    /// Whether pods sign with it what other pods check: sessions, and links in mails.
    pub fn signs(self) -> bool {
        self == Self::DjangoKey
    }

    /// Whether it is an identifier, which goes with a secret and is none itself: how hard it is to guess says nothing.
    pub fn identifies(self) -> bool {
        self == Self::StoreKeyId
    }

    /// Whether this plan uses it.
    pub fn needed(self, plan: &Plan) -> bool {
        (self.description().needed)(plan)
    }

    /// Whether the planner needs its value. It does not if the value is kept in an external secret store.
    pub fn held(self, plan: &Plan) -> bool {
        self.needed(plan) && plan.secrets.form != Form::External
    }

    /// Whether the planner can invent it. Not what the mail server or the object store gave
    /// out, and not the password of a database that exists already.
    pub fn can_be_generated(self, plan: &Plan) -> bool {
        self.description().length > 0
            && !(self == Self::PostgresPassword && plan.postgres.mode == Mode::External)
    }
}

/// The values, each of one line. A missing key is an empty value.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secrets(BTreeMap<SecretKey, String>);

impl Secrets {
    /// The longest value taken, in bytes.
    pub const LONGEST: usize = 1024;

    /// The value, empty when there is none.
    pub fn get(&self, key: SecretKey) -> &str {
        self.0.get(&key).map_or("", String::as_str)
    }

    /// These, and each of the others that is missing here.
    #[must_use]
    pub fn or(mut self, others: &Self) -> Self {
        for (key, value) in &others.0 {
            self.0.entry(*key).or_insert_with(|| value.clone());
        }
        self
    }

    /// Takes a typed value.
    ///
    /// # Errors
    /// When it is longer than 1024 bytes or holds a line break or another control character: the
    /// servers' own files have one line for it.
    pub fn set(&mut self, key: SecretKey, value: &str) -> Result<(), ParseError> {
        if value.len() > Self::LONGEST || value.chars().any(char::is_control) {
            return Err(ParseError::new("Enter one line of up to 1024 bytes, without tabs or line breaks."));
        }
        if value.is_empty() {
            self.0.remove(&key);
        } else {
            self.0.insert(key, value.to_owned());
        }
        Ok(())
    }

    /// Replaces one secret by a generated one. `random` must come from a cryptographic generator:
    /// it is asked for one byte at a time, as often as needed.
    pub fn generate(&mut self, key: SecretKey, mut random: impl FnMut() -> u8) {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        // Bytes from 248 on are thrown away: 248 is the largest multiple of 62, so that every letter
        // is equally likely. The number of tries is bounded for a generator that is stuck.
        let length = key.description().length;
        let value: String = std::iter::repeat_with(&mut random)
            .take(length * 64)
            .filter(|byte| *byte < 248)
            .take(length)
            .map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]))
            .collect();
        if value.len() == length && length > 0 {
            self.0.insert(key, value);
        }
    }

    /// The secrets that this plan needs as a JSON object, for an external secret store. Values that are still empty are left
    /// out: only the operator knows them.
    pub fn entry(&self, plan: &Plan) -> String {
        let needed = SecretKey::ALL.iter().filter(|key| key.needed(plan) && !self.get(**key).is_empty());
        let values: Value = needed.map(|key| (key.env(), self.get(*key))).collect();
        format!("{values:#}")
    }

    /// Generates the values that this plan needs, that can be generated and that are still empty.
    pub fn fill(&mut self, plan: &Plan, mut random: impl FnMut() -> u8) {
        for &key in SecretKey::ALL {
            if key.needed(plan) && key.can_be_generated(plan) && self.get(key).is_empty() {
                self.generate(key, &mut random);
            }
        }
    }
}

/// Overwrites the values in memory, because an operator who tells the page to forget the secrets expects that too.
impl Drop for Secrets {
    fn drop(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A generator for tests: every byte in turn.
    fn counting() -> impl FnMut() -> u8 {
        let mut next = 0_u8;
        move || {
            next = next.wrapping_add(37);
            next
        }
    }

    #[test]
    fn an_identifier_is_given_out_and_never_generated() {
        let identifiers: Vec<_> = SecretKey::ALL.iter().filter(|key| key.identifies()).collect();
        assert_eq!(identifiers, [&SecretKey::StoreKeyId], "its strength would say nothing");
        assert!(!SecretKey::StoreKeyId.can_be_generated(&Plan::default()));
    }

    #[test]
    fn filling_leaves_what_was_typed() {
        let mut secrets = Secrets::default();
        secrets.set(SecretKey::RedisPassword, "typed by hand").unwrap();
        secrets.fill(&Plan::default(), counting());
        assert_eq!(secrets.get(SecretKey::RedisPassword), "typed by hand");
        assert_eq!(secrets.get(SecretKey::DjangoKey).len(), 50);
        assert_eq!(secrets.get(SecretKey::MailPassword), "");
    }

    #[test]
    fn an_entry_for_a_store_has_what_the_plan_needs_and_no_more() {
        let mut secrets = Secrets::default();
        secrets.fill(&Plan::default(), counting());
        secrets.set(SecretKey::RedisPassword, r#"a "quoted" one"#).unwrap();
        secrets.set(SecretKey::StoreKey, "of no use here").unwrap();
        let entry: BTreeMap<String, String> = serde_json::from_str(&secrets.entry(&Plan::default())).unwrap();
        assert_eq!(entry["REDIS_PASSWORD"], r#"a "quoted" one"#);
        assert_eq!(entry["DJANGO_SECRET_KEY"].len(), 50);
        assert!(!entry.contains_key("AWS_SECRET_ACCESS_KEY") && !entry.contains_key("EMAIL_HOST_PASSWORD"));
    }

    #[test]
    fn printing_secrets_shows_no_value() {
        let mut secrets = Secrets::default();
        secrets.set(SecretKey::RedisPassword, "hunter2").unwrap();
        assert!(!format!("{secrets:?}").contains("hunter2"));
    }

    #[test]
    fn a_stuck_generator_makes_no_secret() {
        let mut secrets = Secrets::default();
        secrets.generate(SecretKey::DjangoKey, || 255);
        assert_eq!(secrets.get(SecretKey::DjangoKey), "");
    }

    #[test]
    fn a_line_break_is_refused() {
        assert!(Secrets::default().set(SecretKey::RedisPassword, "a\nb").is_err());
    }
}
