//! The write-ahead log cut and corrupted at every frame of the last batch; a full disk.

use crate::support::{Place, all, closed, contact, records, start};
use domain::Duration;
use std::path::Path;
use store::{Lane, Options, Projection, Store, StoreError};

const PAGE: usize = 4_096;
const FRAME: usize = PAGE + 24;

/// A journal as a crash leaves it: the database file and its log, three batches acknowledged.
struct Crashed {
    place: Place,
    wal: Vec<u8>,
    /// Length of the log when the first two batches were acknowledged.
    two: usize,
}

fn copy_data(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_data(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Crashed {
    async fn new() -> Self {
        let place = Place::new();
        let working = place.path().join("working");
        let store = Store::open(&working, start()).await.unwrap();
        let wal = working.join("journal.db-wal");
        store.append(Lane::LIVE, &records(1, 30)).await.unwrap();
        store.append(Lane::LIVE, &records(31, 30)).await.unwrap();
        let two = usize::try_from(std::fs::metadata(&wal).unwrap().len()).unwrap();
        store.append(Lane::LIVE, &records(61, 140)).await.unwrap();
        // The process is gone now; what it had acknowledged is in these files.
        copy_data(&working, &place.data());
        let wal = std::fs::read(place.data().join("journal.db-wal")).unwrap();
        closed(store).await;
        assert!(wal.len() >= two + 4 * FRAME, "the last batch is several frames");
        assert_eq!((wal.len() - 32) % FRAME, 0);
        Self { place, wal, two }
    }

    /// Opens a copy whose log has these bytes.
    async fn reopened(&self, wal: &[u8]) -> (Place, Store) {
        let place = Place::new();
        copy_data(&self.place.data(), &place.data());
        drop(std::fs::remove_file(place.data().join("journal.db-shm")));
        std::fs::write(place.data().join("journal.db-wal"), wal).unwrap();
        let store = place.open().await;
        (place, store)
    }

    /// The first two batches are there, the third is not, and it says so; writing goes on.
    async fn expect_two_batches(&self, wal: &[u8], how: &str) {
        let (_place, store) = self.reopened(wal).await;
        assert_eq!(all(&store, Lane::LIVE).await, records(1, 60), "{how}");
        let findings = store.findings().join("\n");
        assert!(findings.contains("ends at record 60"), "{how}: {findings:?}");
        let marks = store.marks(Lane::LIVE).await.unwrap();
        assert_eq!(marks[&crate::support::SOURCE].counter, 60, "{how}");
        store.append(Lane::LIVE, &records(61, 140)).await.unwrap();
        assert_eq!(all(&store, Lane::LIVE).await, records(1, 200), "{how}");
    }
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_crash() {
    let crashed = Crashed::new().await;
    let (_place, store) = crashed.reopened(&crashed.wal).await;
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 200));
    assert_eq!(store.findings(), [] as [String; 0]);
}

#[tokio::test]
async fn a_backup_made_after_a_crash_brings_back_what_was_acknowledged() {
    let crashed = Crashed::new().await;
    let torn = &crashed.wal[..crashed.wal.len() - 100];
    for (wal, count) in [(crashed.wal.as_slice(), 200), (torn, 60)] {
        let (place, store) = crashed.reopened(wal).await;
        let to = place.path().join("backup");
        let backup = store.backup(&to, start()).await.unwrap();
        assert_eq!(backup.last_sequence, count);
        let dir = place.path().join("restored");
        Store::restore(&to, &dir).await.unwrap();
        let restored = Store::open(&dir, start()).await.unwrap();
        assert_eq!(all(&restored, Lane::LIVE).await, records(1, count));
    }
}

#[tokio::test]
async fn a_log_cut_within_the_last_batch_loses_that_batch_whole_and_says_so() {
    let crashed = Crashed::new().await;
    let frames = (crashed.wal.len() - crashed.two) / FRAME;
    for frame in 0..frames {
        let begin = crashed.two + frame * FRAME;
        // At the frame's beginning, within its header, within its page, before its last byte.
        for cut in [begin, begin + 17, begin + 24, begin + 2_000, begin + FRAME - 1] {
            if cut == crashed.two {
                continue; // then nothing of the batch is left to tell of it
            }
            crashed.expect_two_batches(&crashed.wal[..cut], &format!("cut at byte {cut}")).await;
        }
    }
    let (_place, store) = crashed.reopened(&crashed.wal[..crashed.two]).await;
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 60));
}

#[tokio::test]
async fn a_log_corrupted_within_the_last_batch_loses_that_batch_whole_and_says_so() {
    let crashed = Crashed::new().await;
    let frames = (crashed.wal.len() - crashed.two) / FRAME;
    for frame in 0..frames {
        let begin = crashed.two + frame * FRAME;
        // Page number, size after commit, checksum, first and last byte of the page.
        for at in [begin, begin + 7, begin + 18, begin + 24, begin + FRAME - 1] {
            let mut wal = crashed.wal.clone();
            wal[at] ^= 0x40;
            crashed.expect_two_batches(&wal, &format!("byte {at} flipped")).await;
        }
        let mut wal = crashed.wal.clone();
        wal[begin..begin + FRAME].fill(0);
        let (_place, store) = crashed.reopened(&wal).await;
        assert_eq!(all(&store, Lane::LIVE).await, records(1, 60), "frame {frame} zeroed");
    }
}

#[tokio::test]
async fn history_ahead_of_a_shortened_journal_is_reported() {
    let crashed = Crashed::new().await;
    let (place, store) = crashed.reopened(&crashed.wal).await;
    store.project(Lane::LIVE, 200, &Projection::default()).await.unwrap();
    closed(store).await;
    // A file system that lost the newer file and kept the older.
    for name in ["journal.db", "journal.db-wal"] {
        std::fs::copy(crashed.place.data().join(name), place.data().join(name)).unwrap();
    }
    std::fs::write(place.data().join("journal.db-wal"), &crashed.wal[..crashed.two]).unwrap();
    let store = place.open().await;
    let findings = store.findings().join("\n");
    assert!(findings.contains("140 acknowledged records are lost"), "{findings}");
}

#[tokio::test]
async fn a_full_disk_refuses_the_batch_whole_and_later_it_goes_on() {
    let place = Place::new();
    let small = Options { journal_max_pages: Some(60), ..Options::default() };
    let store = Store::open_with(&place.data(), start(), small).await.unwrap();
    let mut next = 1;
    let error = loop {
        match store.append(Lane::LIVE, &records(next, 100)).await {
            Ok(()) => next += 100,
            Err(error) => break error,
        }
        assert!(next < 10_000, "the limit holds");
    };
    assert!(error.is_full(), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("full") && message.contains("free some space"), "{message}");
    assert_eq!(store.last(Lane::LIVE).await.unwrap().unwrap().0, next - 1);
    assert_eq!(all(&store, Lane::LIVE).await, records(1, next - 1));
    let again = store.append(Lane::LIVE, &records(next, 100)).await.unwrap_err();
    assert!(again.is_full(), "{again:?}");
    store.append(Lane::LIVE, &records(next, 1)).await.unwrap();
    // Archiving frees pages; the batch that was refused now fits.
    store.archive(Lane::LIVE, domain::Timestamp::MAX).await.unwrap();
    store.append(Lane::LIVE, &records(next + 1, 100)).await.unwrap();
    assert_eq!(all(&store, Lane::LIVE).await, records(1, next + 100));
    closed(store).await;
    assert_eq!(all(&place.open().await, Lane::LIVE).await, records(1, next + 100));
}

#[tokio::test]
async fn a_projection_that_does_not_fit_leaves_neither_rows_nor_mark() {
    let place = Place::new();
    let small = Options { history_max_pages: Some(120), ..Options::default() };
    let store = Store::open_with(&place.data(), start(), small).await.unwrap();
    let at = |n: u64| start().plus(Duration::from_secs(i64::try_from(n).unwrap()));
    let rows = |range: std::ops::Range<u64>| Projection {
        contacts: range.map(|n| contact(n, at(n))).collect(),
        ..Projection::default()
    };
    store.project(Lane::LIVE, 10, &rows(0..10)).await.unwrap();
    let error = store.project(Lane::LIVE, 9_000, &rows(10..9_000)).await.unwrap_err();
    assert!(matches!(error, StoreError::Full { .. }), "{error}");
    assert_eq!(store.projected(Lane::LIVE).await.unwrap(), 10);
    let filter = store::ContactFilter { limit: 1_000, ..Default::default() };
    assert_eq!(store.contacts(&filter).await.unwrap().items.len(), 10);
    store.project(Lane::LIVE, 11, &rows(10..11)).await.unwrap();
    assert_eq!(store.projected(Lane::LIVE).await.unwrap(), 11);
}
