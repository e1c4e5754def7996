//! What slots cost, what a roster costs, and the measures of fit.
//!
//! Room:  roster; within `cc`.
//! Holds: the objective is computed from scratch here, with a flow of its own.

use super::cover::Cover;
use super::{Instance, Parts, Roster};
use crate::row::Kind;
use serde::Serialize;

/// What is minimised first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// The instance's own objective.
    Cost,
    /// People too many in the busiest fifth of each day's slots and without work in the quietest,
    /// and the instance's own objective after that.
    Redundancy,
}

/// How much more a spare person of a busiest or quietest slot, and a missing one of those, counts
/// when redundancy comes first.
const WEIGHT_FIRST: i64 = 6;

/// The fit of people to demand, as shares. Peak: the fifth of each day's slots with demand that have
/// most of it; trough: that with least (ties: the earlier slot counts as more).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Metrics {
    /// Present and without work / wanted, in peak slots.
    pub peak_redundancy: f64,
    pub peak_unserved: f64,
    /// Present and without work / present, in trough slots.
    pub trough_idle: f64,
    pub trough_unserved: f64,
    /// Of all slots, over what is wanted.
    pub all_over: f64,
    pub all_unserved: f64,
}

/// Prices of a slot: each one missing, each one too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub under: i64,
    pub over: i64,
}

impl Instance {
    /// The price of each slot.
    #[must_use]
    pub fn prices(&self, first: First) -> Vec<Price> {
        let weights = self.file.weights;
        let mut prices = vec![Price { under: weights.under, over: weights.over }; self.slots()];
        if first == First::Redundancy {
            let (peak, trough) = self.peak_and_trough();
            for slot in peak.into_iter().chain(trough) {
                prices[slot].over *= WEIGHT_FIRST;
                prices[slot].under *= 2;
            }
        }
        prices
    }

    fn peak_and_trough(&self) -> (Vec<usize>, Vec<usize>) {
        let (mut peak, mut trough) = (Vec::new(), Vec::new());
        let demand: Vec<u32> = self.demand.iter().map(|skills| skills.iter().sum()).collect();
        for day in 0..self.file.days {
            let first = day * self.file.slots_per_day;
            let mut slots: Vec<usize> =
                (first..first + self.file.slots_per_day).filter(|slot| demand[*slot] > 0).collect();
            slots.sort_by_key(|slot| (std::cmp::Reverse(demand[*slot]), *slot));
            let fifth = slots.len() / 5;
            peak.extend(&slots[..fifth]);
            trough.extend(&slots[slots.len() - fifth..]);
        }
        (peak, trough)
    }

    /// The flow of a roster, from nothing.
    #[must_use]
    pub fn cover(&self, roster: &Roster) -> Cover {
        let mut cover = Cover::new(&self.demand, &self.groups);
        for (person, days) in roster.iter().enumerate() {
            for (day, at) in days.iter().enumerate().filter(|(_, at)| at.choice != 0) {
                let group = self.group(person, at.choice);
                for slot in self.worked(day, *at) {
                    cover.add(slot, group);
                }
            }
        }
        cover
    }

    /// The objective from scratch, by part, in the prices given.
    #[must_use]
    pub fn cost(&self, roster: &Roster, prices: &[Price]) -> Parts {
        let cover = self.cover(roster);
        let mut parts = Parts { fair: self.fair(roster), ..Parts::default() };
        for (slot, price) in prices.iter().enumerate() {
            parts.under += price.under * i64::from(cover.unmet(slot));
            parts.over += price.over * i64::from(cover.idle(slot));
        }
        for (days, wishes) in roster.iter().zip(&self.wishes) {
            let cell =
                |(day, at): (usize, &super::Day)| day * self.starts.len() + usize::from(at.choice);
            parts.wishes += days.iter().enumerate().map(|at| wishes[cell(at)]).sum::<i64>();
        }
        parts
    }

    /// What the most nights and the most days at weekends of anybody cost.
    #[must_use]
    pub fn fair(&self, roster: &Roster) -> i64 {
        let (mut nights, mut weekends) = (0, 0);
        for (days, likes) in roster.iter().zip(&self.likes_nights) {
            let choices: Vec<u8> = days.iter().map(|at| at.choice).collect();
            let night = if *likes { 0 } else { Kind::Choices(self.nights).count(&choices) };
            nights = nights.max(night);
            weekends = weekends.max(Kind::WeekendDays.count(&choices));
        }
        let times = |weight: i64, count: usize| weight * i64::try_from(count).unwrap_or(i64::MAX);
        times(self.file.weights.fair_nights, nights)
            + times(self.file.weights.fair_weekends, weekends)
    }

    /// The fit of a roster.
    #[must_use]
    pub fn metrics(&self, roster: &Roster) -> Metrics {
        let cover = self.cover(roster);
        let (peak, trough) = self.peak_and_trough();
        let all: Vec<usize> = (0..self.slots()).collect();
        let sum = |slots: &[usize]| {
            let mut sum = (0_u64, 0_u64, 0_u64);
            for &slot in slots {
                sum.0 += self.demand[slot].iter().copied().map(u64::from).sum::<u64>();
                sum.1 += u64::from(cover.unmet(slot));
                sum.2 += u64::from(cover.idle(slot));
            }
            sum
        };
        let ((demand, unmet, idle), low, every) = (sum(&peak), sum(&trough), sum(&all));
        let present = low.0 - low.1 + low.2;
        Metrics {
            peak_redundancy: share(idle, demand),
            peak_unserved: share(unmet, demand),
            trough_idle: share(low.2, present),
            trough_unserved: share(low.1, low.0),
            all_over: share(every.2, every.0),
            all_unserved: share(every.1, every.0),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "person-slots below 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64
}
