//! History loaded in bulk, to its end or not.

use crate::support::{Place, contact, start};
use sqlx::{Connection as _, Row as _};
use std::path::Path;
use store::{ContactFilter, Lane, Projection, Store};

/// The indexes of contacts, as the file describes them.
async fn indexes(data: &Path) -> Vec<String> {
    let file = format!("sqlite://{}?mode=ro", data.join("callboard.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&file).await.unwrap();
    let query = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'contact' \
                 AND sql IS NOT NULL ORDER BY name";
    let rows = sqlx::query(query).fetch_all(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

async fn load(store: &Store) {
    store.begin_loading().await.unwrap();
    let contacts = (1..=500).map(|number| contact(number, start())).collect();
    let rows = Projection { contacts, ..Projection::default() };
    store.project(Lane::LIVE, 1, &rows).await.unwrap();
}

async fn listed(store: &Store) -> usize {
    let filter = ContactFilter { limit: 1_000, ..ContactFilter::default() };
    store.contacts(&filter).await.unwrap().items.len()
}

#[tokio::test]
async fn indexes_go_while_history_is_loaded_and_come_back_as_they_were() {
    let folder = Place::new();
    let store = folder.open().await;
    let made = indexes(&folder.data()).await;
    assert_eq!(made.len(), 4);
    load(&store).await;
    assert_eq!(indexes(&folder.data()).await, [""; 0]);
    assert_eq!(listed(&store).await, 500, "slow, not wrong");
    store.end_loading().await.unwrap();
    assert_eq!(indexes(&folder.data()).await, made);
    assert_eq!(listed(&store).await, 500);
    store.close().await.unwrap();
}

#[tokio::test]
async fn a_load_that_was_broken_off_leaves_no_folder_without_indexes() {
    let folder = Place::new();
    let store = folder.open().await;
    let made = indexes(&folder.data()).await;
    load(&store).await;
    store.close().await.unwrap();
    drop(store);
    let store = folder.open().await;
    assert_eq!(indexes(&folder.data()).await, made);
    let findings = store.findings().join("\n");
    assert!(findings.contains("broken off"), "{findings}");
    assert_eq!(listed(&store).await, 500);
    store.close().await.unwrap();
}
