//! The bootstrap Job and the maintenance CronJob.

use std::collections::BTreeMap;

use crate::sorting::to_map;
use k8s_openapi::api::batch::v1::{CronJob, CronJobSpec, Job, JobSpec, JobTemplateSpec};
use k8s_openapi::api::core::v1::Container;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::{BOOTSTRAP, MAINTENANCE};
use crate::inputs::Inputs;
use crate::kube::{
    PartObjects, PodParams, Spread, argv, checksum, config_map, env_from_config, labels, meta, pod_template,
    secret_checksum, secret_env, service_account,
};
use crate::secrets::SecretKey;
use crate::stack::{django, gitops, secrets::names as secrets, site};
use crate::values::Resources;

/// What only the bootstrap reads; in the settings of all pods a new name would roll every one.
const CONFIG: &str = "bootstrap-settings";

/// Measured: one process at 89 to 97 MiB.
const RESOURCES: Resources = Resources::new(50, 1000, 128, 256);

pub(super) fn objects(inputs: &Inputs<'_>, out: &mut PartObjects<'_>) {
    let plan = inputs.plan;
    let mut settings = to_map([
        ("SUPERUSER_USERNAME".to_owned(), plan.site.admin_name.to_string()),
        ("SUPERUSER_EMAIL".to_owned(), plan.site.admin_email.to_string()),
        ("FORUM_AVATAR_GALLERY".to_owned(), plan.jobs.gallery.to_string()),
    ]);
    // Who has moved the forum before a bootstrap noted what it writes.
    let before = inputs.running.map(|running| site::address(&running.plan));
    if let Some(before) = before.filter(|before| *before != site::address(plan)) {
        settings.insert("FORUM_ADDRESS_BEFORE".to_owned(), format!("{before}/"));
    }
    out.put(service_account(plan, BOOTSTRAP));
    out.put(bootstrap(inputs, &settings));
    out.put(config_map(plan, CONFIG, BOOTSTRAP, settings));
    if plan.jobs.maintenance {
        out.put(service_account(plan, MAINTENANCE));
        out.put(maintenance(inputs));
    }
}

/// A Job's template cannot be changed, so its name contains a checksum of its content: a new image or new settings give a
/// new Job, and applying the same bundle twice gives none. Running it again does no harm, because each step checks first
/// whether there is something to do. It takes 15 s on an empty database (measured). Passwords are part of the checksum,
/// because a pod that started with a wrong one would wait for ever.
fn bootstrap(inputs: &Inputs<'_>, settings: &BTreeMap<String, String>) -> Job {
    let plan = inputs.plan;
    let mut container = job_container(inputs, BOOTSTRAP, "forum.bootstrap");
    container.env_from.get_or_insert_default().push(env_from_config(CONFIG));
    container.env.get_or_insert_default().push(secret_env(secrets::SECRET, SecretKey::AdministratorPassword));
    let pod = PodParams {
        // Each try is a pod of its own, so that the log of a failed one stays to be read.
        restart_policy: Some("Never"),
        // It has to run before the others, so it cannot wait for itself.
        init_containers: Vec::new(),
        checksums: Vec::new(),
        spread: Spread::Anywhere,
        ..django::past_the_pooler(plan, django::forum_pod_of(inputs, BOOTSTRAP, container))
    };
    let spec = JobSpec {
        // A day, because the operator may push the image after applying the bundle. A Job that gave up would have to
        // be deleted by hand before the next apply creates it again.
        active_deadline_seconds: Some(86_400),
        backoff_limit: Some(6),
        // A week to look at its log; where Argo CD or Flux would make a deleted Job again, for ever.
        ttl_seconds_after_finished: gitops::file(plan).is_none().then_some(604_800),
        template: pod_template(plan, pod),
        ..JobSpec::default()
    };
    let passwords = secret_checksum(inputs.secrets, &django::shared_secrets(plan));
    let digest = checksum(&(&spec, settings, django::settings(plan), passwords));
    let name = format!("{BOOTSTRAP}-{}", digest.get(..10).unwrap_or_default());
    Job { metadata: meta(plan, name, BOOTSTRAP), spec: Some(spec), status: None }
}

fn maintenance(inputs: &Inputs<'_>) -> CronJob {
    let plan = inputs.plan;
    let container = job_container(inputs, MAINTENANCE, "forum.maintenance");
    let pod = PodParams {
        restart_policy: Some("Never"),
        checksums: Vec::new(),
        spread: Spread::Anywhere,
        ..django::past_the_pooler(plan, django::forum_pod_of(inputs, MAINTENANCE, container))
    };
    CronJob {
        metadata: meta(plan, MAINTENANCE, MAINTENANCE),
        spec: Some(CronJobSpec {
            schedule: plan.jobs.schedule.to_string(),
            time_zone: Some(plan.site.time_zone.to_string()),
            concurrency_policy: Some("Forbid".to_owned()),
            // A night missed by more than an hour is left out.
            starting_deadline_seconds: Some(3600),
            successful_jobs_history_limit: Some(1),
            failed_jobs_history_limit: Some(3),
            job_template: JobTemplateSpec {
                metadata: Some(ObjectMeta {
                    labels: Some(labels(plan, MAINTENANCE)),
                    ..ObjectMeta::default()
                }),
                spec: Some(JobSpec {
                    active_deadline_seconds: Some(3600),
                    backoff_limit: Some(1),
                    ttl_seconds_after_finished: Some(604_800),
                    template: pod_template(plan, pod),
                    ..JobSpec::default()
                }),
            },
            ..CronJobSpec::default()
        }),
        status: None,
    }
}

fn job_container(inputs: &Inputs<'_>, name: &str, module: &str) -> Container {
    let mut container = django::forum_container(inputs, name, &RESOURCES);
    container.command = argv(["python", "-m", module]);
    container
}
