//! Encrypts secrets to a public key, so that the result may go into Git.
//!
//! The formats are implemented here: which bytes are encrypted with which key, and how the result is laid out. RSA, AES
//! and X25519 come from the caller ([`Primitives`]): the page uses the browser's WebCrypto, which is asynchronous, hence
//! the futures; a native program uses crates ([`native`]). Randomness and the time are inputs too, so equal inputs give
//! equal bytes, with one exception: WebCrypto's RSA-OAEP uses its own randomness.

mod age;
mod hybrid;
#[cfg(not(target_arch = "wasm32"))]
pub mod native;
mod sops;

use std::future::Future;

pub use age::armored;
pub use hybrid::sealed;
pub use sops::{Leaf, encrypted, moment};

/// Why nothing was encrypted: a sentence for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealError(pub String);

impl std::error::Error for SealError {}

impl std::fmt::Display for SealError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl SealError {
    fn new(reason: &str) -> Self {
        Self(reason.to_owned())
    }
}

/// The steps that a browser, or a crate, does for us. Nothing when it cannot.
pub trait Primitives {
    /// RSA-OAEP with SHA-256 to a public key (SubjectPublicKeyInfo). `seed` is the padding's randomness, for those
    /// who take it.
    fn rsa_oaep(
        &self,
        key: &[u8],
        label: &[u8],
        seed: &[u8; 32],
        plain: &[u8],
    ) -> impl Future<Output = Option<Vec<u8>>>;

    /// AES-256-GCM: the ciphertext with its tag behind it. The nonce may have any length.
    fn aes_gcm(
        &self,
        key: &[u8; 32],
        nonce: &[u8],
        about: &[u8],
        plain: &[u8],
    ) -> impl Future<Output = Option<Vec<u8>>>;

    /// X25519 (RFC 7748): a secret number times a point.
    fn x25519(&self, secret: &[u8; 32], point: &[u8; 32]) -> impl Future<Output = Option<[u8; 32]>>;
}

/// Where random bytes come from, one at a time.
pub struct Entropy<'a>(&'a mut dyn FnMut() -> u8);

impl<'a> Entropy<'a> {
    /// `random` must come from a cryptographic generator.
    pub fn new(random: &'a mut dyn FnMut() -> u8) -> Self {
        Self(random)
    }

    /// As many as are wanted.
    ///
    /// # Errors
    /// When the generator is stuck: a browser without one gives the same byte for ever.
    pub fn take<const N: usize>(&mut self) -> Result<[u8; N], SealError> {
        let bytes = [(); N].map(|()| (self.0)());
        if bytes.iter().all(|byte| *byte == bytes[0]) {
            return Err(SealError::new("There is no source of random numbers to encrypt with."));
        }
        Ok(bytes)
    }
}

/// The result of a future that is ready at once, as with [`native`]; None if it would wait.
pub fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = std::pin::pin!(future);
    match future.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(done) => Some(done),
        std::task::Poll::Pending => None,
    }
}
