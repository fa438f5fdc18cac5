//! Where pods may run: labels of nodes, and taints that pods put up with.

use super::names::check_pair;
use super::{ParseError, word};

/// The most that one of these options takes, so that no hostile file makes every answer slow.
const MOST: usize = 16;

word! {
    /// Labels that a node must have, `key=value`, separated by commas.
    NodeLabels, check_labels
}

word! {
    /// Taints that pods tolerate, as `kubectl taint` writes them, separated by commas: `key=value:NoSchedule`,
    /// `key:NoExecute`, `key=value` or `key`.
    Taints, check_taints
}

/// One taint that pods tolerate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taint<'a> {
    /// Its key.
    pub key: &'a str,
    /// Its value; None tolerates any.
    pub value: Option<&'a str>,
    /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`; None tolerates each.
    pub effect: Option<&'a str>,
}

impl NodeLabels {
    /// Key and value of each label, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.as_str().split(',').filter_map(|pair| pair.trim().split_once('='))
    }
}

impl Taints {
    /// The taints, in the order written.
    pub fn iter(&self) -> impl Iterator<Item = Taint<'_>> {
        self.as_str().split(',').map(|one| taint(one.trim()))
    }
}

fn taint(text: &str) -> Taint<'_> {
    let (rest, effect) = text.split_once(':').map_or((text, None), |(rest, effect)| (rest, Some(effect)));
    let (key, value) = rest.split_once('=').map_or((rest, None), |(key, value)| (key, Some(value)));
    Taint { key, value, effect }
}

fn check_labels(text: &str) -> Result<(), ParseError> {
    let pairs: Vec<&str> = text.split(',').map(str::trim).collect();
    let mut keys: Vec<&str> = pairs.iter().filter_map(|pair| pair.split('=').next()).collect();
    keys.sort_unstable();
    let twice = keys.windows(2).any(|two| two[0] == two[1]);
    if pairs.len() <= MOST && !twice && pairs.iter().all(|pair| check_pair(pair).is_ok()) {
        Ok(())
    } else {
        Err(ParseError::new(format!(
            "Enter up to {MOST} labels as key=value, separated by commas, each key once, like kubernetes.io/arch=arm64."
        )))
    }
}

fn check_taints(text: &str) -> Result<(), ParseError> {
    let taints: Vec<&str> = text.split(',').map(str::trim).collect();
    let fits = |text: &&str| {
        let Taint { key, value, effect } = taint(text);
        let effect_fits =
            effect.is_none_or(|effect| ["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&effect));
        // A value follows the same rules as a label's.
        effect_fits
            && check_pair(&format!("{key}={}", value.filter(|it| !it.is_empty()).unwrap_or("x"))).is_ok()
    };
    if taints.len() <= MOST && taints.iter().all(fits) {
        Ok(())
    } else {
        Err(ParseError::new(format!(
            "Enter up to {MOST} taints as kubectl taint takes them, separated by commas, like dedicated=forum:NoSchedule."
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_nodes_have_each_key_once() {
        let labels: NodeLabels = "kubernetes.io/arch=arm64, disk=ssd".parse().unwrap();
        assert_eq!(labels.iter().collect::<Vec<_>>(), [("kubernetes.io/arch", "arm64"), ("disk", "ssd")]);
        for bad in ["", "disk", "disk=ssd,disk=hdd", "a b=c", "disk=ssd,"] {
            assert!(bad.parse::<NodeLabels>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_taint_is_written_as_kubectl_writes_it() {
        let taints: Taints = "dedicated=forum:NoSchedule,spot:NoExecute, gpu".parse().unwrap();
        let read: Vec<_> = taints.iter().map(|one| (one.key, one.value, one.effect)).collect();
        assert_eq!(
            read,
            [
                ("dedicated", Some("forum"), Some("NoSchedule")),
                ("spot", None, Some("NoExecute")),
                ("gpu", None, None)
            ]
        );
        for bad in ["", "a:Never", ":NoSchedule", "a b:NoSchedule", "a=b c", "a,,b"] {
            assert!(bad.parse::<Taints>().is_err(), "{bad}");
        }
    }
}
