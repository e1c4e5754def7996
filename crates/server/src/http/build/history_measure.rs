//! The measures of history: of contacts and of people's work, each by its name.
//!
//! Room:  server/http/build; under `history`.
//! Holds: where both families know a name, the grouping says which is meant.
//! Never: a formula of its own; every rate is asked of `domain`.

use crate::http::build::agents::handle_time;
use crate::http::build::figures::{self, figures_of, share};
use crate::http::build::told::Told;
use domain::figures::WorkCounts;
use domain::measure::{self, ServiceLevelDefinition};
use domain::state::Activity;

/// How a measure is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// 0..=1
    Share,
    /// Milliseconds.
    Length,
}

/// What a measure is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Contacts,
    Work,
}

/// A measure as it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    pub name: &'static str,
    pub family: Family,
}

/// What was counted in one interval of one line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sum {
    pub told: Told,
    pub work: WorkCounts,
}

impl Sum {
    pub fn merge(&mut self, other: &Self) {
        self.told.merge(&other.told);
        self.work.merge(&other.work);
    }
}

/// Measures of people's work.
pub const WORK_MEASURES: [&str; 19] = [
    "occupancy",
    "utilisation",
    "offers",
    "answered",
    "handled",
    "rung_out",
    "transferred",
    "rona",
    "transfer_rate",
    "aht_ms",
    "signed_in_ms",
    "available_ms",
    "ringing_ms",
    "talking_ms",
    "holding_ms",
    "after_contact_work_ms",
    "not_ready_ms",
    "break_overrun_ms",
    "serving_ms",
];

/// The measure of that name; `of_people`: the grouping is one of people.
#[must_use]
pub fn measure(name: &str, of_people: bool) -> Option<Measure> {
    let work = WORK_MEASURES.into_iter().find(|&known| known == name);
    // Occupancy is people's time wherever it stands.
    let contacts =
        figures::MEASURES.into_iter().find(|&known| known == name && known != "occupancy");
    let of_contacts = contacts.filter(|_| !of_people);
    match of_contacts {
        Some(name) => Some(Measure { name, family: Family::Contacts }),
        None => work.map(|name| Measure { name, family: Family::Work }),
    }
}

#[must_use]
pub fn unit(name: &str) -> Unit {
    match name {
        name if name.ends_with("_ms") => Unit::Length,
        "service_level" | "answer_rate" | "abandonment" | "loss_rate" | "occupancy" | "rona"
        | "transfer_rate" | "utilisation" => Unit::Share,
        _ => Unit::Count,
    }
}

/// The measures of a sum, in order; `None` where nothing was measured.
#[must_use]
pub fn values(
    measures: &[Measure],
    sum: &Sum,
    definition: ServiceLevelDefinition,
) -> Vec<Option<f64>> {
    let figures = figures_of(&sum.told, None, definition);
    let value = |measure: &Measure| match measure.family {
        Family::Contacts => figures::named(&figures, measure.name).flatten(),
        Family::Work => of_work(measure.name, &sum.work),
    };
    measures.iter().map(value).collect()
}

#[expect(clippy::cast_precision_loss, reason = "milliseconds below 2^53")]
fn of_work(name: &str, work: &WorkCounts) -> Option<f64> {
    let times = &work.times;
    let length = |micros: u64| Some((micros / 1_000) as f64);
    let count = |number: u32| Some(f64::from(number));
    match name {
        "occupancy" => share(measure::occupancy(times)),
        "utilisation" => share(measure::utilisation(times)),
        "offers" => count(work.offers),
        "answered" => count(work.answered),
        "handled" => count(work.handled),
        "rung_out" => count(work.rung_out),
        "transferred" => count(work.transferred),
        "rona" => share(measure::rona(work.rung_out.into(), work.offers.into())),
        "transfer_rate" => {
            share(measure::transfer_rate(work.transferred.into(), work.answered.into()))
        }
        "aht_ms" => handle_time(work).map(|ms| ms as f64),
        "signed_in_ms" => length(times.signed_in()),
        "serving_ms" => length(times.serving()),
        "available_ms" => length(times.of(Activity::Available)),
        "ringing_ms" => length(times.of(Activity::Ringing)),
        "talking_ms" => length(times.of(Activity::Talking)),
        "holding_ms" => length(times.of(Activity::Holding)),
        "after_contact_work_ms" => length(times.of(Activity::AfterContactWork)),
        "not_ready_ms" => length(times.of(Activity::NotReady)),
        "break_overrun_ms" => length(work.break_overrun),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_a_measure_of_its_family() {
        for name in WORK_MEASURES {
            assert!(measure(name, true).is_some_and(|known| known.family == Family::Work));
        }
        assert_eq!(measure("answered", false).map(|m| m.family), Some(Family::Contacts));
        assert_eq!(measure("occupancy", false).map(|m| m.family), Some(Family::Work));
        assert_eq!(measure("offered", true), None);
        let full = WorkCounts {
            times: measure::TimeAccount([1_000; 7]),
            offers: 1,
            answered: 1,
            handled: 1,
            ..WorkCounts::default()
        };
        for name in WORK_MEASURES {
            assert!(of_work(name, &full).is_some(), "{name}");
        }
    }
}
