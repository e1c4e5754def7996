//! What the house does for itself: the outbox, retention, a start from a shortened journal.

use crate::support::{Desk, Folder, QUIET, keys_of, morning};
use domain::Duration;
use journal::registry::HOUSE;
use journal::{Event, Registry};
use live::Live;
use server::engine::Options;
use server::{config, replay, upkeep};
use store::Lane;

const DAY: Duration = Duration::from_minutes(24 * 60);

fn renamed(name: &str) -> Event {
    Event::CentreConfigured {
        name: name.to_owned(),
        zone: "Asia/Shanghai".to_owned(),
        business_day_start: Duration::ZERO,
    }
}

#[tokio::test]
async fn an_outgoing_event_is_journaled_once_even_if_the_outbox_forgets_that_it_was() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.store.put_setting_and_tell("a", &1, &[renamed("one")], morning()).await.unwrap();
    let waiting = desk.store.outbox().await.unwrap();
    upkeep::empty_outbox(&desk.engine).await.unwrap();
    assert_eq!(desk.store.outbox().await.unwrap(), []);
    // As if the server had been killed between journal and outbox.
    let key = Some(server::engine::free_key(&format!("outbox-{}", waiting[0].number)));
    let again = server::engine::Stated { key, ..server::engine::Stated::now(renamed("one")) };
    assert_eq!(desk.engine.state(HOUSE, vec![again]).await.unwrap().duplicates, 1);
    let records = desk.journal().await;
    let named = records.iter().filter(|r| matches!(r.event, Event::CentreConfigured { .. }));
    assert_eq!(named.count(), 1);
    // The house goes on with numbers of its own.
    desk.engine.state(HOUSE, vec![server::engine::Stated::now(renamed("two"))]).await.unwrap();
    assert_eq!(desk.engine.read(|live| live.centre().name.clone()), "two");
    desk.close().await;
}

#[tokio::test]
async fn a_start_from_a_shortened_journal_without_snapshots_knows_all_names() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), Options { snapshot_every: 100, ..QUIET }).await;
    for day in 0..4 {
        for step in 0..10 {
            let from = day * 60 + step * 6 + 1;
            desk.feed(from, from + 5).await;
            desk.clock.advance(Duration::from_minutes(10));
        }
        // A segment holds what was archived together: each day its own.
        desk.store.archive(Lane::LIVE, desk.clock.clock()()).await.unwrap();
        desk.clock.advance(DAY);
    }
    desk.engine.tick().await;
    let now = desk.clock.clock()();
    let gone = desk.store.forget_records(Lane::LIVE, now.before(DAY + DAY)).await.unwrap();
    let digest = desk.engine.read(Live::digest);
    let names: Registry = desk.engine.names(Clone::clone);
    let source = desk.source;
    desk.close().await;
    std::fs::remove_dir_all(folder.join("data/snapshots")).unwrap();
    assert!(gone > 0, "retention removed something");

    let desk = Desk::open(&folder, now, QUIET).await;
    assert_eq!(desk.source, source);
    desk.engine.tick().await;
    assert_eq!(desk.engine.read(Live::digest), digest);
    let queue = domain::QueueId(0);
    assert_eq!(
        desk.engine.names(|r| r.queue_key(queue).map(|(s, k)| (s, k.to_owned()))),
        names.queue_key(queue).map(|(s, k)| (s, k.to_owned()))
    );
    let before = desk.journal().await.len();
    assert_eq!(desk.feed(241, 246).await.stored, 6);
    let records = desk.journal().await;
    assert_eq!(records.len() - before, 6, "no name is registered a second time");
    assert!(!keys_of(&records, source).is_empty());
    assert!(replay::verify(&desk.store).await.unwrap().is_sound());
    desk.close().await;
}

#[tokio::test]
async fn a_round_of_retention_leaves_what_is_young() {
    let folder = Folder::new();
    let desk = Desk::open(&folder, morning(), QUIET).await;
    desk.feed(1, 60).await;
    desk.engine.snapshot().await;
    let now = desk.clock.clock()();
    let done = upkeep::round(&desk.store, config::Retention::default(), now).await.unwrap();
    assert_eq!(done, store::Retained::default());
    assert!(desk.store.snapshot_before(Lane::LIVE, u64::MAX).await.unwrap().is_some());
    let later = now.plus(Duration::from_minutes(20 * 24 * 60));
    let done = upkeep::round(&desk.store, config::Retention::default(), later).await.unwrap();
    assert!(done.records_archived > 0);
    assert_eq!(desk.journal().await.last().unwrap().sequence, desk.engine.sequence());
    desk.close().await;
}
