//! The centre kept going: what happened since the last look is handed to the engine.
//!
//! Room:  server, demo.
//! Takes: the clock. Gives: events to the engine, numbered in the order in which the centre said
//!        them, so that a repetition after a restart is recognised.
//! Holds: nothing is skipped when the engine refuses: the same is handed in again.
//! Proof: tests/it/demo.rs.

use super::{DAY, KeptSurge, Memory};
use crate::clock;
use crate::engine::{Engine, IngestError, Stated};
use domain::state::Certainty;
use domain::{Duration, SourceId, Timestamp};
use journal::{Event, SourceKey};
use sim::{Centre, Observer, Surge};
use std::time::Duration as Pause;
use store::Lane;
use tokio_util::sync::CancellationToken;

/// How often the centre is looked at.
const LOOK_EVERY: Pause = Pause::from_millis(200);
/// A refused submission is tried again after this.
const RETRY_AFTER: Pause = Pause::from_millis(500);
/// Simulated time between two submissions while the past is written.
const STRIDE: Duration = Duration::from_minutes(20);
/// Surges on demand: the first a minute after the start, then one every three hours.
const SURGE_AFTER: Duration = Duration::from_minutes(1);
const SURGE_EVERY: Duration = Duration::from_minutes(180);
const SURGE_LENGTH: Duration = Duration::from_minutes(40);
const SURGE_FACTOR: f64 = 1.8;

/// Writes what the centre says, from a number on.
struct Pen {
    counter: u64,
    /// Everything up to this one is in the journal.
    written_through: u64,
    stated: Vec<Stated>,
}

impl Observer for Pen {
    fn see(&mut self, at: Timestamp, event: Event) {
        self.counter += 1;
        if self.counter > self.written_through {
            self.stated.push(Stated {
                key: Some(SourceKey { epoch: 1, counter: self.counter }),
                occurred_at: Some(at),
                certainty: Certainty::Reported,
                event,
            });
        }
    }
}

pub(super) struct Runner {
    engine: Engine,
    memory: Memory,
    source: SourceId,
    centre: Centre,
    pen: Pen,
    next_surge: Option<Timestamp>,
    speed: u32,
}

impl Runner {
    pub(super) async fn new(
        engine: Engine,
        memory: Memory,
        source: SourceId,
        (surge, speed): (bool, u32),
    ) -> Self {
        let written_through = engine.mark(source).await.map_or(0, |key| key.counter);
        let mut pen = Pen { counter: 0, written_through, stated: Vec::new() };
        let centre = memory.centre(source);
        for event in centre.registrations() {
            pen.see(memory.begins_at, event);
        }
        let next_surge = surge.then_some(Timestamp::MIN);
        Self { engine, memory, source, centre, pen, next_surge, speed }
    }

    pub(super) const fn contacts(&self) -> u64 {
        self.centre.contacts_begun()
    }

    /// Writes everything up to `now` as if it had been written when it happened.
    pub(super) async fn catch_up(&mut self, now: Timestamp) -> anyhow::Result<()> {
        let mut at = self.memory.begins_at;
        while at < now {
            at = at.plus(STRIDE).min(now);
            self.centre.run_until(at, &mut self.pen);
            let stated = std::mem::take(&mut self.pen.stated);
            if !stated.is_empty() {
                self.engine.backfill_stated(self.source, stated).await?;
            }
        }
        if self.next_surge.is_some() {
            self.next_surge = Some(now.plus(self.stretched(SURGE_AFTER)));
        }
        Ok(())
    }

    pub(super) async fn history_is_complete(&mut self, lane: Lane) -> anyhow::Result<()> {
        if !self.memory.is_history_complete {
            self.memory.lane = Some(lane.0);
            self.memory.is_history_complete = true;
            self.memory.keep(self.engine.store(), self.engine.now()).await?;
        }
        Ok(())
    }

    /// Goes on until it is told to stop.
    pub(super) async fn run(mut self, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = clock::deadline(LOOK_EVERY) => {}
            }
            let now = self.engine.now();
            self.plan_surge(now).await;
            self.centre.run_until(now, &mut self.pen);
            if !self.hand_in(&stop).await {
                return;
            }
        }
    }

    /// Hands in what was written. False: it is time to stop.
    async fn hand_in(&mut self, stop: &CancellationToken) -> bool {
        let stated = std::mem::take(&mut self.pen.stated);
        if stated.is_empty() {
            return true;
        }
        loop {
            match self.engine.state(self.source, stated.clone()).await {
                Ok(_) => return true,
                Err(IngestError::Stopping) => return false,
                Err(error @ (IngestError::Busy | IngestError::Storage { .. })) => {
                    tracing::warn!(%error, "the demo waits for the journal");
                }
            }
            tokio::select! {
                () = stop.cancelled() => return false,
                () = clock::deadline(RETRY_AFTER) => {}
            }
        }
    }

    /// Keeps a surge in mind before it begins, so that a restart meets it again.
    async fn plan_surge(&mut self, now: Timestamp) {
        let Some(start) = self.next_surge.filter(|&at| at <= now) else { return };
        let surge = Surge {
            queue: None,
            // What is due before `now` has been said already; the surge begins after it.
            start: now.max(start).plus(Duration(1)),
            end: now.plus(SURGE_LENGTH),
            factor: SURGE_FACTOR,
        };
        let mut memory = self.memory.clone();
        memory.surges.push(KeptSurge::from(surge));
        match memory.keep(self.engine.store(), now).await {
            Ok(()) => {
                self.memory = memory;
                self.centre.add_surge(surge);
                self.next_surge = Some(now.plus(SURGE_EVERY));
                tracing::info!(start = %surge.start, end = %surge.end, "a demand surge begins");
            }
            Err(error) => tracing::warn!(%error, "no surge: it could not be kept in mind"),
        }
    }

    /// A length of the watcher's time in the centre's time.
    fn stretched(&self, length: Duration) -> Duration {
        Duration(length.micros() * i64::from(self.speed)).min(DAY)
    }
}
