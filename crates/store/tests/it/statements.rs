//! Every statement in the source is prepared on the engine: what a compile-time check would do.

use crate::support::Place;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, SqlSafeStr as _};

const SOURCES: [(&str, &str); 20] = [
    ("journal.db", include_str!("../../src/archive.rs")),
    ("journal.db", include_str!("../../src/audit_end.rs")),
    ("journal.db", include_str!("../../src/lane.rs")),
    ("journal.db", include_str!("../../src/log.rs")),
    ("callboard.db", include_str!("../../src/access.rs")),
    ("callboard.db", include_str!("../../src/account.rs")),
    ("callboard.db", include_str!("../../src/audit.rs")),
    ("callboard.db", include_str!("../../src/forecast.rs")),
    ("callboard.db", include_str!("../../src/history.rs")),
    ("callboard.db", include_str!("../../src/people.rs")),
    ("callboard.db", include_str!("../../src/people_list.rs")),
    ("callboard.db", include_str!("../../src/people_write.rs")),
    ("callboard.db", include_str!("../../src/projection.rs")),
    ("callboard.db", include_str!("../../src/saved_view.rs")),
    ("callboard.db", include_str!("../../src/second_factor.rs")),
    ("callboard.db", include_str!("../../src/setting.rs")),
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
async fn every_statement_is_understood_by_the_engine() {
    let place = Place::new();
    place.make().await;
    let mut count = 0;
    for (file, source) in SOURCES {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(place.data().join(file));
        let mut connection = options.connect().await.unwrap();
        for text in statements(source) {
            count += 1;
            let prepared =
                (&mut connection).prepare(AssertSqlSafe(text.clone()).into_sql_str()).await;
            assert!(prepared.is_ok(), "{file}: {text}: {prepared:?}");
        }
    }
    assert!(count > 60, "{count} statements found");
}
