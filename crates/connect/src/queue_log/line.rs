//! One line of a `queue_log`: `time|call|queue|agent|event|data...`.
//!
//! Room: connect, `queue_log`.

use domain::Timestamp;

/// One row, borrowing from its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    pub at: Timestamp,
    pub call: &'a str,
    pub queue: &'a str,
    pub agent: &'a str,
    pub event: &'a str,
    pub data: Vec<&'a str>,
}

/// Why a line is not a row, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadLine {
    #[error(
        "only {0} of at least 5 columns; a row is time|call|queue|agent|event|data: is the file a \
         queue_log, or was it cut off here?"
    )]
    Columns(usize),
    #[error(
        "`{0}` is not a time in seconds since 1970; set `queue_log_realtime_use_gmt` off and export epoch seconds"
    )]
    Time(String),
}

impl<'a> Row<'a> {
    /// Reads a line without its line end.
    pub fn parse(line: &'a str) -> Result<Self, BadLine> {
        let mut columns = line.split('|');
        let mut next = |found: usize| columns.next().ok_or(BadLine::Columns(found));
        let time = next(0)?;
        let (call, queue, agent, event) = (next(1)?, next(2)?, next(3)?, next(4)?);
        let at = seconds(time).ok_or_else(|| BadLine::Time(time.chars().take(24).collect()))?;
        // More columns than any event has are cut: a line is at most as long as its reader allows.
        let data = columns.take(16).collect();
        Ok(Self { at, call, queue, agent, event, data })
    }

    /// A number in the data.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<i64> {
        self.data.get(index)?.parse().ok()
    }

    /// The wait in whole seconds that the row tells of this very call.
    #[must_use]
    pub fn told_wait(&self) -> Option<i64> {
        match self.event {
            "CONNECT" => self.number(0),
            "ABANDON" | "EXITWITHTIMEOUT" | "EXITEMPTY" => self.number(2),
            "EXITWITHKEY" => self.number(3),
            _ => None,
        }
    }
}

fn seconds(text: &str) -> Option<Timestamp> {
    let seconds: i64 = text.parse().ok()?;
    // 2001 to 2286: anything else is another unit or another column.
    (1_000_000_000..10_000_000_000).contains(&seconds).then(|| Timestamp::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_five_columns_and_data() {
        let row = Row::parse("1795312566|pbx1-1.2|q|NONE|EXITWITHKEY|9|6|9|7").unwrap();
        assert_eq!((row.event, row.told_wait()), ("EXITWITHKEY", Some(7)));
    }

    #[test]
    fn what_is_no_row_says_why() {
        let error = |line| Row::parse(line).unwrap_err().to_string();
        assert!(error("1795312566|pbx1-1.2|q").contains("only 3 of at least 5 columns"));
        assert!(error("2026-11-22 10:00|c|q|a|CONNECT|1").contains("`2026-11-22 10:00` is not"));
        assert!(error("").contains("only 1"));
    }
}
