//! The width of text without a font: the advances of DejaVu Sans, the widest of the fonts that browsers fall back to. With
//! a narrower font the boxes have room to spare.

/// Font size of a title.
pub(super) const TITLE: i32 = 13;
/// Font size of everything else.
pub(super) const FACT: i32 = 11;

/// Advances of the printable ASCII characters from the space on, in hundredths of the font size.
const ADVANCES: [u8; 95] = [
    32, 40, 46, 84, 64, 95, 78, 27, 39, 39, 50, 84, 32, 36, 32, 34, 64, 64, 64, 64, 64, 64, 64, 64, 64, 64,
    34, 34, 84, 84, 84, 53, 100, 68, 69, 70, 77, 63, 58, 77, 75, 29, 29, 66, 56, 86, 75, 79, 60, 79, 69, 63,
    61, 73, 68, 99, 69, 61, 69, 39, 34, 39, 84, 50, 50, 61, 63, 55, 63, 62, 35, 63, 63, 28, 28, 58, 28, 97,
    63, 61, 63, 63, 41, 52, 39, 63, 59, 82, 59, 59, 52, 64, 34, 64, 84,
];

/// Pixels that `text` takes at most. Titles are bold, and bold is an eighth wider.
pub(super) fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(advance).fold(0, i32::saturating_add);
    let weight = if size == TITLE { 9 } else { 8 };
    hundredths.saturating_mul(size).saturating_mul(weight).saturating_add(799) / 800
}

/// `text`, or the first of its parts that fit, or as much of the beginning as fits with an ellipsis.
/// What stands after the last dot or colon of a fact is a port, and the line's label says that too.
pub(super) fn fit(text: &str, size: i32, room: i32) -> String {
    let breaks = text.char_indices().filter(|(_, character)| matches!(character, '·' | ':'));
    let ends: Vec<usize> = breaks.map(|(at, _)| at).chain([text.len()]).collect();
    let mut parts = ends.into_iter().rev().map(|end| text[..end].trim_end());
    if let Some(part) = parts.find(|part| part.is_empty() == text.is_empty() && width(part, size) <= room) {
        return part.to_owned();
    }
    let mut kept: Vec<char> = text.chars().take(200).collect();
    while !kept.is_empty() {
        kept.pop();
        let shortened = format!("{}…", kept.iter().collect::<String>().trim_end());
        if width(&shortened, size) <= room {
            return shortened;
        }
    }
    "…".to_owned()
}

fn advance(character: char) -> i32 {
    let known = u32::from(character).checked_sub(32).and_then(|at| ADVANCES.get(usize::try_from(at).ok()?));
    match (known, character) {
        (Some(&advance), _) => i32::from(advance),
        (None, '·') => 32,
        (None, '×') => 84,
        _ => 100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_lose_whole_parts_before_they_are_cut() {
        let room = width("100 connections", FACT);
        assert_eq!(fit("100 connections · 5432", FACT, room), "100 connections");
        assert_eq!(fit("db.example.org:5432", FACT, room), "db.example.org");
        assert_eq!(fit("mail.some.university.example.org", FACT, room), "mail.some.uni…");
        assert_eq!(fit("", FACT, 0), "");
        assert_eq!(fit(":5432", FACT, 0), "…");
    }

    #[test]
    fn widths_are_those_of_dejavu_sans() {
        for (text, size, pixels) in
            [("100 connections · 5432", FACT, 129), ("single point", FACT, 66), ("PostgreSQL 17", TITLE, 108)]
        {
            assert!((width(text, size) - pixels).abs() <= 3, "{text}: {}", width(text, size));
        }
    }
}
