//! Snapshots: a cache of the live state, so that a restart need not read a whole day.
//!
//! Room:  store.
//! Takes: bytes that only their maker understands. Gives: the newest at or before a sequence.
//! Holds: files `snapshots/LANE-SEQUENCE.snapshot`: crc u32, at i64, bytes; a broken one is passed over.
//!        The folder may be deleted at any time; nothing but speed is lost.
//! Proof: tests/it/archiving.rs.

use crate::error::{StoreError, io};
use crate::log::blocking;
use crate::{Lane, Store};
use domain::Timestamp;
use flate2::Crc;
use std::fs;
use std::path::{Path, PathBuf};

const HEADER: usize = 12;

impl Store {
    /// Keeps a snapshot of the state after `sequence`.
    pub async fn put_snapshot(
        &self,
        lane: Lane,
        sequence: u64,
        at: Timestamp,
        state: &[u8],
    ) -> Result<(), StoreError> {
        let folder = self.inner.folder.snapshots();
        let at = at.micros().to_le_bytes();
        let mut crc = Crc::new();
        crc.update(&at);
        crc.update(state);
        let mut bytes = Vec::with_capacity(HEADER + state.len());
        bytes.extend_from_slice(&crc.sum().to_le_bytes());
        bytes.extend_from_slice(&at);
        bytes.extend_from_slice(state);
        blocking(move || {
            fs::create_dir_all(&folder).map_err(io("making the folder", &folder))?;
            let path = folder.join(format!("{}-{sequence:012}.snapshot", lane.0));
            let temporary = path.with_extension("tmp");
            fs::write(&temporary, &bytes).map_err(io("writing", &temporary))?;
            fs::rename(&temporary, &path).map_err(io("naming", &path))
        })
        .await
    }

    /// The newest sound snapshot at or before `sequence`: its sequence and its bytes.
    pub async fn snapshot_before(
        &self,
        lane: Lane,
        sequence: u64,
    ) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let folder = self.inner.folder.snapshots();
        blocking(move || {
            let mut snapshots = list(&folder, lane);
            snapshots.retain(|(at, _)| *at <= sequence);
            while let Some((at, path)) = snapshots.pop() {
                if let Some(state) = read(&path) {
                    return Ok(Some((at, state)));
                }
                tracing::warn!(file = %path.display(), "a broken snapshot is passed over");
            }
            Ok(None)
        })
        .await
    }

    /// Removes the lane's snapshots before `sequence`. Gives how many.
    pub async fn prune_snapshots(&self, lane: Lane, sequence: u64) -> Result<usize, StoreError> {
        let folder = self.inner.folder.snapshots();
        blocking(move || {
            let old: Vec<PathBuf> = list(&folder, lane)
                .into_iter()
                .filter(|(at, _)| *at < sequence)
                .map(|(_, path)| path)
                .collect();
            for path in &old {
                fs::remove_file(path).map_err(io("removing", path))?;
            }
            Ok(old.len())
        })
        .await
    }
}

/// The lane's snapshots, oldest first.
fn list(folder: &Path, lane: Lane) -> Vec<(u64, PathBuf)> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<(u64, PathBuf)> = entries
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name();
            let (of, rest) = name.to_str()?.split_once('-')?;
            let sequence = rest.strip_suffix(".snapshot")?.parse().ok()?;
            (of.parse() == Ok(lane.0)).then(|| (sequence, entry.path()))
        })
        .collect();
    found.sort();
    found
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut bytes = fs::read(path).ok()?;
    let (sum, covered) = bytes.split_first_chunk::<4>()?;
    let mut crc = Crc::new();
    crc.update(covered);
    if crc.sum() != u32::from_le_bytes(*sum) || bytes.len() < HEADER {
        return None;
    }
    bytes.drain(..HEADER);
    Some(bytes)
}
