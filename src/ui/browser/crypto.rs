//! Encryption with the browser's WebCrypto, and the current time. (Randomness is in [`super::random`].) Methods are looked
//! up by name, because bindings for eight of them would make the page larger.

use js_sys::{Array, Date, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::window;
use planner::sealing::Primitives;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Seconds since 1970.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "today's clock")]
pub fn seconds() -> u64 {
    (Date::now() / 1000.0) as u64
}

/// The browser's own.
pub struct Subtle;

impl Primitives for Subtle {
    /// It draws the padding's randomness by itself.
    async fn rsa_oaep(&self, key: &[u8], label: &[u8], _: &[u8; 32], plain: &[u8]) -> Option<Vec<u8>> {
        let kind = object(&[("name", "RSA-OAEP".into()), ("hash", "SHA-256".into())]);
        let key = import("spki", key, &kind, &["encrypt"]).await?;
        let how = object(&[("name", "RSA-OAEP".into()), ("label", bytes(label))]);
        ask("encrypt", &[how, key, bytes(plain)]).await.map(|answer| taken(&answer))
    }

    async fn aes_gcm(&self, key: &[u8; 32], nonce: &[u8], about: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let key = import("raw", key, &"AES-GCM".into(), &["encrypt"]).await?;
        let how =
            object(&[("name", "AES-GCM".into()), ("iv", bytes(nonce)), ("additionalData", bytes(about))]);
        ask("encrypt", &[how, key, bytes(plain)]).await.map(|answer| taken(&answer))
    }

    async fn x25519(&self, secret: &[u8; 32], point: &[u8; 32]) -> Option<[u8; 32]> {
        // A bare secret number is taken in PKCS #8 only, which for this curve is these bytes and the number (RFC 8410).
        const BEFORE: [u8; 16] = [48, 46, 2, 1, 0, 48, 5, 6, 3, 43, 101, 110, 4, 34, 4, 32];
        let kind = object(&[("name", "X25519".into())]);
        let secret = import("pkcs8", &[BEFORE.as_slice(), secret].concat(), &kind, &["deriveBits"]).await?;
        let point = import("raw", point, &kind, &[]).await?;
        let how = object(&[("name", "X25519".into()), ("public", point)]);
        let answer = ask("deriveBits", &[how, secret, JsValue::from(256)]).await?;
        taken(&answer).try_into().ok()
    }
}

async fn import(form: &str, key: &[u8], kind: &JsValue, uses: &[&str]) -> Option<JsValue> {
    let uses: Array = uses.iter().map(|word| JsValue::from_str(word)).collect();
    ask("importKey", &[form.into(), bytes(key), kind.clone(), JsValue::FALSE, uses.into()]).await
}

/// Calls a method of `crypto.subtle`, which pages without HTTPS do not have.
async fn ask(method: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let crypto = Reflect::get(&window(), &"crypto".into()).ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok().filter(JsValue::is_object)?;
    let function: Function = Reflect::get(&subtle, &method.into()).ok()?.dyn_into().ok()?;
    let promise: Promise = function.apply(&subtle, &arguments.iter().collect()).ok()?.dyn_into().ok()?;
    JsFuture::from(promise).await.ok()
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // A plain object takes every property.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn taken(answer: &JsValue) -> Vec<u8> {
    Uint8Array::new(answer).to_vec()
}
