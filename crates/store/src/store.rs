//! The data folder, open: the one value through which everything is stored and read.
//!
//! Room:  store. Start here.
//! Holds: while a `Store` lives, no other process has the folder.
//! Proof: tests/it/opening.rs.

use crate::database::{Database, Migration, or_close};
use crate::error::StoreError;
use crate::folder::{DiskUse, Folder, Hold};
use crate::loading;
use crate::log::Log;
use crate::postgres::{self, Postgres};
use crate::sqlite::{self, Opening};
use crate::vault::{self, Keys};
use crate::wal;
use domain::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::Mutex;

const CALLBOARD: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../migrations/callboard-0001.sql") },
    Migration { version: 2, sql: include_str!("../migrations/callboard-0002.sql") },
    Migration { version: 3, sql: include_str!("../migrations/callboard-0003.sql") },
    Migration { version: 4, sql: include_str!("../migrations/callboard-0004.sql") },
    Migration { version: 5, sql: include_str!("../migrations/callboard-0005.sql") },
    Migration { version: 6, sql: include_str!("../migrations/callboard-0006.sql") },
    Migration { version: 7, sql: include_str!("../migrations/callboard-0007.sql") },
    Migration { version: 8, sql: include_str!("../migrations/callboard-0008.sql") },
    Migration { version: 9, sql: include_str!("../migrations/callboard-0009.sql") },
    Migration { version: 10, sql: include_str!("../migrations/callboard-0010.sql") },
    Migration { version: 11, sql: include_str!("../migrations/callboard-0011.sql") },
    Migration { version: 12, sql: include_str!("../migrations/callboard-0012.sql") },
    Migration { version: 13, sql: include_str!("../migrations/callboard-0013.sql") },
    Migration { version: 14, sql: include_str!("../migrations/callboard-0014.sql") },
    Migration { version: 15, sql: include_str!("../migrations/callboard-0015.sql") },
    Migration { version: 16, sql: include_str!("../migrations/callboard-0016.sql") },
];
const JOURNAL: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../migrations/journal-0001.sql") },
    Migration { version: 2, sql: include_str!("../migrations/journal-0002.sql") },
];
const FRAMES: &[Migration] =
    &[Migration { version: 1, sql: include_str!("../migrations/frames-0001.sql") }];

/// An open data folder. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) folder: Folder,
    pub(crate) callboard: Database,
    pub(crate) log: Log,
    pub(crate) frames: Database,
    pub(crate) keys: Keys,
    /// One at a time: archiving, retention, backup.
    pub(crate) upkeep: Mutex<()>,
    pub(crate) findings: Vec<String>,
    _lock: Hold,
}

/// What may be set when a folder is opened.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where the relational data lies instead of in `callboard.db`.
    pub postgres: Option<Postgres>,
    /// The journal grows to this many pages of 4 KiB at most, then it is "full".
    pub journal_max_pages: Option<u32>,
    /// Likewise for the history.
    pub history_max_pages: Option<u32>,
    /// A newer shape of the journal's database, tried in tests.
    pub journal_migrations: Option<&'static [Migration]>,
}

impl Store {
    /// Opens a data folder, making it if it is new and bringing it to this version's shape.
    pub async fn open(dir: &Path, now: Timestamp) -> Result<Self, StoreError> {
        Self::open_with(dir, now, Options::default()).await
    }

    /// As `open`, within limits.
    pub async fn open_with(
        dir: &Path,
        now: Timestamp,
        options: Options,
    ) -> Result<Self, StoreError> {
        let folder = Folder::at(dir);
        folder.prepare()?;
        let lock = folder.lock()?;
        folder.settle(options.postgres.as_ref())?;
        // Raw frames may be thrown away at any time; the rest is there once the folder is made.
        let frames_path = folder.frames();
        let is_unmade = folder.is_unmade();
        let open = |path: PathBuf, migrations, max_pages| {
            let backups = folder.backups();
            let may_make = is_unmade || path == frames_path;
            let opening = Opening { path, migrations, backups, max_pages, may_make, now };
            async move { sqlite::open(&opening).await }
        };
        let torn = wal::remains(&folder.journal().with_extension("db-wal"));
        let journal_migrations = options.journal_migrations.unwrap_or(JOURNAL);
        let journal = open(folder.journal(), journal_migrations, options.journal_max_pages).await?;
        let callboard = match &options.postgres {
            None => open(folder.callboard(), CALLBOARD, options.history_max_pages).await,
            Some(place) => Box::pin(postgres::open(place, CALLBOARD, is_unmade, now)).await,
        };
        let callboard = or_close(callboard, &[&journal]).await?;
        let noted = options.postgres.as_ref().map_or(Ok(()), |place| folder.note(place));
        or_close(noted, &[&journal, &callboard]).await?;
        let frames = open(folder.frames(), FRAMES, None).await;
        let frames = or_close(frames, &[&journal, &callboard]).await?;
        let keys = vault::open_keys(&folder.keys(), &callboard).await;
        let keys = or_close(keys, &[&journal, &callboard, &frames]).await?;
        let log = Log::new(journal, folder.archive());
        let findings = log.look_over(torn, &callboard).await;
        let mut findings = or_close(findings, &[&log.database, &callboard, &frames]).await?;
        let made = loading::make_missing(&callboard).await;
        let made = or_close(made, &[&log.database, &callboard, &frames]).await?;
        if made > 0 {
            findings.push(format!("loading history was broken off; its {made} indexes are made"));
        }
        for finding in &findings {
            tracing::warn!(folder = %dir.display(), "{finding}");
        }
        folder.is_made()?;
        let upkeep = Mutex::default();
        let inner = Inner { folder, callboard, log, frames, keys, upkeep, findings, _lock: lock };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What was noticed and mended when the folder was opened, in words.
    #[must_use]
    pub fn findings(&self) -> &[String] {
        &self.inner.findings
    }

    #[must_use]
    pub fn folder(&self) -> &Folder {
        &self.inner.folder
    }

    /// Bytes on disk, by part; 0 for a history that is elsewhere and does not answer.
    pub async fn disk_use(&self) -> DiskUse {
        let elsewhere = self.inner.callboard.bytes_elsewhere().await;
        let here = self.inner.folder.disk_use();
        DiskUse { history: elsewhere.unwrap_or(here.history), ..here }
    }

    /// Ends all work and folds the write-ahead logs into their files.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.inner.log.database.close().await?;
        self.inner.callboard.close().await?;
        self.inner.frames.close().await
    }
}
