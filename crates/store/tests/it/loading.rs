//! History loaded in bulk, to its end or not.

use crate::support::{Place, contact, on_both_engines, start};
use sqlx::{Connection as _, Row as _};
use store::{ContactFilter, Lane, Projection, Store};

on_both_engines! {
    indexes_go_while_history_is_loaded_and_come_back_as_they_were
    a_load_that_was_broken_off_leaves_no_folder_without_indexes
}

/// The indexes of contacts, as the engine describes them.
async fn indexes(place: &Place) -> Vec<String> {
    if place.is_in_postgres() {
        let query = "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema() \
                     AND tablename = 'contact' AND indexname <> 'contact_pkey' ORDER BY indexname";
        let mut connection = place.stranger().await;
        return sqlx::query_scalar(query).fetch_all(&mut connection).await.unwrap();
    }
    let file = format!("sqlite://{}?mode=ro", place.data().join("callboard.db").display());
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

async fn indexes_go_while_history_is_loaded_and_come_back_as_they_were(folder: Place) {
    let store = folder.open().await;
    let made = indexes(&folder).await;
    assert_eq!(made.len(), 4);
    load(&store).await;
    assert_eq!(indexes(&folder).await, [""; 0]);
    assert_eq!(listed(&store).await, 500, "slow, not wrong");
    store.end_loading().await.unwrap();
    assert_eq!(indexes(&folder).await, made);
    assert_eq!(listed(&store).await, 500);
    store.close().await.unwrap();
}

async fn a_load_that_was_broken_off_leaves_no_folder_without_indexes(folder: Place) {
    let store = folder.open().await;
    let made = indexes(&folder).await;
    load(&store).await;
    store.close().await.unwrap();
    drop(store);
    let store = folder.open().await;
    assert_eq!(indexes(&folder).await, made);
    let findings = store.findings().join("\n");
    assert!(findings.contains("broken off"), "{findings}");
    assert_eq!(listed(&store).await, 500);
    store.close().await.unwrap();
}
