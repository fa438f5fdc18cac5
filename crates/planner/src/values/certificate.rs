//! The certificate for Sealed Secrets, and the recipients for SOPS. Both are public.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::ParseError;

/// A controller's certificate: X.509 with an RSA key, kept as the base64 of its bytes on one line.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Certificate(String);

/// What a certificate says, as far as sealing asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certified {
    /// The public key in the form that X.509 gives it (SubjectPublicKeyInfo).
    pub key: Vec<u8>,
    /// How long its modulus is.
    pub bits: usize,
    /// The first day on which it is valid, 2026-11-23.
    pub from: String,
    /// The last one.
    pub until: String,
    /// SHA-256 over the whole certificate, as `openssl x509 -fingerprint -sha256` writes it.
    pub fingerprint: String,
}

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// A controller's certificate has two kilobytes.
const LONGEST: usize = 16 * 1024;

impl Certificate {
    /// What it says. A `Certificate` has been read once, so it can be read again.
    pub fn certified(&self) -> Option<Certified> {
        STANDARD.decode(&self.0).ok().and_then(|der| read(&der))
    }
}

impl Certified {
    /// A description, so that the operator can see that it is the right certificate.
    pub fn words(&self) -> String {
        format!(
            "Accepted: a certificate with an RSA key of {} bits, valid from {} to {}. SHA-256 fingerprint: {}",
            self.bits, self.from, self.until, self.fingerprint
        )
    }
}

impl Certificate {
    /// As kubeseal prints it: between two lines that say what it is, 64 characters in each.
    pub fn pem(&self) -> String {
        let lines: Vec<&str> = (0..self.0.len())
            .step_by(64)
            .filter_map(|at| self.0.get(at..self.0.len().min(at + 64)))
            .collect();
        format!("{BEGIN}\n{}\n{END}\n", lines.join("\n"))
    }
}

impl std::fmt::Display for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::str::FromStr for Certificate {
    type Err = ParseError;

    /// Takes PEM, also with its line breaks lost, as an input of one line loses them; or the base64 alone.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        if text.contains("PRIVATE KEY") {
            return Err(ParseError::new(
                "This is a private key: keep it to yourself. Paste the certificate that `kubeseal --fetch-cert` \
                 prints.",
            ));
        }
        let refuse = || {
            ParseError::new(
                "Paste the whole certificate, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.",
            )
        };
        if text.len() > LONGEST {
            return Err(refuse());
        }
        let inside = match text.split_once(BEGIN) {
            Some((_, rest)) => rest.split_once(END).ok_or_else(refuse)?.0,
            None => text,
        };
        let plain: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        let der = STANDARD.decode(&plain).map_err(|_| refuse())?;
        match read(&der) {
            Some(said) if (2048..=4096).contains(&said.bits) => Ok(Self(plain)),
            Some(said) => Err(ParseError::new(format!(
                "The key in this certificate has {} bits. It must have 2048 to 4096; the controller's has 4096.",
                said.bits
            ))),
            None => Err(ParseError::new(
                "This is not an X.509 certificate with an RSA key, which the Sealed Secrets controller has.",
            )),
        }
    }
}

/// One value of DER: its tag, its content, all its bytes, and what follows.
struct Value<'a> {
    tag: u8,
    content: &'a [u8],
    whole: &'a [u8],
    rest: &'a [u8],
}

fn value(bytes: &[u8]) -> Option<Value<'_>> {
    let (&tag, after) = bytes.split_first()?;
    let (&first, after) = after.split_first()?;
    let (length, after) = match usize::from(first) {
        short @ 0..=0x7f => (short, after),
        long @ 0x81..=0x83 => {
            let (digits, after) = after.split_at_checked(long - 0x80)?;
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), after)
        }
        _ => return None,
    };
    let (content, rest) = after.split_at_checked(length)?;
    Some(Value { tag, content, whole: &bytes[..bytes.len() - rest.len()], rest })
}

fn expect(bytes: &[u8], tag: u8) -> Option<Value<'_>> {
    value(bytes).filter(|value| value.tag == tag)
}

const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
const OBJECT: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
const VERSION: u8 = 0xa0;

/// rsaEncryption, 1.2.840.113549.1.1.1.
const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];

/// RFC 5280, 4.1: the fields before the key are stepped over.
fn read(der: &[u8]) -> Option<Certified> {
    let outer = expect(der, SEQUENCE).filter(|outer| outer.rest.is_empty())?;
    let signed = expect(outer.content, SEQUENCE)?;
    let mut rest = signed.content;
    if let Some(version) = expect(rest, VERSION) {
        rest = version.rest;
    }
    let serial = expect(rest, INTEGER)?;
    let algorithm = expect(serial.rest, SEQUENCE)?;
    let issuer = expect(algorithm.rest, SEQUENCE)?;
    let validity = expect(issuer.rest, SEQUENCE)?;
    let subject = expect(validity.rest, SEQUENCE)?;
    let key = expect(subject.rest, SEQUENCE)?;
    let from = value(validity.content)?;
    let until = value(from.rest)?;
    let kind = expect(key.content, SEQUENCE)?;
    if expect(kind.content, OBJECT)?.content != RSA {
        return None;
    }
    let bits = expect(kind.rest, BITS)?.content.strip_prefix(&[0])?;
    let modulus = expect(expect(bits, SEQUENCE)?.content, INTEGER)?;
    expect(modulus.rest, INTEGER)?;
    let digits = modulus.content.strip_prefix(&[0]).unwrap_or(modulus.content);
    let bits = digits.len() * 8 - usize::try_from(digits.first()?.leading_zeros()).ok()?;
    let fingerprint: Vec<String> = Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    Some(Certified {
        key: key.whole.to_vec(),
        bits,
        from: day(&from)?,
        until: day(&until)?,
        fingerprint: fingerprint.join(":"),
    })
}

/// UTCTime has two digits for the year (RFC 5280, 4.1.2.5.1: below 50 is this century), GeneralizedTime four.
fn day(time: &Value<'_>) -> Option<String> {
    let text =
        std::str::from_utf8(time.content).ok().filter(|text| text.is_ascii() && text.ends_with('Z'))?;
    let (year, rest) = match time.tag {
        0x17 => {
            let (short, rest) = text.split_at_checked(2)?;
            (format!("{}{short}", if short < "50" { "20" } else { "19" }), rest)
        }
        0x18 => text.split_at_checked(4).map(|(year, rest)| (year.to_owned(), rest))?,
        _ => return None,
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (month, day) = (rest.get(..2)?, rest.get(2..4)?);
    (digits(&year) && digits(month) && digits(day)).then(|| format!("{year}-{month}-{day}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &str = include_str!("../../../../tests/fixtures/sealing/controller.crt");

    #[test]
    fn a_certificate_is_taken_with_and_without_line_breaks() {
        let taken: Certificate = PEM.parse().unwrap();
        assert_eq!(PEM.replace('\n', "").parse(), Ok(taken.clone()));
        assert_eq!(taken.to_string().parse(), Ok(taken.clone()));
        assert_eq!(taken.pem().trim_end(), PEM.trim_end());
        let said = taken.certified().unwrap();
        assert!(said.words().contains("4096 bits, valid from 2026-01-01 to 2036-01-01"));
        // As openssl reads it.
        assert_eq!((said.bits, said.from.as_str(), said.until.as_str()), (4096, "2026-01-01", "2036-01-01"));
    }

    #[test]
    fn what_is_not_a_certificate_is_refused() {
        let der = STANDARD.decode(PEM.parse::<Certificate>().unwrap().to_string()).unwrap();
        for length in 0..der.len() {
            assert!(STANDARD.encode(&der[..length]).parse::<Certificate>().is_err(), "cut at {length}");
        }
        for text in ["", "hello", "-----BEGIN CERTIFICATE-----", &"A".repeat(20_000)] {
            assert!(text.parse::<Certificate>().is_err());
        }
        let key = "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----";
        assert!(key.parse::<Certificate>().unwrap_err().0.contains("private key"));
    }

    #[test]
    fn no_damage_makes_it_panic() {
        let der = STANDARD.decode(PEM.parse::<Certificate>().unwrap().to_string()).unwrap();
        for at in 0..der.len() {
            for other in [0, 0x7f, 0x80, 0x82, 0x84, 0xff] {
                let mut damaged = der.clone();
                damaged[at] = other;
                let _ = read(&damaged);
            }
        }
    }
}
