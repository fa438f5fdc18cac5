//! The forum's container image, and the version of Misago in it.

use serde::Serialize;

use crate::values::{DnsSubdomain, ImageRef, MirrorAddress, choices};

/// The version of Misago that this planner is made for, for literals: `concat!("misago:", misago!())`. It
/// is written here and in the lock beside it (`context/requirements.txt`), and nowhere else; another one
/// means another lock, and measuring anew.
macro_rules! misago {
    () => {
        "0.39.6"
    };
}
pub(crate) use misago;

/// [`misago!`] as a value.
pub const MISAGO: &str = misago!();

choices! {
    /// When a node pulls the image.
    PullPolicy {
        /// When it has no copy: right for fixed tags and for clusters without a registry in reach.
        IfNotPresent = "IfNotPresent", "only when the node has no copy";
        /// At every start of a pod.
        Always = "Always", "every time a pod starts";
    }
}

/// The image that `image/` of the bundle builds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Image {
    /// Where it is pushed to and pulled from.
    pub reference: ImageRef,
    /// When nodes pull images.
    pub pull_policy: PullPolicy,
    /// A Secret with the registry's login, if it needs one.
    pub pull_secret: Option<DnsSubdomain>,
    /// Where all other images come from, if the nodes do not pull from the internet.
    pub mirror: Option<MirrorAddress>,
}

impl Image {
    /// Where nodes pull an image from: the mirror, for those of public registries. The forum's own image is where its
    /// option says.
    pub fn pulled(&self, image: &str) -> String {
        let mirrored = self.mirror.as_ref().filter(|_| image != self.reference.as_str());
        mirrored.and_then(|mirror| mirror.name_of(image)).unwrap_or_else(|| image.to_owned())
    }
}

impl Default for Image {
    fn default() -> Self {
        Self {
            reference: ImageRef::known(concat!("registry.example.org/forum/misago:", misago!())),
            pull_policy: PullPolicy::IfNotPresent,
            pull_secret: None,
            mirror: None,
        }
    }
}
