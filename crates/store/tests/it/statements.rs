//! Every statement in the source is prepared on each engine: what a compile-time check would do.

use crate::support::Place;
use sqlx::{
    AssertSqlSafe, Column as _, ConnectOptions as _, Executor as _, SqlSafeStr as _,
    Statement as _, TypeInfo as _,
};

const SOURCES: [(&str, &str); 28] = [
    ("journal.db", include_str!("../../src/archive.rs")),
    ("journal.db", include_str!("../../src/audit_end.rs")),
    ("journal.db", include_str!("../../src/lane.rs")),
    ("journal.db", include_str!("../../src/log.rs")),
    ("callboard.db", include_str!("../../src/access.rs")),
    ("callboard.db", include_str!("../../src/account.rs")),
    ("callboard.db", include_str!("../../src/attendance.rs")),
    ("callboard.db", include_str!("../../src/audit.rs")),
    ("callboard.db", include_str!("../../src/database.rs")),
    ("callboard.db", include_str!("../../src/directory.rs")),
    ("callboard.db", include_str!("../../src/floor_plan.rs")),
    ("callboard.db", include_str!("../../src/forecast.rs")),
    ("callboard.db", include_str!("../../src/history/ivr.rs")),
    ("callboard.db", include_str!("../../src/order.rs")),
    ("callboard.db", include_str!("../../src/history.rs")),
    ("callboard.db", include_str!("../../src/origin.rs")),
    ("callboard.db", include_str!("../../src/people.rs")),
    ("callboard.db", include_str!("../../src/people_list.rs")),
    ("callboard.db", include_str!("../../src/people_write.rs")),
    ("callboard.db", include_str!("../../src/projection.rs")),
    ("callboard.db", include_str!("../../src/saved_view.rs")),
    ("callboard.db", include_str!("../../src/second_factor.rs")),
    ("callboard.db", include_str!("../../src/setting.rs")),
    ("callboard.db", include_str!("../../src/staffing_plan.rs")),
    ("callboard.db", include_str!("../../src/upkeep.rs")),
    ("callboard.db", include_str!("../../src/vault.rs")),
    ("callboard.db", include_str!("../../src/wall.rs")),
    ("frames.db", include_str!("../../src/frame.rs")),
];

/// The texts that stand in `query(...)` and `query_scalar(...)`.
fn statements(source: &str) -> Vec<String> {
    // A statement is the text of a call, or of a constant that a call takes.
    let begins = |at: &str| source.match_indices(at).map(|(at, _)| at).collect::<Vec<_>>();
    let calls = begins("sql::query")
        .into_iter()
        .chain(begins("sqlx::query"))
        .chain(begins(": &str = \"DELETE"));
    let texts = calls.filter_map(|at| {
        let rest = source.get(at..)?;
        let call = match rest.strip_prefix(": &str = ") {
            Some(text) => text.strip_prefix('"')?,
            None => rest.split_once('(')?.1.trim_start().strip_prefix('"')?,
        };
        let text = call.split_once('"')?.0;
        Some(text.split("\\\n").map(str::trim_start).collect::<String>())
    });
    texts.collect()
}

#[tokio::test]
async fn every_statement_is_understood_by_sqlite() {
    let place = Place::new();
    place.make().await;
    let mut count = 0;
    for (file, source) in SOURCES {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.data().join(file));
        let mut connection = options.connect().await.unwrap();
        for text in statements(source) {
            if ["pg_indexes", "pg_class"].iter().any(|table| text.contains(table)) {
                continue;
            }
            count += 1;
            let prepared =
                (&mut connection).prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            assert!(prepared.is_ok(), "{file}: {text}: {prepared:?}");
        }
    }
    assert!(count > 60, "{count} statements found");
}

/// What `sql::Row` reads. A sum of whole numbers is none of them: it has to be cast.
const FIELDS: [&str; 7] = ["INT8", "INT4", "BOOL", "FLOAT8", "TEXT", "BYTEA", "VOID"];

#[tokio::test]
async fn every_statement_is_understood_by_postgresql_and_gives_fields_that_we_read() {
    let Some(place) = Place::in_postgres() else { return };
    place.make().await;
    let mut connection = place.stranger().await;
    let mut count = 0;
    for (file, source) in SOURCES {
        let is_elsewhere = file != "callboard.db";
        for text in statements(source) {
            if is_elsewhere || text.contains("sqlite_master") {
                continue;
            }
            count += 1;
            let prepared =
                (&mut connection).prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            let prepared = prepared.unwrap_or_else(|error| panic!("{file}: {text}: {error}"));
            for column in prepared.columns() {
                let kind = column.type_info().name();
                assert!(FIELDS.contains(&kind), "{text}: {} is {kind}", column.name());
            }
        }
    }
    assert!(count > 60, "{count} statements found");
}
