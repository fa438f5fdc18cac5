//! The Git repository of the bundle.

use super::{ParseError, word};

word! {
    /// The address of a Git repository, as Argo CD and Flux take it: `https://…` or `ssh://…`, without a
    /// password in it, because it stands in a file that others read.
    GitUrl, check_url
}

word! {
    /// A folder inside a repository, from its top, like `clusters/forum`.
    GitPath, check_path
}

word! {
    /// A branch.
    GitRevision, check_revision
}

fn check_url(text: &str) -> Result<(), ParseError> {
    let rest = ["https://", "http://", "ssh://"].iter().find_map(|scheme| text.strip_prefix(scheme));
    let (host, path) = rest.and_then(|rest| rest.split_once('/')).unwrap_or_default();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._~/:@+%".contains(&b);
    if host.is_empty() || path.is_empty() || text.len() > 500 || !text.bytes().all(plain) {
        return Err(ParseError::new(
            "Enter an address like https://git.example.org/me/forum.git or ssh://git@…/….git.",
        ));
    }
    if host.split_once('@').is_some_and(|(user, _)| user.contains(':')) {
        return Err(ParseError::new(
            "Leave out the password: this address is in a file that others can read.",
        ));
    }
    Ok(())
}

fn check_path(text: &str) -> Result<(), ParseError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._".contains(&b);
    let folder = |name: &str| !matches!(name, "" | "." | "..") && name.bytes().all(plain);
    if text.len() <= 200 && text.split('/').all(folder) {
        return Ok(());
    }
    Err(ParseError::new("Enter a folder in the repository, from its top, like clusters/forum."))
}

fn check_revision(text: &str) -> Result<(), ParseError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-._/".contains(&b);
    let good = (1..=100).contains(&text.len()) && text.bytes().all(plain);
    if good && !text.starts_with(['-', '/', '.']) && !text.contains("..") {
        return Ok(());
    }
    Err(ParseError::new("Enter the name of a branch, like main."))
}

#[cfg(test)]
mod tests {
    use super::{GitPath, GitRevision, GitUrl};

    #[test]
    fn addresses_that_carry_a_password_are_refused() {
        assert!("https://git.example.org/me/forum.git".parse::<GitUrl>().is_ok());
        assert!("ssh://git@git.example.org:2222/me/forum.git".parse::<GitUrl>().is_ok());
        for bad in [
            "https://me:secret@git.example.org/forum.git",
            "git@git.example.org:me/forum.git",
            "https://x",
            "",
        ] {
            assert!(bad.parse::<GitUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_path_stays_inside_its_repository() {
        assert!("clusters/forum".parse::<GitPath>().is_ok());
        for bad in ["/etc", "../other", "a//b", "a/../b", "a b"] {
            assert!(bad.parse::<GitPath>().is_err(), "{bad}");
        }
        assert!("release/1.0".parse::<GitRevision>().is_ok());
        assert!("--upload-pack".parse::<GitRevision>().is_err());
    }
}
