//! What is promised, and the least agents that keep it.
//!
//! Room:  staffing; between the formulas and everything that plans.
//! Takes: `Targets`, an `Offer`. Gives: the least number of agents, `None` where none keeps them.
//! Holds: the number given keeps every target and one less breaks one; measures improve with
//!        agents, so a search by halving is exact.
//! Never: adds shrinkage (see `shrinkage`); rounds anything but the number of agents.
//! Proof: tests below; `tests/it/truth.rs`.

use crate::erlang::delay::Ascent;
use crate::erlang::{Measures, Offer, Times, measures};
use domain::measure::ServiceLevelRule;
use serde::{Deserialize, Serialize};

/// No interval is staffed with more.
pub const AGENTS_MAX: u32 = 1_000_000;

/// A service level to be reached.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServiceLevel {
    pub rule: ServiceLevelRule,
    /// 0..=1
    pub share: f64,
    /// T, s
    pub threshold_s: f64,
    /// S, s; only `less_short_abandons` looks at it.
    #[serde(default)]
    pub short_abandon_s: f64,
}

/// Targets and limits; those that are absent hold always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Targets {
    pub service_level: Option<ServiceLevel>,
    /// Longest mean wait of the answered, s.
    pub asa_s: Option<f64>,
    /// The humane limit: agents are busy at most this share of their time.
    pub occupancy_max: Option<f64>,
    /// Of the offered contacts, 0..=1.
    pub abandonment_max: Option<f64>,
}

/// One of the targets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    ServiceLevel,
    Asa,
    Occupancy,
    Abandonment,
}

impl Targets {
    /// A service level alone.
    #[must_use]
    pub fn of_service_level(service_level: ServiceLevel) -> Self {
        Self { service_level: Some(service_level), ..Self::default() }
    }

    /// The waits that these targets look at; the house default where they look at none.
    #[must_use]
    pub fn times(&self) -> Times {
        self.service_level.map_or(Times { threshold_s: 30.0, short_abandon_s: 5.0 }, |level| {
            Times { threshold_s: level.threshold_s, short_abandon_s: level.short_abandon_s }
        })
    }

    /// The rule by which a service level is told.
    #[must_use]
    pub fn rule(&self) -> ServiceLevelRule {
        self.service_level.map_or(ServiceLevelRule::LessShortAbandons, |level| level.rule)
    }

    /// The targets that these measures miss. What was not measured is missed.
    pub fn missed(&self, reached: &Measures) -> impl Iterator<Item = Target> + use<> {
        let level = self.service_level.is_some_and(|level| {
            reached.service_level(level.rule).is_none_or(|share| share < level.share)
        });
        let above = |limit: Option<f64>, value: Option<f64>| {
            limit.is_some_and(|limit| value.is_none_or(|value| value > limit))
        };
        let all = [
            (Target::ServiceLevel, level),
            (Target::Asa, above(self.asa_s, reached.asa_s)),
            (Target::Occupancy, above(self.occupancy_max, reached.occupancy)),
            (Target::Abandonment, above(self.abandonment_max, Some(reached.abandonment))),
        ];
        all.into_iter().filter_map(|(target, is_missed)| is_missed.then_some(target))
    }

    fn are_met(&self, agents: u32, offer: Offer, times: Times) -> bool {
        self.missed(&measures(agents, offer, times)).next().is_none()
    }
}

/// The least agents that keep all targets; `None` where [`AGENTS_MAX`] do not. Without contacts
/// nobody is needed.
#[must_use]
pub fn least_agents(offer: Offer, targets: &Targets) -> Option<u32> {
    let load = offer.load();
    if load <= 0.0 {
        return Some(0);
    }
    if load >= f64::from(AGENTS_MAX) {
        return None;
    }
    match offer.patience_s {
        None => climb(offer, targets),
        Some(_) => halve(offer, targets),
    }
}

/// Erlang C: from the first number at which the queue ends, one by one; each step costs one
/// multiplication and one exponential, and there are some square roots of the load of them.
fn climb(offer: Offer, targets: &Targets) -> Option<u32> {
    let load = offer.load();
    let mut ascent = Ascent::from(first_calm(load, targets.occupancy_max)?, offer);
    let is_met = |ascent: &Ascent| {
        let level = targets.service_level;
        level.is_none_or(|level| ascent.within(level.threshold_s) >= level.share)
            && targets.asa_s.is_none_or(|limit| ascent.asa_s() <= limit)
    };
    while !is_met(&ascent) {
        if ascent.agents() >= AGENTS_MAX {
            return None;
        }
        ascent.step();
    }
    Some(ascent.agents())
}

/// The first number above the load at which occupancy keeps its cap.
fn first_calm(load: f64, occupancy_max: Option<f64>) -> Option<u32> {
    let cap = occupancy_max.unwrap_or(1.0);
    if cap <= 0.0 || load / cap >= f64::from(AGENTS_MAX) {
        return None;
    }
    let mut agents = whole(load / cap).saturating_sub(1);
    while f64::from(agents) <= load || load / f64::from(agents) > cap {
        agents += 1;
    }
    Some(agents)
}

/// Erlang A: a bracket that grows from the load, then halving.
fn halve(offer: Offer, targets: &Targets) -> Option<u32> {
    let times = targets.times();
    let is_met = |agents| targets.are_met(agents, offer, times);
    if is_met(0) {
        return Some(0);
    }
    let start = whole(offer.load()).max(1);
    let mut step = whole(offer.load().sqrt() / 2.0).max(1);
    let (mut low, mut high);
    if is_met(start) {
        (low, high) = (start, start);
        while low > 0 && is_met(low) {
            high = low;
            low = low.saturating_sub(step);
            step *= 2;
        }
    } else {
        (low, high) = (start, start.saturating_add(step));
        while !is_met(high) {
            if high >= AGENTS_MAX {
                return None;
            }
            low = high;
            step *= 2;
            high = high.saturating_add(step).min(AGENTS_MAX);
        }
    }
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if is_met(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Some(high)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(number: f64) -> u32 {
    number as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(share: f64) -> Targets {
        Targets::of_service_level(ServiceLevel {
            rule: ServiceLevelRule::LessShortAbandons,
            share,
            threshold_s: 20.0,
            short_abandon_s: 5.0,
        })
    }

    fn offers() -> Vec<Offer> {
        let mut offers = Vec::new();
        for contacts in [1.0, 7.0, 40.0, 333.0, 1_200.0] {
            let offer = Offer::of_contacts(contacts, 1_800.0, 240.0);
            offers.extend([None, Some(20.0), Some(300.0)].map(|p| offer.with_patience(p)));
        }
        offers
    }

    /// The first number that keeps the targets, tried one by one from none.
    fn by_trying(offer: Offer, targets: &Targets) -> u32 {
        (0..).find(|&agents| targets.are_met(agents, offer, targets.times())).unwrap()
    }

    #[test]
    fn the_least_agents_are_those_that_trying_finds() {
        let all = [
            level(0.8),
            level(0.999),
            Targets { asa_s: Some(12.0), ..Targets::default() },
            Targets { occupancy_max: Some(0.85), ..Targets::default() },
            Targets { occupancy_max: Some(0.5), asa_s: Some(1.0), ..level(0.9) },
        ];
        for offer in offers() {
            for targets in &all {
                assert_eq!(
                    least_agents(offer, targets),
                    Some(by_trying(offer, targets)),
                    "{offer:?} {targets:?}"
                );
            }
            let abandonment = Targets { abandonment_max: Some(0.03), ..Targets::default() };
            if offer.patience_s.is_some() {
                assert_eq!(least_agents(offer, &abandonment), Some(by_trying(offer, &abandonment)));
            }
        }
    }

    #[test]
    fn each_target_is_missed_by_one_agent_less() {
        let offer = Offer::of_contacts(100.0, 1_800.0, 300.0).with_patience(Some(120.0));
        let targets =
            Targets { abandonment_max: Some(0.02), occupancy_max: Some(0.9), ..level(0.8) };
        let agents = least_agents(offer, &targets).unwrap();
        let missed =
            |agents| targets.missed(&measures(agents, offer, targets.times())).collect::<Vec<_>>();
        assert_eq!(missed(agents), []);
        assert!(!missed(agents - 1).is_empty());
    }

    #[test]
    fn no_contacts_need_nobody_and_the_impossible_has_no_number() {
        assert_eq!(least_agents(Offer::of_contacts(0.0, 900.0, 200.0), &level(0.8)), Some(0));
        let offer = Offer::of_contacts(50.0, 900.0, 200.0);
        assert_eq!(least_agents(offer, &level(1.5)), None);
        let never = Targets { occupancy_max: Some(0.0), ..Targets::default() };
        assert_eq!(least_agents(offer, &never), None);
        assert_eq!(least_agents(offer.with_patience(Some(60.0)), &never), None);
        assert_eq!(least_agents(Offer::of_load(2e6, 60.0), &level(0.8)), None);
    }
}
