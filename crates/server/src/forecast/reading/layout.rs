//! Rows laid on days and slots, and what to make of those that are missing.
//!
//! Room:  server, `forecast`, after reading.
//! Holds: a slot that most days of its weekday lack is closed; any other missing slot is a gap, which
//!        is estimated from the rest of its day, or sets the day aside where much is missing; both with
//!        a note. Days without a row are missing unless the calendar calls them closed.
//! Proof: tests/it/forecasting.rs.

use super::super::calendar::Named;
use super::{Day, Grid, Kind, Marks, Read, Reader, Series, SeriesDay, Sums, Wanted};
use anyhow::{Context as _, bail};
use std::collections::BTreeMap;

/// Share of a day's usual contacts that may be missing and is estimated.
const MOST_MISSING: f64 = 0.25;
/// A span of history longer than this is a wrong date.
const MOST_DAYS: i64 = 366 * 30;

pub(super) struct Layout<'r, 'q> {
    pub(super) reader: &'r Reader<'q>,
    pub(super) minutes: u32,
}

/// One day's slots, as far as there are rows.
type Slots = Vec<Option<Sums>>;

impl Layout<'_, '_> {
    /// The series up to the last day with data, and its calendar up to `until`.
    pub(super) fn series(&self, until: Day) -> anyhow::Result<Read> {
        let grid = self.grid()?;
        let origin = self.reader.question.until.map(|(day, _)| day);
        let rows = &self.reader.days;
        let first = *rows.keys().next().context("there is a row")?;
        let last = *rows.keys().next_back().context("there is a row")?;
        let count = until.plus_days(-1).max(last).days_since(first) + 1;
        if count > MOST_DAYS {
            bail!("the rows go from {first} to {last}, over 30 years; mend the wrong date");
        }
        let mut marks = self.reader.marks.clone();
        let today = origin.and_then(|day| rows.get(&day)).map(|row| self.slots(row, grid));
        let history: BTreeMap<Day, Slots> = rows
            .iter()
            .filter(|(day, _)| Some(**day) != origin)
            .map(|(day, row)| (*day, self.slots(row, grid)))
            .collect();
        let shares = Shares::of(&history, grid.slots);
        let (mut days, mut seconds) = (Vec::new(), Vec::new());
        for ahead in 0..count {
            let day = first.plus_days(ahead);
            let is_future = origin.is_some_and(|origin| day >= origin) || day > last;
            let slots = history.get(&day).filter(|_| !is_future);
            let known = self.reader.question.calendar.kind(day);
            let (counts, times, kind) = shares.day((day, known), slots, is_future, &mut marks);
            let named = self.reader.question.calendar.named(day);
            let event = named.and_then(Named::event);
            days.push(SeriesDay { kind, counts, event: event.clone() });
            seconds.push(SeriesDay { kind, counts: times, event });
        }
        let series = |days| Series { first, grid, days };
        let seconds = (self.reader.wanted == Wanted::Handling).then(|| series(seconds));
        let today = today.map(|slots| slots.iter().map(|slot| slot.map(|s| s.count)).collect());
        Ok(Read { series: series(days), seconds, notes: marks.told(), today })
    }

    /// From the first slot to the last that any row has.
    fn grid(&self) -> anyhow::Result<Grid> {
        let minutes = self.minutes;
        let mut seen = std::collections::BTreeSet::new();
        for day in self.reader.days.values() {
            seen.extend(day.keys().copied());
        }
        let (first, last) = (seen.first().copied(), seen.last().copied());
        let (first, last) = first.zip(last).context("there is a row")?;
        let apart = seen.iter().zip(seen.iter().skip(1)).map(|(a, b)| b - a).min();
        if let Some(apart) = apart.filter(|apart| *apart > minutes && !self.reader.is_calls) {
            bail!("interval_minutes says {minutes}, but rows are {apart} minutes apart; mend it");
        }
        let slots = usize::try_from((last - first) / minutes + 1)?;
        Ok(Grid { first_minute: first, minutes, slots })
    }

    fn slots(&self, row: &BTreeMap<u32, Sums>, grid: Grid) -> Slots {
        // Between calls there are no rows: a slot without one had none.
        let empty = self.reader.is_calls.then(Sums::default);
        let mut slots = vec![empty; grid.slots];
        for (minute, sums) in row {
            let slot = usize::try_from((minute - grid.first_minute) / grid.minutes).unwrap_or(0);
            if let Some(place) = slots.get_mut(slot) {
                *place = Some(*sums);
            }
        }
        slots
    }
}

/// How each weekday's contacts spread over the slots that have rows.
struct Shares {
    /// By weekday, from Monday: days, and for each slot its rows and contacts.
    weekdays: [(f64, Vec<(f64, f64)>); 7],
}

impl Shares {
    fn of(history: &BTreeMap<Day, Slots>, slots: usize) -> Self {
        let mut weekdays: [(f64, Vec<(f64, f64)>); 7] =
            std::array::from_fn(|_| (0.0, vec![(0.0, 0.0); slots]));
        for (day, row) in history {
            let (days, sums) = &mut weekdays[place(*day)];
            *days += 1.0;
            for (sum, slot) in sums.iter_mut().zip(row) {
                if let Some(slot) = slot {
                    *sum = (sum.0 + 1.0, sum.1 + slot.count);
                }
            }
        }
        Self { weekdays }
    }

    /// Counts, seconds and kind of a day, of which the calendar knows `known`.
    fn day(
        &self,
        (day, known): (Day, Option<Kind>),
        slots: Option<&Slots>,
        is_future: bool,
        marks: &mut Marks,
    ) -> (Option<Vec<f64>>, Option<Vec<f64>>, Kind) {
        if matches!(known, Some(Kind::Closed | Kind::Missing)) {
            if slots.is_some() {
                marks.add(
                    "days with data that the calendar calls closed or missing, left out",
                    || day.to_string(),
                );
            }
            return (None, None, known.unwrap_or_default());
        }
        let kind = known.unwrap_or_default();
        let Some(slots) = slots else {
            if is_future {
                return (None, None, kind);
            }
            if self.is_open(day) {
                marks.add("days without data that the calendar does not name, set aside", || {
                    day.to_string()
                });
            }
            return (None, None, Kind::Missing);
        };
        let Some(filled) = self.fill(day, slots, marks) else {
            return (None, None, Kind::Missing);
        };
        let counts = filled.iter().map(|sums| sums.count).collect();
        let seconds = filled.iter().map(|sums| sums.seconds).collect();
        (Some(counts), Some(seconds), kind)
    }

    fn is_open(&self, day: Day) -> bool {
        self.weekdays[place(day)].0 > 0.0
    }

    /// The day without gaps; `None` where too much of it is missing.
    fn fill(&self, day: Day, slots: &Slots, marks: &mut Marks) -> Option<Vec<Sums>> {
        let (days, sums) = &self.weekdays[place(day)];
        let is_closed = |(rows, _): &(f64, f64)| *rows < 0.5 * days;
        let usual = |(rows, count): &(f64, f64)| count / rows.max(1.0);
        let (mut here, mut usual_here, mut missing) = (0.0, 0.0, 0.0);
        for (slot, sum) in slots.iter().zip(sums) {
            match slot {
                Some(slot) => (here, usual_here) = (here + slot.count, usual_here + usual(sum)),
                None if is_closed(sum) => {}
                None => missing += usual(sum),
            }
        }
        if missing > MOST_MISSING * (missing + usual_here) {
            marks.add("days with more than a quarter missing, set aside", || day.to_string());
            return None;
        }
        let level = if usual_here > 0.0 { here / usual_here } else { 1.0 };
        let filled = slots.iter().zip(sums).map(|(slot, sum)| {
            slot.unwrap_or_else(|| {
                if is_closed(sum) {
                    return Sums::default();
                }
                marks.add("slots without a row, estimated from the rest of their day", || {
                    day.to_string()
                });
                Sums { count: level * usual(sum), ..Sums::default() }
            })
        });
        Some(filled.collect())
    }
}

fn place(day: Day) -> usize {
    usize::from(day.weekday()).saturating_sub(1)
}
