//! The published page on 127.0.0.1, below a path, as a static host would serve it.

use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use tiny_http::{Header, Response, Server};

/// A running server; it stops when this is dropped.
pub struct Site {
    server: Arc<Server>,
    port: u16,
    /// Where the page is: in a folder, because it must work under any path.
    pub address: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves a folder on a free port.
    ///
    /// # Errors
    /// When no port is free.
    pub fn serve(folder: &Path) -> Result<Self> {
        let server = Arc::new(Server::http("127.0.0.1:0").map_err(|error| anyhow!("no free port: {error}"))?);
        let port = server.server_addr().to_ip().context("a TCP address")?.port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (listener, log, folder) = (Arc::clone(&server), Arc::clone(&asked), folder.to_path_buf());
        thread::spawn(move || {
            for request in listener.incoming_requests() {
                let path = request.url().split(['?', '#']).next().unwrap_or("/").to_owned();
                if let Ok(mut log) = log.lock() {
                    log.push(path.clone());
                }
                // A browser that went away is no concern of the server.
                let _ = match read(&folder, &path) {
                    Some((kind, body)) => request.respond(Response::from_data(body).with_header(kind)),
                    None => request.respond(Response::empty(404)),
                };
            }
        });
        Ok(Self { server, port, address: format!("http://127.0.0.1:{port}/planner/"), asked })
    }

    /// Every path that was asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().map(|asked| asked.clone()).unwrap_or_default()
    }

    /// Stops, and makes sure that nobody answers any more.
    ///
    /// # Errors
    /// When somebody still does after some seconds.
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
        self.server.unblock();
    }
}

fn read(folder: &Path, path: &str) -> Option<(Header, Vec<u8>)> {
    let relative = path.strip_prefix("/planner/")?;
    let relative = if relative.is_empty() { "index.html" } else { relative };
    let file: PathBuf = folder.join(relative.split('/').filter(|part| *part != "..").collect::<PathBuf>());
    let kind = match file.extension().and_then(|ending| ending.to_str()) {
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
    let header = Header::from_bytes("Content-Type", kind).ok()?;
    Some((header, std::fs::read(file).ok()?))
}
