//! What can be wrong with the host name and with mail.

use super::{ask_mail_server, sends_while_people_wait};
use crate::plan::Plan;
use crate::trouble::{Stage, Trouble, kubectl};

/// Mails that a visitor waits for (registration, password) are sent by a tier, notifications by Celery. Errors are in the
/// log of the one that sends.
pub(super) fn troubles(plan: &Plan) -> Vec<Trouble> {
    let k = kubectl(plan);
    let host = Trouble::new(
        Stage::Using,
        "400 on every page",
        format!("the host name in the request is not `{}`", plan.site.host),
        "the ingress must forward the Host header unchanged",
    );
    let people_wait = Trouble::new(
        Stage::Needs,
        "registering or resetting a password answers 500",
        "the mail server cannot be reached or refuses the forum. New accounts are created all the same and can log in",
        format!(
            "`{}` says why; the full error is in `{k} logs deployment/{}`",
            ask_mail_server(plan),
            sends_while_people_wait(plan)
        ),
    );
    let later = Trouble::new(
        Stage::Needs,
        "notifications in the forum, but none by mail",
        "the same problem in Celery; failed mails are not sent later",
        format!("`{}`, and `{k} logs deployment/celery`", ask_mail_server(plan)),
    );
    let mails = plan.site.mail;
    [
        Some(host),
        Some(people_wait).filter(|_| mails),
        Some(later).filter(|_| mails && plan.celery.replicas > 0),
    ]
    .into_iter()
    .flatten()
    .collect()
}
