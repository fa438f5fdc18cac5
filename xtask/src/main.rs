//! The project's own commands. `cargo xtask help` lists them.
//!
//! One command, one module: [`site`] builds the page, [`serve`] shows it, [`checks`] tests
//! everything, [`golden`] rewrites the golden bundles, [`bench`] measures, [`pictures`] shows the page in
//! the README, [`icons`] draws. Below them stand the things they share: where files are ([`project`]), how
//! programs are run ([`program`]), how to get what is missing ([`toolchain`], [`tools`]), and the facts
//! about hosting ([`hosting`]).

mod bench;
mod checks;
mod golden;
mod hosting;
mod icons;
mod pictures;
mod program;
mod project;
mod real_forum;
mod report;
mod serve;
mod site;
mod toolchain;
mod tools;
mod validators;
mod weight;
mod words;

use std::process::ExitCode;

use words::Words;

const HELP: &str = "\
Forum Planner's own commands.

  cargo xtask serve   build the page, serve it on this machine, print the address
        --watch           rebuild and reload when a source changes (development build)
        --port N          port to try first; the next free one is taken (8080)
        --no-build        serve what is in dist/
  cargo xtask build   build the page into dist/, ready for any static host
        --out DIR         another folder than dist/
        --quick           compile for trying, into target/quick: fast to build, heavy to load
  cargo xtask test    check everything; gets what it needs, ends with the sums
        --only A,B        only these steps
        --skip A,B        all but these steps
        --list            name the steps and what they need
  cargo xtask forum [BUNDLE]
                      bring up the forum of a golden bundle, or of an unpacked one, on this machine, and
                      leave it running at a printed address until Ctrl-C
        --port N          port to try first; the next free one is taken (8443)
        --story NAME      instead tell one of the long stories, new-image for example, and end
  cargo xtask golden  write deploy/bundles/ anew from the library
  cargo xtask icons   draw the icons of the installed page anew from xtask/page/*.svg, with Chromium
  cargo xtask bench   measure speed and size beside the last committed figures
        --save            commit these figures to xtask/figures.json
  cargo xtask pictures
                      take the README's pictures of the page anew
";

fn main() -> ExitCode {
    let mut words = Words::of_this_program();
    let done = match words.command().as_str() {
        "build" => site::command(words),
        "serve" => serve::command(words),
        "test" => checks::command(words),
        "forum" => real_forum::command(words),
        real_forum::STAND_IN => real_forum::kubectl(words),
        real_forum::INSIDE => real_forum::inside(words),
        "golden" => golden::command(words),
        "icons" => icons::command(words),
        "bench" => bench::command(words),
        "pictures" => pictures::command(words),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(anyhow::anyhow!("there is no command `{other}`; `cargo xtask help` lists them")),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}
