//! The recipients who may decrypt: public keys of age.

use bech32::primitives::decode::CheckedHrpstring;
use bech32::{Bech32, Fe32};

use super::ParseError;

/// One or more of age's public keys, `age1…`, with a comma between them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Recipients(String);

/// A generous limit. Each recipient adds a stanza to the file.
const MOST: usize = 20;

impl Recipients {
    /// A literal of this source; tests prove that it would parse.
    pub(crate) fn known(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// Each as text, with its 32 bytes: a point of Curve25519.
    pub fn keys(&self) -> impl Iterator<Item = (&str, [u8; 32])> {
        self.0.split(", ").filter_map(|text| Some((text, point(text)?)))
    }
}

impl std::fmt::Display for Recipients {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Recipients {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") {
            return Err(ParseError::new(
                "This is a private key: keep it to yourself. Paste the public key that `age-keygen -y key.txt` \
                 prints.",
            ));
        }
        let mut keys: Vec<&str> = Vec::new();
        for key in text.split([',', ' ', '\n', '\r', '\t']).filter(|key| !key.is_empty()) {
            if point(key).is_none() {
                return Err(ParseError::new(
                    "Enter age public keys separated by commas. Each starts with age1 and has 62 letters and \
                     digits; one of these is cut off or mistyped.",
                ));
            }
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        match keys.len() {
            1..=MOST => Ok(Self(keys.join(", "))),
            _ => Err(ParseError::new(format!("Enter one to {MOST} age public keys, like age1…"))),
        }
    }
}

/// The point that a recipient of age is: Bech32 (BIP 173) of 32 bytes behind the name `age`, in small letters.
fn point(text: &str) -> Option<[u8; 32]> {
    let decoded = CheckedHrpstring::new::<Bech32>(text.strip_prefix("age1").map(|_| text)?).ok()?;
    let bytes: Vec<u8> = decoded.byte_iter().collect();
    // 52 letters are 260 bits: the four left over must be zero, or two texts would be one key.
    let spare = decoded.fe32_iter::<std::iter::Empty<u8>>().last().map_or(0, Fe32::to_u8) & 0b1111;
    bytes.try_into().ok().filter(|_| spare == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made by age-keygen.
    const ONE: &str = include_str!("../../../../tests/fixtures/sealing/recipient.txt");

    #[test]
    fn keys_are_taken_once_each_however_they_are_parted() {
        let one = ONE.trim();
        let taken: Recipients = format!("{one}\n {one},").parse().unwrap();
        assert_eq!(taken.to_string(), one);
        assert_eq!(taken.keys().count(), 1);
    }

    #[test]
    fn every_slip_of_one_letter_is_found() {
        let one = ONE.trim();
        for at in 0..one.len() {
            for letter in b"qpzry9x8gf2tvdw0s3jn54khce6mua7l" {
                let mut slip = one.as_bytes().to_vec();
                if slip[at] != *letter {
                    slip[at] = *letter;
                    assert_eq!(point(std::str::from_utf8(&slip).unwrap()), None);
                }
            }
        }
        for text in ["", "age1", "age1ü", "ssh-ed25519 AAAA", &one[..61]] {
            assert!(text.parse::<Recipients>().is_err(), "{text}");
        }
        assert!("AGE-SECRET-KEY-1QQQ".parse::<Recipients>().unwrap_err().0.contains("private key"));
    }
}
