//! The format of Sealed Secrets (its `pkg/crypto`): two bytes of length, a session key encrypted with RSA-OAEP and SHA-256,
//! and the value encrypted with AES-256-GCM. Every value has its own session key, so an all-zero nonce is safe.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::{Entropy, Primitives, SealError};

/// One value as it stands in `encryptedData`. The label is mixed into the RSA padding: who opens it under
/// another one gets nothing.
///
/// # Errors
/// Without randomness, or when the primitives refuse the key.
pub async fn sealed(
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    key: &[u8],
    label: &str,
    value: &[u8],
) -> Result<String, SealError> {
    let session: Zeroizing<[u8; 32]> = Zeroizing::new(entropy.take()?);
    let seed = entropy.take()?;
    let wrapped = primitives.rsa_oaep(key, label.as_bytes(), &seed, &*session).await;
    let inside = primitives.aes_gcm(&session, &[0; 12], &[], value).await;
    let (Some(wrapped), Some(inside)) = (wrapped, inside) else {
        return Err(SealError::new("The certificate's key cannot be used for encryption here."));
    };
    let length =
        u16::try_from(wrapped.len()).map_err(|_| SealError::new("The certificate's key is too long."))?;
    Ok(STANDARD.encode([length.to_be_bytes().as_slice(), &wrapped, &inside].concat()))
}
