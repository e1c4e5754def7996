//! Local times of a table read quickly: the hour is looked up in the zone once, then remembered.
//!
//! Room:  connect, `calls`.
//! Holds: the same instants as `domain::calendar` gives; hours with a change of the clocks are
//!        always asked there.
//! Proof: test below, every quarter hour of a year.

use domain::calendar::{LocalTimeError, Zone};
use domain::{Duration, Timestamp};

const HOUR: i64 = 3_600_000_000;

pub(super) struct LocalTimes {
    zone: Zone,
    /// The text up to the hour, and the instant at which that hour begins.
    hour: Option<(String, Timestamp)>,
}

impl LocalTimes {
    pub(super) const fn new(zone: Zone) -> Self {
        Self { zone, hour: None }
    }

    /// Reads `2014-01-02 08:03:21`, or an instant with its own offset.
    pub(super) fn read(&mut self, text: &str) -> Result<Timestamp, LocalTimeError> {
        let Some((hour, rest)) = text.split_at_checked(13) else { return self.slow(text) };
        let Some(offset) = minutes_and_seconds(rest) else { return self.slow(text) };
        if let Some((known, start)) = &self.hour
            && known == hour
        {
            return Ok(start.plus(offset));
        }
        self.remember(hour);
        self.slow(text)
    }

    /// Remembers the hour if the clocks do not change in it or beside it.
    fn remember(&mut self, hour: &str) {
        let start = self.zone.parse_local(&format!("{hour}:00:00"));
        let end = self.zone.parse_local(&format!("{hour}:59:59"));
        if let (Ok(start), Ok(end)) = (start, end)
            && end.minus(start) == Duration::from_secs(3_599)
            && self.is_plain(start)
        {
            self.hour = Some((hour.to_owned(), start));
        }
    }

    fn is_plain(&self, start: Timestamp) -> bool {
        let minute = |at: Timestamp| i64::from(self.zone.minute_of_day(at));
        let passed = minute(start.plus(Duration(HOUR))) - minute(start);
        passed.rem_euclid(24 * 60) == 60
    }

    fn slow(&self, text: &str) -> Result<Timestamp, LocalTimeError> {
        if text.ends_with('Z') || text.get(19..).is_some_and(|rest| rest.contains(['+', '-'])) {
            let malformed = |_| LocalTimeError::Malformed { text: text.chars().take(40).collect() };
            return Timestamp::parse(text).map_err(malformed);
        }
        self.zone.parse_local(text)
    }
}

/// `:03:21`, nothing else.
fn minutes_and_seconds(text: &str) -> Option<Duration> {
    let &[b':', a, b, b':', c, d] = text.as_bytes() else { return None };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| i64::from(byte - b'0'));
    let (minutes, seconds) = (digit(a)? * 10 + digit(b)?, digit(c)? * 10 + digit(d)?);
    (minutes < 60 && seconds < 60).then(|| Duration::from_secs(minutes * 60 + seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quarter_hour_of_a_year_is_what_the_calendar_says() {
        for name in ["Europe/Amsterdam", "Asia/Shanghai", "Australia/Lord_Howe"] {
            let zone = Zone::named(name).unwrap();
            let mut times = LocalTimes::new(zone.clone());
            for quarter in 0..(366 * 96) {
                let at = Timestamp::from_secs(1_388_534_400 + quarter * 900 + 7);
                let text = zone.show(at);
                assert_eq!(times.read(&text), zone.parse_local(&text), "{text} in {name}");
            }
        }
    }

    #[test]
    fn an_offset_of_its_own_wins_and_nonsense_is_refused() {
        let mut times = LocalTimes::new(Zone::named("Asia/Shanghai").unwrap());
        let utc = Timestamp::parse("2026-11-22T08:30:00Z");
        assert_eq!(times.read("2026-11-22T16:30:00+08:00").ok(), utc.clone().ok());
        assert_eq!(times.read("2026-11-22 16:30:00").ok(), utc.ok());
        for bad in [
            "",
            "2026",
            "2026-11-22 16:99:00",
            "2026-11-22 16:30:00 PM",
            "星期一上午十点二十分三十秒",
        ] {
            assert!(times.read(bad).is_err(), "{bad}");
        }
    }
}
