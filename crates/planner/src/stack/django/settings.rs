//! The environment that every pod of the forum image reads.

use std::collections::BTreeMap;

use crate::plan::Plan;
use crate::sorting::to_map;
use crate::stack::wiring::Broker;
use crate::stack::{site, timeouts, wiring};
use crate::values::Choices;

/// The ConfigMap's name.
pub const CONFIG: &str = "forum-settings";

/// Tells Django that it has a connection for one transaction only.
const POOLED: &str = "POSTGRES_POOLED";
/// Seconds for a login to the database.
const LOGIN_TIMEOUT: &str = "POSTGRES_CONNECT_TIMEOUT";
/// How many logins are tried.
const LOGIN_TRIES: &str = "POSTGRES_CONNECT_TRIES";

/// The settings that are not secret, with the names of the seed repository. CELERY_BROKER_URL is never set, because Celery
/// prefers that variable to its settings, so an outdated one would win.
pub fn settings(plan: &Plan) -> BTreeMap<String, String> {
    let database = wiring::database(plan);
    let site = &plan.site;
    let mut settings = to_map([
        ("FORUM_HOST", site.host.to_string()),
        ("FORUM_SCHEME", site::scheme(plan).to_owned()),
        ("FORUM_SECURE_COOKIES", site.secure_cookies.to_string()),
        ("FORUM_LANGUAGE", site.language.key().to_owned()),
        ("FORUM_TIME_ZONE", site.time_zone.to_string()),
        ("POSTGRES_HOST", database.host),
        ("POSTGRES_PORT", database.port.to_string()),
        ("POSTGRES_DB", plan.postgres.database.to_string()),
        ("POSTGRES_TEST_DB", test_database(plan)),
        ("POSTGRES_USER", plan.postgres.user.to_string()),
        ("POSTGRES_SSLMODE", database.ssl_mode.to_owned()),
        ("EMAIL_HOST", if site.mail { site.smtp_host.to_string() } else { String::new() }),
    ]);
    let others = site::other_hosts(plan);
    if !others.is_empty() {
        settings.insert("FORUM_OTHER_HOSTS", others.join(" "));
    }
    if site.tls.is_https() {
        let seconds = u64::from(site.hsts_days) * 24 * 60 * 60;
        settings.insert("FORUM_HSTS_SECONDS", seconds.to_string());
    }
    if wiring::is_pooled(plan) {
        settings.insert(POOLED, "true".to_owned());
    }
    settings.extend(login(wiring::is_pooled(plan)));
    settings.extend(timeouts::settings());
    match wiring::redis(plan) {
        Broker::Master(server) => {
            settings.extend([("REDIS_HOST", server.host), ("REDIS_PORT", server.port.to_string())]);
        }
        Broker::Sentinels { addresses, master } => settings
            .extend([("REDIS_SENTINELS", addresses.join(" ")), ("REDIS_MASTER_NAME", master.to_owned())]),
    }
    if site.mail {
        settings.insert("EMAIL_PORT", site.smtp_port.to_string());
        settings.insert("EMAIL_SECURITY", site.smtp_security.key().to_owned());
        settings
            .insert("EMAIL_HOST_USER", site.smtp_user.as_ref().map(ToString::to_string).unwrap_or_default());
        settings.insert("EMAIL_FROM", site.mail_from.to_string());
    }
    settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Different settings for pods that connect to the server directly; empty without a pooler.
pub fn server_settings(plan: &Plan) -> Vec<(&'static str, String)> {
    if !wiring::is_pooled(plan) {
        return Vec::new();
    }
    let server = wiring::database_server(plan);
    vec![
        ("POSTGRES_HOST", server.host),
        ("POSTGRES_PORT", server.port.to_string()),
        ("POSTGRES_SSLMODE", server.ssl_mode.to_owned()),
        (POOLED, "false".to_owned()),
    ]
    .into_iter()
    .chain(login(false))
    .collect()
}

fn login(pooled: bool) -> [(&'static str, String); 2] {
    let (seconds, tries) = timeouts::login(pooled);
    [(LOGIN_TIMEOUT, seconds.to_string()), (LOGIN_TRIES, tries.to_string())]
}

/// The database that Misago's own tests would use; PostgreSQL cuts names at 63 characters.
fn test_database(plan: &Plan) -> String {
    plan.postgres.database.as_str().chars().take(58).chain("_test".chars()).collect()
}
