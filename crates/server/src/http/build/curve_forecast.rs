//! What was published of a day, laid on the intervals of its curve.
//!
//! Room:  server/http/build; beside `curve`.
//! Holds: a sum over queues is given only when every queue that is not idle has a published forecast:
//!        a sum of some would look like too little.
//! Proof: tests below; `tests/it/api_forecasts.rs`.

use crate::http::build::house::House;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use crate::http::views::figures::CurveForecast;
use domain::calendar::Day;
use domain::figures::Attribution;
use domain::history::ContactKey;
use domain::{Duration, Interval, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use store::{PublishedDay, StoreError};

/// A queue without a contact for so long is idle.
const IDLE: Duration = Duration::from_minutes(28 * 24 * 60);

/// What is said of each interval; `None`: of a queue that is not idle nothing is published.
pub async fn read(
    state: &AppState,
    keys: &[ContactKey],
    (house, intervals): (&House, &[Interval]),
) -> Result<Option<Vec<CurveForecast>>, Refusal> {
    let found = sums(state, keys, (house, intervals)).await;
    let found = found.map_err(|error| Refusal::fault("reading published forecasts", &error))?;
    Ok(found.map(|offered| {
        let said = |(interval, offered): (&Interval, Option<f64>)| {
            Some(CurveForecast { start: interval.start.into(), offered: offered? })
        };
        intervals.iter().zip(offered).filter_map(said).collect()
    }))
}

async fn sums(
    state: &AppState,
    keys: &[ContactKey],
    (house, intervals): (&House, &[Interval]),
) -> Result<Option<Vec<Option<f64>>>, StoreError> {
    let (Some(first), Some(last)) = (intervals.first(), intervals.last()) else {
        return Ok(None);
    };
    let (from, until) = (house.zone.day(first.start), house.zone.day(last.start));
    let published = state.store.published_days(from, until).await?;
    let wanted: BTreeSet<u32> = keys.iter().filter_map(queue).collect();
    if published.is_empty() || wanted.len() < keys.len() {
        return Ok(None);
    }
    let known: BTreeSet<u32> = published.iter().map(|day| day.queue).collect();
    for &key in keys.iter().filter(|key| queue(key).is_some_and(|id| !known.contains(&id))) {
        let extent = state.store.contact_extent(key, Attribution::ByArrival).await?;
        let is_idle = extent.is_none_or(|(_, youngest)| youngest.plus(IDLE) < first.start);
        if !is_idle {
            return Ok(None);
        }
    }
    let of_us = published.iter().filter(|day| wanted.contains(&day.queue));
    let days: Vec<Said> = of_us.filter_map(Said::of).collect();
    let place = |at: Timestamp| (house.zone.day(at), house.zone.minute_of_day(at));
    let minutes = |interval: &Interval| interval.length().micros() / 60_000_000;
    let sum = |interval: &Interval| {
        let (day, from) = place(interval.start);
        let length = u32::try_from(minutes(interval)).unwrap_or(0);
        added(&days, day, (from, from + length))
    };
    Ok(Some(intervals.iter().map(sum).collect()))
}

const fn queue(key: &ContactKey) -> Option<u32> {
    match key {
        ContactKey::Queue(queue) => Some(queue.0),
        ContactKey::Did(_) => None,
    }
}

/// One queue's day.
#[derive(Clone, Debug)]
pub(super) struct Said {
    day: Day,
    minutes: u32,
    slots: BTreeMap<u32, f64>,
}

impl Said {
    fn of(day: &PublishedDay) -> Option<Self> {
        let offered: Vec<Option<f64>> = serde_json::from_str(&day.offered).ok()?;
        Some(Self::new(day.day, day.step_minutes, offered))
    }

    /// Contacts by slot from midnight on; `None` where nothing is said.
    pub(super) fn new(day: Day, minutes: u32, offered: Vec<Option<f64>>) -> Self {
        let slots = (0..).zip(offered).filter_map(|(at, offered)| Some((at, offered?))).collect();
        Self { day, minutes, slots }
    }

    /// Of the minutes `from` up to `until` after midnight: slots in part count in part.
    pub(super) fn within(&self, (from, until): (u32, u32)) -> Option<f64> {
        let (first, end) = (from / self.minutes, until.div_ceil(self.minutes));
        let parts = self.slots.range(first..end).map(|(&slot, offered)| {
            let start = slot * self.minutes;
            let common = until.min(start + self.minutes) - from.max(start);
            offered * f64::from(common) / f64::from(self.minutes)
        });
        parts.reduce(|sum, part| sum + part)
    }
}

/// The sum over queues; `None` where none says anything.
fn added(days: &[Said], day: Day, within: (u32, u32)) -> Option<f64> {
    let of_day = days.iter().filter(|said| said.day == day);
    of_day.filter_map(|said| said.within(within)).reduce(|sum, part| sum + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(minutes: u32, slots: &[(u32, f64)]) -> Said {
        let day = Day::parse("2026-11-30").unwrap();
        Said { day, minutes, slots: slots.iter().copied().collect() }
    }

    #[test]
    fn slots_are_cut_and_joined_to_the_curves_intervals() {
        let half_hours = said(30, &[(0, 4.0), (1, 8.0), (2, 16.0)]);
        assert_eq!(half_hours.within((0, 15)), Some(2.0));
        assert_eq!(half_hours.within((15, 30)), Some(2.0));
        assert_eq!(half_hours.within((0, 60)), Some(12.0));
        assert_eq!(half_hours.within((25, 35)), Some(4.0 * 5.0 / 30.0 + 8.0 * 5.0 / 30.0));
        assert_eq!(half_hours.within((90, 105)), None, "nothing is said of it");
        assert_eq!(said(60, &[(1, 12.0)]).within((60, 65)), Some(1.0));
    }

    #[test]
    fn queues_add_up_whatever_their_slots() {
        let days = [said(30, &[(0, 4.0)]), said(60, &[(0, 12.0)])];
        assert_eq!(added(&days, days[0].day, (0, 15)), Some(5.0));
        assert_eq!(added(&days, days[0].day, (30, 45)), Some(3.0));
        assert_eq!(added(&days, days[0].day.plus_days(1), (0, 15)), None);
    }
}
