//! What each candidate would have said at past origins, beside what came.
//!
//! Room:  forecast; from these the combination learns weights and the bands their width.
//! Takes: past days, the pool. Gives: one `Lesson` for each past origin and day ahead.
//! Holds: a lesson's forecasts see nothing at or after their own origin, and no lesson's day is at or
//!        after the origin of the run.
//! Proof: tests/it/properties.rs.

use crate::method::Method;
use crate::past::{Almanac, PastDay, View};
use crate::profile::Profiles;

/// One day as it would have been forecast.
#[derive(Debug)]
pub(crate) struct Lesson<'a> {
    /// Days from its origin to it, from 1.
    pub(crate) lead: i32,
    /// Days from it to the origin of the run.
    pub(crate) age: i32,
    /// What each of the pool said.
    pub(crate) totals: Vec<f64>,
    /// Place in `Lessons::profiles`.
    pub(crate) profiles: usize,
    pub(crate) day: &'a PastDay<'a>,
}

#[derive(Debug, Default)]
pub(crate) struct Lessons<'a> {
    pub(crate) lessons: Vec<Lesson<'a>>,
    /// Candidate profiles of an origin and weekday.
    pub(crate) profiles: Vec<Vec<Vec<f64>>>,
}

/// Which past origins are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Days ahead.
    pub(crate) horizon: i32,
    /// Days between origins.
    pub(crate) step: i32,
    /// Days from the first past origin to the origin of the run.
    pub(crate) back: i32,
}

impl Plan {
    /// For a forecast of so many days. Longer ones need further origins, which are thinner. No step
    /// is a multiple of a week: each lead shall meet each weekday.
    pub(crate) fn for_horizon(horizon: i32) -> Self {
        match horizon {
            ..=1 => Self { horizon: 1, step: 1, back: 91 },
            2..=7 => Self { horizon, step: 2, back: 84 },
            8..=35 => Self { horizon, step: 4, back: 168 },
            _ => Self { horizon: horizon.min(112), step: 6, back: 182 },
        }
    }
}

/// Regular days that a past origin must have before it.
pub(crate) const LEAST_PAST: usize = 20;

pub(crate) fn gather<'a>(
    past: &'a [PastDay<'a>],
    almanac: &'a Almanac,
    origin: i32,
    pool: &[Box<dyn Method>],
    plan: Plan,
) -> Lessons<'a> {
    let mut lessons = Lessons::default();
    let mut earlier = origin - 1;
    while earlier >= origin - plan.back {
        let known = past.partition_point(|day| day.index < earlier);
        if known < LEAST_PAST {
            break;
        }
        let end = past.partition_point(|day| day.index < earlier + plan.horizon);
        if known < end {
            let view = View::new(&past[..known], almanac);
            lessons.add(&view, &past[known..end], (earlier, origin), pool);
        }
        earlier -= plan.step;
    }
    lessons
}

impl<'a> Lessons<'a> {
    fn add(
        &mut self,
        view: &View<'_>,
        days: &'a [PastDay<'a>],
        (earlier, origin): (i32, i32),
        pool: &[Box<dyn Method>],
    ) {
        let slots = days.first().map_or(0, |day| day.counts.len());
        let targets: Vec<i32> = days.iter().map(|day| day.index).collect();
        let said: Vec<Vec<f64>> = pool.iter().map(|method| method.totals(view, &targets)).collect();
        let profiles = Profiles::of(view.past, slots);
        let mut places = [None; 7];
        for (at, day) in days.iter().enumerate() {
            let place = *places[day.weekday].get_or_insert_with(|| {
                self.profiles.push(profiles.candidates(day.weekday));
                self.profiles.len() - 1
            });
            self.lessons.push(Lesson {
                lead: day.index - earlier + 1,
                age: origin - day.index,
                totals: said.iter().map(|totals| totals[at]).collect(),
                profiles: place,
                day,
            });
        }
    }
}
