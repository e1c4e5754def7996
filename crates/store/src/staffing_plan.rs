//! Staffing plans that people keep.
//!
//! Room:  store; the server asks the questions and reads the scenarios.
//! Holds: no two plans have one name; a change names the revision it changes; a removed plan's number is
//!        never given again.
//! Never: knows what the scenarios say.
//! Proof: `tests/it/staffing_plans.rs`.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Connection, Row};
use crate::store::Store;
use domain::Timestamp;

/// A plan as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffingPlan {
    pub plan: u32,
    pub name: String,
    pub direction: String,
    /// JSON.
    pub scenario: String,
    pub revision: u32,
    pub changed_at: Timestamp,
    pub changed_by: String,
}

/// What is to be kept of a plan.
#[derive(Clone, Copy, Debug)]
pub struct StaffingPlanWrite<'a> {
    pub name: &'a str,
    pub direction: &'a str,
    /// JSON.
    pub scenario: &'a str,
    pub changed_by: &'a str,
}

/// What became of a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaffingPlanKept {
    /// Kept under this number.
    Done(u32),
    /// Another plan has this name.
    Taken,
    /// There are as many plans as there may be.
    Full,
    /// It is not at this revision any more, or gone.
    Changed,
}

impl Store {
    /// All plans, by name.
    pub async fn staffing_plans(&self) -> Result<Vec<StaffingPlan>, StoreError> {
        let statement = sql::query(
            "SELECT plan, name, direction, scenario, revision, changed_at, changed_by \
             FROM staffing_plan WHERE removed_at IS NULL ORDER BY name, plan",
        );
        self.inner.callboard.list("listing staffing plans", statement, read_plan).await
    }

    pub async fn staffing_plan(&self, plan: u32) -> Result<Option<StaffingPlan>, StoreError> {
        let statement = sql::query(
            "SELECT plan, name, direction, scenario, revision, changed_at, changed_by \
             FROM staffing_plan WHERE plan = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(plan));
        self.inner.callboard.find("reading a staffing plan", statement, read_plan).await
    }

    /// Keeps a new plan, or (`known`: number and revision) a changed one; all of it or nothing. There
    /// are `most` plans at most.
    pub async fn write_staffing_plan(
        &self,
        write: StaffingPlanWrite<'_>,
        known: Option<(u32, u32)>,
        most: usize,
        now: Timestamp,
    ) -> Result<StaffingPlanKept, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping a staffing plan");
        let mut transaction = database.begin().await.map_err(failed())?;
        let except = known.map_or(0, |(plan, _)| plan);
        let others = names_of_others(&mut transaction, except).await.map_err(failed())?;
        if others.iter().any(|name| name == write.name) {
            return Ok(StaffingPlanKept::Taken);
        }
        if known.is_none() && others.len() >= most {
            return Ok(StaffingPlanKept::Full);
        }
        let kept = match known {
            Some(known) => change(&mut transaction, write, known, now).await,
            None => create(&mut transaction, write, now).await.map(Some),
        };
        // Dropped without a commit, the transaction is undone.
        let Some(plan) = kept.map_err(failed())? else { return Ok(StaffingPlanKept::Changed) };
        transaction.commit().await.map_err(failed())?;
        Ok(StaffingPlanKept::Done(plan))
    }

    /// Removes a plan and what it asked; whether it was there.
    pub async fn remove_staffing_plan(
        &self,
        plan: u32,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE staffing_plan SET removed_at = $2, name = '', scenario = '' \
             WHERE plan = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(plan))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a staffing plan", statement).await? > 0)
    }
}

async fn names_of_others(
    connection: &mut Connection,
    except: u32,
) -> Result<Vec<String>, sqlx::Error> {
    let statement =
        sql::query_scalar("SELECT name FROM staffing_plan WHERE plan <> $1 AND removed_at IS NULL");
    statement.bind(i64::from(except)).fetch_all(connection).await
}

async fn create(
    connection: &mut Connection,
    write: StaffingPlanWrite<'_>,
    now: Timestamp,
) -> Result<u32, sqlx::Error> {
    let statement = sql::query_scalar(
        "INSERT INTO staffing_plan \
         (plan, name, direction, scenario, revision, created_at, changed_at, changed_by) \
         VALUES ((SELECT COALESCE(MAX(plan), 0) + 1 FROM staffing_plan), $1, $2, $3, 1, $4, $4, $5) \
         RETURNING plan",
    );
    let plan = statement
        .bind(write.name)
        .bind(write.direction)
        .bind(write.scenario)
        .bind(now.micros())
        .bind(write.changed_by)
        .fetch_one(connection)
        .await?;
    Ok(small(plan))
}

/// `None`: the plan is not at that revision any more, or gone.
async fn change(
    connection: &mut Connection,
    write: StaffingPlanWrite<'_>,
    (plan, revision): (u32, u32),
    now: Timestamp,
) -> Result<Option<u32>, sqlx::Error> {
    let statement = sql::query_scalar(
        "UPDATE staffing_plan SET name = $1, direction = $2, scenario = $3, changed_at = $4, \
         changed_by = $5, revision = revision + 1 \
         WHERE plan = $6 AND revision = $7 AND removed_at IS NULL RETURNING plan",
    );
    let changed = statement
        .bind(write.name)
        .bind(write.direction)
        .bind(write.scenario)
        .bind(now.micros())
        .bind(write.changed_by)
        .bind(i64::from(plan))
        .bind(i64::from(revision))
        .fetch_optional(connection)
        .await?;
    Ok(changed.map(small))
}

fn read_plan(row: &Row) -> Result<StaffingPlan, sqlx::Error> {
    Ok(StaffingPlan {
        plan: small(row.try_get(0)?),
        name: row.try_get(1)?,
        direction: row.try_get(2)?,
        scenario: row.try_get(3)?,
        revision: small(row.try_get(4)?),
        changed_at: Timestamp(row.try_get(5)?),
        changed_by: row.try_get(6)?,
    })
}
