//! What all pods of the forum image share: settings, secrets, media volume, user, and the connections that they open. This
//! is not a part of its own: the tiers, Celery and the jobs are built with it, so they cannot differ by mistake.

mod pod;
mod settings;

pub use pod::{
    authority, forum_container, forum_links, forum_pod, forum_pod_of, past_the_pooler, pod_resources,
    shared_secrets, trust_the_authority,
};
pub use settings::{CONFIG, server_settings, settings};
