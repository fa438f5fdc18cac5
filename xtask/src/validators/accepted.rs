//! Complaints that we accept, each with the reason.
//!
//! An entry without a complaint fails the check, so the list cannot become outdated.

use super::Complaint;

pub struct Answer {
    pub validator: &'static str,
    pub id: &'static str,
    /// Only complaints that contain one of these; empty for all of that id.
    pub about: &'static [&'static str],
    pub why: &'static str,
}

pub const ACCEPTED: &[Answer] = &[
    Answer {
        validator: "checkov",
        id: "CKV_K8S_15",
        about: &[],
        why: "IfNotPresent is right for fixed tags: pods also start while the registry is away, and on a \
              cluster that has none.",
    },
    Answer {
        validator: "checkov",
        id: "CKV_K8S_43",
        about: &[],
        why: "The planner cannot know a digest, because it does not contact a registry. The image fields accept \
              one.",
    },
    Answer {
        validator: "checkov",
        id: "CKV_K8S_9",
        about: &[".redis", ".nginx", ".postgres"],
        why: "The exporters beside these servers have none on purpose: a pod is ready when its server is, and \
              an exporter that fails must not take the server out of its Service.",
    },
    Answer {
        validator: "checkov",
        id: "CKV_K8S_35",
        about: &[],
        why: "The official images and Misago's settings read the environment. Who may read a pod's \
              environment through the API may read the Secret too.",
    },
    Answer {
        validator: "checkov",
        id: "CKV_K8S_40",
        about: &[".postgres", ".redis"],
        why: "999 owns the files in the official images of PostgreSQL and Redis.",
    },
    Answer {
        validator: "checkov",
        id: "CKV_K8S_9",
        about: &[".celery"],
        why: "Readiness decides who gets a Service's traffic, and Celery has no Service.",
    },
    Answer {
        validator: "trivy",
        id: "KSV020",
        about: &["'postgres'", "'redis'"],
        why: "999 owns the files in the official images of PostgreSQL and Redis.",
    },
    Answer {
        validator: "trivy",
        id: "KSV021",
        about: &["'postgres'", "'redis'"],
        why: "999 owns the files in the official images of PostgreSQL and Redis.",
    },
    Answer {
        validator: "trivy",
        id: "AVD-KSV-0109",
        about: &[" ROLE \"}"],
        why: "The words of a script that takes the password from its environment; the ConfigMap holds none.",
    },
    Answer {
        validator: "trivy",
        id: "AVD-KSV-01010",
        about: &["'forum-settings'", "'bootstrap-settings'"],
        why: "Names of settings which hold hosts, ports and addresses, not passwords; those are in the Secret.",
    },
    Answer {
        validator: "gixy",
        id: "host_spoofing",
        about: &["$http_host"],
        why: "Django compares the Host header, port included, with the Origin of a form, and refuses hosts \
              outside ALLOWED_HOSTS. $host drops the port.",
    },
    Answer {
        validator: "gixy",
        id: "worker_rlimit_nofile_vs_connections",
        about: &[],
        why: "The container runtime sets the limit, far above this, and nginx without privileges cannot raise it.",
    },
    Answer {
        validator: "gixy",
        id: "try_files_is_evil_too",
        about: &["@published"],
        why: "It costs one look at a local file. Remembered answers would be those from before a new image's files came.",
    },
    Answer {
        validator: "shellcheck",
        id: "SC2016",
        about: &["verify.sh"],
        why: "Go templates and commands for the pod's own shell stand in single quotes on purpose.",
    },
    Answer {
        validator: "shellcheck",
        id: "SC2043",
        about: &["will only ever run once"],
        why: "A loop over what the plan has, be it one.",
    },
    Answer {
        validator: "shellcheck",
        id: "SC3028",
        about: &["HOSTNAME is undefined"],
        why: "The container runtime sets HOSTNAME in the environment, for every shell.",
    },
];

/// The place in [`ACCEPTED`] of the answer to a complaint.
pub fn answer(validator: &str, complaint: &Complaint) -> Option<usize> {
    ACCEPTED.iter().position(|answer| {
        answer.validator == validator
            && answer.id == complaint.id
            && (answer.about.is_empty() || answer.about.iter().any(|about| complaint.text.contains(about)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_gives_its_reason_in_a_sentence() {
        for Answer { id, why, .. } in ACCEPTED {
            assert!(why.len() > 30 && why.ends_with('.'), "{id}");
        }
    }

    #[test]
    fn an_answer_about_one_workload_does_not_cover_another() {
        let of = |text: &str| Complaint { id: "CKV_K8S_9".into(), text: text.into() };
        assert!(answer("checkov", &of("Deployment.forum.celery")).is_some());
        assert!(answer("checkov", &of("Deployment.forum.misago-api")).is_none());
        assert!(answer("trivy", &of("Deployment.forum.celery")).is_none());
    }
}
