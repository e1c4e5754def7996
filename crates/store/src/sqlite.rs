//! One `SQLite` file: how it is opened, set up, brought to the newest shape and copied.
//!
//! Room:  store; below `database`.
//! Holds: WAL, synchronous=FULL: when a commit returns, it survives power loss.
//!        A shipped migration never changes; a newer file is refused by its version.
//! Never: writes through a reader (`query_only`).
//! Proof: tests/it/opening.rs.

use crate::database::{Database, Migration, Origin};
use crate::error::{StoreError, io, sql};
use crate::sql::{Connection, Readers};
use domain::Timestamp;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks our files for `file(1)` and for us: "CALL".
const APPLICATION_ID: i64 = 0x4341_4C4C;
const READERS: u32 = 4;

/// How much the writing connection keeps in memory, and how long its log may grow.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tuning {
    pub(crate) cache_kib: u32,
    /// The log is folded into the file when it has so many pages.
    pub(crate) checkpoint_pages: u32,
    /// That help to sort what becomes an index.
    pub(crate) threads: u32,
}

impl Tuning {
    /// Fewer, larger checkpoints than the engine's own: each costs two more fsyncs.
    pub(crate) const USUAL: Self = Self { cache_kib: 65_536, checkpoint_pages: 8_000, threads: 0 };

    pub(crate) fn statement(self) -> String {
        let Self { cache_kib, checkpoint_pages, threads } = self;
        format!(
            "PRAGMA cache_size = -{cache_kib}; PRAGMA wal_autocheckpoint = {checkpoint_pages}; \
             PRAGMA threads = {threads}"
        )
    }
}

/// How a database file is opened.
#[derive(Debug)]
pub(crate) struct Opening<'a> {
    pub(crate) path: PathBuf,
    pub(crate) migrations: &'a [Migration],
    /// Where the file is copied before it is migrated.
    pub(crate) backups: PathBuf,
    /// The file grows to this many pages at most.
    pub(crate) max_pages: Option<u32>,
    /// Whether the file may be empty or missing: then it is made.
    pub(crate) may_make: bool,
    pub(crate) now: Timestamp,
}

pub(crate) async fn open(opening: &Opening<'_>) -> Result<Database, StoreError> {
    let path = &opening.path;
    let mut writer =
        options(path).create_if_missing(true).connect().await.map_err(sql("opening", path))?;
    if let Err(error) = prepare(&mut writer, opening).await {
        // The first failure is the one to tell.
        drop(writer.close().await);
        return Err(error);
    }
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .connect_with(options(path).pragma("query_only", "ON"))
        .await
        .map_err(sql("opening", path))?;
    let (writer, readers) = (Connection::Sqlite(writer), Readers::Sqlite(readers));
    Ok(Database::new(path.clone(), Origin::File, writer, readers))
}

/// A consistent copy of a file as it is now, while others go on reading and writing it.
pub(crate) async fn copy_file(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = options(from).connect().await.map_err(sql("copying", from))?;
    copy(&mut connection, from, to).await?;
    connection.close().await.map_err(sql("closing", from))
}

/// Makes the connection that writes ready: the file in its newest shape first.
///
/// Quirk: a statement that may touch many rows notes each page before it changes it, so that it
/// alone can be undone, and `SQLite` keeps these notes in a file below `/var/tmp` once they exceed
/// 64 KiB: nine of ten bytes written, measured. In memory they are as large as the batch at most.
async fn prepare(writer: &mut SqliteConnection, opening: &Opening<'_>) -> Result<(), StoreError> {
    let path = &opening.path;
    if let Some(pages) = opening.max_pages {
        run(writer, format!("PRAGMA max_page_count = {pages}"), path).await?;
    }
    let is_new = is_empty(writer, path).await?;
    if is_new && !opening.may_make {
        return Err(StoreError::corrupt(path, "it is empty"));
    }
    if !is_new {
        check_identity(writer, path).await?;
    }
    migrate(writer, opening, is_new).await?;
    // Only now: a migration may sort more than memory holds.
    run(writer, "PRAGMA temp_store = MEMORY".into(), path).await
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(10))
        .foreign_keys(false)
        .statement_cache_capacity(200)
        .pragma("wal_autocheckpoint", Tuning::USUAL.checkpoint_pages.to_string())
        .pragma("journal_size_limit", "67108864")
        .pragma("cache_size", format!("-{}", Tuning::USUAL.cache_kib))
        .pragma("secure_delete", "FAST")
        // An index of millions of rows takes seconds: that is no warning to an operator.
        .disable_statement_logging()
}

async fn run(
    connection: &mut SqliteConnection,
    statement: String,
    path: &Path,
) -> Result<(), StoreError> {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(connection)
        .await
        .map_err(sql("preparing", path))?;
    Ok(())
}

/// Whether the file is new, or was left before its first migration was done.
async fn is_empty(connection: &mut SqliteConnection, path: &Path) -> Result<bool, StoreError> {
    let tables: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM sqlite_master")
        .fetch_one(connection)
        .await
        .map_err(sql("reading", path))?;
    Ok(tables == 0)
}

async fn check_identity(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let found: i64 = sqlx::query_scalar("PRAGMA application_id")
        .fetch_one(connection)
        .await
        .map_err(sql("reading", path))?;
    if found == APPLICATION_ID {
        return Ok(());
    }
    Err(StoreError::corrupt(path, "it is not a Callboard database"))
}

/// Brings the file to the newest shape, one transaction per step, after copying it aside.
async fn migrate(
    connection: &mut SqliteConnection,
    opening: &Opening<'_>,
    is_new: bool,
) -> Result<(), StoreError> {
    let path = &opening.path;
    let known = opening.migrations.last().map_or(0, |m| m.version);
    let found = if is_new { 0 } else { version(connection, path).await? };
    if found > known {
        return Err(StoreError::Newer { path: path.clone(), found, known });
    }
    if found == known {
        return Ok(());
    }
    if found > 0 {
        back_up_before(connection, opening, found).await?;
    }
    for migration in opening.migrations.iter().filter(|m| m.version > found) {
        apply(connection, migration, opening).await?;
        tracing::info!(file = %path.display(), version = migration.version, "data migrated");
    }
    Ok(())
}

async fn version(connection: &mut SqliteConnection, path: &Path) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) FROM schema_version")
        .fetch_one(connection)
        .await
        .map_err(sql("reading the data version", path))?;
    row.try_get(0).map_err(sql("reading the data version", path))
}

async fn back_up_before(
    connection: &mut SqliteConnection,
    opening: &Opening<'_>,
    found: i64,
) -> Result<(), StoreError> {
    let folder = opening.backups.join(format!("before-version-{}", found + 1));
    std::fs::create_dir_all(&folder).map_err(io("making the folder", &folder))?;
    let name = opening.path.file_name().unwrap_or_default();
    let to = folder.join(name);
    if to.exists() {
        // An earlier attempt failed; the file then still had this version, so its copy may go.
        std::fs::remove_file(&to).map_err(io("replacing", &to))?;
    }
    copy(connection, &opening.path, &to).await?;
    tracing::info!(backup = %to.display(), "copied before migrating");
    Ok(())
}

async fn apply(
    connection: &mut SqliteConnection,
    migration: &Migration,
    opening: &Opening<'_>,
) -> Result<(), StoreError> {
    let path = &opening.path;
    let failed = || sql("migrating", path);
    let mut step = connection.begin_with("BEGIN IMMEDIATE").await.map_err(failed())?;
    let preparation = format!(
        "PRAGMA application_id = {APPLICATION_ID}; \
         CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL, program TEXT NOT NULL)"
    );
    run(&mut step, preparation, path).await?;
    sqlx::raw_sql(migration.sql).execute(&mut *step).await.map_err(failed())?;
    sqlx::query("INSERT INTO schema_version (version, applied_at, program) VALUES ($1, $2, $3)")
        .bind(migration.version)
        .bind(opening.now.micros())
        .bind(env!("CARGO_PKG_VERSION"))
        .execute(&mut *step)
        .await
        .map_err(failed())?;
    step.commit().await.map_err(failed())
}

async fn copy(connection: &mut SqliteConnection, from: &Path, to: &Path) -> Result<(), StoreError> {
    let Some(target) = to.to_str() else {
        return Err(StoreError::Unsuitable {
            path: to.to_owned(),
            what: "its name is not UTF-8".into(),
            remedy: "choose another folder",
        });
    };
    sqlx::query("VACUUM INTO $1")
        .bind(target)
        .execute(connection)
        .await
        .map_err(sql("copying", from))?;
    let file = std::fs::File::open(to).map_err(io("opening", to))?;
    file.sync_all().map_err(io("writing", to))
}
