//! How many bytes a visitor downloads.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// How hard to press. `Best` is what hosts do once and keep; it takes this unoptimised tool half a
/// minute per megabyte. `Quick` takes a second or two and comes out an eighth heavier: an upper bound.
#[derive(Clone, Copy)]
pub enum Brotli {
    Quick = 9,
    Best = 11,
}

/// One file, as it is and as hosts send it.
pub struct Weight {
    pub name: String,
    pub raw: usize,
    pub gzip: usize,
    pub brotli: usize,
    path: String,
    packed: Vec<u8>,
}

impl Weight {
    /// Leaves the file as brotli below a folder, as a host keeps it: `assets/planner-….wasm.br`.
    pub fn keep(&self, folder: &Path) -> Result<()> {
        let file = folder.join(format!("{}.br", self.path));
        fs::create_dir_all(file.parent().unwrap_or(folder))?;
        fs::write(&file, &self.packed).with_context(|| format!("cannot write {}", file.display()))
    }

    pub fn line(&self) -> String {
        format!("{:<28}{:>10}{:>10}{:>10}", self.name, self.raw, self.gzip, self.brotli)
    }
}

/// What a browser asks for before the planner runs, and the icon and manifest it asks for beside.
/// `sw.js` and the frame of the one-file copy come after the start; that copy itself, `_headers` and the
/// icons of an installed page come later or never.
pub fn first_visit(dist: &Path, brotli: Brotli) -> Result<Vec<Weight>> {
    let mut names = vec!["index.html".to_owned(), "icon.svg".to_owned(), "manifest.webmanifest".to_owned()];
    let assets =
        fs::read_dir(dist.join("assets")).with_context(|| format!("no page in {}", dist.display()))?;
    for entry in assets {
        let name = format!("assets/{}", entry?.file_name().to_string_lossy());
        if without_fingerprint(&name) != "copy.txt" {
            names.push(name);
        }
    }
    names.sort();
    names.into_iter().map(|name| weigh(dist, name, brotli)).collect()
}

fn weigh(dist: &Path, name: String, brotli: Brotli) -> Result<Weight> {
    let bytes = fs::read(dist.join(&name)).with_context(|| format!("cannot read {name}"))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&bytes)?;
    let mut packed = Vec::new();
    let how = brotli::enc::BrotliEncoderParams { quality: brotli as i32, ..Default::default() };
    brotli::BrotliCompress(&mut bytes.as_slice(), &mut packed, &how)?;
    Ok(Weight {
        name: without_fingerprint(&name),
        raw: bytes.len(),
        gzip: gzip.finish()?.len(),
        brotli: packed.len(),
        path: name,
        packed,
    })
}

/// `planner.wasm` of `assets/planner-0123456789abcdef.wasm`, so that figures of two builds compare.
fn without_fingerprint(name: &str) -> String {
    let name = name.trim_start_matches("assets/");
    match (name.split_once('-'), name.rsplit_once('.')) {
        (Some((stem, _)), Some((_, ending))) => format!("{stem}.{ending}"),
        _ => name.to_owned(),
    }
}
