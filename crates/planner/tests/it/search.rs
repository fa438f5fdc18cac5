//! The search finds what people look for, in their own words.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use planner::field::FieldId;
use planner::outcome::Outcome;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::search::glossary::TERMS;
use planner::search::{Hit, Place, search};
use planner::secrets::{SecretKey, Secrets};
use planner::stack::{fields, find_field};
use test_support::{published_secret, published_secrets};

/// The plan of a first visit.
static FIRST_VISIT: LazyLock<(Plan, Outcome)> = LazyLock::new(|| {
    let plan = Plan::default();
    let outcome = outcome(&plan, &Secrets::default());
    (plan, outcome)
});

fn found(query: &str) -> Vec<Hit> {
    let (plan, outcome) = &*FIRST_VISIT;
    search(query, plan, &outcome.findings, &outcome.files)
}

#[test]
fn the_words_people_use_lead_to_the_option_they_mean() {
    for (query, field) in [
        ("https", "site.tls"),
        ("certificate", "site.tls"),
        ("Let's Encrypt", "site.issued_by"),
        ("s3", "backup.target"),
        ("backup", "backup.target"),
        ("mail", "site.smtp_host"),
        ("smtp", "site.smtp_host"),
        ("domain", "site.host"),
        ("uploads", "storage.size"),
        ("cpu", "web.pages.resources.cpu_limit"),
        ("memory", "web.pages.resources.memory_limit"),
        ("ram", "cluster.node_memory"),
        ("docker", "image.reference"),
        ("database", "postgres.mode"),
        ("cron", "backup.schedule"),
        ("autoscaling", "web.pages.autoscale"),
        ("rwx", "cluster.rwx_class"),
        ("password mail", "secrets.mail"),
    ] {
        let hits = found(query);
        let at = hits.iter().position(|hit| hit.place == Place::Field(FieldId(field)));
        assert!(at.is_some_and(|at| at < 16), "{query} does not lead to {field}: {hits:#?}");
    }
}

#[test]
fn every_option_is_found_by_its_label_and_by_each_of_its_words() {
    let plan = Plan::default();
    for field in fields().filter(|field| (field.shown)(&plan)) {
        let mut queries = vec![field.id.0.to_owned()];
        queries.extend(
            field
                .keywords
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(|word| format!("{word} {}", field.id)),
        );
        for query in queries {
            let hits = found(&query);
            assert!(hits.iter().any(|hit| hit.place == Place::Field(field.id)), "{query}");
        }
    }
}

#[test]
fn findings_files_and_commands_are_found() {
    let finding = found("fp018");
    assert!(
        finding.iter().any(|hit| hit.place == Place::Finding(Some(FieldId("site.host")))),
        "{finding:#?}"
    );
    assert!(finding.iter().any(|hit| hit.title == "Finding code"), "a code is not explained: {finding:#?}");
    assert!(
        found("ingress.yaml").iter().any(|hit| hit.place == Place::File("base/70-ingress.yaml".to_owned()))
    );
    assert!(found("apply").iter().any(|hit| hit.place == Place::Commands));
}

#[test]
fn words_of_the_page_are_explained_and_lead_to_options_that_exist() {
    for term in TERMS {
        let hits = found(term.word);
        assert!(
            hits.iter().any(|hit| hit.title == term.word && hit.about == term.meaning),
            "{}: {hits:#?}",
            term.word
        );
        let known = term.field.is_none_or(|id| find_field(id).is_some());
        assert!(known, "{} leads nowhere", term.word);
    }
    assert!(TERMS.is_sorted_by_key(|term| term.word.to_lowercase()));
    for word in [
        "Misago",
        "storage class",
        "rwx",
        "acme",
        "sentinel",
        "pgbouncer",
        "celery",
        "hsts",
        "barman",
        "restic",
        "fp018",
    ] {
        assert!(
            found(word).iter().any(|hit| matches!(hit.place, Place::Word(_))),
            "{word} is explained nowhere"
        );
    }
}

#[test]
fn nothing_and_nonsense_find_nothing() {
    for query in ["", "  ", "zzzzqqq", "mail zzzzqqq"] {
        assert_eq!(found(query), [], "{query}");
    }
}

#[test]
fn no_option_is_found_that_the_plan_does_not_ask_for() {
    assert!(!found("bucket").iter().any(|hit| hit.place == Place::Field(FieldId("backup.bucket"))));
}

#[test]
fn no_value_of_a_secret_is_found() {
    let plan = Plan::default();
    let secrets = published_secrets(&plan);
    let outcome = outcome(&plan, &secrets);
    let needed: Vec<SecretKey> = SecretKey::ALL.iter().copied().filter(|key| key.needed(&plan)).collect();
    assert!(!needed.is_empty());
    for key in needed {
        let value = published_secret(key);
        // The bundle has it in this form.
        let encoded = STANDARD.encode(&value);
        let bundle = |words: &str| outcome.files.iter().any(|(_, file)| file.text.contains(words));
        assert!(bundle(&encoded), "{} is in no file", key.env());
        for query in [value, encoded] {
            assert_eq!(search(&query, &plan, &outcome.findings, &outcome.files), [], "{}", key.env());
        }
    }
}

#[test]
fn a_newcomer_sees_six_questions_about_the_site() {
    let plan = Plan::default();
    let asked = fields()
        .filter(|field| field.id.part() == "site" && (field.shown)(&plan) && !(field.advanced)(&plan));
    let asked: Vec<&str> = asked.map(|field| field.id.0).collect();
    let six = [
        "site.host",
        "site.issued_by",
        "site.smtp_host",
        "site.smtp_user",
        "site.mail_from",
        "site.admin_email",
    ];
    assert_eq!(asked, six);
}

#[test]
fn what_is_still_to_fill_in_is_seven_things_at_first_and_errors_for_the_bundle() {
    use planner::analysis::counts::Counts;
    use planner::finding::{Finding, Severity};
    let plan = Plan::default();
    let mut secrets = Secrets::default();
    let mut bytes = (0_u8..248).cycle();
    secrets.fill(&plan, || bytes.next().unwrap_or_default());
    let findings = outcome(&plan, &secrets).findings;
    assert_eq!(Counts::of(&findings).errors, 2);
    assert!(findings.iter().all(|finding| finding.severity != Severity::ToFillIn));
    let at_first = Finding::at_first(findings);
    let counts = Counts::of(&at_first);
    assert_eq!((counts.errors, counts.to_fill_in), (0, 7));
    assert!(counts.words().starts_with("7 things to fill in, "), "{}", counts.words());
}
