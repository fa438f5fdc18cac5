//! Whether mail can be sent, and what visitors see.

use super::options::Tls;
use super::{acme_server, other_hosts, uses_certificate};
use crate::check::{Check, Topic};
use crate::plan::Plan;
use crate::shell::quote;
use crate::values::Choices;

pub(super) fn checks(plan: &Plan) -> Vec<Check> {
    let mail = plan.site.mail.then(|| Check::new(Topic::Mail, include_str!("mail.sh")));
    mail.into_iter().chain([Check::new(Topic::Visitors, outside(plan))]).collect()
}

/// What lies before nginx: the certificate, and the forum's own address as a visitor asks for it.
fn outside(plan: &Plan) -> String {
    let secret = quote(plan.site.tls_secret.as_str());
    let missing = match plan.site.tls {
        _ if !uses_certificate(plan) => None,
        Tls::None | Tls::InFront => None,
        // An issuer may take minutes.
        Tls::CertManager => Some(format!(
            "note 'no certificate yet: kubectl --namespace '\"$namespace\"' describe certificate {secret}'"
        )),
        Tls::Secret => Some(format!("fail 'the Secret {secret} with the certificate is missing'")),
    };
    let issuer = acme_server(plan).map_or_else(String::new, |_| {
        let name = plan.site.issued_by.key();
        format!(
            r#"ready=$(k get issuer.cert-manager.io {name} --output jsonpath='{{.status.conditions[?(@.type=="Ready")].status}}' || true)
if [ "$ready" = True ]; then
  ok 'the issuer {name} has its account'
else
  fail "the issuer is not ready, so no certificate is issued: kubectl --namespace $namespace describe issuer.cert-manager.io {name}"
fi
"#
        )
    });
    let certificate = missing.map_or(String::new(), |missing| {
        format!("if k get secret {secret} >/dev/null 2>&1; then ok 'the certificate is there'; else {missing}; fi\n")
    });
    let others = redirected(plan);
    format!(
        r#"say 'From outside'
{issuer}{certificate}status=$(curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{{http_code}}' "$scheme://$host/" || true)
case $status in
  200) ok "$scheme://$host/" ;;
  000) note "$scheme://$host/ cannot be reached from here: its name may not point to the cluster yet" ;;
  *) fail "$scheme://$host/ answered $status: the ingress controller does not forward the request" ;;
esac
{others}"#
    )
}

/// The other names lead to the forum's own.
fn redirected(plan: &Plan) -> String {
    let others = other_hosts(plan);
    if others.is_empty() {
        return String::new();
    }
    format!(
        r#"for name in {}; do
  answer=$(curl --silent --insecure --max-time 20 --output /dev/null --write-out '%{{http_code}} %{{redirect_url}}' "$scheme://$name/" || true)
  case $answer in
    "301 $scheme://$host/"*) ok "$scheme://$name/ redirects to $host" ;;
    000*) note "$scheme://$name/ cannot be reached from here: its name may not point to the cluster yet" ;;
    *) fail "$scheme://$name/ answered $answer and does not redirect to $host" ;;
  esac
done
"#,
        others.join(" ")
    )
}
