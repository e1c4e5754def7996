//! Forecasts that were made, what people put over them, and which are published.
//!
//! Room:  store; the server makes the forecasts and reads their numbers.
//! Holds: a run's numbers never change and no run is ever removed; a published run takes no override
//!        any more; an override that is taken back stays in the record; on a day the run published last
//!        counts, with the overrides that whoever published it had read.
//! Never: knows what the numbers say.
//! Proof: `tests/it/forecasts.rs`.

use crate::error::StoreError;
use crate::log::small;
use crate::sql::{self, Connection, Row};
use crate::store::Store;
use domain::Timestamp;
use domain::calendar::Day;

/// A run without its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForecastRow {
    pub forecast: u32,
    pub queue: u32,
    /// First local day that is forecast.
    pub origin: Day,
    /// The first day after it.
    pub until: Day,
    pub step_minutes: u32,
    pub method: String,
    pub fingerprint: String,
    pub made_at: Timestamp,
    pub made_by: String,
    /// When and by whom it was published.
    pub published: Option<(Timestamp, String)>,
}

/// A run to keep.
#[derive(Clone, Copy, Debug)]
pub struct NewForecast<'a> {
    pub queue: u32,
    pub origin: Day,
    /// The first day after it.
    pub until: Day,
    pub step_minutes: u32,
    pub method: &'a str,
    pub fingerprint: &'a str,
    pub made_by: &'a str,
    /// JSON.
    pub numbers: &'a str,
}

/// What somebody knows better than the run.
#[derive(Clone, Debug, PartialEq)]
pub struct ForecastOverride {
    pub number: u32,
    pub first: Day,
    pub last: Day,
    pub factor: f64,
    pub reason: String,
    pub made_at: Timestamp,
    pub made_by: String,
    pub removed: Option<(Timestamp, String)>,
}

/// An override to keep.
#[derive(Clone, Copy, Debug)]
pub struct NewOverride<'a> {
    pub first: Day,
    pub last: Day,
    pub factor: f64,
    pub reason: &'a str,
    pub made_by: &'a str,
}

/// What counts for a queue on a local day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedDay {
    pub queue: u32,
    pub day: Day,
    /// The run that it is of.
    pub forecast: u32,
    pub step_minutes: u32,
    /// JSON: contacts by slot, null where nothing is said.
    pub offered: String,
}

impl Store {
    /// Keeps a run; gives its number.
    pub async fn keep_forecast(
        &self,
        new: NewForecast<'_>,
        now: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sql::query(
            "INSERT INTO forecast (forecast, queue, origin, until, step_minutes, method, fingerprint, \
             made_at, made_by, numbers) \
             VALUES ((SELECT COALESCE(MAX(forecast), 0) + 1 FROM forecast), $1, $2, $3, $4, $5, $6, $7, $8, $9) \
             RETURNING forecast",
        )
        .bind(i64::from(new.queue))
        .bind(new.origin.to_string())
        .bind(new.until.to_string())
        .bind(i64::from(new.step_minutes))
        .bind(new.method)
        .bind(new.fingerprint)
        .bind(now.micros())
        .bind(new.made_by)
        .bind(new.numbers);
        self.number_of("keeping a forecast", statement).await
    }

    /// Runs, youngest first: of a queue or of all, before a number, so many at most.
    pub async fn forecasts(
        &self,
        queue: Option<u32>,
        before: Option<u32>,
        limit: usize,
    ) -> Result<Vec<ForecastRow>, StoreError> {
        let statement = sql::query(
            "SELECT forecast, queue, origin, until, step_minutes, method, fingerprint, made_at, made_by, \
             published_at, published_by FROM forecast \
             WHERE (CAST($1 AS BIGINT) IS NULL OR queue = $1) \
             AND (CAST($2 AS BIGINT) IS NULL OR forecast < $2) \
             ORDER BY forecast DESC LIMIT $3",
        )
        .bind(queue.map(i64::from))
        .bind(before.map(i64::from))
        .bind(count(limit));
        self.inner.callboard.list("listing forecasts", statement, read_row).await
    }

    /// A run and its numbers.
    pub async fn forecast(
        &self,
        forecast: u32,
    ) -> Result<Option<(ForecastRow, String)>, StoreError> {
        let statement = sql::query(
            "SELECT forecast, queue, origin, until, step_minutes, method, fingerprint, made_at, made_by, \
             published_at, published_by, numbers FROM forecast WHERE forecast = $1",
        )
        .bind(i64::from(forecast));
        let read = |row: &Row| Ok((read_row(row)?, row.try_get(11)?));
        self.inner.callboard.find("reading a forecast", statement, read).await
    }

    /// What counts on the days from `first` up to `last`, by day and queue.
    pub async fn published_days(
        &self,
        first: Day,
        last: Day,
    ) -> Result<Vec<PublishedDay>, StoreError> {
        let statement = sql::query(
            "SELECT queue, day, forecast, step_minutes, offered FROM forecast_day \
             WHERE day >= $1 AND day <= $2 ORDER BY day, queue",
        )
        .bind(first.to_string())
        .bind(last.to_string());
        let read = |row: &Row| {
            Ok(PublishedDay {
                queue: small(row.try_get(0)?),
                day: day(row, 1)?,
                forecast: small(row.try_get(2)?),
                step_minutes: small(row.try_get(3)?),
                offered: row.try_get(4)?,
            })
        };
        self.inner.callboard.list("reading published forecasts", statement, read).await
    }

    /// Everything put over a run, the taken back too, in the order it was made.
    pub async fn forecast_overrides(
        &self,
        forecast: u32,
    ) -> Result<Vec<ForecastOverride>, StoreError> {
        let statement = sql::query(
            "SELECT number, first_day, last_day, factor, reason, made_at, made_by, removed_at, removed_by \
             FROM forecast_override WHERE forecast = $1 ORDER BY number",
        )
        .bind(i64::from(forecast));
        self.inner.callboard.list("listing overrides", statement, read_override).await
    }

    /// Puts something over a run; `None`: the run is published, or there is none.
    pub async fn override_forecast(
        &self,
        forecast: u32,
        new: NewOverride<'_>,
        now: Timestamp,
    ) -> Result<Option<u32>, StoreError> {
        let statement = sql::query(
            "INSERT INTO forecast_override \
             (forecast, number, first_day, last_day, factor, reason, made_at, made_by) \
             SELECT $1, (SELECT COALESCE(MAX(number), 0) + 1 FROM forecast_override WHERE forecast = $1), \
             $2, $3, $4, $5, $6, $7 FROM forecast WHERE forecast = $1 AND published_at IS NULL \
             RETURNING number",
        )
        .bind(i64::from(forecast))
        .bind(new.first.to_string())
        .bind(new.last.to_string())
        .bind(new.factor)
        .bind(new.reason)
        .bind(now.micros())
        .bind(new.made_by);
        let doing = "overriding a forecast";
        let row = self.inner.callboard.write_one(doing, statement).await?;
        let number = row.map(|row| row.try_get(0).map(small)).transpose();
        number.map_err(self.inner.callboard.failed(doing))
    }

    /// Takes an override back; whether it stood, on a run that is not published.
    pub async fn take_back_override(
        &self,
        (forecast, number): (u32, u32),
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let statement = sql::query(
            "UPDATE forecast_override SET removed_at = $3, removed_by = $4 \
             WHERE forecast = $1 AND number = $2 AND removed_at IS NULL \
             AND EXISTS (SELECT 1 FROM forecast WHERE forecast = $1 AND published_at IS NULL)",
        )
        .bind(i64::from(forecast))
        .bind(i64::from(number))
        .bind(now.micros())
        .bind(by);
        Ok(self.inner.callboard.write("taking an override back", statement).await? > 0)
    }

    /// Publishes a run, which locks it, with what counts on each of its days from now on; whether it
    /// was not published yet and `known` is still all that is put over it. All of it or nothing.
    pub async fn publish_forecast(
        &self,
        forecast: u32,
        (days, known): (&[PublishedDay], &[ForecastOverride]),
        by: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let database = &self.inner.callboard;
        let failed = || database.failed("publishing a forecast");
        let mut transaction = database.begin().await.map_err(failed())?;
        let locked = sql::query(
            "UPDATE forecast SET published_at = $2, published_by = $3 \
             WHERE forecast = $1 AND published_at IS NULL \
             AND (SELECT COUNT(*) FROM forecast_override WHERE forecast = $1) = $4 \
             AND (SELECT COUNT(*) FROM forecast_override \
             WHERE forecast = $1 AND removed_at IS NULL) = $5",
        )
        .bind(i64::from(forecast))
        .bind(now.micros())
        .bind(by)
        .bind(count(known.len()))
        .bind(count(known.iter().filter(|over| over.removed.is_none()).count()))
        .execute(&mut *transaction)
        .await
        .map_err(failed())?;
        // Dropped without a commit, the transaction is undone.
        if locked.rows_affected() == 0 {
            return Ok(false);
        }
        for day in days {
            write_day(&mut transaction, forecast, day).await.map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())?;
        Ok(true)
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn write_day(
    connection: &mut Connection,
    forecast: u32,
    day: &PublishedDay,
) -> Result<(), sqlx::Error> {
    sql::query(
        "INSERT INTO forecast_day (queue, day, forecast, step_minutes, offered) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (day, queue) DO UPDATE SET \
         forecast = excluded.forecast, step_minutes = excluded.step_minutes, offered = excluded.offered",
    )
    .bind(i64::from(day.queue))
    .bind(day.day.to_string())
    .bind(i64::from(forecast))
    .bind(i64::from(day.step_minutes))
    .bind(&day.offered)
    .execute(connection)
    .await
    .map(drop)
}

fn read_row(row: &Row) -> Result<ForecastRow, sqlx::Error> {
    Ok(ForecastRow {
        forecast: small(row.try_get(0)?),
        queue: small(row.try_get(1)?),
        origin: day(row, 2)?,
        until: day(row, 3)?,
        step_minutes: small(row.try_get(4)?),
        method: row.try_get(5)?,
        fingerprint: row.try_get(6)?,
        made_at: Timestamp(row.try_get(7)?),
        made_by: row.try_get(8)?,
        published: when_and_who(row, 9)?,
    })
}

fn read_override(row: &Row) -> Result<ForecastOverride, sqlx::Error> {
    Ok(ForecastOverride {
        number: small(row.try_get(0)?),
        first: day(row, 1)?,
        last: day(row, 2)?,
        factor: row.try_get(3)?,
        reason: row.try_get(4)?,
        made_at: Timestamp(row.try_get(5)?),
        made_by: row.try_get(6)?,
        removed: when_and_who(row, 7)?,
    })
}

/// A moment, and beside it who; both or neither.
fn when_and_who(row: &Row, at: usize) -> Result<Option<(Timestamp, String)>, sqlx::Error> {
    let when: Option<i64> = row.try_get(at)?;
    let who: Option<String> = row.try_get(at + 1)?;
    Ok(when.map(Timestamp).zip(who))
}

fn day(row: &Row, at: usize) -> Result<Day, sqlx::Error> {
    let text: String = row.try_get(at)?;
    Day::parse(&text).ok_or_else(|| sqlx::Error::Decode(format!("`{text}` is no day").into()))
}
