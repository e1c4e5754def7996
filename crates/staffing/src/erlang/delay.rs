//! Erlang C: a queue in which everybody waits as long as it takes.
//!
//! Room: staffing, erlang.
//! Source: A. K. Erlang 1917; R. B. Cooper, Introduction to Queueing Theory (1981), section 3.5.

use super::{Measures, Offer, Times, loss};

/// The measures of `agents` under `offer`, whose patience is not looked at.
///
/// From load = agents on the queue grows without end: everybody waits, nobody is answered in
/// time, and there is no mean wait.
pub(super) fn measures(agents: u32, offer: Offer, times: Times) -> Measures {
    let (load, staffed) = (offer.load(), f64::from(agents));
    let Some(calm) = Calm::of(agents, load) else {
        return Measures {
            wait_probability: 1.0,
            abandonment: 0.0,
            occupancy: (agents > 0).then_some(1.0),
            ..Measures::nobody_served(agents)
        };
    };
    let asa = calm.waits * offer.handle_s / (staffed - load);
    let calls = (staffed - load) * times.threshold_s / offer.handle_s;
    let within = calm.within(calls);
    Measures {
        agents,
        wait_probability: calm.waits,
        abandonment: 0.0,
        mean_wait_s: Some(asa),
        asa_s: Some(asa),
        occupancy: Some(load / staffed),
        ended_in_threshold: within,
        past_threshold: calm.waits * libm::exp(-calls),
        answered_in_threshold: within,
        abandoned_short: 0.0,
    }
    .without_dust()
}

/// A queue that does not grow for ever.
struct Calm {
    /// The chance of waiting.
    waits: f64,
    /// The chance of not waiting, exact where it is small.
    at_once: f64,
}

impl Calm {
    fn of(agents: u32, load: f64) -> Option<Self> {
        if load <= 0.0 {
            return (agents > 0).then_some(Self { waits: 0.0, at_once: 1.0 });
        }
        Self::from_odds(agents, load, loss::odds_of_fewer(agents, load))
    }

    /// C = B / (1 - (a/s)(1 - B)) with B = 1/(1 + odds).
    fn from_odds(agents: u32, load: f64, odds: f64) -> Option<Self> {
        let staffed = f64::from(agents);
        let spare = (staffed - load) / staffed;
        (spare > 0.0).then(|| {
            let waits = 1.0 / (spare * odds + 1.0);
            let at_once = if odds.is_finite() { spare * odds * waits } else { 1.0 };
            Self { waits, at_once }
        })
    }

    /// The share whose wait is at most the time in which the spare agents finish `calls`:
    /// 1 - C·e^-calls, without the difference of near numbers.
    fn within(&self, calls: f64) -> f64 {
        self.at_once - self.waits * libm::expm1(-calls)
    }
}

/// Walks from one number of agents to the next without summing anew: 1/B(s+1) = 1 + (s+1)/a · 1/B(s).
#[derive(Debug)]
pub(crate) struct Ascent {
    agents: u32,
    offer: Offer,
    odds: f64,
}

impl Ascent {
    pub(crate) fn from(agents: u32, offer: Offer) -> Self {
        Self { agents, offer, odds: loss::odds_of_fewer(agents, offer.load()) }
    }

    pub(crate) fn agents(&self) -> u32 {
        self.agents
    }

    pub(crate) fn step(&mut self) {
        self.agents += 1;
        self.odds = f64::from(self.agents) / self.offer.load() * (1.0 + self.odds);
    }

    /// The share answered within `threshold_s`; 0 where the queue grows for ever.
    pub(crate) fn within(&self, threshold_s: f64) -> f64 {
        let load = self.offer.load();
        let spare = f64::from(self.agents) - load;
        Calm::from_odds(self.agents, load, self.odds)
            .map_or(0.0, |calm| calm.within(spare * threshold_s / self.offer.handle_s))
    }

    /// Mean wait, s; infinite where the queue grows for ever.
    pub(crate) fn asa_s(&self) -> f64 {
        let load = self.offer.load();
        Calm::from_odds(self.agents, load, self.odds).map_or(f64::INFINITY, |calm| {
            calm.waits * self.offer.handle_s / (f64::from(self.agents) - load)
        })
    }
}
