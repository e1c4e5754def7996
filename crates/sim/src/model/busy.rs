//! How long each group was with contacts in each period.
//!
//! Room: sim, model.

use super::{Contact, Model, Witness, of_period};
use crate::random::micros;

/// A witness that splits conversations at the turns of periods.
#[derive(Clone, Debug)]
pub struct Busy {
    period: i64,
    periods: usize,
    /// µs, by group and period
    times: Vec<i64>,
}

impl Busy {
    #[must_use]
    pub fn new(model: &Model) -> Self {
        let times = vec![0; model.groups.len() * model.periods];
        Self { period: micros(model.period_s).max(1), periods: model.periods, times }
    }

    pub fn clear(&mut self) {
        self.times.fill(0);
    }

    /// Time with contacts / time staffed in one period, over the groups that `counts` names; `None` where
    /// none of them is staffed. Above 1 where conversations outlast their agents' time.
    #[must_use]
    pub fn occupancy(
        &self,
        model: &Model,
        period: usize,
        counts: impl Fn(usize) -> bool,
    ) -> Option<f64> {
        let (mut busy, mut staffed) = (0, 0);
        for (index, group) in model.groups.iter().enumerate().filter(|(index, _)| counts(*index)) {
            busy += self.times[index * self.periods + period];
            staffed += i64::from(*of_period(&group.agents, period)) * self.period;
        }
        #[expect(clippy::cast_precision_loss, reason = "sums of a day are far below 2^52 µs")]
        (staffed > 0).then(|| busy as f64 / staffed as f64)
    }
}

impl Witness for Busy {
    fn answered(&mut self, contact: Contact, group: usize, wait: i64, handling: i64) {
        let mut from = contact.at + wait;
        let until = from + handling;
        let mut period = usize::try_from(from / self.period).unwrap_or(usize::MAX);
        while from < until && period < self.periods {
            let turn = (i64::try_from(period).unwrap_or(i64::MAX) + 1).saturating_mul(self.period);
            let end = until.min(turn);
            self.times[group * self.periods + period] += end - from;
            from = end;
            period += 1;
        }
    }

    fn abandoned(&mut self, _: Contact, _: i64) {}
}
