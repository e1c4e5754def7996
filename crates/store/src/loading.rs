//! History loaded in bulk: room for large transactions, and no indexes until all rows are there.
//!
//! Room:  store; around the `project`ions of a generated past.
//! Holds: what is committed is as durable as ever; between begin and end lists of contacts are
//!        slow, never wrong; a load that was broken off is noticed at the next opening and its
//!        indexes are made then.
//! Never: touches a primary key: rows are told apart by it also while they are loaded.
//! Proof: tests/it/loading.rs.
//!
//! Why: four of five microseconds of a contact's row went into its four indexes, one of which is
//! entered all over; sorted and made at once they cost a fourth of that.

use crate::Store;
use crate::database::Database;
use crate::error::StoreError;
use crate::sqlite::Tuning;

/// A batch of a few hundred thousand rows touches about 100 MB of pages, most of them several times.
const LOADING: Tuning = Tuning { cache_kib: 262_144, checkpoint_pages: 64_000, threads: 2 };

/// The indexes of contacts, in the words of the migration that made them first.
const INDEXES: [(&str, &str); 4] = [
    ("contact_by_time", "CREATE INDEX contact_by_time ON contact (entered_at, contact, entry)"),
    (
        "contact_by_queue",
        "CREATE INDEX contact_by_queue ON contact (queue, entered_at, contact, entry)",
    ),
    (
        "contact_by_agent",
        "CREATE INDEX contact_by_agent ON contact (agent, entered_at, contact, entry) WHERE agent IS NOT NULL",
    ),
    (
        "contact_by_customer",
        "CREATE INDEX contact_by_customer ON contact (customer, entered_at) WHERE customer IS NOT NULL",
    ),
];

impl Store {
    /// History is about to be loaded in bulk; `end_loading` follows when all rows are written.
    pub async fn begin_loading(&self) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        database.tune(LOADING).await?;
        let drop = |(name, _)| format!("DROP INDEX IF EXISTS {name}");
        database.run_together(INDEXES.map(drop).to_vec()).await
    }

    /// All rows are there: makes the indexes, and goes back to what suits many small transactions.
    pub async fn end_loading(&self) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        make_missing(database).await?;
        database.tune(Tuning::USUAL).await
    }
}

/// Makes the indexes that are not there; gives their number.
pub(crate) async fn make_missing(database: &Database) -> Result<usize, StoreError> {
    let known = database.indexes().await?;
    let missing = INDEXES.into_iter().filter(|(name, _)| !known.iter().any(|one| one == name));
    let missing: Vec<String> = missing.map(|(_, sql)| sql.to_owned()).collect();
    let count = missing.len();
    if count > 0 {
        database.run_together(missing).await?;
    }
    Ok(count)
}
