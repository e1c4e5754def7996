//! A proven bound of a contact-centre roster.
//!
//! Room:  roster; within `cc`, beside the search.
//! Takes: an `Instance`.
//! Gives: what no roster can go below.
//! Holds: prices of skills by slot are integers, so the Lagrangian value of any prices is a bound, exact
//!        at whatever moment one stops. Being served is relaxed: a person of several skills is paid the highest
//!        price of any of them (the dual of the flow), and rows are chosen by each person alone.
//! Proof: tests/it/cc.rs: bound ≤ optimum by trying everything ≤ objective.

use super::search::shake;
use super::{Day, Instance, PAUSES};
use crate::crew::Budget;
use crate::price::{Pricer, Task};
use crate::random::Random;

/// Integer prices are in this fraction of the objective's unit.
const SCALE: i64 = 1024;
const ITERATIONS: u64 = 4_000;
/// Share of the budget's time that proving may take.
const SHARE: f64 = 0.25;
/// Iterations between two exact values of the mean prices.
const EVERY: u64 = 20;

/// The first step, in prices for each person too few or too many; later ones are shorter by this power of
/// the iteration.
const STEP: f64 = 0.03;
const DECAY: f64 = 0.6;
/// The first tremble, in the highest price.
const TREMBLE: f64 = 0.5;
/// Share of the newest prices in the mean.
const MEAN: f64 = 0.05;

/// What was proven.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bound {
    pub value: Option<i64>,
    pub iterations: u64,
}

struct Proof<'a> {
    instance: &'a Instance,
    watched: Vec<Vec<usize>>,
    pricer: Pricer,
}

/// Climbs until the budget's share or the steps are used up.
///
/// People with the same rules would all take the same row and leap together from one iteration to the
/// next; each sees the prices trembling in their own way instead, which spreads them (a stochastic gradient
/// of the smoothed dual). The mean of the prices is what is evaluated, without tremble.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "prices are small; the bound is computed from the integers"
)]
pub(super) fn prove(instance: &Instance, budget: &Budget<'_>) -> Bound {
    let weights = instance.file.weights;
    let top = ((weights.under + weights.over) * SCALE) as f64;
    let mut proof = Proof {
        instance,
        watched: vec![Vec::new(); instance.rows.len()],
        pricer: Pricer::default(),
    };
    let mut bound = Bound::default();
    let mut best = i64::MIN;
    let mut prices =
        vec![(weights.over * SCALE) as f64; instance.slots() * instance.file.skills.len()];
    let mut mean = prices.clone();
    let mut random = Random::new(1, 4);
    while bound.iterations < ITERATIONS.min(budget.steps) && !budget.is_past(SHARE) {
        bound.iterations += 1;
        let age = bound.iterations as f64;
        let whole: Vec<i64> = prices.iter().map(|price| price.round() as i64).collect();
        let size = TREMBLE * top / age.sqrt();
        let Some((_, slope)) = proof.value(&whole, Some((&mut random, size))) else {
            return Bound::default();
        };
        let step = STEP * top / libm::pow(age, DECAY);
        for (price, slope) in prices.iter_mut().zip(&slope) {
            *price = (*price + step * slope).clamp(0.0, top);
        }
        for (mean, price) in mean.iter_mut().zip(&prices) {
            *mean += (price - *mean) * MEAN.max(1.0 / age);
        }
        if bound.iterations == 1 || bound.iterations.is_multiple_of(EVERY) {
            let whole: Vec<i64> = mean.iter().map(|price| price.round() as i64).collect();
            let Some((value, _)) = proof.value(&whole, None) else { return Bound::default() };
            best = best.max(value);
        }
    }
    bound.value =
        (best > i64::MIN).then(|| best.div_euclid(SCALE) + i64::from(best.rem_euclid(SCALE) > 0));
    bound
}

impl Proof<'_> {
    /// The Lagrangian value and, by slot and skill, demand less those who are paid by it. With a
    /// tremble the value is none of the prices.
    fn value(
        &mut self,
        prices: &[i64],
        mut tremble: Option<(&mut Random, f64)>,
    ) -> Option<(i64, Vec<f64>)> {
        let instance = self.instance;
        let over = instance.file.weights.over * SCALE;
        let skills = instance.file.skills.len();
        let mut value = 0;
        let mut slope = vec![0.0; prices.len()];
        for (slot, demand) in instance.demand.iter().enumerate() {
            for (skill, people) in demand.iter().enumerate() {
                let at = slot * skills + skill;
                value += i64::from(*people) * (prices[at] - over);
                slope[at] = f64::from(*people);
            }
        }
        let paid: Vec<Vec<(i64, usize)>> =
            instance.groups.iter().map(|group| paid(*group, prices, skills)).collect();
        let sums: Vec<Vec<i64>> = paid.iter().map(|paid| sums(paid, over)).collect();
        for person in 0..instance.rows.len() {
            let mut cells = cells(instance, person, &sums);
            if let Some((random, size)) = &mut tremble {
                shake(&mut cells, random, *size);
            }
            let (row, graph) = (&instance.rows[person], &instance.graphs[person]);
            let task = Task { row, graph, allowed: &row.allowed, prices: &cells };
            let best = self.pricer.best(&task, &mut self.watched[person], 1)?;
            value += best.bound;
            for (day, choice) in best.rows.first()?.1.iter().enumerate().filter(|(_, c)| **c != 0) {
                let group = instance.group(person, *choice);
                let at =
                    Day { choice: *choice, breaks: breaks(instance, day, *choice, &sums[group]) };
                for slot in instance.worked(day, at) {
                    if let Some((_, skill)) = paid[group].get(slot) {
                        slope[slot * skills + skill] -= 1.0;
                    }
                }
            }
        }
        Some((value, slope))
    }
}

/// By slot the highest price of the group's skills, and the skill.
fn paid(group: u32, prices: &[i64], skills: usize) -> Vec<(i64, usize)> {
    if group == 0 {
        return Vec::new();
    }
    let best = |prices: &[i64]| {
        let own = prices.iter().enumerate().filter(|(skill, _)| group >> skill & 1 == 1);
        own.map(|(skill, price)| (*price, skill)).max().unwrap_or((0, 0))
    };
    prices.chunks(skills).map(best).collect()
}

/// What one person costs from the first slot to each.
fn sums(paid: &[(i64, usize)], over: i64) -> Vec<i64> {
    let mut sum = 0;
    let rest = paid.iter().map(|(price, _)| {
        sum += over - price;
        sum
    });
    std::iter::once(0).chain(rest).collect()
}

fn at(sums: &[i64], slot: usize) -> i64 {
    sums[slot.min(sums.len() - 1)]
}

fn cells(instance: &Instance, person: usize, sums: &[Vec<i64>]) -> Vec<i64> {
    let choices = instance.starts.len();
    let mut cells: Vec<i64> = instance.wishes[person].iter().map(|wish| wish * SCALE).collect();
    for day in 0..instance.file.days {
        for choice in (1..choices).filter(|c| instance.rows[person].allowed[day] >> c & 1 == 1) {
            let start = &instance.starts[choice];
            let template = &instance.file.templates[start.template];
            let sums = &sums[usize::from(instance.group_of[person][start.template])];
            let first = day * instance.file.slots_per_day + start.slot;
            let mut price = at(sums, first + template.len) - at(sums, first);
            for pause in &template.breaks {
                let saved = |o: usize| at(sums, first + o + pause.len) - at(sums, first + o);
                price -= (pause.first..=pause.last).map(saved).max().unwrap_or(0);
            }
            cells[day * choices + choice] += price;
        }
    }
    cells
}

fn breaks(instance: &Instance, day: usize, choice: u8, sums: &[i64]) -> [u8; PAUSES] {
    let first = day * instance.file.slots_per_day + instance.starts[usize::from(choice)].slot;
    let mut breaks = [0; PAUSES];
    for (begin, pause) in breaks.iter_mut().zip(&instance.template(choice).breaks) {
        let saved = |o: &usize| at(sums, first + o + pause.len) - at(sums, first + o);
        let best = (pause.first..=pause.last).max_by_key(saved).unwrap_or(pause.first);
        *begin = u8::try_from(best).unwrap_or(u8::MAX);
    }
    breaks
}
