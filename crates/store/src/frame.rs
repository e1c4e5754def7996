//! Raw frames of the sources, redacted by their connectors, for a few days.
//!
//! Room:  store; in a file of its own: nothing but a look back is lost with it.
//! Holds: 7 days by default, and never more bytes than the limit; the oldest go first.
//! Proof: tests/it/contract.rs.

use crate::error::StoreError;
use crate::log::{small, unsigned};
use crate::sql::{self, Row};
use crate::store::Store;
use domain::{Interval, SourceId, Timestamp};

/// What a source really said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFrame {
    pub source: SourceId,
    pub received_at: Timestamp,
    pub bytes: Vec<u8>,
}

impl Store {
    pub async fn keep_frames(&self, frames: &[KeptFrame]) -> Result<(), StoreError> {
        let database = &self.inner.frames;
        let failed = || database.failed("keeping raw frames");
        let mut transaction = database.begin().await.map_err(failed())?;
        for frame in frames {
            sql::query("INSERT INTO frame (source, received_at, bytes) VALUES ($1, $2, $3)")
                .bind(i64::from(frame.source.0))
                .bind(frame.received_at.micros())
                .bind(&frame.bytes)
                .execute(&mut *transaction)
                .await
                .map_err(failed())?;
        }
        transaction.commit().await.map_err(failed())
    }

    /// A source's frames received from `from` on, oldest first.
    pub async fn frames(
        &self,
        source: SourceId,
        from: Timestamp,
        limit: usize,
    ) -> Result<Vec<KeptFrame>, StoreError> {
        let statement = sql::query(
            "SELECT source, received_at, bytes FROM frame WHERE source = $1 AND received_at >= $2 \
             ORDER BY received_at, id LIMIT $3",
        )
        .bind(i64::from(source.0))
        .bind(from.micros())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        self.inner.frames.list("reading raw frames", statement, read).await
    }

    /// A source's frames received in `within` that hold `word` as a whole word, oldest first. A word
    /// goes on over letters, digits, dots and dashes, as the ids of telephone systems do.
    pub async fn frames_naming(
        &self,
        source: SourceId,
        within: Interval,
        word: &str,
        limit: usize,
    ) -> Result<Vec<KeptFrame>, StoreError> {
        let statement = sql::query(
            "SELECT source, received_at, bytes FROM frame WHERE source = $1 AND received_at >= $2 \
             AND received_at < $3 AND INSTR(bytes, $4) > 0 ORDER BY received_at, id LIMIT $5",
        )
        .bind(i64::from(source.0))
        .bind(within.start.micros())
        .bind(within.end.micros())
        .bind(word.as_bytes())
        .bind(i64::try_from(limit).unwrap_or(i64::MAX));
        let frames = self.inner.frames.list("searching raw frames", statement, read).await?;
        Ok(frames.into_iter().filter(|frame| names(&frame.bytes, word.as_bytes())).collect())
    }

    /// Removes frames received before `before`, and the oldest beyond `max_bytes`. Gives how many.
    pub async fn prune_frames(&self, before: Timestamp, max_bytes: u64) -> Result<u64, StoreError> {
        let database = &self.inner.frames;
        let statement =
            sql::query("DELETE FROM frame WHERE received_at < $1").bind(before.micros());
        let mut removed = database.write("removing old frames", statement).await?;
        let size = sql::query("SELECT COALESCE(SUM(LENGTH(bytes)), 0), COUNT(*) FROM frame");
        let read = |row: &Row| Ok((unsigned(row.try_get(0)?), unsigned(row.try_get(1)?)));
        let (bytes, count) =
            database.find("measuring frames", size, read).await?.unwrap_or_default();
        if bytes > max_bytes && count > 0 {
            // Frames are of a size: the share of bytes too many is the share of frames to drop.
            let excess = (bytes - max_bytes).saturating_mul(count).div_ceil(bytes);
            let statement = sql::query(
                "DELETE FROM frame WHERE id IN (SELECT id FROM frame ORDER BY received_at, id LIMIT $1)",
            )
            .bind(excess.cast_signed());
            removed += database.write("removing frames beyond the limit", statement).await?;
        }
        Ok(removed)
    }
}

fn read(row: &Row) -> Result<KeptFrame, sqlx::Error> {
    Ok(KeptFrame {
        source: SourceId(small(row.try_get(0)?)),
        received_at: Timestamp(row.try_get(1)?),
        bytes: row.try_get(2)?,
    })
}

/// Whether the word stands somewhere by itself: `pbx1-7.1` is not in `pbx1-7.12`.
fn names(bytes: &[u8], word: &[u8]) -> bool {
    let goes_on = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_whole = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        let after = bytes.get(at + word.len());
        !before.is_some_and(goes_on) && !after.is_some_and(goes_on)
    };
    let places = bytes.windows(word.len().max(1)).enumerate();
    places.filter(|(_, part)| *part == word).any(|(at, _)| is_whole(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_whole() {
        let frame = b"Uniqueid: pbx1-7.12\r\nLinkedid: pbx1-7.1\r\n";
        assert!(names(frame, b"pbx1-7.1") && names(frame, b"pbx1-7.12"));
        assert!(!names(frame, b"pbx1-7") && !names(frame, b"7.1") && !names(frame, b""));
    }
}
