//! Views of tables that accounts keep for themselves.
//!
//! Room:  store; the server reads and checks the settings.
//! Holds: every statement names the account: nobody reaches a view of somebody else; a change names
//!        the revision it changes; a removed view's number is never given again.
//! Never: knows what the settings say.
//! Proof: `tests/it/saved_views.rs`; `api_views.rs` of the server.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Connection, Row};
use crate::store::Store;
use domain::Timestamp;

/// A view as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub view: u32,
    pub page: String,
    pub name: String,
    /// JSON.
    pub settings: String,
    pub is_default: bool,
    pub revision: u32,
    pub changed_at: Timestamp,
}

/// What is to be kept of one view.
#[derive(Clone, Copy, Debug)]
pub struct SavedViewWrite<'a> {
    pub account: u32,
    pub page: &'a str,
    pub name: &'a str,
    /// JSON.
    pub settings: &'a str,
    pub is_default: bool,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SavedViewKept {
    /// Kept under this number.
    Done(u32),
    /// The account has another view of this name on the page.
    Taken,
    /// The account has as many views on the page as it may.
    Full,
    /// It is not at this revision any more, or gone.
    Changed,
}

impl Store {
    /// The account's views, by page and number.
    pub async fn saved_views(&self, account: u32) -> Result<Vec<SavedView>, StoreError> {
        let statement = sql::query(
            "SELECT view, page, name, settings, is_default, revision, changed_at FROM saved_view \
             WHERE account = $1 AND removed_at IS NULL ORDER BY page, view",
        )
        .bind(i64::from(account));
        self.inner.callboard.list("listing saved views", statement, read_view).await
    }

    /// One of the account's views.
    pub async fn saved_view(
        &self,
        account: u32,
        view: u32,
    ) -> Result<Option<SavedView>, StoreError> {
        let statement = sql::query(
            "SELECT view, page, name, settings, is_default, revision, changed_at FROM saved_view \
             WHERE account = $1 AND view = $2 AND removed_at IS NULL",
        )
        .bind(i64::from(account))
        .bind(i64::from(view));
        self.inner.callboard.find("reading a saved view", statement, read_view).await
    }

    /// Keeps a new view, or (`known`: number and revision) a changed one; all of it or nothing. An
    /// account has `most` views on a page at most.
    pub async fn write_saved_view(
        &self,
        write: SavedViewWrite<'_>,
        known: Option<(u32, u32)>,
        most: usize,
        now: Timestamp,
    ) -> Result<SavedViewKept, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping a saved view");
        let mut transaction = database.begin().await.map_err(failed())?;
        let except = known.map_or(0, |(view, _)| view);
        let others = names_of_others(&mut transaction, write, except).await.map_err(failed())?;
        if others.iter().any(|name| name == write.name) {
            return Ok(SavedViewKept::Taken);
        }
        if known.is_none() && others.len() >= most {
            return Ok(SavedViewKept::Full);
        }
        let kept = match known {
            Some(known) => change(&mut transaction, write, known, now).await,
            None => create(&mut transaction, write, now).await,
        };
        // Dropped without a commit, the transaction is undone.
        let Some(view) = kept.map_err(failed())? else { return Ok(SavedViewKept::Changed) };
        if write.is_default {
            leave_one_default(&mut transaction, write, view).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(SavedViewKept::Done(view))
    }

    /// Removes one of the account's views and what it said; whether it was there.
    pub async fn remove_saved_view(
        &self,
        account: u32,
        view: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE saved_view SET removed_at = $3, name = '', settings = '', is_default = 0 \
             WHERE account = $1 AND view = $2 AND removed_at IS NULL",
        )
        .bind(i64::from(account))
        .bind(i64::from(view))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a saved view", statement).await? > 0)
    }
}

async fn names_of_others(
    connection: &mut Connection,
    write: SavedViewWrite<'_>,
    except: u32,
) -> Result<Vec<String>, sqlx::Error> {
    let statement = sql::query_scalar(
        "SELECT name FROM saved_view \
         WHERE account = $1 AND page = $2 AND view <> $3 AND removed_at IS NULL",
    );
    statement
        .bind(i64::from(write.account))
        .bind(write.page)
        .bind(i64::from(except))
        .fetch_all(connection)
        .await
}

async fn create(
    connection: &mut Connection,
    write: SavedViewWrite<'_>,
    now: Timestamp,
) -> Result<Option<u32>, sqlx::Error> {
    let statement = sql::query_scalar(
        "INSERT INTO saved_view \
         (view, account, page, name, settings, is_default, revision, created_at, changed_at) \
         VALUES ((SELECT COALESCE(MAX(view), 0) + 1 FROM saved_view), $1, $2, $3, $4, $5, 1, $6, $6) \
         RETURNING view",
    );
    let view = statement
        .bind(i64::from(write.account))
        .bind(write.page)
        .bind(write.name)
        .bind(write.settings)
        .bind(i64::from(write.is_default))
        .bind(now.micros())
        .fetch_one(connection)
        .await?;
    Ok(Some(small(view)))
}

/// `None`: the view is not at that revision any more, or gone.
async fn change(
    connection: &mut Connection,
    write: SavedViewWrite<'_>,
    (view, revision): (u32, u32),
    now: Timestamp,
) -> Result<Option<u32>, sqlx::Error> {
    let statement = sql::query_scalar(
        "UPDATE saved_view SET name = $1, settings = $2, is_default = $3, changed_at = $4, \
         revision = revision + 1 \
         WHERE account = $5 AND page = $6 AND view = $7 AND revision = $8 AND removed_at IS NULL \
         RETURNING view",
    );
    let changed = statement
        .bind(write.name)
        .bind(write.settings)
        .bind(i64::from(write.is_default))
        .bind(now.micros())
        .bind(i64::from(write.account))
        .bind(write.page)
        .bind(i64::from(view))
        .bind(i64::from(revision))
        .fetch_optional(connection)
        .await?;
    Ok(changed.map(small))
}

async fn leave_one_default(
    connection: &mut Connection,
    write: SavedViewWrite<'_>,
    view: u32,
) -> Result<(), sqlx::Error> {
    let statement = sql::query(
        "UPDATE saved_view SET is_default = 0 \
         WHERE account = $1 AND page = $2 AND view <> $3 AND is_default = 1",
    );
    let bound = statement.bind(i64::from(write.account)).bind(write.page).bind(i64::from(view));
    bound.execute(connection).await.map(drop)
}

fn read_view(row: &Row) -> Result<SavedView, sqlx::Error> {
    Ok(SavedView {
        view: small(row.try_get(0)?),
        page: row.try_get(1)?,
        name: row.try_get(2)?,
        settings: row.try_get(3)?,
        is_default: row.try_get::<i64>(4)? != 0,
        revision: small(row.try_get(5)?),
        changed_at: Timestamp(row.try_get(6)?),
    })
}
