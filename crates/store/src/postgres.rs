//! A schema of a `PostgreSQL` database, in the place of `callboard.db`.
//!
//! Room:  store; below `database`.
//! Takes: an address as `postgres://user:password@host/database`, and the schema.
//! Gives: a `Database`; a new connection that writes, whenever the one before it was lost.
//! Holds: who writes holds an advisory lock for the schema with the very connection that writes: two servers
//!        never write one schema, also not after a connection was lost; each step of a migration is one
//!        transaction; over a network the server's certificate is verified, unless the address says otherwise.
//! Never: shows a password; touches a schema that holds somebody else's tables.
//! Proof: `tests/it/postgres_only.rs`, and every contract in `tests/it`, each on a real server.

pub(crate) mod dialect;

use crate::database::{Database, Migration, Origin};
use crate::error::{StoreError, sql};
use crate::sql::on_postgres::{Session, within};
use crate::sql::{self as statement, Connection, Readers};
use domain::Timestamp;
use sha2::{Digest as _, Sha256};
use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};
use std::path::{Path, PathBuf};
use std::str::FromStr as _;
use std::time::Duration;

const READERS: u32 = 8;
const CONNECTING: Duration = Duration::from_secs(10);
/// 13 is the oldest that its makers still mended when this was written.
const OLDEST: i64 = 130_000;
/// The schema, where none is named.
const SCHEMA: &str = "callboard";

/// Where the relational data lies. Shows itself without its password.
#[derive(Clone)]
pub struct Postgres {
    options: PgConnectOptions,
    schema: String,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("place", &self.name()).finish_non_exhaustive()
    }
}

impl Postgres {
    /// Reads an address; `schema` is small letters, digits and `_`, and `callboard` where it is absent.
    /// What is amiss is said without the address, which may hold a password.
    pub fn parse(address: &str, schema: Option<&str>) -> Result<Self, String> {
        let schema = schema.unwrap_or(SCHEMA);
        if !is_plain(schema) {
            return Err(format!(
                "`{schema}` is no name of a schema: write small letters, digits and `_`, at most 63, a letter first"
            ));
        }
        if !["postgres://", "postgresql://"].iter().any(|scheme| address.starts_with(scheme)) {
            return Err("an address of PostgreSQL begins with postgres://".to_owned());
        }
        let options = PgConnectOptions::from_str(address).map_err(|_| {
            "this is no address of the form postgres://user@host/database".to_owned()
        })?;
        let is_said = address.contains("sslmode=") || address.contains("ssl-mode=");
        let options = if is_said || is_near(&options) {
            options
        } else {
            options.ssl_mode(PgSslMode::VerifyFull)
        };
        Ok(Self { options, schema: schema.to_owned() })
    }

    /// Host, database and schema, as messages call it.
    #[must_use]
    pub fn name(&self) -> String {
        let host = match self.options.get_socket() {
            Some(socket) => socket.display().to_string(),
            None => self.options.get_host().to_owned(),
        };
        let database = self.options.get_database().unwrap_or(self.options.get_username());
        format!("PostgreSQL {host}:{}/{database} schema {}", self.options.get_port(), self.schema)
    }

    #[must_use]
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// For every connection: our schema, and limits by which the server ends what hangs.
    fn options(&self) -> PgConnectOptions {
        let limit = crate::sql::on_postgres::LONGEST.as_millis().to_string();
        self.options
            .clone()
            .application_name(&format!("callboard {}", self.schema))
            .statement_cache_capacity(200)
            .options([
                ("search_path", self.schema.as_str()),
                ("statement_timeout", &limit),
                ("lock_timeout", "3000"),
                ("idle_in_transaction_session_timeout", "300000"),
                ("tcp_keepalives_idle", "30"),
                ("tcp_keepalives_interval", "10"),
                ("tcp_keepalives_count", "3"),
                ("client_min_messages", "warning"),
            ])
            .disable_statement_logging()
    }

    /// A connection that writes and holds the lock of the schema; `None`: another has it.
    pub(crate) async fn connect(&self) -> Result<Option<Connection>, sqlx::Error> {
        let options = self.options();
        let connection = within(CONNECTING, options.connect()).await?;
        let mut connection = Connection::Postgres(Box::new(Session::new(connection)));
        // Waits as long as `lock_timeout`: the server may not have noticed yet that our last one is gone.
        let lock = statement::query("SELECT pg_advisory_lock($1) IS NULL").bind(self.lock_key());
        match lock.execute(&mut connection).await {
            Ok(_) => {
                // Whatever the house's default is: what we acknowledge is on the disk.
                let durable = "SELECT set_config('synchronous_commit', 'on', false) \
                     WHERE current_setting('synchronous_commit') = 'off'";
                statement::query(durable).execute(&mut connection).await?;
                Ok(Some(connection))
            }
            Err(sqlx::Error::Database(error)) if error.code().as_deref() == Some("55P03") => {
                drop(connection.close().await);
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    fn lock_key(&self) -> i64 {
        let sum = Sha256::digest(format!("callboard schema {}", self.schema));
        sum.first_chunk().copied().map_or(0, i64::from_le_bytes)
    }
}

/// Needs no quotes, and cannot be taken for anything else.
fn is_plain(name: &str) -> bool {
    let is_inner = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    name.len() <= 63
        && name.bytes().all(is_inner)
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.starts_with("pg_")
        && name != "information_schema"
}

/// Whether the server is this machine.
fn is_near(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    let is_loopback =
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    options.get_socket().is_some() || host.starts_with('/') || host == "localhost" || is_loopback()
}

/// Opens the schema, brings it to this version's shape, and makes it first where `may_make` allows it.
pub(crate) async fn open(
    place: &Postgres,
    migrations: &[Migration],
    may_make: bool,
    now: Timestamp,
) -> Result<Database, StoreError> {
    let path = PathBuf::from(place.name());
    let failed = || sql("opening", &path);
    let Some(mut writer) = place.connect().await.map_err(failed())? else {
        return Err(StoreError::Unsuitable {
            path,
            what: "another server writes it".into(),
            remedy: "stop that server first, or name another schema in [store] of callboard.toml",
        });
    };
    let ready = async {
        check_server(&mut writer, &path).await?;
        prepare(&mut writer, place, may_make, &path).await?;
        migrate(&mut writer, migrations, &path, now).await
    };
    if let Err(error) = ready.await {
        // The first failure is the one to tell.
        drop(writer.close().await);
        return Err(error);
    }
    let readers = PgPoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(CONNECTING)
        .connect_with(place.options().options([("default_transaction_read_only", "on")]))
        .await
        .map_err(failed())?;
    let readers = Readers::Postgres(readers);
    Ok(Database::new(path, Origin::Postgres(Box::new(place.clone())), writer, readers))
}

async fn check_server(writer: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let failed = || sql("looking at the server", path);
    let row = statement::query(
        "SELECT CAST(current_setting('server_version_num') AS BIGINT), \
         pg_encoding_to_char(encoding)::TEXT FROM pg_database WHERE datname = current_database()",
    );
    let row = row.fetch_one(writer).await.map_err(failed())?;
    let version: i64 = row.try_get(0).map_err(failed())?;
    let encoding: String = row.try_get(1).map_err(failed())?;
    let unsuitable =
        |what: String, remedy| Err(StoreError::Unsuitable { path: path.to_owned(), what, remedy });
    if version < OLDEST {
        let what = format!("the server has version {}", version / 10_000);
        return unsuitable(what, "take PostgreSQL 13 or newer");
    }
    if encoding != "UTF8" {
        let what = format!("the database has the encoding {encoding}");
        return unsuitable(what, "make one with CREATE DATABASE ... ENCODING 'UTF8'");
    }
    Ok(())
}

/// The schema is there and ours, with what the statements need besides tables.
async fn prepare(
    writer: &mut Connection,
    place: &Postgres,
    may_make: bool,
    path: &Path,
) -> Result<(), StoreError> {
    let failed = || sql("preparing", path);
    let row = statement::query(
        "SELECT (SELECT COUNT(*) FROM pg_namespace WHERE nspname = $1), \
         (SELECT COUNT(*) FROM pg_tables WHERE schemaname = $1), \
         (SELECT COUNT(*) FROM pg_tables WHERE schemaname = $1 AND tablename = 'schema_version')",
    );
    let row = row.bind(place.schema()).fetch_one(&mut *writer).await.map_err(failed())?;
    let count = |at| row.try_get::<i64>(at).map_err(failed());
    let (schemas, tables, versions) = (count(0)?, count(1)?, count(2)?);
    if tables == 0 && !may_make {
        let (what, remedy) = ("it is empty".into(), "put back the newest dump of the schema");
        return Err(StoreError::Corrupt { path: path.to_owned(), what, remedy });
    }
    if tables > 0 && versions == 0 {
        return Err(StoreError::Unsuitable {
            path: path.to_owned(),
            what: "the schema holds somebody else's tables".into(),
            remedy: "name another schema in [store] of callboard.toml",
        });
    }
    if schemas == 0 {
        writer.run(format!("CREATE SCHEMA {}", place.schema())).await.map_err(failed())?;
    }
    writer.run(dialect::FUNCTIONS.to_owned()).await.map_err(failed())
}

async fn migrate(
    writer: &mut Connection,
    migrations: &[Migration],
    path: &Path,
    now: Timestamp,
) -> Result<(), StoreError> {
    let failed = || sql("migrating", path);
    const VERSIONS: &str = "CREATE TABLE IF NOT EXISTS schema_version \
        (version BIGINT PRIMARY KEY, applied_at BIGINT NOT NULL, program TEXT NOT NULL)";
    writer.run(VERSIONS.to_owned()).await.map_err(failed())?;
    let found = statement::query_scalar("SELECT COALESCE(MAX(version), 0) FROM schema_version");
    let found: i64 = found.fetch_one(&mut *writer).await.map_err(failed())?;
    let known = migrations.last().map_or(0, |migration| migration.version);
    if found > known {
        return Err(StoreError::Newer { path: path.to_owned(), found, known });
    }
    for migration in migrations.iter().filter(|migration| migration.version > found) {
        // Left without its end by a failure, the transaction ends with the connection.
        writer.begin().await.map_err(failed())?;
        writer.run(dialect::translated(migration.sql)).await.map_err(failed())?;
        statement::query(
            "INSERT INTO schema_version (version, applied_at, program) VALUES ($1, $2, $3)",
        )
        .bind(migration.version)
        .bind(now.micros())
        .bind(env!("CARGO_PKG_VERSION"))
        .execute(&mut *writer)
        .await
        .map_err(failed())?;
        writer.commit().await.map_err(failed())?;
        tracing::info!(place = %path.display(), version = migration.version, "data migrated");
    }
    Ok(())
}

/// Why the data folder cannot be opened as it is asked for, and what then.
pub(crate) const ELSEWHERE: &str = "say where it is, in [store] of callboard.toml or, for a command, in the environment as \
     CALLBOARD_POSTGRES=postgres://user@host/database";
pub(crate) const BY_DUMP: &str = "run `pg_dump --schema NAME` first, then stop the server and copy the data folder with its \
     keys: docs/how-to/postgresql.md";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_message_shows_the_password() {
        let place = Postgres::parse("postgres://cb:se-cret@db.example/ops", None).unwrap();
        assert_eq!(place.name(), "PostgreSQL db.example:5432/ops schema callboard");
        assert!(!format!("{place:?}").contains("se-cret"));
        for broken in ["postgres://cb:se-cret@[db/x", "mysql://cb:se-cret@db/x", "cb:se-cret@db"] {
            let message = Postgres::parse(broken, None).unwrap_err();
            assert!(!message.contains("se-cret"), "{message}");
        }
    }

    #[test]
    fn over_a_network_the_certificate_is_verified_unless_the_address_says_otherwise() {
        let mode = |address: &str| {
            let mode = Postgres::parse(address, None).unwrap().options.get_ssl_mode();
            format!("{mode:?}")
        };
        assert_eq!(mode("postgres://cb@db.example/ops"), "VerifyFull");
        assert_eq!(mode("postgres://cb@10.0.0.9/ops"), "VerifyFull");
        assert_eq!(mode("postgres://cb@db.example/ops?sslmode=disable"), "Disable");
        for near in ["localhost", "127.0.0.1", "[::1]", "%2Fvar%2Frun%2Fpostgresql"] {
            let address = format!("postgres://cb@{near}/ops");
            assert_eq!(mode(&address), "Prefer");
        }
    }

    #[test]
    fn a_schema_has_a_plain_name() {
        let parse = |schema| Postgres::parse("postgres://cb@localhost/ops", Some(schema));
        assert_eq!(parse("centre_2").unwrap().schema(), "centre_2");
        for name in ["", "Centre", "2nd", "a b", "a;b", "pg_x", "information_schema", "号"] {
            assert!(parse(name).is_err(), "{name}");
        }
    }
}
