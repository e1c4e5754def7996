//! The demo: its past, its going on, its restart.

use crate::support::{Folder, QUIET, journal_of};
use domain::figures::{Attribution, Counts};
use domain::history::{ContactKey, WorkKey};
use domain::{AgentId, Duration, Interval, QueueId, SeatId, SourceId, Timestamp};
use journal::{Event, Record};
use server::clock::{ManualClock, StagedClock};
use server::demo::{Past, Settings};
use server::engine::Engine;
use store::{LaneKind, Store};
use tokio_util::sync::CancellationToken;

const SEED: u64 = 7;

fn local(text: &str) -> Timestamp {
    Timestamp::parse(&format!("2026-11-24T{text}:00+08:00")).expect("a demo in a folder of its own")
}

struct Demo {
    store: Store,
    engine: Engine,
    time: ManualClock,
    run: tokio::task::JoinHandle<()>,
    stop: CancellationToken,
}

impl Demo {
    /// A demo that begins on the morning of a Tuesday, with a few older days.
    async fn open(folder: &Folder, now: Timestamp, older_days: u16) -> Self {
        Self::open_with(folder, now, older_days, |settings| settings).await
    }

    async fn open_with(
        folder: &Folder,
        now: Timestamp,
        older_days: u16,
        change: impl Fn(Settings) -> Settings,
    ) -> Self {
        let time = ManualClock::at(now);
        let past = Past { journaled_days: 0, older_days };
        let settings = change(Settings::new(SEED, past, time.clock()));
        let store =
            Store::open(&folder.join("data"), now).await.expect("a demo in a folder of its own");
        let clock = StagedClock::at(
            settings.begins(&store, now).await.expect("a demo in a folder of its own"),
        );
        let engine = Engine::start(store.clone(), clock.clock(), QUIET)
            .await
            .expect("a demo in a folder of its own");
        let stop = CancellationToken::new();
        let run = settings
            .start(&engine, &clock, stop.clone())
            .await
            .expect("a demo in a folder of its own");
        Self { store, engine, time, run: tokio::spawn(run), stop }
    }

    async fn close(self) {
        self.stop.cancel();
        self.run.await.expect("a demo in a folder of its own");
        self.engine.stop().await.expect("a demo in a folder of its own");
        self.store.close().await.expect("a demo in a folder of its own");
    }
}

/// What the floor said, without the engine's own records and times.
fn said(records: &[Record]) -> Vec<(Timestamp, u64, Event)> {
    let own = |record: &&Record| !matches!(record.event, Event::DayOpened { .. });
    let told = |r: &Record| (r.occurred_at, r.key.counter, r.event.clone());
    records.iter().filter(own).filter(|r| r.source.0 == 1).map(told).collect()
}

#[tokio::test]
async fn a_restart_goes_on_where_the_journal_ends_event_for_event() {
    let (cut, whole) = (Folder::new(), Folder::new());
    for now in ["06:10", "07:20", "07:45"] {
        let demo = Demo::open(&cut, local(now), 0).await;
        assert_eq!(demo.engine.now(), local(now));
        demo.close().await;
    }
    let demo = Demo::open(&whole, local("07:45"), 0).await;
    let uncut = said(&journal_of(&demo.store).await);
    demo.close().await;
    let store = Store::open(&cut.join("data"), local("07:45")).await.unwrap();
    let parts = said(&journal_of(&store).await);
    assert!(uncut.len() > 4_000, "{} events", uncut.len());
    assert_eq!(parts.len(), uncut.len());
    assert_eq!(parts, uncut);
    store.close().await.unwrap();
}

#[tokio::test]
async fn the_past_is_journaled_at_the_time_it_happened_and_live_objects_to_nothing() {
    let folder = Folder::new();
    let demo = Demo::open(&folder, local("07:00"), 0).await;
    let records = journal_of(&demo.store).await;
    assert!(records.is_sorted_by_key(|record| record.journalled_at));
    let late = records.iter().filter(|r| r.journalled_at.since(r.occurred_at) > Duration(100_000));
    let late: Vec<_> = late.take(3).collect();
    assert!(late.is_empty(), "{late:?}");
    assert!(demo.engine.read(|live| live.anomalies().is_empty()));
    let floor = demo.engine.read(|live| live.people());
    assert!(floor.signed_in > 3, "{floor:?}");
    demo.close().await;
}

#[tokio::test]
async fn the_centre_goes_on_as_the_clock_does() {
    let folder = Folder::new();
    let demo = Demo::open(&folder, local("06:00"), 0).await;
    let mut sequences = demo.engine.subscribe();
    let before = *sequences.borrow();
    demo.time.set(local("06:10"));
    sequences.wait_for(|sequence| *sequence > before + 20).await.unwrap();
    demo.close().await;
}

#[tokio::test]
async fn a_surge_on_demand_is_met_again_after_a_restart() {
    let folder = Folder::new();
    let demo = Demo::open_with(&folder, local("07:00"), 0, Settings::with_surges).await;
    let mut sequences = demo.engine.subscribe();
    for now in ["07:02", "07:30"] {
        let before = *sequences.borrow_and_update();
        demo.time.set(local(now));
        sequences.wait_for(|sequence| *sequence > before).await.unwrap();
    }
    let surged = said(&journal_of(&demo.store).await);
    let end = surged.last().unwrap().1;
    demo.close().await;
    let demo = Demo::open(&folder, local("07:40"), 0).await;
    let after = said(&journal_of(&demo.store).await);
    assert!(after.last().unwrap().1 > end);
    assert!(demo.engine.read(|live| live.anomalies().is_empty()));
    demo.close().await;
    let plain = Folder::new();
    let demo = Demo::open(&plain, local("07:40"), 0).await;
    let calls = |said: &[(Timestamp, u64, Event)]| {
        said.iter().filter(|(_, _, e)| matches!(e, Event::ContactArrived { .. })).count()
    };
    let unsurged = said(&journal_of(&demo.store).await);
    assert!(calls(&after) > calls(&unsurged), "{} {}", calls(&after), calls(&unsurged));
    demo.close().await;
}

#[tokio::test]
async fn older_days_are_in_history_and_in_no_journal() {
    let folder = Folder::new();
    let now = local("00:30");
    let demo = Demo::open(&folder, now, 1).await;
    let lanes = demo.store.lanes().await.unwrap();
    assert!(lanes.iter().any(|lane| lane.kind == LaneKind::Generated));
    let yesterday = Interval { start: local("00:00").before(DAY), end: local("00:00") };
    let mut sum = Counts::default();
    for queue in 0..12 {
        let keys = [ContactKey::Queue(QueueId(queue))];
        let cells = demo.store.contact_cells(&keys, yesterday, Attribution::ByArrival);
        for cell in cells.await.unwrap() {
            sum.merge(&cell.counts);
        }
    }
    assert!(sum.offered > 7_000, "{}", sum.offered);
    assert_eq!(sum.offered, sum.answered + sum.abandoned + sum.diverted);
    demo.close().await;
    // Complete once, it is not made again.
    let demo = Demo::open(&folder, now, 1).await;
    let again = demo.store.lanes().await.unwrap();
    assert_eq!(again.len(), lanes.len());
    demo.close().await;
}

/// Seconds in which somebody was signed in, by the cells of some agents or seats.
async fn signed_in(store: &Store, keys: Vec<WorkKey>, within: Interval) -> u64 {
    let cells = store.work_cells(&keys, within).await.unwrap();
    cells.iter().map(|cell| cell.counts.times.signed_in() / 1_000_000).sum()
}

#[tokio::test]
async fn older_days_have_the_work_at_every_seat() {
    let folder = Folder::new();
    let demo = Demo::open(&folder, local("00:30"), 1).await;
    let yesterday = Interval { start: local("00:00").before(DAY), end: local("00:00") };
    let agents = (0..400).map(|agent| WorkKey::Agent(AgentId(agent))).collect();
    let seats = (0..312).map(|seat| WorkKey::Seat(SeatId(seat))).collect();
    let at_seats = signed_in(&demo.store, seats, yesterday).await;
    let of_agents = signed_in(&demo.store, agents, yesterday).await;
    assert!(of_agents > 100 * 3_600, "{of_agents}");
    assert_eq!(at_seats, of_agents, "whoever is signed in sits somewhere");
    demo.close().await;
}

#[tokio::test]
async fn the_lane_of_the_older_days_is_sealed_and_takes_nothing_more() {
    let folder = Folder::new();
    let demo = Demo::open(&folder, local("00:30"), 1).await;
    let lanes = demo.store.lanes().await.unwrap();
    let lane = lanes.iter().find(|lane| lane.kind == LaneKind::Generated).unwrap();
    assert!(lane.sealed_at.is_some());
    let record = Record {
        sequence: 1,
        occurred_at: local("00:30"),
        journalled_at: local("00:30"),
        source: SourceId(1),
        key: journal::SourceKey::default(),
        certainty: domain::state::Certainty::Reported,
        event: Event::SourceLost {},
    };
    let refused = demo.store.append(lane.lane, &[record]).await.unwrap_err();
    assert!(matches!(refused, store::StoreError::Sealed { .. }), "{refused}");
    let refused = demo.store.sealing(lane.lane).await.unwrap_err();
    assert!(matches!(refused, store::StoreError::Sealed { .. }), "{refused}");
    demo.close().await;
}

/// Everything that history holds of the older days, by table.
async fn older(store: &Store) -> (usize, u32, u64) {
    let within = Interval { start: Timestamp::MIN, end: local("00:00") };
    let cells = store.contact_cells(&[], within, Attribution::ByArrival).await.unwrap();
    let offered = cells.iter().map(|cell| cell.counts.offered).sum();
    let agents = (0..400).map(|agent| WorkKey::Agent(AgentId(agent))).collect();
    let work = signed_in(store, agents, within).await;
    (cells.len(), offered, work)
}

/// Begins a first start and drops everything once some of the older days are written, as a killed
/// process does: what was not committed is gone.
fn break_off(folder: &Folder, now: Timestamp) -> u64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let written = runtime.block_on(async {
        let time = ManualClock::at(now);
        let past = Past { journaled_days: 0, older_days: 2 };
        let settings = Settings::new(SEED, past, time.clock()).in_batches_of(2_000);
        let store = Store::open(&folder.join("data"), now).await.unwrap();
        let clock = StagedClock::at(settings.begins(&store, now).await.unwrap());
        let engine = Engine::start(store.clone(), clock.clock(), QUIET).await.unwrap();
        let begun = async {
            drop(settings.start(&engine, &clock, CancellationToken::new()).await);
            u64::MAX
        };
        let broken = async {
            loop {
                let lanes = store.lanes().await.unwrap();
                if let Some(lane) = lanes.iter().find(|lane| lane.kind == LaneKind::Generated) {
                    let written = store.projected(lane.lane).await.unwrap();
                    if written >= 3 {
                        return written;
                    }
                }
            }
        };
        tokio::select! { written = broken => written, done = begun => done }
    });
    runtime.shutdown_background();
    written
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_start_that_was_broken_off_begins_again_and_comes_out_alike() {
    let (broken, whole) = (Folder::new(), Folder::new());
    let now = local("00:30");
    let path = tokio::task::spawn_blocking(move || (break_off(&broken, now), broken));
    let (written, broken) = path.await.unwrap();
    assert!((3..30).contains(&written), "broken off half-way: {written}");
    let mut known = Vec::new();
    for folder in [&broken, &whole] {
        // What the broken start still held is let go a moment after it.
        while let Err(error) = Store::open(&folder.join("data"), now).await {
            assert!(matches!(error, store::StoreError::InUse { .. }), "{error}");
            tokio::task::yield_now().await;
        }
        let demo = Demo::open(folder, now, 2).await;
        let lanes = demo.store.lanes().await.unwrap();
        assert_eq!(lanes.len(), 2, "{lanes:?}");
        assert!(lanes[1].sealed_at.is_some());
        known.push(older(&demo.store).await);
        demo.close().await;
    }
    assert_eq!(known[0], known[1]);
}

const DAY: Duration = Duration::from_minutes(24 * 60);
