//! Statements on `SQLite`.
//!
//! Room:  store, `sql`.

use super::{Done, Row, Statement, Value};
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, Executor, Sqlite};

fn bound(statement: Statement) -> sqlx::query::Query<'static, Sqlite, SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(statement.values.len(), 0);
    for value in statement.values {
        let added = match value {
            Value::Number(number) => arguments.add(number),
            Value::Real(real) => arguments.add(real),
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.expect("numbers, texts and bytes always encode");
    }
    sqlx::query_with(statement.text, arguments)
}

pub(super) async fn execute<'c>(
    on: impl Executor<'c, Database = Sqlite>,
    statement: Statement,
) -> Result<Done, sqlx::Error> {
    let done = bound(statement).execute(on).await?;
    Ok(Done { rows: done.rows_affected() })
}

pub(super) async fn fetch_all<'c>(
    on: impl Executor<'c, Database = Sqlite>,
    statement: Statement,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = bound(statement).fetch_all(on).await?;
    Ok(rows.into_iter().map(Row::Sqlite).collect())
}

pub(super) async fn fetch_optional<'c>(
    on: impl Executor<'c, Database = Sqlite>,
    statement: Statement,
) -> Result<Option<Row>, sqlx::Error> {
    Ok(bound(statement).fetch_optional(on).await?.map(Row::Sqlite))
}
