//! age's file format (age-encryption.org/v1) for one recipient and a few bytes, in which SOPS stores its data key.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use chacha20poly1305::aead::Aead;
use chacha20poly1305::{ChaCha20Poly1305, KeyInit};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::{Entropy, Primitives, SealError};

/// The base point of Curve25519.
const BASE: [u8; 32] = {
    let mut point = [0; 32];
    point[0] = 9;
    point
};

/// A chunk holds 64 KiB; only one is written here, and it is the last.
const CHUNK: usize = 64 * 1024;
const LAST: [u8; 12] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];

/// The plain bytes as an armoured file that this recipient can open.
///
/// # Errors
/// Without randomness, or when the primitives do not know the recipient's curve.
pub async fn armored(
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    recipient: &[u8; 32],
    plain: &[u8],
) -> Result<String, SealError> {
    let refused = || {
        SealError::new(
            "This browser cannot encrypt to age keys because it lacks X25519. Use a newer browser.",
        )
    };
    if plain.len() > CHUNK {
        return Err(SealError::new("This is too long to encrypt with age here."));
    }
    let file_key: Zeroizing<[u8; 16]> = Zeroizing::new(entropy.take()?);
    let once: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.take()?);
    let nonce: [u8; 16] = entropy.take()?;
    let share = primitives.x25519(&once, &BASE).await.ok_or_else(refused)?;
    // A point of small order gives all zeros for every secret.
    let common =
        primitives.x25519(&once, recipient).await.filter(|point| *point != [0; 32]).ok_or_else(refused)?;
    let wrap = derived(&[share, *recipient].concat(), &common, b"age-encryption.org/v1/X25519")?;
    let wrapped = locked(&wrap, &[0; 12], &*file_key)?;
    let header = format!(
        "age-encryption.org/v1\n-> X25519 {}\n{}\n---",
        STANDARD_NO_PAD.encode(share),
        STANDARD_NO_PAD.encode(wrapped)
    );
    let mac_key = derived(&[], &*file_key, b"header")?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(&*mac_key).map_err(|_| impossible())?;
    mac.update(header.as_bytes());
    let mac = STANDARD_NO_PAD.encode(mac.finalize().into_bytes());
    let payload_key = derived(&nonce, &*file_key, b"payload")?;
    let payload = locked(&payload_key, &LAST, plain)?;
    let file = [format!("{header} {mac}\n").as_bytes(), &nonce, &payload].concat();
    Ok(armor(&file))
}

fn derived(salt: &[u8], secret: &[u8], about: &[u8]) -> Result<Zeroizing<[u8; 32]>, SealError> {
    let mut key = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(Some(salt), secret).expand(about, &mut *key).map_err(|_| impossible())?;
    Ok(key)
}

fn locked(key: &[u8; 32], nonce: &[u8; 12], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    ChaCha20Poly1305::new(key.into()).encrypt(nonce.into(), plain).map_err(|_| impossible())
}

/// These fail at lengths that do not come up here.
fn impossible() -> SealError {
    SealError::new("The key could not be encrypted.")
}

/// PEM's lines of 64 letters.
fn armor(file: &[u8]) -> String {
    let letters = STANDARD.encode(file);
    let mut text = String::from("-----BEGIN AGE ENCRYPTED FILE-----\n");
    let mut rest = letters.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END AGE ENCRYPTED FILE-----\n");
    text
}
