//! Builds the web where Node is found and writes the table of its files as Rust source.
//!
//! Room:  build time of `webui`; the table is read by `src/lib.rs`.
//! Takes: `UI_BUILD`, the files of `web/`.
//! Gives: `table.rs` and the files it includes, in `OUT_DIR`.
//! Holds: a change of Rust alone runs no npm; two builds side by side do not disturb each other.
//! Never: builds half: a failed step of npm fails the build and says what to do.
//! Proof: tests of `src/lib.rs`; the browser tests.
#![expect(clippy::print_stderr, reason = "and to people on standard error")]

#[path = "build/bundle.rs"]
mod bundle;
#[path = "build/node.rs"]
mod node;
#[path = "build/table.rs"]
mod table;

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("webui: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    println!("cargo::rerun-if-env-changed=UI_BUILD");
    let root = folder("CARGO_MANIFEST_DIR")?.join("../..");
    let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
    let out = folder("OUT_DIR")?;
    let mode = env::var("UI_BUILD").unwrap_or_else(|_| "auto".to_owned());
    let is_required = match mode.as_str() {
        "skip" => return stand_in(&out, ("设置了 UI_BUILD=skip", "UI_BUILD=skip was set")),
        "auto" => false,
        "require" => true,
        other => return Err(format!("UI_BUILD={other}: use auto, skip or require")),
    };
    let web = root.join("web");
    if !web.join("package-lock.json").is_file() {
        println!("cargo::rerun-if-changed={}", web.display());
        return match is_required {
            true => Err("web/package-lock.json is missing, so there is no web to build".to_owned()),
            false => stand_in(&out, ("没有网页源码", "the sources of the web were missing")),
        };
    }
    match node::search_path(&root) {
        Ok(path) => {
            let _turn = take_turn(&root)?;
            bundle::build(&web, &path)?;
            table::write(&web.join("dist"), &out)
        }
        Err(seen) if is_required => {
            Err(format!("{seen}, and the web needs {}: run `cargo xtask demo`", node::WANTED))
        }
        Err(seen) => {
            println!("cargo::warning=the web is left out: {seen}. `cargo xtask demo` installs it.");
            // A file that never exists makes cargo ask again at the next build.
            println!("cargo::rerun-if-changed={}", out.join("node-was-missing").display());
            stand_in(&out, ("没有找到合适的 Node.js", "no fitting Node.js was found"))
        }
    }
}

fn folder(variable: &str) -> Result<PathBuf, String> {
    env::var_os(variable).map(PathBuf::from).ok_or_else(|| format!("{variable} is not set"))
}

/// npm may not run twice in one folder: wait until no other build is at it. Ends when dropped.
fn take_turn(root: &Path) -> Result<File, String> {
    let path = root.join("target/webui.lock");
    let failed = |error| format!("{}: {error}", path.display());
    fs::create_dir_all(root.join("target")).map_err(failed)?;
    let file = File::create(&path).map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

fn stand_in(out: &Path, reason: (&str, &str)) -> Result<(), String> {
    let page = include_str!("build/stand_in.html");
    let page = page.replace("@REASON_ZH@", reason.0).replace("@REASON_EN@", reason.1);
    table::write_stand_in(out, &page)
}
