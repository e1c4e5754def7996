//! Accounts, the one-time link that makes the first, and failed sign-ins.
//!
//! Room:  store; the server hashes passwords and tokens and decides who may.
//! Holds: a name belongs to one account; a setup token works once.
//! Never: sees a password or a token itself.
//! Proof: tests/it/contract.rs.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::{AgentId, SiteId, TeamId, Timestamp};
use serde::{Deserialize, Serialize};

/// A role and where it holds: in a site, a team, or (neither) the whole centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldRole {
    pub role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<SiteId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<TeamId>,
}

impl HeldRole {
    /// In the whole centre.
    #[must_use]
    pub fn centre(role: &str) -> Self {
        Self { role: role.to_owned(), site: None, team: None }
    }
}

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub account: u32,
    pub name: String,
    pub roles: Vec<HeldRole>,
    /// The agent of the floor that it is.
    pub agent: Option<AgentId>,
    pub created_at: Timestamp,
    pub disabled_at: Option<Timestamp>,
}

/// Failed sign-ins since the last good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInFailures {
    pub failures: u32,
    pub last_at: Timestamp,
}

impl Store {
    /// Makes an account; `None` if the name is taken.
    pub async fn create_account(
        &self,
        name: &str,
        password_hash: &str,
        roles: &[HeldRole],
        now: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let statement = sql::query(
            "INSERT INTO account (account, name, password_hash, roles, created_at, disabled_at) \
             VALUES ((SELECT COALESCE(MAX(account), 0) + 1 FROM account), $1, $2, $3, $4, NULL) \
             ON CONFLICT (name) DO NOTHING RETURNING account",
        )
        .bind(name)
        .bind(password_hash)
        .bind(written(roles))
        .bind(now.micros());
        let database = &self.inner.callboard;
        let row = database.write_one("making an account", statement).await?;
        let number = row.map(|row| row.try_get::<i64>(0)).transpose();
        Ok(number.map_err(database.failed("making an account"))?.map(small))
    }

    /// Every account, oldest first.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let statement = sql::query(
            "SELECT account, name, roles, agent, created_at, disabled_at FROM account ORDER BY account",
        );
        self.inner.callboard.list("listing accounts", statement, read_account).await
    }

    pub async fn account(&self, account: u32) -> Result<Option<Account>, StoreError> {
        let statement = sql::query(
            "SELECT account, name, roles, agent, created_at, disabled_at FROM account WHERE account = $1",
        )
        .bind(i64::from(account));
        self.inner.callboard.find("reading an account", statement, read_account).await
    }

    /// The account of a name and its password's hash.
    pub async fn account_by_name(
        &self,
        name: &str,
    ) -> Result<Option<(Account, String)>, StoreError> {
        let statement = sql::query(
            "SELECT account, name, roles, agent, created_at, disabled_at, password_hash FROM account \
             WHERE name = $1",
        )
        .bind(name);
        let read = |row: &Row| Ok((read_account(row)?, row.try_get(6)?));
        self.inner.callboard.find("reading an account", statement, read).await
    }

    /// Whether the account was there.
    pub async fn set_password(&self, account: u32, hash: &str) -> Result<bool, StoreError> {
        let statement = sql::query("UPDATE account SET password_hash = $2 WHERE account = $1")
            .bind(i64::from(account))
            .bind(hash);
        Ok(self.inner.callboard.write("setting a password", statement).await? > 0)
    }

    /// Sets what the account is, and which agent; whether it was there.
    pub async fn set_roles(
        &self,
        account: u32,
        roles: &[HeldRole],
        agent: Option<AgentId>,
    ) -> Result<bool, StoreError> {
        let statement = sql::query("UPDATE account SET roles = $2, agent = $3 WHERE account = $1")
            .bind(i64::from(account))
            .bind(written(roles))
            .bind(agent.map(|agent| i64::from(agent.0)));
        Ok(self.inner.callboard.write("setting roles", statement).await? > 0)
    }

    /// Disables an account from `at` on, or (`None`) enables it again. Its sessions end.
    pub async fn set_disabled(
        &self,
        account: u32,
        at: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        let statement = sql::query("UPDATE account SET disabled_at = $2 WHERE account = $1")
            .bind(i64::from(account))
            .bind(at.map(Timestamp::micros));
        let found = self.inner.callboard.write("disabling an account", statement).await? > 0;
        if at.is_some() {
            self.end_sessions_of(account).await?;
        }
        Ok(found)
    }

    /// Keeps the hash of a new one-time link; earlier ones stop working.
    pub async fn put_setup_token(
        &self,
        token_hash: &[u8],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        database.write("replacing the setup link", sql::query("DELETE FROM setup_token")).await?;
        let statement = sql::query(
            "INSERT INTO setup_token (token_hash, created_at, expires_at) VALUES ($1, $2, $3)",
        )
        .bind(token_hash)
        .bind(now.micros())
        .bind(expires_at.micros());
        database.write("keeping the setup link", statement).await.map(|_| ())
    }

    /// Whether the link is good. Does not use it up.
    pub async fn is_setup_token(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement =
            sql::query("SELECT 1 FROM setup_token WHERE token_hash = $1 AND expires_at > $2")
                .bind(token_hash)
                .bind(now.micros());
        let found = self.inner.callboard.find("reading the setup link", statement, |_| Ok(()));
        Ok(found.await?.is_some())
    }

    /// Uses the link up; whether it was good.
    pub async fn take_setup_token(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement =
            sql::query("DELETE FROM setup_token WHERE token_hash = $1 AND expires_at > $2")
                .bind(token_hash)
                .bind(now.micros());
        Ok(self.inner.callboard.write("using the setup link", statement).await? > 0)
    }

    /// Counts a failed sign-in of `subject` (an account name, an address); gives the count.
    pub async fn note_sign_in_failure(
        &self,
        subject: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO sign_in_failure (subject, failures, last_at) VALUES ($1, 1, $2) \
             ON CONFLICT (subject) DO UPDATE SET failures = sign_in_failure.failures + 1, \
             last_at = excluded.last_at RETURNING failures",
        )
        .bind(subject)
        .bind(now.micros());
        let database = &self.inner.callboard;
        let row = database.write_one("counting a failed sign-in", statement).await?;
        let count = row.map(|row| row.try_get::<i64>(0)).transpose();
        let count = count.map_err(database.failed("counting a failed sign-in"))?;
        Ok(count.map_or(1, small))
    }

    pub async fn sign_in_failures(
        &self,
        subject: &str,
    ) -> Result<Option<SignInFailures>, StoreError> {
        let statement =
            sql::query("SELECT failures, last_at FROM sign_in_failure WHERE subject = $1")
                .bind(subject);
        let read = |row: &Row| {
            let failures = small(row.try_get(0)?);
            Ok(SignInFailures { failures, last_at: Timestamp(row.try_get(1)?) })
        };
        self.inner.callboard.find("reading failed sign-ins", statement, read).await
    }

    pub async fn clear_sign_in_failures(&self, subject: &str) -> Result<(), StoreError> {
        let statement = sql::query("DELETE FROM sign_in_failure WHERE subject = $1").bind(subject);
        self.inner.callboard.write("clearing failed sign-ins", statement).await.map(|_| ())
    }

    /// Forgets failures that ended before `before`, so that strangers' names do not pile up.
    pub async fn prune_sign_in_failures(&self, before: Timestamp) -> Result<u64, StoreError> {
        let statement =
            sql::query("DELETE FROM sign_in_failure WHERE last_at < $1").bind(before.micros());
        self.inner.callboard.write("forgetting old failed sign-ins", statement).await
    }
}

fn read_account(row: &Row) -> Result<Account, sqlx::Error> {
    Ok(Account {
        account: small(row.try_get(0)?),
        name: row.try_get(1)?,
        roles: read_roles(row, 2)?,
        agent: read_agent(row, 3)?,
        created_at: Timestamp(row.try_get(4)?),
        disabled_at: row.try_get::<Option<i64>>(5)?.map(Timestamp),
    })
}

pub(crate) fn written(roles: &[HeldRole]) -> String {
    serde_json::to_string(roles).expect("words and numbers can be written")
}

pub(crate) fn read_roles(row: &Row, column: usize) -> Result<Vec<HeldRole>, sqlx::Error> {
    let text: String = row.try_get(column)?;
    serde_json::from_str(&text).map_err(|error| sqlx::Error::Decode(Box::new(error)))
}

pub(crate) fn read_agent(row: &Row, column: usize) -> Result<Option<AgentId>, sqlx::Error> {
    Ok(row.try_get::<Option<i64>>(column)?.map(|agent| AgentId(small(agent))))
}
