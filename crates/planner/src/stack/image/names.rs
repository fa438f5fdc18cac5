//! Users and paths that the forum image's Dockerfile sets, for all parts.

/// Where collectstatic puts the files when the image is built.
pub const STATIC_ROOT: &str = "/app/static";
/// Where on the media volume each pod of the image puts its static files before it serves
/// (`context/forum/published.py`).
pub const PUBLISHED: &str = ".published";
/// The image's user, which owns the files on the media volume.
pub const USER: i64 = 10001;
/// The image's group, which owns the media volume for every pod that mounts it, nginx's too.
pub const GROUP: i64 = 10001;
