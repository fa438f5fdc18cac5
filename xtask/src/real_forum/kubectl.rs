//! A stand-in for kubectl, so that the commands of a README are run as they are written.
//!
//! It knows the few verbs that READMEs use, and refuses every other. The program that a shell starts asks
//! over a socket; the forum's process answers with something said, or with a program to become.

mod line;
mod manifest;
mod verbs;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use anyhow::{Context as _, Result};
use serde_json::{Value, json};

use super::forum::Forum;
use crate::program;

/// The command of this program that shells start by the name of kubectl; not for people.
pub const STAND_IN: &str = "forum-kubectl";

/// What the forum's process answers.
enum KubectlOutput {
    Said(String),
    /// Become this program: it has the shell's own input and output.
    Become(Command),
}

/// Runs lines of a shell in a folder, where `kubectl` means this forum.
pub fn shell(forum: &Forum, folder: &Path, lines: &str) -> Result<String> {
    let bin = forum.scratch.join("kubectl");
    fs::create_dir_all(&bin)?;
    let socket = bin.join("socket");
    let _ = fs::remove_file(&socket);
    let listener = UnixListener::bind(&socket)?;
    let program = bin.join("kubectl");
    let own = std::env::current_exe()?;
    let script = format!("#!/bin/sh\nexec '{}' {STAND_IN} '{}' \"$@\"\n", own.display(), socket.display());
    fs::write(&program, script)?;
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755))?;

    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", lines]).current_dir(folder);
    bash.env("PATH", format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default()));
    thread::scope(|scope| {
        scope.spawn(|| serve(forum, &listener, folder));
        let finished = program::silent(&mut bash);
        // The last one asks nothing.
        drop(UnixStream::connect(&socket));
        finished?.succeeded()
    })
}

fn serve(forum: &Forum, listener: &UnixListener, folder: &Path) {
    for stream in listener.incoming().flatten() {
        let mut asked = String::new();
        let heard = stream.try_clone().map(|stream| BufReader::new(stream).read_line(&mut asked));
        if !matches!(heard, Ok(Ok(1..))) {
            return;
        }
        let words: Vec<String> = serde_json::from_str(&asked).unwrap_or_default();
        let answer = match verbs::answer(forum, folder, &words) {
            Ok(KubectlOutput::Said(said)) => json!({"said": said}),
            Ok(KubectlOutput::Become(command)) => described(&command),
            Err(error) => json!({"error": format!("{error:#}")}),
        };
        let _ = writeln!(&stream, "{answer}");
    }
}

fn described(command: &Command) -> Value {
    let text = |word: &std::ffi::OsStr| word.to_string_lossy().into_owned();
    let env: BTreeMap<String, String> =
        command.get_envs().filter_map(|(key, value)| Some((text(key), text(value?)))).collect();
    let words: Vec<String> = command.get_args().map(text).collect();
    json!({"program": text(command.get_program()), "words": words, "env": env})
}

/// The stand-in itself.
pub fn command(words: &[String]) -> Result<ExitCode> {
    let (socket, words) = words.split_first().context("kubectl is asked without a forum")?;
    let mut words = words.to_vec();
    if words.last().is_some_and(|word| word == "-") {
        // The manifest itself instead of its place.
        words.pop();
        words.push(std::io::read_to_string(std::io::stdin())?);
    }
    let stream = UnixStream::connect(PathBuf::from(socket)).context("the forum does not answer")?;
    writeln!(&stream, "{}", json!(words))?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    let answer: Value = serde_json::from_str(&answer)?;
    if let Some(error) = answer["error"].as_str() {
        eprintln!("kubectl: {error}");
        return Ok(ExitCode::FAILURE);
    }
    let Some(program) = answer["program"].as_str() else {
        println!("{}", answer["said"].as_str().unwrap_or_default());
        return Ok(ExitCode::SUCCESS);
    };
    let words: Vec<String> = serde_json::from_value(answer["words"].clone())?;
    let env: BTreeMap<String, String> = serde_json::from_value(answer["env"].clone())?;
    Err(Command::new(program).args(words).env_clear().envs(env).current_dir("/").exec().into())
}
