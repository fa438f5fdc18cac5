//! A new image with other static files rolls out while visitors load pages and every file that these name.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use super::visits;
use crate::real_forum::bundle::Pod;
use crate::real_forum::forum::{Forum, say};

/// A file that every page names; in the new image it is another one.
const STYLE: &str = "misago/css/misago.css";
/// How long pods of both images serve side by side, all of them.
const SIDE_BY_SIDE: Duration = Duration::from_secs(20);
/// So many files are asked for at least.
const ENOUGH: u64 = 1000;

pub fn run(forum: &Forum) -> Result<()> {
    let image = format!("{}-next", forum.bundle.forum_image);
    say("another image is built, with another style sheet", || {
        forum.another_image(&image, |app| change(&forum.environment, app))
    })?;
    let mut visitors = visits::visitor(forum, &["python", "/visitors/files.py"])?
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(fs::File::create(forum.scratch.join("logs/files.log"))?)
        .spawn()?;
    let mut said = BufReader::new(visitors.stdout.take().context("files.py has no output")?).lines();
    ensure!(
        said.next().transpose()?.as_deref() == Some("ready"),
        "the visitors could not begin: see files.log"
    );
    let rolled =
        say("it rolls out, new pods beside the old ones until they are ready", || roll(forum, &image));
    drop(visitors.stdin.take());
    let said = said.next().transpose()?.unwrap_or_default();
    visitors.wait()?;
    rolled?;
    let said: Value = serde_json::from_str(&said).context("files.py said no JSON")?;
    let (asked, failed) =
        (said["asked"].as_u64().unwrap_or(0), said["failed"].as_array().map_or(0, Vec::len));
    say(&format!("meanwhile {failed} of {asked} requests for static files failed"), || {
        ensure!(asked >= ENOUGH, "only {asked} files were asked for");
        ensure!(said["versions"].as_u64() > Some(1), "visitors saw pages of one image only");
        ensure!(failed == 0, "{}", said["failed"]);
        Ok(())
    })?;
    say("of files that were published, those of the last images stay, and no others", || prune(forum))
}

/// As after five more images: the files of the first go, those of the last stay.
fn prune(forum: &Forum) -> Result<()> {
    let bootstrap = forum.pods_of("bootstrap").pop().context("there is no bootstrap")?;
    let script = "import forum, django, os; django.setup()
from forum.published import FILES, IMAGES, prune, publish
for number in range(5):
    file = FILES / f'{number}.css'
    file.write_text('')
    os.utime(file, (0, 0))
    (IMAGES / f'{number}').write_text(file.name)
    os.utime(IMAGES / f'{number}', (number, number))
os.utime(IMAGES / '4')
publish()
prune()
print(len(list(IMAGES.iterdir())), *[number for number in range(5) if (FILES / f'{number}.css').exists()])";
    let said = forum.kubelet.ask(&bootstrap.name, "bootstrap", &["python", "-c", script])?;
    let last = said.lines().last().unwrap_or_default();
    // Two images have pods here; with 4, 3 and 2 that makes five.
    ensure!(last == "5 2 3 4", "left are the lists and files {last}");
    Ok(())
}

/// As operators do it: a folder of their own goes before the packages' static files.
fn change(environment: &Path, app: &Path) -> Result<()> {
    let settings = app.join("forum/settings.py");
    let text = fs::read_to_string(&settings)?;
    fs::write(settings, text + "\nSTATICFILES_DIRS = [BASE_DIR / \"theme\"]\n")?;
    let packages = environment.parent().context("no environment")?.join("lib/python3.12/site-packages");
    let style = fs::read_to_string(packages.join("misago/static").join(STYLE))?;
    let own = app.join("theme").join(STYLE);
    fs::create_dir_all(own.parent().context("no folder")?)?;
    Ok(fs::write(own, style + "\n.forum { color: inherit }\n")?)
}

/// Every pod of the forum's image and every nginx gets a successor; the old ones go when all of those are ready.
fn roll(forum: &Forum, image: &str) -> Result<()> {
    let next = forum.bundle.with_image(image);
    let present = forum.kubelet.pods();
    let follows =
        |pod: &Pod| pod.init.iter().chain(&pod.containers).any(|container| container.image == image);
    let pods: Vec<Pod> = next.pods()?.into_iter().filter(follows).map(successor).collect::<Result<_>>()?;
    pods.iter().try_for_each(|pod| forum.kubelet.create(pod))?;
    for pod in &pods {
        if pod.is_a_job() {
            forum.kubelet.done(&pod.name, Duration::from_secs(120))?;
        } else {
            forum.kubelet.ready(&pod.name, Duration::from_secs(120))?;
        }
    }
    sleep(SIDE_BY_SIDE);
    for old in present.iter().filter(|old| pods.iter().any(|pod| pod.workload == old.workload)) {
        // Celery may take its whole grace; the visitors do not see it.
        let _ = forum.kubelet.delete(&old.name);
    }
    Ok(())
}

fn successor(mut pod: Pod) -> Result<Pod> {
    pod.name = match pod.name.strip_suffix("-0") {
        Some(name) => format!("{name}-1"),
        None if pod.is_a_job() => format!("{}-next", pod.name),
        None => bail!("{} has no place in a rolling update", pod.name),
    };
    Ok(pod)
}
