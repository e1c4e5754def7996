//! Forward 正向: from targets to people, by interval and skill, and summed over longer times.
//!
//! Room:  staffing; what a roster is built on.
//! Takes: a `Need`. Gives: `Requirement`s with what -3 to +3 agents would change; `Sum`s.
//! Holds: each interval stands for itself in its steady state; agents are rounded up once, per interval;
//!        where no number keeps the targets there is none.
//! Never: carries a queue from one interval to the next (`reverse` does, by simulation).
//! Proof: tests below.

use crate::demand::{Demand, Fault, Need, Skill, instant};
use crate::erlang::{Measures, Offer, measures};
use crate::shrinkage::{self, ShrinkageKind};
use crate::target::{Targets, least_agents};
use domain::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// Agents more or less of which a requirement tells the effect.
const CHANGE_MAX: i32 = 3;

/// What so many agents reach, in the words of the skill's own rule.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Reached {
    pub agents: u32,
    pub service_level: Option<f64>,
    pub asa_s: Option<f64>,
    pub occupancy: Option<f64>,
    pub abandonment: f64,
    pub wait_probability: f64,
}

/// The same with so many agents more (or fewer, below 0).
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Change {
    pub change: i32,
    #[serde(flatten)]
    pub reached: Reached,
}

/// The people that one interval of one skill needs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Requirement {
    #[serde(with = "instant")]
    pub start: Timestamp,
    pub skill: String,
    pub contacts: f64,
    pub handle_s: f64,
    /// Erlangs
    pub load: f64,
    /// Serving at the same time; absent where no number keeps the targets.
    pub agents: Option<u32>,
    /// Paid, with shrinkage, not rounded.
    pub scheduled: Option<f64>,
    pub reached: Option<Reached>,
    pub changes: Vec<Change>,
}

/// Requirements over a longer time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sum {
    /// The month, day or whatever was summed over.
    pub period: String,
    pub skill: String,
    pub contacts: f64,
    /// Σ contacts x handle time, hours.
    pub work_hours: f64,
    pub agent_hours: f64,
    pub scheduled_hours: f64,
    /// Most agents in one interval.
    pub agents_max: u32,
    /// Intervals in which no number of agents keeps the targets; not in the sums above.
    pub unreachable_count: u32,
    /// Paid hours by what they go to beside serving.
    pub away_hours: BTreeMap<ShrinkageKind, f64>,
}

/// The requirement of every row of demand, in its order.
///
/// # Errors
/// The first fault of the need.
pub fn requirements(need: &Need) -> Result<Vec<Requirement>, Fault> {
    need.check()?;
    Ok(need.demand.iter().filter_map(|row| requirement(need, row)).collect())
}

fn requirement(need: &Need, row: &Demand) -> Option<Requirement> {
    let skill = need.skill(&row.skill)?;
    let offer = need.offer(row);
    let agents = least_agents(offer, &skill.targets);
    Some(Requirement {
        start: row.start,
        skill: row.skill.clone(),
        contacts: row.contacts,
        handle_s: row.handle_s,
        load: offer.load(),
        agents,
        scheduled: agents.map(|agents| shrinkage::scheduled(f64::from(agents), skill.shrinkage())),
        reached: agents.map(|agents| reached(agents, offer, &skill.targets)),
        changes: agents.map_or_else(Vec::new, |agents| changes(agents, offer, &skill.targets)),
    })
}

/// What -3 to +3 agents would change, as far down as there are any.
#[must_use]
pub fn changes(agents: u32, offer: Offer, targets: &Targets) -> Vec<Change> {
    let steps = -CHANGE_MAX..=CHANGE_MAX;
    let with = |change: i32| {
        let agents = agents.checked_add_signed(change)?;
        Some(Change { change, reached: reached(agents, offer, targets) })
    };
    steps.filter_map(with).collect()
}

/// What so many agents reach under these targets' times and rule.
#[must_use]
pub fn reached(agents: u32, offer: Offer, targets: &Targets) -> Reached {
    told(&measures(agents, offer, targets.times()), targets)
}

fn told(measures: &Measures, targets: &Targets) -> Reached {
    Reached {
        agents: measures.agents,
        service_level: measures.service_level(targets.rule()),
        asa_s: measures.asa_s,
        occupancy: measures.occupancy,
        abandonment: measures.abandonment,
        wait_probability: measures.wait_probability,
    }
}

/// Sums by skill and by the period that each start belongs to, in the order of both.
#[must_use]
pub fn sums(
    need: &Need,
    rows: &[Requirement],
    period_of: impl Fn(Timestamp) -> String,
) -> Vec<Sum> {
    let hours = need.interval_s() / 3_600.0;
    let mut sums: BTreeMap<(String, &str), Sum> = BTreeMap::new();
    for row in rows {
        let Some(skill) = need.skill(&row.skill) else { continue };
        let period = period_of(row.start);
        let sum =
            sums.entry((period.clone(), &row.skill)).or_insert_with(|| Sum::of(period, skill));
        sum.add(row, skill, hours);
    }
    sums.into_values().collect()
}

impl Sum {
    fn of(period: String, skill: &Skill) -> Self {
        Self {
            period,
            skill: skill.skill.clone(),
            contacts: 0.0,
            work_hours: 0.0,
            agent_hours: 0.0,
            scheduled_hours: 0.0,
            agents_max: 0,
            unreachable_count: 0,
            away_hours: BTreeMap::new(),
        }
    }

    fn add(&mut self, row: &Requirement, skill: &Skill, hours: f64) {
        let (Some(agents), Some(scheduled)) = (row.agents, row.scheduled) else {
            self.unreachable_count += 1;
            return;
        };
        self.contacts += row.contacts;
        self.work_hours += row.contacts * row.handle_s / 3_600.0;
        self.agent_hours += f64::from(agents) * hours;
        self.scheduled_hours += scheduled * hours;
        self.agents_max = self.agents_max.max(agents);
        for (kind, people) in shrinkage::by_kind(scheduled, &skill.shrinkage) {
            *self.away_hours.entry(kind).or_default() += people * hours;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::tests::morning;

    #[test]
    fn a_requirement_keeps_its_target_and_one_less_does_not() {
        let rows = requirements(&morning(&[0.0, 30.0, 120.0])).unwrap();
        assert_eq!(rows[0].agents, Some(0));
        for row in &rows[1..] {
            let level = |change| {
                let found = row.changes.iter().find(|other| other.change == change);
                found.and_then(|found| found.reached.service_level).unwrap()
            };
            assert!(level(0) >= 0.8 && level(-1) < 0.8, "{row:?}");
            assert!(level(1) > level(0) && level(3) > level(2));
            let scheduled = row.scheduled.unwrap();
            assert!((scheduled * 0.8 - f64::from(row.agents.unwrap())).abs() < 1e-9);
        }
    }

    #[test]
    fn changes_stop_where_nobody_is_left() {
        let rows = requirements(&morning(&[1.0])).unwrap();
        let least = rows[0].changes.iter().map(|change| change.reached.agents).min();
        assert_eq!(least, Some(rows[0].agents.unwrap().saturating_sub(3)));
    }

    #[test]
    fn sums_are_those_of_the_rows() {
        let need = morning(&[30.0, 120.0, 60.0]);
        let rows = requirements(&need).unwrap();
        let sums =
            sums(&need, &rows, |start| if start.micros() == 0 { "a".into() } else { "b".into() });
        assert_eq!(sums.len(), 2);
        let later: u32 = rows[1..].iter().map(|row| row.agents.unwrap()).sum();
        assert!((sums[1].agent_hours - f64::from(later) / 2.0).abs() < 1e-9);
        assert!((sums[1].work_hours - 12.0).abs() < 1e-9, "{sums:?}");
        let away: f64 = sums[1].away_hours.values().sum();
        assert!((sums[1].scheduled_hours - sums[1].agent_hours - away).abs() < 1e-9);
    }

    #[test]
    fn what_nobody_can_keep_is_said_and_not_summed() {
        let mut need = morning(&[30.0]);
        need.skills[0].targets.occupancy_max = Some(1e-7);
        let rows = requirements(&need).unwrap();
        assert_eq!((rows[0].agents, rows[0].changes.len()), (None, 0));
        let sums = sums(&need, &rows, |_| "all".into());
        assert_eq!((sums[0].unreachable_count, sums[0].agents_max), (1, 0));
        assert!(sums[0].contacts.abs() < 1e-12);
    }
}
