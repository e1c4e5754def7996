//! The search for a good contact-centre roster: one person's whole row at a time, exactly, under
//! prices that tremble less and less.
//!
//! Room:  roster; the door of the cc side.
//! Takes: an `Instance`, a seed, a budget, who does the work.
//! Gives: the best roster met and a proven bound.
//! Holds: a slot's price for one more person is exact while that person is out, so a row without
//!        trembling is the best there is for all others as they are; the tremble is Gumbel-like noise, which
//!        makes a row a draw with the odds of simulated annealing (Papandreou and Yuille 2011).
//! Proof: tests/it/cc.rs: the running sum is the objective from scratch after every move.

use super::bound::{self, Bound};
use super::cover::Cover;
use super::demand::{First, Price};
use super::rules::{FAIR_NIGHTS, FAIR_WEEKENDS};
use super::{Day, Instance, PAUSES, Roster};
use crate::crew::{Budget, Crew};
use crate::price::{Pricer, Task};
use crate::random::Random;
use crate::row::Row;
use crate::search::Failure;

/// The tremble at first and at the end, in the price of one person-slot that turns from missing to too many.
const WARM: f64 = 1.0;
const COLD: f64 = 0.04;

/// What a search found.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub roster: Roster,
    /// In the instance's own prices.
    pub objective: i64,
    /// Of the instance's own objective.
    pub bound: Option<i64>,
    pub steps: u64,
    /// Share of the budget after which everybody had a row.
    pub complete_at: f64,
}

/// Searches until the budget is used up.
///
/// # Errors
/// Somebody's rules allow no row at all.
pub fn search(
    instance: &Instance,
    first: First,
    seed: u64,
    crew: &dyn Crew,
    budget: &Budget<'_>,
) -> Result<Outcome, Failure> {
    let mut desk = Desk::new(instance, first);
    desk.fill(seed)?;
    let complete_at = (budget.used)();
    desk.even_out();
    let mut bound = Bound::default();
    let mut steps = 0;
    {
        let (desk, bound, steps) = (&mut desk, &mut bound, &mut steps);
        let prove = move || *bound = bound::prove(instance, budget);
        let improve = move || *steps = desk.anneal(seed, budget);
        crew.run(vec![Box::new(prove), Box::new(improve)]);
    }
    let objective = instance.cost(&desk.roster, &instance.prices(First::Cost)).sum();
    Ok(Outcome { objective, bound: bound.value, steps, roster: desk.roster, complete_at })
}

/// A roster with its flow and its sums.
pub struct Desk<'a> {
    instance: &'a Instance,
    prices: Vec<Price>,
    /// With the fairness that is aimed at.
    rows: Vec<Row>,
    watched: Vec<Vec<usize>>,
    roster: Roster,
    cover: Cover,
    cost: i64,
    pricer: Pricer,
    sums: Vec<Vec<i64>>,
    cells: Vec<i64>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("cost", &self.cost).finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    /// Nobody works.
    #[must_use]
    pub fn new(instance: &'a Instance, first: First) -> Self {
        let cover = Cover::new(&instance.demand, &instance.groups);
        let prices = instance.prices(first);
        let mut desk = Self {
            instance,
            rows: instance.rows.clone(),
            watched: vec![Vec::new(); instance.rows.len()],
            roster: vec![vec![Day::default(); instance.file.days]; instance.rows.len()],
            cover,
            cost: 0,
            pricer: Pricer::default(),
            sums: vec![Vec::new(); instance.groups.len()],
            cells: Vec::new(),
            prices,
        };
        desk.cost = desk.cost_from_scratch();
        desk
    }

    /// The running sum: everything but fairness.
    #[must_use]
    pub fn cost(&self) -> i64 {
        self.cost
    }

    /// The same from scratch.
    #[must_use]
    pub fn cost_from_scratch(&self) -> i64 {
        let parts = self.instance.cost(&self.roster, &self.prices);
        parts.sum() - parts.fair
    }

    #[must_use]
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    fn whole(&self) -> i64 {
        self.cost + self.instance.fair(&self.roster)
    }

    /// A first row for everybody, those who can do least first.
    ///
    /// # Errors
    /// Somebody's rules allow no row at all.
    pub fn fill(&mut self, seed: u64) -> Result<(), Failure> {
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        Random::new(seed, 2).shuffle(&mut order);
        order.sort_by_key(|person| self.instance.file.agents[*person].skills.len());
        for person in order {
            if !self.renew(person, None) {
                return Err(Failure::Contradiction { person });
            }
        }
        Ok(())
    }

    /// Takes the person out and puts them back as is best, or as the tremble has it. Whether there was a row.
    pub fn renew(&mut self, person: usize, tremble: Option<(&mut Random, f64)>) -> bool {
        let old = std::mem::take(&mut self.roster[person]);
        self.take_out(person, &old);
        self.price(person);
        if let Some((random, size)) = tremble {
            shake(&mut self.cells, random, size);
        }
        let (row, graph) = (&self.rows[person], &self.instance.graphs[person]);
        let task = Task { row, graph, allowed: &row.allowed, prices: &self.cells };
        let best = self.pricer.best(&task, &mut self.watched[person], 1);
        let row = best.and_then(|best| best.rows.into_iter().next());
        let is_found = row.is_some();
        let new = row.map_or(old, |(_, choices)| self.pause(person, &choices));
        self.put_in(person, &new);
        self.roster[person] = new;
        is_found
    }

    /// The person's exact price of every day and choice, breaks at their best.
    fn price(&mut self, person: usize) {
        let instance = self.instance;
        let per_day = instance.file.slots_per_day;
        let choices = instance.starts.len();
        for group in &instance.group_of[person] {
            self.sum(usize::from(*group));
        }
        self.cells.clear();
        self.cells.extend_from_slice(&instance.wishes[person]);
        for day in 0..instance.file.days {
            let mut rest = self.rows[person].allowed[day] & !1;
            while rest != 0 {
                let choice = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let start = &instance.starts[choice];
                let template = &instance.file.templates[start.template];
                let group = usize::from(instance.group_of[person][start.template]);
                let sums = &self.sums[group];
                let at =
                    |offset: usize| sums[(day * per_day + start.slot + offset).min(sums.len() - 1)];
                let mut price = at(template.len) - at(0);
                for pause in &template.breaks {
                    let saved = (pause.first..=pause.last).map(|o| at(o + pause.len) - at(o)).max();
                    price -= saved.unwrap_or(0);
                }
                self.cells[day * choices + choice] += price;
            }
        }
        for sums in &mut self.sums {
            sums.clear();
        }
    }

    /// What one more of the group costs, summed over slots.
    fn sum(&mut self, group: usize) {
        if !self.sums[group].is_empty() {
            return;
        }
        let set = self.instance.groups[group];
        let mut sum = 0;
        let sums = &mut self.sums[group];
        sums.push(0);
        for (slot, price) in self.prices.iter().enumerate() {
            sum += if set & self.cover.hungry(slot) == 0 { price.over } else { -price.under };
            sums.push(sum);
        }
    }

    /// Where the breaks of the choices are best.
    fn pause(&mut self, person: usize, choices: &[u8]) -> Vec<Day> {
        let instance = self.instance;
        let mut days = vec![Day::default(); choices.len()];
        for (day, &choice) in choices.iter().enumerate().filter(|(_, choice)| **choice != 0) {
            let first =
                day * instance.file.slots_per_day + instance.starts[usize::from(choice)].slot;
            let set = instance.groups[instance.group(person, choice)];
            let mut breaks = [0; PAUSES];
            for (begin, pause) in breaks.iter_mut().zip(&instance.template(choice).breaks) {
                let saved = |offset: &usize| -> i64 {
                    let slots = (first + offset..first + offset + pause.len)
                        .filter(|s| *s < self.prices.len());
                    let worth = |slot: usize| {
                        let price = self.prices[slot];
                        if set & self.cover.hungry(slot) == 0 { price.over } else { -price.under }
                    };
                    slots.map(worth).sum()
                };
                let best =
                    (pause.first..=pause.last).rev().max_by_key(saved).unwrap_or(pause.first);
                *begin = u8::try_from(best).unwrap_or(u8::MAX);
            }
            days[day] = Day { choice, breaks };
        }
        days
    }

    fn take_out(&mut self, person: usize, days: &[Day]) {
        let instance = self.instance;
        for (day, at) in days.iter().enumerate() {
            self.cost -=
                instance.wishes[person][day * instance.starts.len() + usize::from(at.choice)];
            if at.choice == 0 {
                continue;
            }
            let group = instance.group(person, at.choice);
            for slot in instance.worked(day, *at) {
                let Price { under, over } = self.prices[slot];
                self.cost += if self.cover.remove(slot, group) { under } else { -over };
            }
        }
    }

    fn put_in(&mut self, person: usize, days: &[Day]) {
        let instance = self.instance;
        for (day, at) in days.iter().enumerate() {
            self.cost +=
                instance.wishes[person][day * instance.starts.len() + usize::from(at.choice)];
            if at.choice == 0 {
                continue;
            }
            let group = instance.group(person, at.choice);
            for slot in instance.worked(day, *at) {
                let Price { under, over } = self.prices[slot];
                self.cost += if self.cover.add(slot, group) { -under } else { over };
            }
        }
    }

    fn restore(&mut self, roster: &Roster) {
        for (person, days) in roster.iter().enumerate() {
            if self.roster[person] != *days {
                let old = std::mem::replace(&mut self.roster[person], days.clone());
                self.take_out(person, &old);
                self.put_in(person, days);
            }
        }
    }

    /// Fewer nights or weekend days for those who have most, as long as that pays.
    fn even_out(&mut self) {
        for limit in [FAIR_NIGHTS, FAIR_WEEKENDS] {
            while self.lower(limit) {}
        }
    }

    fn count(&self, person: usize, limit: usize) -> u16 {
        if limit == FAIR_NIGHTS && self.instance.likes_nights[person] {
            return 0;
        }
        let choices: Vec<u8> = self.roster[person].iter().map(|at| at.choice).collect();
        let count = self.rows[person].limits[limit].kind.count(&choices);
        u16::try_from(count).unwrap_or(u16::MAX)
    }

    fn allow(&mut self, limit: usize, most: u16) {
        for (row, likes) in self.rows.iter_mut().zip(&self.instance.likes_nights) {
            let is_free = limit == FAIR_NIGHTS && *likes;
            row.limits[limit].most = if is_free { u16::MAX } else { most };
        }
    }

    /// One fewer at most for everybody. Whether that was for the better; else all is as before.
    fn lower(&mut self, limit: usize) -> bool {
        let counts: Vec<u16> =
            (0..self.rows.len()).map(|person| self.count(person, limit)).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        if most == 0 {
            return false;
        }
        let (before, roster) = (self.whole(), self.roster.clone());
        self.allow(limit, most - 1);
        let mut is_possible = true;
        for (person, count) in counts.iter().enumerate() {
            is_possible &= *count < most || self.renew(person, None);
        }
        if is_possible && self.whole() <= before {
            return true;
        }
        self.allow(limit, most);
        self.restore(&roster);
        false
    }

    /// Row after row under prices that tremble less and less; leaves the best roster met.
    fn anneal(&mut self, seed: u64, budget: &Budget<'_>) -> u64 {
        let mut random = Random::new(seed, 3);
        let weights = self.instance.file.weights;
        #[expect(clippy::cast_precision_loss, reason = "prices are small")]
        let unit = (weights.under + weights.over) as f64;
        let (mut best, mut kept) = (self.whole(), self.roster.clone());
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        let mut steps = 0;
        let mut size = WARM;
        while steps < budget.steps {
            if steps.is_multiple_of(16) {
                let done = progress(steps, budget);
                if done >= 1.0 {
                    break;
                }
                size = WARM * libm::pow(COLD / WARM, done);
            }
            let at = usize::try_from(steps % order.len() as u64).unwrap_or(0);
            if at == 0 {
                random.shuffle(&mut order);
            }
            self.renew(order[at], Some((&mut random, size * unit)));
            steps += 1;
            if self.cost < best {
                let whole = self.whole();
                if whole < best {
                    best = whole;
                    kept.clone_from(&self.roster);
                }
            }
        }
        self.restore(&kept);
        steps
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share")]
fn progress(steps: u64, budget: &Budget<'_>) -> f64 {
    (steps as f64 / budget.steps as f64).max((budget.used)())
}

/// Takes from every price a draw of the Gumbel distribution.
#[expect(clippy::cast_possible_truncation, reason = "prices are small")]
pub(super) fn shake(cells: &mut [i64], random: &mut Random, size: f64) {
    for cell in cells {
        let exponential = -libm::log(random.share().max(1e-12));
        *cell += (size * libm::log(exponential.max(1e-12))).round() as i64;
    }
}
