//! A data folder as a command opens it.
//!
//! Room:  server; for `serve` the configuration file says more.
//! Takes: `CALLBOARD_POSTGRES`, the address of the relational data where it is not in the folder.
//! Holds: a folder that keeps its relational data itself is opened as it is, whatever the environment says.
//! Never: shows the address, which may hold a password.
//! Proof: `tests/it/postgres.rs`.

use anyhow::{Context as _, anyhow};
use domain::Timestamp;
use std::path::Path;
use store::{Folder, Options, Postgres, Store};

/// The address, as `[store] postgres` of the configuration file.
const ADDRESS: &str = "CALLBOARD_POSTGRES";

/// Opens a data folder and, where the environment names it, the `PostgreSQL` that belongs to it.
pub async fn open(data: &Path, now: Timestamp) -> anyhow::Result<Store> {
    let options = Options { postgres: from_environment(data)?, ..Options::default() };
    Ok(Store::open_with(data, now, options).await?)
}

/// What the environment says of a folder.
pub fn from_environment(data: &Path) -> anyhow::Result<Option<Postgres>> {
    let Some(address) = std::env::var_os(ADDRESS).filter(|address| !address.is_empty()) else {
        return Ok(None);
    };
    let folder = Folder::at(data);
    let schema = folder.schema()?;
    if schema.is_none() && folder.has_database() {
        return Ok(None);
    }
    let address = address.to_str().with_context(|| format!("{ADDRESS} is no text"))?;
    let place = Postgres::parse(address, schema.as_deref());
    place.map(Some).map_err(|problem| anyhow!("{ADDRESS}: {problem}"))
}
