//! Reasons why a forum does not start: verify.sh reports each within a minute.

use super::{plan, preset, verify};

/// A pod of nginx in a state, while the Deployment waits for it.
fn nginx(container: &str, more: &str) -> String {
    format!(
        r#"answer() {{
  case "$*" in
    'rollout status deployment/nginx '*) echo 'Waiting for deployment "nginx" rollout to finish: 0 of 1 updated replicas are available...' ;;
    'get pods --output go-template='*) echo 'ReplicaSet/nginx-5d4f|nginx-5d4f-x2x|{container}' ;;
    {more}
    *) return 1 ;;
  esac
}}"#
    )
}

/// Within a minute, the cause, what it says of itself, and the end.
fn said_within_a_minute(state: &str, cause: &str, said: &str) -> String {
    let ran = verify(&plan(), state);
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    assert!(ran.seconds <= 60, "after {} s:\n{}", ran.seconds, ran.said);
    ran.line("FAIL");
    assert!(ran.line("FAIL").contains(cause), "{}", ran.said);
    assert!(ran.said.contains(said), "no `{said}` in\n{}", ran.said);
    ran.silent_of("The forum works");
    ran.said
}

#[test]
fn a_pod_that_runs_and_is_never_ready_is_said_within_a_minute_with_the_end_of_its_log() {
    let said = said_within_a_minute(
        &nginx(
            "main|nginx|false|true|0|running|<no value>|<no value>",
            "'logs nginx-5d4f-x2x --container nginx --tail=8') echo 'bind() to 0.0.0.0:8080 failed' ;;\n\
             'get events --field-selector involvedObject.name=nginx-5d4f-x2x,type=Warning '*) echo 'Readiness probe failed: 404' ;;",
        ),
        "runs, but is not ready",
        "          | bind() to 0.0.0.0:8080 failed\n",
    );
    assert!(said.contains("          | Readiness probe failed: 404\n"), "{said}");
    assert!(said.contains("  wait  deployment/nginx: 0 of 1 updated replicas are available...\n"), "{said}");
    assert!(said.contains("kubectl --namespace forum logs nginx-5d4f-x2x --container nginx\n"), "{said}");
}

#[test]
fn a_crash_loop_is_said_with_the_log_of_the_container_that_ended() {
    said_within_a_minute(
        &nginx(
            "main|nginx|false|false|3|waiting|CrashLoopBackOff|<no value>",
            "'logs nginx-5d4f-x2x --container nginx --tail=8 --previous') echo 'unknown directive' ;;",
        ),
        "keeps ending, 3 restarts so far",
        "          | unknown directive\n",
    );
}

#[test]
fn an_image_that_cannot_be_pulled_is_said_with_what_the_registry_answered() {
    said_within_a_minute(
        &nginx(
            "main|nginx|false|false|0|waiting|ImagePullBackOff|<no value>",
            "'get events --field-selector involvedObject.name=nginx-5d4f-x2x,type=Warning '*) echo 'pull access denied' ;;",
        ),
        "cannot start: ImagePullBackOff",
        "          | pull access denied\n",
    );
}

#[test]
fn pods_that_a_quota_refuses_are_said_with_the_quota() {
    said_within_a_minute(
        r#"answer() {
  case "$*" in
    'rollout status statefulset/redis '*) echo 'Waiting for 1 pods to be ready...' ;;
    'get events --field-selector reason=FailedCreate '*) echo 'StatefulSet/redis|-|main|-|false|false|0|refused|exceeded quota: small|' ;;
    *) return 1 ;;
  esac
}"#,
        "statefulset/redis is not ready",
        "exceeded quota: small",
    );
}

#[test]
fn a_pod_without_a_node_is_said_within_a_minute_with_its_unbound_claim() {
    let state = nginx(
        "main|-|false|false|0|unscheduled|0/1 nodes are available|",
        "'get pod nginx-5d4f-x2x '*) echo media ;;\n\
         'get pvc media '*) echo Pending ;;\n\
         'get events --field-selector involvedObject.name=media,type=Warning '*) echo \"at $at s: storageclass longhorn not found\" ;;",
    );
    let ran = verify(&plan(), &state);
    assert_eq!(ran.code, Some(1), "{}", ran.said);
    ran.line("why   nginx-5d4f-x2x has no node: 0/1 nodes are available");
    ran.line("the claim media is not bound");
    // A node or a volume may still be made.
    let at = ran.line("storageclass longhorn not found").split(' ').find_map(|word| word.parse().ok());
    assert!(at.is_some_and(|at: u32| at <= 60), "{}", ran.said);
    assert!((120..=180).contains(&ran.seconds), "after {} s:\n{}", ran.seconds, ran.said);
}

#[test]
fn what_waits_for_the_broken_one_is_not_called_broken() {
    let ran = verify(
        &preset("small-production"),
        r#"answer() {
  case "$*" in
    'rollout status statefulset/postgres '*) echo 'Waiting for 1 pods to be ready...' ;;
    'rollout status deployment/misago-api '*) echo 'Waiting for deployment "misago-api" rollout to finish: 0 of 2 updated replicas are available...' ;;
    'get job/'*) echo '<no value>' ;;
    'get pods --output go-template='*)
      echo 'StatefulSet/postgres|postgres-0|main|postgres|false|false|4|waiting|CrashLoopBackOff|<no value>'
      echo 'ReplicaSet/misago-api-77|misago-api-77-a|init|wait-for-migrations|false|<no value>|0|running|<no value>|<no value>'
      echo 'ReplicaSet/misago-api-77|misago-api-77-a|main|gunicorn|false|false|0|waiting|PodInitializing|<no value>'
      echo 'Job/maintenance-1|maintenance-1-z|main|maintenance|false|false|0|terminated|Error|1' ;;
    *) return 1 ;;
  esac
}"#,
    );
    assert!(
        ran.line("FAIL").contains("statefulset/postgres is not ready: postgres-0 postgres keeps ending"),
        "{}",
        ran.said
    );
    ran.line("note  deployment/misago-api is not ready: misago-api-77-a wait-for-migrations (init) is still at work");
    ran.silent_of("maintenance");
    assert!(ran.seconds <= 60, "after {} s", ran.seconds);
}

#[test]
fn a_slow_first_install_that_gets_on_is_not_called_failed() {
    // Four minutes for an image, two for migrations, another for the start.
    let ran = verify(
        &plan(),
        r#"answer() {
  case "$*" in
    'get job/'*) [ "$at" -lt 360 ] && echo '<no value>' || echo 'Complete <no value>' ;;
    'rollout status deployment/misago-pages '*)
      [ "$at" -ge 420 ] && return 1
      echo 'Waiting for deployment "misago-pages" rollout to finish: 0 of 1 updated replicas are available...' ;;
    'get pods --output go-template='*)
      pod='ReplicaSet/misago-pages-77|misago-pages-77-a'
      if [ "$at" -lt 240 ]; then echo "$pod|init|wait-for-migrations|false|<no value>|0|waiting|PodInitializing|<no value>"
      elif [ "$at" -lt 360 ]; then echo "$pod|init|wait-for-migrations|false|<no value>|0|running|<no value>|<no value>"
      else echo "$pod|main|gunicorn|false|false|0|running|<no value>|<no value>"; fi ;;
    *) return 1 ;;
  esac
}"#,
    );
    assert_eq!(ran.code, Some(0), "{}", ran.said);
    assert!((420..430).contains(&ran.seconds), "after {} s:\n{}", ran.seconds, ran.said);
    // And it is never silent for long.
    assert!(ran.said.matches("  wait  ").count() > 20, "{}", ran.said);
}

#[test]
fn a_bootstrap_that_failed_for_good_is_said_at_once() {
    let ran = verify(
        &plan(),
        r#"answer() { case "$*" in 'get job/'*) echo 'FailureTarget Failed <no value>' ;; *) return 1 ;; esac; }"#,
    );
    assert!(ran.line("FAIL").contains("it has failed, and is not tried again"), "{}", ran.said);
    assert!(ran.seconds <= 60, "after {} s", ran.seconds);
}

#[test]
fn a_workload_that_was_never_applied_is_said_within_a_minute_but_argo_cd_and_flux_get_their_time() {
    let gone = r#"answer() { case "$*" in 'rollout status deployment/nginx '*) code=1; echo 'Error from server (NotFound): deployments.apps "nginx" not found' >&2 ;; *) return 1 ;; esac; }"#;
    said_within_a_minute(gone, "deployment/nginx is not ready: it is not there", "it is not there");
    let mut by_git = plan();
    by_git.gitops.tool = planner::stack::gitops::options::Tool::Flux;
    let ran = verify(&by_git, gone);
    assert!(ran.seconds >= 600, "after {} s:\n{}", ran.seconds, ran.said);
}

#[test]
fn a_cluster_that_falls_silent_meanwhile_is_said_within_a_minute() {
    let ran = verify(
        &plan(),
        r#"answer() {
  case "$*" in
    'rollout status deployment/nginx '*)
      if [ "$at" -lt 10 ]; then echo 'Waiting for deployment "nginx" rollout to finish: 0 of 1 updated replicas are available...'; return; fi
      code=1; echo 'Unable to connect to the server: dial tcp: i/o timeout' >&2 ;;
    *) return 1 ;;
  esac
}"#,
    );
    assert!(
        ran.line("FAIL").ends_with("Unable to connect to the server: dial tcp: i/o timeout"),
        "{}",
        ran.said
    );
    assert!(ran.seconds <= 60, "after {} s", ran.seconds);
}

#[test]
fn of_a_database_under_an_operator_its_phase_and_its_pods_are_said() {
    let mut plan = plan();
    plan.postgres.mode = planner::stack::postgres::options::Mode::CloudNativePg;
    let ran = verify(
        &plan,
        r#"answer() {
  case "$*" in
    'get cluster.'*) echo 'Setting up primary' ;;
    'get pods --output go-template='*)
      echo 'Job/database-1-initdb|database-1-initdb-x|main|initdb|false|false|0|waiting|ImagePullBackOff|<no value>'
      echo 'Job/backup-1|backup-1-x|main|backup|false|false|0|waiting|ImagePullBackOff|<no value>' ;;
    *) return 1 ;;
  esac
}"#,
    );
    ran.line("wait  cluster.postgresql.cnpg.io/database: Setting up primary");
    assert!(
        ran.line("FAIL").contains("database-1-initdb-x initdb cannot start: ImagePullBackOff"),
        "{}",
        ran.said
    );
    ran.silent_of("backup-1");
    assert!(ran.seconds <= 60, "after {} s", ran.seconds);
}
