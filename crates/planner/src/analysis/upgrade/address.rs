//! The forum moves to another host name, or from http to https: what to change outside the cluster, and in which order.

use super::joint::{Joint, UNTIL_REPLACED, UpgradeSide};
use super::{find, id};
use crate::kube::Manifest;
use crate::shell::quote;
use crate::stack::counted;
use crate::stack::site::options::Tls;
use crate::stack::site::{self, options::Site};
use crate::stack::web;

/// None if the address stays the same.
pub(super) fn moved(was: &UpgradeSide<'_>, is: &UpgradeSide<'_>) -> Option<Joint> {
    let (before, after) = (site::address(was.plan), site::address(is.plan));
    if before == after {
        return None;
    }
    let (old, new) = (was.plan.site.host.as_str(), is.plan.site.host.as_str());
    let renamed = old != new;
    let kept = site::other_hosts(is.plan).contains(&old);
    let (tiers, at_once) = (tiers(was, is), old_ways_in(was, is));
    let (was, is) = (&was.plan.site, &is.plan.site);
    let mut about = Vec::new();
    if renamed {
        about.push(format!(
            "First point `{new}` to the cluster: add it to your DNS and wait until it resolves."
        ));
    }
    match is.tls {
        Tls::None => {}
        Tls::InFront => about.push(format!(
            "The certificate in front of the cluster must be for `{new}` before you apply."
        )),
        Tls::CertManager => about.push(format!(
            "{then} cert-manager orders the certificate for `{new}`, which takes minutes; until then browsers show \
             a warning.",
            then = if renamed { "Then apply." } else { "Apply." },
        )),
        Tls::Secret => about.push(format!("The certificate in your Secret must be for `{new}` before you apply.")),
    }
    if renamed && kept {
        about.push(format!(
            "`{old}` is among the other names and redirects to `{after}`: leave it in your DNS for as long as you can."
        ));
    } else if renamed {
        about.push(format!(
            "After you apply, `{old}` answers 404, and links to it, including those in mails, stop working. \
             Enter it among the other names, so that it redirects to `{after}` for as long as it leads here."
        ));
    }
    if renamed {
        about.push("Members have to log in again, because their cookies belong to the old name.".to_owned());
    }
    if renamed || is.tls == Tls::None {
        about.extend(insisting(was, is.tls));
    }
    if !at_once.is_empty() {
        about.push("The Ingress that redirects to https stays until you delete it, with the command of this upgrade: until then the forum cannot be reached.".to_owned());
    }
    if !tiers.is_empty() {
        let refused = if renamed {
            "every request for the new name (400)"
        } else {
            "forms that come over the new scheme (403)"
        };
        about.push(format!(
            "Old pods refuse {refused} until the last of them is gone, some tens of seconds (reasoned, not \
             measured): apply when few people are online."
        ));
    }
    about.push(format!(
        "The bootstrap changes the address for links in mails to `{after}/` in Misago's database, unless an \
         administrator has set an address other than `{before}/`."
    ));
    Some(Joint {
        title: format!("The forum moves from {before} to {after}"),
        about: about.join(" "),
        interruption: (!tiers.is_empty()).then_some(UNTIL_REPLACED),
        objects: tiers,
        before: Vec::new(),
        at_once,
        after: Vec::new(),
    })
}

/// What browsers remember about the old name (HSTS). None if they were never told to use only https.
fn insisting(was: &Site, is: Tls) -> Option<String> {
    if was.tls == Tls::None || was.hsts_days == 0 {
        return None;
    }
    let (old, days) = (&was.host, counted(was.hsts_days, "day"));
    if is == Tls::None {
        Some(format!(
            "Because of HSTS, browsers insist on https for `{old}` for up to {days} after their last visit. Set it \
             to 0 and wait that long before you give up https."
        ))
    } else {
        Some(format!(
            "Because of HSTS, browsers insist on https for `{old}` for up to {days} after their last visit, so the \
             redirect needs a certificate."
        ))
    }
}

/// The tiers that answer under the old address until they are replaced.
fn tiers(was: &UpgradeSide<'_>, is: &UpgradeSide<'_>) -> Vec<String> {
    let known = |new: &&Manifest| new.kind() == "Deployment" && find(was.objects, new).is_some();
    let objects = is.objects.iter().filter(|(part, _)| *part == web::PART.key);
    objects.map(|(_, new)| new).filter(known).map(id).collect()
}

/// Commands that delete the Ingresses which a forum without https no longer has: apply leaves them in place, and they
/// would go on redirecting to https.
fn old_ways_in(was: &UpgradeSide<'_>, is: &UpgradeSide<'_>) -> Vec<String> {
    if is.plan.site.tls != Tls::None || was.plan.site.namespace != is.plan.site.namespace {
        return Vec::new();
    }
    let left = was.objects.iter().map(|(_, old)| old);
    let left = left.filter(|old| old.kind() == "Ingress" && find(is.objects, old).is_none());
    let namespace = quote(was.plan.site.namespace.as_str());
    left.map(|old| {
        format!("kubectl --namespace {namespace} delete ingress {} --ignore-not-found", quote(old.name()))
    })
    .collect()
}
