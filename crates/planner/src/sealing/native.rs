//! The primitives from crates, for programs without a browser. They answer at once.

use aes_gcm::aead::consts::{U12, U32};
use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{AesGcm, KeyInit, aes::Aes256};
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::{CryptoRng, RngCore};
use rsa::sha2::Sha256;
use rsa::{Oaep, RsaPublicKey};

use super::Primitives;

/// RustCrypto's, and dalek's curve.
pub struct Native;

impl Primitives for Native {
    async fn rsa_oaep(&self, key: &[u8], label: &[u8], seed: &[u8; 32], plain: &[u8]) -> Option<Vec<u8>> {
        let key = RsaPublicKey::from_public_key_der(key).ok()?;
        let label = String::from_utf8(label.to_vec()).ok()?;
        key.encrypt(&mut Once(seed), Oaep::new_with_label::<Sha256, _>(label), plain).ok()
    }

    async fn aes_gcm(&self, key: &[u8; 32], nonce: &[u8], about: &[u8], plain: &[u8]) -> Option<Vec<u8>> {
        let payload = Payload { msg: plain, aad: about };
        match nonce.len() {
            12 => AesGcm::<Aes256, U12>::new(key.into()).encrypt(nonce.into(), payload).ok(),
            32 => AesGcm::<Aes256, U32>::new(key.into()).encrypt(nonce.into(), payload).ok(),
            _ => None,
        }
    }

    async fn x25519(&self, secret: &[u8; 32], point: &[u8; 32]) -> Option<[u8; 32]> {
        Some(x25519_dalek::x25519(*secret, *point))
    }
}

/// The seed as the generator that the padding asks once for 32 bytes.
struct Once<'a>(&'a [u8; 32]);

impl RngCore for Once<'_> {
    fn next_u32(&mut self) -> u32 {
        rsa::rand_core::impls::next_u32_via_fill(self)
    }

    fn next_u64(&mut self) -> u64 {
        rsa::rand_core::impls::next_u64_via_fill(self)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.iter_mut().zip(self.0.iter().cycle()).for_each(|(byte, seed)| *byte = *seed);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rsa::rand_core::Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Once<'_> {}
