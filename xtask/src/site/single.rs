//! The one-file copy: everything in one HTML file, for the disk.
//!
//! Two hands make it and must agree: the build, as a file to publish, and the page ("Save this tool",
//! `xtask/page/copy.js`), from files that its reader has already. Both fill the same frame: the
//! published page without its references, with three places for what they refer to.

use std::io::Write as _;

use anyhow::{Context as _, Result, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::Asset;
use super::document::Assets;
use super::fingerprint::inline_hash;
use crate::hosting;

const STYLE: &str = "{{forum-planner:style}}";
const PROGRAM: &str = "{{forum-planner:program}}";
const SCRIPT: &str = "{{forum-planner:script}}";

/// The published page with places in it. Its policy names the hashes of what goes there.
pub fn frame(page: &str, assets: &Assets, icon: &[u8]) -> Result<String> {
    let policy = hosting::copy_policy(&inline_hash(&assets.script.bytes), &inline_hash(&assets.style.bytes));
    let mut frame = String::new();
    for line in page.lines() {
        let text = line.trim_start();
        let indent = &line[..line.len() - text.len()];
        let line = if text.starts_with("<meta http-equiv=\"Content-Security-Policy\"") {
            format!(r#"{indent}<meta http-equiv="Content-Security-Policy" content="{policy}" />"#)
        } else if text.starts_with("<link rel=\"stylesheet\"") {
            format!("{indent}<style>{STYLE}</style>")
        } else if text.starts_with("<link rel=\"icon\"") {
            let icon = STANDARD.encode(icon);
            format!(r#"{indent}<link rel="icon" href="data:image/svg+xml;base64,{icon}" />"#)
        } else if text.starts_with("<link ") || text.starts_with("<script src=") {
            continue;
        } else if text == "</body>" {
            // A block of data is no script, so the policy need not know the program. The script comes
            // last, for it cannot be told to wait like one that has an address.
            format!(
                "{indent}<script type=\"text/plain\" id=\"program\">{PROGRAM}</script>\n\
                 {indent}<script>{SCRIPT}</script>\n{line}"
            )
        } else {
            line.to_owned()
        };
        frame += &line;
        frame.push('\n');
    }
    ensure!(frame.contains(&policy), "the page has no policy to exchange");
    for place in [STYLE, PROGRAM, SCRIPT] {
        ensure!(frame.matches(place).count() == 1, "the copy has not one place for {place}");
    }
    ensure!(frame.matches("{{forum-planner:").count() == 3, "the page uses the mark of a place");
    ensure!(!frame.contains(" src=\""), "the copy would ask for another file");
    Ok(frame)
}

/// The whole copy.
pub fn fill(frame: &str, assets: &Assets) -> Result<Vec<u8>> {
    let inside = |asset: &Asset| -> Result<String> {
        let text = String::from_utf8(asset.bytes.clone()).context("no text")?;
        // What would end its element early, or be read as other characters than were hashed.
        for refused in ["</script", "</style", "<!--", "\r", "\0"] {
            ensure!(!text.contains(refused), "{} contains {refused:?}", asset.path());
        }
        Ok(text)
    };
    let (style, script) = (inside(&assets.style)?, inside(&assets.script)?);
    let copy = frame
        .replacen(STYLE, &style, 1)
        .replacen(PROGRAM, &packed(&assets.program.bytes)?, 1)
        .replacen(SCRIPT, &script, 1);
    Ok(copy.into_bytes())
}

/// The published page, which offers the copy: its script is told where the frame is.
pub fn offer(page: &str, frame: &Asset) -> Result<String> {
    let script = "<script src=";
    ensure!(page.matches(script).count() == 1, "the page has not one script");
    Ok(page.replacen(script, &format!(r#"<script data-copy="{}" src="#, frame.file_name()), 1))
}

/// As the browser's own DecompressionStream unpacks it.
fn packed(program: &[u8]) -> Result<String> {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
    packer.write_all(program)?;
    Ok(STANDARD.encode(packer.finish()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::site::{Files, document};
    use std::io::Read as _;

    fn assets() -> Assets {
        Assets {
            program: Asset::new("planner.wasm", b"the program".repeat(100)),
            script: Asset::new("planner.js", b"start()".into()),
            style: Asset::new("planner.css", b"a { top: 0 }".into()),
        }
    }

    fn page() -> String {
        let source = std::fs::read_to_string(crate::project::root().join("index.html")).unwrap();
        document::render(&source, "", &assets(), &mut Files::new()).unwrap()
    }

    fn copy() -> String {
        let frame = frame(&page(), &assets(), b"<svg/>").unwrap();
        String::from_utf8(fill(&frame, &assets()).unwrap()).unwrap()
    }

    #[test]
    fn the_copy_names_no_file_and_allows_only_what_is_in_it() {
        let copy = copy();
        for attribute in [" href=\"", " src=\""] {
            for after in copy.split(attribute).skip(1) {
                let address = after.split('"').next().unwrap();
                assert!(address.starts_with("data:") || address.starts_with('#'), "{address}");
            }
        }
        assert!(copy.contains("connect-src 'none'"));
        assert!(!copy.contains("'self'"));
        // printf 'start()' | openssl dgst -sha256 -binary | base64
        assert!(
            copy.contains(
                "script-src 'sha256-DIm7WJS6ZKDYe5qFLPy+h4JFI9Bol5QmYC57mt3Fb00=' 'wasm-unsafe-eval'"
            )
        );
    }

    #[test]
    fn the_packed_program_is_the_program() {
        let copy = copy();
        let (_, block) = copy.split_once("id=\"program\">").unwrap();
        let packed = STANDARD.decode(block.split_once('<').unwrap().0).unwrap();
        let mut program = Vec::new();
        flate2::read::ZlibDecoder::new(packed.as_slice()).read_to_end(&mut program).unwrap();
        assert_eq!(program, assets().program.bytes);
    }

    #[test]
    fn the_same_page_makes_the_same_copy() {
        assert_eq!(copy(), copy());
    }

    #[test]
    fn text_that_would_end_its_element_is_refused() {
        let frame = frame(&page(), &assets(), b"").unwrap();
        let script = Asset::new("planner.js", b"const end = '</script>'".into());
        assert!(fill(&frame, &Assets { script, ..assets() }).is_err());
    }

    #[test]
    fn the_page_tells_its_script_where_the_frame_is() {
        let frame = Asset::new("copy.txt", b"frame".into());
        let page = offer(&page(), &frame).unwrap();
        assert!(page.contains(&format!("<script data-copy=\"{}\" src=\"assets/planner-", frame.file_name())));
    }
}
