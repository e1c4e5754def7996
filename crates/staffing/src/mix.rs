//! The least agents by group and block of periods where agents have several skills: what no formula
//! gives, searched by simulation.
//!
//! Room:  staffing.
//! Takes: a model, a service level for each queue, how groups cost, the blocks of periods that share
//!        one number. Gives: a `Mix`: agents, what is reached, and with which confidence.
//! Holds: all plans are compared on the same days (common random numbers); the plan given reaches
//!        each target in each block with the stated confidence, on days that the search never saw.
//! Never: promises the very least: no single agent can be left out, exchanges of several are not tried.
//! Proof: tests below.

use crate::demand::{Fault, require};
use serde::Serialize;
use sim::model::{Cell, Engine, Model, Tally, seed_of};
use std::ops::Range;

/// Steps of the search at most.
const STEPS_MAX: u32 = 20_000;
/// The final check simulates so many times the days of the search.
const CHECK_FACTOR: u32 = 4;
/// Seeds of the check are no seeds of the search.
const CHECK_SEED: u64 = 0x5eed_c4ec;

/// What the search is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// Answered in time / offered, 0..1, by queue.
    pub targets: Vec<f64>,
    /// Cost of an agent of each group.
    pub costs: Vec<f64>,
    /// Periods with one number of agents each; together all periods.
    pub blocks: Vec<Range<usize>>,
    /// Days simulated for each plan that is tried.
    pub replications: u32,
    pub seed: u64,
    /// One-sided, in standard errors: 1.645 is 95 %.
    pub confidence: f64,
}

/// The plan found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mix {
    /// By group and block.
    pub agents: Vec<Vec<u32>>,
    /// Service level and its standard error on fresh days, by queue and block; absent without
    /// contacts.
    pub reached: Vec<Vec<Option<(f64, f64)>>>,
    /// Whether every one of them is at or above its target with the confidence asked for.
    pub is_confident: bool,
    pub replications: u32,
}

/// Searches from the agents that the model has.
///
/// # Errors
/// A model that cannot run, or a search that does not fit it.
pub fn least(model: &Model, search: &Search) -> Result<Mix, Fault> {
    model.check().map_err(|unsound| Fault { place: unsound.place, what: unsound.what })?;
    search.check(model)?;
    let mut plan = Plan::of(model, search);
    let mut steps = 0;
    plan.grow(&mut steps);
    plan.prune(&mut steps);
    // Fresh days may find a block wanting: then more is asked of the search, and it goes on.
    loop {
        let mix = plan.checked();
        if mix.is_confident || steps >= STEPS_MAX || !plan.raise(&mix) {
            return Ok(mix);
        }
        plan.grow(&mut steps);
    }
}

impl Search {
    fn check(&self, model: &Model) -> Result<(), Fault> {
        let are_targets = self.targets.len() == model.queues.len()
            && self.targets.iter().all(|share| (0.0..1.0).contains(share));
        require(are_targets, "targets", "need one for each queue, 0 or more and below 1")?;
        let are_costs = self.costs.len() == model.groups.len()
            && self.costs.iter().all(|cost| *cost > 0.0 && cost.is_finite());
        require(are_costs, "costs", "need one for each group, above 0")?;
        let mut next = 0;
        for block in &self.blocks {
            let fits = block.start == next && block.end > block.start;
            require(fits, "blocks", "must follow each other without a gap")?;
            next = block.end;
        }
        require(next == model.periods, "blocks", "must hold all periods")?;
        require(self.replications >= 2, "replications", "must be 2 or more")
    }
}

/// Sums of one queue in one block over days: answered in time, offered, and their squares.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    days: f64,
    in_time: f64,
    offered: f64,
    squares: [f64; 3],
}

impl Level {
    fn add(&mut self, cell: &Cell) {
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let (in_time, offered) = (cell.answered_in_threshold as f64, cell.offered() as f64);
        self.days += 1.0;
        self.in_time += in_time;
        self.offered += offered;
        self.squares[0] += in_time * in_time;
        self.squares[1] += in_time * offered;
        self.squares[2] += offered * offered;
    }

    /// The ratio of sums and its standard error.
    fn estimate(&self) -> Option<(f64, f64)> {
        if self.offered <= 0.0 {
            return None;
        }
        let level = self.in_time / self.offered;
        let [own, mixed, other] = self.squares;
        let residual = (own - 2.0 * level * mixed + level * level * other).max(0.0);
        Some((level, (residual * self.days / (self.days - 1.0)).sqrt() / self.offered))
    }
}

struct Plan<'a> {
    search: &'a Search,
    model: Model,
    agents: Vec<Vec<u32>>,
    /// What is asked of the search, by queue and block: the target, or more.
    asked: Vec<Vec<f64>>,
}

impl<'a> Plan<'a> {
    fn of(model: &Model, search: &'a Search) -> Self {
        let most = |agents: &[u32], block: &Range<usize>| {
            let of_period = |period: usize| agents[period.min(agents.len() - 1)];
            block.clone().map(of_period).max().unwrap_or(0)
        };
        let by_block = |agents: &[u32]| search.blocks.iter().map(|b| most(agents, b)).collect();
        let agents = model.groups.iter().map(|group| by_block(&group.agents)).collect();
        let asked = search.targets.iter().map(|share| vec![*share; search.blocks.len()]);
        let mut plan = Self { search, model: model.clone(), agents, asked: asked.collect() };
        plan.staff();
        plan
    }

    /// The model has the plan's agents.
    fn staff(&mut self) {
        for (group, agents) in self.model.groups.iter_mut().zip(&self.agents) {
            let blocks = self.search.blocks.iter().zip(agents);
            group.agents = blocks.flat_map(|(b, count)| vec![*count; b.len()]).collect();
        }
    }

    fn levels(&self, replications: u32, seed: u64) -> Vec<Vec<Level>> {
        let mut levels =
            vec![vec![Level::default(); self.search.blocks.len()]; self.model.queues.len()];
        let mut engine = Engine::new(&self.model);
        let mut tally = Tally::new(&self.model);
        for replication in 0..replications {
            tally.clear();
            engine.run(seed_of(seed, replication), &mut tally);
            for (queue, blocks) in levels.iter_mut().enumerate() {
                for (level, block) in blocks.iter_mut().zip(&self.search.blocks) {
                    let mut sum = Cell::default();
                    tally.periods_of(queue)[block.clone()].iter().for_each(|cell| sum.add(cell));
                    level.add(&sum);
                }
            }
        }
        levels
    }

    /// How much is missing to what is asked, with confidence, by queue and block.
    fn gaps(&self) -> Vec<Vec<f64>> {
        let levels = self.levels(self.search.replications, self.search.seed);
        let gap = |level: &Level, asked: f64| {
            level.estimate().map_or(0.0, |(share, error)| {
                (asked - share + self.search.confidence * error).max(0.0)
            })
        };
        let queues = levels.iter().zip(&self.asked);
        queues
            .map(|(blocks, asked)| blocks.iter().zip(asked).map(|(l, a)| gap(l, *a)).collect())
            .collect()
    }

    fn add(&mut self, group: usize, block: usize, change: i32) {
        let count = &mut self.agents[group][block];
        *count = count.saturating_add_signed(change);
        self.staff();
    }

    /// Adds agents, each where the first missing block gains most for its cost.
    fn grow(&mut self, steps: &mut u32) {
        loop {
            let gaps = self.gaps();
            let sum = total(&gaps);
            let block = (0..self.search.blocks.len())
                .find(|&block| gaps.iter().any(|queue| queue[block] > 0.0));
            let Some(block) = block.filter(|_| *steps < STEPS_MAX) else { return };
            let mut best: Option<(f64, usize)> = None;
            for group in 0..self.agents.len() {
                let helps = self.model.groups[group].queues.iter().any(|q| gaps[*q][block] > 0.0);
                if !helps {
                    continue;
                }
                *steps += 1;
                self.add(group, block, 1);
                let gain = (sum - total(&self.gaps())) / self.search.costs[group];
                self.add(group, block, -1);
                if best.is_none_or(|(most, _)| gain > most) {
                    best = Some((gain, group));
                }
            }
            let Some((_, group)) = best else { return };
            self.add(group, block, 1);
        }
    }

    /// Leaves out agents, the dearest first, as long as nothing asked for is missed.
    fn prune(&mut self, steps: &mut u32) {
        let mut groups: Vec<usize> = (0..self.agents.len()).collect();
        groups.sort_by(|one, other| self.search.costs[*other].total_cmp(&self.search.costs[*one]));
        let mut is_less = true;
        while is_less && *steps < STEPS_MAX {
            is_less = false;
            for block in 0..self.search.blocks.len() {
                for &group in &groups {
                    if self.agents[group][block] == 0 {
                        continue;
                    }
                    *steps += 1;
                    self.add(group, block, -1);
                    if total(&self.gaps()) > 0.0 {
                        self.add(group, block, 1);
                    } else {
                        is_less = true;
                    }
                }
            }
        }
    }

    fn checked(&self) -> Mix {
        let replications = self.search.replications.saturating_mul(CHECK_FACTOR);
        let levels = self.levels(replications, self.search.seed ^ CHECK_SEED);
        let reached: Vec<Vec<Option<(f64, f64)>>> =
            levels.iter().map(|blocks| blocks.iter().map(Level::estimate).collect()).collect();
        let holds = |estimate: &Option<(f64, f64)>, target: f64| {
            estimate.is_none_or(|(share, error)| share - self.search.confidence * error >= target)
        };
        let mut queues = reached.iter().zip(&self.search.targets);
        let is_confident = queues.all(|(blocks, target)| blocks.iter().all(|b| holds(b, *target)));
        Mix { agents: self.agents.clone(), reached, is_confident, replications }
    }

    /// Asks for more where fresh days found too little; `false` where nothing more can be asked.
    fn raise(&mut self, mix: &Mix) -> bool {
        let mut is_raised = false;
        for (queue, blocks) in mix.reached.iter().enumerate() {
            for (block, estimate) in blocks.iter().enumerate() {
                let Some((share, error)) = *estimate else { continue };
                let missing = self.search.targets[queue] - share + self.search.confidence * error;
                let asked = &mut self.asked[queue][block];
                if missing > 0.0 && *asked < 0.999 {
                    *asked = (*asked + missing.max(0.001)).min(0.999);
                    is_raised = true;
                }
            }
        }
        is_raised
    }
}

fn total(gaps: &[Vec<f64>]) -> f64 {
    gaps.iter().flatten().sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::{ServiceLevel, Targets};
    use crate::{Offer, least_agents};
    use domain::measure::ServiceLevelRule;
    use sim::model::{Choice, Group, Horizon, Law, Queue};

    fn model(queues: usize, groups: &[&[usize]], periods: usize) -> Model {
        let queue = |k: usize| Queue {
            rate_per_s: vec![0.05; periods],
            handling: vec![Law::Exponential { mean_s: 200.0 }],
            patience: vec![Law::Exponential { mean_s: 150.0 }],
            threshold_s: 20.0,
            short_abandon_s: 0.0,
            groups: (0..groups.len()).filter(|index| groups[*index].contains(&k)).collect(),
        };
        let group = |queues: &&[usize]| Group { agents: vec![1], queues: queues.to_vec() };
        Model {
            queues: (0..queues).map(queue).collect(),
            groups: groups.iter().map(group).collect(),
            period_s: 3_600.0,
            periods,
            choice: Choice::InOrder,
            busyness_shape: None,
            horizon: Horizon::Day,
        }
    }

    fn search(queues: usize, groups: usize, periods: usize) -> Search {
        Search {
            targets: vec![0.8; queues],
            costs: vec![1.0; groups],
            blocks: std::iter::once(0..periods).collect(),
            replications: 40,
            seed: 5,
            confidence: 1.645,
        }
    }

    #[test]
    fn one_queue_and_one_group_need_what_the_formula_says() {
        let mix = least(&model(1, &[&[0]], 8), &search(1, 1, 8)).unwrap();
        let offer = Offer::of_load(10.0, 200.0).with_patience(Some(150.0));
        let level = ServiceLevel {
            rule: ServiceLevelRule::OfOffered,
            share: 0.8,
            threshold_s: 20.0,
            short_abandon_s: 0.0,
        };
        let formula = least_agents(offer, &Targets::of_service_level(level)).unwrap();
        assert!(mix.is_confident);
        assert!(mix.agents[0][0].abs_diff(formula) <= 1, "{mix:?} {formula}");
    }

    #[test]
    fn agents_with_both_skills_save_agents() {
        let apart = least(&model(2, &[&[0], &[1]], 6), &search(2, 2, 6)).unwrap();
        let together = least(&model(2, &[&[0, 1]], 6), &search(2, 1, 6)).unwrap();
        let count = |mix: &Mix| mix.agents.iter().flatten().sum::<u32>();
        assert!(apart.is_confident && together.is_confident);
        assert!(count(&together) < count(&apart), "{together:?} {apart:?}");
    }

    #[test]
    fn a_search_that_does_not_fit_the_model_says_where() {
        let model = model(1, &[&[0]], 4);
        let mut wrong = search(1, 1, 4);
        wrong.blocks = std::iter::once(0..2).collect();
        assert_eq!(least(&model, &wrong).unwrap_err().place, "blocks");
        let wrong = search(2, 1, 4);
        assert_eq!(least(&model, &wrong).unwrap_err().place, "targets");
    }
}
