//! What each further agent is worth in one interval of one skill.
//!
//! Room: staffing, two-way.

use crate::demand::Need;
use crate::erlang::{Measures, Offer, measures};
use crate::target::{AGENTS_MAX, ServiceLevel, Targets, least_agents};
use domain::Timestamp;
use domain::measure::ServiceLevelRule;

/// More agents than reach this share in time are worth nothing.
const ENOUGH: f64 = 0.999;
/// Large intervals are looked at in so many steps.
const STEPS_MAX: u32 = 400;

/// One interval of one skill.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub row: usize,
    pub start: Timestamp,
    /// Index of its skill.
    pub skill: usize,
    pub contacts: f64,
    pub offer: Offer,
    /// Paid hours of one agent in this interval, with shrinkage.
    pub hours: f64,
    /// Agents that it gets before anything else.
    pub least: u32,
    pub segments: Vec<Segment>,
}

/// Agents that belong together on the concave hull: one alone would be worth less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    pub agents: u32,
    /// Contacts answered in time that each of them adds.
    pub gain_each: f64,
}

/// The cells of every row; each is to carry the share `least_load` of its load whatever it is worth.
pub(super) fn of(need: &Need, least_load: f64) -> Vec<Cell> {
    let hours = need.interval_s() / 3_600.0;
    let cell = |(row, demand): (usize, &crate::demand::Demand)| {
        let skill = need.skills.iter().position(|skill| skill.skill == demand.skill)?;
        let rules = &need.skills[skill];
        let offer = need.offer(demand);
        let least = whole(least_load * offer.load());
        Some(Cell {
            row,
            start: demand.start,
            skill,
            contacts: demand.contacts,
            offer,
            hours: hours / (1.0 - rules.shrinkage()),
            least,
            segments: hull(demand.contacts, offer, &rules.targets, least),
        })
    };
    need.demand.iter().enumerate().filter_map(cell).collect()
}

impl Cell {
    pub(super) fn measures(&self, agents: u32, targets: &Targets) -> Measures {
        measures(agents, self.offer, targets.times())
    }
}

/// Agents for a load, rounded up.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "kept in range")]
fn whole(load: f64) -> u32 {
    load.ceil().clamp(0.0, f64::from(AGENTS_MAX)) as u32
}

/// The upper concave hull of contacts answered in time over agents from `least` on, as segments of
/// falling gain.
fn hull(contacts: f64, offer: Offer, targets: &Targets, least: u32) -> Vec<Segment> {
    let last = most(offer, targets);
    let step = (last / STEPS_MAX).max(1);
    let in_time =
        |agents| contacts * measures(agents, offer, targets.times()).answered_in_threshold;
    let mut corners: Vec<(u32, f64)> = vec![(least, in_time(least))];
    let mut agents = least;
    while agents < last {
        agents = (agents + step).min(last);
        let value = in_time(agents);
        while let [.., (a0, v0), (a1, v1)] = corners[..] {
            let before = (v1 - v0) / f64::from(a1 - a0);
            let after = (value - v1) / f64::from(agents - a1);
            if before > after {
                break;
            }
            corners.pop();
        }
        corners.push((agents, value));
    }
    let segment = |pair: &[(u32, f64)]| {
        let count = pair[1].0 - pair[0].0;
        Segment { agents: count, gain_each: (pair[1].1 - pair[0].1) / f64::from(count) }
    };
    corners.windows(2).map(segment).filter(|segment| segment.gain_each > 0.0).collect()
}

/// As many agents as could be of use: for nearly all in time, and for every other target.
fn most(offer: Offer, targets: &Targets) -> u32 {
    let times = targets.times();
    let nearly_all = ServiceLevel {
        rule: ServiceLevelRule::OfOffered,
        share: ENOUGH,
        threshold_s: times.threshold_s,
        short_abandon_s: times.short_abandon_s,
    };
    let of = |targets: &Targets| least_agents(offer, targets).unwrap_or(0);
    of(targets).max(of(&Targets::of_service_level(nearly_all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_fall_and_add_up_to_all_contacts_in_time() {
        for patience_s in [None, Some(60.0)] {
            let offer = Offer::of_contacts(150.0, 1_800.0, 240.0).with_patience(patience_s);
            let segments = hull(150.0, offer, &Targets::default(), 0);
            let sum: f64 =
                segments.iter().map(|part| part.gain_each * f64::from(part.agents)).sum();
            assert!(sum > 149.8 && sum <= 150.0, "{sum}");
            assert!(segments.windows(2).all(|pair| pair[0].gain_each >= pair[1].gain_each));
        }
    }
}
