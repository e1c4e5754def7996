//! Floor plans: where the seats of a site stand.
//!
//! Room:  store; the server reads and checks the layouts.
//! Holds: a change names the revision it changes; several changes are kept all or none; a removed
//!        floor's number is never given again.
//! Never: knows what a layout says.
//! Proof: `api_seats.rs` of the server.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row};
use crate::store::Store;
use domain::Timestamp;

/// A floor as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorPlan {
    pub floor: u32,
    pub site: u32,
    pub name: String,
    /// JSON.
    pub layout: String,
    pub revision: u32,
    pub changed_at: Timestamp,
}

/// What is to be kept of one floor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorWrite {
    /// The floor and the revision that is changed; `None` makes a new one.
    pub known: Option<(u32, u32)>,
    pub site: u32,
    pub name: String,
    /// JSON.
    pub layout: String,
}

impl Store {
    /// Every floor that was not removed, by site and number.
    pub async fn floor_plans(&self) -> Result<Vec<FloorPlan>, StoreError> {
        let statement = sql::query(
            "SELECT floor, site, name, layout, revision, changed_at FROM floor_plan \
             WHERE removed_at IS NULL ORDER BY site, floor",
        );
        self.inner.callboard.list("listing floor plans", statement, read_floor).await
    }

    pub async fn floor_plan(&self, floor: u32) -> Result<Option<FloorPlan>, StoreError> {
        let statement = sql::query(
            "SELECT floor, site, name, layout, revision, changed_at FROM floor_plan \
             WHERE floor = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(floor));
        self.inner.callboard.find("reading a floor plan", statement, read_floor).await
    }

    /// Keeps all floors or, where one is not at its revision any more, none: then `None`.
    pub async fn write_floor_plans(
        &self,
        writes: &[FloorWrite],
        now: Timestamp,
    ) -> Result<Option<Vec<u32>>, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping floor plans");
        let mut transaction = database.begin().await.map_err(failed())?;
        let mut floors = Vec::with_capacity(writes.len());
        for write in writes {
            let statement = match write.known {
                Some((floor, revision)) => sql::query(
                    "UPDATE floor_plan SET name = $1, layout = $2, revision = revision + 1, changed_at = $3 \
                     WHERE floor = $4 AND revision = $5 AND removed_at IS NULL RETURNING floor",
                )
                .bind(&write.name)
                .bind(&write.layout)
                .bind(now.micros())
                .bind(i64::from(floor))
                .bind(i64::from(revision)),
                None => sql::query(
                    "INSERT INTO floor_plan (floor, site, name, layout, revision, created_at, changed_at) \
                     VALUES ((SELECT COALESCE(MAX(floor), 0) + 1 FROM floor_plan), $1, $2, $3, 1, $4, $4) \
                     RETURNING floor",
                )
                .bind(i64::from(write.site))
                .bind(&write.name)
                .bind(&write.layout)
                .bind(now.micros()),
            };
            let row = statement.fetch_optional(&mut *transaction).await.map_err(failed())?;
            // Dropped without a commit, the transaction is undone.
            let Some(row) = row else { return Ok(None) };
            floors.push(small(row.try_get(0).map_err(failed())?));
        }
        transaction.commit().await.map_err(failed())?;
        Ok(Some(floors))
    }

    /// Removes a floor; whether it was there.
    pub async fn remove_floor_plan(&self, floor: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE floor_plan SET removed_at = $2 WHERE floor = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(floor))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a floor plan", statement).await? > 0)
    }
}

fn read_floor(row: &Row) -> Result<FloorPlan, sqlx::Error> {
    Ok(FloorPlan {
        floor: small(row.try_get(0)?),
        site: small(row.try_get(1)?),
        name: row.try_get(2)?,
        layout: row.try_get(3)?,
        revision: small(row.try_get(4)?),
        changed_at: Timestamp(row.try_get(5)?),
    })
}
