//! Archive segments and snapshots: the same records from files, and damage that is named.

use crate::support::{Place, all, closed, record, records, start};
use domain::{ContactId, Duration, Timestamp};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use store::{Lane, LaneKind, Store, StoreError};

fn segment_files(place: &Place) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.data().join("archive")).unwrap();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn archived_records_replay_the_same() {
    let place = Place::new();
    let store = place.open().await;
    let expected = records(1, 5_000);
    let (large, small) = expected.split_at(3_500);
    store.append(Lane::LIVE, large).await.unwrap();
    for batch in small.chunks(11) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    let until = record(4_000).journalled_at;
    let moved = store.archive(Lane::LIVE, until).await.unwrap();
    assert!((3_900..4_000).contains(&moved), "{moved}");
    assert_eq!(all(&store, Lane::LIVE).await, expected);
    assert_eq!(store.archive(Lane::LIVE, until).await.unwrap(), 0);
    for sequence in [1, 1_000, 1_001, moved, moved + 1, 4_999] {
        let index = usize::try_from(sequence).unwrap() - 1;
        let found = store.read(Lane::LIVE, sequence, 2).await.unwrap();
        assert_eq!(found, expected[index..index + 2]);
        let at = record(sequence).journalled_at;
        assert_eq!(store.sequence_at(Lane::LIVE, at).await.unwrap(), sequence);
        let before = at.before(Duration(1));
        assert_eq!(store.sequence_at(Lane::LIVE, before).await.unwrap(), sequence - 1);
    }
    let all_but_last = store.archive(Lane::LIVE, Timestamp::MAX).await.unwrap();
    assert!(all_but_last > 0);
    closed(store).await;

    let store = place.open().await;
    assert_eq!(all(&store, Lane::LIVE).await, expected);
    assert_eq!(store.last(Lane::LIVE).await.unwrap().unwrap().0, 5_000);
    store.append(Lane::LIVE, &records(5_001, 1)).await.unwrap();
    let contact = ContactId::of(crate::support::SOURCE, 700);
    assert_eq!(store.records_of(Lane::LIVE, contact, 1..=5_000, 9).await.unwrap().len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_sees_no_gap_while_records_move() {
    let place = Place::new();
    let store = place.open().await;
    let expected = records(1, 6_000);
    for batch in expected.chunks(50) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    // The readers stand where the records are just being moved.
    let place_of_move = Arc::new(AtomicU64::new(1));
    let mover = {
        let (store, place_of_move) = (store.clone(), place_of_move.clone());
        tokio::spawn(async move {
            for sequence in (100..6_000).step_by(50) {
                place_of_move.store(sequence, Ordering::Relaxed);
                store.archive(Lane::LIVE, record(sequence).journalled_at).await.unwrap();
            }
        })
    };
    let mut looks = 0_u32;
    while !mover.is_finished() {
        let from = place_of_move.load(Ordering::Relaxed).saturating_sub(70).max(1);
        let found = store.read(Lane::LIVE, from, 100).await.unwrap();
        let index = usize::try_from(from).unwrap() - 1;
        assert_eq!(found, expected[index..(index + 100).min(expected.len())]);
        looks += 1;
    }
    assert!(looks > 10, "{looks} looks");
    mover.await.unwrap();
    assert_eq!(all(&store, Lane::LIVE).await, expected);
}

#[tokio::test]
async fn retention_drops_whole_segments_and_the_rest_still_reads() {
    let place = Place::new();
    let store = place.open().await;
    for batch in records(1, 3_000).chunks(100) {
        store.append(Lane::LIVE, batch).await.unwrap();
    }
    store.archive(Lane::LIVE, record(1_050).journalled_at).await.unwrap();
    store.archive(Lane::LIVE, record(2_050).journalled_at).await.unwrap();
    let dropped = store.forget_records(Lane::LIVE, record(1_500).journalled_at).await.unwrap();
    assert_eq!(dropped, 1_000);
    assert_eq!(segment_files(&place).len(), 1);
    assert_eq!(all(&store, Lane::LIVE).await, records(1_001, 2_000));
    assert_eq!(store.extent(Lane::LIVE).await.unwrap(), Some((1_001, 3_000)));
    assert_eq!(store.sequence_at(Lane::LIVE, start()).await.unwrap(), 0);
    closed(store).await;
    assert_eq!(all(&place.open().await, Lane::LIVE).await, records(1_001, 2_000));
}

async fn a_sealed_lane(place: &Place) -> Store {
    let store = place.open().await;
    let lane = store.create_lane(LaneKind::Generated, "history", start()).await.unwrap();
    store.seal(lane, records(1, 3_000), start()).await.unwrap();
    store
}

#[tokio::test]
async fn every_flipped_byte_of_a_segment_is_noticed() {
    let place = Place::new();
    let store = a_sealed_lane(&place).await;
    let file = segment_files(&place).remove(0);
    let sound = std::fs::read(&file).unwrap();
    closed(store).await;
    // Every byte of header and index, and some of each body.
    let places = (0..200).chain((200..sound.len()).step_by(997)).chain([sound.len() - 1]);
    for at in places {
        let mut broken = sound.clone();
        broken[at] ^= 0x20;
        std::fs::write(&file, &broken).unwrap();
        let store = place.open().await;
        let mut replay = store.replay(Lane(1), 1);
        let error = replay.next().await.expect_err("a flipped byte is noticed");
        assert!(matches!(&error, StoreError::Corrupt { path, .. } if *path == file), "{error}");
        assert!(error.to_string().contains("callboard restore"), "{error}");
        drop(replay);
        closed(store).await;
    }
    std::fs::write(&file, &sound).unwrap();
    assert_eq!(all(&place.open().await, Lane(1)).await, records(1, 3_000));
}

#[tokio::test]
async fn a_cut_off_or_missing_segment_is_named_at_opening() {
    let place = Place::new();
    a_sealed_lane(&place).await.close().await.unwrap();
    let file = segment_files(&place).remove(0);
    let sound = std::fs::read(&file).unwrap();
    std::fs::write(&file, &sound[..sound.len() / 2]).unwrap();
    let error = Store::open(&place.data(), start()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { path, .. } if *path == file), "{error}");
    std::fs::remove_file(&file).unwrap();
    let error = Store::open(&place.data(), start()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Missing { path, .. } if *path == file), "{error}");
    std::fs::write(&file, &sound).unwrap();
    assert_eq!(all(&place.open().await, Lane(1)).await.len(), 3_000);
}

#[tokio::test]
async fn an_interrupted_bulk_write_leaves_nothing() {
    let place = Place::new();
    let store = place.open().await;
    let lane = store.create_lane(LaneKind::Imported, "half", start()).await.unwrap();
    let mut sealing = store.sealing(lane).await.unwrap();
    sealing.push(&records(1, 2_500)).await.unwrap();
    assert!(sealing.push(&records(9_000, 1)).await.is_err(), "a gap is refused");
    drop(sealing);
    assert_eq!(all(&store, lane).await, []);
    closed(store).await;
    let archive = place.data().join("archive");
    std::fs::write(archive.join("1-000000000001-000000002000.segment"), "half").unwrap();
    std::fs::write(archive.join("1-000000000001.tmp"), "half").unwrap();
    let store = place.open().await;
    assert!(store.findings().len() >= 2, "{:?}", store.findings());
    assert_eq!(segment_files(&place), Vec::<PathBuf>::new());
    assert_eq!(store.seal(lane, records(1, 10), start()).await.unwrap(), 10);
}

#[tokio::test]
async fn a_broken_snapshot_is_passed_over() {
    let place = Place::new();
    let store = place.open().await;
    for sequence in [10, 20, 30] {
        let state = vec![u8::try_from(sequence).unwrap(); 1_000];
        store.put_snapshot(Lane::LIVE, sequence, start(), &state).await.unwrap();
    }
    let newest = store.snapshot_before(Lane::LIVE, 29).await.unwrap().unwrap();
    assert_eq!(newest, (20, vec![20; 1_000]));
    assert_eq!(store.snapshot_before(Lane::LIVE, 9).await.unwrap(), None);
    assert_eq!(store.snapshot_before(Lane(1), 99).await.unwrap(), None);
    let file = place.data().join("snapshots/0-000000000020.snapshot");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[500] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let older = store.snapshot_before(Lane::LIVE, 29).await.unwrap().unwrap();
    assert_eq!(older, (10, vec![10; 1_000]));
    std::fs::write(&file, "").unwrap();
    assert_eq!(store.snapshot_before(Lane::LIVE, 29).await.unwrap().unwrap().0, 10);
    assert_eq!(store.prune_snapshots(Lane::LIVE, 30).await.unwrap(), 2);
    std::fs::remove_dir_all(place.data().join("snapshots")).unwrap();
    assert_eq!(store.snapshot_before(Lane::LIVE, 99).await.unwrap(), None);
    store.put_snapshot(Lane::LIVE, 40, start(), b"x").await.unwrap();
    assert_eq!(store.snapshot_before(Lane::LIVE, 99).await.unwrap().unwrap().0, 40);
}
