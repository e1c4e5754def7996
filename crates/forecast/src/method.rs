//! The methods: each forecasts day totals from what was known at an origin.
//!
//! Room:  forecast; between `past` and the combination. Interval profiles are common to all of them.
//! Takes: a `View`. Gives: `Method`, and the lists of them: all by name, and the combination's pool.
//! Holds: a method is a pure function of the view; a weekday never seen gives 0.
//! Proof: tests/it/methods.rs, each method on series whose answer is known.

use crate::boosting::Boosting;
use crate::level::{Damped, Level, Year};
use crate::network::Network;
use crate::past::View;
use crate::regression::{CalendarRegression, LeastSquares};
use crate::weekday::{Smoothing, WeekdayMean, WeekdayMedian};

/// Forecasts totals of days.
pub(crate) trait Method {
    /// The name it is asked for by.
    fn name(&self) -> &'static str;
    /// The total of each target day (indexes at or after the origin), in contacts.
    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64>;
}

type Methods = Vec<Box<dyn Method>>;

/// Each method that can be used alone.
#[must_use]
pub(crate) fn alone(seed: u64) -> Methods {
    vec![
        Box::new(WeekdayMean { name: "last_week", weeks: 1 }),
        Box::new(WeekdayMean { name: "weekday_mean_4", weeks: 4 }),
        Box::new(WeekdayMean { name: "weekday_mean_8", weeks: 8 }),
        Box::new(WeekdayMedian { weeks: 6 }),
        Box::new(Smoothing { share: 0.3 }),
        Box::new(LeastSquares { days: 182 }),
        Box::new(CalendarRegression),
        Box::new(Damped),
        Box::new(Level { name: "level_profile", half_life: 12.0, has_calendar: true }),
        Box::new(Year { name: "year_ago", half_life: 20.0, reach: 10, has_calendar: true }),
        Box::new(Boosting { seed }),
        Box::new(Network { seed }),
    ]
}

/// What the combination weighs. Levels of several memories: how fast a level drifts back is learned
/// by how they share the weight at each horizon.
#[must_use]
pub(crate) fn pool() -> Methods {
    let mut pool: Methods = Vec::new();
    for (name, calendar_name, half_life) in [
        ("level_2d", "calendar_level_2d", 2.0),
        ("level_5d", "calendar_level_5d", 5.0),
        ("level_12d", "calendar_level_12d", 12.0),
        ("level_30d", "calendar_level_30d", 30.0),
        ("level_100d", "calendar_level_100d", 100.0),
    ] {
        pool.push(Box::new(Level { name, half_life, has_calendar: false }));
        pool.push(Box::new(Level { name: calendar_name, half_life, has_calendar: true }));
    }
    pool.push(Box::new(Year { name: "year", half_life: 20.0, reach: 10, has_calendar: true }));
    pool.push(Box::new(Year { name: "near_year", half_life: 8.0, reach: 5, has_calendar: true }));
    pool
}
