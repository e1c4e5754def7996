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
    /// Of what is in it, unpacked.
    pub(super) sha256: String,
    pub(super) lane: u32,
    /// How its times were read; absent where they carry their zone themselves.
    #[serde(default)]
    pub(super) zone: Option<String>,
    /// The first and the last arrival of the whole lane.
    #[serde(default)]
    pub(super) within: Option<(Timestamp, Timestamp)>,
    /// The lane's source.
    #[serde(default)]
    pub(super) source: String,
}

const SETTING: &str = "imported_files";

/// Every file whose lane is there. A file is noted before its lane is sealed, and its lane goes
/// before the note does: a note without a sealed lane is of something that was broken off.
pub(super) async fn known(store: &Store) -> anyhow::Result<Vec<Taken>> {
    let mut noted: Vec<Taken> = store.setting(SETTING).await?.unwrap_or_default();
    let lanes = store.lanes().await?;
    let is_there = |lane: u32| lanes.iter().any(|l| l.lane.0 == lane && l.sealed_at.is_some());
    noted.retain(|taken| is_there(taken.lane));
    Ok(noted)
}

/// Name and SHA-256 of each file.
pub(super) fn fingerprints(files: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    files.iter().map(|file| Ok((file.display().to_string(), fingerprint(file)?))).collect()
}

/// Of what is in the file: packed or not, it is the same file.
fn fingerprint(path: &Path) -> anyhow::Result<String> {
    let reading = || {
        format!(
            "reading {}: nothing was imported; copy the file again, or name another",
            path.display()
        )
    };
    if path.is_dir() {
        bail!("{} is a folder; name the files in it: nothing was imported", path.display());
    }
    let mut file = connect::lines::unpacked(path).with_context(reading)?;
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
pub(super) fn refuse_known(
    known: &[Taken],
    fingerprints: &[(String, String)],
) -> anyhow::Result<()> {
    for (name, sha256) in fingerprints {
        if let Some(taken) = known.iter().find(|taken| taken.sha256 == *sha256) {
            let Taken { name: before, lane, zone, .. } = taken;
            let read = zone.as_ref().map_or(String::new(), |zone| format!(", its times in {zone}"));
            bail!(
                "{name} was imported before (as {before}, lane {lane}{read}); leave it out, or take \
                 that out first with `callboard import remove {lane}`: nothing was changed"
            );
        }
    }
    Ok(())
}

/// An error if what was read lies in the time of another import from the same source.
pub(super) fn refuse_overlap(
    known: &[Taken],
    source: &str,
    within: (Timestamp, Timestamp),
) -> anyhow::Result<()> {
    let meets = |taken: &&Taken| {
        let Some((first, last)) = taken.within else { return false };
        taken.source == source && first <= within.1 && within.0 <= last
    };
    if let Some(Taken { name, lane, .. }) = known.iter().find(meets) {
        bail!(
            "the calls from {} to {} lie in the time of {name} (lane {lane}), and the same call would \
             count twice; take that out first with `callboard import remove {lane}`, or, if these are \
             other calls, say --overlapping: nothing was imported",
            within.0,
            within.1
        );
    }
    Ok(())
}

/// Notes the files as imported.
pub(super) async fn remember(
    store: &Store,
    taken: impl IntoIterator<Item = Taken>,
    now: Timestamp,
) -> anyhow::Result<()> {
    let mut all = known(store).await?;
    all.extend(taken);
    Ok(store.put_setting(SETTING, &all, now).await?)
}

/// Notes that a lane's files are imported no more.
pub(super) async fn forget(store: &Store, lane: Lane, now: Timestamp) -> anyhow::Result<()> {
    let mut all = known(store).await?;
    all.retain(|taken| taken.lane != lane.0);
    Ok(store.put_setting(SETTING, &all, now).await?)
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
