//! Who may decrypt: public keys of age.

use super::Malformed;

/// One or more of age's public keys, `age1…`, with a comma between them.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Recipients(String);

/// Nobody encrypts to a crowd; each one is a stanza in the file.
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
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.to_ascii_uppercase().contains("AGE-SECRET-KEY-") {
            return Err(Malformed::new(
                "This is the secret half, which never leaves its owner. Paste the public one: `age-keygen -y key.txt` prints it.",
            ));
        }
        let mut keys: Vec<&str> = Vec::new();
        for key in text.split([',', ' ', '\n', '\r', '\t']).filter(|key| !key.is_empty()) {
            if point(key).is_none() {
                return Err(Malformed::new(
                    "Write public keys of age with a comma between them. Each begins with age1 and has 62 letters and digits; \
                     one of these is cut off or has a slip in it.",
                ));
            }
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        match keys.len() {
            1..=MOST => Ok(Self(keys.join(", "))),
            _ => Err(Malformed::new(format!("Write from one to {MOST} public keys of age, like age1…"))),
        }
    }
}

const LETTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/// Bech32 (BIP 173) without its limit of 90 characters, which these do not reach: five bits a letter, and a
/// checksum over name and data that finds every slip of up to four letters.
fn point(text: &str) -> Option<[u8; 32]> {
    let data = text.strip_prefix("age1")?;
    let letters: Option<Vec<u8>> = data
        .bytes()
        .map(|byte| LETTERS.iter().position(|letter| *letter == byte).and_then(|at| u8::try_from(at).ok()))
        .collect();
    let letters = letters.filter(|letters| letters.len() == 58)?;
    let name = b"age";
    let expanded = name
        .iter()
        .map(|b| b >> 5)
        .chain([0])
        .chain(name.iter().map(|b| b & 31))
        .chain(letters.iter().copied());
    if checksum(expanded) != 1 {
        return None;
    }
    let mut bytes = [0_u8; 32];
    let (mut held, mut bits, mut at) = (0_u32, 0_u32, 0);
    for letter in &letters[..52] {
        held = held << 5 | u32::from(*letter);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            *bytes.get_mut(at)? = u8::try_from(held >> bits & 0xff).ok()?;
            at += 1;
            held &= (1 << bits) - 1;
        }
    }
    // 52 letters are 260 bits: four are left over and must be nothing.
    (at == 32 && held == 0).then_some(bytes)
}

fn checksum(values: impl Iterator<Item = u8>) -> u32 {
    const PARTS: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let next = (sum & 0x1ff_ffff) << 5 ^ u32::from(value);
        PARTS
            .iter()
            .enumerate()
            .fold(next, |sum, (at, part)| if top >> at & 1 == 1 { sum ^ part } else { sum })
    })
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
            for letter in LETTERS {
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
        assert!("AGE-SECRET-KEY-1QQQ".parse::<Recipients>().unwrap_err().0.contains("secret half"));
    }
}
