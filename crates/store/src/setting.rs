//! Settings as JSON by name, and the outbox of changes that the journal must still learn of.
//!
//! Room:  store; the server's pump reads the outbox and journals it.
//! Holds: a setting and its outbox rows move in one transaction, so neither is without the other.
//! Proof: tests/it/contract.rs.

use crate::error::StoreError;
use crate::log::unsigned;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;
use journal::Event;
use serde::{Serialize, de::DeserializeOwned};

/// An event that waits to be journaled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outgoing {
    pub number: u64,
    pub event: Event,
}

impl Store {
    /// The setting of a name; `None` if it was never set.
    pub async fn setting<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>, StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query("SELECT value FROM setting WHERE name = $1").bind(name);
        let read = |row: &Row| row.try_get::<String>(0);
        let Some(text) = database.find("reading a setting", statement, read).await? else {
            return Ok(None);
        };
        serde_json::from_str(&text).map(Some).map_err(|error| {
            StoreError::corrupt(&database.path, format!("setting `{name}`: {error}"))
        })
    }

    /// Sets a setting.
    pub async fn put_setting<T: Serialize + Sync>(
        &self,
        name: &str,
        value: &T,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.put_setting_and_tell(name, value, &[], now).await
    }

    /// Sets a setting and, in the same transaction, puts events about it into the outbox.
    pub async fn put_setting_and_tell<T: Serialize + Sync>(
        &self,
        name: &str,
        value: &T,
        events: &[Event],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("writing a setting");
        let text = serde_json::to_string(value).map_err(|error| StoreError::Unsuitable {
            path: database.path.clone(),
            what: format!("setting `{name}`: {error}"),
            remedy: "this is a fault of the program: please report it",
        })?;
        let mut transaction = database.begin().await.map_err(failed())?;
        sql::query(
            "INSERT INTO setting (name, value, changed_at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_at = excluded.changed_at",
        )
        .bind(name)
        .bind(text)
        .bind(now.micros())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        for event in events {
            sql::query(
                "INSERT INTO outbox (number, version, event) \
                 VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM outbox), $1, $2)",
            )
            .bind(i64::from(journal::codec::VERSION))
            .bind(journal::encode(event))
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// What still waits to be journaled, in order.
    pub async fn outbox(&self) -> Result<Vec<Outgoing>, StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query("SELECT number, version, event FROM outbox ORDER BY number");
        let read = |row: &Row| {
            let number: i64 = row.try_get(0)?;
            let version: i64 = row.try_get(1)?;
            Ok((unsigned(number), version, row.try_get::<Vec<u8>>(2)?))
        };
        let rows = database.list("reading the outbox", statement, read).await?;
        let decode = |(number, version, event): (u64, i64, Vec<u8>)| {
            let version = u16::try_from(version).unwrap_or(u16::MAX);
            let event = journal::decode(version, &event)
                .map_err(|error| StoreError::corrupt(&database.path, format!("outbox: {error}")))?;
            Ok(Outgoing { number, event })
        };
        rows.into_iter().map(decode).collect()
    }

    /// Removes one entry once it is journaled.
    pub async fn outbox_done(&self, number: u64) -> Result<(), StoreError> {
        let statement =
            sql::query("DELETE FROM outbox WHERE number = $1").bind(number.cast_signed());
        self.inner.callboard.write("clearing the outbox", statement).await.map(|_| ())
    }
}
