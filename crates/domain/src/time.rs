//! Instants, lengths of time and intervals: integer microseconds, UTC.
//!
//! Room:  domain; local time lives in `calendar`.
//! Takes: microseconds and RFC 3339 text.
//! Gives: `Timestamp`, `Duration`, `Interval`, shown as RFC 3339 with microseconds and `Z`.
//! Holds: no rounding; arithmetic saturates at the ends of the range, never wraps.
//! Never: reads a clock.
//! Proof: tests below.

use serde::{Deserialize, Serialize};

/// A point in time, UTC, in microseconds since 1970-01-01.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

/// A length of time in microseconds. Negative only where two clocks are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Duration(pub i64);

/// A stretch of time, half-open: `start` belongs to it, `end` does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Interval {
    pub start: Timestamp,
    pub end: Timestamp,
}

/// Text that is not an RFC 3339 instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not an instant; write it as 2026-11-22T08:30:00Z")]
pub struct NotAnInstant {
    pub text: String,
}

impl Timestamp {
    /// Earlier than anything a source reports.
    pub const MIN: Self = Self(i64::MIN);
    /// Later than anything a source reports.
    pub const MAX: Self = Self(i64::MAX);

    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Time passed since `earlier`; zero if `earlier` is in truth later, as a skewed source may say.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Duration {
        let passed = self.0.saturating_sub(earlier.0);
        Duration(if passed < 0 { 0 } else { passed })
    }

    /// Signed distance from `other`, for comparing clocks.
    #[must_use]
    pub const fn minus(self, other: Self) -> Duration {
        Duration(self.0.saturating_sub(other.0))
    }

    #[must_use]
    pub const fn plus(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.0))
    }

    #[must_use]
    pub const fn before(self, length: Duration) -> Self {
        Self(self.0.saturating_sub(length.0))
    }

    /// The last multiple of `step` (counted from 1970 in UTC) at or before this instant.
    #[must_use]
    pub const fn floor(self, step: Duration) -> Self {
        Self(self.0.saturating_sub(self.0.rem_euclid(step.0)))
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Result<Self, NotAnInstant> {
        text.parse::<jiff::Timestamp>()
            .map(|instant| Self(instant.as_microsecond()))
            .map_err(|_| NotAnInstant { text: text.chars().take(40).collect() })
    }
}

impl Duration {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    #[must_use]
    pub const fn from_minutes(minutes: i64) -> Self {
        Self::from_secs(minutes.saturating_mul(60))
    }

    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// Whole milliseconds, rounded down.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// Seconds with their fraction.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "exact below 285 years")]
    pub const fn secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// The same length in whole seconds, cut off as a second-resolution log does.
    #[must_use]
    pub const fn whole_secs(self) -> Self {
        Self(self.0 - self.0.rem_euclid(1_000_000))
    }
}

impl std::ops::Add for Duration {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl std::ops::AddAssign for Duration {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Duration {
    fn sum<I: Iterator<Item = Self>>(lengths: I) -> Self {
        lengths.fold(Self::ZERO, std::ops::Add::add)
    }
}

impl Interval {
    /// The stretch of length `step` that starts at `start`.
    #[must_use]
    pub const fn at(start: Timestamp, step: Duration) -> Self {
        Self { start, end: start.plus(step) }
    }

    #[must_use]
    pub fn contains(self, instant: Timestamp) -> bool {
        self.start <= instant && instant < self.end
    }

    #[must_use]
    pub const fn length(self) -> Duration {
        self.end.since(self.start)
    }

    /// How much of `other` lies within this interval.
    #[must_use]
    pub fn overlap(self, other: Self) -> Duration {
        self.end.min(other.end).since(self.start.max(other.start))
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(instant) => write!(f, "{instant:.6}"),
            Err(_) => write!(f, "{}us", self.0),
        }
    }
}

impl std::fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::fmt::Debug for Duration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}us", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_reads_any_offset_and_shows_utc_with_microseconds() {
        let at = Timestamp::parse("2026-11-22T16:30:00.25+08:00").unwrap();
        assert_eq!(at.to_string(), "2026-11-22T08:30:00.250000Z");
        assert!(Timestamp::parse("yesterday").is_err());
    }

    #[test]
    fn an_interval_holds_its_start_and_not_its_end() {
        let quarter = Interval::at(Timestamp::from_secs(900), Duration::from_minutes(15));
        assert!(quarter.contains(Timestamp::from_secs(900)));
        assert!(!quarter.contains(Timestamp::from_secs(1800)));
    }

    #[test]
    fn floor_goes_down_before_1970_too() {
        assert_eq!(Timestamp(-1).floor(Duration(10)), Timestamp(-10));
        assert_eq!(Timestamp(19).floor(Duration(10)), Timestamp(10));
    }
}
