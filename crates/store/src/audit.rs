//! The audit log: who did what to which thing, when and from where; rows are only ever added.
//!
//! Room:  store.
//! Holds: each row's hash covers the row and the hash before it, so that a row changed or removed
//!        in the middle shows. (Cutting off the end does not; keep a copy of the last hash.)
//! Proof: tests/it/opening.rs changes, removes and forges rows behind its back.

use crate::error::StoreError;
use crate::log::unsigned;
use crate::store::Store;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

/// What somebody did. Never holds a customer's number or a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditEntry<'a> {
    pub at: Timestamp,
    /// The account, token or part of the program that did it.
    pub actor: &'a str,
    pub action: &'a str,
    pub object: &'a str,
    /// The address it came from.
    pub origin: &'a str,
}

/// An entry as kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    pub number: u64,
    pub at: Timestamp,
    pub actor: String,
    pub action: String,
    pub object: String,
    pub origin: String,
    #[serde(skip)]
    pub hash: Vec<u8>,
}

impl Store {
    /// Adds a row; gives its number.
    pub async fn audit(&self, entry: AuditEntry<'_>) -> Result<u64, StoreError> {
        self.audit_all(&[entry]).await
    }

    /// Adds rows, all or none; gives the number of the last.
    pub async fn audit_all(&self, entries: &[AuditEntry<'_>]) -> Result<u64, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("writing the audit log");
        let mut transaction = database.begin().await.map_err(failed())?;
        let last = sqlx::query("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed())?;
        let (mut number, mut before) = match last {
            Some(row) => {
                let number: i64 = row.try_get(0).map_err(failed())?;
                let hash: Vec<u8> = row.try_get(1).map_err(failed())?;
                (unsigned(number), hash)
            }
            None => (0, Vec::new()),
        };
        for &entry in entries {
            let AuditEntry { at, actor, action, object, origin } = entry;
            number += 1;
            before = hash(&before, number, entry);
            sqlx::query(
                "INSERT INTO audit (number, at, actor, action, object, origin, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7)",
            )
            .bind(number.cast_signed())
            .bind(at.micros())
            .bind(actor)
            .bind(action)
            .bind(object)
            .bind(origin)
            .bind(before.as_slice())
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(number)
    }

    /// Rows before number `before` (absent: the newest), newest first.
    pub async fn audit_rows(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let limit = limit.clamp(1, crate::MAX_PAGE);
        let statement = sqlx::query(
            "SELECT number, at, actor, action, object, origin, hash FROM audit \
             WHERE number < $1 ORDER BY number DESC LIMIT $2",
        )
        .bind(before.map_or(i64::MAX, u64::cast_signed))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.inner.callboard.list("reading the audit log", statement, read_row).await
    }

    /// As `audit_rows`, of one kind of action.
    pub async fn audit_rows_of(
        &self,
        action: &str,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<AuditRow>, StoreError> {
        let limit = limit.clamp(1, crate::MAX_PAGE);
        let statement = sqlx::query(
            "SELECT number, at, actor, action, object, origin, hash FROM audit \
             WHERE action = $1 AND number < $2 ORDER BY number DESC LIMIT $3",
        )
        .bind(action.to_owned())
        .bind(before.map_or(i64::MAX, u64::cast_signed))
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.inner.callboard.list("reading the audit log", statement, read_row).await
    }

    /// Recomputes every hash; the number of the first row that does not fit, if any.
    pub async fn check_audit(&self) -> Result<Option<u64>, StoreError> {
        const STRIDE: u64 = 1_000;
        let mut before = Vec::new();
        let mut expected = 1_u64;
        loop {
            let statement = sqlx::query(
                "SELECT number, at, actor, action, object, origin, hash FROM audit \
                 WHERE number >= $1 ORDER BY number LIMIT $2",
            )
            .bind(expected.cast_signed())
            .bind(STRIDE.cast_signed());
            let database = &self.inner.callboard;
            let rows = database.list("checking the audit log", statement, read_row).await?;
            if rows.is_empty() {
                return Ok(None);
            }
            for row in rows {
                if row.number != expected || hash(&before, row.number, entry_of(&row)) != row.hash {
                    return Ok(Some(expected));
                }
                expected += 1;
                before = row.hash;
            }
        }
    }
}

fn entry_of(row: &AuditRow) -> AuditEntry<'_> {
    AuditEntry {
        at: row.at,
        actor: &row.actor,
        action: &row.action,
        object: &row.object,
        origin: &row.origin,
    }
}

/// Lengths go in before texts, so that moving a letter from one field to the next shows.
fn hash(before: &[u8], number: u64, entry: AuditEntry<'_>) -> Vec<u8> {
    let AuditEntry { at, actor, action, object, origin } = entry;
    let mut sum = Sha256::new();
    sum.update(before);
    sum.update(number.to_le_bytes());
    sum.update(at.micros().to_le_bytes());
    for text in [actor, action, object, origin] {
        sum.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        sum.update(text);
    }
    sum.finalize().to_vec()
}

fn read_row(row: &SqliteRow) -> Result<AuditRow, sqlx::Error> {
    Ok(AuditRow {
        number: unsigned(row.try_get(0)?),
        at: Timestamp(row.try_get(1)?),
        actor: row.try_get(2)?,
        action: row.try_get(3)?,
        object: row.try_get(4)?,
        origin: row.try_get(5)?,
        hash: row.try_get(6)?,
    })
}
