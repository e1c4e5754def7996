//! The files of an import: which they are, whether they were taken before, how far they are read.
//!
//! Room: server, `import`.

use anyhow::{Context as _, bail};
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::io::{IsTerminal as _, Read as _, Write as _};
use std::path::{Path, PathBuf};
use store::{Lane, Store};

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Taken {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) lane: u32,
}

const SETTING: &str = "imported_files";

/// Name and SHA-256 of each file.
pub(super) fn fingerprints(files: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    files.iter().map(|file| Ok((file.display().to_string(), fingerprint(file)?))).collect()
}

fn fingerprint(path: &Path) -> anyhow::Result<String> {
    let reading = || format!("reading {}", path.display());
    let mut file = std::fs::File::open(path).with_context(reading)?;
    let mut hash = Sha256::new();
    let mut piece = vec![0; 1 << 20];
    loop {
        let length = file.read(&mut piece).with_context(reading)?;
        if length == 0 {
            break;
        }
        hash.update(piece.get(..length).unwrap_or_default());
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// An error if one of the files was imported before.
pub(super) async fn refuse_known(
    store: &Store,
    fingerprints: &[(String, String)],
) -> anyhow::Result<()> {
    let known: Vec<Taken> = store.setting(SETTING).await?.unwrap_or_default();
    for (name, sha256) in fingerprints {
        if let Some(taken) = known.iter().find(|taken| taken.sha256 == *sha256) {
            bail!(
                "{name} was imported before (as {}, lane {}); leave it out: nothing was changed",
                taken.name,
                taken.lane
            );
        }
    }
    Ok(())
}

/// Notes the files as imported.
pub(super) async fn remember(
    store: &Store,
    lane: Lane,
    fingerprints: &[(String, String)],
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut known: Vec<Taken> = store.setting(SETTING).await?.unwrap_or_default();
    known.extend(fingerprints.iter().map(|(name, sha256)| Taken {
        name: name.clone(),
        sha256: sha256.clone(),
        lane: lane.0,
    }));
    Ok(store.put_setting(SETTING, &known, now).await?)
}

/// A progress bar on standard error, where that is a terminal.
#[derive(Debug)]
pub(super) struct Bar {
    title: &'static str,
    shown: Option<u64>,
}

impl Bar {
    pub(super) fn new(title: &'static str) -> Self {
        let shown = std::io::stderr().is_terminal().then_some(u64::MAX);
        Self { title, shown }
    }

    /// Shows that `done` of `of` is done.
    pub(super) fn show(&mut self, done: u64, of: u64) {
        let percent = (done * 100).checked_div(of).unwrap_or(100);
        let Some(shown) = self.shown.filter(|&shown| shown != percent) else { return };
        let filled = usize::try_from(percent.min(100) * 3 / 10).unwrap_or(30);
        let bar = format!("{}{}", "#".repeat(filled), ".".repeat(30 - filled));
        let end = if percent >= 100 { "\n" } else { "" };
        let line = format!("\r{:>14} [{bar}] {percent:>3} %{end}", self.title);
        if std::io::stderr().write_all(line.as_bytes()).is_err() {
            tracing::debug!(shown, "nobody sees the progress");
        }
        self.shown = Some(percent);
    }
}
