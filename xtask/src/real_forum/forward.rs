//! Passing connections on: from a Service's address to its pods, and from this machine's browser to the
//! forum.

use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// A Service: passes each connection to the next pod that accepts it. The pods see the bridge as the sender.
pub fn service(
    address: Ipv4Addr,
    port: u16,
    pods: impl Fn() -> Vec<SocketAddr> + Send + 'static,
) -> Result<()> {
    let listener = TcpListener::bind((address, port)).context("a Service cannot listen")?;
    thread::spawn(move || {
        for (turn, client) in listener.incoming().flatten().enumerate() {
            let mut pods = pods();
            let first = turn % pods.len().max(1);
            pods.rotate_left(first);
            thread::spawn(move || {
                let open = |pod: &SocketAddr| TcpStream::connect_timeout(pod, Duration::from_secs(1)).ok();
                if let Some(server) = pods.iter().find_map(open) {
                    relay(client, server);
                }
            });
        }
    });
    Ok(())
}

/// From a socket in a folder, which can be seen from outside the network, to an address in it.
pub fn let_in(socket: &Path, to: SocketAddr) -> Result<()> {
    let listener = UnixListener::bind(socket).with_context(|| format!("no door at {}", socket.display()))?;
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            thread::spawn(move || TcpStream::connect(to).map(|server| relay(client, server)));
        }
    });
    Ok(())
}

/// The other side of [`let_in`].
pub fn lead_to(socket: &Path, listener: TcpListener) {
    let socket = socket.to_owned();
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let socket = socket.clone();
            thread::spawn(move || UnixStream::connect(socket).map(|server| relay(client, server)));
        }
    });
}

trait Stream: io::Read + io::Write + Send + Sized + 'static {
    fn again(&self) -> io::Result<Self>;
    fn close(&self, how: Shutdown);
}

impl Stream for TcpStream {
    fn again(&self) -> io::Result<Self> {
        self.set_nodelay(true)?;
        self.try_clone()
    }
    fn close(&self, how: Shutdown) {
        let _ = self.shutdown(how);
    }
}

impl Stream for UnixStream {
    fn again(&self) -> io::Result<Self> {
        self.try_clone()
    }
    fn close(&self, how: Shutdown) {
        let _ = self.shutdown(how);
    }
}

fn relay(mut client: impl Stream, mut server: impl Stream) {
    let (Ok(mut from_client), Ok(mut to_server)) = (client.again(), server.again()) else { return };
    let there = thread::spawn(move || {
        let outcome = io::copy(&mut from_client, &mut to_server);
        // After an error nothing more can be said in this direction, and the other side should know.
        to_server.close(if outcome.is_ok() { Shutdown::Write } else { Shutdown::Both });
    });
    let outcome = io::copy(&mut server, &mut client);
    client.close(if outcome.is_ok() { Shutdown::Write } else { Shutdown::Both });
    let _ = there.join();
}
