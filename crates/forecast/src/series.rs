//! What came in: days of slots, and what kind of day each is.
//!
//! Room:  forecast; the input of every method.
//! Takes: counts by local day and slot of the wall clock, and a calendar.
//! Gives: `Series`, and through `past` the regular days before an origin.
//! Holds: days follow each other without a gap; a day without counts has `None`, never zeros.
//! Never: knows zones or instants: the caller laid local time on the grid.
//! Proof: tests of `past` and tests/it.

use domain::calendar::Day;
use serde::{Deserialize, Serialize};

/// The slots of a day on the wall clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Minutes after local midnight at which the first slot starts.
    pub first_minute: u32,
    /// Length of a slot in minutes: 5, 15, 30, 60, or 1440 for whole days.
    pub minutes: u32,
    pub slots: usize,
}

/// What kind of day it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    #[default]
    Regular,
    /// A holiday or event known in advance: forecast from earlier days of its name, where there are
    /// any; no method learns a normal day from it.
    Special,
    /// Nobody works: nothing is forecast.
    Closed,
    /// The centre worked, its data are lost or wrong.
    Missing,
}

/// One local day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SeriesDay {
    pub kind: Kind,
    /// One number a slot; `None` where nothing is known.
    pub counts: Option<Vec<f64>>,
    /// The name of a special day; days of one name are expected to do alike.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

/// Counts of one queue, day after day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    pub first: Day,
    pub grid: Grid,
    pub days: Vec<SeriesDay>,
}

impl Series {
    /// The place of `day` in `days`; negative before the first, beyond the end in the future.
    #[must_use]
    pub fn index(&self, day: Day) -> i64 {
        day.days_since(self.first)
    }
}
