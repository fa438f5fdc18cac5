//! `cargo xtask icons`: the icons of an installed page as pixels, for the systems that do not read SVG.
//!
//! They are drawn by Chromium and committed, so that a build needs no browser.

use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::tools::Tool;
use crate::{program, project};

/// As the manifest names them, beside their drawings in `xtask/page`.
pub const NAMES: [&str; 3] = ["icon-192.png", "icon-512.png", "icon-maskable-512.png"];

const DRAWINGS: [(&str, u32); 3] = [("icon.svg", 192), ("icon.svg", 512), ("icon-maskable.svg", 512)];

pub fn command() -> Result<ExitCode> {
    let folder = project::root().join("xtask/page");
    for (name, (drawing, side)) in NAMES.into_iter().zip(DRAWINGS) {
        let svg = fs::read(folder.join(drawing)).with_context(|| format!("cannot read {drawing}"))?;
        fs::write(folder.join(name), drawn(&svg, side)?)?;
        println!("xtask/page/{name} is drawn anew");
    }
    Ok(ExitCode::SUCCESS)
}

/// A page that draws on a canvas and shows the result as text. A screenshot would have the size of the window without its
/// frame.
fn drawn(svg: &[u8], side: u32) -> Result<Vec<u8>> {
    let page = format!(
        "<canvas width={side} height={side}></canvas><pre></pre><script>
        const image = new Image();
        image.onload = () => {{
            const canvas = document.querySelector('canvas');
            canvas.getContext('2d').drawImage(image, 0, 0, {side}, {side});
            document.querySelector('pre').textContent = canvas.toDataURL('image/png');
        }};
        image.src = 'data:image/svg+xml;base64,{}';
        </script>",
        STANDARD.encode(svg)
    );
    let file = project::scratch("icons")?.join("draw.html");
    fs::write(&file, page)?;
    let mut browser = Command::new(Tool::Chromium.path()?);
    browser.args([
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=5000",
        "--dump-dom",
    ]);
    let dom = program::silent(browser.arg(&file))?.succeeded()?;
    let (_, png) = dom.split_once("<pre>data:image/png;base64,").context("Chromium drew nothing")?;
    Ok(STANDARD.decode(png.split('<').next().unwrap_or_default())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn manifest() -> Value {
        let file = project::root().join("xtask/page/manifest.webmanifest");
        serde_json::from_slice(&fs::read(file).unwrap()).unwrap()
    }

    #[test]
    fn every_icon_of_the_manifest_is_there_in_the_size_it_promises() {
        for icon in manifest()["icons"].as_array().unwrap() {
            let name = icon["src"].as_str().unwrap();
            let bytes = fs::read(project::root().join("xtask/page").join(name)).unwrap();
            if icon["type"] == "image/png" {
                assert!(NAMES.contains(&name), "{name} is not published");
                // Width and height stand after the signature and the name of the first chunk.
                let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
                assert_eq!(icon["sizes"], format!("{}x{}", number(16), number(20)), "{name}");
                assert!(bytes.len() < 32 * 1024, "{name} is heavy");
            }
        }
    }

    /// An id is read from the root of the host, and the page lies under any path: two copies on one
    /// host would be taken for one application. Without it the address of the page counts.
    #[test]
    fn the_manifest_leaves_its_id_to_the_address() {
        let manifest = manifest();
        assert!(manifest.get("id").is_none());
        assert_eq!(manifest["start_url"], "./");
        assert_eq!(manifest["scope"], "./");
    }
}
