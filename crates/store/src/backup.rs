//! Backups: a consistent copy of the data folder while it works, and the way back.
//!
//! Room:  store; `callboard backup` and `callboard restore`.
//! Takes: an empty folder. Gives: `data/` (databases, archive), `keys/` (to be stored elsewhere),
//!        and `backup.json`, written last, with the length and SHA-256 of every file.
//! Holds: the history is copied before the journal, so it never knows of records the journal lacks;
//!        archiving waits meanwhile. Without `backup.json` a backup is unfinished and refused.
//!        Raw frames and snapshots are not in it: the ones expire in days, the others are a cache.
//! Never: overwrites data that is there.
//! Proof: `tests/it/backing_up.rs`, with a writer at work.

use crate::Lane;
use crate::audit_end;
use crate::error::{StoreError, io};
use crate::folder::{Folder, restrict, sync_folder, write_whole};
use crate::log::blocking;
use crate::postgres::BY_DUMP;
use crate::store::Store;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

const MANIFEST: &str = "backup.json";
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backup {
    pub format: u32,
    pub program: String,
    pub made_at: Timestamp,
    /// The last record of the live lane that is surely in it.
    pub last_sequence: u64,
    pub files: Vec<BackupFile>,
}

/// One file of a backup, by its path within it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupFile {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
}

impl Store {
    /// Copies everything that matters to `to`, which is made or must be empty. Writers go on.
    /// Refused where the relational data lies in `PostgreSQL`: half a backup is none.
    pub async fn backup(&self, to: &Path, now: Timestamp) -> Result<Backup, StoreError> {
        if !self.inner.callboard.is_file() {
            return Err(StoreError::Unsuitable {
                path: self.inner.callboard.path.clone(),
                what: "a backup of ours would be without the relational data".into(),
                remedy: BY_DUMP,
            });
        }
        make_empty(to)?;
        let _upkeep = self.inner.upkeep.lock().await;
        let target = Folder::at(&to.join("data"));
        let (archive, keys) = (target.archive(), to.join("keys"));
        for folder in [&archive, &keys] {
            fs::create_dir_all(folder).map_err(io("making the folder", folder))?;
        }
        restrict(&keys, 0o700)?;
        let audit_end = self.audit_end().await?;
        self.inner.callboard.copy_to(&target.callboard()).await?;
        let last = self.last(Lane::LIVE).await?;
        self.inner.log.database.copy_to(&target.journal()).await?;
        audit_end::set_in_copy(&target.journal(), audit_end.as_ref()).await?;
        let mut copies: Vec<(PathBuf, PathBuf)> = Vec::new();
        for segment in self.segments() {
            let from = self.inner.log.archive.join(&segment.file);
            copies.push((from, archive.join(&segment.file)));
        }
        for name in ["token.key", "master.key"] {
            copies.push((self.inner.folder.keys().join(name), keys.join(name)));
        }
        let to = to.to_owned();
        let last_sequence = last.map_or(0, |(sequence, _)| sequence);
        blocking(move || {
            for (from, to) in &copies {
                copy(from, to)?;
            }
            restrict(&keys.join("token.key"), 0o600)?;
            restrict(&keys.join("master.key"), 0o600)?;
            seal(&to, last_sequence, now)
        })
        .await
    }

    /// Makes a data folder from a backup: `dir` must not exist or be empty. Nothing is there until
    /// everything is.
    pub async fn restore(from: &Path, dir: &Path) -> Result<Backup, StoreError> {
        let (from, dir) = (from.to_owned(), dir.to_owned());
        blocking(move || {
            let backup = read_manifest(&from)?;
            check(&from, &backup)?;
            refuse_data(&dir)?;
            let building = dir.with_extension("restoring");
            if building.exists() {
                fs::remove_dir_all(&building).map_err(io("clearing", &building))?;
            }
            for file in &backup.files {
                let relative = file.path.strip_prefix("data/").unwrap_or(&file.path);
                let to = building.join(relative);
                let parent = to.parent().unwrap_or(&building);
                fs::create_dir_all(parent).map_err(io("making the folder", parent))?;
                copy(&from.join(&file.path), &to)?;
            }
            if dir.exists() {
                fs::remove_dir(&dir).map_err(io("replacing the empty folder", &dir))?;
            }
            fs::rename(&building, &dir).map_err(io("naming", &dir))?;
            sync_folder(
                dir.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")),
            )?;
            Ok(backup)
        })
        .await
    }
}

fn make_empty(to: &Path) -> Result<(), StoreError> {
    fs::create_dir_all(to).map_err(io("making the backup's folder", to))?;
    let mut entries = fs::read_dir(to).map_err(io("reading", to))?;
    if entries.next().is_none() {
        return Ok(());
    }
    Err(StoreError::Unsuitable {
        path: to.to_owned(),
        what: "it is not empty".into(),
        remedy: "name a new folder for each backup",
    })
}

fn refuse_data(dir: &Path) -> Result<(), StoreError> {
    let is_free = match fs::read_dir(dir) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(io("reading", dir)(error)),
    };
    if is_free {
        return Ok(());
    }
    Err(StoreError::Unsuitable {
        path: dir.to_owned(),
        what: "it holds data already".into(),
        remedy: "move it away, or restore into another folder",
    })
}

fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::copy(from, to).map_err(io("copying", from))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(io("writing", to))
}

/// Writes the manifest: from now on the backup is one.
fn seal(to: &Path, last_sequence: u64, now: Timestamp) -> Result<Backup, StoreError> {
    let mut files = Vec::new();
    collect(to, to, &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let backup = Backup {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        made_at: now,
        last_sequence,
        files,
    };
    let text = serde_json::to_vec_pretty(&backup).expect("a manifest holds text and numbers only");
    write_whole(&to.join(MANIFEST), &[&text, b"\n"])?;
    Ok(backup)
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<BackupFile>) -> Result<(), StoreError> {
    for entry in fs::read_dir(folder).map_err(io("reading", folder))? {
        let path = entry.map_err(io("reading", folder))?.path();
        if path.is_dir() {
            collect(root, &path, files)?;
            continue;
        }
        let relative = path.strip_prefix(root).unwrap_or(&path);
        let (bytes, sha256) = sum(&path)?;
        // Segments and databases have ASCII names.
        files.push(BackupFile { path: relative.to_string_lossy().into_owned(), bytes, sha256 });
    }
    Ok(())
}

fn sum(path: &Path) -> Result<(u64, String), StoreError> {
    let mut file = File::open(path).map_err(io("reading", path))?;
    let mut sum = Sha256::new();
    let mut bytes = 0_u64;
    let mut buffer = vec![0_u8; 1 << 20];
    loop {
        let count = file.read(&mut buffer).map_err(io("reading", path))?;
        if count == 0 {
            break;
        }
        sum.write_all(&buffer[..count]).map_err(io("summing", path))?;
        bytes += u64::try_from(count).unwrap_or(0);
    }
    Ok((bytes, sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn read_manifest(from: &Path) -> Result<Backup, StoreError> {
    let path = from.join(MANIFEST);
    if !path.exists() {
        return Err(StoreError::Missing {
            path,
            remedy: "this is no backup, or one that was not finished; take an older one",
        });
    }
    let text = fs::read(&path).map_err(io("reading", &path))?;
    let damaged = |what: String| StoreError::Corrupt {
        path: path.clone(),
        what,
        remedy: "take an older backup",
    };
    let backup: Backup =
        serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    if backup.format > FORMAT {
        let (found, known) = (backup.format.into(), FORMAT.into());
        return Err(StoreError::Newer { path, found, known });
    }
    let is_inside = |file: &BackupFile| {
        let mut parts = Path::new(&file.path).components();
        parts.all(|part| matches!(part, std::path::Component::Normal(_)))
    };
    if !backup.files.iter().all(is_inside) {
        return Err(damaged("it names files outside of itself".into()));
    }
    Ok(backup)
}

/// Every file is there as it was written.
fn check(from: &Path, backup: &Backup) -> Result<(), StoreError> {
    for file in &backup.files {
        let path = from.join(&file.path);
        if !path.exists() {
            let remedy = if file.path.starts_with("keys/") {
                "the keys were stored apart: put them back into the backup's keys folder"
            } else {
                "the backup is not whole; take another"
            };
            return Err(StoreError::Missing { path, remedy });
        }
        let (bytes, sha256) = sum(&path)?;
        if bytes != file.bytes || sha256 != file.sha256 {
            return Err(StoreError::Corrupt {
                path,
                what: "it is not as it was written".into(),
                remedy: "take another backup",
            });
        }
    }
    Ok(())
}
