//! Orders to telephone systems, by the key that their giver chose.
//!
//! Room:  store; the server asks here before it sends an order.
//! Holds: of all who claim a key one is told that it is new; a key is known for seven days.
//! Proof: tests/it/contract.rs.

use crate::error::StoreError;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::{Duration, Timestamp};

/// How long a key is known.
const KEPT: Duration = Duration::from_minutes(7 * 24 * 60);

/// An order, as whoever gave it calls it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderKey<'a> {
    /// The account or token.
    pub actor: &'a str,
    pub key: &'a str,
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrderClaim {
    /// The order is the caller's to carry out.
    New,
    /// It was given before, for `request`; without an answer it was begun and not ended.
    Known { request: String, answer: Option<String> },
}

impl Store {
    /// Takes the key, unless it is taken.
    pub async fn claim_order(
        &self,
        order: OrderKey<'_>,
        request: &str,
        now: Timestamp,
    ) -> Result<OrderClaim, StoreError> {
        const DOING: &str = "taking an order";
        let database = &self.inner.callboard;
        let old = sql::query("DELETE FROM telephone_order WHERE given_at < $1")
            .bind(now.before(KEPT).micros());
        database.write(DOING, old).await?;
        let claim = sql::query(
            "INSERT INTO telephone_order (actor, key, request, given_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (actor, key) DO NOTHING",
        )
        .bind(order.actor)
        .bind(order.key)
        .bind(request)
        .bind(now.micros());
        if database.write(DOING, claim).await? > 0 {
            return Ok(OrderClaim::New);
        }
        let known =
            sql::query("SELECT request, answer FROM telephone_order WHERE actor = $1 AND key = $2")
                .bind(order.actor)
                .bind(order.key);
        let read =
            |row: &Row| Ok(OrderClaim::Known { request: row.try_get(0)?, answer: row.try_get(1)? });
        let known = database.find(DOING, known, read).await?;
        // Let go between the two statements: whoever asks again gets it.
        Ok(known.unwrap_or_else(|| OrderClaim::Known { request: request.to_owned(), answer: None }))
    }

    /// Keeps how the order ended.
    pub async fn answer_order(&self, order: OrderKey<'_>, answer: &str) -> Result<(), StoreError> {
        let statement =
            sql::query("UPDATE telephone_order SET answer = $3 WHERE actor = $1 AND key = $2")
                .bind(order.actor)
                .bind(order.key)
                .bind(answer);
        self.inner.callboard.write("keeping an order's answer", statement).await.map(|_| ())
    }

    /// Lets the key go: nothing was sent.
    pub async fn release_order(&self, order: OrderKey<'_>) -> Result<(), StoreError> {
        let statement = sql::query(
            "DELETE FROM telephone_order WHERE actor = $1 AND key = $2 AND answer IS NULL",
        )
        .bind(order.actor)
        .bind(order.key);
        self.inner.callboard.write("letting an order go", statement).await.map(|_| ())
    }
}
