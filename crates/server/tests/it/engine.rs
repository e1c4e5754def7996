//! The engine's promises: once, on disk, in order, back after a restart.

use crate::support::{Desk, Folder, QUIET, keys_of, morning};
use domain::history::ContactRow;
use domain::{Duration, Timestamp};
use journal::{Event, Record};
use live::Live;
use server::clock::ManualClock;
use server::engine::{Engine, IngestError, Options, Stated, free_key};
use server::replay;
use store::{Lane, Store};

fn replayed(records: &[Record]) -> Live {
    let mut live = Live::new();
    let mut effects = Vec::new();
    for record in records {
        live.apply(record, &mut effects);
    }
    live
}

#[tokio::test]
async fn an_acknowledged_event_is_in_journal_and_state() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    let ack = desk.feed(1, 12).await;
    assert_eq!((ack.stored, ack.duplicates), (12, 0));
    let records = desk.journal().await;
    assert_eq!(ack.last_sequence, records.last().unwrap().sequence);
    assert_eq!(desk.engine.sequence(), ack.last_sequence);
    assert_eq!(keys_of(&records, desk.source).len(), 12);
    assert_eq!(desk.engine.read(Live::digest), replayed(&records).digest());
    desk.close().await;
}

#[tokio::test]
async fn an_event_that_comes_twice_is_stored_once_also_over_a_restart() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.feed(1, 10).await;
    let again = desk.feed(5, 12).await;
    assert_eq!((again.stored, again.duplicates), (2, 6));
    desk.close().await;
    let desk = Desk::open(&folder, morning(), QUIET).await;
    let after = desk.feed(8, 13).await;
    assert_eq!((after.stored, after.duplicates), (1, 5));
    assert_eq!(keys_of(&desk.journal().await, desk.source).len(), 13);
    desk.close().await;
}

#[tokio::test]
async fn a_text_key_is_stored_once_whatever_its_order() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    let named = |text: &str, number: u64| {
        let mut facts = desk.facts(number, number);
        facts[0].key = free_key(text);
        facts
    };
    let (first, second) = (named("order-2", 6), named("order-1", 7));
    assert_eq!(desk.engine.submit(desk.source, first.clone()).await.unwrap().stored, 1);
    assert_eq!(desk.engine.submit(desk.source, second).await.unwrap().stored, 1);
    assert_eq!(desk.engine.submit(desk.source, first.clone()).await.unwrap().duplicates, 1);
    desk.close().await;
    let desk = Desk::open(&folder, morning(), QUIET).await;
    assert_eq!(desk.engine.submit(desk.source, first).await.unwrap().duplicates, 1);
    desk.close().await;
}

#[tokio::test]
async fn journal_time_rises_while_the_clock_stands_or_steps_back() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.feed(1, 6).await;
    desk.clock.set(morning().before(Duration::from_minutes(5)));
    desk.engine.tick().await;
    desk.feed(7, 12).await;
    let times: Vec<Timestamp> = desk.journal().await.iter().map(|r| r.journalled_at).collect();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]), "{times:?}");
    desk.close().await;
}

#[tokio::test]
async fn a_restart_comes_back_to_the_same_state_with_and_without_its_snapshot() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), Options { snapshot_every: 40, ..QUIET }).await;
    for step in 0..20 {
        desk.clock.advance(Duration::from_secs(30));
        desk.feed(step * 10 + 1, step * 10 + 10).await;
        desk.engine.tick().await;
    }
    let before = desk.engine.read(Live::digest);
    desk.close().await;
    let later = morning().plus(Duration::from_secs(600));
    let desk = Desk::open(&folder, later, QUIET).await;
    assert_eq!(desk.engine.read(Live::digest), before);
    assert!(desk.store.snapshot_before(Lane::LIVE, u64::MAX).await.unwrap().is_some());
    let verified = replay::verify(&desk.store).await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
    desk.close().await;
    std::fs::remove_dir_all(folder.join("data/snapshots")).unwrap();
    let desk = Desk::open(&folder, later, QUIET).await;
    desk.engine.tick().await;
    assert_eq!(desk.engine.read(Live::digest), before);
    desk.close().await;
}

#[tokio::test]
async fn a_damaged_snapshot_is_passed_over() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.feed(1, 50).await;
    desk.engine.snapshot().await;
    let sequence = desk.engine.sequence();
    let (at, before) = (desk.engine.now(), desk.engine.read(Live::digest));
    desk.store.put_snapshot(Lane::LIVE, sequence, at, b"not a state").await.unwrap();
    drop(desk.engine);
    let verified = replay::verify(&desk.store).await.unwrap();
    assert_eq!(verified.recovered, before);
    assert!(verified.is_sound(), "{verified:?}");
}

#[tokio::test]
async fn each_utc_day_begins_with_everything_that_is_open() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.feed(1, 20).await;
    let midnight = Timestamp::parse("2026-11-23T00:00:00Z").unwrap();
    desk.clock.set(midnight.plus(Duration::from_secs(7)));
    desk.feed(21, 30).await;
    let records = desk.journal().await;
    let opened: Vec<&Record> =
        records.iter().filter(|r| matches!(r.event, Event::DayOpened { .. })).collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].journalled_at, midnight);
    let first_new = records.iter().find(|r| r.journalled_at > midnight).unwrap();
    assert_eq!(first_new.sequence, opened[0].sequence + 1);
    let digest = desk.engine.read(Live::digest);
    let mut resumed = Live::new();
    let mut effects = Vec::new();
    for record in records.iter().filter(|r| r.sequence >= opened[0].sequence) {
        resumed.apply(record, &mut effects);
    }
    assert_eq!(resumed.digest(), digest);
    assert_eq!(replayed(&records).digest(), digest);
    desk.close().await;
}

#[tokio::test]
async fn history_gets_each_effect_once_whenever_the_state_is_told_the_time() {
    let told = Folder::new();
    let untold = Folder::new();
    let mut histories = Vec::new();
    for (folder, ticks) in [(&told, true), (&untold, false)] {
        let desk = Desk::open(folder, morning(), QUIET).await;
        for step in 0..30 {
            desk.clock.advance(Duration::from_secs(47));
            desk.feed(step * 6 + 1, step * 6 + 6).await;
            if ticks {
                desk.clock.advance(Duration::from_secs(13));
                desk.engine.tick().await;
            } else {
                desk.clock.advance(Duration::from_secs(13));
            }
        }
        desk.engine.tick().await;
        desk.engine.settle().await;
        histories.push(contacts(&desk.store).await);
        desk.close().await;
    }
    assert!(histories[0].len() > 20, "{}", histories[0].len());
    assert_eq!(histories[0], histories[1]);
}

async fn contacts(store: &Store) -> Vec<ContactRow> {
    let filter = store::ContactFilter { limit: store::MAX_PAGE, ..Default::default() };
    let page = store.contacts(&filter).await.unwrap();
    // Each folder has its own key, so the same number has another token.
    let plain = |row: store::LanedContact| ContactRow { customer: None, ..row.row };
    page.items.into_iter().map(plain).collect()
}

#[tokio::test]
async fn the_past_is_shown_as_it_was() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), Options { snapshot_every: 30, ..QUIET }).await;
    let mut shown = Vec::new();
    for step in 0..12 {
        desk.clock.advance(Duration::from_secs(60));
        desk.feed(step * 7 + 1, step * 7 + 7).await;
        desk.clock.advance(Duration::from_secs(1));
        desk.engine.tick().await;
        shown.push((desk.engine.now(), desk.engine.read(Live::digest)));
    }
    for &(at, digest) in shown.iter().rev().chain(&shown) {
        assert_eq!(desk.engine.live_at(at).await.unwrap().digest(), digest, "{at}");
    }
    let before = morning().before(Duration::from_secs(1));
    let refused = desk.engine.live_at(before).await.unwrap_err().to_string();
    assert!(refused.contains("the record begins at 2026-11-22T00:30:00"), "{refused}");
    desk.close().await;
}

#[tokio::test]
async fn a_record_that_breaks_the_state_is_set_aside_and_shown() {
    fn breaks(record: &Record) {
        let is_it =
            matches!(&record.event, Event::ContactOffered { .. }) && record.key.counter == 8;
        assert!(!is_it, "a broken state machine, for the test");
    }
    let folder = Folder::new();
    let options = Options { probe: Some(breaks), ..QUIET };
    let desk = Desk::open(&folder, morning(), options).await;
    desk.feed(1, 6).await;
    let ack = desk.feed(7, 20).await;
    assert_eq!(ack.stored, 14);
    desk.feed(21, 22).await;
    let records = desk.journal().await;
    let is_offer = |r: &&Record| matches!(r.event, Event::ContactOffered { .. });
    let broken = records.iter().filter(is_offer).find(|r| r.key.counter == 8).unwrap();
    assert_eq!(desk.engine.health().set_aside, [broken.sequence]);
    let is_shown = |r: &Record| {
        let shown = journal::AnomalyKind::SetAside;
        matches!(r.event, Event::AnomalyReported { anomaly, .. } if anomaly == shown)
    };
    assert_eq!(records.iter().filter(|r| is_shown(r)).count(), 1);
    let mut expected = Live::new();
    let mut effects = Vec::new();
    for record in &records {
        if record.sequence == broken.sequence {
            expected.tick(record.journalled_at, &mut effects);
        } else {
            expected.apply(record, &mut effects);
        }
    }
    assert_eq!(desk.engine.read(Live::digest), expected.digest());
    desk.close().await;
    let desk = Desk::open(&folder, morning(), options).await;
    assert_eq!(desk.engine.read(Live::digest), expected.digest());
    desk.close().await;
}

#[tokio::test]
async fn a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room() {
    let folder = Folder::new();
    let clock = ManualClock::at(morning());
    let limits = store::Options { journal_max_pages: Some(60), ..store::Options::default() };
    let data = folder.join("data");
    let store = Store::open_with(&data, morning(), limits).await.unwrap();
    let engine = Engine::start(store.clone(), clock.clock(), QUIET).await.unwrap();
    let source = engine.source("pbx", "pbx", "test").await.unwrap();
    let fact = |n: u64| server::stress::observation(source, n, morning());
    let mut stored = 0;
    let refusal = loop {
        let batch = (stored + 1..=stored + 50).map(fact).collect();
        match engine.submit(source, batch).await {
            Ok(ack) => stored += ack.stored,
            Err(error) => break error,
        }
        assert!(stored < 100_000, "the limit must be met");
    };
    assert!(matches!(refusal, IngestError::Storage { full: true, .. }), "{refusal:?}");
    assert!(engine.health().journal.is_some());
    let digest = engine.read(Live::digest);
    engine.stop().await.unwrap();
    store.close().await.unwrap();
    drop((engine, store));
    let store = Store::open(&data, morning()).await.unwrap();
    let engine = Engine::start(store.clone(), clock.clock(), QUIET).await.unwrap();
    assert_eq!(engine.read(Live::digest), digest);
    let again = (stored + 1..=stored + 50).map(fact).collect();
    assert_eq!(engine.submit(source, again).await.unwrap().stored, 50);
    let verified = replay::verify(&store).await.unwrap();
    assert!(verified.is_sound(), "{verified:?}");
}

#[tokio::test]
async fn the_house_speaks_with_numbers_of_its_own() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    let house = journal::registry::HOUSE;
    let say = |name: &str| {
        Stated::now(Event::CentreConfigured {
            name: name.to_owned(),
            zone: "Asia/Shanghai".to_owned(),
            business_day_start: Duration::ZERO,
        })
    };
    let ack = desk.engine.state(house, vec![say("a"), say("b")]).await.unwrap();
    assert_eq!(ack.stored, 2);
    let keys = keys_of(&desk.journal().await, house);
    assert!(keys.windows(2).all(|pair| pair[0] < pair[1]), "{keys:?}");
    desk.close().await;
}
