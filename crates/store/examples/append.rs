//! Measures the journal: durable appends, and reading them back.
//!
//! `cargo run --release -p store --example append -- [BATCHES] [BATCH] [FOLDER]`

#![expect(clippy::print_stdout, reason = "a measurement prints its result")]
#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use domain::state::{Certainty, Channel, Direction, EndedBy};
use domain::{ContactId, QueueId, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use std::path::PathBuf;
use std::time::Instant;
use store::{Lane, LaneKind, Store, StoreError};

fn record(sequence: u64) -> Record {
    let at = Timestamp(1_763_856_000_000_000 + sequence.cast_signed() * 1_000);
    let contact = ContactId::of(SourceId(1), sequence / 4);
    let event = match sequence % 4 {
        0 => Event::ContactArrived {
            contact,
            channel: Channel::Voice,
            direction: Direction::Inbound,
            did: Some(domain::DidId(5)),
            customer: Some(domain::Token(sequence.wrapping_mul(0x9E37_79B9_7F4A_7C15))),
            external: Some(format!("1763856000.{sequence}")),
        },
        1 => Event::ContactQueued { contact, queue: QueueId(7), priority: 0 },
        2 => Event::ContactAbandoned { contact, queue: QueueId(7) },
        _ => Event::ContactEnded { contact, by: EndedBy::Customer },
    };
    Record {
        sequence,
        occurred_at: at,
        journalled_at: at,
        source: SourceId(1),
        key: SourceKey { epoch: 1, counter: sequence },
        certainty: Certainty::Reported,
        event,
    }
}

fn per_second(records: u64, began: Instant) -> u128 {
    u128::from(records) * 1_000_000 / began.elapsed().as_micros().max(1)
}

#[tokio::main]
async fn main() -> Result<(), StoreError> {
    let mut arguments = std::env::args().skip(1);
    let mut number =
        |otherwise: u64| arguments.next().and_then(|a| a.parse().ok()).unwrap_or(otherwise);
    let (batches, batch) = (number(1_000), number(1_000));
    let folder =
        arguments.next().map_or_else(|| std::env::temp_dir().join("store-append"), PathBuf::from);
    drop(std::fs::remove_dir_all(&folder));
    let store = Store::open(&folder, Timestamp(0)).await?;

    let total = batches * batch;
    let ready: Vec<Vec<Record>> =
        (0..batches).map(|n| (n * batch + 1..=(n + 1) * batch).map(record).collect()).collect();
    let began = Instant::now();
    for records in &ready {
        store.append(Lane::LIVE, records).await?;
    }
    println!(
        "append  {batches} x {batch}: {} records/s, each batch durable",
        per_second(total, began)
    );

    let began = Instant::now();
    let mut replay = store.replay(Lane::LIVE, 1);
    let mut read = 0;
    loop {
        let records = replay.next().await?;
        if records.is_empty() {
            break;
        }
        read += u64::try_from(records.len()).unwrap_or(0);
    }
    println!("replay  {read}: {} records/s decoded", per_second(read, began));

    let began = Instant::now();
    let moved = store.archive(Lane::LIVE, Timestamp::MAX).await?;
    println!("archive {moved}: {} records/s", per_second(moved, began));

    let lane = store.create_lane(LaneKind::Generated, "bench", Timestamp(0)).await?;
    let began = Instant::now();
    let sealed = store.seal(lane, ready.into_iter().flatten(), Timestamp(0)).await?;
    println!("seal    {sealed}: {} records/s", per_second(sealed, began));
    println!("bytes   {:?}", store.disk_use().await);
    store.close().await?;
    drop(store);
    drop(std::fs::remove_dir_all(&folder));
    Ok(())
}
