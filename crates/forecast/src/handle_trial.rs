//! Handle time tried on the past: rolling origins, scored by answered contacts.
//!
//! Room:  forecast; beside `backtest`, which tries contacts.
//! Takes: answered contacts and their seconds with the whole history. Gives: a `Report` of the model and of
//!        what practice does: the mean of the four same weekdays before.
//! Holds: each origin is forecast by `handle::run`; a slot counts by its answered contacts, a day and a
//!        week by the contacts that came; only regular days are scored; chance has no floor here, because it
//!        depends on how much contacts differ.
//! Proof: tests/it/handling.rs.

use crate::backtest::{Report, Row, Scores, Trial, Truth};
use crate::handle::{self, HandleSeries, METHOD};
use crate::run::{Refusal, Request};
use crate::score::Score;

const BASELINE: &str = "weekday_mean_4";
/// Same weekdays that the baseline is the mean of.
const WEEKS: i64 = 4;

/// Tries the model and the baseline. `go_on` is told of origins done and of all, and stops the trial
/// with `false`.
pub fn trial(
    series: HandleSeries<'_>,
    trial: &Trial,
    go_on: &mut dyn FnMut(u32, u32) -> bool,
) -> Result<Report, Refusal> {
    let truth = Came { series };
    let mut rows =
        [METHOD, BASELINE].map(|name| Row { method: name.to_owned(), scores: Scores::default() });
    let (mut done, mut is_stopped) = (0, false);
    for at in 0..trial.origins {
        if !go_on(at, trial.origins) {
            is_stopped = true;
            break;
        }
        let origin = trial.first.plus_days(i64::from(at) * i64::from(trial.step));
        let method = METHOD.to_owned();
        let made =
            handle::run(series, &Request { origin, days: trial.days, method, seed: trial.seed })?;
        let first = series.answered.index(origin);
        let model = |index: i64, slot: usize| {
            let day = made.days.get(usize::try_from(index - first).unwrap_or(usize::MAX));
            let slot = day.and_then(|day| day.slots.get(slot)).copied().unwrap_or_default();
            (slot.mean, Some(slot.quantiles))
        };
        truth.score((first, trial.days), &model, &mut rows[0].scores);
        let usual = |index: i64, slot: usize| (truth.usual(first, index, slot), None);
        truth.score((first, trial.days), &usual, &mut rows[1].scores);
        done += 1;
    }
    Ok(Report { origins: done, rows: rows.into(), floor: [None; 3], is_stopped })
}

/// What contacts took.
struct Came<'a> {
    series: HandleSeries<'a>,
}

/// Seconds and contacts.
type Sums = (f64, f64);

/// The mean, and the bands of whoever has some.
type Said = (f64, Option<[f64; 5]>);

impl Came<'_> {
    /// Of a slot of a regular day.
    fn slots(&self, index: i64) -> Option<impl Iterator<Item = Sums>> {
        let answered = Truth::of(self.series.answered).counts(index)?;
        let seconds = Truth::of(self.series.seconds).counts(index)?;
        Some(seconds.iter().copied().zip(answered.iter().copied()))
    }

    /// Adds what was said of each slot in which something was answered.
    fn score(
        &self,
        (first, days): (i64, u32),
        said: &dyn Fn(i64, usize) -> Said,
        scores: &mut Scores,
    ) {
        let mut week = (0.0, 0.0, 0.0);
        for ahead in 0..i64::from(days) {
            let mut day = (0.0, 0.0, 0.0);
            let slots = self.slots(first + ahead).into_iter().flatten();
            for (slot, (seconds, contacts)) in slots.enumerate() {
                if contacts <= 0.0 {
                    continue;
                }
                let (mean, quantiles) = said(first + ahead, slot);
                let mut score = Score::default();
                score.add(mean, quantiles.as_ref(), seconds / contacts);
                scores.interval.merge(&score.weighing(contacts));
                day = added(day, (contacts * mean, seconds, contacts));
            }
            add(&mut scores.day, day);
            week = added(week, day);
            if ahead % 7 == 6 || ahead + 1 == i64::from(days) {
                add(&mut scores.week, week);
                week = (0.0, 0.0, 0.0);
            }
        }
    }

    /// The mean of a slot over the four same weekdays before `origin`; of those days whole where nothing
    /// was answered in it.
    fn usual(&self, origin: i64, index: i64, slot: usize) -> f64 {
        let behind = (index - origin) / 7 + 1;
        let same = (0..WEEKS).map(|week| index - 7 * (behind + week));
        let (mut own, mut whole) = ((0.0, 0.0), (0.0, 0.0));
        for (at, (seconds, contacts)) in
            same.filter_map(|day| self.slots(day)).flat_map(Iterator::enumerate)
        {
            whole = (whole.0 + seconds, whole.1 + contacts);
            if at == slot {
                own = (own.0 + seconds, own.1 + contacts);
            }
        }
        let (seconds, contacts) = if own.1 > 0.0 { own } else { whole };
        if contacts > 0.0 { seconds / contacts } else { 0.0 }
    }
}

/// Seconds said, seconds that came, contacts.
type Day = (f64, f64, f64);

fn added(one: Day, other: Day) -> Day {
    (one.0 + other.0, one.1 + other.1, one.2 + other.2)
}

/// A mean handle time counts by its contacts: said and came are in seconds of all of them.
fn add(score: &mut Score, (said, came, contacts): Day) {
    if contacts > 0.0 {
        score.add(said, None, came);
    }
}
