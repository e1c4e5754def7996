//! The carrier of effects into history, a little behind the state.
//!
//! Room:  server; after the writer, before the store's history.
//! Takes: effects in order, with the mark after them. Gives: rows and the mark in one transaction.
//! Holds: an effect reaches history exactly once, in order; while history cannot be written the
//!        writer is made to wait, nothing is dropped.
//! Proof: tests/it/engine.rs, tests/it/crash.rs.

use super::{EffectMark, Shared};
use crate::clock;
use domain::history::{IvrCell, IvrPart};
use domain::{IvrNodeId, Timestamp};
use live::Effect;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use store::{Lane, Projection};
use tokio::sync::mpsc;

/// Batches of effects that may wait.
pub(super) const QUEUE: usize = 256;
/// Effects written in one transaction.
const BATCH: usize = 4_000;
/// How long the first effect of a batch waits for company.
const GATHER: Duration = Duration::from_millis(250);
const FIRST_RETRY: Duration = Duration::from_millis(250);
const LAST_RETRY: Duration = Duration::from_secs(10);

/// What the state let go, in order, and how far that goes.
#[derive(Debug, Default)]
pub(super) struct Fired {
    pub(super) effects: Vec<Effect>,
    pub(super) after: EffectMark,
}

pub(super) async fn run(shared: Arc<Shared>, mut effects: mpsc::Receiver<Fired>) {
    while let Some(first) = effects.recv().await {
        let mut batch = first;
        let gathered = clock::deadline(GATHER);
        tokio::pin!(gathered);
        // Nothing to write: no need to wait for company.
        while !batch.effects.is_empty() && batch.effects.len() < BATCH {
            tokio::select! {
                () = &mut gathered => break,
                more = effects.recv() => match more {
                    Some(more) => {
                        batch.effects.extend(more.effects);
                        batch.after = more.after;
                    }
                    None => break,
                },
            }
        }
        carry(&shared, batch).await;
    }
}

async fn carry(shared: &Shared, batch: Fired) {
    let Fired { effects, after } = batch;
    if !effects.is_empty() {
        let rows = rows(effects);
        let mut pause = FIRST_RETRY;
        while let Err(error) = shared.store.project(Lane::LIVE, after.pack(), &rows).await {
            tracing::error!(%error, "history cannot be written; trying again");
            shared.health.send_modify(|health| health.history = Some(error.to_string()));
            clock::deadline(pause).await;
            pause = (pause * 2).min(LAST_RETRY);
        }
        shared.health.send_if_modified(|health| health.history.take().is_some());
    }
    shared.projected.send_replace(after);
}

/// Sorts effects by the table they go to, and within it by its key: the database then touches each
/// page once. Revisions of one cell stay in their order.
#[must_use]
pub fn rows(effects: Vec<Effect>) -> Projection {
    let (mut rows, mut ivr) = (Projection::default(), Vec::new());
    for effect in effects {
        match effect {
            Effect::CloseContact(row) => rows.contacts.push(*row),
            Effect::SetContactCell(cell) => rows.contact_cells.push(*cell),
            Effect::SetWorkCell(cell) => rows.work_cells.push(*cell),
            Effect::AddIvr(cell) => ivr.push(cell),
            Effect::EndState(span) => rows.spans.push(span),
            Effect::ReportAnomaly { anomaly, contact, agent, source, at, sequence } => {
                let row = store::AnomalyRow { sequence, at, source, anomaly, contact, agent };
                rows.anomalies.push(row);
            }
        }
    }
    rows.contact_cells.sort_by_key(|cell| (cell.key, cell.attribution, cell.start));
    rows.work_cells.sort_by_key(|cell| (cell.key, cell.start));
    rows.spans.sort_by_key(|span| (span.agent, span.from));
    rows.ivr = added_up(ivr);
    rows
}

/// One cell for each interval, node and part.
fn added_up(steps: Vec<IvrCell>) -> Vec<IvrCell> {
    let mut cells: BTreeMap<(Timestamp, IvrNodeId, IvrPart), IvrCell> = BTreeMap::new();
    for step in steps {
        let zero = IvrCell { count: 0, time: 0, ..step };
        let cell = cells.entry((step.start, step.node, step.part)).or_insert(zero);
        cell.count += step.count;
        cell.time += step.time;
    }
    cells.into_values().collect()
}
