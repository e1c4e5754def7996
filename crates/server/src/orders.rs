//! Where telephone systems take their orders.
//!
//! Room:  server; filled by `compose` as sources are added, used by the route for orders.
//! Takes: a `Command` for a source by its name. Gives: the session's `Answer`.
//! Holds: an order that nobody took or whose giver gave up first is not sent.
//! Never: decides who may give orders.
//! Proof: `tests/it/api_orders.rs`, `tests/it/asterisk_real.rs`.

use crate::clock;
use connect::asterisk::{Answer, Command, Fate, Order};
use domain::SourceId;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Longer than a session needs to connect, log in and hear an answer.
const PATIENCE: Duration = Duration::from_secs(45);

/// Where one source takes its orders.
#[derive(Clone, Debug)]
pub struct Desk {
    pub source: SourceId,
    /// The configuration lets nothing but dry runs through.
    pub is_dry: bool,
    inbox: mpsc::Sender<Order>,
}

impl Desk {
    #[must_use]
    pub const fn new(source: SourceId, is_dry: bool, inbox: mpsc::Sender<Order>) -> Self {
        Self { source, is_dry, inbox }
    }

    /// Gives the order and waits for what became of it. `actor` is the account, for the journal.
    pub async fn give(&self, command: Command, actor: u32, dry_run: bool) -> Answer {
        let (reply, answer) = oneshot::channel();
        let order = Order { command, actor, dry_run, reply };
        let given = async {
            self.inbox.send(order).await.ok()?;
            answer.await.ok()
        };
        tokio::select! {
            answer = given => answer.unwrap_or_else(stopped),
            () = clock::deadline(PATIENCE) => late(),
        }
    }
}

fn stopped() -> Answer {
    let message = "the source is stopping".to_owned();
    Answer { action: None, fate: Fate::Offline, message }
}

fn late() -> Answer {
    let message = format!("no answer in {} s; it may have been done", PATIENCE.as_secs());
    Answer { action: None, fate: Fate::Unanswered, message }
}

/// All desks, by the source's name. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Orders(Arc<RwLock<BTreeMap<String, Desk>>>);

impl Orders {
    /// A source takes orders from now on.
    pub fn open(&self, name: &str, desk: Desk) {
        let mut desks = self.0.write().unwrap_or_else(PoisonError::into_inner);
        desks.insert(name.to_owned(), desk);
    }

    #[must_use]
    pub fn desk(&self, name: &str) -> Option<Desk> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// Who takes orders.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).keys().cloned().collect()
    }
}
