//! Changes on their way to other systems: what is due is signed, sent, and tried again where it failed.
//!
//! Room:  server; beside the sources, until the house closes. `store::webhook` keeps what is to be told.
//! Takes: changes that were kept with what they are about, and settings from the journal.
//! Gives: signed requests to the receivers; what became of each.
//! Holds: at least once, with an id that stays; of one family in order; each receiver has a turn of its own, so that
//!        one that is slow or away holds up neither another nor the server; attempts are bounded.
//! Never: follows a redirect; keeps what a receiver answers; connects to an address that is not allowed.
//! Proof: `tests/it/api_webhooks.rs`, tests of `address` and `sign`.

pub mod address;
pub mod send;
pub mod settings;
pub mod sign;

use crate::clock;
use crate::config;
use crate::engine::Engine;
use crate::federation::trust;
use domain::{Duration, Timestamp};
use send::{Failed, Sender};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration as Pause;
use store::{Attempt, Delivery, StoreError, Webhook};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often it is looked whether something is due.
const EVERY: Pause = Pause::from_secs(2);
/// How long one attempt may take.
const PATIENCE: Pause = Pause::from_secs(10);
/// About fifteen hours.
pub const MOST_ATTEMPTS: u32 = 12;
const FIRST_PAUSE: Duration = Duration::from_secs(30);
const LONGEST_PAUSE: Duration = Duration::from_minutes(6 * 60);
/// Attempts of one turn: then others have theirs.
const TURN: usize = 500;
const TIDIED_EVERY: Duration = Duration::from_minutes(60);
const DAY: i64 = 24 * 60;
/// How long what was told is listed.
const DONE_KEPT: Duration = Duration::from_minutes(7 * DAY);
/// How long what could not be told can still be sent.
const DEAD_KEPT: Duration = Duration::from_minutes(30 * DAY);

/// Carries changes to their receivers. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Courier {
    engine: Engine,
    sender: Arc<Sender>,
    /// Receivers whose turn goes on.
    busy: Arc<Mutex<BTreeSet<u32>>>,
    tail: Arc<tokio::sync::Mutex<settings::Tail>>,
}

impl Courier {
    /// With the networks and the authority of the configuration.
    #[must_use]
    pub fn new(engine: Engine, config: &config::Webhooks) -> Self {
        let tls = trust::connector(config.authority.as_deref()).or_else(|error| {
            tracing::error!(%error, "receivers of changes are believed by the web's authorities");
            trust::connector(None)
        });
        let tls = tls.expect("the web's authorities are in the program");
        let sender = Sender { tls, allow: config.allow.clone(), patience: PATIENCE };
        Self { engine, sender: Arc::new(sender), busy: Arc::default(), tail: Arc::default() }
    }

    /// With another patience, for tests.
    #[must_use]
    pub fn with_patience(self, patience: Pause) -> Self {
        let Sender { tls, allow, .. } = &*self.sender;
        let sender = Sender { tls: tls.clone(), allow: allow.clone(), patience };
        Self { sender: Arc::new(sender), ..self }
    }

    #[must_use]
    pub fn sender(&self) -> &Sender {
        &self.sender
    }

    /// Begins the turns of all receivers that something is due for and that have none.
    pub async fn begin(&self, turns: &mut JoinSet<()>) -> Result<(), StoreError> {
        let store = self.engine.store();
        settings::take(&self.engine, &self.tail).await?;
        for webhook in store.webhooks_due(self.engine.now()).await? {
            if let Some(turn) = Turn::of(&self.busy, webhook) {
                turns.spawn(self.clone().take(turn));
            }
        }
        Ok(())
    }

    async fn take(self, turn: Turn) {
        let webhook = turn.webhook;
        if let Err(error) = self.deliver(webhook).await {
            tracing::warn!(%error, webhook, "changes wait for their receiver");
        }
    }

    /// Sends what is due for a receiver, family by family in order.
    async fn deliver(&self, webhook: u32) -> Result<(), StoreError> {
        let store = self.engine.store();
        let mut sent = 0;
        while sent < TURN {
            // Read anew: it may be paused or removed meanwhile, or have another secret.
            let hooks = store.webhooks().await?;
            let hook = hooks.into_iter().find(|one| one.webhook == webhook);
            let Some(hook) = hook.filter(|one| one.paused_at.is_none()) else { return Ok(()) };
            let due = store.deliveries_due(webhook, self.engine.now()).await?;
            if due.is_empty() {
                return Ok(());
            }
            for delivery in due {
                self.attempt(&hook, &delivery).await?;
                sent += 1;
            }
        }
        Ok(())
    }

    async fn attempt(&self, hook: &Webhook, delivery: &Delivery) -> Result<(), StoreError> {
        let body = sign::body(delivery, hook.is_personal);
        let id = sign::id(delivery.event);
        let now = self.engine.now();
        let headers = sign::headers(hook, &id, &body, now);
        let outcome = self.sender.send(&hook.url, headers, body).await;
        let attempts = delivery.attempts + 1;
        let (webhook, event) = (hook.webhook, delivery.event);
        let attempt = match &outcome {
            Ok(status) => {
                let status = Some(u32::from(*status));
                Attempt { webhook, event, state: "done", due_at: now, status, problem: None }
            }
            Err(Failed { status, problem }) => {
                let is_over = attempts >= MOST_ATTEMPTS || *problem == send::GONE;
                let state = if is_over { "dead" } else { "waiting" };
                let due_at = now.plus(pause(webhook, event, attempts));
                let (status, problem) = (status.map(u32::from), Some(*problem));
                Attempt { webhook, event, state, due_at, status, problem }
            }
        };
        self.engine.store().note_attempt(&attempt, now).await
    }
}

/// The only turn of a receiver; over when it is dropped.
#[derive(Debug)]
struct Turn {
    busy: Arc<Mutex<BTreeSet<u32>>>,
    webhook: u32,
}

impl Turn {
    fn of(busy: &Arc<Mutex<BTreeSet<u32>>>, webhook: u32) -> Option<Self> {
        let is_free = busy.lock().unwrap_or_else(PoisonError::into_inner).insert(webhook);
        is_free.then(|| Self { busy: Arc::clone(busy), webhook })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.webhook);
    }
}

/// Delivers until told to stop; a turn that goes on then is cut off and tried anew after the next start.
pub async fn run(courier: Courier, stop: CancellationToken) {
    let mut turns = JoinSet::new();
    let mut tidied: Option<Timestamp> = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return turns.shutdown().await,
            () = clock::deadline(EVERY) => {}
        }
        while turns.try_join_next().is_some() {}
        if let Err(error) = courier.begin(&mut turns).await {
            tracing::warn!(%error, "changes wait for their receivers");
        }
        let now = courier.engine.now();
        if tidied.is_none_or(|at| now.since(at) >= TIDIED_EVERY) {
            tidied = Some(now);
            let store = courier.engine.store();
            let (done, dead) = (now.before(DONE_KEPT), now.before(DEAD_KEPT));
            if let Err(error) = store.forget_deliveries(done, dead).await {
                tracing::warn!(%error, "old deliveries are kept for the time being");
            }
        }
    }
}

/// How long until the next attempt: twice as long each time, a fifth more or less, the same for the same attempt.
fn pause(webhook: u32, event: u64, attempts: u32) -> Duration {
    let doubled = FIRST_PAUSE.micros().saturating_mul(1 << attempts.clamp(1, 20).saturating_sub(1));
    let usual = doubled.min(LONGEST_PAUSE.micros());
    let digest = Sha256::digest(format!("{webhook} {event} {attempts}"));
    let permille = i64::from(u16::from_be_bytes([digest[0], digest[1]]) % 401) - 200;
    Duration::from_micros(usual + usual / 1000 * permille)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_six_hours_and_are_not_all_alike() {
        let of = |attempts| pause(1, 7, attempts).micros() / 1_000_000;
        assert!((24..=36).contains(&of(1)) && (48..=72).contains(&of(2)));
        assert!((17_280..=25_920).contains(&of(MOST_ATTEMPTS)));
        assert_eq!(of(3), of(3), "seeded");
        assert_ne!(pause(1, 7, 3), pause(2, 7, 3));
    }
}
