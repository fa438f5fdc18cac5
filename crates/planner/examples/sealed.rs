//! Encrypts unusual values and whole bundles with the keys in `tests/sealing/`, so that other programs can decrypt them:
//! `cargo run --example sealed -- FOLDER`. The expected values are written beside them in clear text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(clippy::disallowed_types, clippy::disallowed_methods, clippy::disallowed_macros)]

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use planner::bundle::sealing as bundles;
use planner::inputs::Inputs;
use planner::outcome::outcome;
use planner::plan::Plan;
use planner::sealing::native::Native;
use planner::sealing::{Entropy, Leaf, armored, at_once, encrypted, moment, sealed};
use planner::secrets::Secrets;
use planner::stack::postgres::options::Mode;
use planner::stack::secrets::{self, options::Form, options::Scope};
use planner::values::{Certificate, Choices, Recipients};
use serde_json::{Value, json};

const CERTIFICATE: &str = include_str!("../../../tests/fixtures/sealing/controller.crt");
const RECIPIENT: &str = include_str!("../../../tests/fixtures/sealing/recipient.txt");

/// "Randomness" for values that need not be secret: it counts.
fn counting() -> impl FnMut() -> u8 {
    let mut next = 0_u64;
    move || {
        next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u8::try_from(next >> 56).unwrap_or_default()
    }
}

fn odd() -> Vec<String> {
    vec![
        String::new(),
        "x".repeat(64 * 1024),
        "Grüße, 世界 🙂 \u{0} \u{feff}".to_owned(),
        "one\ntwo\r\n\n three: \"four\" #five".to_owned(),
        " ".to_owned(),
        "true".to_owned(),
        "0x1F".to_owned(),
        "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:str]".to_owned(),
    ]
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder to write to");
    let folder = Path::new(&folder);
    fs::create_dir_all(folder).expect("a folder that can be written to");
    let write = |name: &str, text: String| fs::write(folder.join(name), text).expect("a file");
    let mut random = counting();
    let mut entropy = Entropy::new(&mut random);
    let key = CERTIFICATE.parse::<Certificate>().expect("a certificate").certified().expect("its key").key;

    let mut values = Vec::new();
    for (at, value) in odd().into_iter().enumerate() {
        let label = ["forum/forum-secrets", "forum", ""][at % 3];
        let text = at_once(sealed(&Native, &mut entropy, &key, label, value.as_bytes()));
        let text = text.expect("at once").expect("sealed");
        values.push(json!({ "label": label, "sealed": text, "value": STANDARD.encode(value) }));
    }
    write("values.json", Value::from(values).to_string());
    write("odd.sops.yaml", odd_sops(&mut entropy));
    let plain: serde_json::Map<String, Value> =
        odd().into_iter().enumerate().map(|(at, value)| (format!("value-{at}"), json!(value))).collect();
    write("odd.json", json!({ "kind": "Odd", "data": plain }).to_string());
    for (at, (form, scope, mode)) in [
        (Form::Sealed, Scope::Strict, Mode::InCluster),
        (Form::Sealed, Scope::Namespace, Mode::CloudNativePg),
        (Form::Sealed, Scope::Cluster, Mode::InCluster),
        (Form::Sops, Scope::Strict, Mode::InCluster),
        (Form::Sops, Scope::Strict, Mode::CloudNativePg),
    ]
    .into_iter()
    .enumerate()
    {
        let mut plan = Plan::default();
        plan.postgres.mode = mode;
        plan.secrets.form = form;
        plan.secrets.scope = scope;
        plan.secrets.certificate = CERTIFICATE.parse().ok();
        plan.secrets.recipients = RECIPIENT.parse::<Recipients>().ok();
        let mut values = Secrets::default();
        values.fill(&plan, counting());
        let files = outcome(&plan, &values).files;
        let inputs = Inputs::new(&plan, &values);
        let mut random = counting();
        let ready = at_once(bundles::ready(&inputs, &files, &Native, &mut random, 1_790_000_000));
        let ready = ready.expect("at once").expect("encrypted");
        let text = &ready.get(secrets::file(&plan)).expect("the file of the Secret").text;
        write(&format!("{at}.{}.{}.yaml", form.key(), scope.key()), text.clone());
        let wanted = secrets::wanted(&inputs).into_iter().map(|secret| {
            let data = secret.values.into_iter().map(|(key, value)| (key.to_owned(), json!(value)));
            (secret.name.to_owned(), Value::Object(data.collect()))
        });
        write(&format!("{at}.expected.json"), Value::Object(wanted.collect()).to_string());
    }
}

/// A file of SOPS with values that no Secret of ours may have.
fn odd_sops(entropy: &mut Entropy<'_>) -> String {
    let key = [7; 32];
    let mut leaves = vec![Leaf { path: vec!["kind".to_owned()], value: "Odd".to_owned(), secret: false }];
    leaves.extend(odd().into_iter().enumerate().map(|(at, value)| Leaf {
        path: vec!["data".to_owned(), format!("value-{at}")],
        value,
        secret: true,
    }));
    let when = moment(1_790_000_000);
    let (values, mac) =
        at_once(encrypted(&Native, entropy, &key, &leaves, &when)).expect("at once").expect("encrypted");
    let recipients: Recipients = RECIPIENT.parse().expect("a recipient");
    let age: Vec<Value> = recipients
        .keys()
        .map(|(recipient, point)| {
            let enc = at_once(armored(&Native, entropy, &point, &key)).expect("at once").expect("encrypted");
            json!({ "recipient": recipient, "enc": enc })
        })
        .collect();
    let data: serde_json::Map<String, Value> =
        values.into_iter().enumerate().map(|(at, value)| (format!("value-{at}"), json!(value))).collect();
    // JSON is YAML.
    json!({ "kind": "Odd", "data": data, "sops": secrets::sops(age, &when, &mac) }).to_string()
}
