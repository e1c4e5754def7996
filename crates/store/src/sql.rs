//! Statements, their values and rows: one form, whichever engine runs them.
//!
//! Room:  store; between the tables' modules and the engines.
//! Takes: one text for every engine, its values by number (`$1`) or, as a builder writes them, in order.
//! Gives: rows whose fields are whole numbers, real numbers, texts and bytes, each of which may be absent.
//! Holds: a statement owns its values; nothing else of an engine's types reaches a module of tables.
//! Never: puts a value into a text.
//! Proof: tests/it/statements.rs prepares every statement on each engine; tests/it/contract.rs.

pub(crate) mod on_postgres;
mod on_sqlite;

use on_postgres::Session;
use sqlx::postgres::{PgPool, PgRow};
use sqlx::sqlite::{SqlitePool, SqliteRow};
use sqlx::{
    AssertSqlSafe, Connection as _, Row as _, SqlSafeStr as _, SqlStr, SqliteConnection,
    TypeInfo as _, ValueRef as _,
};
use std::fmt::{Display, Write as _};
use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

/// A value on its way to an engine.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(Option<i64>),
    Real(Option<f64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! value_from {
    ($($kind:ident($from:ty) $with:expr;)*) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$kind(Some($with(value)))
            }
        }
        impl From<Option<$from>> for Value {
            fn from(value: Option<$from>) -> Self {
                Self::$kind(value.map($with))
            }
        }
    )*};
}

value_from! {
    Number(i64) std::convert::identity;
    Real(f64) std::convert::identity;
    Text(String) std::convert::identity;
    Text(&str) str::to_owned;
    Text(&String) String::clone;
    Bytes(Vec<u8>) std::convert::identity;
    Bytes(&Vec<u8>) Vec::clone;
    Bytes(&[u8]) <[u8]>::to_vec;
}

/// A statement with its values.
#[derive(Debug)]
pub(crate) struct Statement {
    text: SqlStr,
    values: Vec<Value>,
    /// Its placeholders have no numbers.
    is_bare: bool,
}

/// A statement of a text that takes its values by number.
pub(crate) fn query(text: &'static str) -> Statement {
    Statement { text: text.into_sql_str(), values: Vec::new(), is_bare: false }
}

/// A statement whose rows have one field.
pub(crate) fn query_scalar<T>(text: &'static str) -> Scalar<T> {
    Scalar { statement: query(text), field: PhantomData }
}

impl Statement {
    /// A statement written by us, whose placeholders are bare.
    pub(crate) fn written(text: Arc<str>, values: Vec<Value>) -> Self {
        Self { text: AssertSqlSafe(text).into_sql_str(), values, is_bare: true }
    }

    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.values.push(value.into());
        self
    }

    pub(crate) async fn execute(self, on: impl Engine) -> Result<Done, sqlx::Error> {
        on.execute(self).await
    }

    pub(crate) async fn fetch_all(self, on: impl Engine) -> Result<Vec<Row>, sqlx::Error> {
        on.fetch_all(self).await
    }

    pub(crate) async fn fetch_optional(self, on: impl Engine) -> Result<Option<Row>, sqlx::Error> {
        on.fetch_optional(self).await
    }

    pub(crate) async fn fetch_one(self, on: impl Engine) -> Result<Row, sqlx::Error> {
        on.fetch_optional(self).await?.ok_or(sqlx::Error::RowNotFound)
    }
}

/// A statement whose rows have one field of a known type.
#[derive(Debug)]
pub(crate) struct Scalar<T> {
    statement: Statement,
    field: PhantomData<fn() -> T>,
}

impl<T: for<'r> Field<'r>> Scalar<T> {
    pub(crate) fn bind(self, value: impl Into<Value>) -> Self {
        Self { statement: self.statement.bind(value), field: PhantomData }
    }

    pub(crate) async fn fetch_all(self, on: impl Engine) -> Result<Vec<T>, sqlx::Error> {
        let rows = self.statement.fetch_all(on).await?;
        rows.iter().map(|row| row.try_get(0)).collect()
    }

    pub(crate) async fn fetch_optional(self, on: impl Engine) -> Result<Option<T>, sqlx::Error> {
        self.statement.fetch_optional(on).await?.map(|row| row.try_get(0)).transpose()
    }

    pub(crate) async fn fetch_one(self, on: impl Engine) -> Result<T, sqlx::Error> {
        self.statement.fetch_one(on).await?.try_get(0)
    }
}

/// What a statement did.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Done {
    rows: u64,
}

impl Done {
    pub(crate) const fn rows_affected(self) -> u64 {
        self.rows
    }
}

/// A statement that is put together, piece by piece.
#[derive(Debug)]
pub(crate) struct QueryBuilder {
    text: String,
    values: Vec<Value>,
}

impl QueryBuilder {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds words of ours, never a value.
    pub(crate) fn push(&mut self, words: impl Display) -> &mut Self {
        write!(self.text, "{words}").expect("memory takes what is written to it");
        self
    }

    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.text.push('?');
        self.values.push(value.into());
        self
    }

    /// A list whose members are set apart by `between`.
    pub(crate) fn separated(&mut self, between: &'static str) -> Separated<'_> {
        Separated { query: self, between, is_first: true }
    }

    /// `VALUES` and a row for each of `rows`, whose values `each` adds.
    pub(crate) fn push_values<T>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        mut each: impl FnMut(Separated<'_>, T),
    ) {
        self.text.push_str("VALUES ");
        for (place, row) in rows.into_iter().enumerate() {
            self.text.push_str(if place == 0 { "(" } else { ", (" });
            each(self.separated(", "), row);
            self.text.push(')');
        }
    }

    pub(crate) fn build(self) -> Statement {
        Statement::written(self.text.into(), self.values)
    }
}

/// A list within a statement that is put together.
#[derive(Debug)]
pub(crate) struct Separated<'q> {
    query: &'q mut QueryBuilder,
    between: &'static str,
    is_first: bool,
}

impl Separated<'_> {
    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        if !std::mem::take(&mut self.is_first) {
            self.query.push(self.between);
        }
        self.query.push_bind(value);
        self
    }
}

/// A row as an engine gave it.
#[derive(Debug)]
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The field at a place, counted from 0.
    pub(crate) fn try_get<'r, T: Field<'r>>(&'r self, at: usize) -> Result<T, sqlx::Error> {
        T::read(self, at)
    }
}

/// What a field of a row is read as.
pub(crate) trait Field<'r>: Sized {
    fn read(row: &'r Row, at: usize) -> Result<Self, sqlx::Error>;
}

macro_rules! field {
    ($($type:ty),*) => {$(
        impl<'r> Field<'r> for $type {
            fn read(row: &'r Row, at: usize) -> Result<Self, sqlx::Error> {
                match row {
                    Row::Sqlite(row) => row.try_get(at),
                    Row::Postgres(row) => row.try_get(at),
                }
            }
        }
    )*};
}

field!(f64, String, Option<String>, Vec<u8>, Option<Vec<u8>>, &'r [u8]);

impl Field<'_> for i64 {
    fn read(row: &Row, at: usize) -> Result<Self, sqlx::Error> {
        let none = || sqlx::Error::ColumnDecode {
            index: at.to_string(),
            source: "there is no number".into(),
        };
        Option::<Self>::read(row, at)?.ok_or_else(none)
    }
}

impl Field<'_> for Option<i64> {
    /// `PostgreSQL` knows whole numbers of three lengths, and answers with truths where `SQLite` gives 0 or 1.
    fn read(row: &Row, at: usize) -> Result<Self, sqlx::Error> {
        let row = match row {
            Row::Sqlite(row) => return row.try_get(at),
            Row::Postgres(row) => row,
        };
        let field = row.try_get_raw(at)?;
        let kind = field.type_info();
        match kind.name() {
            "BOOL" => Ok(row.try_get::<Option<bool>, _>(at)?.map(i64::from)),
            "INT4" => Ok(row.try_get::<Option<i32>, _>(at)?.map(i64::from)),
            "INT2" => Ok(row.try_get::<Option<i16>, _>(at)?.map(i64::from)),
            _ => row.try_get(at),
        }
    }
}

/// The connection of an engine, or several of them.
pub(crate) trait Engine: Send {
    fn execute(
        self,
        statement: Statement,
    ) -> impl Future<Output = Result<Done, sqlx::Error>> + Send;

    fn fetch_all(
        self,
        statement: Statement,
    ) -> impl Future<Output = Result<Vec<Row>, sqlx::Error>> + Send;

    /// The first row; what follows it may be left unread.
    fn fetch_optional(
        self,
        statement: Statement,
    ) -> impl Future<Output = Result<Option<Row>, sqlx::Error>> + Send;
}

/// One connection. What `PostgreSQL` does with it is boxed: its futures are large, and `SQLite` is the rule.
#[derive(Debug)]
pub(crate) enum Connection {
    Sqlite(SqliteConnection),
    Postgres(Box<Session>),
}

impl Connection {
    /// Begins a transaction that writes.
    pub(crate) async fn begin(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => query("BEGIN IMMEDIATE").execute(self).await.map(drop),
            Self::Postgres(on) => Box::pin(on.begin()).await,
        }
    }

    pub(crate) async fn commit(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => query("COMMIT").execute(self).await.map(drop),
            Self::Postgres(on) => Box::pin(on.commit()).await,
        }
    }

    pub(crate) async fn roll_back(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => query("ROLLBACK").execute(self).await.map(drop),
            Self::Postgres(on) => Box::pin(on.roll_back()).await,
        }
    }

    /// Whether one statement may write a row twice, the later over the earlier.
    pub(crate) const fn takes_a_key_twice(&self) -> bool {
        matches!(self, Self::Sqlite(_))
    }

    /// Asks whether it still works, where it could be gone.
    pub(crate) async fn probe(&mut self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(on) => Box::pin(on.probe()).await,
        }
    }

    /// Whether it failed as a connection and has to be made anew.
    pub(crate) fn is_gone(&self) -> bool {
        match self {
            Self::Sqlite(_) => false,
            Self::Postgres(on) => on.is_gone(),
        }
    }

    /// Runs statements of ours that take no values and give nothing.
    pub(crate) async fn run(&mut self, statements: String) -> Result<(), sqlx::Error> {
        let statements = AssertSqlSafe(statements).into_sql_str();
        match self {
            Self::Sqlite(on) => sqlx::raw_sql(statements).execute(on).await.map(drop),
            Self::Postgres(on) => Box::pin(on.run(statements)).await,
        }
    }

    pub(crate) async fn close(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(on) => on.close().await,
            Self::Postgres(on) => Box::pin(on.close()).await,
        }
    }
}

impl Engine for &mut Connection {
    async fn execute(self, statement: Statement) -> Result<Done, sqlx::Error> {
        match self {
            Connection::Sqlite(on) => on_sqlite::execute(on, statement).await,
            Connection::Postgres(on) => Box::pin(on.execute(statement)).await,
        }
    }

    async fn fetch_all(self, statement: Statement) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Connection::Sqlite(on) => on_sqlite::fetch_all(on, statement).await,
            Connection::Postgres(on) => Box::pin(on.fetch_all(statement)).await,
        }
    }

    async fn fetch_optional(self, statement: Statement) -> Result<Option<Row>, sqlx::Error> {
        match self {
            Connection::Sqlite(on) => on_sqlite::fetch_optional(on, statement).await,
            Connection::Postgres(on) => Box::pin(on.fetch_optional(statement)).await,
        }
    }
}

/// Connections that only read.
#[derive(Debug)]
pub(crate) enum Readers {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

impl Readers {
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite(on) => on.close().await,
            Self::Postgres(on) => Box::pin(on.close()).await,
        }
    }
}

impl Engine for &Readers {
    async fn execute(self, statement: Statement) -> Result<Done, sqlx::Error> {
        match self {
            Readers::Sqlite(on) => on_sqlite::execute(on, statement).await,
            Readers::Postgres(on) => Box::pin(on_postgres::execute_in(on, statement)).await,
        }
    }

    async fn fetch_all(self, statement: Statement) -> Result<Vec<Row>, sqlx::Error> {
        match self {
            Readers::Sqlite(on) => on_sqlite::fetch_all(on, statement).await,
            Readers::Postgres(on) => Box::pin(on_postgres::fetch_all_in(on, statement)).await,
        }
    }

    async fn fetch_optional(self, statement: Statement) -> Result<Option<Row>, sqlx::Error> {
        match self {
            Readers::Sqlite(on) => on_sqlite::fetch_optional(on, statement).await,
            Readers::Postgres(on) => Box::pin(on_postgres::fetch_optional_in(on, statement)).await,
        }
    }
}
