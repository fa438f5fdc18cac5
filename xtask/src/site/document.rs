//! `index.html`, from Trunk's input to the published page.

use anyhow::{Result, bail};

use super::{Asset, Files};
use crate::hosting;

pub struct Assets {
    pub program: Asset,
    pub script: Asset,
    pub style: Asset,
}

/// Writes the page and puts the assets it names among the files.
///
/// Works line by line: the few lines that mean something to a build stand alone in `index.html`, and
/// each must be there, so that a page without its style or its policy cannot be built. `painted` is what
/// stands in the place of the program until it has arrived.
pub fn render(source: &str, painted: &str, assets: &Assets, files: &mut Files) -> Result<String> {
    let Assets { program, script, style } = assets;
    let mut page = String::new();
    let mut done = Done::default();
    for line in source.lines() {
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut put = |text: &str| page.push_str(&format!("{indent}{text}\n"));
        match Line::of(line) {
            Line::Charset => {
                put(line.trim());
                put(&format!(
                    r#"<meta http-equiv="Content-Security-Policy" content="{}" />"#,
                    hosting::POLICY
                ));
                done.policy = true;
            }
            Line::Stylesheet => {
                put(&format!(
                    r#"<link rel="stylesheet" href="{}" integrity="{}" />"#,
                    style.path(),
                    style.integrity()
                ));
                done.style = true;
            }
            Line::Program => {
                // Asked for before the script that wants it has arrived. Chromium ignores `integrity`
                // here; the script gives it with the request.
                put(&format!(
                    r#"<link rel="preload" href="{}" as="fetch" type="application/wasm" crossorigin />"#,
                    program.path()
                ));
                put(&format!(
                    r#"<script src="{}" integrity="{}" defer></script>"#,
                    script.path(),
                    script.integrity()
                ));
                done.program = true;
            }
            Line::Place => {
                put(&format!(r#"<div id="app">{painted}</div>"#));
                done.place = true;
            }
            Line::ForTrunkOnly => {}
            Line::Unknown => bail!("index.html: the build does not know what to do with\n  {}", line.trim()),
            Line::Text => page.push_str(&format!("{line}\n")),
        }
    }
    done.check()?;
    for asset in [program, script, style] {
        files.insert(asset.path().to_owned(), asset.bytes.clone());
    }
    Ok(page)
}

/// What a line of `index.html` means to the build.
enum Line {
    Charset,
    Stylesheet,
    Program,
    /// Where the program draws.
    Place,
    /// Copies for Trunk of what the build places by itself.
    ForTrunkOnly,
    Unknown,
    Text,
}

impl Line {
    fn of(line: &str) -> Self {
        let trunk = line.contains("data-trunk");
        if line.contains("<meta charset=") {
            Self::Charset
        } else if line.trim() == PLACE {
            Self::Place
        } else if !trunk && line.contains(r#"rel="stylesheet""#) {
            Self::Stylesheet
        } else if trunk && line.contains(r#"rel="rust""#) {
            Self::Program
        } else if trunk && (line.contains(r#"rel="copy-dir""#) || line.contains(r#"rel="copy-file""#)) {
            Self::ForTrunkOnly
        } else if trunk {
            Self::Unknown
        } else {
            Self::Text
        }
    }
}

const PLACE: &str = r#"<div id="app"></div>"#;

#[derive(Default)]
struct Done {
    policy: bool,
    style: bool,
    program: bool,
    place: bool,
}

impl Done {
    fn check(&self) -> Result<()> {
        let Self { policy, style, program, place } = *self;
        for (done, line) in [
            (policy, r#"<meta charset="utf-8" />"#),
            (style, r#"<link rel="stylesheet" href="style/main.css" />"#),
            (program, r#"<link data-trunk rel="rust" ... />"#),
            (place, PLACE),
        ] {
            if !done {
                bail!("index.html lacks the line {line}");
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assets() -> Assets {
        Assets {
            program: Asset::new("planner.wasm", b"wasm".into()),
            script: Asset::new("planner.js", b"js".into()),
            style: Asset::new("planner.css", b"css".into()),
        }
    }

    fn repository_page() -> String {
        std::fs::read_to_string(crate::project::root().join("index.html")).unwrap()
    }

    #[test]
    fn the_published_page_names_only_files_beside_it() {
        let mut files = Files::new();
        let page = render(&repository_page(), "<p>painted</p>", &assets(), &mut files).unwrap();
        for attribute in ["href=\"", "src=\""] {
            for after in page.split(attribute).skip(1) {
                let address = after.split('"').next().unwrap();
                assert!(!address.starts_with('/') && !address.contains("://"), "{address}");
            }
        }
        assert_eq!(files.len(), 3);
    }

    #[test]
    fn the_painted_page_stands_where_the_program_draws() {
        let page = render(&repository_page(), "<p>painted</p>", &assets(), &mut Files::new()).unwrap();
        assert!(page.contains(r#"<div id="app"><p>painted</p></div>"#));
    }

    #[test]
    fn the_published_page_has_a_policy_and_nothing_that_the_policy_forbids() {
        let page = render(&repository_page(), "<p>painted</p>", &assets(), &mut Files::new()).unwrap();
        assert!(page.contains(hosting::POLICY));
        assert!(!page.contains(" style=\""), "an inline style is refused by style-src 'self'");
        assert!(!page.contains(" onload=\"") && !page.contains("<script>"), "an inline script is refused");
        assert!(!page.contains("data-trunk"));
    }

    #[test]
    fn a_page_without_its_stylesheet_is_refused() {
        let source = repository_page().replace("rel=\"stylesheet\"", "rel=\"author\"");
        assert!(render(&source, "", &assets(), &mut Files::new()).is_err());
    }
}
