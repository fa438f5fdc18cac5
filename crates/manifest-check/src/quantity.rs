//! Quantities: `250m`, `1.5`, `64Mi`, `1e3`, read to the last digit.

use serde_json::Value;

/// One unit. The finest step a quantity can take is a billionth.
pub(super) const ONE: u128 = 1_000_000_000;

/// A quantity in billionths, or None when a server would not take it where a size is wanted.
/// What is too large to count is as large as can be: nothing fits into it, and nothing overflows.
pub(super) fn nano(value: &Value) -> Option<u128> {
    match value {
        Value::Number(number) => parse(&number.to_string()),
        Value::String(text) => parse(text),
        _ => None,
    }
}

fn parse(text: &str) -> Option<u128> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    // Nine places are finer than any size in a bundle, and leave room for the largest suffix.
    let fraction = &fraction[..fraction.len().min(9)];
    let digits = whole.bytes().chain(fraction.bytes()).map(|digit| u128::from(digit - b'0'));
    let digits = digits.fold(0_u128, |sum, digit| sum.saturating_mul(10).saturating_add(digit));
    let (base, power) = scale(suffix)?;
    let scaled = digits.saturating_mul(base).saturating_mul(ONE);
    let power = power - fraction.len() as i64;
    let tens = 10_u128.saturating_pow(u32::try_from(power.unsigned_abs()).unwrap_or(u32::MAX));
    // The server rounds up what is finer than a billionth.
    Some(if power < 0 { scaled.div_ceil(tens) } else { scaled.saturating_mul(tens) })
}

/// A suffix as a factor and a power of ten.
fn scale(suffix: &str) -> Option<(u128, i64)> {
    let binary = |exponent: u32| Some((1024_u128.pow(exponent), 0));
    match suffix {
        "" => Some((1, 0)),
        "n" => Some((1, -9)),
        "u" => Some((1, -6)),
        "m" => Some((1, -3)),
        "k" => Some((1, 3)),
        "M" => Some((1, 6)),
        "G" => Some((1, 9)),
        "T" => Some((1, 12)),
        "P" => Some((1, 15)),
        "E" => Some((1, 18)),
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        _ => {
            let exponent = suffix.strip_prefix(['e', 'E'])?;
            let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
            let plain = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
            let bound = if exponent.starts_with('-') { -1000 } else { 1000 };
            plain.then(|| (1, exponent.parse::<i64>().map_or(bound, |power| power.clamp(-1000, 1000))))
        }
    }
}
