//! Decodes text as editors write it: UTF-8 or UTF-16, with or without a byte order mark, with any line ends.

use std::borrow::Cow;

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text in these bytes; None if they are not text.
pub fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => Cow::Owned(utf16(rest, u16::from_le_bytes)?),
        [0xfe, 0xff, rest @ ..] => Cow::Owned(utf16(rest, u16::from_be_bytes)?),
        // Without a byte order mark the zero bytes of Latin letters show the encoding; every plan begins with such letters.
        [first, 0, ..] if *first != 0 => Cow::Owned(utf16(bytes, u16::from_le_bytes)?),
        [0, second, ..] if *second != 0 => Cow::Owned(utf16(bytes, u16::from_be_bytes)?),
        _ => Cow::Borrowed(std::str::from_utf8(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes)).ok()?),
    };
    if text.contains('\0') {
        return None;
    }
    // Lines that end in a carriage return alone would all be one.
    let old_mac = text.contains('\r') && !text.contains('\n');
    Some(if old_mac { Cow::Owned(text.replace('\r', "\n")) } else { text })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units: Vec<u16> = pairs.iter().map(|pair| unit(*pair)).collect();
    rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_a_text_is_the_same_text() {
        let text = "version: 1\nsite:\n  name: müsli\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let le: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let be: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(UTF8_MARK, text.as_bytes()),
            marked(&[0xff, 0xfe], &le),
            marked(&[0xfe, 0xff], &be),
            le,
            be,
            text.replace('\n', "\r").into_bytes(),
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Some(text), "{bytes:?}");
        }
        assert_eq!(decoded(b"\xff\xfea"), None);
        assert_eq!(decoded(b"ab\xff"), None);
        assert_eq!(decoded(b"abc\0"), None);
    }
}
