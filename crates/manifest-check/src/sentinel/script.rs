//! What a shell script writes, as far as that can be told without running it.

/// The values that a word can have: itself, or what a line of the script gives to the variable it names.
pub(super) fn values<'t>(text: &'t str, word: &'t str) -> Vec<&'t str> {
    let Some(name) = variable(word) else { return vec![word] };
    let set = format!("{name}=");
    let unless_set = format!("${{{name}:=");
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        found.extend(line.strip_prefix(&set));
        found.extend(line.split_once(&unless_set).and_then(|(_, rest)| Some(rest.split_once('}')?.0)));
    }
    // What another program answers is not known here.
    let mut found: Vec<_> = found.into_iter().map(|value| value.trim_matches('"')).collect();
    found.retain(|value| !value.starts_with("$("));
    found
}

/// `$name`, `${name}`, in quotes or not.
fn variable(word: &str) -> Option<&str> {
    let word = word.trim_matches('"').strip_prefix('$')?;
    let name = word.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(word);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// How long a script waits at most, in seconds: its sleeps, as often as the loop around them counts.
pub(super) fn waits(text: &str) -> u64 {
    let (mut rounds, mut total) = (1_u64, 0_u64);
    for command in text.split(['\n', ';']) {
        let words: Vec<_> = command.split_whitespace().filter(|word| *word != "do").collect();
        match words[..] {
            ["for", _, "in", "$(seq", _, last] => rounds = last.trim_end_matches(')').parse().unwrap_or(1),
            ["for", _, "in", ref each @ ..] => rounds = each.len() as u64,
            ["done", ..] => rounds = 1,
            ["sleep", seconds, ..] => {
                let seconds = seconds.parse().unwrap_or(0);
                total = total.saturating_add(rounds.saturating_mul(seconds));
            }
            _ => {}
        }
    }
    total
}
