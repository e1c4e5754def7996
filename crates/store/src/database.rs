//! One database: many readers, one writer, whichever engine holds it.
//!
//! Room:  store; below every table, above the engines (`sqlite`, `postgres`).
//! Holds: when a commit returns, it survives power loss; one writes at a time; what is not committed
//!        is undone; a lost connection is made anew before work begins, never in the middle of it.
//! Proof: tests/it/opening.rs, tests/it/contract.rs, `tests/it/postgres_only.rs`.

use crate::error::{self, StoreError};
use crate::log::unsigned;
use crate::postgres::Postgres;
use crate::sql::{self, Connection, Readers, Row, Statement};
use crate::sqlite::{self, Tuning};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use tokio::sync::{Mutex, MutexGuard};

/// One step of a database's shape: its text is embedded and never changes once shipped.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub version: i64,
    pub sql: &'static str,
}

/// One database.
#[derive(Debug)]
pub(crate) struct Database {
    /// The file; or a name that stands for a place elsewhere.
    pub(crate) path: PathBuf,
    pub(crate) readers: Readers,
    origin: Origin,
    writer: Mutex<Writer>,
}

/// Where a database is: what opens it again.
#[derive(Debug)]
pub(crate) enum Origin {
    File,
    Postgres(Box<Postgres>),
}

/// The one connection that writes.
#[derive(Debug)]
struct Writer {
    /// Absent once the database is closed, and where a lost one could not be made anew.
    connection: Option<Connection>,
    /// A transaction was begun and its end is not known.
    is_open: bool,
    is_closed: bool,
}

/// The right to write, held by one at a time.
///
/// Quirk: sqlx 0.9 counts a transaction as open after the engine itself ended it (`SQLITE_FULL` does
/// so) and never begins another on that connection. So we speak BEGIN, COMMIT and ROLLBACK.
#[derive(Debug)]
pub(crate) struct Writing<'d> {
    writer: MutexGuard<'d, Writer>,
}

const OPEN: &str = "a right to write is given out only while there is a connection";

impl Writing<'_> {
    /// Makes everything since `begin` durable. Without it, all of it is undone.
    pub(crate) async fn commit(mut self) -> Result<(), sqlx::Error> {
        Connection::commit(&mut self).await?;
        self.writer.is_open = false;
        Ok(())
    }
}

impl Deref for Writing<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.writer.connection.as_ref().expect(OPEN)
    }
}

impl DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.writer.connection.as_mut().expect(OPEN)
    }
}

impl Writer {
    /// Leaves what is open behind and begins, or asks for a sign of life.
    async fn make_ready(&mut self, begins: bool) -> Result<(), sqlx::Error> {
        let is_open = std::mem::take(&mut self.is_open);
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        if is_open {
            // Left open by a failure or by a caller that went away.
            match connection.roll_back().await {
                Ok(()) => {}
                // "no transaction is active": the engine ended it already.
                Err(sqlx::Error::Database(_)) if !connection.is_gone() => {}
                Err(error) => return Err(error),
            }
        }
        if begins {
            self.is_open = true;
            connection.begin().await
        } else {
            connection.probe().await
        }
    }
}

/// Another server took the schema while we were away.
fn taken() -> sqlx::Error {
    let what = "another server writes this schema, or our last connection still stands";
    sqlx::Error::Io(std::io::Error::new(std::io::ErrorKind::ResourceBusy, what))
}

impl Database {
    pub(crate) fn new(
        path: PathBuf,
        origin: Origin,
        connection: Connection,
        readers: Readers,
    ) -> Self {
        let writer = Writer { connection: Some(connection), is_open: false, is_closed: false };
        Self { path, readers, origin, writer: Mutex::new(writer) }
    }

    /// Whether it is a file of the data folder.
    pub(crate) const fn is_file(&self) -> bool {
        matches!(self.origin, Origin::File)
    }

    /// Names the operation when it fails.
    pub(crate) fn failed(
        &self,
        doing: &'static str,
    ) -> impl FnOnce(sqlx::Error) -> StoreError + '_ {
        error::sql(doing, &self.path)
    }

    /// The connection that writes, outside of any transaction.
    pub(crate) async fn writer(&self) -> Result<Writing<'_>, sqlx::Error> {
        self.take(false).await
    }

    /// Begins a transaction that writes; what is not committed is undone.
    pub(crate) async fn begin(&self) -> Result<Writing<'_>, sqlx::Error> {
        self.take(true).await
    }

    async fn take(&self, begins: bool) -> Result<Writing<'_>, sqlx::Error> {
        let mut writer = self.writer.lock().await;
        if writer.is_closed {
            return Err(sqlx::Error::PoolClosed);
        }
        if let Err(error) = writer.make_ready(begins).await {
            let Origin::Postgres(place) = &self.origin else { return Err(error) };
            if writer.connection.as_ref().is_some_and(|connection| !connection.is_gone()) {
                return Err(error);
            }
            // Nothing of the work was done yet: it may begin on another connection.
            *writer = Writer { connection: None, is_open: false, is_closed: false };
            let connection = Box::pin(place.connect()).await?.ok_or_else(taken)?;
            writer.connection = Some(connection);
            tracing::info!(place = %self.path.display(), "connected again");
            writer.make_ready(begins).await?;
        }
        Ok(Writing { writer })
    }

    /// Runs one writing statement; gives how many rows it touched.
    pub(crate) async fn write(
        &self,
        doing: &'static str,
        statement: Statement,
    ) -> Result<u64, StoreError> {
        let mut writer = self.writer().await.map_err(self.failed(doing))?;
        let done = statement.execute(&mut *writer).await.map_err(self.failed(doing))?;
        Ok(done.rows_affected())
    }

    /// Runs one writing statement that gives a row back, or none.
    pub(crate) async fn write_one(
        &self,
        doing: &'static str,
        statement: Statement,
    ) -> Result<Option<Row>, StoreError> {
        let mut writer = self.writer().await.map_err(self.failed(doing))?;
        statement.fetch_optional(&mut *writer).await.map_err(self.failed(doing))
    }

    /// Reads all rows of a statement, each through `read`.
    pub(crate) async fn list<T>(
        &self,
        doing: &'static str,
        statement: Statement,
        read: impl Fn(&Row) -> Result<T, sqlx::Error>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = statement.fetch_all(&self.readers).await.map_err(self.failed(doing))?;
        rows.iter().map(|row| read(row).map_err(self.failed(doing))).collect()
    }

    /// Reads the only row of a statement, if there is one.
    pub(crate) async fn find<T>(
        &self,
        doing: &'static str,
        statement: Statement,
        read: impl Fn(&Row) -> Result<T, sqlx::Error>,
    ) -> Result<Option<T>, StoreError> {
        let row = statement.fetch_optional(&self.readers).await.map_err(self.failed(doing))?;
        row.map(|row| read(&row).map_err(self.failed(doing))).transpose()
    }

    /// A consistent copy of the file as it is now, while others go on reading and writing.
    pub(crate) async fn copy_to(&self, to: &Path) -> Result<(), StoreError> {
        sqlite::copy_file(&self.path, to).await
    }

    /// Moves everything from the write-ahead log into the file and empties the log.
    pub(crate) async fn checkpoint(&self) -> Result<(), StoreError> {
        if !self.is_file() {
            return Ok(());
        }
        self.prepare("PRAGMA wal_checkpoint(TRUNCATE)".to_owned()).await
    }

    /// Sets the writing connection up for another kind of work.
    pub(crate) async fn tune(&self, tuning: Tuning) -> Result<(), StoreError> {
        if !self.is_file() {
            return Ok(());
        }
        self.prepare(tuning.statement()).await
    }

    /// From now on freed bytes of a file are overwritten. `PostgreSQL` knows no such thing: what was there
    /// stays in the table until it is vacuumed and reused, and in the log and in dumps as long as these are kept.
    pub(crate) async fn overwrite_what_is_freed(&self) -> Result<(), StoreError> {
        if !self.is_file() {
            return Ok(());
        }
        self.prepare("PRAGMA secure_delete = ON".to_owned()).await
    }

    /// How large it is, where it is no file of the data folder; `None` also where nobody can tell.
    pub(crate) async fn bytes_elsewhere(&self) -> Option<u64> {
        if self.is_file() {
            return None;
        }
        let statement = sql::query(
            "SELECT CAST(COALESCE(SUM(pg_total_relation_size(c.oid)), 0) AS BIGINT) FROM pg_class AS c \
             JOIN pg_namespace AS n ON n.oid = c.relnamespace \
             WHERE c.relkind = 'r' AND n.nspname = current_schema()",
        );
        let read = |row: &Row| Ok(unsigned(row.try_get(0)?));
        self.find("measuring the schema", statement, read).await.ok().flatten()
    }

    /// The names of the indexes that there are.
    pub(crate) async fn indexes(&self) -> Result<Vec<String>, StoreError> {
        let statement = match self.origin {
            Origin::File => sql::query("SELECT name FROM sqlite_master WHERE type = 'index'"),
            Origin::Postgres(_) => sql::query(
                "SELECT CAST(indexname AS TEXT) FROM pg_indexes WHERE schemaname = current_schema()",
            ),
        };
        self.list("looking at the indexes", statement, |row| row.try_get(0)).await
    }

    async fn prepare(&self, statements: String) -> Result<(), StoreError> {
        let failed = || self.failed("preparing");
        let mut writer = self.writer().await.map_err(failed())?;
        writer.run(statements).await.map_err(failed())
    }

    /// Runs statements in one transaction.
    pub(crate) async fn run_together(&self, statements: Vec<String>) -> Result<(), StoreError> {
        let failed = || self.failed("preparing");
        let mut transaction = self.begin().await.map_err(failed())?;
        for statement in statements {
            transaction.run(statement).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// Ends every connection; when it returns, nothing of us touches the data any more.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        let failed = || self.failed("closing");
        self.readers.close().await;
        self.checkpoint().await?;
        let mut writer = self.writer.lock().await;
        writer.is_closed = true;
        let Some(mut connection) = writer.connection.take() else { return Ok(()) };
        if writer.is_open {
            // Undone by the end of the connection too; a failure changes nothing.
            drop(connection.roll_back().await);
        }
        connection.close().await.map_err(failed())
    }
}

/// Gives its database's failure on, once the other databases are closed.
pub(crate) async fn or_close<T>(
    result: Result<T, StoreError>,
    others: &[&Database],
) -> Result<T, StoreError> {
    if result.is_err() {
        for database in others {
            // The first failure is the one to tell.
            drop(database.close().await);
        }
    }
    result
}
