//! Attendance: kiosks, terminals, punches, shifts from files, and cases.
//!
//! Room:  store; the server computes with `attendance` and keeps the outcome here.
//! Holds: the same punch is kept once; of all who use one code of a kiosk as one person, one is let;
//!        a phone is bound to one person and a person to one phone; a case is changed at the revision
//!        that was read, or not at all.
//! Never: sees a phone's secret or a code; knows what a case says.
//! Proof: tests/it/attendance.rs.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Row, Statement};
use crate::store::Store;
use domain::{Interval, Timestamp};

/// Where codes are shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kiosk {
    pub kiosk: u32,
    pub site: u32,
    pub name: String,
    pub created_at: Timestamp,
}

/// A terminal that may send punches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TerminalRow {
    pub terminal: u32,
    pub serial: String,
    pub site: u32,
    pub name: String,
    pub address: Option<String>,
    pub says_way: bool,
    pub stamp: Option<u64>,
    pub firmware: Option<String>,
    pub seen_at: Option<Timestamp>,
    pub bad_lines: u64,
    pub dropped: u64,
}

/// What a new terminal is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewTerminal<'a> {
    pub serial: &'a str,
    pub site: u32,
    pub name: &'a str,
    pub address: Option<&'a str>,
    pub says_way: bool,
}

/// What a request of a terminal told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TerminalSeen {
    pub stamp: Option<u64>,
    pub firmware: Option<String>,
    pub bad_lines: u32,
    pub dropped: u32,
}

/// A punch as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PunchRow {
    pub id: String,
    pub person: String,
    pub site: u32,
    pub at: Timestamp,
    pub way: String,
    /// JSON.
    pub source: String,
}

/// A shift as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShiftRow {
    pub person: String,
    pub begins_at: Timestamp,
    pub ends_at: Timestamp,
    pub site: u32,
    /// JSON.
    pub breaks: String,
}

/// The rules of a site from a day on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    pub site: u32,
    pub first_day: String,
    /// JSON.
    pub content: String,
    pub changed_at: Timestamp,
    pub changed_by: String,
}

/// A case as kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    pub case: u32,
    /// Of the reading; a write names it.
    pub revision: u32,
    pub day: String,
    pub person: String,
    pub part: u8,
    pub kind: String,
    /// JSON.
    pub content: String,
}

/// A phone and a person, each with what it is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The phone of the person.
    pub device_hash: Option<Vec<u8>>,
    /// Whose phone it is.
    pub owner: Option<String>,
}

impl Store {
    pub async fn kiosks(&self) -> Result<Vec<Kiosk>, StoreError> {
        let statement = sql::query(
            "SELECT kiosk, site, name, created_at FROM attendance_kiosk \
             WHERE removed_at IS NULL ORDER BY site, kiosk",
        );
        self.inner.callboard.list("listing kiosks", statement, read_kiosk).await
    }

    /// Makes a kiosk; gives its number.
    pub async fn create_kiosk(
        &self,
        site: u32,
        name: &str,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_kiosk (kiosk, site, name, created_at) \
             VALUES ((SELECT COALESCE(MAX(kiosk), 0) + 1 FROM attendance_kiosk), $1, $2, $3) \
             RETURNING kiosk",
        )
        .bind(i64::from(site))
        .bind(name)
        .bind(now.micros());
        self.number_of("making a kiosk", statement).await
    }

    /// Whether it was there.
    pub async fn remove_kiosk(&self, kiosk: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE attendance_kiosk SET removed_at = $2 WHERE kiosk = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(kiosk))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a kiosk", statement).await? > 0)
    }

    pub async fn terminals(&self) -> Result<Vec<TerminalRow>, StoreError> {
        let statement = sql::query(
            "SELECT terminal, serial, site, name, address, says_way, stamp, firmware, seen_at, \
             bad_lines, dropped FROM attendance_terminal WHERE removed_at IS NULL ORDER BY terminal",
        );
        self.inner.callboard.list("listing terminals", statement, read_terminal).await
    }

    pub async fn terminal(&self, serial: &str) -> Result<Option<TerminalRow>, StoreError> {
        let statement = sql::query(
            "SELECT terminal, serial, site, name, address, says_way, stamp, firmware, seen_at, \
             bad_lines, dropped FROM attendance_terminal WHERE serial = $1 AND removed_at IS NULL",
        )
        .bind(serial);
        self.inner.callboard.find("reading a terminal", statement, read_terminal).await
    }

    /// Makes a terminal; its number, or nothing where one of this serial number is there.
    pub async fn create_terminal(
        &self,
        new: NewTerminal<'_>,
        now: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_terminal \
             (terminal, serial, site, name, address, says_way, bad_lines, dropped, created_at) \
             SELECT (SELECT COALESCE(MAX(terminal), 0) + 1 FROM attendance_terminal), \
             CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), \
             CAST($5 AS BIGINT), 0, 0, CAST($6 AS BIGINT) \
             WHERE NOT EXISTS (SELECT 1 FROM attendance_terminal \
               WHERE serial = $1 AND removed_at IS NULL) RETURNING terminal",
        )
        .bind(new.serial)
        .bind(i64::from(new.site))
        .bind(new.name)
        .bind(new.address)
        .bind(i64::from(new.says_way))
        .bind(now.micros());
        let database = &self.inner.callboard;
        let row = database.write_one("making a terminal", statement).await?;
        let number = row.map(|row| row.try_get::<i64>(0)).transpose();
        Ok(number.map_err(database.failed("making a terminal"))?.map(small))
    }

    /// Whether it was there.
    pub async fn remove_terminal(&self, terminal: u32, now: Timestamp) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE attendance_terminal SET removed_at = $2 \
             WHERE terminal = $1 AND removed_at IS NULL",
        )
        .bind(i64::from(terminal))
        .bind(now.micros());
        Ok(self.inner.callboard.write("removing a terminal", statement).await? > 0)
    }

    /// Notes what a request told of a terminal; call it after its punches are kept.
    pub async fn terminal_seen(
        &self,
        terminal: u32,
        seen: &TerminalSeen,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = sql::query(
            "UPDATE attendance_terminal SET seen_at = $2, stamp = COALESCE($3, stamp), \
             firmware = COALESCE($4, firmware), bad_lines = bad_lines + $5, dropped = dropped + $6 \
             WHERE terminal = $1",
        )
        .bind(i64::from(terminal))
        .bind(now.micros())
        .bind(seen.stamp.and_then(|stamp| i64::try_from(stamp).ok()))
        .bind(seen.firmware.as_deref())
        .bind(i64::from(seen.bad_lines))
        .bind(i64::from(seen.dropped));
        self.inner.callboard.write("noting a terminal", statement).await.map(|_| ())
    }

    /// Keeps punches, all or none; those that are there already stay as they are. How many were new.
    pub async fn keep_punches(
        &self,
        punches: &[PunchRow],
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping punches");
        let mut transaction = database.begin().await.map_err(failed())?;
        let mut new = 0;
        for punch in punches {
            let statement = sql::query(
                "INSERT INTO attendance_punch (id, person, site, at, way, source, kept_at) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING",
            )
            .bind(&punch.id)
            .bind(&punch.person)
            .bind(i64::from(punch.site))
            .bind(punch.at.micros())
            .bind(&punch.way)
            .bind(&punch.source)
            .bind(now.micros());
            new += statement.execute(&mut *transaction).await.map_err(failed())?.rows_affected();
        }
        transaction.commit().await.map_err(failed())?;
        Ok(new)
    }

    pub async fn punches(&self, within: Interval) -> Result<Vec<PunchRow>, StoreError> {
        let statement = sql::query(
            "SELECT id, person, site, at, way, source FROM attendance_punch \
             WHERE at >= $1 AND at < $2 ORDER BY at, id",
        )
        .bind(within.start.micros())
        .bind(within.end.micros());
        self.inner.callboard.list("reading punches", statement, read_punch).await
    }

    /// The last step that the person used at the kiosk.
    pub async fn code_used(&self, person: &str, kiosk: u32) -> Result<Option<u32>, StoreError> {
        let statement =
            sql::query("SELECT step FROM attendance_use WHERE person = $1 AND kiosk = $2")
                .bind(person)
                .bind(i64::from(kiosk));
        let read = |row: &Row| Ok(small(row.try_get(0)?));
        self.inner.callboard.find("reading a code's use", statement, read).await
    }

    /// Uses the code of a step; false if the person used it or a later one before.
    pub async fn use_code(&self, person: &str, kiosk: u32, step: u32) -> Result<bool, StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_use (person, kiosk, step) VALUES ($1, $2, $3) \
             ON CONFLICT (person, kiosk) DO UPDATE SET step = excluded.step \
             WHERE attendance_use.step < excluded.step",
        )
        .bind(person)
        .bind(i64::from(kiosk))
        .bind(i64::from(step));
        Ok(self.inner.callboard.write("using a code", statement).await? > 0)
    }

    pub async fn phone(&self, person: &str, device_hash: &[u8]) -> Result<Binding, StoreError> {
        let statement = sql::query(
            "SELECT person, device_hash FROM attendance_phone WHERE person = $1 OR device_hash = $2",
        )
        .bind(person)
        .bind(device_hash);
        let read = |row: &Row| Ok((row.try_get::<String>(0)?, row.try_get::<Vec<u8>>(1)?));
        let rows = self.inner.callboard.list("reading a phone", statement, read).await?;
        let mut binding = Binding::default();
        for (owner, device) in rows {
            if device == device_hash {
                binding.owner = Some(owner.clone());
            }
            if owner == person {
                binding.device_hash = Some(device);
            }
        }
        Ok(binding)
    }

    /// Binds the phone to the person; false where either is bound already.
    pub async fn bind_phone(
        &self,
        person: &str,
        device_hash: &[u8],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_phone (person, device_hash, bound_at) VALUES ($1, $2, $3) \
             ON CONFLICT DO NOTHING",
        )
        .bind(person)
        .bind(device_hash)
        .bind(now.micros());
        Ok(self.inner.callboard.write("binding a phone", statement).await? > 0)
    }

    /// The person may bind another phone; whether there was one.
    pub async fn release_phone(&self, person: &str) -> Result<bool, StoreError> {
        let statement = sql::query("DELETE FROM attendance_phone WHERE person = $1").bind(person);
        Ok(self.inner.callboard.write("releasing a phone", statement).await? > 0)
    }

    /// Puts these shifts in the place of all that the same people have on the days between the first
    /// begin and the last.
    pub async fn replace_shifts(&self, shifts: &[ShiftRow]) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping shifts");
        let first = shifts.iter().map(|shift| shift.begins_at).min();
        let last = shifts.iter().map(|shift| shift.begins_at).max();
        let (Some(first), Some(last)) = (first, last) else { return Ok(()) };
        let mut transaction = database.begin().await.map_err(failed())?;
        let people: std::collections::BTreeSet<&str> =
            shifts.iter().map(|shift| shift.person.as_str()).collect();
        for person in people {
            let old = sql::query(
                "DELETE FROM attendance_shift \
                 WHERE person = $1 AND begins_at >= $2 AND begins_at <= $3",
            )
            .bind(person)
            .bind(first.micros())
            .bind(last.micros());
            old.execute(&mut *transaction).await.map_err(failed())?;
        }
        for shift in shifts {
            put_shift(shift).execute(&mut *transaction).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// Puts these shifts beside the others; of one that is there end, site and breaks are replaced.
    pub async fn put_shifts(&self, shifts: &[ShiftRow]) -> Result<(), StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("keeping shifts");
        let mut transaction = database.begin().await.map_err(failed())?;
        for shift in shifts {
            put_shift(shift).execute(&mut *transaction).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// Shifts that begin within the time.
    pub async fn attendance_shifts(&self, within: Interval) -> Result<Vec<ShiftRow>, StoreError> {
        let statement = sql::query(
            "SELECT person, begins_at, ends_at, site, breaks FROM attendance_shift \
             WHERE begins_at >= $1 AND begins_at < $2 ORDER BY person, begins_at",
        )
        .bind(within.start.micros())
        .bind(within.end.micros());
        self.inner.callboard.list("reading shifts", statement, read_shift).await
    }

    /// The rules of all sites, by site and day.
    pub async fn attendance_policies(&self) -> Result<Vec<PolicyRow>, StoreError> {
        let statement = sql::query(
            "SELECT site, first_day, content, changed_at, changed_by FROM attendance_policy \
             ORDER BY site, first_day",
        );
        self.inner.callboard.list("reading rules of attendance", statement, read_policy).await
    }

    /// Keeps the rules of a site from a day on, in the place of those of the same day.
    pub async fn put_attendance_policy(&self, row: &PolicyRow) -> Result<(), StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_policy (site, first_day, content, changed_at, changed_by) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (site, first_day) DO UPDATE SET \
             content = excluded.content, changed_at = excluded.changed_at, \
             changed_by = excluded.changed_by",
        )
        .bind(i64::from(row.site))
        .bind(&row.first_day)
        .bind(&row.content)
        .bind(row.changed_at.micros())
        .bind(&row.changed_by);
        self.inner.callboard.write("keeping rules of attendance", statement).await.map(drop)
    }

    /// Cases of the days, both ends included, by day and person.
    pub async fn attendance_cases(
        &self,
        first: &str,
        last: &str,
    ) -> Result<Vec<CaseRow>, StoreError> {
        let statement = sql::query(
            "SELECT attendance_case, revision, day, person, part, kind, content \
             FROM attendance_case WHERE day >= $1 AND day <= $2 ORDER BY day, person, part, kind",
        )
        .bind(first)
        .bind(last);
        self.inner.callboard.list("reading cases", statement, read_case).await
    }

    pub async fn attendance_case(&self, case: u32) -> Result<Option<CaseRow>, StoreError> {
        let statement = sql::query(
            "SELECT attendance_case, revision, day, person, part, kind, content \
             FROM attendance_case WHERE attendance_case = $1",
        )
        .bind(i64::from(case));
        self.inner.callboard.find("reading a case", statement, read_case).await
    }

    /// Makes a case; another that has its identity by now stays as it is.
    pub async fn create_case(&self, row: &CaseRow) -> Result<bool, StoreError> {
        let statement = sql::query(
            "INSERT INTO attendance_case \
             (attendance_case, day, person, part, kind, content, revision) \
             VALUES ((SELECT COALESCE(MAX(attendance_case), 0) + 1 FROM attendance_case), \
             $1, $2, $3, $4, $5, 1) ON CONFLICT (day, person, part, kind) DO NOTHING",
        )
        .bind(&row.day)
        .bind(&row.person)
        .bind(i64::from(row.part))
        .bind(&row.kind)
        .bind(&row.content);
        Ok(self.inner.callboard.write("keeping a case", statement).await? > 0)
    }

    /// Changes a case; false where it is not at the revision of `row` any more.
    pub async fn change_case(&self, row: &CaseRow) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE attendance_case SET content = $3, revision = revision + 1 \
             WHERE attendance_case = $1 AND revision = $2",
        )
        .bind(i64::from(row.case))
        .bind(i64::from(row.revision))
        .bind(&row.content);
        Ok(self.inner.callboard.write("changing a case", statement).await? > 0)
    }
}

fn put_shift(shift: &ShiftRow) -> Statement {
    sql::query(
        "INSERT INTO attendance_shift (person, begins_at, ends_at, site, breaks) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person, begins_at) DO UPDATE \
         SET ends_at = excluded.ends_at, site = excluded.site, breaks = excluded.breaks",
    )
    .bind(&shift.person)
    .bind(shift.begins_at.micros())
    .bind(shift.ends_at.micros())
    .bind(i64::from(shift.site))
    .bind(&shift.breaks)
}

fn read_kiosk(row: &Row) -> Result<Kiosk, sqlx::Error> {
    Ok(Kiosk {
        kiosk: small(row.try_get(0)?),
        site: small(row.try_get(1)?),
        name: row.try_get(2)?,
        created_at: Timestamp(row.try_get(3)?),
    })
}

fn read_terminal(row: &Row) -> Result<TerminalRow, sqlx::Error> {
    let count = |column: usize| row.try_get::<i64>(column).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(TerminalRow {
        terminal: small(row.try_get(0)?),
        serial: row.try_get(1)?,
        site: small(row.try_get(2)?),
        name: row.try_get(3)?,
        address: row.try_get(4)?,
        says_way: row.try_get::<i64>(5)? != 0,
        stamp: row.try_get::<Option<i64>>(6)?.and_then(|stamp| u64::try_from(stamp).ok()),
        firmware: row.try_get(7)?,
        seen_at: row.try_get::<Option<i64>>(8)?.map(Timestamp),
        bad_lines: count(9)?,
        dropped: count(10)?,
    })
}

fn read_punch(row: &Row) -> Result<PunchRow, sqlx::Error> {
    Ok(PunchRow {
        id: row.try_get(0)?,
        person: row.try_get(1)?,
        site: small(row.try_get(2)?),
        at: Timestamp(row.try_get(3)?),
        way: row.try_get(4)?,
        source: row.try_get(5)?,
    })
}

fn read_shift(row: &Row) -> Result<ShiftRow, sqlx::Error> {
    Ok(ShiftRow {
        person: row.try_get(0)?,
        begins_at: Timestamp(row.try_get(1)?),
        ends_at: Timestamp(row.try_get(2)?),
        site: small(row.try_get(3)?),
        breaks: row.try_get(4)?,
    })
}

fn read_policy(row: &Row) -> Result<PolicyRow, sqlx::Error> {
    Ok(PolicyRow {
        site: small(row.try_get(0)?),
        first_day: row.try_get(1)?,
        content: row.try_get(2)?,
        changed_at: Timestamp(row.try_get(3)?),
        changed_by: row.try_get(4)?,
    })
}

fn read_case(row: &Row) -> Result<CaseRow, sqlx::Error> {
    Ok(CaseRow {
        case: small(row.try_get(0)?),
        revision: small(row.try_get(1)?),
        day: row.try_get(2)?,
        person: row.try_get(3)?,
        part: u8::try_from(row.try_get::<i64>(4)?).unwrap_or(u8::MAX),
        kind: row.try_get(5)?,
        content: row.try_get(6)?,
    })
}
