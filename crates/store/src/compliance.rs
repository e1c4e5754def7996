//! What acted beyond right or habit, and what habits are made of.
//!
//! Room:  store; the server judges, and reads the evidence.
//! Holds: a rule, an actor and a day have one open event at most; an event that somebody took note of
//!        changes no more; who takes note names the revision that was read.
//! Never: knows what a rule says.
//! Proof: `tests/it/compliance.rs`.

use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, QueryBuilder, Row};
use crate::store::Store;
use domain::Timestamp;

/// An event as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplianceEvent {
    pub event: u32,
    pub finding: ComplianceFinding,
    pub noted_at: Option<Timestamp>,
    pub noted_by: Option<String>,
    pub note: Option<String>,
    pub revision: u32,
}

/// What a rule found of an actor and a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplianceFinding {
    pub rule: String,
    pub actor: String,
    /// Local day.
    pub day: String,
    /// 1 yellow, 2 orange, 3 red.
    pub severity: u8,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// The last audit row that counts in it.
    pub through: u64,
    /// JSON.
    pub evidence: String,
}

/// Which events; absent means any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ComplianceFilter {
    pub rule: Option<String>,
    pub actor: Option<String>,
    pub severity: Option<u8>,
    /// Whether somebody took note.
    pub is_noted: Option<bool>,
    /// Events before this number: the end of the page before.
    pub before: Option<u32>,
    pub limit: usize,
}

/// What an actor did in an hour of a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HabitRow {
    pub actor: String,
    /// Local day.
    pub day: String,
    pub hour: u8,
    pub deeds: u32,
    pub people: u32,
}

const COLUMNS: &str = "SELECT event, rule, actor, day, severity, first_at, last_at, through, \
    evidence, noted_at, noted_by, note, revision FROM compliance_event";

impl Store {
    /// Keeps findings: each changes the open event of its rule, actor and day, or begins one. How many
    /// said something new.
    pub async fn keep_compliance(&self, findings: &[ComplianceFinding]) -> Result<u64, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping compliance events");
        let mut transaction = database.begin().await.map_err(failed())?;
        let mut new = 0;
        for one in findings {
            let open = sql::query(
                "SELECT event, severity, through, evidence FROM compliance_event \
                 WHERE actor = $1 AND day = $2 AND rule = $3 AND noted_at IS NULL",
            )
            .bind(&one.actor)
            .bind(&one.day)
            .bind(&one.rule)
            .fetch_optional(&mut *transaction)
            .await
            .map_err(failed())?;
            let statement = match open {
                None => begin(one),
                Some(row) => {
                    let event: i64 = row.try_get(0).map_err(failed())?;
                    let known = read_open(&row).map_err(failed())?;
                    if known == (one.severity, one.through, one.evidence.clone()) {
                        continue;
                    }
                    go_on(event, one)
                }
            };
            statement.execute(&mut *transaction).await.map_err(failed())?;
            new += 1;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(new)
    }

    /// Withdraws the open event of a rule, actor and day: it turned out to be none.
    pub async fn withdraw_compliance(
        &self,
        (actor, day): (&str, &str),
        rule: &str,
    ) -> Result<u64, StoreError> {
        let statement = sql::query(
            "DELETE FROM compliance_event \
             WHERE actor = $1 AND day = $2 AND rule = $3 AND noted_at IS NULL",
        )
        .bind(actor)
        .bind(day)
        .bind(rule);
        self.inner.callboard.write("withdrawing a compliance event", statement).await
    }

    /// Up to which audit row each rule is spent for an actor and a day: somebody took note of it.
    pub async fn findings_spent(
        &self,
        actor: &str,
        day: &str,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let statement = sql::query(
            "SELECT rule, CAST(MAX(through) AS BIGINT) FROM compliance_event \
             WHERE actor = $1 AND day = $2 AND noted_at IS NOT NULL GROUP BY rule ORDER BY rule",
        )
        .bind(actor)
        .bind(day);
        let read = |row: &Row| Ok((row.try_get(0)?, unsigned(row.try_get(1)?)));
        self.inner.callboard.list("reading compliance events", statement, read).await
    }

    /// Events, newest first.
    pub async fn compliance_events(
        &self,
        filter: &ComplianceFilter,
    ) -> Result<Vec<ComplianceEvent>, StoreError> {
        let database = &self.inner.callboard;
        let mut query = QueryBuilder::new(COLUMNS);
        query.push(" WHERE event < ");
        query.push_bind(filter.before.map_or(i64::MAX, i64::from));
        if let Some(rule) = &filter.rule {
            query.push(" AND rule = ").push_bind(rule.clone());
        }
        if let Some(actor) = &filter.actor {
            query.push(" AND actor = ").push_bind(actor.clone());
        }
        if let Some(severity) = filter.severity {
            query.push(" AND severity = ").push_bind(i64::from(severity));
        }
        match filter.is_noted {
            Some(true) => query.push(" AND noted_at IS NOT NULL"),
            Some(false) => query.push(" AND noted_at IS NULL"),
            None => &mut query,
        };
        query.push(" ORDER BY event DESC LIMIT ");
        query.push_bind(i64::try_from(filter.limit).unwrap_or(i64::MAX));
        let failed = || database.failed("reading compliance events");
        let rows = query.build().fetch_all(&database.readers).await.map_err(failed())?;
        rows.iter().map(read_event).collect::<Result<_, _>>().map_err(failed())
    }

    pub async fn compliance_event(
        &self,
        event: u32,
    ) -> Result<Option<ComplianceEvent>, StoreError> {
        let statement = sql::query(
            "SELECT event, rule, actor, day, severity, first_at, last_at, through, evidence, \
             noted_at, noted_by, note, revision FROM compliance_event WHERE event = $1",
        )
        .bind(i64::from(event));
        self.inner.callboard.find("reading a compliance event", statement, read_event).await
    }

    /// Somebody takes note of an event as it was read; false where it is no longer so.
    pub async fn note_compliance(
        &self,
        (event, revision): (u32, u32),
        (by, note): (&str, &str),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE compliance_event SET noted_at = $3, noted_by = $4, note = $5, \
             revision = revision + 1 WHERE event = $1 AND revision = $2 AND noted_at IS NULL",
        )
        .bind(i64::from(event))
        .bind(i64::from(revision))
        .bind(now.micros())
        .bind(by)
        .bind(note);
        Ok(self.inner.callboard.write("noting a compliance event", statement).await? > 0)
    }

    /// What an actor did on a day, in the place of what was known of it.
    pub async fn put_habit(
        &self,
        (actor, day): (&str, &str),
        hours: &[HabitRow],
    ) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping a habit");
        let mut transaction = database.begin().await.map_err(failed())?;
        sql::query("DELETE FROM compliance_habit WHERE actor = $1 AND day = $2")
            .bind(actor)
            .bind(day)
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        for row in hours {
            sql::query(
                "INSERT INTO compliance_habit (actor, day, hour, deeds, people) \
                 VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(actor)
            .bind(day)
            .bind(i64::from(row.hour))
            .bind(i64::from(row.deeds))
            .bind(i64::from(row.people))
            .execute(&mut *transaction)
            .await
            .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// What everybody did on days from `first` up to `until`.
    pub async fn habits(&self, first: &str, until: &str) -> Result<Vec<HabitRow>, StoreError> {
        let statement = sql::query(
            "SELECT actor, day, hour, deeds, people FROM compliance_habit \
             WHERE day >= $1 AND day < $2 ORDER BY actor, day, hour",
        )
        .bind(first)
        .bind(until);
        let read = |row: &Row| {
            Ok(HabitRow {
                actor: row.try_get(0)?,
                day: row.try_get(1)?,
                hour: u8::try_from(row.try_get::<i64>(2)?).unwrap_or(0),
                deeds: small(row.try_get(3)?),
                people: small(row.try_get(4)?),
            })
        };
        self.inner.callboard.list("reading habits", statement, read).await
    }

    /// Forgets what was done before a day.
    pub async fn forget_habits(&self, before: &str) -> Result<u64, StoreError> {
        let statement = sql::query("DELETE FROM compliance_habit WHERE day < $1").bind(before);
        self.inner.callboard.write("forgetting habits", statement).await
    }
}

fn begin(one: &ComplianceFinding) -> sql::Statement {
    sql::query(
        "INSERT INTO compliance_event \
         (event, rule, actor, day, severity, first_at, last_at, through, evidence, revision) \
         VALUES ((SELECT COALESCE(MAX(event), 0) + 1 FROM compliance_event), \
         $1, $2, $3, $4, $5, $6, $7, $8, 1)",
    )
    .bind(&one.rule)
    .bind(&one.actor)
    .bind(&one.day)
    .bind(i64::from(one.severity))
    .bind(one.first_at.micros())
    .bind(one.last_at.micros())
    .bind(one.through.cast_signed())
    .bind(&one.evidence)
}

fn go_on(event: i64, one: &ComplianceFinding) -> sql::Statement {
    sql::query(
        "UPDATE compliance_event SET severity = $2, first_at = $3, last_at = $4, through = $5, \
         evidence = $6, revision = revision + 1 WHERE event = $1",
    )
    .bind(event)
    .bind(i64::from(one.severity))
    .bind(one.first_at.micros())
    .bind(one.last_at.micros())
    .bind(one.through.cast_signed())
    .bind(&one.evidence)
}

fn read_open(row: &Row) -> Result<(u8, u64, String), sqlx::Error> {
    Ok((severity(row.try_get(1)?), unsigned(row.try_get(2)?), row.try_get(3)?))
}

fn severity(kept: i64) -> u8 {
    u8::try_from(kept).unwrap_or(0)
}

fn read_event(row: &Row) -> Result<ComplianceEvent, sqlx::Error> {
    Ok(ComplianceEvent {
        event: small(row.try_get(0)?),
        finding: ComplianceFinding {
            rule: row.try_get(1)?,
            actor: row.try_get(2)?,
            day: row.try_get(3)?,
            severity: severity(row.try_get(4)?),
            first_at: Timestamp(row.try_get(5)?),
            last_at: Timestamp(row.try_get(6)?),
            through: unsigned(row.try_get(7)?),
            evidence: row.try_get(8)?,
        },
        noted_at: row.try_get::<Option<i64>>(9)?.map(Timestamp),
        noted_by: row.try_get(10)?,
        note: row.try_get(11)?,
        revision: small(row.try_get(12)?),
    })
}
