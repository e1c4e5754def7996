//! Accounts of people who come from elsewhere, and by which provider a session was opened.
//!
//! Room:  store; the server has found out who it is.
//! Holds: an account and where it comes from are made in one transaction; an account has one origin at
//!        most; one that comes from elsewhere has no password here.
//! Proof: tests/it/origins.rs.

use crate::account::{Account, HeldRole, read_agent, read_roles, written};
use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row, Statement};
use crate::store::Store;
use domain::Timestamp;

/// Stands where the hash of a password would: no password fits it.
pub const NO_PASSWORD: &str = "!";

/// From where somebody comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whence<'a> {
    /// `openid` or `directory`.
    pub kind: &'a str,
    pub issuer: &'a str,
    /// What the other side never gives to anybody else.
    pub subject: &'a str,
    /// The name there, for people.
    pub shown: &'a str,
}

/// From where an account comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub kind: String,
    pub issuer: String,
    pub subject: String,
    pub account: u32,
    pub shown: String,
    pub linked_at: Timestamp,
    pub seen_at: Timestamp,
    /// Switched off by a synchronisation since then.
    pub left_at: Option<Timestamp>,
}

impl Store {
    /// The account of somebody from elsewhere, also a disabled one.
    pub async fn account_from(&self, whence: Whence<'_>) -> Result<Option<Account>, StoreError> {
        let statement = sql::query(
            "SELECT a.account, a.name, a.roles, a.agent, a.created_at, a.disabled_at \
             FROM account_origin AS o JOIN account AS a ON a.account = o.account \
             WHERE o.kind = $1 AND o.issuer = $2 AND o.subject = $3",
        )
        .bind(whence.kind)
        .bind(whence.issuer)
        .bind(whence.subject);
        let read = |row: &Row| {
            Ok(Account {
                account: small(row.try_get(0)?),
                name: row.try_get(1)?,
                roles: read_roles(row, 2)?,
                agent: read_agent(row, 3)?,
                created_at: Timestamp(row.try_get(4)?),
                disabled_at: row.try_get::<Option<i64>>(5)?.map(Timestamp),
            })
        };
        self.inner.callboard.find("reading an account", statement, read).await
    }

    /// Where each account comes from; local ones are not among them.
    pub async fn origins(&self) -> Result<Vec<Origin>, StoreError> {
        let statement = sql::query(
            "SELECT kind, issuer, subject, account, shown, linked_at, seen_at, left_at \
             FROM account_origin ORDER BY account",
        );
        self.inner.callboard.list("listing origins", statement, read_origin).await
    }

    /// Where one account comes from; `None`: it is local.
    pub async fn origin_of(&self, account: u32) -> Result<Option<Origin>, StoreError> {
        let statement = sql::query(
            "SELECT kind, issuer, subject, account, shown, linked_at, seen_at, left_at \
             FROM account_origin WHERE account = $1",
        )
        .bind(i64::from(account));
        self.inner.callboard.find("reading an origin", statement, read_origin).await
    }

    /// Makes an account for somebody from elsewhere; `None` if the name is taken.
    pub async fn create_account_from(
        &self,
        name: &str,
        roles: &[HeldRole],
        whence: Whence<'_>,
        now: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("making an account");
        let mut transaction = database.begin().await.map_err(failed())?;
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
        let Some(row) = made else { return Ok(None) };
        let account: i64 = row.try_get(0).map_err(failed())?;
        link(account, whence, now).execute(&mut *transaction).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(Some(small(account)))
    }

    /// Makes a local account one of somebody from elsewhere; its password is forgotten and its
    /// sessions end.
    pub async fn link_account(
        &self,
        account: u32,
        whence: Whence<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("linking an account");
        let mut transaction = database.begin().await.map_err(failed())?;
        link(i64::from(account), whence, now).execute(&mut *transaction).await.map_err(failed())?;
        sql::query("UPDATE account SET password_hash = $2 WHERE account = $1")
            .bind(i64::from(account))
            .bind(NO_PASSWORD)
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        self.end_sessions_of(account).await.map(|_| ())
    }

    /// Notes that somebody from elsewhere was seen, and under which name.
    pub async fn note_seen(&self, whence: Whence<'_>, now: Timestamp) -> Result<(), StoreError> {
        let statement = sql::query(
            "UPDATE account_origin SET seen_at = $4, shown = $5 \
             WHERE kind = $1 AND issuer = $2 AND subject = $3",
        )
        .bind(whence.kind)
        .bind(whence.issuer)
        .bind(whence.subject)
        .bind(now.micros())
        .bind(whence.shown);
        self.inner.callboard.write("noting who was seen", statement).await.map(|_| ())
    }

    /// Notes by which provider a session was opened; forgets it of sessions that are over.
    pub async fn note_provider(&self, token_hash: &[u8], provider: &str) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let forget = sql::query(
            "DELETE FROM session_provider WHERE token_hash NOT IN (SELECT token_hash FROM session)",
        );
        database.write("forgetting providers of sessions", forget).await?;
        let statement = sql::query(
            "INSERT INTO session_provider (token_hash, provider) VALUES ($1, $2) \
             ON CONFLICT (token_hash) DO UPDATE SET provider = excluded.provider",
        )
        .bind(token_hash)
        .bind(provider);
        database.write("noting the provider of a session", statement).await.map(|_| ())
    }

    /// By which provider a session was opened, if by any.
    pub async fn provider_of(&self, token_hash: &[u8]) -> Result<Option<String>, StoreError> {
        let statement = sql::query("SELECT provider FROM session_provider WHERE token_hash = $1")
            .bind(token_hash);
        let read = |row: &Row| row.try_get(0);
        self.inner.callboard.find("reading the provider of a session", statement, read).await
    }
}

pub(crate) fn link(account: i64, whence: Whence<'_>, now: Timestamp) -> Statement {
    sql::query(
        "INSERT INTO account_origin (kind, issuer, subject, account, shown, linked_at, seen_at, left_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $6, NULL)",
    )
    .bind(whence.kind)
    .bind(whence.issuer)
    .bind(whence.subject)
    .bind(account)
    .bind(whence.shown)
    .bind(now.micros())
}

fn read_origin(row: &Row) -> Result<Origin, sqlx::Error> {
    Ok(Origin {
        kind: row.try_get(0)?,
        issuer: row.try_get(1)?,
        subject: row.try_get(2)?,
        account: small(row.try_get(3)?),
        shown: row.try_get(4)?,
        linked_at: Timestamp(row.try_get(5)?),
        seen_at: Timestamp(row.try_get(6)?),
        left_at: row.try_get::<Option<i64>>(7)?.map(Timestamp),
    })
}
