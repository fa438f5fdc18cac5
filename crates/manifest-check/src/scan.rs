//! Host names in free text: nginx and Redis configuration, URLs, scripts.

use super::spelling::is_dns_label;

/// A host that some text names, and the port if it stands beside it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Host {
    pub name: String,
    pub port: Option<u64>,
}

/// The hosts in a text that are meant to be reached from it. Comment lines are left out.
pub(super) fn hosts(text: &str) -> Vec<Host> {
    let lines: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with(['#', ';'])).collect();
    let text = lines.join("\n");
    let mut found = cluster_names(&text);
    found.extend(urls(&text));
    found.extend(nginx_servers(&text));
    let peers = |line| [redis_peer(line), client_peer(line), keyword_peer(line)];
    found.extend(lines.iter().copied().flat_map(peers).flatten());
    found.sort();
    found.dedup();
    found
}

/// `redis-0.redis.misago.svc.cluster.local:6379`, wherever it stands. A name that is put together from
/// variables (`redis-$i.redis...`) cannot be read and is left alone.
fn cluster_names(text: &str) -> Vec<Host> {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let mut found = Vec::new();
    for (at, suffix) in text.match_indices(".svc") {
        let before = text[..at].trim_end_matches(part_of_name);
        let after = text[at + suffix.len()..].trim_start_matches(part_of_name);
        let name = text[before.len()..text.len() - after.len()].trim_end_matches('.');
        let built = before.ends_with(['$', '}', ')', '%', '>']) || after.starts_with(['$', '{', '%', '<']);
        if !built && name.split('.').all(is_dns_label) && name.split('.').any(|label| label == "svc") {
            found
                .push(Host { name: name.to_owned(), port: after.strip_prefix(':').and_then(leading_number) });
        }
    }
    found
}

/// The host of a URL that has a port. Without a port it need not be a host: `redis://mymaster/1` means the server that
/// the Sentinels know as mymaster.
fn urls(text: &str) -> Vec<Host> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices("://") {
        let end = |c: char| c.is_whitespace() || matches!(c, '/' | '"' | '\'' | ';' | '`' | '?' | '\\');
        let authority = text[at + mark.len()..].split(end).next().unwrap_or_default();
        for place in authority.rsplit('@').next().unwrap_or_default().split(',') {
            found.extend(host_and_port(place, None).filter(|host| host.port.is_some()));
        }
    }
    found
}

/// nginx: the servers of its upstream blocks, and what `proxy_pass` names directly.
fn nginx_servers(text: &str) -> Vec<Host> {
    let mut upstreams = Vec::new();
    let mut found = Vec::new();
    for block in text.split("upstream ").skip(1) {
        let Some((name, rest)) = block.split_once('{') else { continue };
        upstreams.push(name.trim());
        let servers = rest.split('}').next().unwrap_or_default().split(';').map(str::trim);
        let servers = servers.filter_map(|line| line.strip_prefix("server ")?.split_whitespace().next());
        found.extend(servers.filter_map(|server| host_and_port(server, Some(80))));
    }
    for passed in text.split("proxy_pass ").skip(1) {
        let url = passed.split(|c: char| c == ';' || c.is_whitespace()).next().unwrap_or_default();
        let (scheme, place) = url.split_once("://").unwrap_or_default();
        let place = place.split('/').next().unwrap_or_default();
        if !upstreams.contains(&place) {
            found.extend(host_and_port(place, Some(if scheme == "https" { 443 } else { 80 })));
        }
    }
    found
}

/// Redis: `replicaof redis-0 6379`, `sentinel monitor mymaster redis-0 6379 2`, as a line or as arguments.
fn redis_peer(line: &str) -> Option<Host> {
    let peer = arguments(line, &["replicaof"])
        .or_else(|| arguments(line, &["--replicaof"]))
        .or_else(|| arguments(line, &["sentinel", "monitor"])?.get(1..).map(<[_]>::to_vec))?;
    let port = leading_number(peer.get(1)?)?;
    host_and_port(peer.first()?, Some(port))
}

/// The host that a client is told to ask: `redis-cli -h redis -p 6379`.
fn client_peer(line: &str) -> Option<Host> {
    const CLIENTS: [&str; 5] = ["pg_dump", "pg_isready", "psql", "redis-cli", "redis-benchmark"];
    if !CLIENTS.iter().any(|client| line.contains(client)) {
        return None;
    }
    let port = arguments(line, &["-p"]).and_then(|rest| leading_number(rest.first()?));
    host_and_port(arguments(line, &["-h"])?.first()?, port)
}

/// libpq, PgBouncer: `host=postgres port=5432`, `--host=postgres`.
fn keyword_peer(line: &str) -> Option<Host> {
    let said = |key: &str| {
        let words = line.split([' ', '\t', '"', '\'']);
        words.filter_map(|word| word.strip_prefix("--").unwrap_or(word).strip_prefix(key)).next()
    };
    let port = said("port=").and_then(leading_number);
    host_and_port(said("host=")?, port)
}

/// Several addresses in one variable: `redis-0.redis:26379 redis-1.redis:26379`.
pub(super) fn addresses(text: &str) -> Vec<Host> {
    let separate = |c: char| c.is_whitespace() || matches!(c, ',' | ';');
    text.split(separate).filter_map(|place| host_and_port(place, None)).collect()
}

/// The words that follow a directive or an option in a line.
pub(super) fn arguments<'t>(line: &'t str, directive: &[&str]) -> Option<Vec<&'t str>> {
    let words = line.split([' ', '\t', '"', '\'', ';']).filter(|word| !word.is_empty());
    let words: Vec<_> = words.collect();
    let at = words.windows(directive.len()).position(|window| window == directive)?;
    words.get(at + directive.len()..).map(<[_]>::to_vec)
}

/// A host with its port, or with this one; None for what is no name, such as `$host` or `unix:/run/x`.
fn host_and_port(place: &str, otherwise: Option<u64>) -> Option<Host> {
    let (name, port) = match place.split_once(':') {
        Some((name, port)) => (name, Some(leading_number(port)?)),
        None => (place, otherwise),
    };
    let name = name.trim_end_matches('.');
    name.split('.').all(is_dns_label).then(|| Host { name: name.to_owned(), port })
}

fn leading_number(text: &str) -> Option<u64> {
    let digits = &text[..text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
    digits.parse().ok()
}
