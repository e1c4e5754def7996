//! Who is told of changes, the changes themselves, and what became of telling them.
//!
//! Room:  store; `people_write`, `attendance` and `forecast` put a change in with what they write, the server
//!        puts in what the journal says of settings, and delivers.
//! Holds: a change and its rows here are kept in one transaction, or neither; nobody is told of what was before
//!        they asked; of one family each receiver is told in order, and waits for none that another waits for.
//! Never: shows a secret; keeps a change of which nobody wants to be told.
//! Proof: `tests/it/webhooks.rs`.

use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, Connection, QueryBuilder, Row};
use crate::store::Store;
use domain::Timestamp;
use std::fmt;

/// What secrets are encrypted for.
const SECRET: &str = "webhook secrets";
const STRIDE: usize = 500;

/// A receiver of changes.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    pub webhook: u32,
    pub name: String,
    pub url: String,
    pub families: Vec<String>,
    pub is_personal: bool,
    pub secret: Vec<u8>,
    /// The secret before, and until when it signs too.
    pub old_secret: Option<(Vec<u8>, Timestamp)>,
    pub created_at: Timestamp,
    pub paused_at: Option<Timestamp>,
    pub revision: u32,
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook").field("webhook", &self.webhook).finish_non_exhaustive()
    }
}

/// What is to be kept of a receiver.
#[derive(Clone, Copy, Debug)]
pub struct WebhookWrite<'a> {
    pub name: &'a str,
    pub url: &'a str,
    pub families: &'a [&'a str],
    pub is_personal: bool,
    pub is_paused: bool,
}

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeEvent {
    /// The record of the journal that says so.
    pub sequence: Option<u64>,
    pub family: &'static str,
    pub kind: &'static str,
    pub at: Timestamp,
    /// JSON object: without whom it is about.
    pub content: String,
    /// JSON object: whom it is about.
    pub personal: String,
}

/// A change on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    pub event: u64,
    pub kind: String,
    pub at: Timestamp,
    pub content: String,
    pub personal: String,
    pub state: String,
    pub attempts: u32,
    pub due_at: Timestamp,
    pub tried_at: Option<Timestamp>,
    pub status: Option<u32>,
    pub problem: Option<String>,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt<'a> {
    pub webhook: u32,
    pub event: u64,
    /// `waiting`, `done` or `dead`.
    pub state: &'a str,
    pub due_at: Timestamp,
    pub status: Option<u32>,
    pub problem: Option<&'a str>,
}

/// How many changes wait for a receiver, and how many it could not be told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCount {
    pub webhook: u32,
    pub waiting: u64,
    pub dead: u64,
    pub delivered_at: Option<Timestamp>,
}

impl Store {
    /// Every receiver that was not removed, by number.
    pub async fn webhooks(&self) -> Result<Vec<Webhook>, StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query(
            "SELECT webhook, name, url, families, is_personal, secret, old_secret, old_until, \
             created_at, paused_at, revision FROM webhook WHERE removed_at IS NULL ORDER BY webhook",
        );
        let mut all = database.list("listing receivers of changes", statement, read_hook).await?;
        for one in &mut all {
            let open = |sealed: &[u8]| {
                let plain = self.keys().open_secret(SECRET, one.webhook, sealed);
                plain.ok_or_else(|| StoreError::corrupt(&database.path, "a secret does not open"))
            };
            let old = one.old_secret.as_ref();
            let old = old.map(|(old, until)| Ok::<_, StoreError>((open(old)?, *until)));
            (one.secret, one.old_secret) = (open(&one.secret)?, old.transpose()?);
        }
        Ok(all)
    }

    /// Keeps a new receiver; gives its number. `None`: there are as many as there may be.
    pub async fn create_webhook(
        &self,
        write: WebhookWrite<'_>,
        (secret, most): (&[u8], usize),
        now: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping a receiver of changes");
        let mut transaction = database.begin().await.map_err(failed())?;
        let row = sql::query(
            "SELECT COALESCE(MAX(webhook), 0) + 1, \
             CAST(COALESCE(SUM(CASE WHEN removed_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) FROM webhook",
        );
        let row = row.fetch_one(&mut *transaction).await.map_err(failed())?;
        let number = small(row.try_get(0).map_err(failed())?);
        if unsigned(row.try_get(1).map_err(failed())?) >= most as u64 {
            return Ok(None);
        }
        sql::query(
            "INSERT INTO webhook (webhook, name, url, families, is_personal, secret, created_at, \
             paused_at, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)",
        )
        .bind(i64::from(number))
        .bind(write.name)
        .bind(write.url)
        .bind(in_blanks(write.families))
        .bind(i64::from(write.is_personal))
        .bind(self.keys().seal_secret(SECRET, number, secret)?)
        .bind(now.micros())
        .bind(write.is_paused.then_some(now.micros()))
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(Some(number))
    }

    /// Changes revision `revision` of a receiver; whether it still was that revision.
    pub async fn change_webhook(
        &self,
        (webhook, revision): (u32, u32),
        write: WebhookWrite<'_>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE webhook SET name = $3, url = $4, families = $5, is_personal = $6, \
             paused_at = CASE WHEN $7 = 0 THEN NULL ELSE COALESCE(paused_at, $8) END, \
             revision = revision + 1 WHERE webhook = $1 AND revision = $2 AND removed_at IS NULL",
        )
        .bind(i64::from(webhook))
        .bind(i64::from(revision))
        .bind(write.name)
        .bind(write.url)
        .bind(in_blanks(write.families))
        .bind(i64::from(write.is_personal))
        .bind(i64::from(write.is_paused))
        .bind(now.micros());
        Ok(self.inner.callboard.write("changing a receiver", statement).await? > 0)
    }

    /// Gives a receiver another secret; the one before signs too until `old_until`. Whether it is there.
    pub async fn renew_webhook_secret(
        &self,
        webhook: u32,
        secret: &[u8],
        old_until: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE webhook SET old_secret = secret, old_until = $3, secret = $2, \
             revision = revision + 1 WHERE webhook = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(webhook))
        .bind(self.keys().seal_secret(SECRET, webhook, secret)?)
        .bind(old_until.micros());
        Ok(self.inner.callboard.write("renewing a secret", statement).await? > 0)
    }

    /// Removes a receiver, its secrets and what it was to be told; whether it was there.
    pub async fn remove_webhook(&self, webhook: u32, now: Timestamp) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("removing a receiver of changes");
        let mut transaction = database.begin().await.map_err(failed())?;
        let removed = sql::query(
            "UPDATE webhook SET removed_at = $2, secret = $3, old_secret = NULL, old_until = NULL \
             WHERE webhook = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(webhook))
        .bind(now.micros())
        .bind(Vec::<u8>::new())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        sql::query("DELETE FROM webhook_delivery WHERE webhook = $1")
            .bind(i64::from(webhook))
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        transaction.commit().await.map_err(failed())?;
        Ok(removed.rows_affected() > 0)
    }

    /// Puts in changes that the journal knows, each once.
    pub async fn tell_journaled(&self, events: &[ChangeEvent]) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping what changed");
        let mut transaction = database.begin().await.map_err(failed())?;
        tell(&mut transaction, events).await.map_err(failed())?;
        transaction.commit().await.map_err(failed())
    }

    /// Receivers that something is due for; those that are paused have time.
    pub async fn webhooks_due(&self, now: Timestamp) -> Result<Vec<u32>, StoreError> {
        let statement = sql::query(
            "SELECT DISTINCT d.webhook FROM webhook_delivery AS d \
             JOIN webhook AS w ON w.webhook = d.webhook \
             WHERE d.state = 'waiting' AND d.due_at <= $1 AND w.paused_at IS NULL \
             AND w.removed_at IS NULL ORDER BY d.webhook",
        )
        .bind(now.micros());
        self.inner
            .callboard
            .list("looking for what is due", statement, |row| Ok(small(row.try_get(0)?)))
            .await
    }

    /// What a receiver is to be told next: of each family the first, once its time has come.
    pub async fn deliveries_due(
        &self,
        webhook: u32,
        now: Timestamp,
    ) -> Result<Vec<Delivery>, StoreError> {
        let statement = sql::query(
            "SELECT d.event, e.kind, e.at, e.content, e.personal, d.state, d.attempts, d.due_at, \
             d.tried_at, d.status, d.problem FROM webhook_delivery AS d \
             JOIN change_event AS e ON e.event = d.event \
             WHERE d.webhook = $1 AND d.state = 'waiting' AND d.due_at <= $2 AND d.event IN \
             (SELECT MIN(event) FROM webhook_delivery WHERE webhook = $1 AND state = 'waiting' \
             GROUP BY family) ORDER BY d.event",
        )
        .bind(i64::from(webhook))
        .bind(now.micros());
        self.inner.callboard.list("reading what is due", statement, read_delivery).await
    }

    /// Notes what became of an attempt.
    pub async fn note_attempt(
        &self,
        attempt: &Attempt<'_>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sql::query(
            "UPDATE webhook_delivery SET state = $3, attempts = attempts + 1, due_at = $4, \
             tried_at = $5, status = $6, problem = $7 WHERE webhook = $1 AND event = $2",
        )
        .bind(i64::from(attempt.webhook))
        .bind(attempt.event.cast_signed())
        .bind(attempt.state)
        .bind(attempt.due_at.micros())
        .bind(now.micros())
        .bind(attempt.status.map(i64::from))
        .bind(attempt.problem);
        self.inner.callboard.write("noting an attempt", statement).await.map(drop)
    }

    /// The last of a receiver's deliveries in a state, youngest first.
    pub async fn deliveries(
        &self,
        webhook: u32,
        state: &str,
        limit: u32,
    ) -> Result<Vec<Delivery>, StoreError> {
        let statement = sql::query(
            "SELECT d.event, e.kind, e.at, e.content, e.personal, d.state, d.attempts, d.due_at, \
             d.tried_at, d.status, d.problem FROM webhook_delivery AS d \
             JOIN change_event AS e ON e.event = d.event \
             WHERE d.webhook = $1 AND d.state = $2 ORDER BY d.event DESC LIMIT $3",
        )
        .bind(i64::from(webhook))
        .bind(state)
        .bind(i64::from(limit));
        self.inner.callboard.list("listing deliveries", statement, read_delivery).await
    }

    /// The first that waits for a receiver although it was tried.
    pub async fn failing_delivery(&self, webhook: u32) -> Result<Option<Delivery>, StoreError> {
        let statement = sql::query(
            "SELECT d.event, e.kind, e.at, e.content, e.personal, d.state, d.attempts, d.due_at, \
             d.tried_at, d.status, d.problem FROM webhook_delivery AS d \
             JOIN change_event AS e ON e.event = d.event \
             WHERE d.webhook = $1 AND d.state = 'waiting' AND d.attempts > 0 \
             ORDER BY d.event LIMIT 1",
        )
        .bind(i64::from(webhook));
        self.inner.callboard.find("reading what fails", statement, read_delivery).await
    }

    /// How it stands with every receiver that has, or had, anything to be told.
    pub async fn delivery_counts(&self) -> Result<Vec<DeliveryCount>, StoreError> {
        let statement = sql::query(
            "SELECT webhook, \
             CAST(SUM(CASE WHEN state = 'waiting' THEN 1 ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN state = 'dead' THEN 1 ELSE 0 END) AS BIGINT), \
             MAX(CASE WHEN state = 'done' THEN tried_at END) \
             FROM webhook_delivery GROUP BY webhook ORDER BY webhook",
        );
        let read = |row: &Row| {
            Ok(DeliveryCount {
                webhook: small(row.try_get(0)?),
                waiting: unsigned(row.try_get(1)?),
                dead: unsigned(row.try_get(2)?),
                delivered_at: row.try_get::<Option<i64>>(3)?.map(Timestamp),
            })
        };
        self.inner.callboard.list("counting deliveries", statement, read).await
    }

    /// Lets one of the dead, or all of a receiver, be tried anew, with all their attempts; gives how many.
    pub async fn revive_deliveries(
        &self,
        webhook: u32,
        event: Option<u64>,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let statement = sql::query(
            "UPDATE webhook_delivery SET state = 'waiting', attempts = 0, due_at = $3 \
             WHERE webhook = $1 AND state = 'dead' AND (CAST($2 AS BIGINT) IS NULL OR event = $2)",
        )
        .bind(i64::from(webhook))
        .bind(event.map(u64::cast_signed))
        .bind(now.micros());
        self.inner.callboard.write("trying anew", statement).await
    }

    /// Forgets what was told before `done` and what could not be told before `dead`, and changes that
    /// nobody waits for any more.
    pub async fn forget_deliveries(
        &self,
        done: Timestamp,
        dead: Timestamp,
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("forgetting deliveries");
        let mut transaction = database.begin().await.map_err(failed())?;
        sql::query(
            "DELETE FROM webhook_delivery WHERE (state = 'done' AND tried_at < $1) \
             OR (state = 'dead' AND tried_at < $2)",
        )
        .bind(done.micros())
        .bind(dead.micros())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        // The last one stays: its number and its record must not be given or taken twice.
        sql::query(
            "DELETE FROM change_event WHERE event NOT IN (SELECT event FROM webhook_delivery) \
             AND event < (SELECT MAX(event) FROM change_event) AND at < $1",
        )
        .bind(done.micros())
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        transaction.commit().await.map_err(failed())
    }
}

/// Keeps changes within the transaction that makes them, for those who want to be told of them.
pub(crate) async fn tell(
    connection: &mut Connection,
    events: &[ChangeEvent],
) -> Result<(), sqlx::Error> {
    let wanted: Vec<String> = sql::query_scalar(
        "SELECT families FROM webhook WHERE removed_at IS NULL AND paused_at IS NULL",
    )
    .fetch_all(&mut *connection)
    .await?;
    let is_wanted =
        |event: &&ChangeEvent| wanted.iter().any(|all| all.contains(&blank(event.family)));
    let events: Vec<&ChangeEvent> = events.iter().filter(is_wanted).collect();
    if events.is_empty() {
        return Ok(());
    }
    let last: i64 = sql::query_scalar("SELECT COALESCE(MAX(event), 0) FROM change_event")
        .fetch_one(&mut *connection)
        .await?;
    let mut number = last;
    for some in events.chunks(STRIDE) {
        let mut query = QueryBuilder::new(
            "INSERT INTO change_event (event, sequence, family, kind, at, content, personal) ",
        );
        query.push_values(some, |mut values, one| {
            number += 1;
            values.push_bind(number).push_bind(one.sequence.map(u64::cast_signed));
            values.push_bind(one.family).push_bind(one.kind).push_bind(one.at.micros());
            values.push_bind(one.content.clone()).push_bind(one.personal.clone());
        });
        query.push(" ON CONFLICT (sequence) DO NOTHING");
        query.build().execute(&mut *connection).await?;
    }
    sql::query(
        "INSERT INTO webhook_delivery (webhook, event, family, state, attempts, due_at) \
         SELECT w.webhook, e.event, e.family, 'waiting', 0, e.at FROM change_event AS e \
         JOIN webhook AS w ON w.families LIKE '% ' || e.family || ' %' \
         WHERE e.event > $1 AND e.at >= w.created_at AND w.removed_at IS NULL AND w.paused_at IS NULL",
    )
    .bind(last)
    .execute(&mut *connection)
    .await
    .map(drop)
}

fn blank(family: &str) -> String {
    format!(" {family} ")
}

fn in_blanks(families: &[&str]) -> String {
    blank(&families.join(" "))
}

fn read_hook(row: &Row) -> Result<Webhook, sqlx::Error> {
    let families: String = row.try_get(3)?;
    let old = row.try_get::<Option<Vec<u8>>>(6)?.zip(row.try_get::<Option<i64>>(7)?);
    Ok(Webhook {
        webhook: small(row.try_get(0)?),
        name: row.try_get(1)?,
        url: row.try_get(2)?,
        families: families.split_whitespace().map(str::to_owned).collect(),
        is_personal: row.try_get::<i64>(4)? != 0,
        secret: row.try_get(5)?,
        old_secret: old.map(|(old, until)| (old, Timestamp(until))),
        created_at: Timestamp(row.try_get(8)?),
        paused_at: row.try_get::<Option<i64>>(9)?.map(Timestamp),
        revision: small(row.try_get(10)?),
    })
}

fn read_delivery(row: &Row) -> Result<Delivery, sqlx::Error> {
    Ok(Delivery {
        event: unsigned(row.try_get(0)?),
        kind: row.try_get(1)?,
        at: Timestamp(row.try_get(2)?),
        content: row.try_get(3)?,
        personal: row.try_get(4)?,
        state: row.try_get(5)?,
        attempts: small(row.try_get(6)?),
        due_at: Timestamp(row.try_get(7)?),
        tried_at: row.try_get::<Option<i64>>(8)?.map(Timestamp),
        status: row.try_get::<Option<i64>>(9)?.map(small),
        problem: row.try_get(10)?,
    })
}
