//! What can go wrong in storage: what we were doing, on which file, and what helps.
//!
//! Room:  store.
//! Holds: each says what may be done about it, where anything may.
//! Never: shows what is stored.
//! Proof: `tests/it/opening.rs`, `tests/it/crash.rs`.

use crate::sql::on_postgres::is_gone;
use domain::Timestamp;
use journal::DecodeError;
use sqlx::postgres::PgDatabaseError;
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
    #[error(
        "{doing} in {}: the database does not answer, or not in time; \
         once it does, everything goes on by itself",
        path.display()
    )]
    Away { doing: &'static str, path: PathBuf, source: sqlx::Error },
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

    /// Whether the database does not answer at present: it may be asked again soon.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        matches!(self, Self::Away { .. })
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
        let path = path.to_owned();
        if is_gone(&source) {
            return StoreError::Away { doing, path, source };
        }
        let database = source.as_database_error();
        let code = database.and_then(sqlx::error::DatabaseError::code);
        let is_postgres =
            database.is_some_and(|error| error.try_downcast_ref::<PgDatabaseError>().is_some());
        if is_postgres {
            return match code.as_deref() {
                // disk_full
                Some("53100") => StoreError::Full { doing, path },
                // lock_not_available, query_canceled: by the limits that we set.
                Some("55P03" | "57014") => StoreError::Away { doing, path, source },
                // data_corrupted, index_corrupted
                Some("XX001" | "XX002") => StoreError::Corrupt {
                    path,
                    what: source.to_string(),
                    remedy: "ask whoever runs PostgreSQL; put back the newest dump of the schema",
                },
                _ => StoreError::Sql { doing, path, source },
            };
        }
        match code.and_then(|code| code.parse::<i32>().ok()).map(|code| code & 0xff) {
            // SQLITE_FULL
            Some(13) => StoreError::Full { doing, path },
            // SQLITE_CORRUPT, SQLITE_NOTADB
            Some(11 | 26) => StoreError::corrupt(&path, source.to_string()),
            _ => StoreError::Sql { doing, path, source },
        }
    }
}
