//! Discipline: rules of conduct, checks, findings with a picture, commendations, published lists.
//!
//! Room:  store; the server decides what may become of a finding and keeps the outcome here.
//! Holds: a check and its findings are kept together or not at all; the same sent twice is kept once; a
//!        finding is changed at the revision that was read, or not at all; what is published stays.
//! Never: knows what a finding or a list says.
//! Proof: tests/it/discipline.rs.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Connection, Row};
use crate::store::Store;
use domain::Timestamp;

/// A rule of conduct from a day on, or the limits (then without a code).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConductRow {
    pub code: String,
    pub first_day: String,
    /// JSON.
    pub content: String,
    pub changed_at: Timestamp,
    pub changed_by: String,
}

/// Somebody looked at people at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckRow {
    /// 0 until it is kept.
    pub check: u32,
    pub request: String,
    pub day: String,
    pub level: String,
    pub site: u32,
    pub team: Option<u32>,
    pub area: String,
    pub looked_at: u32,
    pub checked_at: Timestamp,
    pub checked_by: String,
}

/// What was seen, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingRow {
    /// 0 until it is kept.
    pub finding: u32,
    /// Of the reading; a write names it.
    pub revision: u32,
    pub request: String,
    pub day: String,
    pub person: Option<String>,
    pub team: Option<u32>,
    pub site: Option<u32>,
    pub check: Option<u32>,
    /// JSON.
    pub content: String,
}

/// A picture, its kind first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Photo {
    pub media_type: String,
    pub picture: Vec<u8>,
}

/// What somebody did well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommendationRow {
    /// 0 until it is kept.
    pub commendation: u32,
    pub day: String,
    pub person: String,
    pub team: Option<u32>,
    pub site: Option<u32>,
    pub points: u32,
    pub reason: String,
    pub given_at: Timestamp,
    pub given_by: String,
}

/// The list of a month as published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListRow {
    pub month: String,
    pub revision: u32,
    /// JSON.
    pub content: String,
    pub reason: String,
    pub published_at: Timestamp,
    pub published_by: String,
}

impl Store {
    /// Every rule as it was and will be, by code and day.
    pub async fn conduct_rules(&self) -> Result<Vec<ConductRow>, StoreError> {
        let statement = sql::query(
            "SELECT code, first_day, content, changed_at, changed_by FROM discipline_rule \
             ORDER BY code, first_day",
        );
        self.inner.callboard.list("reading rules of conduct", statement, read_conduct).await
    }

    /// Keeps a rule from a day on, in the place of that of the same day.
    pub async fn put_conduct_rule(&self, row: &ConductRow) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO discipline_rule (code, first_day, content, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code, first_day) DO UPDATE SET \
             content = excluded.content, changed_at = excluded.changed_at, \
             changed_by = excluded.changed_by",
        )
        .bind(&row.code)
        .bind(&row.first_day)
        .bind(&row.content)
        .bind(row.changed_at.micros())
        .bind(&row.changed_by);
        self.inner.callboard.write("keeping a rule of conduct", statement).await.map(drop)
    }

    /// The limits as they were and will be, by day.
    pub async fn conduct_limits(&self) -> Result<Vec<ConductRow>, StoreError> {
        let statement = sql::query(
            "SELECT '', first_day, content, changed_at, changed_by FROM discipline_limit \
             ORDER BY first_day",
        );
        self.inner.callboard.list("reading limits of conduct", statement, read_conduct).await
    }

    /// Keeps the limits from a day on, in the place of those of the same day.
    pub async fn put_conduct_limits(&self, row: &ConductRow) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO discipline_limit (first_day, content, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (first_day) DO UPDATE SET \
             content = excluded.content, changed_at = excluded.changed_at, \
             changed_by = excluded.changed_by",
        )
        .bind(&row.first_day)
        .bind(&row.content)
        .bind(row.changed_at.micros())
        .bind(&row.changed_by);
        self.inner.callboard.write("keeping limits of conduct", statement).await.map(drop)
    }

    /// Keeps a check with its findings, all or nothing; false where it is there already.
    pub async fn keep_check(
        &self,
        check: &CheckRow,
        findings: &[FindingRow],
    ) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping a check");
        let mut transaction = database.begin().await.map_err(failed())?;
        let statement = sql::query(
            "INSERT INTO discipline_check (discipline_check, request, day, level, site, team, \
             area, looked_at, checked_at, checked_by) \
             VALUES ((SELECT COALESCE(MAX(discipline_check), 0) + 1 FROM discipline_check), \
             $1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (request) DO NOTHING",
        )
        .bind(&check.request)
        .bind(&check.day)
        .bind(&check.level)
        .bind(i64::from(check.site))
        .bind(check.team.map(i64::from))
        .bind(&check.area)
        .bind(i64::from(check.looked_at))
        .bind(check.checked_at.micros())
        .bind(&check.checked_by);
        let kept = statement.execute(&mut *transaction).await.map_err(failed())?.rows_affected();
        if kept == 0 {
            return Ok(false);
        }
        for finding in findings {
            insert_finding(&mut transaction, finding, Some(&check.request))
                .await
                .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(true)
    }

    /// Keeps what was reported from outside; how many were new.
    pub async fn keep_findings(&self, findings: &[FindingRow]) -> Result<u64, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping findings");
        let mut transaction = database.begin().await.map_err(failed())?;
        let mut new = 0;
        for finding in findings {
            new += insert_finding(&mut transaction, finding, None).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(new)
    }

    /// Checks of the days, both ends included.
    pub async fn checks(&self, first: &str, last: &str) -> Result<Vec<CheckRow>, StoreError> {
        let statement = sql::query(
            "SELECT discipline_check, request, day, level, site, team, area, looked_at, \
             checked_at, checked_by FROM discipline_check \
             WHERE day >= $1 AND day <= $2 ORDER BY discipline_check",
        )
        .bind(first)
        .bind(last);
        self.inner.callboard.list("reading checks", statement, read_check).await
    }

    pub async fn check_requested(&self, request: &str) -> Result<Option<CheckRow>, StoreError> {
        let statement = sql::query(
            "SELECT discipline_check, request, day, level, site, team, area, looked_at, \
             checked_at, checked_by FROM discipline_check WHERE request = $1",
        )
        .bind(request);
        self.inner.callboard.find("reading a check", statement, read_check).await
    }

    /// Findings of the days, both ends included, in the order in which they were kept.
    pub async fn conduct_findings(
        &self,
        first: &str,
        last: &str,
    ) -> Result<Vec<FindingRow>, StoreError> {
        let statement = sql::query(
            "SELECT finding, revision, request, day, person, team, site, discipline_check, \
             content FROM discipline_finding WHERE day >= $1 AND day <= $2 ORDER BY day, finding",
        )
        .bind(first)
        .bind(last);
        self.inner.callboard.list("reading findings", statement, read_finding).await
    }

    pub async fn finding(&self, finding: u32) -> Result<Option<FindingRow>, StoreError> {
        let statement = sql::query(
            "SELECT finding, revision, request, day, person, team, site, discipline_check, \
             content FROM discipline_finding WHERE finding = $1",
        )
        .bind(i64::from(finding));
        self.inner.callboard.find("reading a finding", statement, read_finding).await
    }

    /// Changes whom a finding is about and what became of it; false where it is not at the revision of
    /// `row` any more.
    pub async fn change_finding(&self, row: &FindingRow) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE discipline_finding SET content = $3, person = $4, team = $5, site = $6, \
             revision = revision + 1 WHERE finding = $1 AND revision = $2",
        )
        .bind(i64::from(row.finding))
        .bind(i64::from(row.revision))
        .bind(&row.content)
        .bind(row.person.as_deref())
        .bind(row.team.map(i64::from))
        .bind(row.site.map(i64::from));
        Ok(self.inner.callboard.write("changing a finding", statement).await? > 0)
    }

    /// Keeps the picture of a finding; false where it has one.
    pub async fn keep_photo(
        &self,
        finding: u32,
        photo: &Photo,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "INSERT INTO discipline_photo (finding, media_type, picture, kept_at) \
             VALUES ($1, $2, $3, $4) ON CONFLICT (finding) DO NOTHING",
        )
        .bind(i64::from(finding))
        .bind(&photo.media_type)
        .bind(photo.picture.as_slice())
        .bind(now.micros());
        Ok(self.inner.callboard.write("keeping a picture", statement).await? > 0)
    }

    pub async fn photo(&self, finding: u32) -> Result<Option<Photo>, StoreError> {
        let statement =
            sql::query("SELECT media_type, picture FROM discipline_photo WHERE finding = $1")
                .bind(i64::from(finding));
        let read = |row: &Row| Ok(Photo { media_type: row.try_get(0)?, picture: row.try_get(1)? });
        self.inner.callboard.find("reading a picture", statement, read).await
    }

    /// Which findings of the days have a picture.
    pub async fn photographed(&self, first: &str, last: &str) -> Result<Vec<u32>, StoreError> {
        let statement = sql::query(
            "SELECT discipline_photo.finding FROM discipline_photo \
             JOIN discipline_finding ON discipline_finding.finding = discipline_photo.finding \
             WHERE day >= $1 AND day <= $2 ORDER BY discipline_photo.finding",
        )
        .bind(first)
        .bind(last);
        let read = |row: &Row| Ok(small(row.try_get(0)?));
        self.inner.callboard.list("listing pictures", statement, read).await
    }

    pub async fn commend(&self, row: &CommendationRow) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO discipline_commendation \
             (commendation, day, person, team, site, points, reason, given_at, given_by) \
             VALUES ((SELECT COALESCE(MAX(commendation), 0) + 1 FROM discipline_commendation), \
             $1, $2, $3, $4, $5, $6, $7, $8) RETURNING commendation",
        )
        .bind(&row.day)
        .bind(&row.person)
        .bind(row.team.map(i64::from))
        .bind(row.site.map(i64::from))
        .bind(i64::from(row.points))
        .bind(&row.reason)
        .bind(row.given_at.micros())
        .bind(&row.given_by);
        self.number_of("keeping a commendation", statement).await
    }

    pub async fn commendations(
        &self,
        first: &str,
        last: &str,
    ) -> Result<Vec<CommendationRow>, StoreError> {
        let statement = sql::query(
            "SELECT commendation, day, person, team, site, points, reason, given_at, given_by \
             FROM discipline_commendation WHERE day >= $1 AND day <= $2 ORDER BY day, commendation",
        )
        .bind(first)
        .bind(last);
        self.inner.callboard.list("reading commendations", statement, read_commendation).await
    }

    /// Publishes the list of a month as the revision after `row.revision`; false where somebody did so.
    pub async fn publish_list(&self, row: &ListRow) -> Result<bool, StoreError> {
        let statement = sql::query(
            "INSERT INTO discipline_list \
             (month, revision, content, reason, published_at, published_by) \
             SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT) + 1, CAST($3 AS TEXT), CAST($4 AS TEXT), \
             CAST($5 AS BIGINT), CAST($6 AS TEXT) \
             WHERE (SELECT COALESCE(MAX(revision), 0) FROM discipline_list WHERE month = $1) = $2 \
             ON CONFLICT (month, revision) DO NOTHING",
        )
        .bind(&row.month)
        .bind(i64::from(row.revision))
        .bind(&row.content)
        .bind(&row.reason)
        .bind(row.published_at.micros())
        .bind(&row.published_by);
        Ok(self.inner.callboard.write("publishing a list", statement).await? > 0)
    }

    /// Every revision of a month's list, the first first.
    pub async fn published_lists(&self, month: &str) -> Result<Vec<ListRow>, StoreError> {
        let statement = sql::query(
            "SELECT month, revision, content, reason, published_at, published_by \
             FROM discipline_list WHERE month = $1 ORDER BY revision",
        )
        .bind(month);
        self.inner.callboard.list("reading published lists", statement, read_list).await
    }
}

/// How many were new: one or none.
async fn insert_finding(
    connection: &mut Connection,
    row: &FindingRow,
    check: Option<&str>,
) -> Result<u64, sqlx::Error> {
    let statement = sql::query(
        "INSERT INTO discipline_finding \
         (finding, request, day, person, team, site, discipline_check, content, revision) \
         VALUES ((SELECT COALESCE(MAX(finding), 0) + 1 FROM discipline_finding), \
         $1, $2, $3, $4, $5, \
         (SELECT discipline_check FROM discipline_check WHERE discipline_check.request = $6), \
         $7, 1) ON CONFLICT (request) DO NOTHING",
    )
    .bind(&row.request)
    .bind(&row.day)
    .bind(row.person.as_deref())
    .bind(row.team.map(i64::from))
    .bind(row.site.map(i64::from))
    .bind(check)
    .bind(&row.content);
    Ok(statement.execute(connection).await?.rows_affected())
}

fn read_conduct(row: &Row) -> Result<ConductRow, sqlx::Error> {
    Ok(ConductRow {
        code: row.try_get(0)?,
        first_day: row.try_get(1)?,
        content: row.try_get(2)?,
        changed_at: Timestamp(row.try_get(3)?),
        changed_by: row.try_get(4)?,
    })
}

fn read_check(row: &Row) -> Result<CheckRow, sqlx::Error> {
    Ok(CheckRow {
        check: small(row.try_get(0)?),
        request: row.try_get(1)?,
        day: row.try_get(2)?,
        level: row.try_get(3)?,
        site: small(row.try_get(4)?),
        team: row.try_get::<Option<i64>>(5)?.map(small),
        area: row.try_get(6)?,
        looked_at: small(row.try_get(7)?),
        checked_at: Timestamp(row.try_get(8)?),
        checked_by: row.try_get(9)?,
    })
}

fn read_finding(row: &Row) -> Result<FindingRow, sqlx::Error> {
    Ok(FindingRow {
        finding: small(row.try_get(0)?),
        revision: small(row.try_get(1)?),
        request: row.try_get(2)?,
        day: row.try_get(3)?,
        person: row.try_get(4)?,
        team: row.try_get::<Option<i64>>(5)?.map(small),
        site: row.try_get::<Option<i64>>(6)?.map(small),
        check: row.try_get::<Option<i64>>(7)?.map(small),
        content: row.try_get(8)?,
    })
}

fn read_commendation(row: &Row) -> Result<CommendationRow, sqlx::Error> {
    Ok(CommendationRow {
        commendation: small(row.try_get(0)?),
        day: row.try_get(1)?,
        person: row.try_get(2)?,
        team: row.try_get::<Option<i64>>(3)?.map(small),
        site: row.try_get::<Option<i64>>(4)?.map(small),
        points: small(row.try_get(5)?),
        reason: row.try_get(6)?,
        given_at: Timestamp(row.try_get(7)?),
        given_by: row.try_get(8)?,
    })
}

fn read_list(row: &Row) -> Result<ListRow, sqlx::Error> {
    Ok(ListRow {
        month: row.try_get(0)?,
        revision: small(row.try_get(1)?),
        content: row.try_get(2)?,
        reason: row.try_get(3)?,
        published_at: Timestamp(row.try_get(4)?),
        published_by: row.try_get(5)?,
    })
}
