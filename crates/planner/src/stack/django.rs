//! What every pod of the forum image is: its settings, secrets, media and user, and the connections that it
//! opens. No part: the tiers, Celery and the jobs are made of it, so they cannot differ in what they share.

mod pod;
mod settings;

pub use pod::{
    authority, forum_container, forum_links, forum_pod, forum_pod_of, past_the_pooler, pod_resources,
    shared_secrets, trust_the_authority,
};
pub use settings::{CONFIG, server_settings, settings};
