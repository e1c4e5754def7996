//! The older weeks of the demo: the same centre, replayed into rows at once and never journaled.
//!
//! Room:  server, demo; at the first start.
//! Takes: the demo's memory. Gives: contacts, and cells of queues, numbers, agents and seats, in a
//!        lane of their own, which is sealed when they are complete.
//! Holds: what is counted is counted by `live`, as if the records had been journaled; stopped
//!        half-way, the next start writes the same rows again.
//! Why:   fifty-four days are nine million events; as rows they are two million.
//! Proof: tests/it/demo.rs.

use super::Memory;
use crate::engine::rows;
use anyhow::Context as _;
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp};
use journal::{Event, Record, SourceKey};
use live::{Effect, Live};
use sim::{Centre, Observer, Start};
use store::{Lane, LaneKind, Projection, Store};
use tokio::sync::mpsc;

/// Rows written in one transaction.
pub(super) const BATCH: usize = 250_000;
/// Batches between the centre and the database.
const UNDERWAY: usize = 1;
/// After the last call everything ends within this.
const AFTERMATH: Duration = Duration::from_minutes(6 * 60);

/// Generates the older weeks unless they are there. Gives their lane.
pub(super) async fn complete(
    store: Store,
    memory: Memory,
    source: SourceId,
    (now, batch): (Timestamp, usize),
) -> anyhow::Result<Lane> {
    let lane = match memory.lane {
        Some(lane) if memory.is_history_complete => return Ok(Lane(lane)),
        Some(lane) => Lane(lane),
        None => {
            let name = "生成的历史（示例）";
            let lane = store.create_lane(LaneKind::Generated, name, now).await?;
            Memory { lane: Some(lane.0), ..memory.clone() }.keep(&store, now).await?;
            lane
        }
    };
    if is_sealed(&store, lane).await? {
        return Ok(lane);
    }
    if memory.older_days > 0 {
        store.begin_loading().await?;
        let written = write(&store, lane, (memory, source, batch)).await;
        // Also after a failure: the centre goes on without those weeks, and reads contacts.
        let ended = store.end_loading().await;
        written?;
        ended?;
    }
    // There are no records: nothing may come after these rows either.
    store.sealing(lane).await?.finish(now).await.context("sealing the older weeks")?;
    Ok(lane)
}

async fn is_sealed(store: &Store, lane: Lane) -> anyhow::Result<bool> {
    let lanes = store.lanes().await.context("looking at the older weeks")?;
    Ok(lanes.iter().any(|info| info.lane == lane && info.sealed_at.is_some()))
}

/// Simulates and writes at the same time.
async fn write(
    store: &Store,
    lane: Lane,
    (memory, source, batch): (Memory, SourceId, usize),
) -> anyhow::Result<()> {
    let (sender, mut batches) = mpsc::channel(UNDERWAY);
    let centre = tokio::task::spawn_blocking(move || generate(&memory, source, (&sender, batch)));
    let mut number = 0;
    while let Some(rows) = batches.recv().await {
        number += 1;
        store.project(lane, number, &rows).await.context("writing the older weeks")?;
    }
    centre.await.context("simulating the older weeks")
}

/// Runs the centre and its live state, and sends off what leaves the state.
fn generate(
    memory: &Memory,
    source: SourceId,
    (sender, batch): (&mpsc::Sender<Projection>, usize),
) {
    let begins_at = memory.begins_at;
    let at = begins_at.before(Duration(super::DAY.micros() * i64::from(memory.older_days)));
    let start = Start { source, last_call: begins_at, ..Start::new(memory.seed, at) };
    let mut centre = Centre::with(start);
    let mut book = Book { live: Live::new(), effects: Vec::new(), last: at, sequence: 0, source };
    for event in centre.registrations() {
        book.see(at, event);
    }
    let end = begins_at.plus(AFTERMATH);
    let mut now = at;
    while now < end {
        now = now.plus(Duration::from_minutes(60)).min(end);
        centre.run_until(now, &mut book);
        let is_last = now == end;
        if is_last {
            book.live.tick(end.plus(AFTERMATH), &mut book.effects);
        }
        let is_full = book.effects.len() >= batch || is_last;
        if is_full && sender.blocking_send(book.take(begins_at)).is_err() {
            return;
        }
    }
}

/// Feeds the live state with records that nobody keeps.
struct Book {
    live: Live,
    effects: Vec<Effect>,
    last: Timestamp,
    sequence: u64,
    source: SourceId,
}

impl Observer for Book {
    fn see(&mut self, at: Timestamp, event: Event) {
        self.sequence += 1;
        self.last = self.last.plus(Duration(1)).max(at);
        let record = Record {
            sequence: self.sequence,
            occurred_at: at,
            journalled_at: self.last,
            source: self.source,
            key: SourceKey { epoch: 1, counter: self.sequence },
            certainty: Certainty::Reported,
            event,
        };
        self.live.apply(&record, &mut self.effects);
    }
}

impl Book {
    /// What left the state, as rows: without single stays, which screens ask for the last days
    /// only, and without what people did after the end of this history.
    fn take(&mut self, before: Timestamp) -> Projection {
        let mut rows = rows(std::mem::take(&mut self.effects));
        for row in &mut rows.contacts {
            // No record stands behind them.
            row.first_sequence = 0;
            row.last_sequence = 0;
        }
        rows.work_cells.retain(|cell| cell.start < before);
        rows.spans.clear();
        rows
    }
}
