//! Second factors, their recovery codes, and sign-ins that wait for their second step.
//!
//! Room:  store; the server makes secrets, codes and tokens, and decides what opens a session.
//! Takes: secrets as bytes, hashes of codes and tokens, the time step of a code that fitted.
//! Gives: secrets again, to check a code with; whether a step or a code may still be used.
//! Holds: a time step and a recovery code are taken once, whoever asks at the same time; a new
//!        secret takes effect when a code of it was shown, and the recovery codes with it.
//!        On disk a secret is encrypted (AES-256-GCM) under a key derived from the master key, bound to its
//!        account; a recovery code is its HMAC.
//! Never: keeps a secret or a code in the clear, sees a token itself.
//! Proof: `tests/it/second_factors.rs`.

use crate::account::{Account, read_agent, read_roles};
use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Connection, Row};
use crate::store::Store;
use domain::Timestamp;
use std::collections::BTreeSet;

/// An account's second factor, opened.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// In force since.
    pub enrolled: Option<(Vec<u8>, Timestamp)>,
    pub used_step: i64,
    /// Shown for enrolment at; not in force.
    pub candidate: Option<(Vec<u8>, Timestamp)>,
}

impl std::fmt::Debug for SecondFactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondFactor").field("used_step", &self.used_step).finish_non_exhaustive()
    }
}

/// A sign-in that waits for its second step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSignIn {
    pub token_hash: Vec<u8>,
    pub account: u32,
    /// A word of the server: what is asked for.
    pub step: String,
    /// A word of the server: how the first step was done.
    pub way: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

const SECRET: &str = "second factor";
const RECOVERY: &str = "recovery code";

impl Store {
    /// The second factor of an account, in force or being enrolled.
    pub async fn second_factor(&self, account: u32) -> Result<Option<SecondFactor>, StoreError> {
        type Sealed = (Option<Vec<u8>>, Option<i64>);
        let database = &self.inner.callboard;
        let statement = sql::query(
            "SELECT secret, enrolled_at, used_step, candidate, candidate_at FROM second_factor \
             WHERE account = $1",
        )
        .bind(i64::from(account));
        let read = |row: &Row| {
            let enrolled: Sealed = (row.try_get(0)?, row.try_get(1)?);
            let candidate: Sealed = (row.try_get(3)?, row.try_get(4)?);
            Ok((enrolled, row.try_get::<i64>(2)?, candidate))
        };
        let found = database.find("reading a second factor", statement, read).await?;
        let Some((enrolled, used_step, candidate)) = found else { return Ok(None) };
        let open = |(sealed, at): Sealed| {
            let Some((sealed, at)) = sealed.zip(at) else { return Ok(None) };
            let secret = self.keys().open_secret(SECRET, account, &sealed).ok_or_else(|| {
                StoreError::corrupt(&database.path, "a second factor's secret does not open")
            })?;
            Ok(Some((secret, Timestamp(at))))
        };
        Ok(Some(SecondFactor { enrolled: open(enrolled)?, used_step, candidate: open(candidate)? }))
    }

    /// Keeps a secret that was shown for enrolment; what is in force stays.
    pub async fn propose_second_factor(
        &self,
        account: u32,
        secret: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sealed = self.keys().seal_secret(SECRET, account, secret)?;
        let statement = sql::query(
            "INSERT INTO second_factor (account, used_step, candidate, candidate_at) \
             VALUES ($1, 0, $2, $3) ON CONFLICT (account) DO UPDATE SET \
             candidate = excluded.candidate, candidate_at = excluded.candidate_at",
        )
        .bind(i64::from(account))
        .bind(sealed)
        .bind(now.micros());
        self.inner.callboard.write("proposing a second factor", statement).await.map(|_| ())
    }

    /// Puts the proposed secret in force, `step` being used up, with new recovery codes. False: none
    /// was proposed at `proposed_at`, or another request was quicker.
    pub async fn enrol_second_factor(
        &self,
        account: u32,
        (proposed_at, step): (Timestamp, i64),
        codes: &[String],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("enrolling a second factor");
        let mut transaction = database.begin().await.map_err(failed())?;
        let enrolled = sql::query(
            "UPDATE second_factor SET secret = candidate, enrolled_at = $4, used_step = $3, \
             candidate = NULL, candidate_at = NULL WHERE account = $1 AND candidate_at = $2",
        )
        .bind(i64::from(account))
        .bind(proposed_at.micros())
        .bind(step)
        .bind(now.micros())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        if enrolled.rows_affected() == 0 {
            return Ok(false);
        }
        self.put_codes(&mut transaction, account, codes, now).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(true)
    }

    /// Uses a time step up; false if it, or a later one, was used before.
    pub async fn use_step(&self, account: u32, step: i64) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE second_factor SET used_step = $2 WHERE account = $1 AND used_step < $2",
        )
        .bind(i64::from(account))
        .bind(step);
        Ok(self.inner.callboard.write("using a code", statement).await? > 0)
    }

    /// Takes the second factor away, with its recovery codes; whether there was one in force.
    pub async fn remove_second_factor(&self, account: u32) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("removing a second factor");
        let mut transaction = database.begin().await.map_err(failed())?;
        sql::query("DELETE FROM recovery_code WHERE account = $1")
            .bind(i64::from(account))
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        let removed = sql::query("DELETE FROM second_factor WHERE account = $1 RETURNING secret")
            .bind(i64::from(account))
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed())?;
        let secret = removed.map(|row| row.try_get::<Option<Vec<u8>>>(0)).transpose();
        let secret = secret.map_err(failed())?.flatten();
        transaction.commit().await.map_err(failed())?;
        Ok(secret.is_some())
    }

    /// Which accounts have a second factor in force.
    pub async fn second_factors(&self) -> Result<BTreeSet<u32>, StoreError> {
        let statement = sql::query("SELECT account FROM second_factor WHERE secret IS NOT NULL");
        let read = |row: &Row| Ok(small(row.try_get(0)?));
        let list = self.inner.callboard.list("listing second factors", statement, read).await?;
        Ok(list.into_iter().collect())
    }

    /// Replaces all recovery codes of an account.
    pub async fn renew_recovery_codes(
        &self,
        account: u32,
        codes: &[String],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("making recovery codes");
        let mut transaction = database.begin().await.map_err(failed())?;
        self.put_codes(&mut transaction, account, codes, now).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())
    }

    async fn put_codes(
        &self,
        transaction: &mut Connection,
        account: u32,
        codes: &[String],
        now: Timestamp,
    ) -> Result<(), sqlx::Error> {
        sql::query("DELETE FROM recovery_code WHERE account = $1")
            .bind(i64::from(account))
            .execute(&mut *transaction)
            .await?;
        for code in codes {
            sql::query(
                "INSERT INTO recovery_code (account, code_hash, made_at) VALUES ($1, $2, $3)",
            )
            .bind(i64::from(account))
            .bind(self.keys().keyed_hash(RECOVERY, account, code.as_bytes()))
            .bind(now.micros())
            .execute(&mut *transaction)
            .await?;
        }
        Ok(())
    }

    /// Uses a recovery code up; false if it is none of the account's, or used.
    pub async fn use_recovery_code(
        &self,
        account: u32,
        code: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE recovery_code SET used_at = $3 \
             WHERE account = $1 AND code_hash = $2 AND used_at IS NULL",
        )
        .bind(i64::from(account))
        .bind(self.keys().keyed_hash(RECOVERY, account, code.as_bytes()))
        .bind(now.micros());
        Ok(self.inner.callboard.write("using a recovery code", statement).await? > 0)
    }

    /// How many recovery codes an account has left.
    pub async fn recovery_codes_left(&self, account: u32) -> Result<u32, StoreError> {
        let statement =
            sql::query("SELECT COUNT(*) FROM recovery_code WHERE account = $1 AND used_at IS NULL")
                .bind(i64::from(account));
        let read = |row: &Row| Ok(small(row.try_get(0)?));
        let found = self.inner.callboard.find("counting recovery codes", statement, read).await?;
        Ok(found.unwrap_or(0))
    }

    pub async fn put_pending_sign_in(&self, pending: &PendingSignIn) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO pending_sign_in (token_hash, account, step, way, created_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&pending.token_hash)
        .bind(i64::from(pending.account))
        .bind(&pending.step)
        .bind(&pending.way)
        .bind(pending.created_at.micros())
        .bind(pending.expires_at.micros());
        self.inner.callboard.write("keeping a sign-in", statement).await.map(|_| ())
    }

    /// The sign-in of a token, with its account, while both are good.
    pub async fn pending_sign_in(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(PendingSignIn, Account)>, StoreError> {
        let statement = sql::query(
            "SELECT p.token_hash, p.account, p.step, p.way, p.created_at, p.expires_at, \
             a.name, a.roles, a.agent, a.created_at FROM pending_sign_in AS p \
             JOIN account AS a ON a.account = p.account \
             WHERE p.token_hash = $1 AND p.expires_at > $2 AND a.disabled_at IS NULL",
        )
        .bind(token_hash)
        .bind(now.micros());
        let read = |row: &Row| {
            let pending = PendingSignIn {
                token_hash: row.try_get(0)?,
                account: small(row.try_get(1)?),
                step: row.try_get(2)?,
                way: row.try_get(3)?,
                created_at: Timestamp(row.try_get(4)?),
                expires_at: Timestamp(row.try_get(5)?),
            };
            let account = Account {
                account: pending.account,
                name: row.try_get(6)?,
                roles: read_roles(row, 7)?,
                agent: read_agent(row, 8)?,
                created_at: Timestamp(row.try_get(9)?),
                disabled_at: None,
            };
            Ok((pending, account))
        };
        self.inner.callboard.find("reading a sign-in", statement, read).await
    }

    /// Ends a pending sign-in; false if it was over: only one request opens a session with it.
    pub async fn end_pending_sign_in(&self, token_hash: &[u8]) -> Result<bool, StoreError> {
        let statement =
            sql::query("DELETE FROM pending_sign_in WHERE token_hash = $1").bind(token_hash);
        Ok(self.inner.callboard.write("ending a sign-in", statement).await? > 0)
    }

    /// Removes those that are over; gives how many.
    pub async fn prune_pending_sign_ins(&self, now: Timestamp) -> Result<u64, StoreError> {
        let statement =
            sql::query("DELETE FROM pending_sign_in WHERE expires_at <= $1").bind(now.micros());
        self.inner.callboard.write("removing old sign-ins", statement).await
    }
}
