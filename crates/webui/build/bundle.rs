//! The run of npm that turns the sources of the web into `web/dist`.
//!
//! Room:  build time; after `node.rs` found a Node, before `table.rs` reads the result.
//! Holds: `npm ci` runs when the lock file changed, `npm run build` when any input changed; the
//!        stamps of both are written last, so an interrupted run is done again.
//! Never: touches what it did not make (only `web/node_modules` and `web/dist`).

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the web is built from; whatever of it exists is watched and hashed.
const INPUTS: [&str; 12] = [
    "package.json",
    "package-lock.json",
    ".npmrc",
    "index.html",
    "vite.config.ts",
    "vite.config.js",
    "tsconfig.json",
    "tsconfig.app.json",
    "tsconfig.node.json",
    "build",
    "public",
    "src",
];

/// Makes `web/dist` stand for the present sources.
pub(crate) fn build(web: &Path, path: &OsString) -> Result<(), String> {
    for input in INPUTS.iter().map(|input| web.join(input)).filter(|input| input.exists()) {
        println!("cargo::rerun-if-changed={}", input.display());
    }
    let lock = hash(&[web.join("package-lock.json"), web.join(".npmrc")])?;
    once(&web.join("node_modules/.callboard-lock"), &lock, || npm(web, path, &["ci"]))?;
    let inputs = hash(&INPUTS.map(|input| web.join(input)))?;
    once(&web.join("dist/.callboard-inputs"), &inputs, || npm(web, path, &["run", "build"]))
}

/// Does `work` unless the stamp says that it was done for the same content.
fn once(
    stamp: &Path,
    content: &str,
    work: impl FnOnce() -> Result<(), String>,
) -> Result<(), String> {
    if fs::read_to_string(stamp).is_ok_and(|done| done == content) {
        return Ok(());
    }
    work()?;
    // A project without packages has no node_modules.
    let made = stamp.parent().map_or(Ok(()), fs::create_dir_all);
    made.and_then(|()| fs::write(stamp, content))
        .map_err(|error| format!("{}: {error}", stamp.display()))
}

fn npm(web: &Path, path: &OsString, arguments: &[&str]) -> Result<(), String> {
    let said = arguments.join(" ");
    let mut command = Command::new("env");
    command.arg("npm").args(arguments).current_dir(web).env("PATH", path).env("CI", "1");
    let output = command.output().map_err(|error| format!("starting npm: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    // npm follows some errors with pages of options: the cause stands first.
    for words in [&output.stdout, &output.stderr] {
        for line in String::from_utf8_lossy(words).lines().take(60) {
            eprintln!("{line}");
        }
    }
    Err(format!(
        "`npm {said}` in web/ failed ({}). Its words stand above; UI_BUILD=skip builds without it.",
        output.status
    ))
}

/// A hash over names and contents of all files under `paths`; those that do not exist count as such.
fn hash(paths: &[PathBuf]) -> Result<String, String> {
    let mut files = Vec::new();
    for path in paths {
        collect(path, &mut files).map_err(|error| format!("{}: {error}", path.display()))?;
    }
    files.sort();
    let mut state = Fnv::START;
    for file in files {
        let bytes = fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        state.add(file.as_os_str().as_encoded_bytes());
        state.add(&bytes.len().to_le_bytes());
        state.add(&bytes);
    }
    Ok(format!("{:016x}\n", state.0))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else if path.is_file() {
        files.push(path.to_owned());
    }
    Ok(())
}

/// FNV-1a, 64 bits: enough to notice a change, not meant against an adversary.
struct Fnv(u64);

impl Fnv {
    const START: Self = Self(0xcbf2_9ce4_8422_2325);

    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
