//! What can go wrong in storage: what we were doing, on which file, and what helps.
//!
//! Room:  store.
//! Holds: each says what may be done about it, where anything may.
//! Never: shows what is stored.
//! Proof: `tests/it/opening.rs`, `tests/it/crash.rs`.

use domain::Timestamp;
use journal::DecodeError;
use std::path::{Path, PathBuf};

/// A failure of storage, in words for the person who runs the machine.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(
        "the data folder {} is in use{holder}; stop that process first, or choose another folder with --data",
        path.display()
    )]
    InUse { path: PathBuf, holder: String },
    #[error(
        "{} cannot be made a data folder; name a folder that may be written to, with --data DIR",
        path.display()
    )]
    NoFolder { path: PathBuf, source: std::io::Error },
    #[error(
        "{} is not a Callboard data folder: it holds `{example}` and no callboard.db; \
         choose an empty folder or one that Callboard made",
        path.display()
    )]
    NotADataFolder { path: PathBuf, example: String },
    #[error(
        "{} was written by a newer Callboard (data version {found}, this program knows up to {known}); \
         start the newer program, or restore the backup made before the upgrade",
        path.display()
    )]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("{} is missing: {remedy}", path.display())]
    Missing { path: PathBuf, remedy: &'static str },
    #[error(
        "the disk (or the limit set) is full while {doing} in {}; nothing was half-written: \
         free some space, or shorten the retention, and it goes on",
        path.display()
    )]
    Full { doing: &'static str, path: PathBuf },
    #[error("{} is damaged: {what}; {remedy}", path.display())]
    Corrupt { path: PathBuf, what: String, remedy: &'static str },
    #[error("{doing} {}", path.display())]
    Io { doing: &'static str, path: PathBuf, source: std::io::Error },
    #[error("{doing} in {}", path.display())]
    Sql { doing: &'static str, path: PathBuf, source: sqlx::Error },
    #[error(
        "{lane} expects record {expected} next and got {found}: records are stored without gaps"
    )]
    Gap { lane: crate::Lane, expected: u64, found: u64 },
    #[error(
        "{lane}: record {sequence} was journaled at {at}, not after the record before it ({after})"
    )]
    TimeRunsBack { lane: crate::Lane, sequence: u64, at: Timestamp, after: Timestamp },
    #[error("{lane} is no imported history: `callboard import list` shows what may be removed")]
    NotImported { lane: crate::Lane },
    #[error("{lane} is sealed: its records never change; make another lane")]
    Sealed { lane: crate::Lane },
    #[error("{lane} does not exist")]
    UnknownLane { lane: crate::Lane },
    #[error("{lane}: record {sequence} cannot be read")]
    Unreadable { lane: crate::Lane, sequence: u64, source: DecodeError },
    #[error("the keys in {} are not those of this data: {remedy}", path.display())]
    WrongKeys { path: PathBuf, remedy: &'static str },
    #[error("{} cannot be used: {what}; {remedy}", path.display())]
    Unsuitable { path: PathBuf, what: String, remedy: &'static str },
    #[error("the work was stopped before it was done")]
    Stopped,
}

pub(crate) const RESTORE: &str =
    "stop the server and run `callboard restore` with the newest backup";

impl StoreError {
    /// Whether space is what is missing: the caller may wait and try the same again.
    #[must_use]
    pub fn is_full(&self) -> bool {
        matches!(self, Self::Full { .. })
    }

    pub(crate) fn corrupt(path: &Path, what: impl Into<String>) -> Self {
        Self::Corrupt { path: path.to_owned(), what: what.into(), remedy: RESTORE }
    }
}

/// Names the operation on a file when it fails.
pub(crate) fn io<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(std::io::Error) -> StoreError + 'a {
    use std::io::ErrorKind::{QuotaExceeded, StorageFull};
    move |source| {
        if matches!(source.kind(), StorageFull | QuotaExceeded) {
            return StoreError::Full { doing, path: path.to_owned() };
        }
        StoreError::Io { doing, path: path.to_owned(), source }
    }
}

/// Names the operation on a database when it fails, and what the engine's code means.
pub(crate) fn sql<'a>(
    doing: &'static str,
    path: &'a Path,
) -> impl FnOnce(sqlx::Error) -> StoreError + 'a {
    move |source| {
        let code = source
            .as_database_error()
            .and_then(sqlx::error::DatabaseError::code)
            .and_then(|code| code.parse::<i32>().ok())
            .map(|code| code & 0xff);
        match code {
            // SQLITE_FULL
            Some(13) => StoreError::Full { doing, path: path.to_owned() },
            // SQLITE_CORRUPT, SQLITE_NOTADB
            Some(11 | 26) => StoreError::corrupt(path, source.to_string()),
            _ => StoreError::Sql { doing, path: path.to_owned(), source },
        }
    }
}
