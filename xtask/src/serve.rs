//! `cargo xtask serve`: the page on this machine, as a good host would serve it.

mod http;
mod watch;

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, Result, ensure};

use crate::project;
use crate::site::{self, Flavour};

#[derive(clap::Args)]
pub struct Arguments {
    /// Rebuild and reload when a source changes (development build)
    #[arg(long)]
    watch: bool,
    /// Port to try first; the next free one is taken
    #[arg(long, value_name = "N", default_value_t = 8080)]
    port: u16,
    /// Serve what was built before
    #[arg(long)]
    no_build: bool,
}

pub fn command(arguments: &Arguments) -> Result<ExitCode> {
    let Arguments { watch: watching, port, no_build: built } = *arguments;
    let folder = if watching { project::target().join("watch") } else { project::dist() };
    if built {
        ensure!(folder.join("index.html").is_file(), "{} holds no page; build it first", folder.display());
    } else {
        site::build(if watching { Flavour::Watched } else { Flavour::Published }, &folder)?;
    }
    // Before the port is taken: a mistake in the sources should not leave a server behind.
    let listener = listen(port)?;
    let changes = watching.then(watch::Changes::new).map(Arc::new);
    println!("\nForum Planner is at http://{}/  (Ctrl+C ends it)", listener.local_addr()?);
    if let Some(changes) = &changes {
        println!("Watching the sources; the page reloads when it was built anew");
        watch::in_background(folder.clone(), changes.clone());
    }
    serve(&listener, &folder, changes.as_ref());
    Ok(ExitCode::SUCCESS)
}

/// The wished port, or the next free one of the following twenty; 0 leaves the choice to the system.
fn listen(wished: u16) -> Result<TcpListener> {
    let mut port = wished;
    loop {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Err(error) if error.kind() == ErrorKind::AddrInUse && port < wished.saturating_add(20) => {
                port += 1
            }
            other => return other.with_context(|| format!("cannot listen on port {port}")),
        }
    }
}

fn serve(listener: &TcpListener, folder: &Path, changes: Option<&Arc<watch::Changes>>) {
    for stream in listener.incoming().flatten() {
        let (folder, changes) = (folder.to_owned(), changes.cloned());
        std::thread::spawn(move || {
            // A browser that went away is no news.
            let _ = http::answer(&stream, &folder, changes.as_deref());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::listen;

    #[test]
    fn a_taken_port_leads_to_the_next_one() {
        let first = listen(0).unwrap();
        let taken = first.local_addr().unwrap().port();
        let second = listen(taken).unwrap();
        assert!(second.local_addr().unwrap().port() > taken);
    }
}
