//! The table of web files as Rust source.
//!
//! Room:  build time; after `bundle.rs`, before the compiler reads `src/lib.rs`.
//! Holds: files are copied to `OUT_DIR` first, so a later build of the web cannot pull them away.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes `table.rs` for everything below `dist`.
pub(crate) fn write(dist: &Path, out: &Path) -> Result<(), String> {
    let mut found = BTreeMap::new();
    collect(dist, "", &mut found).map_err(|error| format!("{}: {error}", dist.display()))?;
    if !found.contains_key("index.html") {
        return Err(format!("{} has no index.html: `npm run build` made none", dist.display()));
    }
    let copies = out.join("files");
    empty(&copies)?;
    let mut rows = String::new();
    let originals = found.keys().filter(|path| !is_twin(path, &found));
    for (number, path) in originals.enumerate() {
        let copy = |suffix: &str| -> Result<Option<String>, String> {
            let Some(source) = found.get(&format!("{path}{suffix}")) else { return Ok(None) };
            let name = format!("files/{number}{suffix}");
            let bytes = fs::copy(source, out.join(&name))
                .map_err(|error| format!("{}: {error}", source.display()))?;
            assert!(bytes > 0 || suffix.is_empty(), "{path}{suffix} is empty");
            Ok(Some(format!("include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}\"))")))
        };
        let bytes = copy("")?.ok_or_else(|| format!("{path} vanished"))?;
        let (br, gz) = (as_option(copy(".br")?), as_option(copy(".gz")?));
        row(&mut rows, path, [&bytes, &br, &gz]);
    }
    save(out, true, &rows)
}

/// Writes `table.rs` for one page that says why there is no web.
pub(crate) fn write_stand_in(out: &Path, page: &str) -> Result<(), String> {
    let mut rows = String::new();
    row(&mut rows, "index.html", [&format!("{page:?}.as_bytes()"), "None", "None"]);
    save(out, false, &rows)
}

fn collect(
    folder: &Path,
    prefix: &str,
    found: &mut BTreeMap<String, PathBuf>,
) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || name.ends_with(".map") {
            continue; // stamps, Vite's own notes, source maps
        }
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.insert(path, entry.path());
        }
    }
    Ok(())
}

fn is_twin(path: &str, found: &BTreeMap<String, PathBuf>) -> bool {
    let original = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz"));
    original.is_some_and(|original| found.contains_key(original))
}

fn as_option(expression: Option<String>) -> String {
    expression.map_or_else(|| "None".to_owned(), |expression| format!("Some({expression})"))
}

fn row(rows: &mut String, path: &str, [bytes, br, gz]: [&str; 3]) {
    let content_type = content_type(path);
    // Vite puts the content's hash into the name of everything below assets/.
    let immutable = path.starts_with("assets/");
    writeln!(
        rows,
        "    File {{ path: {path:?}, content_type: {content_type:?}, bytes: {bytes}, br: {br}, \
         gz: {gz}, immutable: {immutable} }},"
    )
    .expect("a String takes every write");
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "wasm" => "application/wasm",
        "mp3" => "audio/mpeg",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

fn empty(folder: &Path) -> Result<(), String> {
    let failed = |error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(failed)?;
    }
    fs::create_dir_all(folder).map_err(failed)
}

fn save(out: &Path, is_built: bool, rows: &str) -> Result<(), String> {
    let doc = "/// Whether the web was built into this binary (else there is a stand-in page).";
    let table = format!(
        "{doc}\npub const IS_BUILT: bool = {is_built};\n\nstatic FILES: &[File] = &[\n{rows}];\n"
    );
    fs::write(out.join("table.rs"), table).map_err(|error| format!("table.rs: {error}"))
}
