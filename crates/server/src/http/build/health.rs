//! How the server itself is: what is not well, what it keeps, how fast it answers.
//!
//! Room:  server/http/build; the same counters as `metrics`, for people.
//! Holds: counters only; rates are differences that the reader takes over the time between two looks.
//! Proof: `tests/it/api_floor.rs`.

use crate::engine::{EffectMark, Health};
use crate::http::meter::BUCKETS;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::health::{Report, Speed, Storage, Trouble, TroubleKind};
use std::sync::atomic::{AtomicU64, Ordering};
use store::{DiskSpace, Lane};

/// Seconds.
const QUICK: f64 = 0.1;

/// One look at everything.
pub async fn report(state: &AppState) -> Result<Report, Refusal> {
    let storage = storage(state).await;
    let speed = speed(state).await?;
    Ok(Report {
        at: state.now().into(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        troubles: troubles(&state.engine.health(), state.store.disk_space()),
        storage,
        speed,
    })
}

fn troubles(health: &Health, disk: Option<DiskSpace>) -> Vec<Trouble> {
    let said = |kind, message: &Option<String>| {
        let message = Some(message.clone()?);
        Some(Trouble { kind, message, count: None })
    };
    let counted = |kind, count: u64| {
        (count > 0).then_some(Trouble { kind, message: None, count: Some(count) })
    };
    let is_full = disk.is_some_and(|disk| disk.is_nearly_full());
    let disk = Trouble { kind: TroubleKind::Disk, message: None, count: None };
    let set_aside = u64::try_from(health.set_aside.len()).unwrap_or(u64::MAX);
    [
        said(TroubleKind::Journal, &health.journal),
        said(TroubleKind::History, &health.history),
        is_full.then_some(disk),
        counted(TroubleKind::SetAside, set_aside),
        counted(TroubleKind::Refused, health.refused_busy),
    ]
    .into_iter()
    .flatten()
    .collect()
}

async fn storage(state: &AppState) -> Storage {
    let used = state.store.disk_use().await;
    Storage {
        history: used.history,
        journal: used.journal,
        archive: used.archive,
        frames: used.frames,
        snapshots: used.snapshots,
        backups: used.backups,
        free: state.store.disk_space().map(|disk| disk.available),
    }
}

async fn speed(state: &AppState) -> Result<Speed, Refusal> {
    let records = state.engine.sequence();
    let projected = state.store.projected(Lane::LIVE).await;
    let projected =
        projected.map_err(|error| Refusal::fault("reading the history's mark", &error))?;
    let tally = state.hub.tally();
    let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
    let quick = BUCKETS.iter().position(|&bucket| bucket >= QUICK).unwrap_or(BUCKETS.len() - 1);
    let answers = state.meter.read();
    #[expect(clippy::cast_precision_loss, reason = "microseconds below 2^53")]
    let stream_build_s = read(&tally.build_micros) as f64 / 1e6;
    Ok(Speed {
        records,
        history_lag: (records + 1).saturating_sub(EffectMark::unpack(projected).record),
        stream_clients: u64::try_from(state.hub.clients()).unwrap_or(u64::MAX),
        stream_views: u64::try_from(state.hub.shows()).unwrap_or(u64::MAX),
        stream_frames: read(&tally.frames),
        stream_builds: read(&tally.builds),
        stream_build_s,
        requests: answers.values().map(|series| series.requests).sum(),
        requests_within_100ms: answers.values().map(|series| series.within[quick]).sum(),
        request_s: answers.values().map(|series| series.seconds).sum(),
        memory_bytes: memory(),
    })
}

/// The process's resident memory, as Linux tells it.
fn memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_well_is_told_worst_first_and_what_is_well_is_not() {
        let space = |available| Some(DiskSpace { capacity: 100, available });
        assert_eq!(troubles(&Health::default(), space(60)), []);
        assert_eq!(
            troubles(&Health::default(), None),
            [],
            "a system that does not say is no trouble"
        );
        let health = Health {
            journal: Some("No space left on device".into()),
            set_aside: vec![7, 9],
            refused_busy: 3,
            ..Health::default()
        };
        let told = troubles(&health, space(1));
        let kinds: Vec<_> = told.iter().map(|trouble| (trouble.kind, trouble.count)).collect();
        assert_eq!(
            kinds,
            [
                (TroubleKind::Journal, None),
                (TroubleKind::Disk, None),
                (TroubleKind::SetAside, Some(2)),
                (TroubleKind::Refused, Some(3)),
            ]
        );
        assert_eq!(told[0].message.as_deref(), Some("No space left on device"));
    }
}
