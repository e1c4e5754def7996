//! The data folder: where each part lies, and the lock that keeps a second process out.
//!
//! Room:  store.
//! Holds: callboard.db (or callboard.postgres, which says where its data is instead), journal.db, frames.db, archive/, snapshots/, backups/, keys/ (0700, 0600).
//! Never: touches a folder that holds somebody else's files.
//! Proof: tests/it/opening.rs.

use crate::error::{RESTORE, StoreError, io};
use crate::postgres::{ELSEWHERE, Postgres};
use std::fs::{self, File, TryLockError};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The places of one data folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
}

/// Bytes on disk, by part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskUse {
    pub history: u64,
    pub journal: u64,
    pub archive: u64,
    pub frames: u64,
    pub snapshots: u64,
    pub backups: u64,
}

impl DiskUse {
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.history + self.journal + self.archive + self.frames + self.snapshots + self.backups
    }
}

/// The folder is this process's until then. It is let go in so many words: a child that is just being
/// started holds the same open file until it runs its own program, and closing it here would not end that.
#[derive(Debug)]
pub(crate) struct Hold(File);

impl Drop for Hold {
    fn drop(&mut self) {
        drop(self.0.unlock());
    }
}

impl Folder {
    #[must_use]
    pub fn at(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn callboard(&self) -> PathBuf {
        self.root.join("callboard.db")
    }

    /// Stands in a folder whose relational data lies in `PostgreSQL`, and says in words where.
    pub(crate) fn elsewhere(&self) -> PathBuf {
        self.root.join("callboard.postgres")
    }

    /// The file, or what stands for it.
    fn relational(&self) -> PathBuf {
        let elsewhere = self.elsewhere();
        if elsewhere.exists() { elsewhere } else { self.callboard() }
    }

    pub(crate) fn journal(&self) -> PathBuf {
        self.root.join("journal.db")
    }

    pub(crate) fn frames(&self) -> PathBuf {
        self.root.join("frames.db")
    }

    pub(crate) fn archive(&self) -> PathBuf {
        self.root.join("archive")
    }

    pub(crate) fn snapshots(&self) -> PathBuf {
        self.root.join("snapshots")
    }

    pub(crate) fn backups(&self) -> PathBuf {
        self.root.join("backups")
    }

    pub(crate) fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The schema of `PostgreSQL` in which the relational data of this folder lies, if it lies there.
    pub fn schema(&self) -> Result<Option<String>, StoreError> {
        let path = self.elsewhere();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(io("reading", &path)(error)),
        }
    }

    /// Whether it holds relational data of its own.
    #[must_use]
    pub fn has_database(&self) -> bool {
        self.callboard().exists()
    }

    /// Refuses a folder whose relational data is not where it is looked for.
    pub(crate) fn settle(&self, postgres: Option<&Postgres>) -> Result<(), StoreError> {
        let unsuitable =
            |what, remedy| Err(StoreError::Unsuitable { path: self.root.clone(), what, remedy });
        match (self.schema()?, postgres) {
            (None, None) => Ok(()),
            (Some(schema), None) => unsuitable(
                format!("its relational data is in PostgreSQL, schema {schema}"),
                ELSEWHERE,
            ),
            (Some(known), Some(postgres)) if known == postgres.schema() => Ok(()),
            (Some(known), Some(postgres)) => {
                let asked = postgres.schema();
                unsuitable(
                    format!("its relational data is in the schema {known}, not in {asked}"),
                    "name the schema in [store] of callboard.toml",
                )
            }
            (None, Some(_)) if self.callboard().exists() => unsuitable(
                "its relational data is in callboard.db already".to_owned(),
                "take [store] out of callboard.toml, or begin with a new folder: data is not moved",
            ),
            (None, Some(_)) if self.is_unmade() => Ok(()),
            (None, Some(_)) => Err(StoreError::Missing { path: self.callboard(), remedy: RESTORE }),
        }
    }

    /// Notes where the relational data lies, once it was reached there.
    pub(crate) fn note(&self, postgres: &Postgres) -> Result<(), StoreError> {
        let path = self.elsewhere();
        if path.exists() {
            return Ok(());
        }
        write_whole(&path, &[postgres.schema().as_bytes(), b"\n"])
    }

    fn lock_file(&self) -> PathBuf {
        self.root.join("callboard.lock")
    }

    /// Stands while a new folder is being made: databases may be missing until it is gone.
    fn unfinished(&self) -> PathBuf {
        self.root.join("callboard.new")
    }

    /// Makes what is missing of a new folder and refuses one that is not ours.
    pub(crate) fn prepare(&self) -> Result<(), StoreError> {
        fs::create_dir_all(&self.root)
            .map_err(|source| StoreError::NoFolder { path: self.root.clone(), source })?;
        let unfinished = self.unfinished();
        if !unfinished.exists() {
            self.refuse_strangers()?;
        }
        if !self.relational().exists() {
            fs::write(&unfinished, "").map_err(io("making", &unfinished))?;
        }
        for folder in [self.archive(), self.snapshots(), self.keys()] {
            fs::create_dir_all(&folder).map_err(io("making the folder", &folder))?;
        }
        restrict(&self.keys(), 0o700)
    }

    /// Whether the folder is still being made.
    pub(crate) fn is_unmade(&self) -> bool {
        self.unfinished().exists()
    }

    /// Everything is there now, and has to be from now on.
    pub(crate) fn is_made(&self) -> Result<(), StoreError> {
        let unfinished = self.unfinished();
        if unfinished.exists() {
            fs::remove_file(&unfinished).map_err(io("removing", &unfinished))?;
        }
        Ok(())
    }

    fn refuse_strangers(&self) -> Result<(), StoreError> {
        if self.relational().exists() {
            return if self.journal().exists() {
                Ok(())
            } else {
                Err(StoreError::Missing { path: self.journal(), remedy: RESTORE })
            };
        }
        if self.journal().exists() {
            return Err(StoreError::Missing { path: self.callboard(), remedy: RESTORE });
        }
        let entries = fs::read_dir(&self.root).map_err(io("reading", &self.root))?;
        for entry in entries {
            let name = entry.map_err(io("reading", &self.root))?.file_name();
            let name = name.to_string_lossy();
            if !may_lie_in_a_new_folder(&name) {
                let example = name.into_owned();
                return Err(StoreError::NotADataFolder { path: self.root.clone(), example });
            }
        }
        Ok(())
    }

    /// Takes the folder for this process until the hold is dropped, also by a crash.
    pub(crate) fn lock(&self) -> Result<Hold, StoreError> {
        let path = self.lock_file();
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(io("opening", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let by = match file.read_to_string(&mut holder) {
                    Ok(_) if !holder.trim().is_empty() => format!(" by process {}", holder.trim()),
                    Ok(_) | Err(_) => String::new(),
                };
                return Err(StoreError::InUse { path: self.root.clone(), holder: by });
            }
            Err(TryLockError::Error(source)) => {
                return Err(StoreError::Io { doing: "locking", path, source });
            }
        }
        file.set_len(0).map_err(io("writing", &path))?;
        writeln!(file, "{}", std::process::id()).map_err(io("writing", &path))?;
        Ok(Hold(file))
    }

    pub(crate) fn disk_use(&self) -> DiskUse {
        let database = |path: PathBuf| {
            let wal = path.with_extension("db-wal");
            size(&path) + size(&wal)
        };
        DiskUse {
            history: database(self.callboard()),
            journal: database(self.journal()),
            archive: size(&self.archive()),
            frames: database(self.frames()),
            snapshots: size(&self.snapshots()),
            backups: size(&self.backups()),
        }
    }
}

/// Configuration, certificates and what a file system itself puts there.
fn may_lie_in_a_new_folder(name: &str) -> bool {
    const OURS: [&str; 9] = [
        "callboard.lock",
        "archive",
        "snapshots",
        "keys",
        "backups",
        "tls",
        "lost+found",
        "frames.db",
        "demo",
    ];
    let is_configuration =
        [".toml", ".pem", ".crt", ".key"].iter().any(|ending| name.ends_with(ending));
    name.starts_with('.')
        || name.starts_with("callboard.")
        || name.starts_with("demo.")
        || is_configuration
        || OURS.contains(&name)
}

/// Bytes of a file, or of all files in a folder; what vanishes meanwhile counts nothing.
fn size(path: &Path) -> u64 {
    let Ok(meta) = fs::metadata(path) else { return 0 };
    if !meta.is_dir() {
        return meta.len();
    }
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries.flatten().map(|entry| size(&entry.path())).sum()
}

/// Leaves a file or folder to its owner alone, where the system knows owners.
pub(crate) fn restrict(path: &Path, mode: u32) -> Result<(), StoreError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .map_err(io("restricting", path))?;
    }
    #[cfg(not(unix))]
    let _ = (path, mode);
    Ok(())
}

/// Writes a file so that after a crash it is there whole or not at all.
pub(crate) fn write_whole(path: &Path, parts: &[&[u8]]) -> Result<(), StoreError> {
    let temporary = path.with_extension("tmp");
    let mut file = File::create(&temporary).map_err(io("writing", &temporary))?;
    for part in parts {
        file.write_all(part).map_err(io("writing", &temporary))?;
    }
    file.sync_all().map_err(io("writing", &temporary))?;
    drop(file);
    fs::rename(&temporary, path).map_err(io("naming", path))?;
    sync_folder(path.parent().unwrap_or(path))
}

/// Makes new names in a folder survive power loss.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    #[cfg(unix)]
    File::open(folder).and_then(|f| f.sync_all()).map_err(io("writing", folder))?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}
