//! Backups made while a writer works, and brought back.

use crate::support::{Place, all, closed, record, records, start};
use domain::Timestamp;
use store::{Lane, LaneKind, Projection, Store, StoreError};

#[tokio::test]
async fn a_backup_under_load_holds_everything_acknowledged_before_it() {
    let place = Place::new();
    let store = place.open().await;
    store.remember_customers(&["13731199938"], start()).await.unwrap();
    let lane = store.create_lane(LaneKind::Imported, "old", start()).await.unwrap();
    store.seal(lane, records(1, 1_500), start()).await.unwrap();
    store.append(Lane::LIVE, &records(1, 1_000)).await.unwrap();
    store.append(Lane::LIVE, &records(1_001, 1_000)).await.unwrap();
    store.archive(Lane::LIVE, record(1_500).journalled_at).await.unwrap();

    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let writer = {
        let (store, stop) = (store.clone(), stop.clone());
        tokio::spawn(async move {
            let mut next = 2_001;
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                store.append(Lane::LIVE, &records(next, 20)).await.unwrap();
                next += 20;
                let rows = Projection::default();
                store.project(Lane::LIVE, next - 1, &rows).await.unwrap();
            }
            next - 1
        })
    };
    let mut backups = Vec::new();
    for number in 0..5 {
        let to = place.path().join(format!("backup-{number}"));
        let before = store.last(Lane::LIVE).await.unwrap().unwrap().0;
        let backup = store.backup(&to, start()).await.unwrap();
        assert!(backup.last_sequence >= before);
        backups.push((to, backup));
        tokio::task::yield_now().await;
    }
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    let written = writer.await.unwrap();
    assert!(written > 2_000);
    closed(store).await;

    for (number, (from, backup)) in backups.iter().enumerate() {
        let dir = place.path().join(format!("restored-{number}"));
        Store::restore(from, &dir).await.unwrap();
        let store = Store::open(&dir, start()).await.unwrap();
        let last = store.last(Lane::LIVE).await.unwrap().unwrap().0;
        assert!(last >= backup.last_sequence);
        assert!(store.projected(Lane::LIVE).await.unwrap() <= last);
        assert_eq!(all(&store, Lane::LIVE).await, records(1, last));
        assert_eq!(all(&store, Lane(1)).await, records(1, 1_500));
        let number = store.customer_number(store.token("13731199938")).await.unwrap();
        assert_eq!(number.as_deref(), Some("13731199938"));
        store.append(Lane::LIVE, &records(last + 1, 1)).await.unwrap();
    }
}

async fn a_backup(place: &Place) -> std::path::PathBuf {
    let store = place.open().await;
    store.append(Lane::LIVE, &records(1, 100)).await.unwrap();
    let to = place.path().join("backup");
    store.backup(&to, Timestamp(7)).await.unwrap();
    to
}

#[tokio::test]
async fn a_restore_never_overwrites_and_a_backup_never_either() {
    let place = Place::new();
    let from = a_backup(&place).await;
    let message = Store::restore(&from, &place.data()).await.unwrap_err().to_string();
    assert!(
        message.contains("holds data already") && message.contains("move it away"),
        "{message}"
    );
    let message = place.open().await.backup(&from, start()).await.unwrap_err().to_string();
    assert!(message.contains("not empty") && message.contains("new folder"), "{message}");
}

#[tokio::test]
async fn a_damaged_unfinished_or_keyless_backup_is_refused() {
    let place = Place::new();
    let from = a_backup(&place).await;
    let dir = place.path().join("restored");
    let apart = place.path().join("safe");
    std::fs::rename(from.join("keys"), &apart).unwrap();
    let message = Store::restore(&from, &dir).await.unwrap_err().to_string();
    assert!(message.contains("stored apart"), "{message}");
    std::fs::rename(&apart, from.join("keys")).unwrap();

    let file = from.join("data/journal.db");
    let sound = std::fs::read(&file).unwrap();
    let mut broken = sound.clone();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    std::fs::write(&file, broken).unwrap();
    let error = Store::restore(&from, &dir).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { path, .. } if *path == file), "{error}");
    assert!(!dir.exists());
    std::fs::write(&file, sound).unwrap();
    Store::restore(&from, &dir).await.unwrap();

    std::fs::remove_file(from.join("backup.json")).unwrap();
    let message = Store::restore(&from, &place.path().join("other")).await.unwrap_err().to_string();
    assert!(message.contains("not finished"), "{message}");
}
