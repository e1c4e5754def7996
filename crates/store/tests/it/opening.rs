//! Opening a data folder: what is refused, and in which words.

use crate::support::{Place, all, closed, records, start};
use sqlx::{ConnectOptions as _, Connection as _};
use store::{Lane, Migration, Options, Store, StoreError};

async fn refusal(place: &Place) -> String {
    Store::open(&place.data(), start()).await.unwrap_err().to_string()
}

pub(crate) async fn tamper(file: &std::path::Path, statement: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
    let mut connection = options.connect().await.unwrap();
    sqlx::raw_sql(statement).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}

#[tokio::test]
async fn a_second_process_is_told_who_has_the_folder() {
    let place = Place::new();
    let store = place.open().await;
    let message = refusal(&place).await;
    assert!(message.contains(&format!("in use by process {}", std::process::id())), "{message}");
    closed(store).await;
    place.open().await;
}

#[tokio::test]
async fn somebody_elses_folder_is_left_alone() {
    let place = Place::new();
    std::fs::create_dir_all(place.data()).unwrap();
    std::fs::write(place.data().join("thesis.doc"), "years of work").unwrap();
    let message = refusal(&place).await;
    assert!(message.contains("thesis.doc") && message.contains("empty folder"), "{message}");
    let names: Vec<_> = std::fs::read_dir(place.data()).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing was made there");
}

#[tokio::test]
async fn a_file_is_no_data_folder() {
    let place = Place::new();
    std::fs::write(place.data(), "a file").unwrap();
    let message = refusal(&place).await;
    assert!(message.contains("name a folder that may be written to, with --data DIR"), "{message}");
    assert_eq!(std::fs::read_to_string(place.data()).unwrap(), "a file");
}

#[tokio::test]
async fn a_newer_folder_is_refused_by_its_version() {
    let place = Place::new();
    place.make().await;
    let file = place.data().join("journal.db");
    tamper(&file, "INSERT INTO schema_version VALUES (99, 0, '9.0.0')").await;
    let message = refusal(&place).await;
    assert!(message.contains("data version 99"), "{message}");
    assert!(message.contains("start the newer program"), "{message}");
}

const A_STEP_MORE: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/journal-0001.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/journal-0002.sql") },
    Migration { version: 3, sql: "ALTER TABLE lane ADD COLUMN colour TEXT" },
];
const A_BROKEN_STEP: &[Migration] = &[
    Migration { version: 1, sql: include_str!("../../migrations/journal-0001.sql") },
    Migration { version: 2, sql: include_str!("../../migrations/journal-0002.sql") },
    Migration {
        version: 3,
        sql: "ALTER TABLE lane ADD COLUMN colour TEXT; INSERT INTO nowhere VALUES (1)",
    },
];

#[tokio::test]
async fn a_migration_copies_the_file_first_and_keeps_the_records() {
    let place = Place::new();
    let store = place.open().await;
    store.append(Lane::LIVE, &records(1, 10)).await.unwrap();
    closed(store).await;

    let broken = Options { journal_migrations: Some(A_BROKEN_STEP), ..Options::default() };
    assert!(Store::open_with(&place.data(), start(), broken).await.is_err());
    let store = place.open().await;
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 10), "a failed step changed nothing");
    closed(store).await;

    let newer = Options { journal_migrations: Some(A_STEP_MORE), ..Options::default() };
    let store = Store::open_with(&place.data(), start(), newer).await.unwrap();
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 10));
    closed(store).await;
    let message = refusal(&place).await;
    assert!(message.contains("data version 3") && message.contains("up to 2"), "{message}");

    let copy = place.data().join("backups/before-version-3/journal.db");
    std::fs::copy(copy, place.data().join("journal.db")).unwrap();
    let store = place.open().await;
    assert_eq!(all(&store, Lane::LIVE).await, records(1, 10));
}

#[tokio::test]
async fn a_missing_database_is_named_with_the_remedy() {
    let place = Place::new();
    place.make().await;
    std::fs::remove_file(place.data().join("journal.db")).unwrap();
    let message = refusal(&place).await;
    assert!(message.contains("journal.db is missing"), "{message}");
    assert!(message.contains("callboard restore"), "{message}");
    assert!(!place.data().join("journal.db").exists(), "nothing empty was put in its place");
}

#[tokio::test]
async fn a_folder_whose_making_was_interrupted_is_made_anew() {
    let place = Place::new();
    place.make().await;
    let data = place.data();
    // As a crash in the middle of the first start leaves it.
    std::fs::write(data.join("callboard.new"), "").unwrap();
    std::fs::remove_file(data.join("callboard.db")).unwrap();
    std::fs::write(data.join("frames.db"), "").unwrap();
    std::fs::remove_file(data.join("keys/master.key")).unwrap();
    let store = place.open().await;
    store.append(Lane::LIVE, &records(1, 10)).await.unwrap();
    closed(store).await;
    assert!(!data.join("callboard.new").exists());
    assert_eq!(all(&place.open().await, Lane::LIVE).await, records(1, 10));
}

#[tokio::test]
async fn foreign_and_damaged_files_are_named() {
    let place = Place::new();
    place.make().await;
    let file = place.data().join("callboard.db");
    std::fs::write(&file, "this is not a database, and long enough to be looked at".repeat(40))
        .unwrap();
    let error = Store::open(&place.data(), start()).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { path, .. } if *path == file), "{error}");
    assert!(error.to_string().contains("callboard restore"), "{error}");

    for name in ["callboard.db", "journal.db"] {
        let place = Place::new();
        place.make().await;
        std::fs::write(place.data().join(name), "").unwrap();
        let message = refusal(&place).await;
        assert!(message.contains(name) && message.contains("it is empty"), "{message}");
    }

    let place = Place::new();
    place.make().await;
    tamper(&place.data().join("callboard.db"), "PRAGMA application_id = 7").await;
    let message = refusal(&place).await;
    assert!(message.contains("not a Callboard database"), "{message}");
}

#[tokio::test]
async fn foreign_keys_are_refused_and_missing_ones_never_made_anew() {
    let place = Place::new();
    place.make().await;
    let key = place.data().join("keys/master.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&key).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    std::fs::write(&key, format!("{:064x}\n", 5)).unwrap();
    let error = Store::open(&place.data(), start()).await.unwrap_err();
    assert!(matches!(error, StoreError::WrongKeys { .. }), "{error}");
    std::fs::write(&key, "short").unwrap();
    assert!(refusal(&place).await.contains("64 hexadecimal digits"));
    std::fs::remove_file(&key).unwrap();
    let message = refusal(&place).await;
    assert!(message.contains("master.key is missing"), "{message}");
    assert!(message.contains("put back the keys folder"), "{message}");
}
