//! The forum moves to another name, or from http to https: what outside the cluster must follow, and in which order.

use super::joint::{Joint, Side};
use crate::stack::counted;
use crate::stack::site::options::Tls;
use crate::stack::site::{self, options::Site};

/// Nothing when the address stays.
pub(super) fn moved(was: &Side<'_>, is: &Side<'_>) -> Option<Joint> {
    let (before, after) = (site::address(was.plan), site::address(is.plan));
    if before == after {
        return None;
    }
    let (old, new) = (was.plan.site.host.as_str(), is.plan.site.host.as_str());
    let renamed = old != new;
    let (was, is) = (&was.plan.site, &is.plan.site);
    let mut about = Vec::new();
    if renamed {
        about.push(format!(
            "First let `{new}` lead to the cluster: add it to your DNS and wait until it resolves."
        ));
    }
    match is.tls {
        Tls::None => {}
        Tls::CertManager => about.push(format!(
            "Then apply. cert-manager orders the certificate for `{new}`, which takes minutes; until it is there browsers warn."
        )),
        Tls::Secret => about.push(format!("The certificate in your Secret must be for `{new}` before you apply.")),
    }
    if renamed {
        about.push(format!(
            "From the apply on `{old}` answers 404, and what links there, mails that were sent before among it, leads \
             nowhere: let it redirect to `{after}` from somewhere else, with a certificate of its own, for as long as you can."
        ));
        about.push("Members log in again, because cookies belong to the old name.".to_owned());
    }
    if renamed || is.tls == Tls::None {
        about.extend(insisting(was, is.tls));
    }
    about.push(format!(
        "The bootstrap writes `{after}/` into Misago's database, to which mails link, unless an administrator has set \
         another address than `{before}/` there."
    ));
    Some(Joint {
        title: format!("The forum moves from {before} to {after}"),
        about: about.join(" "),
        interruption: None,
        objects: Vec::new(),
        before: Vec::new(),
        at_once: Vec::new(),
        after: Vec::new(),
    })
}

/// What browsers remember of the old name. Nothing when they were never told to insist on https.
fn insisting(was: &Site, is: Tls) -> Option<String> {
    if was.tls == Tls::None || was.hsts_days == 0 {
        return None;
    }
    let (old, days) = (&was.host, counted(was.hsts_days, "day"));
    if is == Tls::None {
        Some(format!(
            "Browsers that were told so (HSTS) insist on https for `{old}`, up to {days} after their last visit: set \
             that to 0, and wait so long, before you give up https."
        ))
    } else {
        Some(format!(
            "Browsers insist on https for `{old}` for up to {days} after their last visit (HSTS), so a redirect needs its certificate."
        ))
    }
}
