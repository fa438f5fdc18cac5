//! The measured costs, from docs/facts.md, "What a request costs". Everything else in this folder is arithmetic on them.

use super::range::Range;

/// CPU of one request, in millionths of a second.
pub struct Request {
    /// The request.
    pub name: &'static str,
    /// In the tier that answers it.
    pub web: Range,
    /// In all processes of PostgreSQL.
    pub postgres: Range,
    /// In Redis; zero where it was not measured.
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

const THREAD: Request = Request {
    name: "`/api/threads/<id>/`",
    web: Range::new(12_000, 32_000),
    postgres: Range::new(3_000, 8_000),
    redis: Range::new(300, 700),
};
const POSTS_OF_A_THREAD: Request = Request {
    name: "the posts of a thread from `/api/`",
    web: Range::new(33_000, 47_000),
    postgres: Range::new(6_000, 8_000),
    redis: Range::new(300, 500),
};
const AUTH: Request = Request {
    name: "`/api/auth/`, which open pages repeat",
    web: Range::new(8_000, 13_000),
    postgres: Range::new(1_300, 2_200),
    redis: Range::new(200, 200),
};

/// API calls that a browser makes in addition to the page.
pub static CALLS: &[Request] = &[THREAD, POSTS_OF_A_THREAD, AUTH];

/// API calls for each page view.
pub(super) const CALLS_A_VIEW: Range = Range::new(1, 3);
/// The CPU of all of them, in the tier and in PostgreSQL, is the page's divided by this.
pub(super) const CALLS_OF_PAGE: u64 = 3;
/// A call in Redis: from the light one that open pages repeat to the posts of a thread.
const CALL_REDIS: Range = AUTH.redis.span(POSTS_OF_A_THREAD.redis);

/// A post in Celery: 14 to 16 ms, and of its tasks 20 to 30 % run twice, because they are published before
/// the post is committed.
pub(super) const POST_CELERY: Range = Range::new(14_000, 21_000);

/// A small file from one nginx worker, at 20,400 a second.
pub(super) const FILE: u64 = 49;
/// Files and responses for each page view.
pub(super) const FILES_A_VIEW: Range = Range::new(4, 30);

/// What a process or a pod holds at rest and after load, in MiB.
pub(super) mod memory {
    use super::Range;

    /// gunicorn's master.
    pub(crate) const WEB: Range = Range::new(25, 30);
    /// A worker of gunicorn.
    pub(crate) const WEB_WORKER: Range = Range::new(60, 120);
    /// Celery's main process.
    pub(crate) const CELERY: Range = Range::new(50, 60);
    /// A process of Celery's pool.
    pub(crate) const CELERY_PROCESS: Range = Range::new(50, 60);
    /// A pod of Redis.
    pub(crate) const REDIS: Range = Range::new(4, 16);
    /// A pod of nginx.
    pub(crate) const NGINX: Range = Range::new(2, 4);
    /// A pod of PgBouncer.
    pub(crate) const PGBOUNCER: Range = Range::new(9, 12);
    /// PostgreSQL with nothing to do.
    pub(crate) const POSTGRES: u64 = 70;
    /// What PostgreSQL takes beside its shared buffers and its connections.
    pub(crate) const POSTGRES_OWN: u64 = 64;
    /// Each connection of PostgreSQL.
    pub(crate) const POSTGRES_CONNECTION: u64 = 2;
    /// PostgreSQL's shared buffers are its memory limit divided by this.
    pub(crate) const POSTGRES_BUFFERS: u64 = 4;
}

/// A row of the database for a post, and with its share of the write-ahead log and bloat, in bytes.
pub(super) const POST_BYTES: Range = Range::new(4_200, 10_700);
/// The database of a new forum, in bytes.
pub(super) const EMPTY_DATABASE: u64 = 12_000_000;
/// What thumbnails may add to uploads, in hundredths.
pub(super) const THUMBNAILS: u64 = 25;

/// How busy a core may be, in per cent. Above that requests wait for each other and responses are late.
pub(super) const BUSY: u64 = 70;
/// How much of the nodes' CPU may be used, in per cent. The rest is for uneven packing and for a rollout's extra pods.
pub(super) const PACKED: u64 = 90;

/// From the cheapest to the most expensive of these requests.
pub(super) fn spanned(requests: &[Request], of: fn(&Request) -> Range) -> Range {
    requests.iter().map(of).reduce(Range::span).unwrap_or_default()
}

/// What one page view costs each server, in millionths of a second of CPU.
pub(super) struct View {
    /// The page itself.
    pub page: Range,
    /// Its calls of /api/: a third of the page.
    pub calls: Range,
    /// PostgreSQL, for both.
    pub postgres: Range,
    /// Redis, for both.
    pub redis: Range,
    /// nginx.
    pub nginx: Range,
}

/// One page view.
pub(super) fn view() -> View {
    let page = spanned(PAGES, |request| request.web);
    let postgres = spanned(PAGES, |request| request.postgres);
    let redis = spanned(PAGES, |request| request.redis);
    View {
        page,
        calls: page.part(1, CALLS_OF_PAGE),
        postgres: postgres.plus(postgres.part(1, CALLS_OF_PAGE)),
        redis: redis.plus(Range::new(CALL_REDIS.low * CALLS_A_VIEW.low, CALL_REDIS.high * CALLS_A_VIEW.high)),
        nginx: FILES_A_VIEW.times(FILE),
    }
}

/// What one post costs the tier that takes it, and PostgreSQL.
pub(super) fn post() -> (Range, Range) {
    (spanned(POSTS, |request| request.web), spanned(POSTS, |request| request.postgres))
}
