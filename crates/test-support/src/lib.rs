//! Shared by the tests of several crates: golden secrets, and random plans as the form would make them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

pub mod bundles;
pub mod choices;

use std::path::{Path, PathBuf};

use planner::field::{Control, Field};
use planner::plan::Plan;
use planner::presets;
use planner::secrets::{SecretKey, Secrets};
use planner::stack;
use proptest::prelude::*;

/// The plan of a preset.
pub fn preset(key: &str) -> Plan {
    (presets::preset(key).unwrap_or_else(|| panic!("there is no preset {key}")).plan)()
}

/// Whether a text names all of these: what it says of them may be reworded.
pub fn mentions(text: &str, all: &[&str]) -> bool {
    all.iter().all(|one| text.contains(one))
}

/// A value of the golden bundles.
pub fn published_secret(key: SecretKey) -> String {
    format!("published-example-{}-not-for-use", key.env().to_lowercase().replace('_', "-"))
}

/// The secrets of the golden bundles. They are public, and rule FP082 knows them by their beginning.
pub fn published_secrets(plan: &Plan) -> Secrets {
    let mut secrets = Secrets::default();
    for key in SecretKey::ALL.iter().filter(|key| key.needed(plan)) {
        secrets.set(*key, &published_secret(*key)).expect("one line");
    }
    secrets
}

/// Text that an operator might type into this field: mostly valid, sometimes odd.
fn typed(field: &'static Field) -> BoxedStrategy<String> {
    match &field.control {
        Control::Toggle { .. } => any::<bool>().prop_map(|on| on.to_string()).boxed(),
        Control::Count { least, most, .. } => {
            let (least, most) = (*least, *most);
            let small = least..=most.min(least.saturating_add(6));
            prop_oneof![4 => small, 1 => least..=most].prop_map(|n| n.to_string()).boxed()
        }
        Control::Choice { options, .. } => {
            let keys: Vec<&'static str> = options.iter().map(|(key, _)| *key).collect();
            proptest::sample::select(keys).prop_map(str::to_owned).boxed()
        }
        Control::Text { .. } => proptest::sample::select(TEXTS.to_vec())
            .prop_map(str::to_owned)
            .boxed()
            .prop_union("[a-z0-9.:/@=-]{0,70}".boxed())
            .or(".{0,40}".boxed())
            .boxed(),
        Control::Secret(_) => Just(String::new()).boxed(),
    }
}

/// The folder of the repository: golden bundles, documents and fixtures are found from here.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The certificate of a controller whose key lies beside it.
pub const CERTIFICATE: &str = include_str!("../../../tests/fixtures/sealing/controller.crt");

/// The public half of the key of age that lies beside it.
pub const RECIPIENT: &str = include_str!("../../../tests/fixtures/sealing/recipient.txt");

/// Words of every kind; each field takes those that it can.
const TEXTS: &[&str] = &[
    "",
    "forum",
    "talk-2",
    "kube-system",
    "default",
    "no",
    "on",
    "y",
    "null",
    "123",
    "1e3",
    "0x1F",
    "1_000",
    "forum.example.org",
    "app.gic6.k3s",
    "www.misago-project.org, misago-project.org",
    "forum.misago-project.org",
    "a.b",
    "longhorn",
    "local-path",
    "db.internal",
    "10.0.0.5",
    "10.42.0.0/16",
    "0.0.0.0/0",
    "10.0.0.0/8, fd00::/8",
    "500m",
    "2",
    "0.25",
    "64",
    "512Mi",
    "1Gi",
    "2Ti",
    "1Mi",
    "64Mi",
    "587",
    "65535",
    "30 1 * * *",
    "*/5 0-6 * * 1,3",
    "UTC",
    "Europe/Lisbon",
    "Admin",
    "Forum Administrator",
    "a",
    "ü",
    "it's; rm -rf /",
    "$(reboot)",
    "{{ .Values }}",
    "# not a comment",
    "- item",
    "key: value",
    "\"quoted\"",
    "admin@example.org",
    "o'hara@mail.example.com",
    "app.kubernetes.io/name=traefik",
    "k8s-app=ingress",
    "nginx",
    "nginx:latest",
    "registry.local:5000/team/misago:0.39.6",
    "cluster.local",
    "k8s.internal",
    CERTIFICATE,
    RECIPIENT,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// A plan that the form can produce: some fields of the default plan changed, each through its field,
/// which refuses what it cannot take. Derived from the descriptors, so a new option is in at once.
pub fn any_plan() -> impl Strategy<Value = Plan> {
    let fields: Vec<&'static Field> = stack::fields().collect();
    let count = fields.len();
    let edits = proptest::collection::vec(
        (0..count).prop_flat_map(move |at| {
            let field = stack::fields().nth(at).expect("within the count");
            (Just(at), typed(field))
        }),
        0..40,
    );
    edits.prop_map(move |edits| {
        let mut plan = Plan::default();
        for (at, text) in edits {
            // A refusal leaves the plan as it was, which is what this is about.
            let _ = fields[at].write(&mut plan, &text);
        }
        plan
    })
}

/// Secrets with some missing, some generated and some odd.
pub fn any_secrets() -> impl Strategy<Value = Secrets> {
    proptest::collection::vec(
        prop_oneof![Just(String::new()), "[ -~]{1,40}", ".{0,20}"],
        SecretKey::ALL.len(),
    )
    .prop_map(|values| {
        let mut secrets = Secrets::default();
        for (key, value) in SecretKey::ALL.iter().zip(values) {
            let _ = secrets.set(*key, &value);
        }
        secrets
    })
}
