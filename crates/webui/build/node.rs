//! Where a Node that can build the web is found: on the path, or in the project's own tools folder.
//!
//! Room:  build time; `build.rs` here and `xtask` both include this file, so that they never disagree.
//! Never: installs anything.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What Vite 8 asks for, in words.
pub(crate) const WANTED: &str = "Node.js 20.19 or newer (not 21, not 22.0 to 22.11)";

/// Where `cargo xtask` puts a Node of the project's own when the system's is too old.
pub(crate) fn private_folder(root: &Path) -> PathBuf {
    root.join("target/tools/node")
}

/// The search path under which `node` and `npm` work for us, or what is missing.
///
/// # Errors
/// Says in one line what was found instead.
pub(crate) fn search_path(root: &Path) -> Result<OsString, String> {
    let system = env::var_os("PATH").unwrap_or_default();
    let seen = match fits(&system) {
        Ok(()) => return Ok(system),
        Err(seen) => seen,
    };
    let bin = private_folder(root).join("node_modules/.bin");
    let folders = std::iter::once(bin).chain(env::split_paths(&system));
    let private = env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?;
    fits(&private).map(|()| private).map_err(|_| seen)
}

fn fits(path: &OsString) -> Result<(), String> {
    let version = version_of("node", path).ok_or("there is no node")?;
    if !is_new_enough(&version) {
        return Err(format!("node is {version}"));
    }
    version_of("npm", path).map(|_| ()).ok_or_else(|| "there is no npm".to_owned())
}

fn version_of(program: &str, path: &OsString) -> Option<String> {
    // A name without a slash is looked up in the child's PATH.
    let output = Command::new("env").arg(program).arg("--version").env("PATH", path).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Whether a version as `node --version` prints it (`v20.19.1`) can build the web.
pub(crate) fn is_new_enough(version: &str) -> bool {
    let mut numbers = version.trim_start_matches('v').split('.').map(|n| n.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten()) {
        (Some(20), Some(minor)) => minor >= 19,
        (Some(22), Some(minor)) => minor >= 12,
        (Some(major), Some(_)) => major >= 23,
        _ => false,
    }
}
