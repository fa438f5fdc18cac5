//! The words of a kubectl command.

use anyhow::{Context as _, Result, bail, ensure};

/// `kubectl --namespace forum exec --stdin statefulset/postgres -- psql`
#[derive(Debug, PartialEq, Eq)]
pub struct CommandLine {
    pub namespace: Option<String>,
    /// What is neither an option nor behind `--`: the verb first.
    pub words: Vec<String>,
    options: Vec<(String, String)>,
    /// Behind `--`.
    pub program: Vec<String>,
}

/// The options that stand alone.
const SWITCHES: [&str; 6] = ["stdin", "tty", "ignore-not-found", "follow", "all-containers", "prefix"];

impl CommandLine {
    pub fn read(words: &[String]) -> Result<Self> {
        let mut line = Self { namespace: None, words: vec![], options: vec![], program: vec![] };
        let mut rest = words.iter();
        while let Some(word) = rest.next() {
            let name = match word.as_str() {
                "--" => {
                    line.program = rest.cloned().collect();
                    break;
                }
                "-n" => "namespace",
                "-k" => "kustomize",
                "-f" => "filename",
                "-l" => "selector",
                "-c" => "container",
                "-o" => "output",
                "-i" => "stdin",
                "-p" => "patch",
                _ => word.strip_prefix("--").unwrap_or_default(),
            };
            if name.is_empty() {
                line.words.push(word.clone());
                continue;
            }
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None if SWITCHES.contains(&name) => (name, String::new()),
                None => (name, rest.next().with_context(|| format!("--{name} wants a value"))?.clone()),
            };
            match name {
                "namespace" => line.namespace = Some(value),
                _ => line.options.push((name.to_owned(), value)),
            }
        }
        ensure!(!line.words.is_empty(), "no verb");
        Ok(line)
    }

    pub fn option(&self, name: &str) -> Option<&str> {
        self.options.iter().find(|(option, _)| option == name).map(|(_, value)| value.as_str())
    }

    /// Refuses unknown options, because ignoring one could change the result.
    pub fn knows(&self, names: &[&str]) -> Result<()> {
        match self.options.iter().find(|(option, _)| !names.contains(&option.as_str())) {
            Some((stranger, _)) => bail!("--{stranger} is not supported here"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CommandLine;

    fn read(text: &str) -> CommandLine {
        CommandLine::read(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn options_are_told_from_words_and_from_the_program() {
        let line = read("--namespace forum exec --stdin deployment/x --container=y -- tar -c --all");
        assert_eq!(line.words, ["exec", "deployment/x"]);
        assert_eq!(line.option("container"), Some("y"));
        assert_eq!(line.program, ["tar", "-c", "--all"]);
        assert_eq!(line.namespace.as_deref(), Some("forum"));
        assert!(line.knows(&["container"]).is_err(), "--stdin is an option too");
    }
}
