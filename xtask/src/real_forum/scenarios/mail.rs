//! The mail server works, refuses, swallows packets, and has no name: what people see of it each time, and what
//! `python -m forum.mail` says, which is what verify.sh asks.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::visits;
use crate::program;
use crate::real_forum::bundle::{Content, Mount, Pod};
use crate::real_forum::certificate::Certificate;
use crate::real_forum::forum::{Forum, say};

const POD: &str = "mail-server";
/// Where both sides have the folder with the certificate and the mails.
const FOLDER: &str = "/mail";
/// Seconds: `EMAIL_TIMEOUT` of the forum's settings, and some for the rest of the request.
const GIVES_UP: std::ops::RangeInclusive<f64> = 9.5..=25.0;

pub fn run(forum: &Forum) -> Result<()> {
    let host = forum.bundle.mail_server.clone().context("the plan has no mail")?;
    let folder = forum.scratch.join("mail");
    fs::create_dir_all(&folder)?;
    Certificate::self_signed(&folder, "certificate", &host)?;
    forum.add_outsider(POD)?;
    forum.kubelet.call(&host, forum.kubelet.address(POD)?)?;
    let (with_mail, without) = say("the tiers and the workers are told of a mail server", || {
        let without: Vec<Pod> = forum.bundle.pods()?.into_iter().filter(sends_mail).collect();
        let with_mail: Vec<Pod> = without.iter().map(|pod| told_of(pod, &host, &folder)).collect();
        exchange(forum, &with_mail)?;
        Ok((with_mail, without))
    })?;
    let tier = &with_mail.iter().find(|pod| pod.container("gunicorn").is_ok()).context("no tier")?.name;

    let mut server = serve(forum, &folder)?;
    let seen = Seen::of(forum, "with a mail server that works")?;
    seen.expect(200, 0.0..=9.0)?;
    say("a test mail is sent over STARTTLS, with a login, and the server's answer is told", || {
        let said = ask(forum, tier, &["someone@example.net"])?;
        ensure!(said.contains("took a mail to someone@example.net: 250 queued as 1"), "{said}");
        let mails = fs::read_to_string(folder.join("mails"))?;
        for subject in ["Welcome on", "Change mail", "new reply by", "Test mail"] {
            ensure!(mails.contains(subject), "no mail with `{subject}` arrived:\n{mails}");
        }
        Ok(())
    })?;
    server.kill()?;
    server.wait()?;

    Seen::of(forum, "with a mail server that refuses")?.expect(500, 0.0..=9.0)?;
    says(forum, tier, "refuses the connection")?;

    forum.kubelet.cut_off(POD)?;
    Seen::of(forum, "with a mail server whose packets vanish")?.expect(500, GIVES_UP)?;
    says(forum, tier, "did not answer within 10 seconds")?;

    forum.kubelet.forget(&host)?;
    Seen::of(forum, "with a mail server whose name does not resolve")?.expect(500, 0.0..=9.0)?;
    says(forum, tier, "has a name that does not resolve")?;
    say("what failed is in the log of the tier that was asked, and of Celery for notifications", || {
        let api = with_mail.iter().find(|pod| pod.container("gunicorn").is_ok()).context("no tier")?;
        let log = forum.kubelet.said(&api.name, "gunicorn")?;
        ensure!(
            log.contains("gaierror") && log.contains("ConnectionRefusedError"),
            "not in that of {}",
            api.name
        );
        let log = forum.kubelet.said("celery-0", "celery")?;
        ensure!(log.contains("gaierror") && log.contains("ConnectionRefusedError"), "not in that of Celery");
        Ok(())
    })?;
    forum.kubelet.kill(POD)?;
    exchange(forum, &without)
}

fn sends_mail(pod: &Pod) -> bool {
    !pod.is_a_job() && (pod.container("gunicorn").is_ok() || pod.component() == "celery")
}

/// The pod as the bundle has it, and with trust in the certificate.
fn told_of(pod: &Pod, host: &str, folder: &Path) -> Pod {
    let mut pod = pod.clone();
    for container in &mut pod.containers {
        container.env.insert("EMAIL_HOST".into(), host.to_owned());
        container.env.insert("SSL_CERT_FILE".into(), format!("{FOLDER}/certificate.pem"));
        container.mounts.push(mount(folder));
    }
    pod
}

fn mount(folder: &Path) -> Mount {
    Mount { path: FOLDER.into(), read_only: false, content: Content::OfThisMachine(folder.to_owned()) }
}

fn exchange(forum: &Forum, pods: &[Pod]) -> Result<()> {
    for pod in pods {
        forum.kubelet.delete(&pod.name)?;
        forum.kubelet.create(pod)?;
    }
    pods.iter().try_for_each(|pod| forum.kubelet.ready(&pod.name, Duration::from_secs(120)))
}

/// The server, once it listens.
fn serve(forum: &Forum, folder: &Path) -> Result<Child> {
    let file = |name: &str| format!("{FOLDER}/{name}");
    let words = ["certificate.pem", "certificate-key.pem", "mails"].map(file);
    let mut program =
        forum.outsider(&["python", "/visitors/mail_server.py", &words[0], &words[1], &words[2]])?;
    program.mounts.push(mount(folder));
    let mut command = forum.kubelet.with(POD, |running| running.command(&program))??;
    let mut server = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
    let mut said = [0];
    let heard = server.stdout.as_mut().map(|pipe| pipe.read(&mut said));
    ensure!(matches!(heard, Some(Ok(1))), "the mail server does not listen");
    Ok(server)
}

fn ask(forum: &Forum, tier: &str, more: &[&str]) -> Result<String> {
    let words = [&["python", "-m", "forum.mail"], more].concat();
    Ok(program::silent(&mut forum.kubelet.exec(tier, "gunicorn", &words)?)?.said())
}

fn says(forum: &Forum, tier: &str, words: &str) -> Result<()> {
    say(&format!("python -m forum.mail says that it {words}"), || {
        let said = ask(forum, tier, &[])?;
        ensure!(said.contains(words), "it said: {said}");
        Ok(())
    })
}

/// What people saw, by mailing.py.
struct Seen(Value);

impl Seen {
    fn of(forum: &Forum, when: &str) -> Result<Self> {
        let finished = program::silent(&mut visits::visitor(forum, &["python", "/visitors/mailing.py"])?)?;
        let said = finished.succeeded().with_context(|| format!("people could not go on {when}"))?;
        let seen = Self(serde_json::from_str(said.lines().last().unwrap_or_default())?);
        let of = |act: &str| format!("{act} {} after {} s", seen.0[act]["status"], seen.0[act]["seconds"]);
        let acts = ["register", "new password", "change password", "reply"].map(of).join(", ");
        let notified = &seen.0["reply"]["notified"];
        say(&format!("{when}: {acts}; its notification is there {notified} s later"), || Ok(()))?;
        Ok(seen)
    }

    /// What sends a mail itself answers so, and within these seconds. The rest works as ever.
    fn expect(&self, status: u64, seconds: std::ops::RangeInclusive<f64>) -> Result<()> {
        say("people see what was expected of that, and what they did is done", || {
            for act in ["register", "new password", "change password"] {
                let told = &self.0[act];
                ensure!(told["status"] == status, "{act}: {told}");
                ensure!(
                    told["seconds"].as_f64().is_some_and(|took| seconds.contains(&took)),
                    "{act}: {told}"
                );
            }
            ensure!(self.0["register"]["member"] == true, "the member does not exist");
            let reply = &self.0["reply"];
            ensure!(reply["status"] == 200 && reply["notified"].is_number(), "the reply: {reply}");
            ensure!(reply["seconds"].as_f64().is_some_and(|took| took < 5.0), "the reply: {reply}");
            Ok(())
        })
    }
}
