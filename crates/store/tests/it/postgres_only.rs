//! What only a server elsewhere can do to us: be shared, restart, fall silent, hold other tables.

use crate::postgres::Server;
use crate::support::{Place, closed, start};
use std::collections::BTreeMap;
use store::{Options, Postgres, Store, StoreError};

async fn refusal(place: &Place) -> String {
    let error = place.try_open().await.unwrap_err();
    format!("{error}")
}

/// Every reason of an error, one behind the other.
fn whole(error: &dyn std::error::Error) -> String {
    let first = error.to_string();
    error.source().map_or(first.clone(), |source| format!("{first}: {}", whole(source)))
}

async fn put(store: &Store, name: &str, value: u32) -> Result<(), StoreError> {
    store.put_setting(name, &value, start()).await
}

#[tokio::test]
async fn the_tables_of_both_engines_have_the_same_shape() {
    let Some(place) = Place::in_postgres() else { return };
    let file = Place::new();
    place.make().await;
    file.make().await;
    let of_postgres: Vec<(String, String, String, bool)> = sqlx::query_as(
        "SELECT table_name::TEXT, column_name::TEXT, data_type::TEXT || COALESCE(' ' || collation_name, ''), \
         is_nullable = 'NO' FROM information_schema.columns WHERE table_schema = current_schema()",
    )
    .fetch_all(&mut place.stranger().await)
    .await
    .unwrap();
    let of_sqlite: Vec<(String, String, String, bool, i64)> = file.rows(
        "SELECT m.name, c.name, c.type, c.\"notnull\", c.pk FROM sqlite_master AS m, pragma_table_info(m.name) AS c \
         WHERE m.type = 'table'",
    )
    .await;
    let word = |kind: &str| match kind {
        "BIGINT" => "bigint",
        "TEXT" => "text C",
        "BLOB" => "bytea",
        "DOUBLE PRECISION" => "double precision",
        other => panic!("{other}: say what it is on PostgreSQL"),
    };
    let of_postgres: BTreeMap<_, _> = of_postgres
        .into_iter()
        .filter(|(table, ..)| table != "schema_version")
        .map(|(table, column, kind, is_required)| ((table, column), (kind, is_required)))
        .collect();
    let of_sqlite: BTreeMap<_, _> = of_sqlite
        .into_iter()
        .filter(|(table, ..)| table != "schema_version")
        .map(|(table, column, kind, is_required, key)| {
            ((table, column), (word(&kind).to_owned(), is_required || key > 0))
        })
        .collect();
    assert!(of_sqlite.len() > 150, "{} columns", of_sqlite.len());
    assert_eq!(of_postgres, of_sqlite);
}

#[tokio::test]
async fn two_servers_never_write_one_schema() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    let second = Place::new();
    let error = Store::open_with(&second.data(), start(), place.options()).await.unwrap_err();
    assert!(error.to_string().contains("another server writes it"), "{error}");
    // Nor on the keys of another folder, when the first is gone.
    closed(store).await;
    let error = Store::open_with(&second.data(), start(), place.options()).await.unwrap_err();
    assert!(matches!(error, StoreError::Missing { .. } | StoreError::WrongKeys { .. }), "{error}");
}

#[tokio::test]
async fn lost_connections_are_made_anew_before_work_begins() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    put(&store, "before", 1).await.unwrap();
    place.end_connections().await;
    put(&store, "after", 2).await.unwrap();
    assert_eq!(store.setting::<u32>("before").await.unwrap(), Some(1));
    place.end_connections().await;
    assert_eq!(store.setting::<u32>("after").await.unwrap(), Some(2));
    assert!(store.create_account("王芳", "hash", &[], start()).await.unwrap().is_some());
    closed(store).await;
}

#[tokio::test]
async fn a_transaction_whose_connection_dies_is_undone_whole_and_said_so() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    place
        .tamper(
            "CREATE FUNCTION die() RETURNS TRIGGER LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END'; \
             CREATE TRIGGER die BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION die()",
        )
        .await;
    let event = journal::Event::SkewMeasured { skew: domain::Duration(7) };
    let told = [event];
    let error = store.put_setting_and_tell("half", &1_u32, &told, start()).await.unwrap_err();
    assert!(matches!(error, StoreError::Away { .. }), "{error:?}");
    assert_eq!(store.setting::<u32>("half").await.unwrap(), None);
    place.tamper("DROP TRIGGER die ON outbox; DROP FUNCTION die").await;
    store.put_setting_and_tell("half", &2_u32, &told, start()).await.unwrap();
    assert_eq!(store.setting::<u32>("half").await.unwrap(), Some(2));
    assert_eq!(store.outbox().await.unwrap().len(), 1);
    closed(store).await;
}

#[tokio::test]
async fn who_finds_the_schema_taken_when_coming_back_does_not_write() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    let mut other = place.stranger().await;
    let key: i64 = sqlx::query_scalar(
        "SELECT (classid::BIGINT << 32) | objid::BIGINT FROM pg_locks WHERE locktype = 'advisory' \
         AND objsubid = 1 AND pid = $1",
    )
    .bind(place.writer_of().await)
    .fetch_one(&mut other)
    .await
    .unwrap();
    place.end_connections().await;
    sqlx::query("SELECT pg_advisory_lock($1)").bind(key).execute(&mut other).await.unwrap();
    let error = put(&store, "mine", 1).await.unwrap_err();
    assert!(whole(&error).contains("another server writes this schema"), "{error:?}");
    sqlx::query("SELECT pg_advisory_unlock($1)").bind(key).execute(&mut other).await.unwrap();
    put(&store, "mine", 1).await.unwrap();
    closed(store).await;
}

#[tokio::test]
async fn a_server_that_restarts_is_waited_for_and_everything_is_still_there() {
    let Some(mut server) = Server::start() else { return };
    let place = Place::at(&server.address());
    let store = place.open().await;
    put(&store, "kept", 1).await.unwrap();
    server.stop();
    let error = put(&store, "lost", 2).await.unwrap_err();
    assert!(matches!(error, StoreError::Away { .. }), "{error:?}");
    assert!(error.to_string().contains("goes on by itself"), "{error}");
    let error = put(&store, "lost", 2).await.unwrap_err();
    assert!(matches!(error, StoreError::Away { .. }), "also the second time: {error:?}");
    assert!(store.accounts().await.is_err());
    server.start_again();
    assert_eq!(store.setting::<u32>("kept").await.unwrap(), Some(1));
    assert_eq!(store.setting::<u32>("lost").await.unwrap(), None);
    put(&store, "kept", 3).await.unwrap();
    closed(store).await;
    let store = place.open().await;
    assert_eq!(store.setting::<u32>("kept").await.unwrap(), Some(3));
    closed(store).await;
}

#[tokio::test]
async fn a_folder_knows_where_its_data_is() {
    let Some(place) = Place::in_postgres() else { return };
    place.make().await;
    let alone = Store::open(&place.data(), start()).await.unwrap_err().to_string();
    assert!(alone.contains("in PostgreSQL, schema t"), "{alone}");
    assert!(alone.contains("CALLBOARD_POSTGRES="), "{alone}");
    let elsewhere = place.another();
    let other = Store::open_with(&place.data(), start(), elsewhere.options()).await.unwrap_err();
    assert!(other.to_string().contains("name the schema in [store]"), "{other}");
    let file = Place::new();
    file.make().await;
    let moved = Store::open_with(&file.data(), start(), elsewhere.options()).await.unwrap_err();
    assert!(moved.to_string().contains("in callboard.db already"), "{moved}");
    closed(file.open().await).await;
    closed(place.open().await).await;
}

#[tokio::test]
async fn a_schema_that_is_not_what_it_was_is_refused() {
    let Some(place) = Place::in_postgres() else { return };
    place
        .tamper_database("CREATE SCHEMA $schema; CREATE TABLE $schema.thesis (years BIGINT)")
        .await;
    let message = refusal(&place).await;
    assert!(message.contains("somebody else's tables"), "{message}");
    place.tamper_database("DROP SCHEMA $schema CASCADE").await;

    place.make().await;
    place.tamper("INSERT INTO schema_version VALUES (99, 0, '9.0.0')").await;
    let message = refusal(&place).await;
    assert!(message.contains("data version 99"), "{message}");
    place.tamper("DELETE FROM schema_version WHERE version = 99").await;
    closed(place.open().await).await;

    place.tamper_database("DROP SCHEMA $schema CASCADE").await;
    let message = refusal(&place).await;
    assert!(message.contains("it is empty") && message.contains("newest dump"), "{message}");
}

#[tokio::test]
async fn a_backup_that_would_be_half_is_refused() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    let to = place.path().join("backup");
    let error = store.backup(&to, start()).await.unwrap_err().to_string();
    assert!(error.contains("pg_dump"), "{error}");
    assert!(!to.exists(), "nothing that could be taken for a backup");
    closed(store).await;
}

#[tokio::test]
async fn a_text_that_postgresql_cannot_keep_is_an_error_and_nothing_else_breaks() {
    let Some(place) = Place::in_postgres() else { return };
    let store = place.open().await;
    let error = store.create_account("a\0b", "hash", &[], start()).await.unwrap_err();
    assert!(whole(&error).contains("U+0000"), "{error:?}");
    assert!(store.create_account("ab", "hash", &[], start()).await.unwrap().is_some());
    closed(store).await;
}

#[tokio::test]
async fn no_failure_shows_the_password() {
    let Some(server) = crate::postgres::shared() else { return };
    let wrong = server.address().replace("only-for-tests", "se-cret");
    let wrong = Postgres::parse(&wrong, Some("never")).unwrap();
    let place = Place::new();
    let options = Options { postgres: Some(wrong), ..Options::default() };
    let error = Store::open_with(&place.data(), start(), options).await.unwrap_err();
    let said = format!("{} {error:?}", whole(&error));
    assert!(said.contains("password authentication failed"), "{said}");
    assert!(!said.contains("se-cret"), "{said}");
    // What was never reached binds nobody: the folder may still become one without it.
    closed(place.open().await).await;
}
