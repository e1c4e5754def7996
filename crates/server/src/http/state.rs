//! What every handler is given.
//!
//! Room: server/http.

use super::meter::Meter;
use super::sign_in::password::Passwords;
use super::sign_in::rules::KeptRules;
use super::sign_in::setup;
use super::stream::hub::{Hub, HubOptions};
use crate::clock::Clock;
use crate::config::Config;
use crate::engine::Engine;
use crate::federation::directory::Directory;
use crate::federation::openid::Providers;
use crate::federation::sync::Turn;
use crate::orders::Orders;
use domain::Timestamp;
use std::sync::Arc;
use store::{Store, StoreError};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// Engine, store, clock, and what the HTTP side keeps itself. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub engine: Engine,
    pub store: Store,
    pub clock: Clock,
    pub config: Arc<Config>,
    pub hub: Hub,
    pub passwords: Passwords,
    /// What the house demands of a sign-in.
    pub rules: KeptRules,
    pub meter: Meter,
    pub orders: Orders,
    pub openid: Providers,
    pub directory: Option<Directory>,
    pub sync_turn: Turn,
    /// Requests that deliver events now.
    pub deliveries: Arc<Semaphore>,
    pub stop: CancellationToken,
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppState").field("hub", &self.hub).finish_non_exhaustive()
    }
}

impl AppState {
    /// Puts everything together; `stop` ends the streams.
    #[must_use]
    pub fn new(engine: Engine, config: Config, clock: Clock, stop: CancellationToken) -> Self {
        let hub = Hub::new(engine.clone(), Arc::clone(&clock), HubOptions::default(), stop.clone());
        // `Foundation::lay` refused files that cannot be read.
        let openid = Providers::new(&config.sign_in.openid, config.public_url.as_deref());
        let openid = openid.unwrap_or_else(|error| {
            tracing::error!(%error, "nobody signs in at a provider");
            Providers::default()
        });
        let directory = config.sign_in.directory.as_ref().map(Directory::new).transpose();
        let directory = directory.unwrap_or_else(|error| {
            tracing::error!(%error, "nobody signs in by the directory");
            None
        });
        Self {
            directory,
            sync_turn: Turn::default(),
            store: engine.store().clone(),
            engine,
            clock,
            config: Arc::new(config),
            hub,
            passwords: Passwords::default(),
            rules: KeptRules::default(),
            meter: Meter::default(),
            orders: Orders::default(),
            openid,
            deliveries: Arc::new(Semaphore::new(DELIVERIES)),
            stop,
        }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Whether the server itself speaks TLS: cookies are `Secure` then.
    #[must_use]
    pub fn is_tls(&self) -> bool {
        self.config.tls.is_some()
    }

    /// Path and fragment of the one-time link of the first start; `None` once there is an account.
    pub async fn first_sign_in(&self) -> Result<Option<String>, StoreError> {
        let token = setup::ensure_setup(&self.store, &self.clock).await?;
        // A fragment stays in the browser: no log and no proxy ever sees the token.
        Ok(token.map(|token| format!("/setup#token={token}")))
    }
}

/// Deliveries of events that are taken at the same time; more get "try again later".
const DELIVERIES: usize = 8;
