//! Where things lie in the checkout.
//!
//! Room: xtask; every chore asks here instead of gluing paths.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A checkout of the project.
#[derive(Debug, Clone)]
pub(crate) struct House {
    /// The folder with the workspace's `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Cargo's target folder.
    pub(crate) target: PathBuf,
}

impl House {
    /// The checkout that this program was built from.
    pub(crate) fn find() -> Result<Self, String> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let root = root.canonicalize().map_err(|error| format!("{}: {error}", root.display()))?;
        let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
            || root.join("target"),
            |folder| root.join(folder), // an absolute path replaces the root
        );
        Ok(Self { root, target })
    }

    /// Material beside the checkout that the project uses where it exists.
    pub(crate) fn shared(&self) -> Option<PathBuf> {
        self.root.join("../shared").canonicalize().ok().filter(|folder| folder.is_dir())
    }

    /// The private folder into which the Asterisk of the tests is unpacked.
    pub(crate) fn testbed(&self) -> PathBuf {
        self.root.join("target/testbed")
    }

    /// A fresh, empty folder for one run, below the target folder.
    pub(crate) fn scratch(&self, name: &str) -> Result<PathBuf, String> {
        let folder = self.target.join("xtask").join(format!("{name}-{}", std::process::id()));
        let failed = |error| format!("{}: {error}", folder.display());
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::create_dir_all(&folder).map_err(failed)?;
        Ok(folder)
    }

    /// Cargo itself, started in the root.
    pub(crate) fn cargo(&self) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&self.root);
        command
    }

    /// Paths (relative to the root, sorted) of all files that belong to the project: those in git
    /// and those about to be, without what `.gitignore` names.
    pub(crate) fn files(&self) -> Result<Vec<String>, String> {
        let output = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&self.root)
            .output()
            .map_err(|error| format!("starting git: {error}"))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr);
            return Err(format!("listing files with git: {}", words.trim()));
        }
        let names = String::from_utf8_lossy(&output.stdout).into_owned();
        let names = names.split('\0').filter(|name| !name.is_empty());
        let mut files: Vec<String> =
            names.filter(|name| self.root.join(name).is_file()).map(str::to_owned).collect();
        files.sort();
        files.dedup();
        Ok(files)
    }
}
