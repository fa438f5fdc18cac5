//! How each figure is computed, as text. Its numbers come from the constants that the computation uses.

use super::costs::memory::{
    CELERY, CELERY_PROCESS, NGINX, PGBOUNCER, POSTGRES, POSTGRES_BUFFERS, POSTGRES_CONNECTION, POSTGRES_OWN,
    REDIS, WEB, WEB_WORKER,
};
use super::costs::{
    BUSY, CALLS, CALLS_A_VIEW, CALLS_OF_PAGE, EMPTY_DATABASE, FILE, FILES_A_VIEW, PACKED, POST_BYTES,
    POST_CELERY, THUMBNAILS, post, spanned, view,
};
use super::demand::{BURST, BUSIEST_HOUR, PAGES_A_PERSON};
use super::range::Range;
use crate::stack::postgres::options::RESERVED_CONNECTIONS;

/// The name of a figure, how it is computed, and the source of its numbers. Shown on the page and in docs/capacity.md.
pub struct Formula {
    /// What is computed.
    pub name: &'static str,
    /// How.
    pub sum: String,
    /// From what: measured or reasoned.
    pub source: String,
}

/// Every formula, in the order of the answer's rows.
pub fn formulas() -> Vec<Formula> {
    let (view, (post_web, post_postgres)) = (view(), post());
    let call = spanned(CALLS, |call| call.web);
    let formula = |name, sum: String, source: &str| Formula { name, sum, source: source.to_owned() };
    vec![
        formula(
            "Peak",
            format!(
                "people a day × {PAGES_A_PERSON} pages × {BUSIEST_HOUR} % in the busiest hour ÷ 3,600 s × {BURST} for its busiest \
                 minutes; posts the same way"
            ),
            "Reasoned. Write page views a second if you know them.",
        ),
        formula(
            "Django pages",
            format!("page views × {} ms", millis(view.page)),
            "Measured: the CPU of four pages, anonymous and logged in, over 10,100 posts.",
        ),
        formula(
            "Django api",
            format!(
                "page views × 1/{CALLS_OF_PAGE} of a page ({} calls of {} ms) + posts × {} ms",
                CALLS_A_VIEW.exactly(1),
                millis(call),
                millis(post_web),
            ),
            "Measured for each request; how many calls a view makes is an estimate. Without a split the pages tier does both.",
        ),
        formula(
            "PostgreSQL",
            format!(
                "page views × {} ms + posts × {} ms, all in the one primary",
                millis(view.postgres),
                millis(post_postgres)
            ),
            "Measured. How it goes on beyond a few cores is reasoned.",
        ),
        formula(
            "Redis",
            format!("page views × {} ms; one core for each server that is read", millis(view.redis)),
            "Measured for a page and a call. With Sentinel clients read from the replicas; otherwise from the master.",
        ),
        formula(
            "Celery",
            format!("posts × {} ms", millis(POST_CELERY)),
            "Measured; 20 to 30 % of the tasks run twice.",
        ),
        formula(
            "nginx",
            format!(
                "page views × {} files and answers × {FILE} µs; one core for each pod",
                FILES_A_VIEW.exactly(1)
            ),
            "Measured for small files. What passing an answer on costs was not measured.",
        ),
        Formula {
            name: "There is",
            sum: format!(
                "pods, with all that an autoscaler may run, × the smaller of CPU limit, processes and node × {BUSY} %"
            ),
            source: format!(
                "Reasoned: above {BUSY} % of a core requests wait for each other. Threads add no throughput (measured)."
            ),
        },
        formula(
            "Connections",
            format!(
                "pods × workers × threads + pods × Celery processes + one more pod of each in a rollout + jobs + \
                 {RESERVED_CONNECTIONS}"
            ),
            "Measured: one for each thread and process. PgBouncer's pools take their place where it is on.",
        ),
        formula(
            "Memory",
            memory_of_pods(),
            "Measured at rest and after load; in a cluster web pods of two workers held 149 to 197 MiB.",
        ),
        Formula {
            name: "Nodes",
            sum: format!(
                "the CPU of all servers at the peak against {PACKED} % of the nodes' CPU; what pods reserve against all of \
                 it, at best without a gap, at worst so that the largest pod finds a node wherever the others are. With one \
                 node gone: room only; what people can do then is said by “What if”"
            ),
            source: format!(
                "Reasoned: {} % are for what packs badly and for a rollout's extra pods.",
                100 - PACKED
            ),
        },
        formula(
            "Volumes",
            format!(
                "a year of posts × {} KB with write-ahead log and bloat + {} MB; a year of uploads × their size, up to \
                 {THUMBNAILS} % more",
                POST_BYTES.exactly(1000),
                EMPTY_DATABASE / 1_000_000
            ),
            "Measured over 10,100 posts; the room for bloat and for thumbnails is reasoned. What is there already comes on top.",
        ),
        formula(
            "Not in it",
            "logins (about five a second fill a core), registrations (two to three), search engines, and the CPU that an \
             upload's thumbnail takes"
                .to_owned(),
            "Estimated or not measured: leave room for them.",
        ),
    ]
}

/// Millionths of a second in milliseconds.
fn millis(millionths: Range) -> String {
    millionths.exactly(1000)
}

fn memory_of_pods() -> String {
    let mib = |range: Range| range.exactly(1);
    format!(
        "web pod {} MiB + {} MiB a worker; Celery pod {} MiB + {} MiB a process; PostgreSQL {POSTGRES} MiB to \
         1/{POSTGRES_BUFFERS} of its limit + {POSTGRES_OWN} MiB + {POSTGRES_CONNECTION} MiB a connection; Redis {}, nginx {}, \
         PgBouncer {} MiB a pod",
        mib(WEB),
        mib(WEB_WORKER),
        mib(CELERY),
        mib(CELERY_PROCESS),
        mib(REDIS),
        mib(NGINX),
        mib(PGBOUNCER),
    )
}
