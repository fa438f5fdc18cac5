//! The command line: runs the real program in a temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(unreachable_pub, reason = "a program: `pub` means for its other modules")]

mod checking;
mod comparing;
mod hostile;
mod linting;
mod pipeline;
mod rendering;
mod sealed;
mod secret_delivery;
mod secrets;
mod what_if;
mod words;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A folder for one test.
struct TestDir {
    folder: PathBuf,
}

/// How the program ended, and what it wrote.
#[derive(Debug)]
struct RunResult {
    status: i32,
    out: String,
    err: String,
}

impl TestDir {
    /// Empty, named after the test.
    fn new(story: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(story);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The program, without the environment's own wishes.
    fn program(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_forum-planner"));
        command.current_dir(&self.folder).args(words).env_clear();
        command
    }

    fn run(&self, words: &[&str]) -> RunResult {
        RunResult::of(&self.program(words).stdin(Stdio::null()).output().expect("the program"))
    }

    fn run_with(&self, words: &[&str], input: &[u8], variables: &[(&str, &str)]) -> RunResult {
        let mut command = self.program(words);
        command.envs(variables.iter().copied());
        let mut running = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program");
        // A program that refuses its input need not read all of it.
        let _ = running.stdin.take().expect("an input").write_all(input);
        RunResult::of(&running.wait_with_output().expect("its answer"))
    }

    /// A plan.yaml from a preset, with other answers.
    fn plan(&self, name: &str, preset: &str, answers: &[&str]) {
        let answers = answers.iter().flat_map(|answer| ["--set", answer]);
        let words: Vec<&str> = ["new", "--preset", preset].into_iter().chain(answers).collect();
        let said = self.run(&words);
        assert_eq!(said.status, 0, "{said:?}");
        self.write(name, said.out);
    }

    /// Every file below a folder.
    fn tree(&self, folder: &str) -> Vec<(String, Vec<u8>)> {
        tree(&self.path(folder))
    }
}

impl RunResult {
    fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("text");
        let said = Self {
            status: output.status.code().expect("an end of its own"),
            out: text(&output.stdout),
            err: text(&output.stderr),
        };
        assert!(!said.err.contains("panicked"), "{}", said.err);
        assert!(!said.out.contains('\x1b') && !said.err.contains('\x1b'), "colours without a terminal");
        said
    }

    /// The answer of a program that was content.
    fn fine(self) -> String {
        assert_eq!(self.status, 0, "{self:?}");
        self.out
    }
}

fn tree(root: &Path) -> Vec<(String, Vec<u8>)> {
    fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path.strip_prefix(root).expect("below").to_string_lossy().replace('\\', "/");
                found.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    let mut found = Vec::new();
    walk(root, root, &mut found);
    found.sort();
    found
}

fn golden(key: &str) -> PathBuf {
    test_support::repository().join("deploy/bundles").join(key)
}
