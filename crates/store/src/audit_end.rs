//! How far the audit log went at least, noted in another file than the log.
//!
//! Room:  store; beside `audit`, in the journal's file.
//! Holds: it never goes back: a log that ends before it was cut off.
//! Proof: tests/it/auditing.rs.

use crate::error::{self, StoreError};
use crate::log::unsigned;
use crate::sql::{self, Row};
use crate::store::Store;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;

impl Store {
    /// Notes beside the journal how far the log goes. After a crash before it, the log goes farther.
    /// Where the log does not hold what was noted, that stays: it is what proves it.
    pub(crate) async fn note_audit_end(&self, number: u64, hash: &[u8]) -> Result<(), StoreError> {
        if let Some(noted) = self.audit_end().await?
            && self.audit_hash(noted.0).await?.as_ref() != Some(&noted.1)
        {
            tracing::error!(row = noted.0, "the audit log was cut off or altered");
            return Ok(());
        }
        let statement = sql::query(
            "INSERT INTO audit_end (only, number, hash) VALUES (1, $1, $2) \
             ON CONFLICT (only) DO UPDATE SET number = excluded.number, hash = excluded.hash \
             WHERE excluded.number > audit_end.number",
        )
        .bind(number.cast_signed())
        .bind(hash.to_vec());
        let database = &self.inner.log.database;
        database.write("noting the end of the audit log", statement).await.map(|_| ())
    }

    pub(crate) async fn audit_end(&self) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let statement = sql::query("SELECT number, hash FROM audit_end");
        let read = |row: &Row| Ok((unsigned(row.try_get(0)?), row.try_get(1)?));
        self.inner.log.database.find("reading the end of the audit log", statement, read).await
    }
}

/// Sets it in a copy of the journal's file: the copy of the log may be a little older.
pub(crate) async fn set_in_copy(
    journal: &Path,
    end: Option<&(u64, Vec<u8>)>,
) -> Result<(), StoreError> {
    let failed = || error::sql("noting the end of the audit log", journal);
    let options = SqliteConnectOptions::new().filename(journal);
    let mut copy = options.connect().await.map_err(failed())?;
    let statement = match end {
        Some((number, hash)) => sqlx::query("UPDATE audit_end SET number = $1, hash = $2")
            .bind(number.cast_signed())
            .bind(hash.clone()),
        None => sqlx::query("DELETE FROM audit_end"),
    };
    statement.execute(&mut copy).await.map_err(failed())?;
    copy.close().await.map_err(failed())
}
