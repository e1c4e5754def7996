//! One database: many readers, one writer, whichever engine holds it.
//!
//! Room:  store; below every table, above the engines (`sqlite`).
//! Holds: when a commit returns, it survives power loss; one writes at a time; what is not committed
//!        is undone.
//! Proof: tests/it/opening.rs, tests/it/contract.rs.

use crate::error::{StoreError, sql};
use crate::sql::{Connection, Readers, Row, Statement, query};
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
    writer: Mutex<Writer>,
}

/// The one connection that writes.
#[derive(Debug)]
struct Writer {
    /// Absent once the database is closed.
    connection: Option<Connection>,
    /// A transaction was begun and its end is not known.
    is_open: bool,
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
        query("COMMIT").execute(&mut *self).await?;
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

impl Database {
    pub(crate) fn new(path: PathBuf, connection: Connection, readers: Readers) -> Self {
        let writer = Mutex::new(Writer { connection: Some(connection), is_open: false });
        Self { path, readers, writer }
    }

    /// Names the operation when it fails.
    pub(crate) fn failed(
        &self,
        doing: &'static str,
    ) -> impl FnOnce(sqlx::Error) -> StoreError + '_ {
        sql(doing, &self.path)
    }

    /// The connection that writes, outside of any transaction.
    pub(crate) async fn writer(&self) -> Result<Writing<'_>, sqlx::Error> {
        let mut writer = self.writer.lock().await;
        let is_open = std::mem::take(&mut writer.is_open);
        let connection = writer.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        if is_open {
            // Left open by a failure or by a caller that went away.
            match query("ROLLBACK").execute(connection).await {
                Ok(_) => {}
                // "no transaction is active": the engine ended it already.
                Err(sqlx::Error::Database(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(Writing { writer })
    }

    /// Begins a transaction that writes; what is not committed is undone.
    pub(crate) async fn begin(&self) -> Result<Writing<'_>, sqlx::Error> {
        let mut writing = self.writer().await?;
        writing.writer.is_open = true;
        query("BEGIN IMMEDIATE").execute(&mut *writing).await?;
        Ok(writing)
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
        self.prepare("PRAGMA wal_checkpoint(TRUNCATE)".to_owned()).await
    }

    /// Sets the writing connection up for another kind of work.
    pub(crate) async fn tune(&self, tuning: Tuning) -> Result<(), StoreError> {
        self.prepare(tuning.statement()).await
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
        let mut writing = self.writer().await.map_err(failed())?;
        match writing.writer.connection.take() {
            Some(connection) => connection.close().await.map_err(failed()),
            None => Ok(()),
        }
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
