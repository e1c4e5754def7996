//! A queue's closed history as the days of slots that forecasts learn from.
//!
//! Room:  server/http/build; between `store`'s cells and the crate `forecast`.
//! Takes: a queue, a slot length, the first day that is not read; the house's calendar of special days.
//! Gives: `Past`.
//! Holds: days and slots are of the centre's wall clock, from midnight; a day on which the queue does
//!        not open is closed; a day without a contact on a weekday that has them is missing, and said.
//! Never: reads an interval that is not closed.
//! Proof: `tests/it/api_forecasts.rs`, tests below.

use crate::forecast::calendar;
use crate::http::build::contact_list::settled;
use crate::http::build::house;
use crate::http::refusal::Refusal;
use crate::http::state::AppState;
use domain::calendar::{Day, Zone};
use domain::figures::Attribution;
use domain::history::{ContactCell, ContactKey};
use domain::{Interval, QueueId, Timestamp};
use forecast::{Grid, Kind, Series, SeriesDay};
use live::Hours;
use live::view::Running;

/// What a forecast reads.
#[derive(Clone, Debug)]
pub struct Past {
    pub series: Series,
    /// The slots of the first day not read that are over; `None` where that day has not begun.
    pub so_far: Option<Vec<f64>>,
    /// Days taken as missing because nothing came where something always does.
    pub empty: Vec<Day>,
    /// The first day after the last that is wholly closed.
    pub closed_until: Day,
}

/// Days that the calendar knows beyond the history.
const AHEAD: i64 = 735;

/// The centre as forecasts need it.
#[derive(Clone, Debug)]
struct Calendar {
    zone: Zone,
    hours: Hours,
    queue: QueueId,
    /// What the house's file says of days.
    named: calendar::Calendar,
}

/// Reads a queue's history before the day `until`.
pub async fn read(
    state: &AppState,
    queue: QueueId,
    step_minutes: u32,
    until: Day,
) -> Result<Past, Refusal> {
    settled(state).await;
    let now = state.now();
    let (calendar, closed) = state.engine.read(|live| {
        let zone = house::house(live, now).zone;
        let key = live.names().queues.get(&queue).map(|queue| queue.key.clone());
        let (hours, named) = (live.hours().clone(), calendar::Calendar::default());
        let calendar = Calendar { zone, hours, queue, named };
        ((calendar, key), live.running_interval(Running::FiveMinutes).start)
    });
    let (mut calendar, key) = calendar;
    calendar.named = named(state, key.unwrap_or_default()).await?;
    let key = ContactKey::Queue(queue);
    let extent = state.store.contact_extent(key, Attribution::ByArrival).await;
    let Some((first, _)) = extent.map_err(fault)? else {
        return Err(Refusal::invalid(
            "The queue has no history yet",
            "Import its calls, or wait until a day is over",
        ));
    };
    let first = calendar.zone.day(first);
    let end = calendar.zone.day_interval(until).end.min(closed);
    let within = Interval { start: calendar.zone.day_interval(first).start, end };
    if within.start >= within.end {
        return Err(Refusal::invalid(
            format!("The queue's history begins on {first}"),
            "Choose a later first day",
        ));
    }
    let cells = state.store.contact_cells(&[key], within, Attribution::ByArrival).await;
    Ok(calendar.past(&cells.map_err(fault)?, (first, until), (step_minutes, closed)))
}

/// The rows of the house's calendar for a queue; the file is read anew, so that next year's needs no
/// restart.
async fn named(state: &AppState, queue: String) -> Result<calendar::Calendar, Refusal> {
    let Some(file) = state.config.forecast_calendar.clone() else {
        return Ok(calendar::Calendar::default());
    };
    let reading = tokio::task::spawn_blocking(move || calendar::read_for(&file, &queue));
    let read = reading.await.map_err(|error| Refusal::fault("reading the calendar", &error))?;
    read.map_err(|error| {
        Refusal::invalid(format!("The calendar of special days: {error:#}"), "Mend the file's line")
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape of map_err")]
fn fault(error: store::StoreError) -> Refusal {
    Refusal::fault("reading the history of a queue", &error)
}

impl Calendar {
    fn past(
        &self,
        cells: &[ContactCell],
        (first, until): (Day, Day),
        (minutes, closed): (u32, Timestamp),
    ) -> Past {
        let slots = usize::try_from(24 * 60 / minutes).unwrap_or(1);
        let grid = Grid { first_minute: 0, minutes, slots };
        let last = self.zone.day(closed);
        let read = until.min(last);
        let known = usize::try_from(read.days_since(first)).unwrap_or(0);
        let mut counts = vec![vec![0.0; slots]; known + 1];
        for cell in cells {
            let place = usize::try_from(self.zone.day(cell.start).days_since(first)).ok();
            let slot = usize::try_from(self.zone.minute_of_day(cell.start) / minutes).ok();
            let (Some(place), Some(slot)) = (place, slot) else { continue };
            if let Some(count) = counts.get_mut(place).and_then(|day| day.get_mut(slot)) {
                *count += f64::from(cell.counts.offered);
            }
        }
        let today = counts.pop().unwrap_or_default();
        let so_far = (until == last).then(|| self.over(today, until, (minutes, closed)));
        let mut days: Vec<SeriesDay> = counts
            .into_iter()
            .map(|counts| SeriesDay { counts: Some(counts), ..SeriesDay::default() })
            .collect();
        let empty = self.mark(&mut days, first);
        let ahead = (0..AHEAD).map(|day| self.to_come(read.plus_days(day)));
        days.extend(ahead);
        for (day, at) in days.iter_mut().zip(0..) {
            self.name(day, first.plus_days(at));
        }
        Past { series: Series { first, grid, days }, so_far, empty, closed_until: last }
    }

    /// The slots of a day that are over.
    fn over(&self, mut day: Vec<f64>, until: Day, (minutes, closed): (u32, Timestamp)) -> Vec<f64> {
        let into = self.zone.minute_of_day(closed);
        let is_begun = self.zone.day(closed) == until;
        let over = if is_begun { into / minutes } else { 0 };
        day.truncate(usize::try_from(over).unwrap_or(0));
        day
    }

    /// Marks days without a contact; gives those that are missing.
    fn mark(&self, days: &mut [SeriesDay], first: Day) -> Vec<Day> {
        let total = |day: &SeriesDay| day.counts.as_ref().map_or(0.0, |c| c.iter().sum::<f64>());
        let mut busy = [0_usize; 7];
        for (weekday, day) in (0..).map(|at| first.plus_days(at).weekday()).zip(days.iter()) {
            if total(day) > 0.0 {
                busy[usize::from(weekday - 1)] += 1;
            }
        }
        let mut empty = Vec::new();
        for (at, day) in (0..).zip(days.iter_mut()) {
            let date = first.plus_days(at);
            if total(day) > 0.0 {
                continue;
            }
            if self.is_shut(date) {
                *day = SeriesDay { kind: Kind::Closed, ..SeriesDay::default() };
            } else if busy[usize::from(date.weekday() - 1)] > 0 {
                *day = SeriesDay { kind: Kind::Missing, ..SeriesDay::default() };
                empty.push(date);
            }
        }
        empty
    }

    fn to_come(&self, day: Day) -> SeriesDay {
        let kind = if self.is_shut(day) { Kind::Closed } else { Kind::Regular };
        SeriesDay { kind, ..SeriesDay::default() }
    }

    /// What the house's calendar says of a day; a queue that does not open at all stays closed.
    fn name(&self, day: &mut SeriesDay, date: Day) {
        let Some(named) = self.named.named(date) else { return };
        match named.kind {
            Kind::Closed | Kind::Missing => {
                *day = SeriesDay { kind: named.kind, ..SeriesDay::default() };
            }
            Kind::Special if day.kind == Kind::Regular => {
                (day.kind, day.event) = (Kind::Special, named.event());
            }
            Kind::Special | Kind::Regular => {}
        }
    }

    /// Whether the queue does not open at all on a day.
    fn is_shut(&self, day: Day) -> bool {
        let whole = self.zone.day_interval(day);
        let stretch = self.hours.stretch(self.queue, whole.start);
        !stretch.is_open && stretch.within.end >= whole.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Duration;
    use domain::figures::Counts;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    fn calendar(zone: &str) -> Calendar {
        let (zone, named) = (Zone::named(zone).unwrap(), calendar::Calendar::default());
        Calendar { zone, hours: Hours::default(), queue: QueueId(1), named }
    }

    fn cell(start: Timestamp, offered: u32) -> ContactCell {
        ContactCell {
            key: ContactKey::Queue(QueueId(1)),
            attribution: Attribution::ByArrival,
            start,
            revision: 1,
            counts: Counts { offered, ..Counts::default() },
        }
    }

    /// One contact each quarter of an hour of the named days.
    fn cells(zone: &Zone, days: &[Day]) -> Vec<ContactCell> {
        let quarter = Duration::from_minutes(15);
        let of_day = |&day: &Day| {
            let whole = zone.day_interval(day);
            std::iter::successors(Some(whole.start), move |at| Some(at.plus(quarter)))
                .take_while(move |at| *at < whole.end)
        };
        days.iter().flat_map(of_day).map(|at| cell(at, 1)).collect()
    }

    #[test]
    fn days_of_23_and_25_hours_lie_on_the_wall_clock() {
        let calendar = calendar("Europe/Amsterdam");
        let zone = calendar.zone.clone();
        for (turn, slot, count, total) in
            [("2026-03-29", 4, 0.0, 92.0), ("2026-10-25", 4, 4.0, 100.0)]
        {
            let (turn, next) = (day(turn), day(turn).plus_days(1));
            let closed = zone.day_interval(next).start;
            let past = calendar.past(&cells(&zone, &[turn]), (turn, next), (30, closed));
            let counts = past.series.days[0].counts.as_ref().unwrap();
            assert_eq!(counts.len(), 48);
            assert_eq!((counts[slot], counts.iter().sum::<f64>()), (count, total), "{turn}");
            assert_eq!(past.series.days[1].counts, None);
        }
    }

    #[test]
    fn a_day_on_which_nothing_came_is_missing_where_its_weekday_has_contacts() {
        let calendar = calendar("Asia/Shanghai");
        let zone = calendar.zone.clone();
        let first = day("2026-11-02");
        // Three weeks of Monday to Friday; the second Wednesday is lost.
        let worked: Vec<Day> = (0..21)
            .map(|at| first.plus_days(at))
            .filter(|day| day.weekday() < 6 && *day != first.plus_days(9))
            .collect();
        let until = first.plus_days(21);
        let closed = zone.day_interval(until).start.plus(Duration::from_minutes(100));
        let past = calendar.past(&cells(&zone, &worked), (first, until), (30, closed));
        assert_eq!(past.empty, [first.plus_days(9)]);
        let missing = SeriesDay { kind: Kind::Missing, ..SeriesDay::default() };
        assert_eq!(past.series.days[9], missing);
        assert_eq!(past.series.days[5].counts, Some(vec![0.0; 48]), "a weekend is never open");
        assert_eq!(past.so_far, Some(vec![0.0; 3]), "three half hours are over");
        let earlier =
            calendar.past(&cells(&zone, &worked), (first, first.plus_days(7)), (30, closed));
        assert_eq!(earlier.so_far, None);
        assert_eq!(earlier.series.days[6].counts, Some(vec![0.0; 48]));
        assert_eq!(earlier.series.days[7].counts, None, "nothing of the first day is read");
    }

    #[test]
    fn the_houses_calendar_names_days_before_and_after_today() {
        let folder = std::env::temp_dir().join(format!("callboard-named-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("calendar.csv");
        let rows = "series,date,kind,name\n*,2026-11-04,special,Fair\n*,2026-11-11,special,Fair\n\
                    q_gen,2026-11-12,closed,Move\n*,2026-11-12,special,Fair\nq_x,2026-11-05,closed,x\n";
        std::fs::write(&file, rows).unwrap();
        let named = calendar::read_for(&file, "q_gen").unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let calendar = Calendar { named, ..calendar("Asia/Shanghai") };
        let (zone, first) = (calendar.zone.clone(), day("2026-11-02"));
        let worked: Vec<Day> = (0..7).map(|at| first.plus_days(at)).collect();
        let until = first.plus_days(7);
        let closed = zone.day_interval(until).start;
        let past = calendar.past(&cells(&zone, &worked), (first, until), (30, closed));
        let kinds: Vec<Kind> = past.series.days.iter().take(12).map(|day| day.kind).collect();
        let mut wanted = vec![Kind::Regular; 12];
        (wanted[2], wanted[9], wanted[10]) = (Kind::Special, Kind::Special, Kind::Closed);
        assert_eq!(kinds, wanted, "a row of the queue goes before one of all");
        assert_eq!(past.series.days[2].event.as_deref(), Some("Fair"));
        assert!(past.series.days[2].counts.is_some(), "what came on it teaches its name");
        assert_eq!(past.series.days[9].event.as_deref(), Some("Fair"));
        assert_eq!(past.series.days[10].event, None);
    }
}
