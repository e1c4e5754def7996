//! Reverse 负向: what the people and seats that there are can reach, interval by interval.
//!
//! Room:  staffing.
//! Takes: a `Need`, groups of agents with their skills, seats. Gives: for each interval and skill the
//!        formula's figures where the skill has agents of its own, and simulated ones with 95 % intervals.
//! Holds: the simulation carries the queue from one interval to the next, meets demand as uncertain as
//!        the forecast says, and gives the same figures for the same seed.
//! Never: gives an interval for what no replication measured.
//! Proof: tests below.

use crate::demand::{Demand, Fault, Need, instant, require};
use crate::forward::{Reached, reached};
use crate::spread::{Spread, spread};
use domain::measure::{self, ServiceLevelRule};
use domain::number::Proportion;
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use sim::model::{Busy, Cell, Choice, Engine, Group, Horizon, Law, Model, Queue, Tally, seed_of};
use std::collections::BTreeMap;

/// Half the width of a 95 % interval in standard deviations.
const WIDE: f64 = 1.96;

/// Agents with the same skills.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    pub group: String,
    /// The first is served first.
    pub skills: Vec<String>,
    pub agents: Vec<Present>,
}

/// So many serve in the interval that starts then; intervals without an entry have none.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Present {
    #[serde(with = "instant")]
    pub start: Timestamp,
    pub agents: u32,
}

/// The question of the reverse direction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    #[serde(flatten)]
    pub need: Need,
    pub groups: Vec<Team>,
    /// Not more than so many work at the same time.
    pub seats: Option<u32>,
}

/// What one interval of one skill can reach.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Reachable {
    #[serde(with = "instant")]
    pub start: Timestamp,
    pub skill: String,
    pub contacts: f64,
    /// Agents who have the skill, at their seats.
    pub agents: u32,
    /// Agents who found no seat.
    pub without_seat: u32,
    /// By the formula in the steady state; absent where agents serve other skills too.
    pub expected: Option<Reached>,
    /// The same at the lower and the upper end of the demand's 95 % interval.
    pub at_low_demand: Option<Reached>,
    pub at_high_demand: Option<Reached>,
    /// By simulation: over the demand's uncertainty and over chance.
    pub service_level: Option<Spread>,
    /// s
    pub asa_s: Option<Spread>,
    pub abandonment: Option<Spread>,
    /// Of the agents who have the skill.
    pub occupancy: Option<Spread>,
}

/// Answers for every row of demand, in its order; `replications` days are simulated for each
/// stretch of intervals without a gap.
///
/// # Errors
/// The first fault of what is given.
pub fn reachable(given: &Given, replications: u32, seed: u64) -> Result<Vec<Reachable>, Fault> {
    given.check()?;
    require(replications > 0, "replications", "must be 1 or more")?;
    let floor = Floor::of(given);
    let mut answers: Vec<Reachable> =
        given.need.demand.iter().map(|row| floor.by_formula(row)).collect();
    for (number, stretch) in (0_u32..).zip(floor.stretches()) {
        let simulated = floor.simulate(&stretch, replications, seed_of(seed, number))?;
        for (answer, row) in answers.iter_mut().zip(&given.need.demand) {
            if let Some(cell) = simulated.get(&(row.start, row.skill.as_str())) {
                cell.tell(answer);
            }
        }
    }
    Ok(answers)
}

impl Given {
    fn check(&self) -> Result<(), Fault> {
        self.need.check()?;
        require(!self.groups.is_empty(), "groups", "there is none; nobody would answer")?;
        for (index, team) in self.groups.iter().enumerate() {
            for skill in &team.skills {
                let is_known = self.need.skill(skill).is_some();
                let place = format!("groups[{index}].skills");
                require(is_known, place, "names what is not among the skills")?;
            }
        }
        Ok(())
    }
}

/// Who is at a seat when.
struct Floor<'a> {
    given: &'a Given,
    /// Agents by start and group.
    present: BTreeMap<Timestamp, Vec<u32>>,
    without_seat: BTreeMap<Timestamp, u32>,
}

impl<'a> Floor<'a> {
    fn of(given: &'a Given) -> Self {
        let mut present: BTreeMap<Timestamp, Vec<u32>> = BTreeMap::new();
        for row in &given.need.demand {
            present.entry(row.start).or_insert_with(|| vec![0; given.groups.len()]);
        }
        for (index, team) in given.groups.iter().enumerate() {
            for Present { start, agents } in &team.agents {
                if let Some(groups) = present.get_mut(start) {
                    groups[index] = *agents;
                }
            }
        }
        let mut without_seat = BTreeMap::new();
        for (start, groups) in &mut present {
            without_seat.insert(*start, given.seats.map_or(0, |seats| seat(groups, seats)));
        }
        Self { given, present, without_seat }
    }

    fn teams_of<'b>(&'b self, skill: &'b str) -> impl Iterator<Item = usize> + 'b {
        let teams = self.given.groups.iter().enumerate();
        teams
            .filter(move |(_, team)| team.skills.iter().any(|known| known == skill))
            .map(|(i, _)| i)
    }

    fn agents(&self, start: Timestamp, skill: &str) -> u32 {
        self.present.get(&start).map_or(0, |groups| self.teams_of(skill).map(|i| groups[i]).sum())
    }

    /// Whether whoever has this skill has no other.
    fn is_alone(&self, skill: &str) -> bool {
        self.teams_of(skill).all(|index| self.given.groups[index].skills.len() == 1)
    }

    fn by_formula(&self, row: &Demand) -> Reachable {
        let need = &self.given.need;
        let agents = self.agents(row.start, &row.skill);
        let with = |contacts: f64| {
            let targets = need.skill(&row.skill)?.targets;
            let row = Demand { contacts: contacts.max(0.0), ..row.clone() };
            self.is_alone(&row.skill).then(|| reached(agents, need.offer(&row), &targets))
        };
        let reach = WIDE * row.contacts_deviation;
        Reachable {
            start: row.start,
            skill: row.skill.clone(),
            contacts: row.contacts,
            agents,
            without_seat: self.without_seat.get(&row.start).copied().unwrap_or(0),
            expected: with(row.contacts),
            at_low_demand: with(row.contacts - reach),
            at_high_demand: with(row.contacts + reach),
            service_level: None,
            asa_s: None,
            abandonment: None,
            occupancy: None,
        }
    }

    /// Starts that follow each other without a gap.
    fn stretches(&self) -> Vec<Vec<Timestamp>> {
        let length = i64::from(self.given.need.interval_minutes) * 60_000_000;
        let starts: Vec<Timestamp> = self.present.keys().copied().collect();
        let follows = |one: &Timestamp, next: &Timestamp| next.minus(*one).micros() == length;
        starts.chunk_by(follows).map(<[Timestamp]>::to_vec).collect()
    }

    fn simulate(
        &self,
        starts: &[Timestamp],
        replications: u32,
        seed: u64,
    ) -> Result<BTreeMap<(Timestamp, &'a str), Samples>, Fault> {
        let model = self.model(starts);
        model.check().map_err(|unsound| Fault { place: unsound.place, what: unsound.what })?;
        let need = &self.given.need;
        let mut engine = Engine::new(&model);
        let mut witnesses = (Tally::new(&model), Busy::new(&model));
        let mut samples: BTreeMap<(Timestamp, &str), Samples> = BTreeMap::new();
        for replication in 0..replications {
            witnesses.0.clear();
            witnesses.1.clear();
            engine.run(seed_of(seed, replication), &mut witnesses);
            for (queue, skill) in need.skills.iter().enumerate() {
                let has_skill = |index| self.teams_of(&skill.skill).any(|team| team == index);
                let cells = witnesses.0.periods_of(queue).iter().enumerate().zip(starts);
                for ((period, cell), start) in cells {
                    let occupancy = witnesses.1.occupancy(&model, period, has_skill);
                    let entry = samples.entry((*start, &skill.skill)).or_default();
                    entry.add(cell, skill.targets.rule(), occupancy);
                }
            }
        }
        Ok(samples)
    }

    /// The model of one stretch: a queue for each skill, a group for each team.
    fn model(&self, starts: &[Timestamp]) -> Model {
        let need = &self.given.need;
        let index_of: BTreeMap<Timestamp, usize> = starts.iter().copied().zip(0..).collect();
        let mut queues: Vec<Queue> =
            need.skills.iter().map(|skill| self.queue(skill, starts.len())).collect();
        let (mut contacts, mut deviation) = (0.0, 0.0);
        for row in &need.demand {
            let queue = need.skills.iter().position(|skill| skill.skill == row.skill);
            if let (Some(queue), Some(&period)) = (queue, index_of.get(&row.start)) {
                queues[queue].rate_per_s[period] = row.contacts / need.interval_s();
                queues[queue].handling[period] =
                    handling(row.handle_s, need.skills[queue].handle_variation);
                contacts += row.contacts;
                deviation += row.contacts_deviation;
            }
        }
        let groups = self.given.groups.iter().enumerate().map(|(index, team)| Group {
            agents: starts.iter().map(|start| self.present[start][index]).collect(),
            queues: team.skills.iter().filter_map(|skill| self.queue_of(skill)).collect(),
        });
        Model {
            queues,
            groups: groups.collect(),
            period_s: need.interval_s(),
            periods: starts.len(),
            choice: Choice::InOrder,
            busyness_shape: shape(contacts, deviation),
            horizon: Horizon::Day,
        }
    }

    fn queue(&self, skill: &crate::demand::Skill, periods: usize) -> Queue {
        let times = skill.targets.times();
        let mean = |mean_s: f64| Law::Exponential { mean_s };
        Queue {
            rate_per_s: vec![0.0; periods],
            handling: vec![mean(1.0); periods],
            patience: skill.patience_s.into_iter().map(mean).collect(),
            threshold_s: times.threshold_s,
            short_abandon_s: times.short_abandon_s,
            groups: self.by_breadth(&skill.skill),
        }
    }

    /// The teams of a skill, specialists first, so that the others stay free for what only they can do.
    fn by_breadth(&self, skill: &str) -> Vec<usize> {
        let mut teams: Vec<usize> = self.teams_of(skill).collect();
        teams.sort_by_key(|index| self.given.groups[*index].skills.len());
        teams
    }

    fn queue_of(&self, skill: &str) -> Option<usize> {
        self.given.need.skills.iter().position(|known| known.skill == *skill)
    }
}

fn handling(mean_s: f64, variation: Option<f64>) -> Law {
    match variation {
        None => Law::Exponential { mean_s },
        Some(variation) => Law::LogNormal { mean_s, variation },
    }
}

/// The day's factor that is as uncertain as the forecast; absent where that is sure.
fn shape(contacts: f64, deviation: f64) -> Option<f64> {
    let relative = deviation / contacts;
    (contacts > 0.0 && relative > 0.0).then(|| (1.0 / (relative * relative)).max(1.0))
}

/// Sends agents home until everybody has a seat, from the largest group first; gives how many.
fn seat(groups: &mut [u32], seats: u32) -> u32 {
    let mut gone = 0;
    while groups.iter().sum::<u32>() > seats {
        let Some(largest) = groups.iter_mut().max() else { break };
        *largest -= 1;
        gone += 1;
    }
    gone
}

/// What replications gave for one interval of one skill: all of them together, and each.
#[derive(Debug, Default)]
struct Samples {
    sum: Cell,
    rule: Option<ServiceLevelRule>,
    service_level: Vec<f64>,
    asa_s: Vec<f64>,
    abandonment: Vec<f64>,
    occupancy: Vec<f64>,
}

impl Samples {
    fn add(&mut self, cell: &Cell, rule: ServiceLevelRule, occupancy: Option<f64>) {
        self.sum.add(cell);
        self.rule = Some(rule);
        self.service_level.extend(service_level(cell, rule));
        self.abandonment.extend(abandonment(cell));
        self.asa_s.extend(asa_s(cell));
        self.occupancy.extend(occupancy);
    }

    fn tell(&self, answer: &mut Reachable) {
        let level = self.rule.and_then(|rule| service_level(&self.sum, rule));
        answer.service_level = spread(level, &self.service_level);
        answer.asa_s = spread(asa_s(&self.sum), &self.asa_s);
        answer.abandonment = spread(abandonment(&self.sum), &self.abandonment);
        answer.occupancy = spread(self.occupancy(), &self.occupancy);
    }

    /// The agents are the same every day, so that the mean of the rates is the rate of the sums.
    fn occupancy(&self) -> Option<f64> {
        let days = u32::try_from(self.occupancy.len()).ok().filter(|days| *days > 0)?;
        Some(self.occupancy.iter().sum::<f64>() / f64::from(days))
    }
}

fn service_level(cell: &Cell, rule: ServiceLevelRule) -> Option<f64> {
    measure::service_level(cell.outcomes(), rule).map(Proportion::get)
}

fn abandonment(cell: &Cell) -> Option<f64> {
    measure::abandonment(cell.abandoned, cell.offered()).map(Proportion::get)
}

fn asa_s(cell: &Cell) -> Option<f64> {
    let wait = measure::mean(Duration(cell.answered_wait), cell.answered)?;
    #[expect(clippy::cast_precision_loss, reason = "a mean wait is far below 2^52 µs")]
    Some(wait.micros() as f64 / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::tests::morning;

    fn staffed(contacts: &[f64], agents: &[u32]) -> Given {
        let need = morning(contacts);
        let present = need.demand.iter().zip(agents);
        let agents = present.map(|(row, &agents)| Present { start: row.start, agents }).collect();
        let team = Team { group: "all".into(), skills: vec!["service".into()], agents };
        Given { need, groups: vec![team], seats: None }
    }

    #[test]
    fn the_formula_lies_within_what_simulation_says_of_a_steady_morning() {
        let given = staffed(&[150.0; 6], &[22; 6]);
        let answers = reachable(&given, 400, 1).unwrap();
        let last = &answers[5];
        let (expected, simulated) = (last.expected.unwrap(), last.service_level.unwrap());
        assert!(simulated.low < simulated.value && simulated.value < simulated.high);
        assert!((simulated.value - expected.service_level.unwrap()).abs() < 0.025, "{last:?}");
        let occupancy = last.occupancy.unwrap();
        assert!((occupancy.value - expected.occupancy.unwrap()).abs() < 0.01, "{last:?}");
        assert!((last.abandonment.unwrap().value - expected.abandonment).abs() < 0.01);
    }

    #[test]
    fn a_queue_is_carried_into_the_next_interval() {
        let calm = reachable(&staffed(&[60.0, 60.0], &[12, 12]), 200, 1).unwrap();
        let after_rush = reachable(&staffed(&[200.0, 60.0], &[12, 12]), 200, 1).unwrap();
        assert_eq!(calm[1].expected, after_rush[1].expected);
        let level = |answers: &[Reachable]| answers[1].service_level.unwrap().value;
        assert!(level(&after_rush) < level(&calm) - 0.05);
    }

    #[test]
    fn an_uncertain_forecast_widens_the_interval() {
        let sure = staffed(&[150.0; 4], &[22; 4]);
        let mut unsure = sure.clone();
        unsure.need.demand.iter_mut().for_each(|row| row.contacts_deviation = 25.0);
        let width = |given: &Given| {
            let level = reachable(given, 300, 1).unwrap()[3].service_level.unwrap();
            level.high - level.low
        };
        assert!(width(&unsure) > 1.2 * width(&sure));
        let row = &reachable(&unsure, 10, 1).unwrap()[0];
        let level = |reached: Option<Reached>| reached.unwrap().service_level.unwrap();
        assert!(level(row.at_high_demand) < level(row.expected));
        assert!(level(row.expected) < level(row.at_low_demand));
    }

    #[test]
    fn without_a_seat_nobody_works() {
        let mut given = staffed(&[150.0], &[22]);
        given.seats = Some(20);
        let answers = reachable(&given, 10, 1).unwrap();
        assert_eq!((answers[0].agents, answers[0].without_seat), (20, 2));
        let mut groups = [5, 9, 2];
        assert_eq!((seat(&mut groups, 10), groups), (6, [4, 4, 2]));
    }

    #[test]
    fn who_has_two_skills_is_simulated_and_has_no_formula() {
        let mut given = staffed(&[60.0, 60.0], &[12, 12]);
        let mut other = given.need.skills[0].clone();
        other.skill = "other".into();
        given.need.skills.push(other);
        let mut more = given.need.demand.clone();
        more.iter_mut().for_each(|row| row.skill = "other".into());
        given.need.demand.extend(more);
        given.groups[0].skills.push("other".into());
        let answers = reachable(&given, 50, 1).unwrap();
        assert_eq!(answers.len(), 4);
        assert!(answers.iter().all(|answer| answer.expected.is_none()));
        assert!(answers.iter().all(|answer| answer.service_level.is_some()));
        assert_eq!(reachable(&given, 50, 1).unwrap(), answers);
    }
}
