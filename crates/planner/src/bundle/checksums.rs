//! Checksums of the planner's files, in the format of `sha256sum`. They tell files that were edited by hand from files
//! that another version of the planner wrote. Written when a bundle is downloaded, not on every change.

use std::collections::BTreeMap;
use std::fmt::Write;

use sha2::{Digest, Sha256};

use super::plan_yaml;
use crate::files::FileTree;

/// The file. A planner that does not know it carries it along as one of the operator's own.
pub const PATH: &str = "checksums.txt";

/// Adds the list to the finished files.
pub fn add(files: &mut FileTree) {
    let mut text = String::new();
    for (path, file) in files.iter().filter(|(path, _)| is_listed(path)) {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}  {path}", digest(file.text.as_bytes()));
    }
    files.add(PATH, "", text);
}

/// Not what operators change, and no digest of a secret: it would tell a guess from the value.
fn is_listed(path: &str) -> bool {
    let theirs = [FileTree::KUSTOMIZATION, plan_yaml::PATH, PATH];
    !theirs.contains(&path) && !path.starts_with("secrets/")
}

fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The list of a bundle that came back.
#[derive(Default)]
pub(crate) struct Recorded(BTreeMap<String, String>);

impl Recorded {
    /// Reads the lines that are checksums and skips all others.
    pub(crate) fn of(text: &str) -> Self {
        // Behind the digest a blank, and another one or an asterisk.
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let lines = lines.filter(|(digest, path)| digest.len() == 64 && path.len() > 1);
        Self(
            lines
                .map(|(digest, path)| (path.trim_start_matches([' ', '*']).to_owned(), digest.to_lowercase()))
                .collect(),
        )
    }

    /// Whether a file is as it was written, be it with the line ends of another system; nothing when that is not known.
    pub(crate) fn is_untouched(&self, path: &str, bytes: &[u8]) -> Option<bool> {
        let recorded = self.0.get(path)?;
        Some(*recorded == digest(bytes) || *recorded == digest(&with_line_feeds(bytes)))
    }
}

/// As it was before a program wrote CR LF for each line feed.
pub(crate) fn with_line_feeds(bytes: &[u8]) -> Vec<u8> {
    let next = bytes.iter().skip(1).map(Some).chain([None]);
    bytes
        .iter()
        .zip(next)
        .filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n')))
        .map(|(byte, _)| *byte)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_what_sha256sum_prints_and_reads() {
        let mut files = FileTree::default();
        files.add("base/40-web.yaml", "web", "abc");
        files.add("secrets/secret.yaml", "secrets", "abc");
        files.add(plan_yaml::PATH, "", "version: 1\n");
        add(&mut files);
        // `printf abc | sha256sum`
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  base/40-web.yaml\n";
        assert_eq!(files.get(PATH).map(|file| file.text.as_str()), Some(expected));
        let recorded = Recorded::of(&expected.replace("  ", " *").replace('\n', "\r\n"));
        assert_eq!(recorded.is_untouched("base/40-web.yaml", b"abc"), Some(true));
        assert_eq!(recorded.is_untouched("base/40-web.yaml", b"abd"), Some(false));
        assert_eq!(recorded.is_untouched("base/other.yaml", b"abc"), None);
    }

    #[test]
    fn line_ends_of_another_system_are_no_edit() {
        assert_eq!(with_line_feeds(b"a\r\nb\r\n\rc\r"), b"a\nb\n\rc\r");
    }
}
