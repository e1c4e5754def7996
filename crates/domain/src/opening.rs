//! Opening hours: when a queue is open, and when that changes next.
//!
//! Room:  domain; above `calendar`, under the events of the journal, `live` and the configuration.
//! Takes: hours of the week, other hours on single dates, a zone. Gives: open or not, since and
//!        until when.
//! Holds: hours lie on 5-minute boundaries, so an interval of 5 minutes is open or closed as a
//!        whole; what begins on a day belongs to that day, also over midnight; overlapping hours
//!        add up.
//! Never: reads a clock; decides which zone is meant where none is named.
//! Proof: tests below, over both clock changes and midnight.
//!
//! Where the clocks are put forward over a boundary, it is the moment of the change; where they are
//! put back over it, it is the first of the two.

use crate::calendar::{Day, Zone};
use crate::time::{Interval, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

const MINUTES_A_DAY: u16 = 24 * 60;
/// Hours begin and end on multiples of this, the length of a cell.
const GRID_MINUTES: u16 = 5;
/// Of a week's hours every change is seen on this many days in a row.
const WEEK_AND_A_DAY: i64 = 8;

/// A stretch of local time: `08:00-22:00`, `22:00-06:00` over midnight, `00:00-24:00` all day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OpenSpan {
    /// Minutes after local midnight.
    from: u16,
    /// Likewise; beyond 24 hours where it ends on the next day.
    until: u16,
}

/// Text that is no stretch of opening hours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    #[error("`{text}` is no stretch of hours; write it as \"08:00-22:00\"")]
    Malformed { text: String },
    #[error("`{text}` is off the grid; begin and end on full 5 minutes, as \"08:05-21:55\"")]
    OffGrid { text: String },
    #[error("`{text}` is empty; write \"00:00-24:00\" for a whole day, and [] for a closed one")]
    Empty { text: String },
}

/// When a queue is open. A queue without any is always open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OpeningHours {
    /// IANA name. Absent: that of the queue's site, or of the centre.
    pub zone: Option<String>,
    /// Monday first; a day without hours is closed.
    pub week: [Vec<OpenSpan>; 7],
    /// Dates with hours of their own (holidays, make-up working days); none: closed.
    pub exceptions: BTreeMap<Day, Vec<OpenSpan>>,
    /// What people call some of these dates, as 国庆节.
    #[serde(default)]
    pub occasions: BTreeMap<Day, String>,
}

/// A time in which a queue is open, or closed, throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub is_open: bool,
    pub within: Interval,
}

impl OpenSpan {
    /// Begin and end in minutes after local midnight; the end is beyond 24 hours where it is on the
    /// next day.
    #[must_use]
    pub const fn minutes(self) -> (u16, u16) {
        (self.from, self.until)
    }

    /// Reads `08:00-22:00`.
    pub fn parse(text: &str) -> Result<Self, BadHours> {
        let shown = || text.chars().take(40).collect();
        let malformed = || BadHours::Malformed { text: shown() };
        let (from, until) = text.split_once('-').ok_or_else(malformed)?;
        let from = minutes(from.trim()).filter(|&from| from < MINUTES_A_DAY);
        let (from, until) = from.zip(minutes(until.trim())).ok_or_else(malformed)?;
        if from % GRID_MINUTES != 0 || until % GRID_MINUTES != 0 {
            return Err(BadHours::OffGrid { text: shown() });
        }
        if from == until {
            return Err(BadHours::Empty { text: shown() });
        }
        let until = if until < from { until + MINUTES_A_DAY } else { until };
        Ok(Self { from, until })
    }
}

/// `06:30` as minutes; up to `24:00`.
fn minutes(text: &str) -> Option<u16> {
    let (hours, minutes) = text.split_once(':')?;
    let is_two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    if !is_two_digits(hours) || !is_two_digits(minutes) {
        return None;
    }
    let (hours, minutes) = (hours.parse::<u16>().ok()?, minutes.parse::<u16>().ok()?);
    let sum = hours * 60 + minutes;
    (minutes < 60 && sum <= MINUTES_A_DAY).then_some(sum)
}

impl std::fmt::Display for OpenSpan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let until =
            if self.until > MINUTES_A_DAY { self.until - MINUTES_A_DAY } else { self.until };
        let (from, minute) = (self.from / 60, self.from % 60);
        write!(f, "{from:02}:{minute:02}-{:02}:{:02}", until / 60, until % 60)
    }
}

impl TryFrom<String> for OpenSpan {
    type Error = BadHours;
    fn try_from(text: String) -> Result<Self, BadHours> {
        Self::parse(&text)
    }
}

impl From<OpenSpan> for String {
    fn from(span: OpenSpan) -> Self {
        span.to_string()
    }
}

impl OpeningHours {
    /// The hours that begin on `day`.
    fn of(&self, day: Day) -> &[OpenSpan] {
        let weekday = usize::from(day.weekday()) - 1;
        self.exceptions.get(&day).unwrap_or(&self.week[weekday])
    }

    /// The open times that begin on some days: joined where they touch, in order.
    fn open_times(&self, zone: &Zone, days: impl IntoIterator<Item = Day>) -> Vec<Interval> {
        let mut times: Vec<Interval> = Vec::new();
        for day in days {
            let of_day = self.of(day).iter().map(|span| Interval {
                start: zone.wall_clock(day, span.from),
                end: zone.wall_clock(day, span.until),
            });
            times.extend(of_day.filter(|open| open.start < open.end));
        }
        times.sort_unstable();
        let mut joined: Vec<Interval> = Vec::new();
        for open in times {
            match joined.last_mut() {
                Some(last) if open.start <= last.end => last.end = last.end.max(open.end),
                Some(_) | None => joined.push(open),
            }
        }
        joined
    }

    /// Whether it is open at `at`.
    #[must_use]
    pub fn is_open(&self, zone: &Zone, at: Timestamp) -> bool {
        let day = zone.day(at);
        let open = self.open_times(zone, [day.plus_days(-1), day]);
        open.iter().any(|open| open.contains(at))
    }

    /// The time around `at` in which nothing changes, as far as the day at `at` shows it.
    #[must_use]
    pub fn stretch(&self, zone: &Zone, at: Timestamp) -> Stretch {
        let day = zone.day(at);
        let mut within = zone.day_interval(day);
        let open = self.open_times(zone, [day.plus_days(-1), day]);
        for edge in open.iter().flat_map(|open| [open.start, open.end]) {
            if edge <= at {
                within.start = within.start.max(edge);
            } else {
                within.end = within.end.min(edge);
            }
        }
        Stretch { is_open: open.iter().any(|open| open.contains(at)), within }
    }

    /// The first moment after `at` at which it opens or closes; `None`: it never does.
    #[must_use]
    pub fn next_change(&self, zone: &Zone, at: Timestamp) -> Option<Timestamp> {
        let today = zone.day(at);
        // Where a whole week brings no change, only an exception can.
        let mut days: BTreeSet<Day> =
            (-1..=WEEK_AND_A_DAY).map(|step| today.plus_days(step)).collect();
        for exception in self.exceptions.range(today..).map(|(day, _)| *day) {
            days.extend((-1..=1).map(|step| exception.plus_days(step)));
        }
        let open = self.open_times(zone, days);
        let edges = open.iter().flat_map(|open| [open.start, open.end]);
        // Where the days looked at end, hours may go on.
        let is_change = |edge: &Timestamp| {
            let before = Timestamp(edge.micros().saturating_sub(1));
            self.is_open(zone, *edge) != self.is_open(zone, before)
        };
        edges.filter(|edge| *edge > at).find(is_change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<OpenSpan> {
        text.split_whitespace().map(|span| OpenSpan::parse(span).unwrap()).collect()
    }

    /// The same hours on every day.
    fn daily(text: &str) -> OpeningHours {
        OpeningHours { week: std::array::from_fn(|_| spans(text)), ..OpeningHours::default() }
    }

    fn shanghai() -> Zone {
        Zone::named("Asia/Shanghai").unwrap()
    }

    fn at(zone: &Zone, text: &str) -> Timestamp {
        zone.parse_local(text).unwrap()
    }

    /// The next changes from `from` on, as local times.
    fn changes(hours: &OpeningHours, zone: &Zone, from: &str, count: usize) -> Vec<String> {
        let next = |at: &Timestamp| hours.next_change(zone, *at);
        let first = next(&at(zone, from));
        std::iter::successors(first, next).take(count).map(|at| zone.show(at)).collect()
    }

    #[test]
    fn a_span_is_shown_as_it_was_written() {
        for text in ["08:00-22:00", "22:00-06:00", "00:00-24:00", "13:30-13:35"] {
            assert_eq!(OpenSpan::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(OpenSpan::parse("20:00-00:00").unwrap().to_string(), "20:00-24:00");
    }

    #[test]
    fn bad_hours_name_the_remedy() {
        for text in ["", "8-22", "8:00-22:00", "08:00", "24:00-25:00", "08:60-09:00", "+8:00-09:00"]
        {
            let error = OpenSpan::parse(text).unwrap_err();
            assert!(matches!(error, BadHours::Malformed { .. }), "{text}: {error}");
        }
        let grid = OpenSpan::parse("08:01-22:00").unwrap_err().to_string();
        assert!(grid.contains("full 5 minutes"), "{grid}");
        let empty = OpenSpan::parse("08:00-08:00").unwrap_err().to_string();
        assert!(empty.contains("00:00-24:00"), "{empty}");
    }

    #[test]
    fn a_span_holds_its_start_and_not_its_end() {
        let (zone, hours) = (shanghai(), daily("08:00-12:00 13:30-22:00"));
        let is_open = |time: &str| hours.is_open(&zone, at(&zone, &format!("2026-11-24 {time}")));
        assert_eq!(
            ["07:59:59", "08:00:00", "11:59:59", "12:00:00", "13:30:00", "22:00:00"].map(is_open),
            [false, true, true, false, true, false]
        );
        assert_eq!(
            changes(&hours, &zone, "2026-11-24 09:00:00", 4),
            [
                "2026-11-24 12:00:00",
                "2026-11-24 13:30:00",
                "2026-11-24 22:00:00",
                "2026-11-25 08:00:00"
            ]
        );
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        let zone = shanghai();
        let mut hours = daily("");
        // Tuesday evening to Wednesday morning; Wednesday itself is a holiday.
        hours.week[1] = spans("22:00-06:00");
        hours.week[2] = spans("08:00-20:00");
        hours.exceptions.insert(Day::parse("2026-11-25").unwrap(), Vec::new());
        assert_eq!(
            changes(&hours, &zone, "2026-11-24 12:00:00", 3),
            ["2026-11-24 22:00:00", "2026-11-25 06:00:00", "2026-12-01 22:00:00"]
        );
        assert!(hours.is_open(&zone, at(&zone, "2026-11-25 05:59:59")));
        assert!(!hours.is_open(&zone, at(&zone, "2026-11-25 09:00:00")));
    }

    #[test]
    fn hours_that_touch_at_midnight_are_one() {
        let (zone, always) = (shanghai(), daily("00:00-24:00"));
        assert_eq!(always.next_change(&zone, at(&zone, "2026-11-24 09:00:00")), None);
        assert!(always.is_open(&zone, at(&zone, "2026-11-24 00:00:00")));
        let evenings = daily("00:00-02:00 20:00-24:00");
        assert_eq!(
            changes(&evenings, &zone, "2026-11-24 21:00:00", 2),
            ["2026-11-25 02:00:00", "2026-11-25 20:00:00"]
        );
    }

    #[test]
    fn a_far_exception_is_found_and_nothing_else_changes() {
        let zone = shanghai();
        let day = |text| Day::parse(text).unwrap();
        let mut always = daily("00:00-24:00");
        always.exceptions.insert(day("2027-02-06"), Vec::new());
        assert_eq!(
            changes(&always, &zone, "2026-11-24 09:00:00", 3),
            ["2027-02-06 00:00:00", "2027-02-07 00:00:00"]
        );
        let mut never = daily("");
        assert_eq!(never.next_change(&zone, at(&zone, "2026-11-24 09:00:00")), None);
        never.exceptions.insert(day("2027-10-10"), spans("08:00-12:00"));
        assert_eq!(
            changes(&never, &zone, "2026-11-24 09:00:00", 3),
            ["2027-10-10 08:00:00", "2027-10-10 12:00:00"]
        );
    }

    #[test]
    fn clocks_put_forward_shorten_the_night() {
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        let hours = daily("02:30-10:00");
        // 02:30 does not exist on that Sunday: it opens when 02:00 becomes 03:00.
        assert_eq!(
            changes(&hours, &zone, "2026-03-28 12:00:00", 2),
            ["2026-03-29 03:00:00", "2026-03-29 10:00:00"]
        );
        let skipped = daily("02:10-02:50");
        assert_eq!(
            changes(&skipped, &zone, "2026-03-28 12:00:00", 1),
            ["2026-03-30 02:10:00"],
            "hours within the skipped hour are none"
        );
    }

    #[test]
    fn clocks_put_back_open_once() {
        let zone = Zone::named("Europe/Amsterdam").unwrap();
        let hours = daily("02:30-10:00");
        let opens = hours.next_change(&zone, at(&zone, "2026-10-24 12:00:00")).unwrap();
        assert_eq!(opens.to_string(), "2026-10-25T00:30:00.000000Z");
        let closes = hours.next_change(&zone, opens).unwrap();
        assert_eq!(closes.to_string(), "2026-10-25T09:00:00.000000Z");
        let day = daily("00:00-24:00");
        assert_eq!(day.next_change(&zone, opens), None);
    }

    #[test]
    fn a_stretch_holds_its_moment_and_says_what_is_open_says() {
        for name in ["Asia/Shanghai", "Europe/Amsterdam", "America/New_York"] {
            let zone = Zone::named(name).unwrap();
            let mut hours = daily("02:30-10:00 13:00-18:00 22:00-01:30");
            hours.exceptions.insert(Day::parse("2026-10-25").unwrap(), spans("09:00-24:00"));
            let start = Timestamp::parse("2026-10-24T00:00:00Z").unwrap();
            for step in 0..12 * 24 * 12 {
                let at = start.plus(crate::Duration::from_minutes(5 * step));
                let Stretch { is_open, within } = hours.stretch(&zone, at);
                assert!(within.contains(at));
                let last = Timestamp(within.end.micros() - 1);
                for there in [within.start, at, last] {
                    assert_eq!(hours.is_open(&zone, there), is_open, "{name} {at} {there}");
                }
            }
        }
    }

    #[test]
    fn hours_are_written_as_people_write_them() {
        let mut hours = daily("08:00-22:00");
        hours.week[6] = Vec::new();
        hours.exceptions.insert(Day::parse("2026-10-01").unwrap(), Vec::new());
        let text = serde_json::to_string(&hours).unwrap();
        assert!(text.contains(r#"["08:00-22:00"],[]],"exceptions":{"2026-10-01":[]}"#), "{text}");
        assert_eq!(serde_json::from_str::<OpeningHours>(&text).unwrap(), hours);
        assert!(serde_json::from_str::<OpenSpan>("\"08:01-09:00\"").is_err());
    }
}
