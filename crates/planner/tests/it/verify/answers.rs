//! A cluster that does not answer, and a forum with a part that does not.

use planner::stack::postgres::options::Mode;

use super::{plan, preset, verify};

/// kubectl refuses a question with this.
fn refused(question: &str, error: &str) -> String {
    format!(r#"answer() {{ case "$*" in {question}) code=1; echo '{error}' >&2 ;; *) return 1 ;; esac; }}"#)
}

#[test]
fn a_cluster_that_cannot_be_asked_is_said_in_one_line_with_the_context() {
    for (question, error) in [
        ("'get pods --output name '*", "Unable to connect to the server: dial tcp: i/o timeout"),
        ("'get pods --output name '*", "Error from server (Forbidden): pods is forbidden"),
        ("'get pods --output name '*", "error: current-context is not set"),
        ("'get namespace '*", "Error from server (NotFound): namespaces \"forum\" not found"),
    ] {
        let ran = verify(&plan(), &refused(question, error));
        assert_eq!((ran.code, ran.seconds, ran.said.lines().count()), (Some(1), 0, 1), "{}", ran.said);
        assert!(ran.said.contains("context home"), "{}", ran.said);
    }
}

#[test]
fn who_may_look_into_the_namespace_only_needs_no_more() {
    let ran = verify(
        &plan(),
        &refused("'get namespace '*", "Error from server (Forbidden): namespaces is forbidden"),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.said);
}

#[test]
fn a_mail_server_that_does_not_answer_is_a_warning_in_one_line() {
    let ran = verify(
        &plan(),
        r#"answer() { case "$*" in *forum.mail) code=1; echo 'smtp.example.org:587 refuses the connection'; echo 'command terminated with exit code 1' >&2 ;; *) return 1 ;; esac; }"#,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    assert_eq!(ran.line("  WARN  "), "  WARN  smtp.example.org:587 refuses the connection");
    ran.line("When something is wrong");
    ran.silent_of("The forum works.\n");
    let mut without = plan();
    without.site.mail = false;
    verify(&without, "").silent_of("mail");
}

#[test]
fn a_database_server_outside_is_asked_from_inside_and_says_why_it_does_not_answer() {
    let mut plan = plan();
    verify(&plan, "").silent_of("The database server");
    plan.postgres.mode = Mode::External;
    assert!(verify(&plan, "").line("has all migrations").starts_with("  ok "));
    let ran = verify(
        &plan,
        r#"answer() { case "$*" in *forum.wait) code=1; echo 'waiting for the database: connection refused'; echo 'command terminated with exit code 124' >&2 ;; *) return 1 ;; esac; }"#,
    );
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert_eq!(ran.line("FAIL"), "  FAIL  waiting for the database: connection refused");
}

#[test]
fn an_image_of_before_that_cannot_ask_the_mail_server_is_told_from_a_server_that_is_away() {
    let ran = verify(
        &plan(),
        r#"answer() { case "$*" in *forum.mail) code=1; echo '/opt/venv/bin/python: No module named forum.mail' >&2 ;; *) return 1 ;; esac; }"#,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    assert!(ran.line("  WARN  ").contains("the image that runs"), "{}", ran.said);
    ran.silent_of("until it answers");
}

#[test]
fn the_mail_server_is_asked_from_the_tier_whose_requests_send_mail() {
    let mut plan = plan();
    plan.web.split = true;
    let ran =
        verify(&plan, r#"answer() { case "$*" in *forum.mail) echo "asked by $2" ;; *) return 1 ;; esac; }"#);
    ran.line("asked by deployment/misago-api");
}

#[test]
fn a_media_volume_that_takes_no_file_is_a_failure_with_its_error() {
    let ran = verify(
        &plan(),
        r#"answer() { case "$*" in *'echo written'*) code=1; echo 'sh: 1: cannot create /srv/media/.verify-7: Permission denied' >&2; echo 'command terminated with exit code 2' >&2 ;; *) return 1 ;; esac; }"#,
    );
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.line("FAIL").ends_with("Permission denied"), "{}", ran.said);
    ran.line("root_squash");
}

#[test]
fn a_file_that_nginx_cannot_read_is_a_failure_too() {
    let ran = verify(
        &plan(),
        r#"answer() { case "$*" in *'-c nginx -- cat '*) code=1; echo 'cat: Permission denied' >&2 ;; *) return 1 ;; esac; }"#,
    );
    assert!(ran.line("FAIL").contains("nginx cannot read what is uploaded"), "{}", ran.said);
}

#[test]
fn the_readme_has_what_to_do_for_what_the_script_says_of_mail_and_uploads() {
    let files =
        planner::outcome::outcome(&preset("small-production"), &planner::secrets::Secrets::default()).files;
    let readme = &files.get("README.md").expect("README.md").text;
    let (_, troubles) = readme.split_once("## When something is wrong").expect("the section");
    let row = |words: &str| troubles.lines().find(|line| line.starts_with('|') && line.contains(words));
    let registering = row("registering").expect("a row about registering");
    assert!(
        registering.contains("logs deployment/misago-api") && registering.contains("python -m forum.mail")
    );
    assert!(row("none by mail").is_some_and(|row| row.contains("logs deployment/celery")));
    assert!(row("root_squash").is_some_and(|row| row.contains("chown 10001:10001")));
    let (_, install) = readme.split_once("## Install").expect("the section");
    assert!(install.contains("python -m forum.mail admin@example.org"));
}
