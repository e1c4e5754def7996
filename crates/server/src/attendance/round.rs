//! The comparison as it goes on: every few seconds what is about yesterday and today, and at once what
//! late data are about.
//!
//! Room:  server, attendance; beside the sources, until the house closes.
//! Holds: only what changed is written; a case that somebody changed meanwhile is left to the next round.
//! Proof: `tests/it/api_attendance.rs`.

use super::facts;
use crate::clock;
use crate::engine::Engine;
use crate::http::build::painter::moment;
use attendance::anomaly::Identity;
use attendance::casebook::{Case, Casebook};
use attendance::compare::{Facts, compare};
use domain::calendar::Day;
use domain::{Duration, Interval, Timestamp};
use std::collections::BTreeMap;
use std::time::Duration as Pause;
use store::{CaseRow, Store, StoreError};
use tokio_util::sync::CancellationToken;

/// An anomaly reaches its list within a minute.
pub const EVERY: Pause = Pause::from_secs(20);
/// Days after which late data change no case any more: the month before is closed.
const LATEST: i64 = 62;
/// Shifts and stays that begin before the first day or end after the last are part of it.
const AROUND: Duration = Duration::from_minutes(36 * 60);

/// Compares until told to stop.
pub async fn run(engine: Engine, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = clock::deadline(EVERY) => {}
        }
        if let Err(error) = turn(&engine).await {
            tracing::warn!(%error, "attendance was not compared; trying again");
        }
    }
}

/// Compares yesterday and today; gives how many cases changed. A clock behind the floor, as while the demo's
/// past is made or after one was set back, withdraws nothing that has already been found.
pub async fn turn(engine: &Engine) -> Result<usize, StoreError> {
    let (now, today) = engine.read(|live| {
        let now = moment(live, engine.now());
        (now, live.zone().day(now))
    });
    compute(engine, (today.plus_days(-1), today), now).await
}

/// Compares what late data are about. What is about yesterday and today waits for the next round: at
/// the change of shifts every punch would compare everybody.
pub async fn late(
    engine: &Engine,
    (first, last): (Day, Day),
    now: Timestamp,
) -> Result<usize, StoreError> {
    let today = engine.read(|live| live.zone().day(now));
    if first >= today.plus_days(-1) {
        return Ok(0);
    }
    let oldest = today.plus_days(-LATEST);
    compute(engine, (first.max(oldest), last.clamp(oldest, today)), now).await
}

/// Compares the days, both ends included; gives how many cases changed.
pub async fn compute(
    engine: &Engine,
    (first, last): (Day, Day),
    now: Timestamp,
) -> Result<usize, StoreError> {
    let store = engine.store();
    let zone = engine.read(|live| live.zone().clone());
    let within = Interval {
        start: zone.day_interval(first).start.before(AROUND),
        end: zone.day_interval(last).end.plus(AROUND),
    };
    // Before the facts: a case that comes of later facts is not withdrawn for earlier ones.
    let rows = store.attendance_cases(&first.to_string(), &last.to_string()).await?;
    let rows: BTreeMap<Identity, (CaseRow, Case)> = rows.into_iter().filter_map(read).collect();
    let known = facts::load(engine, store, within).await?;
    let leave = &[];
    let (punches, shifts, sign_ins, policies) =
        (&known.punches, &known.shifts, &known.sign_ins, &known.policies);
    let found = compare(&Facts { punches, shifts, sign_ins, leave, policies, as_of: now });
    let cases = rows.iter().map(|(identity, (_, case))| (identity.clone(), case.clone()));
    let mut book = Casebook { cases: cases.collect() };
    let covers = |identity: &Identity| (first..=last).contains(&identity.day);
    let changes = book.take_over(&found, covers, now);
    for (identity, _) in &changes {
        let Some(case) = book.cases.get(identity) else { continue };
        write(store, rows.get(identity).map(|(row, _)| row), case).await?;
    }
    Ok(changes.len())
}

/// A kept case.
#[must_use]
pub fn read(row: CaseRow) -> Option<(Identity, (CaseRow, Case))> {
    let case: Case = serde_json::from_str(&row.content).ok()?;
    Some((case.anomaly.identity.clone(), (row, case)))
}

/// Keeps a case; false where the row is not as it was read.
pub async fn write(
    store: &Store,
    known: Option<&CaseRow>,
    case: &Case,
) -> Result<bool, StoreError> {
    let content = serde_json::to_string(case).expect("plain data is written");
    let Identity { day, person, part, kind } = &case.anomaly.identity;
    match known {
        Some(row) => store.change_case(&CaseRow { content, ..row.clone() }).await,
        None => {
            let (day, person) = (day.to_string(), person.0.clone());
            let kind = kind.name().to_owned();
            let (case, revision, part) = (0, 0, *part);
            store.create_case(&CaseRow { case, revision, day, person, part, kind, content }).await
        }
    }
}
