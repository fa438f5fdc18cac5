//! SOPS' format (its `aes` and `sops.go`): AES-256-GCM with a nonce of 32 bytes and the value's path as additional data,
//! and a MAC over all values, encrypted with the time as additional data, so that no value can be exchanged.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest, Sha512};

use super::{Entropy, Primitives, SealError};

/// One value of a document, in the order of the file.
pub struct Leaf {
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// What it says.
    pub value: String,
    /// Whether it is encrypted, or only covered by the digest.
    pub secret: bool,
}

/// The encrypted values, for each leaf that is secret in their order, and the digest.
///
/// # Errors
/// Without randomness, or when the primitives refuse.
pub async fn encrypted(
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    key: &[u8; 32],
    leaves: &[Leaf],
    when: &str,
) -> Result<(Vec<String>, String), SealError> {
    let mut digest = Sha512::new();
    let mut values = Vec::new();
    for leaf in leaves {
        digest.update(leaf.value.as_bytes());
        if leaf.secret {
            let path = format!("{}:", leaf.path.join(":"));
            values.push(value(primitives, entropy, key, &path, &leaf.value).await?);
        }
    }
    let digest: String = digest.finalize().iter().map(|byte| format!("{byte:02X}")).collect();
    Ok((values, value(primitives, entropy, key, when, &digest).await?))
}

/// Nothing stays nothing: SOPS encrypts no empty text and expects none.
async fn value(
    primitives: &impl Primitives,
    entropy: &mut Entropy<'_>,
    key: &[u8; 32],
    about: &str,
    plain: &str,
) -> Result<String, SealError> {
    if plain.is_empty() {
        return Ok(String::new());
    }
    let nonce: [u8; 32] = entropy.take()?;
    let both = primitives.aes_gcm(key, &nonce, about.as_bytes(), plain.as_bytes()).await;
    let split = both.as_deref().and_then(|both| both.split_last_chunk::<16>());
    let Some((data, tag)) = split else {
        return Err(SealError::new("The values could not be encrypted here."));
    };
    let [data, nonce, tag] = [data, &nonce, tag].map(|bytes| STANDARD.encode(bytes));
    Ok(format!("ENC[AES256_GCM,data:{data},iv:{nonce},tag:{tag},type:str]"))
}

/// Seconds since 1970 as SOPS writes an hour: `2026-11-23T04:51:32Z`.
pub fn moment(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let moment = Offset::UTC.to_datetime(Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX));
    // Not with jiff's printers, which would bring its parsers and all their errors into the page.
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z",
        moment.year(),
        moment.month(),
        moment.day(),
        moment.hour(),
        moment.minute(),
        moment.second()
    )
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn hours_are_those_of_the_calendar() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_399, "2000-02-28T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_735_689_599, "2024-12-31T23:59:59Z"),
            (1_772_323_200, "2026-03-01T00:00:00Z"),
        ] {
            assert_eq!(moment(seconds), text);
        }
    }
}
