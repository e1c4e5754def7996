//! The three formulas of Erlang: loss (B), delay (C), patience (A), and the measures they give.
//!
//! Room:  staffing. *Start here.*
//! Takes: an `Offer` (contacts, handle time), agents, a mean patience or none.
//! Gives: `Measures` of a queue in its steady state; every service level of the house.
//! Holds: 1e-9 relative from 1 to 100 000 agents at any load; a chance below 1e-300 is 0.
//! Never: knows of intervals, targets or people.
//! Proof: `tests/it/truth.rs` and the tests of each formula.

pub(crate) mod delay;
pub(crate) mod loss;
pub(crate) mod patience;
pub(crate) mod quadrature;

use domain::measure::ServiceLevelRule;
use serde::{Deserialize, Serialize};

pub use loss::loss;

/// A chance below this is given as 0.
pub(crate) const TINY: f64 = 1e-300;

/// Demand in its steady state.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Offer {
    /// Contacts per second.
    pub rate_per_s: f64,
    /// Mean handle time, s.
    pub handle_s: f64,
    /// Mean patience, s; absent: nobody abandons.
    pub patience_s: Option<f64>,
    load: f64,
}

impl Offer {
    /// So many contacts in so many seconds.
    #[must_use]
    pub fn of_contacts(contacts: f64, seconds: f64, handle_s: f64) -> Self {
        let rate_per_s = contacts / seconds;
        // Multiplied before it is divided: whole erlangs stay whole.
        Self { rate_per_s, handle_s, patience_s: None, load: contacts * handle_s / seconds }
    }

    /// A load in erlangs.
    #[must_use]
    pub fn of_load(load: f64, handle_s: f64) -> Self {
        Self { rate_per_s: load / handle_s, handle_s, patience_s: None, load }
    }

    #[must_use]
    pub fn with_patience(self, patience_s: Option<f64>) -> Self {
        Self { patience_s, ..self }
    }

    /// Contacts in progress if none waited, erlangs.
    #[must_use]
    pub const fn load(&self) -> f64 {
        self.load
    }
}

/// The two waits that a service level looks at, s.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Times {
    /// T: the longest wait that counts as in time.
    pub threshold_s: f64,
    /// S: an abandon within it is a wrong number.
    pub short_abandon_s: f64,
}

/// What `agents` reach. Shares are of the offered contacts, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measures {
    pub agents: u32,
    /// Finds no agent available.
    pub wait_probability: f64,
    pub abandonment: f64,
    /// Over all contacts, answered or not; absent where the queue grows for ever.
    pub mean_wait_s: Option<f64>,
    /// Wait of the answered; absent where nobody is.
    pub asa_s: Option<f64>,
    /// Absent without agents.
    pub occupancy: Option<f64>,
    /// Waits, answered or abandoned, that are over within T.
    pub ended_in_threshold: f64,
    /// Waits that go on beyond T: 1 - `ended_in_threshold`, exact where it is small.
    pub past_threshold: f64,
    pub answered_in_threshold: f64,
    /// Abandoned within S.
    pub abandoned_short: f64,
}

/// The measures of `agents` under `offer`: Erlang A where it has a patience, else Erlang C.
#[must_use]
pub fn measures(agents: u32, offer: Offer, times: Times) -> Measures {
    match offer.patience_s {
        Some(patience_s) => patience::measures(agents, offer, patience_s, times),
        None => delay::measures(agents, offer, times),
    }
}

impl Measures {
    /// The share answered in time by a rule of the house; absent where the rule counts nobody.
    #[must_use]
    pub fn service_level(&self, rule: ServiceLevelRule) -> Option<f64> {
        let (above, below) = self.service_level_ratio(rule);
        (below > 0.0).then_some(above / below)
    }

    /// Both sides of a service level, as shares of the offered: sums over intervals add them.
    #[must_use]
    pub fn service_level_ratio(&self, rule: ServiceLevelRule) -> (f64, f64) {
        let in_time = self.answered_in_threshold;
        match rule {
            ServiceLevelRule::OfAnswered => (in_time, 1.0 - self.abandonment),
            ServiceLevelRule::OfOffered => (in_time, 1.0),
            ServiceLevelRule::AbandonsInTimeMet => (self.ended_in_threshold, 1.0),
            ServiceLevelRule::LessAbandonsInTime => (in_time, in_time + self.past_threshold),
            ServiceLevelRule::LessShortAbandons => (in_time, 1.0 - self.abandoned_short),
        }
    }

    fn nobody_served(agents: u32) -> Self {
        Self {
            agents,
            wait_probability: 1.0,
            abandonment: 1.0,
            mean_wait_s: None,
            asa_s: None,
            occupancy: None,
            ended_in_threshold: 0.0,
            past_threshold: 1.0,
            answered_in_threshold: 0.0,
            abandoned_short: 0.0,
        }
    }

    fn all_at_once(agents: u32) -> Self {
        Self {
            agents,
            wait_probability: 0.0,
            abandonment: 0.0,
            mean_wait_s: Some(0.0),
            asa_s: Some(0.0),
            occupancy: None,
            ended_in_threshold: 1.0,
            past_threshold: 0.0,
            answered_in_threshold: 1.0,
            abandoned_short: 0.0,
        }
    }

    /// Without chances that no double tells from nothing.
    fn without_dust(self) -> Self {
        let clean = |value: f64| if value < TINY { 0.0 } else { value };
        Self {
            agents: self.agents,
            wait_probability: clean(self.wait_probability),
            abandonment: clean(self.abandonment),
            mean_wait_s: self.mean_wait_s.map(clean),
            asa_s: self.asa_s.map(clean),
            occupancy: self.occupancy,
            ended_in_threshold: clean(self.ended_in_threshold).min(1.0),
            past_threshold: clean(self.past_threshold),
            answered_in_threshold: clean(self.answered_in_threshold).min(1.0),
            abandoned_short: clean(self.abandoned_short),
        }
    }
}
