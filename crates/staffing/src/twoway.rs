//! Two-way 双向拟合: some of targets, people, overtime, seats, budget and opening hours are given, the rest is
//! solved for.
//!
//! Room:  staffing.
//! Takes: a `Question`. Gives: a `Solution`: agents by interval, what they reach, which limits bind, what
//!        the targets would take without limits, and the curve of cost against service.
//! Holds: no limit is passed; first every open interval gets its least share of its load; then the skill furthest from its target comes first, and within a skill agents go
//!        where one paid hour answers most contacts in time, which on the concave hull of each interval is
//!        the best for all of the skill together (B. Fox, Operations Research 14 (1966)).
//! Never: carries a queue between intervals; moves demand.
//! Proof: tests below.

mod cells;
mod walk;

use crate::demand::{Fault, Need, instant, require};
use domain::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub use walk::{Planned, Point, Service};

/// What is given and what is free.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    #[serde(flatten)]
    pub need: Need,
    #[serde(default)]
    pub limits: Limits,
    #[serde(default)]
    pub prices: Prices,
    /// Whether the skills' targets are to be kept with as little as they take; if not, the most
    /// that the limits allow is reached.
    #[serde(default = "yes")]
    pub keep_targets: bool,
    /// Intervals that may be closed where the limits do not allow the targets, the least asked-for
    /// first; contacts then do not come.
    #[serde(default, with = "instants")]
    pub may_close: Vec<Timestamp>,
    /// Before anything else, every open interval gets agents for this share of its load (0 to 2), as
    /// evenly as the limits allow; 0: an interval may be left alone where hours are worth more elsewhere.
    #[serde(default)]
    pub least_load: f64,
}

const fn yes() -> bool {
    true
}

/// Limits; those that are absent do not bind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Paid hours of the people there are, overtime not counted.
    pub paid_hours: Option<f64>,
    /// Hours beyond these; they need `paid_hours`.
    #[serde(default)]
    pub overtime_hours: f64,
    /// Agents of all skills at the same time.
    pub seats: Option<u32>,
    pub budget: Option<f64>,
}

/// Prices of a paid hour, in any currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    pub hour: f64,
    pub overtime_hour: f64,
}

impl Default for Prices {
    fn default() -> Self {
        Self { hour: 1.0, overtime_hour: 1.5 }
    }
}

/// A limit that stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Binding {
    People,
    Seats,
    Budget,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Solution {
    /// Whether all targets are kept over all open intervals together.
    pub keeps_targets: bool,
    pub paid_hours: f64,
    pub overtime_hours: f64,
    pub cost: f64,
    /// Most agents at the same time.
    pub seats: u32,
    /// Limits that stood in the way of a further agent.
    pub binding: BTreeSet<Binding>,
    pub services: Vec<Service>,
    pub agents: Vec<Planned>,
    #[serde(serialize_with = "instants::serialize")]
    pub closed: Vec<Timestamp>,
    /// What the targets take where nothing limits them; absent where no number keeps them.
    pub without_limits: Option<Effort>,
    /// From nobody to as many as help, within the seats.
    pub curve: Vec<Point>,
}

/// What a plan takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Effort {
    pub paid_hours: f64,
    pub cost: f64,
    pub seats: u32,
}

/// Solves for what is free.
///
/// # Errors
/// The first fault of the question.
pub fn solve(question: &Question) -> Result<Solution, Fault> {
    question.check()?;
    let cells = cells::of(&question.need, question.least_load);
    let nothing = BTreeSet::new();
    let free = walk::Walk::new(question, &cells, &nothing).without_limits();
    let mut closed = BTreeSet::new();
    while question.keep_targets && !walk::Walk::new(question, &cells, &closed).run().keeps_targets()
    {
        let Some(next) = least_wanted(question, &closed) else { break };
        closed.insert(next);
    }
    let answer = walk::Walk::new(question, &cells, &closed).run();
    Ok(Solution {
        keeps_targets: answer.keeps_targets(),
        paid_hours: answer.paid_hours(),
        overtime_hours: answer.overtime_hours(),
        cost: answer.cost(),
        seats: answer.seats(),
        binding: answer.binding().clone(),
        services: answer.services(),
        agents: answer.planned(),
        closed: closed.iter().copied().collect(),
        without_limits: free.keeps_targets().then(|| Effort {
            paid_hours: free.paid_hours(),
            cost: free.paid_hours() * question.prices.hour,
            seats: free.seats(),
        }),
        curve: walk::curve(question, &cells, &closed),
    })
}

/// The interval that may still be closed and brings least contacts.
fn least_wanted(question: &Question, closed: &BTreeSet<Timestamp>) -> Option<Timestamp> {
    let contacts = |start: &Timestamp| {
        let rows = question.need.demand.iter().filter(|row| row.start == *start);
        rows.map(|row| row.contacts).sum::<f64>()
    };
    let open = question.may_close.iter().filter(|start| !closed.contains(start));
    open.min_by(|one, other| contacts(one).total_cmp(&contacts(other))).copied()
}

impl Question {
    fn check(&self) -> Result<(), Fault> {
        self.need.check()?;
        let Limits { paid_hours, overtime_hours, seats: _, budget } = self.limits;
        let is_amount = |number: f64| (0.0..=1e12).contains(&number);
        let hours = paid_hours.is_none_or(is_amount) && is_amount(overtime_hours);
        require(hours, "limits.paid_hours", "and overtime_hours must be 0 or more")?;
        let has_base = overtime_hours <= 0.0 || paid_hours.is_some();
        require(has_base, "limits.overtime_hours", "needs paid_hours, which it goes beyond")?;
        require(budget.is_none_or(is_amount), "limits.budget", "must be 0 or more")?;
        let Prices { hour, overtime_hour } = self.prices;
        let are_prices = is_amount(hour) && is_amount(overtime_hour);
        require(are_prices, "prices", "must be 0 or more")?;
        let is_share = (0.0..=2.0).contains(&self.least_load);
        require(is_share, "least_load", "must be between 0 and 2")?;
        let can_close = |start: &Timestamp| self.need.demand.iter().any(|row| row.start == *start);
        let known = self.may_close.iter().all(can_close);
        require(known, "may_close", "names an interval without demand")
    }
}

mod instants {
    use super::instant;
    use domain::Timestamp;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    struct Instant(#[serde(with = "instant")] Timestamp);

    pub(super) fn serialize<S: Serializer>(list: &[Timestamp], to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(list.iter().map(|at| Instant(*at)))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<Timestamp>, D::Error> {
        Ok(Vec::<Instant>::deserialize(from)?.into_iter().map(|Instant(at)| at).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::tests::morning;
    use crate::forward;

    fn question(contacts: &[f64]) -> Question {
        Question {
            need: morning(contacts),
            limits: Limits::default(),
            prices: Prices { hour: 40.0, overtime_hour: 60.0 },
            keep_targets: true,
            may_close: Vec::new(),
            least_load: 0.0,
        }
    }

    fn level(solution: &Solution) -> f64 {
        solution.services[0].service_level.unwrap()
    }

    const DAY: [f64; 6] = [40.0, 90.0, 140.0, 120.0, 80.0, 30.0];

    #[test]
    fn without_limits_the_targets_cost_no_more_than_interval_by_interval() {
        let question = question(&DAY);
        let solution = solve(&question).unwrap();
        let rows = forward::requirements(&question.need).unwrap();
        let forward: f64 = rows.iter().map(|row| row.scheduled.unwrap() / 2.0).sum();
        assert!(solution.keeps_targets && solution.binding.is_empty());
        assert!(solution.paid_hours <= forward, "{} {forward}", solution.paid_hours);
        assert!(level(&solution) >= 0.8);
        let free = solution.without_limits.unwrap();
        assert!((free.paid_hours - solution.paid_hours).abs() < 1e-9);
        assert!((solution.cost - 40.0 * solution.paid_hours).abs() < 1e-6);
    }

    #[test]
    fn each_limit_binds_and_is_kept() {
        let free = solve(&question(&DAY)).unwrap();
        let mut tight = question(&DAY);
        tight.limits.paid_hours = Some(free.paid_hours * 0.9);
        let solution = solve(&tight).unwrap();
        assert!(!solution.keeps_targets && solution.paid_hours <= free.paid_hours * 0.9);
        assert_eq!(solution.binding, BTreeSet::from([Binding::People]));
        assert!((solution.without_limits.unwrap().paid_hours - free.paid_hours).abs() < 1e-9);

        tight.limits.overtime_hours = free.paid_hours * 0.2;
        let solution = solve(&tight).unwrap();
        assert!(solution.keeps_targets && solution.overtime_hours > 0.0);
        let normal = solution.paid_hours - solution.overtime_hours;
        assert!((solution.cost - 40.0 * normal - 60.0 * solution.overtime_hours).abs() < 1e-6);

        let mut tight = question(&DAY);
        tight.limits.seats = Some(free.seats - 4);
        let solution = solve(&tight).unwrap();
        assert!(solution.seats <= free.seats - 4);
        assert!(solution.binding.contains(&Binding::Seats));

        let mut tight = question(&DAY);
        tight.limits.budget = Some(free.cost * 0.8);
        let solution = solve(&tight).unwrap();
        assert!(solution.cost <= free.cost * 0.8 && solution.binding.contains(&Binding::Budget));
    }

    #[test]
    fn with_people_given_and_no_target_the_most_is_reached() {
        let mut given = question(&DAY);
        given.keep_targets = false;
        given.limits.paid_hours = Some(60.0);
        let solution = solve(&given).unwrap();
        assert!(solution.paid_hours <= 60.0 && solution.paid_hours > 59.0);
        // No exchange of one agent between two intervals answers more in time.
        let best = answered(&given, &solution);
        for from in 0..DAY.len() {
            for to in 0..DAY.len() {
                let mut other = solution.clone();
                if from != to && other.agents[from].agents > 0 {
                    other.agents[from].agents -= 1;
                    other.agents[to].agents += 1;
                    assert!(answered(&given, &other) <= best + 1e-9, "{from} {to}");
                }
            }
        }
    }

    fn answered(question: &Question, solution: &Solution) -> f64 {
        let rows = question.need.demand.iter().zip(&solution.agents);
        rows.map(|(row, plan)| {
            let offer = question.need.offer(row);
            let times = question.need.skills[0].targets.times();
            row.contacts * crate::erlang::measures(plan.agents, offer, times).answered_in_threshold
        })
        .sum()
    }

    #[test]
    fn no_open_interval_is_left_alone_where_each_must_carry_its_load() {
        let mut scarce = question(&DAY);
        scarce.limits.paid_hours = Some(55.0);
        let loads: Vec<f64> =
            scarce.need.demand.iter().map(|row| scarce.need.offer(row).load()).collect();
        let alone = solve(&scarce).unwrap();
        assert!(
            alone.agents.iter().any(|plan| plan.agents == 0),
            "hours go where they are worth most"
        );
        scarce.least_load = 1.0;
        let even = solve(&scarce).unwrap();
        for (plan, load) in even.agents.iter().zip(&loads) {
            assert!(f64::from(plan.agents) >= *load, "{plan:?} {load}");
        }
        assert!(even.paid_hours <= 55.0);
        // Not even the loads: what there is is shared out evenly.
        scarce.limits.paid_hours = Some(25.0);
        let short = solve(&scarce).unwrap();
        let shares: Vec<f64> = short
            .agents
            .iter()
            .zip(&loads)
            .map(|(plan, load)| f64::from(plan.agents) / load.ceil())
            .collect();
        let least = shares.iter().copied().fold(f64::INFINITY, f64::min);
        let most = shares.iter().copied().fold(0.0, f64::max);
        assert!(least > 0.4 && most - least < 0.26, "{shares:?}");
        assert!(short.curve.windows(2).all(|pair| pair[0].cost < pair[1].cost));
    }

    #[test]
    fn hours_that_may_close_close_from_the_calmest_until_the_targets_are_kept() {
        let free = solve(&question(&DAY)).unwrap();
        let mut tight = question(&DAY);
        tight.limits.paid_hours = Some(free.paid_hours * 0.9);
        tight.may_close = [0, 5].map(|index| tight.need.demand[index].start).to_vec();
        let solution = solve(&tight).unwrap();
        assert!(solution.keeps_targets);
        assert!(solution.closed.contains(&tight.need.demand[5].start));
        assert!(solution.agents[5].is_closed && solution.agents[5].agents == 0);
    }

    #[test]
    fn what_is_scarce_is_shared_so_that_no_skill_is_left_behind() {
        let mut scarce = question(&DAY);
        let mut small = scarce.need.skills[0].clone();
        small.skill = "small".into();
        scarce.need.skills.push(small);
        for mut row in scarce.need.demand.clone() {
            row.skill = "small".into();
            row.contacts /= 8.0;
            scarce.need.demand.push(row);
        }
        scarce.limits.paid_hours = Some(45.0);
        let solution = solve(&scarce).unwrap();
        assert!(!solution.keeps_targets);
        let levels: Vec<f64> =
            solution.services.iter().map(|service| service.service_level.unwrap()).collect();
        assert!((levels[0] - levels[1]).abs() < 0.05, "{levels:?}");
        // Intervals without agents lose contacts; the answered of the others still have a wait.
        assert!(solution.services.iter().all(|service| service.asa_s.is_some()));
    }

    #[test]
    fn the_curve_rises_with_cost() {
        let solution = solve(&question(&DAY)).unwrap();
        assert!(solution.curve.len() > 10);
        for pair in solution.curve.windows(2) {
            assert!(pair[0].cost < pair[1].cost && pair[0].service_level <= pair[1].service_level);
        }
    }

    #[test]
    fn a_question_with_a_fault_says_where() {
        let mut wrong = question(&DAY);
        wrong.limits.overtime_hours = 5.0;
        assert_eq!(solve(&wrong).unwrap_err().place, "limits.overtime_hours");
        let mut wrong = question(&DAY);
        wrong.may_close = vec![Timestamp::from_secs(7)];
        assert_eq!(solve(&wrong).unwrap_err().place, "may_close");
        let wrong = Question { least_load: 2.5, ..question(&DAY) };
        assert_eq!(solve(&wrong).unwrap_err().place, "least_load");
    }
}
