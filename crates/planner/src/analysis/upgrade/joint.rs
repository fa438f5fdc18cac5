//! Changes at both ends of a connection in the same apply. Each alone may be harmless: Redis is back after 3 seconds, and
//! the tiers replace their pods one by one. But if both ends change a setting that must be equal, old pods meet a new
//! server, and their requests fail until the last of them is replaced.
//!
//! Both ends are found in existing data: the topology's links tell which pods connect to which, and the pod templates
//! tell which secret both read.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::find;
use crate::failure::Seconds;
use crate::kube::{ObjectSet, to_value};
use crate::plan::Plan;
use crate::secrets::{SecretKey, Secrets};
use crate::shell::quote;
use crate::sorting::to_set;
use crate::stack::{postgres, redis, secrets, topology};
use crate::topology::{Carries, Node, NodeId, Peer, Topology};

/// The combined effect of several changes in one apply.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Joint {
    /// What changes, in words for a heading.
    pub title: String,
    /// What that means for visitors, and how to avoid it: sentences, with commands in backticks.
    pub about: String,
    /// For how long some requests fail because of it; None if none fail.
    pub interruption: Option<Seconds>,
    /// The objects whose changes meet: `StatefulSet/redis`.
    pub objects: Vec<String>,
    /// What to run before the apply.
    pub before: Vec<String>,
    /// What to run as soon as the apply is done: new pods wait for it.
    pub at_once: Vec<String>,
    /// What to run when every pod has been replaced.
    pub after: Vec<String>,
}

/// One of the two bundles that are compared.
pub(super) struct UpgradeSide<'a> {
    pub(super) plan: &'a Plan,
    pub(super) secrets: &'a Secrets,
    pub(super) objects: &'a ObjectSet,
}

/// Requests fail from the restart of Redis until the last old pod of the tiers is gone (docs/facts.md, “A password
/// that both ends change”): the password alone, and with a new image, whose pods wait for the bootstrap first.
const REDIS_PASSWORD: Seconds = Seconds::new(18, 56);
/// Not measured for the others. New pods of the tiers are ready 9 seconds after the servers answer, and old pods stop one
/// after the other.
pub(super) const UNTIL_REPLACED: Seconds = Seconds::new(10, 60);

/// The combined effects of the changes from one side to the other.
pub(super) fn judged(was: &UpgradeSide<'_>, is: &UpgradeSide<'_>) -> Vec<Joint> {
    if was.plan.site.namespace != is.plan.site.namespace {
        return Vec::new();
    }
    let changed: Vec<SecretKey> =
        SecretKey::ALL.iter().copied().filter(|key| is_changed(*key, was, is)).collect();
    let (old_ways, new_ways) = (topology(was.plan), topology(is.plan));
    if changed.is_empty() && old_ways.links == new_ways.links {
        return Vec::new();
    }
    let meetings = Meetings::of(was, is, old_ways, new_ways);
    // Those first of which two values can be accepted: the commands for that stand with the first one.
    let of_redis = redis::passwords::takes_two(is.plan);
    let (both, others): (Vec<SecretKey>, Vec<SecretKey>) =
        changed.into_iter().partition(|key| key.signs() || (*key == SecretKey::RedisPassword && of_redis));
    let mut all: Vec<Joint> =
        both.iter().filter(|key| key.signs()).map(|key| meetings.of_signature(*key, is.plan)).collect();
    all.extend(both.iter().chain(&others).flat_map(|key| meetings.of_secret(*key, is)));
    if !both.is_empty()
        && let Some(first) = all.first_mut()
    {
        accept_both(first, &both, is.plan);
    }
    all.extend(meetings.of_ways());
    let closed = meetings.of_closed_ways(is.plan);
    all.extend(closed);
    all
}

fn is_changed(key: SecretKey, was: &UpgradeSide<'_>, is: &UpgradeSide<'_>) -> bool {
    let (old, new) = (was.secrets.get(key), is.secrets.get(key));
    key.held(was.plan) && key.held(is.plan) && !old.is_empty() && !new.is_empty() && old != new
}

/// A kind of pod that runs in both bundles.
struct Workload {
    id: String,
    component: String,
    keys: BTreeSet<SecretKey>,
    rolls: bool,
}

struct Meetings {
    workloads: Vec<Workload>,
    was: Topology,
    is: Topology,
}

impl Meetings {
    fn of(was: &UpgradeSide<'_>, is: &UpgradeSide<'_>, old_ways: Topology, new_ways: Topology) -> Self {
        let workloads = is.objects.iter().filter_map(|(_, new)| {
            if !matches!(new.kind(), "Deployment" | "StatefulSet") {
                return None;
            }
            let (old, new_value) = (to_value(find(was.objects, new)?), to_value(new));
            let template = &new_value["spec"]["template"];
            let mut keys = BTreeSet::new();
            secrets_in(template, &mut keys);
            let component =
                template["metadata"]["labels"]["app.kubernetes.io/component"].as_str()?.to_owned();
            Some(Workload {
                id: super::id(new),
                component,
                keys,
                rolls: old["spec"]["template"] != *template,
            })
        });
        Self { workloads: workloads.collect(), was: old_ways, is: new_ways }
    }

    fn behind<'a>(&'a self, node: &'a Node) -> impl Iterator<Item = &'a Workload> {
        self.workloads.iter().filter(move |workload| match &node.peer {
            Peer::Pods(components) => components.contains(&workload.component.as_str()),
            _ => false,
        })
    }

    /// Who asks this node in both bundles, and rolls: their old pods meet it as it will be.
    fn clients<'a>(&'a self, server: &'a Node) -> impl Iterator<Item = &'a Workload> {
        let asks = |topology: &Topology, from: NodeId| {
            let mut links = topology.links.iter().filter(|link| link.from == from && link.to == server.id);
            links.any(|link| matches!(link.carries, Carries::Tcp { .. }))
        };
        let nodes =
            self.is.nodes.iter().filter(move |node| {
                node.id != server.id && asks(&self.was, node.id) && asks(&self.is, node.id)
            });
        nodes.flat_map(|node| self.behind(node)).filter(|workload| workload.rolls)
    }

    /// One for each server that checks this secret and whose clients show it.
    fn of_secret(&self, key: SecretKey, is: &UpgradeSide<'_>) -> Vec<Joint> {
        let meeting = |server: &Node| {
            let clients: Vec<&Workload> =
                self.clients(server).filter(|client| client.keys.contains(&key)).collect();
            let operated = matches!(server.peer, Peer::OperatorPods { .. });
            let servers: Vec<&Workload> = self.behind(server).filter(|it| it.keys.contains(&key)).collect();
            if clients.is_empty() || (servers.is_empty() && !operated) {
                return None;
            }
            let rolls = operated || servers.iter().any(|it| it.rolls);
            let objects = servers.iter().chain(&clients).map(|it| it.id.clone()).collect();
            Some(of_password(key, server, rolls, objects, is.plan))
        };
        self.is.nodes.iter().filter_map(meeting).collect()
    }

    /// Pods of the old and of the new key answer the same visitors.
    fn of_signature(&self, key: SecretKey, plan: &Plan) -> Joint {
        let signers = self.workloads.iter().filter(|it| it.rolls && it.keys.contains(&key));
        Joint {
            title: format!("New value for {}", secrets::name(key)),
            about: format!(
                "By itself this logs everyone out and breaks the links in mails. With the commands of this upgrade \
                 the new pods also accept the old key (Django's `SECRET_KEY_FALLBACKS`), so links and sessions \
                 stay valid. Only members who use the forum while its pods are replaced may have to log in again, \
                 because old pods do not know the new key (reasoned, not measured). New pods accept the old key \
                 until they are replaced the next time. If the key has leaked, do that after the last command of \
                 this upgrade to invalidate everything it has signed: `kubectl --namespace {} rollout restart \
                 deployment`.",
                plan.site.namespace
            ),
            interruption: None,
            objects: signers.map(|it| it.id.clone()).collect(),
            before: Vec::new(),
            at_once: Vec::new(),
            after: Vec::new(),
        }
    }

    /// Servers that are replaced while the way to them becomes another one.
    fn of_ways(&self) -> Vec<Joint> {
        let ports = |topology: &Topology, server: NodeId| -> BTreeSet<u16> {
            let to = topology.links.iter().filter(|link| link.to == server && link.from != server);
            to.filter_map(|link| match link.carries {
                Carries::Tcp { port, .. } => Some(port),
                Carries::Files { .. } => None,
            })
            .collect()
        };
        let meeting = |server: &Node| {
            let servers: Vec<&Workload> = self.behind(server).filter(|it| it.rolls).collect();
            let clients: Vec<&Workload> = self.clients(server).collect();
            let same = ports(&self.was, server.id) == ports(&self.is, server.id);
            if same || servers.is_empty() || clients.is_empty() {
                return None;
            }
            Some(Joint {
                title: format!("{} changes, and so does the way to it", server.title),
                about: format!(
                    "Old pods keep using {} the old way, and their requests to it fail until the last of them is \
                     replaced: tens of seconds (reasoned, not measured). This cannot be avoided: apply when few \
                     people are online.",
                    server.title
                ),
                interruption: Some(UNTIL_REPLACED),
                objects: servers.iter().chain(&clients).map(|it| it.id.clone()).collect(),
                before: Vec::new(),
                at_once: Vec::new(),
                after: Vec::new(),
            })
        };
        self.is.nodes.iter().filter_map(meeting).collect()
    }

    /// Ways that the new plan has no more. The policies, and with them who may open a connection, change at once, long
    /// before the last old pod is gone. Where the server itself becomes another one that is told already.
    fn of_closed_ways(&self, plan: &Plan) -> Option<Joint> {
        let mut clients: Vec<&Workload> = Vec::new();
        let mut servers: Vec<&str> = Vec::new();
        for server in &self.was.nodes {
            let restarts = self.behind(server).any(|it| it.rolls);
            let inside = matches!(server.peer, Peer::Pods(_) | Peer::OperatorPods { .. });
            if restarts || !inside {
                continue;
            }
            let before = clients.len();
            for client in &self.was.nodes {
                let (old, new) =
                    (ports(&self.was, client.id, server.id), ports(&self.is, client.id, server.id));
                if client.id != server.id && !old.is_subset(&new) {
                    clients.extend(self.behind(client).filter(|it| it.rolls));
                }
            }
            if clients.len() > before {
                servers.push(&server.title);
            }
        }
        let objects: Vec<String> =
            to_set(clients.iter().map(|client| client.id.clone())).into_iter().collect();
        if objects.is_empty() {
            return None;
        }
        let kubectl = format!("kubectl --namespace {}", plan.site.namespace);
        Some(Joint {
            title: format!("Old pods go on asking {}, and new ones do not", servers.join(" and ")),
            about: format!(
                "Without the commands of this upgrade the network policies close that way at once: what old pods ask over a \
                 new connection fails until the last of them is gone, some tens of seconds. With them a policy of its own, \
                 `{OLD_WAYS}`, lets the forum's pods reach each other until all are replaced (both reasoned, not measured)."
            ),
            interruption: Some(UNTIL_REPLACED),
            objects,
            before: vec![format!("printf %s {} | {kubectl} apply -f -", quote(&every_way()))],
            at_once: Vec::new(),
            after: vec![format!("{kubectl} delete networkpolicy {OLD_WAYS}")],
        })
    }
}

/// A temporary policy that lets all pods of the namespace reach each other. Policies only ever add permissions.
const OLD_WAYS: &str = "upgrade-old-ways";

fn every_way() -> String {
    let pods = json!([{ "podSelector": {} }]);
    json!({
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": { "name": OLD_WAYS },
        "spec": {
            "podSelector": {},
            "policyTypes": ["Ingress", "Egress"],
            "ingress": [{ "from": pods }],
            "egress": [{ "to": pods }],
        },
    })
    .to_string()
}

/// The ports at which a node's clients reach its pods.
fn ports(topology: &Topology, from: NodeId, server: NodeId) -> BTreeSet<u16> {
    let to = topology.links.iter().filter(|link| link.from == from && link.to == server);
    to_set(to.filter_map(|link| match link.carries {
        Carries::Tcp { port, .. } => Some(port),
        Carries::Files { .. } => None,
    }))
}

/// The keys of the forum's Secret that a template reads.
fn secrets_in(value: &Value, keys: &mut BTreeSet<SecretKey>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| secrets_in(item, keys)),
        Value::Object(map) => {
            let reference = &value["secretKeyRef"];
            if reference["name"] == secrets::SECRET {
                keys.extend(reference["key"].as_str().and_then(SecretKey::from_env));
            }
            map.values().for_each(|inside| secrets_in(inside, keys));
        }
        _ => {}
    }
}

fn of_password(key: SecretKey, server: &Node, rolls: bool, objects: Vec<String>, plan: &Plan) -> Joint {
    let (name, title) = (secrets::name(key), &server.title);
    let heading = format!("{title} and its clients get a new value for {name}");
    let of_redis = (key, server.id) == (SecretKey::RedisPassword, NodeId(redis::NODE));
    if of_redis && !redis::passwords::takes_two(plan) {
        return Joint {
            title: heading,
            about: format!(
                "Redis comes back with the new password while old pods still have the old one: every page that \
                 they are asked for answers 500 until they are replaced, for about 18 seconds, and for about 56 \
                 when a new image rolls out too (17.8 and 55.5 measured, with one pod of Redis). Accepting both \
                 for a while takes the access lists of Redis {}.{}, and `{}` is older. Change the image first, in \
                 an upgrade of its own, or apply when few people are online.",
                redis::passwords::OLDEST.0,
                redis::passwords::OLDEST.1,
                plan.redis.image
            ),
            interruption: Some(REDIS_PASSWORD),
            objects,
            before: Vec::new(),
            at_once: Vec::new(),
            after: Vec::new(),
        };
    }
    if of_redis {
        return Joint {
            title: heading,
            about: "Without the commands of this upgrade, Redis restarts with the new password while old pods \
                    still use the old one: they answer 500 until they are replaced, for about 18 seconds, or about \
                    56 when a new image rolls out too, because its pods wait for the bootstrap first (17.8 and \
                    55.5 measured, with one Redis pod). With the commands Redis accepts both passwords until all \
                    pods are replaced, and the only interruption is its own restart, below; the last command \
                    restarts it again."
                .to_owned(),
            interruption: Some(REDIS_PASSWORD),
            objects,
            before: Vec::new(),
            at_once: Vec::new(),
            after: Vec::new(),
        };
    }
    let (about, at_once) = if rolls {
        (
            format!(
                "After its restart {title} accepts only the new value, and old pods' requests to it fail until the \
                 last of them is replaced: tens of seconds (reasoned, not measured). Apply when few people are \
                 online."
            ),
            Vec::new(),
        )
    } else {
        (
            format!(
                "{title} set its password when it was installed and does not read the new one from the Secret: new \
                 pods wait and the old ones keep serving. Run the command here right after you apply: the new pods \
                 then start, and new connections of old pods fail until they are replaced (reasoned, not \
                 measured)."
            ),
            vec![change_role(key, plan)],
        )
    };
    Joint {
        title: heading,
        about,
        interruption: Some(UNTIL_REPLACED),
        objects,
        before: Vec::new(),
        at_once,
        after: Vec::new(),
    }
}

/// The commands with which servers accept the old values beside the new ones, and those that end it. One Secret holds all
/// old values.
fn accept_both(joint: &mut Joint, keys: &[SecretKey], plan: &Plan) {
    let kubectl = format!("kubectl --namespace {}", plan.site.namespace);
    let values = keys.iter().map(|key| {
        let (env, secret) = (key.env(), secrets::SECRET);
        format!(
            " --from-literal={env}=\"$({kubectl} get secret {secret} --output go-template='{{{{base64decode .data.{env}}}}}')\""
        )
    });
    let values: String = values.collect();
    joint.before.push(format!("{kubectl} create secret generic {}{values}", secrets::BEFORE));
    let of_redis = keys.contains(&SecretKey::RedisPassword);
    if of_redis {
        joint.after.extend(redis::passwords::settle(plan));
    }
    joint.after.push(format!("{kubectl} delete secret {}", secrets::BEFORE));
    if of_redis {
        joint.after.push(format!("{kubectl} rollout restart statefulset/{}", redis::NODE));
    }
}

/// PostgreSQL keeps a role's password in the database.
fn change_role(key: SecretKey, plan: &Plan) -> String {
    let kubectl = format!("kubectl --namespace {}", plan.site.namespace);
    let script = format!(
        "new=$(cat); export new; printf '%s\\n' '\\getenv new new' \"ALTER ROLE \\\"{}\\\" PASSWORD :'new';\" | psql --username postgres",
        plan.postgres.user
    );
    format!(
        "{kubectl} get secret {} --output go-template='{{{{base64decode .data.{}}}}}' | {kubectl} exec --stdin statefulset/{} --container {} -- sh -c {}",
        secrets::SECRET,
        key.env(),
        postgres::NODE,
        postgres::NODE,
        quote(&script)
    )
}
