//! As much HTTP as one page needs: GET and HEAD, one request per connection, nothing compressed (on one
//! machine that only costs time).

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Result, Write as _};
use std::net::TcpStream;
use std::path::{Component, Path};
use std::time::Duration;

use super::watch::Changes;
use crate::hosting;

const REQUEST_LIMIT: u64 = 16 * 1024;
const RELOAD_SCRIPT: &[u8] = include_bytes!("../../page/reload.js");

/// Answers one request; `changes` is there when the sources are watched.
pub fn answer(stream: &TcpStream, folder: &Path, changes: Option<&Changes>) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let Some(request) = Request::read(stream)? else { return Ok(()) };
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        return Response::plain("405 Method Not Allowed", "Only GET and HEAD.\n").send(stream, &request);
    }
    match (request.path.as_str(), changes) {
        ("reload", Some(changes)) => return changes.tell(stream),
        ("reload.js", Some(_)) => {
            let (path, body) = ("reload.js", RELOAD_SCRIPT.to_vec());
            return Response { status: "200 OK", path, body }.send(stream, &request);
        }
        _ => {}
    }
    let Some(mut body) = file(folder, &request.path) else {
        return Response::plain("404 Not Found", "There is no such file.\n").send(stream, &request);
    };
    if request.path == "index.html" && changes.is_some() {
        body = with_reload_script(&body);
    }
    Response { status: "200 OK", path: &request.path, body }.send(stream, &request)
}

struct Request {
    method: String,
    /// Without the leading slash; `index.html` for the folder itself.
    path: String,
}

impl Request {
    fn read(stream: &TcpStream) -> Result<Option<Self>> {
        let mut lines = BufReader::new(stream.take(REQUEST_LIMIT)).lines();
        let Some(first) = lines.next().transpose()? else { return Ok(None) };
        let mut words = first.split(' ');
        let (Some(method), Some(address)) = (words.next(), words.next()) else { return Ok(None) };
        // The headers are read to their end, because closing with unread words resets the connection.
        for line in lines {
            if line?.is_empty() {
                break;
            }
        }
        Ok(Some(Self { method: method.to_owned(), path: path_of(address) }))
    }
}

fn path_of(address: &str) -> String {
    let path = address.split(['?', '#']).next().unwrap_or_default().trim_start_matches('/');
    if path.is_empty() { "index.html".into() } else { path.to_owned() }
}

/// Only plain names below the folder: no `..`, no absolute path, nothing hidden.
fn file(folder: &Path, path: &str) -> Option<Vec<u8>> {
    let plain = Path::new(path).components().all(|part| match part {
        Component::Normal(name) => !name.to_string_lossy().starts_with('.'),
        _ => false,
    });
    if plain { fs::read(folder.join(path)).ok() } else { None }
}

fn with_reload_script(page: &[u8]) -> Vec<u8> {
    let page = String::from_utf8_lossy(page);
    page.replacen("</head>", "<script src=\"reload.js\" defer></script></head>", 1).into_bytes()
}

struct Response<'a> {
    status: &'a str,
    path: &'a str,
    body: Vec<u8>,
}

impl Response<'_> {
    fn plain(status: &'static str, text: &str) -> Self {
        Self { status, path: "answer.txt", body: text.into() }
    }

    fn send(self, mut stream: &TcpStream, request: &Request) -> Result<()> {
        let mut head = format!(
            "HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: {}\r\nConnection: close\r\n",
            self.status,
            hosting::media_type(self.path),
            self.body.len(),
            hosting::caching(self.path),
        );
        for (name, value) in hosting::headers() {
            head += &format!("{name}: {value}\r\n");
        }
        if self.path == hosting::COPY {
            let (name, value) = hosting::SAVE;
            head += &format!("{name}: {value}\r\n");
        }
        head += "\r\n";
        stream.write_all(head.as_bytes())?;
        if request.method == "GET" {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// One real request over a real connection.
    fn ask(request: &str) -> String {
        let folder = crate::project::scratch(&format!("http-{}", request.len())).unwrap();
        fs::write(folder.join("index.html"), "<head></head>page").unwrap();
        fs::write(folder.with_extension("secret"), "secret").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        client.write_all(request.as_bytes()).unwrap();
        answer(&listener.accept().unwrap().0, &folder, None).unwrap();
        let mut said = String::new();
        client.read_to_string(&mut said).unwrap();
        said
    }

    #[test]
    fn the_folder_itself_is_its_page() {
        let said = ask("GET /?from=link HTTP/1.1\r\n\r\n");
        assert!(said.starts_with("HTTP/1.1 200 OK\r\n"), "{said}");
        assert!(said.contains("Content-Type: text/html") && said.ends_with("page"));
        assert!(said.contains("frame-ancestors 'none'"));
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let said = ask("GET /../http-46.secret HTTP/1.1\r\nHost: here\r\n\r\n");
        assert!(said.starts_with("HTTP/1.1 404"), "{said}");
    }

    #[test]
    fn other_methods_are_refused() {
        assert!(ask("POST / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 405"));
    }
}
