//! Who works when: the day's shifts, cut to the expected demand, with what people make of them.
//!
//! Room:  sim; between demand and the centre.
//! Takes: the expected calls of a day. Gives: a `Plan` of timed steps for each agent on duty.
//! Holds: five days in seven; eleven hours between two shifts; the plan of a day depends on the
//!        seed, the date and the day before alone.
//! Never: knows what the day's noise will be: the planner sees the expectation only.
//! Proof: tests below.

use crate::catalogue::Catalogue;
use crate::demand::{Date, Profile, QUARTERS};
use crate::random::{HOUR, MINUTE, Random, Stream, micros};
use domain::state::NotReadyReason;

/// One thing that an agent is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    SignIn,
    /// Not ready for so long.
    Rest(NotReadyReason, i64),
    SignOut,
}

/// Steps of one agent's day, in order of time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub steps: [(i64, Step); STEPS],
    pub count: usize,
}

pub(crate) const STEPS: usize = 8;

impl Plan {
    pub(crate) const EMPTY: Self = Self { steps: [(i64::MAX, Step::SignOut); STEPS], count: 0 };

    fn push(&mut self, at: i64, step: Step) {
        self.steps[self.count] = (at, step);
        self.count += 1;
    }
}

/// Start and length in quarter hours: 夜班, 早班, 白班, 行政班, 中班, 午班, 晚班, 高峰班.
const TEMPLATES: [(usize, usize); 10] = [
    (0, 33),
    (29, 34),
    (31, 36),
    (34, 36),
    (36, 36),
    (42, 36),
    (48, 36),
    (56, 34),
    (61, 36),
    (34, 20),
];

const WIDTH: usize = QUARTERS + 2;
/// Rest between two shifts.
const REST: i64 = 11 * HOUR;
/// Share of a shift in which its agent is at work, after breaks, meal, training and the like.
const AT_WORK: f64 = 0.84;
/// People beyond the load, in square roots of the load (square-root staffing).
const SAFETY: f64 = 0.75;

/// Plans a day. `free_from` is when each agent's last shift ended, and is moved on.
pub(crate) fn plan_day(
    house: &Catalogue,
    seed: u64,
    date: Date,
    expected: &[Profile],
    free_from: &mut [i64],
) -> Vec<(u32, Plan)> {
    let mut plans = Vec::new();
    for skill in 0..house.skills.len() {
        let mut needed = required(house, skill, expected);
        let mut random =
            Random::of(seed, Stream::People, (date.number << 16) | 0xff00 | skill as u64);
        for agent in on_call(house, skill, date, &mut random) {
            let earliest = free_from[agent] + REST;
            let Some(template) = best(&needed, |start| date.midnight + offset(start) >= earliest)
            else {
                continue;
            };
            let (start, length) = TEMPLATES[template];
            for people in &mut needed[start..start + length] {
                *people -= AT_WORK;
            }
            free_from[agent] = date.midnight + offset(start + length);
            let number = (date.number << 16) | agent as u64;
            let own = Random::of(seed, Stream::People, number);
            let agent = u32::try_from(agent).expect("a house of a few hundred");
            plans.push((agent, plan(date.midnight, (start, length), own)));
        }
    }
    plans
}

fn offset(quarter: usize) -> i64 {
    i64::try_from(quarter).unwrap_or(0) * 15 * MINUTE
}

/// People needed at work per quarter hour: load and a margin.
fn required(house: &Catalogue, skill: usize, expected: &[Profile]) -> [f64; WIDTH] {
    let mut needed = [0.0; WIDTH];
    for (intent, profile) in house.intents.iter().zip(expected) {
        let Some(queue) = intent.queue.and_then(|queue| house.queues.get(queue)) else { continue };
        if queue.skill != skill {
            continue;
        }
        let handle = queue.talk + queue.hold_share * 45.0 + queue.wrap + 6.0;
        for (people, calls) in needed.iter_mut().zip(profile) {
            *people += calls * handle / 900.0;
        }
    }
    let open_at_night = house.queues.iter().any(|q| q.skill == skill && q.hours.is_none());
    for people in &mut needed {
        *people += SAFETY * people.sqrt();
        if open_at_night {
            *people = people.max(1.8);
        }
    }
    needed
}

/// The agents whose working day it is, in an order that changes daily.
fn on_call(house: &Catalogue, skill: usize, date: Date, random: &mut Random) -> Vec<usize> {
    let mut agents = Vec::new();
    for (number, agent) in house.agents.iter().enumerate() {
        let main = agent.skills.first().map(|(skill, _)| *skill);
        // Two days off in seven, side by side, other days for other people.
        let turn = (date.number + 3 * number as u64) % 7;
        if main == Some(skill) && turn < 5 {
            agents.push(number);
        }
    }
    for last in (1..agents.len()).rev() {
        let other = random.below(u32::try_from(last + 1).unwrap_or(1)) as usize;
        agents.swap(last, other);
    }
    agents
}

/// The shift that covers most of what is missing per hour of work; none if little is missing.
fn best(needed: &[f64; WIDTH], allowed: impl Fn(usize) -> bool) -> Option<usize> {
    let mut best = None;
    let mut best_gain = 0.30;
    for (number, &(start, length)) in TEMPLATES.iter().enumerate() {
        if !allowed(start) {
            continue;
        }
        let covered: f64 =
            needed[start..start + length].iter().map(|people| people.clamp(0.0, AT_WORK)).sum();
        let gain = covered / (AT_WORK * seconds_of(length));
        if gain > best_gain {
            best_gain = gain;
            best = Some(number);
        }
    }
    best
}

#[expect(clippy::cast_precision_loss, reason = "some dozens of quarter hours")]
const fn seconds_of(quarters: usize) -> f64 {
    quarters as f64
}

/// What one person makes of a shift: comes early or late, rests somewhat off the plan, overruns.
fn plan(midnight: i64, (start, length): (usize, usize), mut random: Random) -> Plan {
    let from = midnight + offset(start);
    let until = from + offset(length);
    let mut plan = Plan::EMPTY;
    let late = if random.chance(0.09) {
        micros(random.exponential(420.0).min(3000.0))
    } else {
        micros(random.between(5.0, 100.0))
    };
    plan.push(from + late, Step::SignIn);
    let briefing = if random.chance(0.10) {
        Some((0.30, NotReadyReason::Training, 1800.0))
    } else if random.chance(0.10) {
        Some((0.35, NotReadyReason::Coaching, 1200.0))
    } else {
        random.chance(0.08).then_some((0.32, NotReadyReason::Meeting, 900.0))
    };
    let short = length <= 20;
    let rests = [
        Some((if short { 0.45 } else { 0.20 }, NotReadyReason::Break, 840.0)),
        briefing.filter(|_| !short),
        (!short).then_some((0.48, NotReadyReason::Meal, 2520.0)),
        (!short).then_some((0.74, NotReadyReason::Break, 840.0)),
        random.chance(0.06).then_some((0.86, NotReadyReason::BackOffice, 1200.0)),
    ];
    for (share, reason, seconds) in rests.into_iter().flatten() {
        let share = share + random.between(-0.05, 0.05);
        let at = from + micros(share * seconds_of(length) * 900.0);
        let mut taken = random.between(0.85, 1.04) * seconds;
        if random.chance(0.12) {
            taken += random.exponential(300.0).min(2400.0);
        }
        plan.push(at, Step::Rest(reason, micros(taken)));
    }
    plan.push(until + micros(random.between(0.0, 60.0)), Step::SignOut);
    plan
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::expected;
    use domain::Timestamp;

    fn week(seed: u64) -> Vec<Vec<(u32, Plan)>> {
        let house = Catalogue::example(seed);
        let monday = Timestamp::parse("2026-11-23T00:00:00+08:00").unwrap();
        let mut free_from = vec![i64::MIN / 2; house.agents.len()];
        let mut days = Vec::new();
        for day in 0..7 {
            let at = Timestamp(monday.micros() + day * 24 * HOUR);
            let date = Date::at(&house, at);
            let profiles: Vec<Profile> =
                house.intents.iter().map(|intent| expected(&house, intent, date)).collect();
            days.push(plan_day(&house, seed, date, &profiles, &mut free_from));
        }
        days
    }

    #[test]
    fn steps_follow_each_other_and_shifts_keep_their_distance() {
        let days = week(1);
        let mut ended = vec![i64::MIN / 2; 400];
        for plans in &days {
            assert!((120..320).contains(&plans.len()), "{} on duty", plans.len());
            for (agent, plan) in plans {
                let steps = &plan.steps[..plan.count];
                assert!(steps.is_sorted_by_key(|(at, _)| *at), "{steps:?}");
                assert_eq!(steps[0].1, Step::SignIn);
                assert_eq!(steps[plan.count - 1].1, Step::SignOut);
                let agent = *agent as usize;
                assert!(steps[0].0 - ended[agent] >= 10 * HOUR);
                ended[agent] = steps[plan.count - 1].0;
            }
        }
    }

    #[test]
    fn nobody_works_six_days_in_seven() {
        let days = week(2);
        for agent in 0..400 {
            let worked = days.iter().filter(|plans| plans.iter().any(|p| p.0 == agent));
            assert!(worked.count() <= 5, "agent {agent}");
        }
    }
}
