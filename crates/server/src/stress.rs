//! `callboard feed-stress`: feeds a data folder without end and says what was acknowledged.
//!
//! Room:  server; hidden; the victim of the crash tests, which kill it and check its word.
//! Gives: a line `acked SOURCE COUNTER` after each acknowledgement; `resumes SOURCE COUNTER` first.
//! Holds: several sources at once, whole contacts, resumed after their last stored key.
//! Proof: tests/it/crash.rs.

use crate::cli::print;
use crate::clock;
use crate::engine::{Engine, Options};
use domain::state::{Certainty, Channel, Direction, EndedBy};
use domain::{SourceId, Timestamp};
use journal::{Event, Names, Observation, SourceKey};
use std::path::Path;
use std::sync::Arc;
use store::Store;

const SOURCES: u32 = 4;
/// Events of one contact's life.
const LIFE: u64 = 6;

/// Runs until killed.
pub async fn feed(data: &Path, snapshot_every: u64) -> anyhow::Result<()> {
    let clock = clock::system();
    let store = Store::open(data, clock()).await?;
    let options = Options { snapshot_every, ..Options::default() };
    let engine = Engine::start(store, Arc::clone(&clock), options).await?;
    let mut feeders = tokio::task::JoinSet::new();
    for number in 0..SOURCES {
        let name = format!("stress-{number}");
        let source = engine.source(&name, &name, "stress").await?;
        let first = engine.mark(source).await.map_or(0, |key| key.counter);
        print(&format!("resumes {} {first}\n", source.0));
        feeders.spawn(feed_one(engine.clone(), source, first, Arc::clone(&clock)));
    }
    while let Some(ended) = feeders.join_next().await {
        ended??;
    }
    Ok(())
}

async fn feed_one(
    engine: Engine,
    source: SourceId,
    mut counter: u64,
    clock: clock::Clock,
) -> anyhow::Result<()> {
    loop {
        let size = 1 + counter % 37;
        let observations: Vec<Observation> =
            (1..=size).map(|step| observation(source, counter + step, clock())).collect();
        counter += size;
        engine.submit(source, observations).await?;
        print(&format!("acked {} {counter}\n", source.0));
    }
}

/// The event of a number: six numbers are the life of one contact.
#[must_use]
pub fn observation(source: SourceId, counter: u64, at: Timestamp) -> Observation {
    let contact = format!("{}-{}", source.0, counter / LIFE);
    let agent = format!("agent-{}", counter / LIFE % 20);
    let queue = format!("queue-{}", counter / LIFE % 5);
    let event = match counter % LIFE {
        0 => Event::<Names>::ContactArrived {
            contact: contact.clone(),
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: None,
            customer: Some(format!("1380000{:04}", counter / LIFE % 500)),
            external: Some(contact),
        },
        1 => Event::ContactQueued { contact, queue, priority: 0 },
        2 => Event::ContactOffered { contact, queue: Some(queue), agent },
        3 => Event::ContactAnswered { contact, queue: Some(queue), agent },
        4 => Event::ContactReleased { contact, agent, by: EndedBy::Customer },
        _ => Event::ContactEnded { contact, by: EndedBy::Customer },
    };
    let key = SourceKey { epoch: 1, counter };
    Observation { key, occurred_at: at, certainty: Certainty::Reported, event }
}
