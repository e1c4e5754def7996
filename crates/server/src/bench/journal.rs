//! Durable appends: batches of a thousand, each synced before the next.
//!
//! Room: server, `bench`.

use super::day::{AGENTS, Day, MIDNIGHT, QUEUES, opening};
use super::{Goal, Measured, Scratch, count};
use crate::clock::{StagedClock, Stopwatch};
use crate::engine::{Engine, Options, Stated};
use domain::{Duration, SourceId};
use journal::{Record, SourceKey};
use store::{Lane, Store};

const RECORDS: u64 = 1_000_000;
const BATCH: usize = 1_000;

pub(super) async fn measure() -> anyhow::Result<Vec<Measured>> {
    let alone = alone().await?;
    let engine = through_the_engine().await?;
    Ok(vec![
        Measured::promised("appends, 1 000 a batch", alone, "records/s", Goal::AtLeast(150_000.0)),
        Measured::told("the same through the engine, state and history", engine, "records/s"),
    ])
}

fn records() -> Vec<Record> {
    let source = SourceId(1);
    let record = |(sequence, stated): (u64, Stated)| Record {
        sequence,
        occurred_at: stated.occurred_at.unwrap_or(MIDNIGHT),
        journalled_at: MIDNIGHT.plus(Duration::from_micros(sequence.cast_signed())),
        source,
        key: SourceKey { epoch: 1, counter: sequence },
        certainty: stated.certainty,
        event: stated.event,
    };
    (1..).zip(Day::new(source, RECORDS)).map(record).collect()
}

/// The store alone.
async fn alone() -> anyhow::Result<f64> {
    let scratch = Scratch::new("bench-journal")?;
    let store = Store::open(&scratch.join("data"), MIDNIGHT).await?;
    let records = records();
    let watch = Stopwatch::start();
    for batch in records.chunks(BATCH) {
        store.append(Lane::LIVE, batch).await?;
    }
    let seconds = watch.elapsed().as_secs_f64();
    store.close().await?;
    Ok(count(records.len()) / seconds)
}

/// Everything that an event goes through.
async fn through_the_engine() -> anyhow::Result<f64> {
    let scratch = Scratch::new("bench-engine")?;
    let store = Store::open(&scratch.join("data"), MIDNIGHT).await?;
    let clock = StagedClock::at(MIDNIGHT).clock();
    let engine = Engine::start(store.clone(), clock, Options::default()).await?;
    let source = engine.source("bench", "bench", "bench").await?;
    engine.backfill_stated(source, opening(MIDNIGHT, AGENTS, QUEUES)).await?;
    let before = engine.sequence();
    let events: Vec<Stated> = Day::new(source, RECORDS).collect();
    let watch = Stopwatch::start();
    for batch in events.chunks(BATCH) {
        engine.backfill_stated(source, batch.to_vec()).await?;
    }
    engine.settle().await;
    let seconds = watch.elapsed().as_secs_f64();
    let records = engine.sequence() - before;
    engine.stop().await?;
    store.close().await?;
    Ok(count(records) / seconds)
}
