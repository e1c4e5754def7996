//! Local days and quarter hours of a place, through clock changes.
//!
//! Room:  domain; the only place that knows local time.
//! Takes: instants and IANA zone names. Gives: `Zone`, local days as intervals of 23, 24 or 25 h.
//! Holds: the intervals of a day touch and cover it; a business day starts at its configured hour.
//! Never: reads the machine's zone or clock.
//! Proof: tests below in `Asia/Shanghai`, `Europe/Amsterdam` and `America/New_York`.

use crate::time::{Duration, Interval, Timestamp};
use jiff::civil;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A time zone by its IANA name, for instance `Asia/Shanghai`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

/// A name that the bundled zone data does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is not a time zone; use an IANA name such as Asia/Shanghai or Europe/Amsterdam")]
pub struct UnknownZone {
    pub name: String,
}

/// Local text that names no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalTimeError {
    #[error("`{text}` is not a local time; write it as 2026-11-22 08:30:00")]
    Malformed { text: String },
    #[error("`{text}` does not exist in {zone}: the clocks were put forward over it")]
    Skipped { text: String, zone: String },
}

/// A calendar day somewhere; written `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(civil::Date);

/// Text that is no calendar day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no day; write it as 2026-11-22")]
pub struct NotADay {
    pub text: String,
}

impl Day {
    /// Reads `2026-11-22`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// The day `days` later (earlier if negative); stays at the ends of the calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days.clamp(-3_000_000, 3_000_000))))
    }

    /// The day `months` later; the last of the month where that has no such day.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(months.clamp(-100_000, 100_000))))
    }

    /// Days from `earlier` to this one; negative if it comes before.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i64 {
        earlier.0.until(self.0).map_or(0, |span| i64::from(span.get_days()))
    }

    /// The Monday of this week.
    #[must_use]
    pub fn week(self) -> Self {
        self.plus_days(1 - i64::from(self.weekday()))
    }

    /// The first of this month.
    #[must_use]
    pub fn month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// The first of January of this year.
    #[must_use]
    pub fn year(self) -> Self {
        Self(self.0.first_of_year())
    }

    /// Whole months from `earlier` to this one, where both are the first of a month.
    #[must_use]
    pub fn months_since(self, earlier: Self) -> Option<i64> {
        let is_first = |day: Self| day.month() == day;
        let number = |day: Self| i64::from(day.0.year()) * 12 + i64::from(day.0.month());
        (is_first(self) && is_first(earlier)).then(|| number(self) - number(earlier))
    }

    /// 1 = Monday .. 7 = Sunday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        u8::try_from(self.0.weekday().to_monday_one_offset()).unwrap_or(7)
    }
}

impl TryFrom<String> for Day {
    type Error = NotADay;
    fn try_from(text: String) -> Result<Self, NotADay> {
        Self::parse(&text).ok_or_else(|| NotADay { text: text.chars().take(40).collect() })
    }
}

impl From<Day> for String {
    fn from(day: Day) -> Self {
        day.to_string()
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0, f)
    }
}

impl Zone {
    /// Looks the name up in the bundled zone data.
    pub fn named(name: &str) -> Result<Self, UnknownZone> {
        let unknown = || UnknownZone { name: name.chars().take(60).collect() };
        let zone = TimeZone::get(name).map_err(|_| unknown())?;
        Ok(Self { name: name.to_owned(), zone })
    }

    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".into(), zone: TimeZone::UTC }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The calendar day at `instant`.
    #[must_use]
    pub fn day(&self, instant: Timestamp) -> Day {
        Day(self.civil(instant).date())
    }

    /// The business day at `instant`, where days start `start` after midnight.
    #[must_use]
    pub fn business_day(&self, instant: Timestamp, start: Duration) -> Day {
        let local = self.civil(instant);
        let since_midnight = local.time().duration_since(civil::Time::midnight());
        let started = i128::from(start.micros()) <= since_midnight.as_micros();
        let day = Day(local.date());
        if started { day } else { day.plus_days(-1) }
    }

    /// From local midnight to local midnight: 23, 24 or 25 hours.
    #[must_use]
    pub fn day_interval(&self, day: Day) -> Interval {
        Interval { start: self.midnight(day), end: self.midnight(day.plus_days(1)) }
    }

    /// The business day `day`: from its start hour to the next day's.
    #[must_use]
    pub fn business_interval(&self, day: Day, start: Duration) -> Interval {
        let at = |day: Day| self.local(day, start);
        Interval { start: at(day), end: at(day.plus_days(1)) }
    }

    /// Reads `2014-01-02 08:03:21` (or with `T`) as local time here. A time that occurs twice when
    /// the clocks are put back is taken as the first.
    pub fn parse_local(&self, text: &str) -> Result<Timestamp, LocalTimeError> {
        let malformed = || LocalTimeError::Malformed { text: text.chars().take(40).collect() };
        let local: civil::DateTime = text.parse().map_err(|_| malformed())?;
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        if matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. }) {
            return Err(LocalTimeError::Skipped { text: text.into(), zone: self.name.clone() });
        }
        let instant = ambiguous.earlier().map_err(|_| malformed())?;
        Ok(Timestamp(instant.as_microsecond()))
    }

    /// How far the wall clock here is ahead of UTC at `instant`; negative west of it.
    #[must_use]
    pub fn offset(&self, instant: Timestamp) -> Duration {
        let instant =
            jiff::Timestamp::from_microsecond(instant.micros()).unwrap_or(jiff::Timestamp::MAX);
        Duration::from_secs(i64::from(self.zone.to_offset(instant).seconds()))
    }

    /// `2026-11-22 16:30:00` here.
    #[must_use]
    pub fn show(&self, instant: Timestamp) -> String {
        self.civil(instant).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    /// Minutes since local midnight on the wall clock.
    #[must_use]
    pub fn minute_of_day(&self, instant: Timestamp) -> u32 {
        let time = self.civil(instant).time();
        u32::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0)
    }

    /// When the wall clock first shows `minutes` after the midnight of `day`, which may be on the
    /// next. A time that the clocks skip is the moment at which they do.
    #[must_use]
    pub fn wall_clock(&self, day: Day, minutes: u16) -> Timestamp {
        let (days, minutes) = (minutes / (24 * 60), minutes % (24 * 60));
        let span = jiff::Span::new().minutes(i64::from(minutes));
        let wall = day.plus_days(i64::from(days)).0.at(0, 0, 0, 0).saturating_add(span);
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        let is_skipped = matches!(ambiguous.offset(), jiff::tz::AmbiguousOffset::Gap { .. });
        let Ok(first) = ambiguous.earlier() else { return Timestamp::MAX };
        let change = self.zone.following(first).next().filter(|_| is_skipped);
        let shown = change.map_or(first, |change| change.timestamp());
        Timestamp(shown.as_microsecond())
    }

    fn midnight(&self, day: Day) -> Timestamp {
        self.local(day, Duration::ZERO)
    }

    /// `offset` on the wall clock of `day`; a skipped time moves forward by the gap.
    fn local(&self, day: Day, offset: Duration) -> Timestamp {
        let span = jiff::Span::new().microseconds(offset.micros().clamp(0, 86_399_999_999));
        let wall = day.0.at(0, 0, 0, 0).saturating_add(span);
        self.zone
            .to_ambiguous_timestamp(wall)
            .compatible()
            .map_or(Timestamp::MAX, |instant| Timestamp(instant.as_microsecond()))
    }

    fn civil(&self, instant: Timestamp) -> civil::DateTime {
        let instant =
            jiff::Timestamp::from_microsecond(instant.micros()).unwrap_or(jiff::Timestamp::MAX);
        self.zone.to_datetime(instant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(zone: &str, day: &str) -> i64 {
        let day = Day::parse(day).unwrap();
        Zone::named(zone).unwrap().day_interval(day).length().micros() / 3_600_000_000
    }

    #[test]
    fn days_have_23_24_or_25_hours() {
        assert_eq!(hours("Asia/Shanghai", "2026-03-29"), 24);
        assert_eq!(hours("Europe/Amsterdam", "2026-03-29"), 23);
        assert_eq!(hours("Europe/Amsterdam", "2026-10-25"), 25);
        assert_eq!(hours("America/New_York", "2026-03-08"), 23);
        assert_eq!(hours("America/New_York", "2026-11-01"), 25);
    }

    #[test]
    fn the_business_day_starts_when_the_house_says() {
        let zone = Zone::named("Asia/Shanghai").unwrap();
        let three_at_night = Timestamp::parse("2026-11-22T03:00:00+08:00").unwrap();
        let start = Duration::from_minutes(4 * 60);
        assert_eq!(zone.business_day(three_at_night, start).to_string(), "2026-11-21");
        assert_eq!(zone.business_day(three_at_night, Duration::ZERO).to_string(), "2026-11-22");
    }

    #[test]
    fn a_skipped_local_time_is_refused_and_a_double_one_is_the_first() {
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        assert!(matches!(
            zone.parse_local("2014-03-30 02:30:00"),
            Err(LocalTimeError::Skipped { .. })
        ));
        let first = zone.parse_local("2014-10-26 02:30:00").unwrap();
        assert_eq!(first.to_string(), "2014-10-26T00:30:00.000000Z");
    }

    #[test]
    fn the_offset_follows_the_clock_changes() {
        let hours = |zone: &str, at: &str| {
            let at = Timestamp::parse(at).unwrap();
            Zone::named(zone).unwrap().offset(at).micros() / 3_600_000_000
        };
        assert_eq!(hours("Asia/Shanghai", "2026-07-01T00:00:00Z"), 8);
        assert_eq!(hours("Europe/Amsterdam", "2026-10-25T00:59:59Z"), 2);
        assert_eq!(hours("Europe/Amsterdam", "2026-10-25T01:00:00Z"), 1);
        assert_eq!(hours("America/New_York", "2026-12-01T00:00:00Z"), -5);
    }

    #[test]
    fn an_unknown_zone_names_the_remedy() {
        let error = Zone::named("Beijing").unwrap_err();
        assert!(error.to_string().contains("Asia/Shanghai"));
    }
}
