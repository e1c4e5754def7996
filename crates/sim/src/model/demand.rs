//! When the contacts of a queue come: a Poisson process whose rate changes with the period.
//!
//! Room: sim, model.

use super::{Model, of_period};
use crate::random::{Random, micros};

/// The arrivals of one queue.
#[derive(Clone, Debug)]
pub(super) struct Arrivals {
    random: Random,
    /// s since the start; the last arrival.
    at_s: f64,
    pub period: usize,
    /// Contacts of this queue so far.
    pub count: u64,
}

impl Arrivals {
    pub(super) const fn new(random: Random) -> Self {
        Self { random, at_s: 0.0, period: 0, count: 0 }
    }

    /// The next arrival, µs; `None` after the last period. `rates` are per second, times `factor`.
    /// One unit of exponential work is spent through the periods at their rates.
    #[inline]
    pub(super) fn next(&mut self, model: &Model, rates: &[f64], factor: f64) -> Option<i64> {
        let mut work = self.random.exponential(1.0);
        if model.periods == 1 {
            return self.next_in_one(work, rates[0] * factor, model);
        }
        while self.period < model.periods {
            let rate = of_period(rates, self.period) * factor;
            let end_s = model.period_s * as_f64(self.period + 1);
            let next_s = self.at_s + work / rate;
            if next_s < end_s {
                return Some(self.arrive(next_s));
            }
            work -= (end_s - self.at_s) * rate;
            self.at_s = end_s;
            self.period += 1;
        }
        None
    }

    fn next_in_one(&mut self, work: f64, rate: f64, model: &Model) -> Option<i64> {
        let next_s = self.at_s + work / rate;
        let is_in = match model.horizon {
            super::Horizon::Day => next_s < model.period_s,
            super::Horizon::Contacts { .. } => next_s.is_finite(),
        };
        is_in.then(|| self.arrive(next_s))
    }

    fn arrive(&mut self, at_s: f64) -> i64 {
        self.at_s = at_s;
        micros(at_s)
    }
}

#[expect(clippy::cast_precision_loss, reason = "periods are far fewer than 2^52")]
fn as_f64(number: usize) -> f64 {
    number as f64
}
