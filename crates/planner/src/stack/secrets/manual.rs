//! The README's section on secrets: how they get into the cluster, above all if the bundle does not have them in clear text.

use super::options::{Form, Scope};
use crate::manual::{Chapter, Context, Section, block, row};
use crate::plan::Plan;
use crate::secrets::SecretKey;
use crate::shell::quote;
use crate::stack::gitops::options::Tool;
use crate::stack::postgres;
use crate::stack::postgres::options::Mode;
use crate::values::Choices;

/// What the README says of them.
pub(super) const SECTIONS: &[Section] = &[
    Section { chapter: Chapter::Folders, write: folder },
    Section { chapter: Chapter::AfterInstall, write: care },
    Section { chapter: Chapter::BeforeUpgrade, write: way_over },
    Section { chapter: Chapter::Reload, write: come_back },
    Section { chapter: Chapter::Rolling, write: rolls },
];

/// What is in the folder.
fn folder(context: &Context<'_>) -> String {
    let about = match context.plan().secrets.form {
        Form::Plain => "the Secret, in clear text: keep it out of Git, and keep a copy in a safe place",
        Form::Sealed => "the Secret, sealed for one controller: it may go into Git",
        Form::Sops => "the Secret, its values encrypted by SOPS: it may go into Git",
        Form::External => "where the values of the Secret are stored; none of them are in here",
    };
    row(&["`secrets/`", about])
}

/// What becomes of the Secret where a tool applies what is in Git.
pub fn in_git(plan: &Plan) -> &'static str {
    match plan.secrets.form {
        Form::Plain => {
            "`secrets/.gitignore` keeps the Secret\nout of Git, so apply it by hand now and whenever it changes."
        }
        Form::Sops if !super::applied_with_bundle(plan) => {
            "You may commit `secrets/`, but Argo CD\ncannot decrypt it without a plugin such as ksops, so apply it \
             by hand now and whenever it changes."
        }
        _ => "Commit `secrets/` too:\nit contains nothing in clear text.",
    }
}

/// Whether loading the bundle brings the values back, and what to do if not.
fn come_back(context: &Context<'_>) -> String {
    let plan = context.plan();
    let back = match plan.secrets.form {
        Form::Plain => "The zip includes the secrets; with\n   `plan.yaml` alone",
        Form::External => {
            "The values of the secrets stay\n   in your store. If you choose a form with the values in it,"
        }
        Form::Sealed | Form::Sops => {
            "The zip does not bring back the\n   secret values: unless the page still has them,"
        }
    };
    format!(
        "{back} the download holds new ones, which neither PostgreSQL nor your members' sessions know: keep your own\n   \
         `{}` then.",
        super::file(plan)
    )
}

/// Whether pods notice what has changed.
fn rolls(context: &Context<'_>) -> String {
    let words = match context.plan().secrets.form {
        Form::Plain => {
            "Pods are replaced by themselves when their settings or secrets change: the digests are in the pods' \
             annotations."
        }
        Form::Sealed | Form::Sops => {
            "Pods are replaced by themselves when a download has other settings or secrets: the digests are in the \
             pods' annotations."
        }
        Form::External => {
            "Pods are replaced by themselves when their settings change: the digest is in the pods' annotations. \
             This does not\ninclude values in a store."
        }
    };
    words.to_owned()
}

/// What to do about the values before the running bundle is replaced, with the commands. Pods start with the Secret's new
/// values, but PostgreSQL keeps its old password.
fn way_over(context: &Context<'_>) -> String {
    let plan = context.plan();
    let Some(running) = context.inputs.running else { return String::new() };
    let before = &running.plan;
    let place = |plan: &Plan| {
        (plan.secrets.form, plan.secrets.store_kind, plan.secrets.store.clone(), plan.secrets.remote.clone())
    };
    let read = format!(
        "kubectl --namespace {} get secret {} --output",
        quote(before.site.namespace.as_str()),
        super::SECRET
    );
    let (what, lines) = match plan.secrets.form {
        Form::External if place(before) != place(plan) => (
            format!(
                "Put the current values into the entry `{}` of your store, each as the property of the same name: \
                 from now on the operator copies them from there into the Secret. This prints them, so make sure \
                 that no one is watching:",
                plan.secrets.remote
            ),
            format!(
                "{read} go-template='{{{{range $name, $value := .data}}}}{{{{$name}}}}={{{{base64decode $value}}}}{{{{\"\\n\"}}}}{{{{end}}}}'\n"
            ),
        ),
        Form::External => return String::new(),
        _ if running.secrets.is_some() => return String::new(),
        form if form == before.secrets.form => (
            format!(
                "Only the plan of the running forum was loaded, so `{}` here has other values: replace it with \
                 **your own file**.",
                super::file(plan)
            ),
            String::new(),
        ),
        _ => (
            format!(
                "The current values were not known, so `{}` here has other ones. Do not apply them: generate this \
                 folder again with the cluster's values, with the running bundle in `../before`. Or type the \
                 values on the page under Secrets and download again.",
                super::file(plan)
            ),
            format!(
                "{read} yaml | forum-planner render plan.yaml --out . --force --upgrade-from ../before --secrets-from -\n"
            ),
        ),
    };
    if lines.is_empty() { what } else { format!("{what}\n\n{}", block(&lines)) }
}

/// How to look after them.
fn care(context: &Context<'_>) -> String {
    match context.plan().secrets.form {
        Form::Plain => String::new(),
        Form::Sealed => sealed(context.plan()),
        Form::Sops => sops(context.plan()),
        Form::External => external(context),
    }
}

fn sealed(plan: &Plan) -> String {
    let namespace = quote(plan.site.namespace.as_str());
    let about = plan.secrets.certificate.as_ref().and_then(|certificate| certificate.certified()).map_or_else(
        String::new,
        |it| {
            format!(
                "It is sealed for the key with the fingerprint\n`{}`\n(RSA, {} bits, valid from {} to {}; whether \
                 that is still so, the planner has no clock to tell). Compare it with what the controller has:\n\n\
                 ```sh\nkubeseal --fetch-cert | openssl x509 -noout -fingerprint -sha256 -enddate\n```\n\n",
                it.fingerprint, it.bits, it.from, it.until
            )
        },
    );
    let scope = match plan.secrets.scope {
        Scope::Strict => "under its own name in its own namespace; seal it again for another one",
        Scope::Namespace => "in its own namespace, under any name",
        Scope::Cluster => "in any namespace of the cluster",
    };
    format!(
        "## The sealed secrets

`{file}` opens only in the controller, and only {scope}. {about}\
Each download seals the values again, so the file differs even if no value does. Check the controller's status:

```sh
kubectl --namespace {namespace} get sealedsecret {secret} --output jsonpath='{{.status.conditions}}'
```

Back up the controller's keys, **or this file can never be opened again**, and keep the values themselves in a safe place:
`kubectl --namespace kube-system get secret --selector sealedsecrets.bitnami.com/sealed-secrets-key --output yaml > sealing-keys.yaml`. Never commit that file. Deleting the SealedSecret deletes the Secret.
",
        file = super::file(plan),
        secret = super::SECRET,
    )
}

fn sops(plan: &Plan) -> String {
    let how = match plan.gitops.tool {
        Tool::Flux => format!(
            "Flux decrypts it with the key in the Secret `{}` of its namespace, as configured in \
             `gitops/flux.yaml`.",
            super::FLUX_KEY
        ),
        _ => "`kubectl apply -k .` does not include it, because kubectl cannot decrypt it. The command under \
              “Install” does, and leaves nothing readable on disk. Flux can decrypt it by itself, Argo CD with the \
              plugin ksops."
            .to_owned(),
    };
    let namespace = quote(plan.site.namespace.as_str());
    let twice = if plan.postgres.mode == Mode::CloudNativePg {
        format!(
            ", and PostgreSQL's password is there twice: as `{}` and as `password` of `{}`",
            SecretKey::PostgresPassword.env(),
            postgres::OWNER_SECRET
        )
    } else {
        String::new()
    };
    format!(
        "## The encrypted secrets

{how} In `secrets/`, `sops edit secret.sops.yaml` changes a value: each is in base64, as `printf %s 'VALUE' | base64 | tr -d '\\n'` prints it{twice}. Running pods read it when they restart\n(`kubectl --namespace {namespace} rollout restart deployment,statefulset`), and `sops updatekeys secret.sops.yaml` applies changed recipients from
`.sops.yaml`. A former recipient can still read the old values in Git: change the values too, not only the keys. Each download encrypts
again, so the file differs even if no value does. **Keep the private key outside the cluster**, or this file can never be read again.
"
    )
}

fn external(context: &Context<'_>) -> String {
    let plan = context.plan();
    let keys: Vec<String> = super::wanted(context.inputs)
        .iter()
        .filter(|secret| secret.name != postgres::OWNER_SECRET)
        .flat_map(|secret| secret.values.iter().map(|(key, _)| format!("* `{key}`")))
        .collect();
    let namespace = quote(plan.site.namespace.as_str());
    format!(
        "## The secrets in your store

The operator creates the Secret `{secret}` from the entry `{remote}` of the {kind}, each value from the property of the same name:

{keys}

Each is one line of text: use 24 or more letters and digits for those you choose, and 50 for `DJANGO_SECRET_KEY`; `openssl rand -hex 32` generates one. With Vault, for example: `vault kv put secret/{remote} NAME=VALUE …`, all in one command. `kubectl --namespace {namespace} get externalsecret` must say `SecretSynced`. It checks for changes every hour; running pods read a changed value when they restart: `kubectl --namespace {namespace} rollout restart deployment,statefulset`. \
Change PostgreSQL's own password on the server first. \
Deleting the ExternalSecret deletes the Secret.
",
        secret = super::SECRET,
        remote = plan.secrets.remote,
        kind = plan.secrets.store_kind.key(),
        keys = keys.join("\n"),
    )
}
