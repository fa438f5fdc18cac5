//! The words typed after `cargo xtask`.

use anyhow::{Result, bail};

/// Each reader takes its word out; whatever nobody took is a mistake of the typist.
pub struct Words(Vec<String>);

impl Words {
    pub fn of_this_program() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// The first word; `help` when there is none.
    pub fn command(&mut self) -> String {
        if self.0.is_empty() { "help".into() } else { self.0.remove(0) }
    }

    /// `--watch`: there or not.
    pub fn switch(&mut self, name: &str) -> bool {
        let place = self.0.iter().position(|word| word == name);
        if let Some(place) = place {
            self.0.remove(place);
        }
        place.is_some()
    }

    /// `--port 8080` or `--port=8080`.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let joined = format!("{name}=");
        let Some(place) = self.0.iter().position(|word| word == name || word.starts_with(&joined)) else {
            return Ok(None);
        };
        let word = self.0.remove(place);
        if let Some(value) = word.strip_prefix(&joined) {
            return Ok(Some(value.to_owned()));
        }
        if place == self.0.len() || self.0[place].starts_with("--") {
            bail!("{name} wants a value");
        }
        Ok(Some(self.0.remove(place)))
    }

    /// `--only lint,unit`; empty when absent.
    pub fn list(&mut self, name: &str) -> Result<Vec<String>> {
        let value = self.value(name)?.unwrap_or_default();
        Ok(value.split(',').filter(|item| !item.is_empty()).map(str::to_owned).collect())
    }

    /// The only word that is left, or `otherwise`.
    pub fn rest(mut self, otherwise: &str) -> Result<String> {
        let word = if self.0.is_empty() { otherwise.to_owned() } else { self.0.remove(0) };
        if word.starts_with("--") {
            bail!("`{word}` is not understood here; `cargo xtask help` lists what is");
        }
        self.finish().map(|()| word)
    }

    /// Every word that is left.
    pub fn all(self) -> Vec<String> {
        self.0
    }

    pub fn finish(self) -> Result<()> {
        match self.0.first() {
            Some(word) => bail!("`{word}` is not understood here; `cargo xtask help` lists what is"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    fn typed(line: &str) -> Words {
        Words(line.split_whitespace().map(str::to_owned).collect())
    }

    #[test]
    fn a_value_may_follow_its_name_or_be_joined_to_it() {
        assert_eq!(typed("--port 81").value("--port").unwrap().as_deref(), Some("81"));
        assert_eq!(typed("--port=81").value("--port").unwrap().as_deref(), Some("81"));
    }

    #[test]
    fn a_forgotten_value_is_not_taken_from_the_next_option() {
        assert!(typed("--port --watch").value("--port").is_err());
        assert!(typed("--port").value("--port").is_err());
    }

    #[test]
    fn a_word_that_nobody_takes_is_refused() {
        let mut words = typed("serve --wacth");
        assert_eq!(words.command(), "serve");
        assert!(!words.switch("--watch"));
        assert!(words.finish().is_err());
    }
}
