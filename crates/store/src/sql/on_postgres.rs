//! Statements on `PostgreSQL`, each within a time limit.
//!
//! Room:  store, `sql`.
//! Takes: the same texts as `SQLite`; bare placeholders are numbered here.
//! Holds: a connection that failed as such is known as gone and never used again; a transaction in which
//!        a statement failed is not committed (`PostgreSQL` itself answers such a COMMIT without an error).
//! Never: waits without end: a machine that fell silent is a failure like another.
//! Proof: tests below; `tests/it/postgres_only.rs`.

use super::{Done, Row, Statement, Value};
use sqlx::postgres::{PgArguments, PgConnection, PgDatabaseError, PgPool};
use sqlx::{
    Arguments as _, AssertSqlSafe, Connection as _, Executor, Postgres, SqlSafeStr as _, SqlStr,
};
use std::fmt::Write as _;
use std::time::Duration;

/// A statement's longest time, also as the server is told: this much later we give up on the server.
pub(crate) const LONGEST: Duration = Duration::from_secs(600);
const GRACE: Duration = Duration::from_secs(15);
const PROBE: Duration = Duration::from_secs(10);

/// The connection that writes.
#[derive(Debug)]
pub(crate) struct Session {
    connection: PgConnection,
    is_gone: bool,
    /// A statement failed since the transaction began.
    has_failed: bool,
}

impl Session {
    pub(crate) const fn new(connection: PgConnection) -> Self {
        Self { connection, is_gone: false, has_failed: false }
    }

    pub(crate) const fn is_gone(&self) -> bool {
        self.is_gone
    }

    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        if self.is_gone {
            return Ok(());
        }
        within(PROBE, self.connection.close()).await
    }

    /// Asks for a sign of life.
    pub(super) async fn probe(&mut self) -> Result<(), sqlx::Error> {
        let result = within(PROBE, self.connection.ping()).await;
        self.noted(result)
    }

    pub(super) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        self.has_failed = false;
        self.run("BEGIN".into_sql_str()).await
    }

    pub(super) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        if self.has_failed {
            return Err(sqlx::Error::Protocol("a statement of the transaction failed".into()));
        }
        self.run("COMMIT".into_sql_str()).await
    }

    pub(super) async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        self.run("ROLLBACK".into_sql_str()).await
    }

    pub(super) async fn run(&mut self, statements: SqlStr) -> Result<(), sqlx::Error> {
        let run = sqlx::raw_sql(statements).execute(&mut self.connection);
        let result = within(LONGEST + GRACE, run).await;
        self.noted(result).map(drop)
    }

    pub(super) async fn execute(&mut self, statement: Statement) -> Result<Done, sqlx::Error> {
        let result = execute(&mut self.connection, statement).await;
        self.noted(result)
    }

    pub(super) async fn fetch_all(
        &mut self,
        statement: Statement,
    ) -> Result<Vec<Row>, sqlx::Error> {
        let result = fetch_all(&mut self.connection, statement).await;
        self.noted(result)
    }

    pub(super) async fn fetch_optional(
        &mut self,
        statement: Statement,
    ) -> Result<Option<Row>, sqlx::Error> {
        let result = fetch_optional(&mut self.connection, statement).await;
        self.noted(result)
    }

    fn noted<T>(&mut self, result: Result<T, sqlx::Error>) -> Result<T, sqlx::Error> {
        if let Err(error) = &result {
            self.has_failed = true;
            self.is_gone |= is_gone(error);
        }
        result
    }
}

/// Whether the connection failed, not what was asked of it.
pub(crate) fn is_gone(error: &sqlx::Error) -> bool {
    if let sqlx::Error::Database(error) = error {
        let postgres = error.try_downcast_ref::<PgDatabaseError>();
        // Connection failures, a server that goes down or comes up, too many of us.
        return postgres.is_some_and(|error| {
            ["08", "57P0", "53300"].iter().any(|code| error.code().starts_with(code))
        });
    }
    matches!(error, sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut)
}

/// The work's result, or a failure of the connection where it takes too long.
pub(crate) async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, sqlx::Error> {
    let Ok(result) = tokio::time::timeout(limit, work).await else {
        let late = std::io::Error::new(std::io::ErrorKind::TimedOut, "no answer in time");
        return Err(sqlx::Error::Io(late));
    };
    result
}

fn bound(
    statement: Statement,
) -> Result<sqlx::query::Query<'static, Postgres, PgArguments>, sqlx::Error> {
    let mut arguments = PgArguments::default();
    arguments.reserve(statement.values.len(), 0);
    for value in statement.values {
        let added = match value {
            Value::Number(number) => arguments.add(number),
            Value::Real(real) => arguments.add(real),
            Value::Text(Some(text)) if text.contains('\0') => {
                Err("PostgreSQL keeps no text with the character U+0000".into())
            }
            Value::Text(text) => arguments.add(text),
            Value::Bytes(bytes) => arguments.add(bytes),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    let text = if statement.is_bare {
        AssertSqlSafe(numbered(statement.text.as_str())).into_sql_str()
    } else {
        statement.text
    };
    Ok(sqlx::query_with(text, arguments))
}

/// A text whose bare placeholders are numbered. Texts of ours hold no other question marks.
pub(super) fn numbered(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut parts = text.split('?');
    out.push_str(parts.next().unwrap_or_default());
    for (place, part) in (1_usize..).zip(parts) {
        write!(out, "${place}{part}").expect("memory takes what is written to it");
    }
    out
}

async fn execute<'c>(
    on: impl Executor<'c, Database = Postgres>,
    statement: Statement,
) -> Result<Done, sqlx::Error> {
    let done = within(LONGEST + GRACE, bound(statement)?.execute(on)).await?;
    Ok(Done { rows: done.rows_affected() })
}

async fn fetch_all<'c>(
    on: impl Executor<'c, Database = Postgres>,
    statement: Statement,
) -> Result<Vec<Row>, sqlx::Error> {
    let rows = within(LONGEST + GRACE, bound(statement)?.fetch_all(on)).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

async fn fetch_optional<'c>(
    on: impl Executor<'c, Database = Postgres>,
    statement: Statement,
) -> Result<Option<Row>, sqlx::Error> {
    let row = within(LONGEST + GRACE, bound(statement)?.fetch_optional(on)).await?;
    Ok(row.map(Row::Postgres))
}

pub(super) async fn execute_in(on: &PgPool, statement: Statement) -> Result<Done, sqlx::Error> {
    execute(on, statement).await
}

pub(super) async fn fetch_all_in(
    on: &PgPool,
    statement: Statement,
) -> Result<Vec<Row>, sqlx::Error> {
    fetch_all(on, statement).await
}

pub(super) async fn fetch_optional_in(
    on: &PgPool,
    statement: Statement,
) -> Result<Option<Row>, sqlx::Error> {
    fetch_optional(on, statement).await
}

#[cfg(test)]
#[path = "../../tests/it/postgres.rs"]
#[expect(dead_code, reason = "what restarts or shares it is for others")]
mod server;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::query;
    use sqlx::ConnectOptions as _;
    use sqlx::postgres::PgConnectOptions;

    #[tokio::test]
    async fn a_transaction_in_which_a_statement_failed_is_not_taken_for_committed() {
        let Some(server) = server::Server::start() else { return };
        let options: PgConnectOptions = server.address().parse().unwrap();
        let mut session = Session::new(options.connect().await.unwrap());
        session.begin().await.unwrap();
        session.execute(query("CREATE TABLE kept (number BIGINT)")).await.unwrap();
        assert!(session.execute(query("SELECT nothing")).await.is_err());
        assert!(session.commit().await.is_err());
        session.roll_back().await.unwrap();
        session.begin().await.unwrap();
        session.execute(query("CREATE TABLE kept (number BIGINT)")).await.unwrap();
        session.commit().await.unwrap();
        session.close().await.unwrap();
    }

    #[test]
    fn placeholders_are_numbered_in_order() {
        assert_eq!(numbered("SELECT 1"), "SELECT 1");
        assert_eq!(numbered("VALUES (?,?),(?,?)"), "VALUES ($1,$2),($3,$4)");
        assert_eq!(numbered("? = a"), "$1 = a");
    }

    #[test]
    fn a_connection_that_failed_is_told_from_a_statement_that_did() {
        let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
        assert!(is_gone(&sqlx::Error::Io(reset)));
        assert!(!is_gone(&sqlx::Error::RowNotFound));
    }

    #[tokio::test]
    async fn who_waits_too_long_is_told_that_the_connection_is_gone() {
        let never = std::future::pending::<Result<(), sqlx::Error>>();
        let error = within(Duration::from_millis(1), never).await.unwrap_err();
        assert!(is_gone(&error), "{error}");
    }
}
