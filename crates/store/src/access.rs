//! Sessions of browsers and tokens of programs: hashes, terms and scopes.
//!
//! Room:  store; the server makes the tokens, hashes them and decides what they open.
//! Holds: what is expired, revoked or of a disabled account is not found.
//! Never: sees a token itself.
//! Proof: tests/it/contract.rs.

use crate::account::{Account, read_agent, read_roles};
use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;
use serde::{Deserialize, Serialize};

/// A signed-in browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    pub token_hash: Vec<u8>,
    pub account: u32,
    pub csrf_token: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub arrival: Arrival,
}

/// Whence and how somebody signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrival {
    /// The network address.
    pub address: String,
    /// What the browser calls itself.
    pub device: String,
    /// A word of the server: by password, with a code, by a provider.
    pub way: String,
}

/// A program's right to some scopes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiToken {
    pub token: u32,
    pub name: String,
    pub scopes: Vec<String>,
    pub account: u32,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// What a new token is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewApiToken<'a> {
    pub token_hash: &'a [u8],
    pub name: &'a str,
    /// Words without spaces.
    pub scopes: &'a [String],
    pub account: u32,
    pub expires_at: Option<Timestamp>,
}

impl Store {
    pub async fn put_session(&self, session: &Session) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO session (token_hash, account, csrf_token, created_at, seen_at, expires_at, \
             address, device, way) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&session.token_hash)
        .bind(i64::from(session.account))
        .bind(&session.csrf_token)
        .bind(session.created_at.micros())
        .bind(session.seen_at.micros())
        .bind(session.expires_at.micros())
        .bind(&session.arrival.address)
        .bind(&session.arrival.device)
        .bind(&session.arrival.way);
        self.inner.callboard.write("keeping a session", statement).await.map(|_| ())
    }

    /// The session of a token, with its account, while both are good.
    pub async fn session(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<(Session, Account)>, StoreError> {
        let statement = sql::query(
            "SELECT s.token_hash, s.account, s.csrf_token, s.created_at, s.seen_at, s.expires_at, \
             s.address, s.device, s.way, a.name, a.roles, a.agent, a.created_at FROM session AS s JOIN account AS a ON a.account = s.account \
             WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.disabled_at IS NULL",
        )
        .bind(token_hash)
        .bind(now.micros());
        let read = |row: &Row| {
            let session = read_session(row)?;
            let account = Account {
                account: session.account,
                name: row.try_get(9)?,
                roles: read_roles(row, 10)?,
                agent: read_agent(row, 11)?,
                created_at: Timestamp(row.try_get(12)?),
                disabled_at: None,
            };
            Ok((session, account))
        };
        self.inner.callboard.find("reading a session", statement, read).await
    }

    /// Notes that the session is in use, and until when it may go on.
    pub async fn touch_session(
        &self,
        token_hash: &[u8],
        now: Timestamp,
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let statement =
            sql::query("UPDATE session SET seen_at = $2, expires_at = $3 WHERE token_hash = $1")
                .bind(token_hash)
                .bind(now.micros())
                .bind(expires_at.micros());
        self.inner.callboard.write("prolonging a session", statement).await.map(|_| ())
    }

    pub async fn end_session(&self, token_hash: &[u8]) -> Result<(), StoreError> {
        let statement = sql::query("DELETE FROM session WHERE token_hash = $1").bind(token_hash);
        self.inner.callboard.write("ending a session", statement).await.map(|_| ())
    }

    /// Ends every session of an account, and its sign-ins that wait; gives how many sessions.
    pub async fn end_sessions_of(&self, account: u32) -> Result<u64, StoreError> {
        self.end_pending_of(account).await?;
        let statement =
            sql::query("DELETE FROM session WHERE account = $1").bind(i64::from(account));
        self.inner.callboard.write("ending sessions", statement).await
    }

    /// The sessions of an account that may still be open, the one used last first.
    pub async fn sessions_of(
        &self,
        account: u32,
        now: Timestamp,
    ) -> Result<Vec<Session>, StoreError> {
        let statement = sql::query(
            "SELECT token_hash, account, csrf_token, created_at, seen_at, expires_at, address, device, way \
             FROM session WHERE account = $1 AND expires_at > $2 ORDER BY seen_at DESC, created_at DESC",
        )
        .bind(i64::from(account))
        .bind(now.micros());
        self.inner.callboard.list("listing sessions", statement, read_session).await
    }

    /// Ends every session of an account but one, and its sign-ins that wait; gives how many sessions.
    pub async fn end_other_sessions(&self, account: u32, kept: &[u8]) -> Result<u64, StoreError> {
        self.end_pending_of(account).await?;
        let statement = sql::query("DELETE FROM session WHERE account = $1 AND token_hash <> $2")
            .bind(i64::from(account))
            .bind(kept);
        self.inner.callboard.write("ending sessions", statement).await
    }

    async fn end_pending_of(&self, account: u32) -> Result<u64, StoreError> {
        let statement =
            sql::query("DELETE FROM pending_sign_in WHERE account = $1").bind(i64::from(account));
        self.inner.callboard.write("ending sign-ins", statement).await
    }

    /// Removes sessions that are over; gives how many.
    pub async fn prune_sessions(&self, now: Timestamp) -> Result<u64, StoreError> {
        let statement = sql::query("DELETE FROM session WHERE expires_at <= $1").bind(now.micros());
        self.inner.callboard.write("removing old sessions", statement).await
    }

    /// Makes a token; gives its number.
    pub async fn create_api_token(
        &self,
        new: &NewApiToken<'_>,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO api_token (token, token_hash, name, scopes, account, created_at, expires_at) \
             VALUES ((SELECT COALESCE(MAX(token), 0) + 1 FROM api_token), $1, $2, $3, $4, $5, $6) \
             RETURNING token",
        )
        .bind(new.token_hash)
        .bind(new.name)
        .bind(new.scopes.join(" "))
        .bind(i64::from(new.account))
        .bind(now.micros())
        .bind(new.expires_at.map(Timestamp::micros));
        let database = &self.inner.callboard;
        let row = database.write_one("making a token", statement).await?;
        let number = row.map(|row| row.try_get::<i64>(0)).transpose();
        let number = number.map_err(database.failed("making a token"))?;
        number.map(small).ok_or(StoreError::Stopped)
    }

    /// The token of a hash, while it is good; notes its use, to the minute.
    pub async fn api_token(
        &self,
        token_hash: &[u8],
        now: Timestamp,
    ) -> Result<Option<ApiToken>, StoreError> {
        const MINUTE: i64 = 60_000_000;
        let statement = sql::query(
            "SELECT t.token, t.name, t.scopes, t.account, t.created_at, t.expires_at, t.used_at, t.revoked_at \
             FROM api_token AS t JOIN account AS a ON a.account = t.account \
             WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND a.disabled_at IS NULL \
             AND (t.expires_at IS NULL OR t.expires_at > $2)",
        )
        .bind(token_hash)
        .bind(now.micros());
        let database = &self.inner.callboard;
        let found = database.find("reading a token", statement, read_api_token).await?;
        if let Some(token) = &found
            && token.used_at.is_none_or(|used| now.since(used).micros() >= MINUTE)
        {
            let statement = sql::query("UPDATE api_token SET used_at = $2 WHERE token = $1")
                .bind(i64::from(token.token))
                .bind(now.micros());
            database.write("noting the use of a token", statement).await?;
        }
        Ok(found)
    }

    /// Every token, also those that are over.
    pub async fn api_tokens(&self) -> Result<Vec<ApiToken>, StoreError> {
        let statement = sql::query(
            "SELECT token, name, scopes, account, created_at, expires_at, used_at, revoked_at \
             FROM api_token ORDER BY token",
        );
        self.inner.callboard.list("listing tokens", statement, read_api_token).await
    }

    /// Whether there was such a token that still worked.
    pub async fn revoke_api_token(&self, token: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE api_token SET revoked_at = $2 WHERE token = $1 AND revoked_at IS NULL",
        )
        .bind(i64::from(token))
        .bind(now.micros());
        Ok(self.inner.callboard.write("revoking a token", statement).await? > 0)
    }
}

fn read_session(row: &Row) -> Result<Session, sqlx::Error> {
    Ok(Session {
        token_hash: row.try_get(0)?,
        account: small(row.try_get(1)?),
        csrf_token: row.try_get(2)?,
        created_at: Timestamp(row.try_get(3)?),
        seen_at: Timestamp(row.try_get(4)?),
        expires_at: Timestamp(row.try_get(5)?),
        arrival: Arrival {
            address: row.try_get(6)?,
            device: row.try_get(7)?,
            way: row.try_get(8)?,
        },
    })
}

fn read_api_token(row: &Row) -> Result<ApiToken, sqlx::Error> {
    let scopes: String = row.try_get(2)?;
    let at = |column: usize| row.try_get::<Option<i64>>(column).map(|at| at.map(Timestamp));
    Ok(ApiToken {
        token: small(row.try_get(0)?),
        name: row.try_get(1)?,
        scopes: scopes.split_whitespace().map(str::to_owned).collect(),
        account: small(row.try_get(3)?),
        created_at: Timestamp(row.try_get(4)?),
        expires_at: at(5)?,
        used_at: at(6)?,
        revoked_at: at(7)?,
    })
}
