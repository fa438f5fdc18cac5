//! Changing what a bundle says as little as possible.

use anyhow::{Result, bail};

/// The only occurrence of `from` becomes `to`. Anything else would mean that the bundle has changed and
/// this check would no longer run what it seems to run.
pub fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    match text.matches(from).count() {
        1 => Ok(text.replace(from, to)),
        count => bail!("`{from}` is there {count} times, not once"),
    }
}

pub fn relocated(words: &[String], places: &[(String, String)]) -> Vec<String> {
    words.iter().map(|word| relocate(word, places)).collect()
}

/// Mount paths become folders of this machine, wherever they stand as whole paths or begin one.
pub fn relocate(text: &str, places: &[(String, String)]) -> String {
    let inside_a_word = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let begins = !result.ends_with(|before: char| inside_a_word(before) || before == '/');
        let place = places
            .iter()
            .filter(|(path, _)| {
                begins && rest.strip_prefix(path).is_some_and(|after| !after.starts_with(inside_a_word))
            })
            .max_by_key(|(path, _)| path.len());
        let taken = match place {
            Some((path, place)) => {
                result += place;
                path.len()
            }
            None => {
                result.push(letter);
                letter.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    result
}

#[cfg(test)]
mod tests {
    use super::relocate;

    #[test]
    fn whole_paths_move_and_parts_of_paths_stay() {
        let places = [("/data", "/tmp/x/data"), ("/tmp", "/tmp/x/tmp"), ("/etc/redis", "/y")]
            .map(|(path, place)| (path.to_owned(), place.to_owned()));
        for (text, moved) in [
            ("dir /data\n", "dir /tmp/x/data\n"),
            ("alias /data/;", "alias /tmp/x/data/;"),
            ("rm -f /tmp/a /var/tmp/a", "rm -f /tmp/x/tmp/a /var/tmp/a"),
            ("/database /data.bak", "/database /data.bak"),
            ("{\n  cat /etc/redis/redis.conf", "{\n  cat /y/redis.conf"),
        ] {
            assert_eq!(relocate(text, &places), moved);
        }
    }
}
