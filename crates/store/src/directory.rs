//! What a synchronisation with the directory writes, all or nothing, and what it said.
//!
//! Room:  store; the server decides what is written.
//! Holds: whoever is switched off is signed out in the same transaction.
//! Proof: tests/it/origins.rs.

use crate::account::{HeldRole, written};
use crate::error::StoreError;
use crate::log::small;
use crate::origin::{NO_PASSWORD, Whence};
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;

/// One thing to be written.
#[derive(Clone, Copy, Debug)]
pub enum DirectoryWrite<'a> {
    /// A new account.
    Make {
        name: &'a str,
        roles: &'a [HeldRole],
        whence: Whence<'a>,
    },
    Roles {
        account: u32,
        roles: &'a [HeldRole],
    },
    Off {
        account: u32,
    },
    On {
        account: u32,
        roles: &'a [HeldRole],
    },
}

/// A synchronisation that was done, or tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirectorySync {
    /// Its number; given when it is kept.
    pub sync: u32,
    pub began_at: Timestamp,
    pub ended_at: Timestamp,
    pub actor: String,
    pub is_dry_run: bool,
    /// JSON.
    pub report: String,
}

/// Synchronisations that are kept.
const KEPT: i64 = 200;

impl Store {
    /// Writes all of it or nothing; a name that is taken by now is left out.
    pub async fn write_directory(
        &self,
        writes: &[DirectoryWrite<'_>],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("synchronising accounts");
        let mut transaction = database.begin().await.map_err(failed())?;
        for write in writes {
            match *write {
                DirectoryWrite::Make { name, roles, whence } => {
                    let made = sql::query(
                        "INSERT INTO account (account, name, password_hash, roles, created_at, disabled_at) \
                         VALUES ((SELECT COALESCE(MAX(account), 0) + 1 FROM account), $1, $2, $3, $4, NULL) \
                         ON CONFLICT (name) DO NOTHING RETURNING account",
                    )
                    .bind(name)
                    .bind(NO_PASSWORD)
                    .bind(written(roles))
                    .bind(now.micros())
                    .fetch_optional(&mut *transaction)
                    .await
                    .map_err(failed())?;
                    let Some(row) = made else { continue };
                    let account: i64 = row.try_get(0).map_err(failed())?;
                    let link = crate::origin::link(account, whence, now);
                    link.execute(&mut *transaction).await.map_err(failed())?;
                }
                DirectoryWrite::Roles { account, roles } => {
                    sql::query("UPDATE account SET roles = $2 WHERE account = $1")
                        .bind(i64::from(account))
                        .bind(written(roles))
                        .execute(&mut *transaction)
                        .await
                        .map_err(failed())?;
                }
                DirectoryWrite::Off { account } => {
                    for statement in [
                        sql::query("UPDATE account SET disabled_at = $2 WHERE account = $1"),
                        sql::query("UPDATE account_origin SET left_at = $2 WHERE account = $1"),
                    ] {
                        let bound = statement.bind(i64::from(account)).bind(now.micros());
                        bound.execute(&mut *transaction).await.map_err(failed())?;
                    }
                    for statement in [
                        sql::query("DELETE FROM session WHERE account = $1"),
                        sql::query("DELETE FROM pending_sign_in WHERE account = $1"),
                    ] {
                        let bound = statement.bind(i64::from(account));
                        bound.execute(&mut *transaction).await.map_err(failed())?;
                    }
                }
                DirectoryWrite::On { account, roles } => {
                    sql::query(
                        "UPDATE account SET disabled_at = NULL, roles = $2 WHERE account = $1",
                    )
                    .bind(i64::from(account))
                    .bind(written(roles))
                    .execute(&mut *transaction)
                    .await
                    .map_err(failed())?;
                    sql::query("UPDATE account_origin SET left_at = NULL WHERE account = $1")
                        .bind(i64::from(account))
                        .execute(&mut *transaction)
                        .await
                        .map_err(failed())?;
                }
            }
        }
        transaction.commit().await.map_err(failed())
    }

    /// Keeps what a synchronisation said; the oldest are forgotten.
    pub async fn keep_directory_sync(&self, sync: &DirectorySync) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query(
            "INSERT INTO directory_sync (sync, began_at, ended_at, actor, is_dry_run, report) \
             VALUES ((SELECT COALESCE(MAX(sync), 0) + 1 FROM directory_sync), $1, $2, $3, $4, $5)",
        )
        .bind(sync.began_at.micros())
        .bind(sync.ended_at.micros())
        .bind(sync.actor.as_str())
        .bind(i64::from(sync.is_dry_run))
        .bind(sync.report.as_str());
        database.write("keeping a synchronisation", statement).await?;
        let forget = sql::query(
            "DELETE FROM directory_sync WHERE sync <= (SELECT MAX(sync) FROM directory_sync) - $1",
        )
        .bind(KEPT);
        database.write("forgetting synchronisations", forget).await.map(|_| ())
    }

    /// The last synchronisations, youngest first.
    pub async fn directory_syncs(&self, limit: u32) -> Result<Vec<DirectorySync>, StoreError> {
        let statement = sql::query(
            "SELECT sync, began_at, ended_at, actor, is_dry_run, report FROM directory_sync \
             ORDER BY sync DESC LIMIT $1",
        )
        .bind(i64::from(limit));
        let read = |row: &Row| {
            Ok(DirectorySync {
                sync: small(row.try_get(0)?),
                began_at: Timestamp(row.try_get(1)?),
                ended_at: Timestamp(row.try_get(2)?),
                actor: row.try_get(3)?,
                is_dry_run: row.try_get::<i64>(4)? != 0,
                report: row.try_get(5)?,
            })
        };
        self.inner.callboard.list("listing synchronisations", statement, read).await
    }
}
