//! The audit log: who did what to which thing, when, from where, what it was before and after, and why;
//! rows are only ever added.
//!
//! Room:  store.
//! Holds: each row's hash covers the row and the hash before it, so that a row changed, removed or put
//!        in shows; where the log ended stands in the journal's file too, so that a cut-off end shows.
//!        (Who writes both files and knows this code can still forge it: keep copies of the last hash.)
//! Proof: tests/it/auditing.rs changes, removes, forges and cuts rows behind its back.

use crate::error::StoreError;
use crate::log::unsigned;
use crate::sql::{self, QueryBuilder, Row};
use crate::store::Store;
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// What somebody did. Never holds a customer's number or a password.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AuditEntry<'a> {
    pub at: Timestamp,
    /// The account, token or part of the program that did it.
    pub actor: &'a str,
    pub action: &'a str,
    pub object: &'a str,
    /// The address it came from.
    pub origin: &'a str,
    /// What was changed, as it was.
    pub before: Option<&'a str>,
    /// The same, as it is from now on.
    pub after: Option<&'a str>,
    /// Why, where that was asked.
    pub reason: Option<&'a str>,
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
    pub before: Option<String>,
    pub after: Option<String>,
    pub reason: Option<String>,
    #[serde(skip)]
    pub hash: Vec<u8>,
}

/// Which rows; absent means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub actor: Option<String>,
    pub action: Option<String>,
    /// Stands somewhere in object, value before or value after.
    pub text: Option<String>,
    /// At or after.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Rows before this number: the end of the page before.
    pub before: Option<u64>,
    /// At most `MAX_PAGE`.
    pub limit: usize,
}

/// What recomputing every hash found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCheck {
    /// Rows that fit.
    pub rows: u64,
    /// Of the last of them.
    pub hash: Vec<u8>,
    pub damage: Option<AuditDamage>,
}

/// What is wrong with an audit log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditDamage {
    /// This row is not there, or is another than was written.
    Row(u64),
    /// Rows up to this one were written; the log ends before it, or with another.
    CutOff(u64),
}

const COLUMNS: &str =
    "SELECT number, at, actor, action, object, origin, was, became, reason, hash FROM audit";

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
        let last = sql::query("SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1")
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
        for entry in entries {
            number += 1;
            before = hash(&before, number, entry);
            sql::query(
                "INSERT INTO audit (number, at, actor, action, object, origin, was, became, reason, hash) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            )
            .bind(number.cast_signed())
            .bind(entry.at.micros())
            .bind(entry.actor)
            .bind(entry.action)
            .bind(entry.object)
            .bind(entry.origin)
            .bind(entry.before)
            .bind(entry.after)
            .bind(entry.reason)
            .bind(before.as_slice())
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        if let Err(error) = self.note_audit_end(number, &before).await {
            // The rows are kept; the next that are written note the end too.
            tracing::warn!(%error, "the end of the audit log is not noted");
        }
        Ok(number)
    }

    /// The hash of one row.
    pub(crate) async fn audit_hash(&self, number: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let statement =
            sql::query("SELECT hash FROM audit WHERE number = $1").bind(number.cast_signed());
        let database = &self.inner.callboard;
        database.find("reading the audit log", statement, |row: &Row| row.try_get(0)).await
    }

    /// Rows, newest first.
    pub async fn audit_rows(&self, filter: &AuditFilter) -> Result<Vec<AuditRow>, StoreError> {
        let database = &self.inner.callboard;
        let mut query = QueryBuilder::new(COLUMNS);
        query.push(" WHERE number < ");
        query.push_bind(filter.before.map_or(i64::MAX, u64::cast_signed));
        if let Some(actor) = &filter.actor {
            query.push(" AND actor = ").push_bind(actor.clone());
        }
        if let Some(action) = &filter.action {
            query.push(" AND action = ").push_bind(action.clone());
        }
        if let Some(text) = &filter.text {
            for (word, column) in [(" AND (", "object"), (" OR ", "was"), (" OR ", "became")] {
                // Not LIKE: what is sought may hold its signs.
                query.push(word).push("instr(").push(column).push(", ");
                query.push_bind(text.clone()).push(") > 0");
            }
            query.push(")");
        }
        if let Some(from) = filter.from {
            query.push(" AND at >= ").push_bind(from.micros());
        }
        if let Some(until) = filter.until {
            query.push(" AND at < ").push_bind(until.micros());
        }
        query.push(" ORDER BY number DESC LIMIT ");
        let limit = filter.limit.clamp(1, crate::MAX_PAGE);
        query.push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let failed = || database.failed("reading the audit log");
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        rows.iter().map(read_row).collect::<Result<_, _>>().map_err(failed())
    }

    /// Recomputes every hash, and compares the end with what the journal's file says of it.
    pub async fn check_audit(&self) -> Result<AuditCheck, StoreError> {
        const STRIDE: u64 = 1_000;
        let end = self.audit_end().await?;
        let mut check = AuditCheck { rows: 0, hash: Vec::new(), damage: None };
        let mut has_end = end.is_none();
        loop {
            let statement = sql::query(
                "SELECT number, at, actor, action, object, origin, was, became, reason, hash \
                     FROM audit WHERE number > $1 ORDER BY number LIMIT $2",
            )
            .bind(check.rows.cast_signed())
            .bind(STRIDE.cast_signed());
            let database = &self.inner.callboard;
            let rows = database.list("checking the audit log", statement, read_row).await?;
            if rows.is_empty() {
                break;
            }
            for row in rows {
                let expected = check.rows + 1;
                let fits = row.number == expected
                    && hash(&check.hash, row.number, &entry_of(&row)) == row.hash;
                if !fits {
                    check.damage = Some(AuditDamage::Row(expected));
                    return Ok(check);
                }
                check.rows = expected;
                check.hash = row.hash;
                has_end |= end
                    .as_ref()
                    .is_some_and(|(number, hash)| (*number, hash) == (check.rows, &check.hash));
            }
        }
        if let Some((number, _)) = end.filter(|_| !has_end) {
            check.damage = Some(AuditDamage::CutOff(number));
        }
        Ok(check)
    }
}

fn entry_of(row: &AuditRow) -> AuditEntry<'_> {
    AuditEntry {
        at: row.at,
        actor: &row.actor,
        action: &row.action,
        object: &row.object,
        origin: &row.origin,
        before: row.before.as_deref(),
        after: row.after.as_deref(),
        reason: row.reason.as_deref(),
    }
}

/// Lengths go in before texts, so that moving a letter from one field to the next shows. Rows of before
/// there were values have none, and their hashes cover none.
fn hash(before: &[u8], number: u64, entry: &AuditEntry<'_>) -> Vec<u8> {
    let mut sum = Sha256::new();
    sum.update(before);
    sum.update(number.to_le_bytes());
    sum.update(entry.at.micros().to_le_bytes());
    let mut text = |text: &str| {
        sum.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_le_bytes());
        sum.update(text);
    };
    [entry.actor, entry.action, entry.object, entry.origin].into_iter().for_each(&mut text);
    let values = [entry.before, entry.after, entry.reason];
    if values.iter().any(Option::is_some) {
        for value in values {
            text(if value.is_some() { "some" } else { "none" });
            text(value.unwrap_or_default());
        }
    }
    sum.finalize().to_vec()
}

fn read_row(row: &Row) -> Result<AuditRow, sqlx::Error> {
    Ok(AuditRow {
        number: unsigned(row.try_get(0)?),
        at: Timestamp(row.try_get(1)?),
        actor: row.try_get(2)?,
        action: row.try_get(3)?,
        object: row.try_get(4)?,
        origin: row.try_get(5)?,
        before: row.try_get(6)?,
        after: row.try_get(7)?,
        reason: row.try_get(8)?,
        hash: row.try_get(9)?,
    })
}
