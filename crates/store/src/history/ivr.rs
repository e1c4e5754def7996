//! What happened at the nodes of the IVR.
//!
//! Room:  store/history.

use crate::Store;
use crate::code;
use crate::error::StoreError;
use crate::sql::{self, Row};
use domain::history::IvrCell;
use domain::{Interval, IvrNodeId};

impl Store {
    /// The sums of the IVR's 15-minute cells that start in `within`, by node and part; each starts
    /// where `within` does.
    pub async fn ivr(&self, within: Interval) -> Result<Vec<IvrCell>, StoreError> {
        let database = &self.inner.callboard;
        let statement = sql::query(
            "SELECT node, part, value, CAST(SUM(count) AS BIGINT), CAST(SUM(time) AS BIGINT) \
             FROM ivr_cell \
             WHERE start >= $1 AND start < $2 GROUP BY node, part, value ORDER BY node, part, value",
        )
        .bind(within.start.micros())
        .bind(within.end.micros());
        let read = |row: &Row| {
            let part = code::ivr_part((row.try_get(1)?, row.try_get(2)?));
            let part =
                part.ok_or_else(|| sqlx::Error::Decode("a cell of the IVR is damaged".into()))?;
            let count: i64 = row.try_get(3)?;
            let time: i64 = row.try_get(4)?;
            Ok(IvrCell {
                node: IvrNodeId(crate::log::small(row.try_get(0)?)),
                start: within.start,
                part,
                count: u32::try_from(count).unwrap_or(u32::MAX),
                time: time.cast_unsigned(),
            })
        };
        database.list("reading what happened in the IVR", statement, read).await
    }
}
