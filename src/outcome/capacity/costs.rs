//! What was measured: docs/facts.md, "What a request costs", as numbers. All else in this folder is
//! arithmetic over it.

use super::range::Range;

/// CPU of one request, in millionths of a second.
pub struct Request {
    /// The request.
    pub name: &'static str,
    /// In the tier that answers it.
    pub web: Range,
    /// In all processes of PostgreSQL.
    pub postgres: Range,
    /// In Redis; nothing where it was not measured.
    pub redis: Range,
}

/// The two kinds of pages, read by anonymous visitors and by members.
pub static PAGES: &[Request] = &[
    Request {
        name: "front page, anonymous",
        web: Range::new(57_000, 87_000),
        postgres: Range::new(4_000, 4_000),
        redis: Range::new(600, 1_200),
    },
    Request {
        name: "front page, logged in",
        web: Range::new(67_000, 98_000),
        postgres: Range::new(6_000, 7_000),
        redis: Range::new(800, 1_300),
    },
    Request {
        name: "thread page, anonymous",
        web: Range::new(50_000, 68_000),
        postgres: Range::new(5_000, 8_000),
        redis: Range::new(500, 800),
    },
    Request {
        name: "thread page, logged in",
        web: Range::new(66_000, 99_000),
        postgres: Range::new(8_000, 12_000),
        redis: Range::new(800, 1_200),
    },
];

/// What members write.
pub static POSTS: &[Request] = &[
    Request {
        name: "a reply",
        web: Range::new(29_000, 34_000),
        postgres: Range::new(12_000, 14_000),
        redis: Range::new(0, 0),
    },
    Request {
        name: "a thread",
        web: Range::new(23_000, 33_000),
        postgres: Range::new(7_000, 11_000),
        redis: Range::new(0, 0),
    },
];

/// A call that a browser makes beside a page: from the light one that open pages repeat to the posts of a
/// thread.
const CALL_REDIS: Range = Range::new(200, 500);

/// A post in Celery: 14 to 16 ms, and of its tasks 20 to 30 % run twice, because they are published before
/// the post is committed.
pub const POST_CELERY: Range = Range::new(14_000, 21_000);

/// A small file from one nginx worker, at 20,400 a second; a page view fetches 4 to 30 files and answers.
const FILE: u64 = 49;

/// A row of the database for a post, and with its share of the write-ahead log and bloat, in bytes.
pub const POST_BYTES: Range = Range::new(4_200, 10_700);
/// The database of a new forum, in bytes.
pub const EMPTY_DATABASE: u64 = 12_000_000;

/// Of a core, in hundredths: above it requests wait for each other, and answers come late.
pub const BUSY: u64 = 70;
/// Of the nodes' CPU, in hundredths: the rest is for what packs badly and for a rollout's extra pods.
pub const PACKED: u64 = 90;

fn spanned(requests: &[Request], of: fn(&Request) -> Range) -> Range {
    requests.iter().map(of).reduce(Range::span).unwrap_or_default()
}

/// What one page view costs each server, in millionths of a second of CPU.
pub struct View {
    /// The page itself.
    pub page: Range,
    /// Its one to three calls of /api/: a third of the page.
    pub calls: Range,
    /// PostgreSQL, for both.
    pub postgres: Range,
    /// Redis, for both.
    pub redis: Range,
    /// nginx.
    pub nginx: Range,
}

/// One page view.
pub fn view() -> View {
    let page = spanned(PAGES, |request| request.web);
    let postgres = spanned(PAGES, |request| request.postgres);
    let redis = spanned(PAGES, |request| request.redis);
    View {
        page,
        calls: page.part(1, 3),
        postgres: postgres.plus(postgres.part(1, 3)),
        redis: redis.plus(Range::new(CALL_REDIS.low, CALL_REDIS.high * 3)),
        nginx: Range::new(FILE * 4, FILE * 30),
    }
}

/// What one post costs the tier that takes it, and PostgreSQL.
pub fn post() -> (Range, Range) {
    (spanned(POSTS, |request| request.web), spanned(POSTS, |request| request.postgres))
}

/// A figure's name, how it comes about, and where its numbers are from: the page shows these, and
/// docs/capacity.md is printed from them.
pub struct Formula {
    /// What is computed.
    pub name: &'static str,
    /// How.
    pub sum: &'static str,
    /// From what: measured or reasoned.
    pub source: &'static str,
}

/// Every formula.
pub static FORMULAS: &[Formula] = &[
    Formula {
        name: "Peak",
        sum: "people a day × 20 pages × 10 % in the busiest hour ÷ 3,600 s × 2 for its busiest minutes; posts the same way",
        source: "Reasoned. Write page views a second if you know them.",
    },
    Formula {
        name: "Django pages",
        sum: "page views × 50 to 99 ms",
        source: "Measured: the CPU of four pages, anonymous and logged in, over 10,100 posts.",
    },
    Formula {
        name: "Django api",
        sum: "page views × a third of a page (one call of the middle; single ones were 8 to 47 ms) + posts × 23 to 34 ms",
        source: "Measured for each request; how many calls a view makes is an estimate. Without a split the pages tier does \
                 both.",
    },
    Formula {
        name: "PostgreSQL",
        sum: "page views × 5.3 to 16 ms + posts × 7 to 14 ms, all in the one primary",
        source: "Measured. How it goes on beyond a few cores is reasoned.",
    },
    Formula {
        name: "Redis",
        sum: "page views × 0.7 to 2.8 ms; one core for each server that is read",
        source: "Measured for a page and a call. With Sentinel clients read from the replicas; otherwise from the master.",
    },
    Formula {
        name: "Celery",
        sum: "posts × 14 to 21 ms",
        source: "Measured; 20 to 30 % of the tasks run twice.",
    },
    Formula {
        name: "nginx",
        sum: "page views × 4 to 30 files and answers × 0.05 ms; one core for each pod",
        source: "Measured for small files. What passing an answer on costs was not measured.",
    },
    Formula {
        name: "There is",
        sum: "pods, with all that an autoscaler may run, × the smaller of CPU limit, processes and node × 70 %",
        source: "Reasoned: above 70 % of a core requests wait for each other. Threads add no throughput (measured).",
    },
    Formula {
        name: "Connections",
        sum: "pods × workers × threads + pods × Celery processes + one more pod of each in a rollout + jobs + 3",
        source: "Measured: one for each thread and process. PgBouncer's pools take their place where it is on.",
    },
    Formula {
        name: "Memory",
        sum: "web pod 25 + 60 to 30 + 120 MiB a worker; Celery pod 50 + 50 to 60 + 60 MiB a process; PostgreSQL 70 MiB to a \
              quarter of its limit + 64 + 2 MiB a connection; Redis 4 to 16, nginx 2 to 4, PgBouncer 9 to 12 MiB a pod",
        source: "Measured at rest and after load; in a cluster web pods of two workers held 149 to 197 MiB.",
    },
    Formula {
        name: "Nodes",
        sum: "the CPU of all servers at the peak against 90 % of the nodes' CPU; what pods reserve against all of it, at best without \
              a gap, at worst so that the largest pod finds a node wherever the others are. With one node gone: room only; what people \
              can do then is said by “What if”",
        source: "Reasoned: a tenth is for what packs badly and for a rollout's extra pods.",
    },
    Formula {
        name: "Volumes",
        sum: "a year of posts × 4.2 KB to 10.7 KB with write-ahead log and bloat + 12 MB; a year of uploads × their size, up \
              to a quarter more",
        source: "Measured over 10,100 posts; the room for bloat and for thumbnails is reasoned. What is there already comes on \
                 top.",
    },
    Formula {
        name: "Not in it",
        sum: "logins (about five a second fill a core), registrations (two to three), search engines, and the CPU that an \
              upload's thumbnail takes",
        source: "Estimated or not measured: leave room for them.",
    },
];
