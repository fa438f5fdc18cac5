//! The published page on 127.0.0.1, below a path, as a static host would serve it.

use std::io::{self, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use tiny_http::{Header, Request, Response, Server};

/// A running server; it stops when this is dropped.
pub struct Site {
    server: Arc<Server>,
    port: u16,
    /// Where the page is: in a folder, because it must work under any path.
    pub address: String,
    host: Arc<Host>,
}

/// What the server was asked, and what it was told.
struct Host {
    folder: PathBuf,
    state: Mutex<State>,
    released: Condvar,
}

#[derive(Default)]
struct State {
    asked: Vec<String>,
    /// Files with this ending are not sent yet.
    held: Option<&'static str>,
    /// Of files with this ending only one half is sent.
    halved: Option<&'static str>,
    /// From this text on, the page itself is sent a few words at a time.
    slow: Option<&'static str>,
    /// Where the files lie as brotli.
    packed: Option<PathBuf>,
}

impl Site {
    /// Serves a folder on a free port.
    ///
    /// # Errors
    /// When no port is free.
    pub fn serve(folder: &Path) -> Result<Self> {
        let server = Arc::new(Server::http("127.0.0.1:0").map_err(|error| anyhow!("no free port: {error}"))?);
        let port = server.server_addr().to_ip().context("a TCP address")?.port();
        let host = Arc::new(Host {
            folder: folder.to_path_buf(),
            state: Mutex::default(),
            released: Condvar::new(),
        });
        let (listener, answering) = (Arc::clone(&server), Arc::clone(&host));
        thread::spawn(move || {
            for request in listener.incoming_requests() {
                let host = Arc::clone(&answering);
                // A file that is held back holds back no other.
                thread::spawn(move || host.answer(request));
            }
        });
        Ok(Self { server, port, address: format!("http://127.0.0.1:{port}/planner/"), host })
    }

    /// Every path that was asked for, in order.
    #[must_use]
    pub fn asked(&self) -> Vec<String> {
        self.host.state().asked.clone()
    }

    /// Keeps files with this ending waiting until [`Site::release`].
    pub fn hold(&self, ending: &'static str) {
        self.host.state().held = Some(ending);
    }

    /// Sends one half of files with this ending, and the other after [`Site::release`].
    pub fn hold_half(&self, ending: &'static str) {
        self.host.state().halved = Some(ending);
    }

    /// Sends what was held back.
    pub fn release(&self) {
        let mut state = self.host.state();
        (state.held, state.halved) = (None, None);
        drop(state);
        self.host.released.notify_all();
    }

    /// Sends the page itself a few words at a time from this text on, as a busy network does.
    pub fn dawdle(&self, from: &'static str) {
        self.host.state().slow = Some(from);
    }

    /// Sends files as brotli where this folder has them: `index.html.br`.
    pub fn pack(&self, folder: &Path) {
        self.host.state().packed = Some(folder.to_path_buf());
    }

    /// Stops the server, and makes sure that it no longer answers.
    ///
    /// # Errors
    /// When something still answers after some seconds.
    pub fn stop(self) -> Result<()> {
        let port = self.port;
        drop(self);
        let end = Instant::now() + Duration::from_secs(5);
        while TcpStream::connect(("127.0.0.1", port)).is_ok() {
            ensure!(Instant::now() < end, "the server is still there");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.release();
        self.server.unblock();
    }
}

impl Host {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, request: Request) {
        let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
        let mut state = self.state();
        state.asked.push(path.clone());
        let held = |state: &mut State| state.held.is_some_and(|ending| path.ends_with(ending));
        let state = self.released.wait_while(state, held).unwrap_or_else(PoisonError::into_inner);
        let packed = state.packed.clone();
        let slow = state.slow.filter(|_| path.ends_with('/'));
        let halved = state.halved.is_some_and(|ending| path.ends_with(ending));
        drop(state);
        // A browser that went away is no concern of the server.
        let _ = match (self.read(&path, packed.as_deref()), slow) {
            (Some((headers, body)), _) if halved => self.in_halves(request, &headers, &body),
            (Some((headers, body)), Some(from)) => in_pieces(request, &headers, &body, from),
            (Some((headers, body)), None) => {
                let response = headers.into_iter().fold(Response::from_data(body), Response::with_header);
                request.respond(response)
            }
            (None, _) => request.respond(Response::empty(404)),
        };
    }

    /// Sends one half, and the other when nothing is held back any more.
    fn in_halves(&self, request: Request, headers: &[Header], body: &[u8]) -> io::Result<()> {
        let mut writer = request.into_writer();
        head(&mut writer, headers, body)?;
        let (first, second) = body.split_at(body.len() / 2);
        writer.write_all(first)?;
        writer.flush()?;
        let held = |state: &mut State| state.halved.is_some();
        drop(self.released.wait_while(self.state(), held).unwrap_or_else(PoisonError::into_inner));
        writer.write_all(second)?;
        writer.flush()
    }

    fn read(&self, path: &str, packed: Option<&Path>) -> Option<(Vec<Header>, Vec<u8>)> {
        let relative = path.strip_prefix("/planner/")?;
        let relative = if relative.is_empty() { "index.html" } else { relative };
        let relative: PathBuf = relative.split('/').filter(|part| *part != "..").collect();
        let kind = match relative.extension().and_then(|ending| ending.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript",
            Some("css") => "text/css",
            Some("wasm") => "application/wasm",
            Some("svg") => "image/svg+xml",
            Some("png") => "image/png",
            Some("txt") => "text/plain; charset=utf-8",
            Some("webmanifest" | "json") => "application/manifest+json",
            _ => "application/octet-stream",
        };
        let kind = Header::from_bytes("Content-Type", kind).ok()?;
        let brotli = packed.map(|folder| folder.join(format!("{}.br", relative.display())));
        if let Some(body) = brotli.and_then(|file| std::fs::read(file).ok()) {
            return Some((vec![kind, Header::from_bytes("Content-Encoding", "br").ok()?], body));
        }
        Some((vec![kind], std::fs::read(self.folder.join(relative)).ok()?))
    }
}

/// What stands before a body.
fn head(writer: &mut impl Write, headers: &[Header], body: &[u8]) -> io::Result<()> {
    write!(writer, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n", body.len())?;
    for header in headers {
        write!(writer, "{header}\r\n")?;
    }
    writer.write_all(b"\r\n")
}

/// Answers at once up to a text, and then in pieces, each later than a browser waits with its next picture.
fn in_pieces(request: Request, headers: &[Header], body: &[u8], from: &str) -> io::Result<()> {
    let mut writer = request.into_writer();
    head(&mut writer, headers, body)?;
    let start = body.windows(from.len()).position(|words| words == from.as_bytes()).unwrap_or(0);
    let (at_once, rest) = body.split_at(start);
    writer.write_all(at_once)?;
    for piece in rest.chunks(128) {
        writer.flush()?;
        thread::sleep(Duration::from_millis(50));
        writer.write_all(piece)?;
    }
    writer.flush()
}
