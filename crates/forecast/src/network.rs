//! A back-propagation network: one hidden layer on the same features as the boosting.
//!
//! Room:  forecast.
//! Takes: the examples of `examples`. Gives: a correction of the level, as a logarithm.
//! Holds: same seed, same weights; weights shrink to zero, so that without evidence nothing is moved.
//! Proof: tests/it/methods.rs.

use crate::examples::{self, FEATURES, LARGEST, Memory, Row};
use crate::method::Method;
use crate::past::View;
use crate::random::Random;
use libm::{exp, sqrt, tanh};

/// Back-propagation (Rumelhart, Hinton, Williams, 1986), batch gradient with momentum.
#[derive(Clone, Debug)]
pub(crate) struct Network {
    pub(crate) seed: u64,
}

const HIDDEN: usize = 6;
const ROUNDS: usize = 150;
const RATE: f64 = 0.05;
const MOMENTUM: f64 = 0.9;
/// Share of a weight that is taken away each round.
const DECAY: f64 = 2e-3;
/// A feature counts at most this many standard deviations.
const LARGEST_INPUT: f64 = 3.0;

/// Mean and standard deviation of each feature.
struct Scale([(f64, f64); FEATURES]);

impl Scale {
    fn of(rows: &[Row]) -> Self {
        let count = (rows.len().max(1)) as f64;
        let mut scale = [(0.0, 1.0); FEATURES];
        for (feature, (mean, deviation)) in scale.iter_mut().enumerate() {
            let values = rows.iter().map(|row| row[feature]);
            *mean = values.clone().sum::<f64>() / count;
            let squares: f64 = values.map(|value| (value - *mean) * (value - *mean)).sum();
            *deviation = sqrt(squares / count).max(1e-6);
        }
        Self(scale)
    }

    fn apply(&self, row: &Row) -> Row {
        let mut scaled = *row;
        for (value, (mean, deviation)) in scaled.iter_mut().zip(self.0) {
            *value = ((*value - mean) / deviation).clamp(-LARGEST_INPUT, LARGEST_INPUT);
        }
        scaled
    }
}

#[derive(Clone, Copy)]
struct Unit {
    into: [f64; FEATURES],
    bias: f64,
    out: f64,
}

const STILL: Unit = Unit { into: [0.0; FEATURES], bias: 0.0, out: 0.0 };

fn activity(unit: &Unit, row: &Row) -> f64 {
    tanh(unit.bias + unit.into.iter().zip(row).map(|(weight, value)| weight * value).sum::<f64>())
}

fn answer(units: &[Unit; HIDDEN], row: &Row) -> f64 {
    units.iter().map(|unit| unit.out * activity(unit, row)).sum()
}

fn train(rows: &[Row], targets: &[f64], seed: u64) -> [Unit; HIDDEN] {
    let mut random = Random::new(seed ^ 0x5eed);
    let mut units = [STILL; HIDDEN];
    for unit in &mut units {
        unit.into = std::array::from_fn(|_| 0.6 * (random.unit() - 0.5));
        unit.out = 0.2 * (random.unit() - 0.5);
    }
    let mut speeds = [STILL; HIDDEN];
    for _ in 0..ROUNDS {
        let slopes = slopes(&units, rows, targets);
        for ((unit, speed), slope) in units.iter_mut().zip(&mut speeds).zip(&slopes) {
            move_weight(&mut unit.out, &mut speed.out, slope.out);
            move_weight(&mut unit.bias, &mut speed.bias, slope.bias);
            let into = unit.into.iter_mut().zip(&mut speed.into).zip(slope.into);
            into.for_each(|((weight, speed), slope)| move_weight(weight, speed, slope));
        }
    }
    units
}

fn move_weight(weight: &mut f64, speed: &mut f64, slope: f64) {
    *speed = MOMENTUM * *speed - RATE * (slope + DECAY * *weight);
    *weight += *speed;
}

/// Derivatives of half the mean square error.
fn slopes(units: &[Unit; HIDDEN], rows: &[Row], targets: &[f64]) -> [Unit; HIDDEN] {
    let mut slopes = [STILL; HIDDEN];
    let count = (rows.len().max(1)) as f64;
    for (row, target) in rows.iter().zip(targets) {
        let active = units.map(|unit| activity(&unit, row));
        let said: f64 = units.iter().zip(active).map(|(unit, active)| unit.out * active).sum();
        let error = (said - target) / count;
        for ((slope, unit), active) in slopes.iter_mut().zip(units).zip(active) {
            slope.out += error * active;
            let back = error * unit.out * (1.0 - active * active);
            slope.bias += back;
            slope.into.iter_mut().zip(row).for_each(|(slope, value)| *slope += back * value);
        }
    }
    slopes
}

impl Method for Network {
    fn name(&self) -> &'static str {
        "network"
    }

    fn totals(&self, view: &View<'_>, targets: &[i32]) -> Vec<f64> {
        let memory = Memory::of(view);
        let horizon = targets.last().map_or(1, |last| last - view.last());
        let (rows, left) = examples::learn(&memory, horizon);
        let scale = Scale::of(&rows);
        let rows: Vec<Row> = rows.iter().map(|row| scale.apply(row)).collect();
        let units = train(&rows, &left, self.seed);
        let known = view.past.len();
        let total = |day: &i32| {
            let (Some(row), Some(level)) = (memory.row(known, *day), memory.expected(known, *day))
            else {
                return 0.0;
            };
            level * exp(answer(&units, &scale.apply(&row)).clamp(-LARGEST, LARGEST))
        };
        targets.iter().map(total).collect()
    }
}
