//! Rows in turn under prices that tremble less and less: good rosters early, of any size.
//!
//! Room:  roster; `search` begins large problems with it, and goes on with it where the whole is far from its bound.
//! Takes: a `Problem`, a roster that keeps its rules, a seed, a share of a budget.
//! Gives: the best roster met, never worse than the one it began with.
//! Holds: while a person is out, the prices of all covers are exact, so a row without trembling is the best for all
//!        others as they are; the tremble is Gumbel noise, which makes a row a draw with the odds of simulated
//!        annealing (Papandreou and Yuille 2011). The running sum is the objective.
//! Proof: tests/it/tremble.rs.

use crate::crew::Budget;
use crate::price::{Pricer, Task};
use crate::problem::{Problem, Roster};
use crate::random::Random;
use crate::row::Choices;
use std::ops::Range;

/// The tremble at first and at the end, in units of the objective.
const WARM: f64 = 20.0;
const COLD: f64 = 0.4;
/// Days that are free at once; and of how many times once all.
const SHORT: usize = 3;
const LONG: usize = 10;
const WHOLE: usize = 500;
/// Prices are in this fraction of a unit, so that a tremble below one is felt.
const FINE: i64 = 64;

/// A roster with its sums.
#[derive(Debug)]
pub struct Trembling<'a> {
    problem: &'a Problem,
    roster: Roster,
    counts: Vec<i64>,
    cost: i64,
    watched: Vec<Vec<usize>>,
    pricer: Pricer,
    prices: Vec<i64>,
    allowed: Vec<Choices>,
}

impl<'a> Trembling<'a> {
    #[must_use]
    pub fn new(problem: &'a Problem, roster: &Roster) -> Self {
        Self {
            roster: roster.clone(),
            counts: problem.counts(roster),
            cost: problem.cost(roster).sum(),
            watched: vec![Vec::new(); roster.len()],
            pricer: Pricer::default(),
            prices: Vec::new(),
            allowed: Vec::new(),
            problem,
        }
    }

    /// The running sum.
    #[must_use]
    pub fn cost(&self) -> i64 {
        self.cost
    }

    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// Takes the person out and puts them back as is best, or as the tremble has it.
    /// Days out of `days` stay.
    pub fn renew(&mut self, person: usize, days: &Range<usize>, random: &mut Random, size: f64) {
        let problem = self.problem;
        let (row, graph) = (&problem.rows[person], &problem.graphs[person]);
        let now = row.allowed.iter().zip(&self.roster[person]).enumerate();
        let allowed = now.map(|(day, (may, is))| if days.contains(&day) { *may } else { 1 << is });
        self.allowed.clear();
        self.allowed.extend(allowed);
        let old = std::mem::take(&mut self.roster[person]);
        self.count(person, &old, -1);
        self.prices.clear();
        self.prices.resize(problem.days * problem.choices, 0);
        let cells = days.start * problem.choices..days.end * problem.choices;
        for cell in cells.clone() {
            let more = |cover: &usize| {
                let (cover, count) = (problem.covers[*cover], self.counts[*cover]);
                cover.cost(count + 1) - cover.cost(count)
            };
            let price: i64 = problem.at[cell].iter().map(more).sum();
            self.prices[cell] = (problem.wishes[person][cell] + price) * FINE;
        }
        if size > 0.0 {
            shake(&mut self.prices[cells], random, size);
        }
        let task = Task { row, graph, allowed: &self.allowed, prices: &self.prices };
        let best = self.pricer.best(&task, &mut self.watched[person], 1);
        let new = best.and_then(|best| best.rows.into_iter().next()).map_or(old, |row| row.1);
        self.count(person, &new, 1);
        self.roster[person] = new;
    }

    /// Puts `days` in or takes them out of counts and cost.
    fn count(&mut self, person: usize, days: &[u8], by: i64) {
        self.cost += by * self.problem.wish_cost(person, days);
        for cover in self.problem.covered(days) {
            let count = &mut self.counts[cover];
            let before = self.problem.covers[cover].cost(*count);
            *count += by;
            self.cost += self.problem.covers[cover].cost(*count) - before;
        }
    }
}

/// Everybody in turn until a share of the budget is used up, or as often as there are steps. The best roster met with
/// its objective.
#[must_use]
pub fn anneal(
    problem: &Problem,
    roster: &Roster,
    seed: u64,
    budget: &Budget<'_>,
    until: f64,
) -> (i64, Roster) {
    let mut random = Random::new(seed, 4);
    let mut now = Trembling::new(problem, roster);
    let (mut best, mut kept) = (now.cost, roster.clone());
    let mut order: Vec<usize> = (0..roster.len()).collect();
    let from = (budget.used)();
    let mut turn = 0;
    while turn < budget.steps {
        random.shuffle(&mut order);
        for &person in &order {
            if budget.is_past(until) {
                return (best, kept);
            }
            let size = WARM * libm::pow(COLD / WARM, progress(turn, budget, &(from..until)));
            let days = days(problem.days, &mut random);
            now.renew(person, &days, &mut random, size);
            if now.cost < best {
                best = now.cost;
                kept.clone_from(&now.roster);
            }
        }
        turn += 1;
    }
    (best, kept)
}

/// Some days in a row, now and then all: a whole row costs a hundred times as much.
fn days(all: usize, random: &mut Random) -> Range<usize> {
    if random.below(WHOLE) == 0 {
        return 0..all;
    }
    let length = (SHORT + random.below(LONG - SHORT + 1)).min(all);
    let first = random.below(all - length + 1);
    first..first + length
}

/// By steps alone if they are limited, so that a clock changes nothing.
#[expect(clippy::cast_precision_loss, reason = "a share")]
fn progress(turn: u64, budget: &Budget<'_>, shares: &Range<f64>) -> f64 {
    if budget.steps < u64::MAX {
        return turn as f64 / budget.steps as f64;
    }
    let passed = (budget.used)() - shares.start;
    (passed / (shares.end - shares.start)).clamp(0.0, 1.0)
}

/// Takes from every price a draw of the Gumbel distribution.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "prices are small"
)]
fn shake(prices: &mut [i64], random: &mut Random, size: f64) {
    for price in prices {
        let exponential = -libm::log(random.share().max(1e-12));
        let draw = size * libm::log(exponential.max(1e-12));
        *price += (draw * FINE as f64).round() as i64;
    }
}
