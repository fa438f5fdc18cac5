//! The probes of a container, asked as the kubelet asks.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

use super::bundle::Pod;

/// What has to be asked now.
pub enum Probe {
    Nothing,
    Program(Vec<String>),
    Http { to: SocketAddr, path: String, host: String },
    Tcp(SocketAddr),
}

impl Probe {
    /// The probe `which` of a container of `pod`.
    pub fn read(spec: &Value, pod: &Pod, address: Ipv4Addr) -> Self {
        let to = |port: &Value| SocketAddr::from((address, pod.port(port).unwrap_or_default()));
        let (exec, http, tcp) = (&spec["exec"]["command"], &spec["httpGet"], &spec["tcpSocket"]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if let Some(words) = exec.as_array() {
            Self::Program(words.iter().map(text).collect())
        } else if !http.is_null() {
            let mut headers = http["httpHeaders"].as_array().into_iter().flatten();
            let host = headers.find(|header| header["name"] == "Host").map(|header| text(&header["value"]));
            let host = host.unwrap_or_else(|| to(&http["port"]).to_string());
            Self::Http { to: to(&http["port"]), path: text(&http["path"]), host }
        } else if !tcp.is_null() {
            Self::Tcp(to(&tcp["port"]))
        } else {
            Self::Nothing
        }
    }
}

/// A status from 200 to 399.
pub fn http_holds(to: SocketAddr, path: &str, host: &str) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = connect(to)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        write!(stream, "GET {path} HTTP/1.0\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = ask().unwrap_or_default();
    answer.split_whitespace().nth(1).is_some_and(|status| status.starts_with(['2', '3']))
}

pub fn tcp_holds(to: SocketAddr) -> bool {
    connect(to).is_ok()
}

fn connect(to: SocketAddr) -> std::io::Result<TcpStream> {
    TcpStream::connect_timeout(&to, Duration::from_secs(5))
}
