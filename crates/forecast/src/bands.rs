//! How wide a forecast is: bands measured on what past origins missed.
//!
//! Room:  forecast; after the combination.
//! Takes: pairs of forecast and what came. Gives: `Bands`, quantiles of a forecast at a lead.
//! Holds: quantiles are ordered and never below 0; a forecast of 0 (closed) has no width. The variance
//!        of a count is mean + dispersion x mean^2, as of a negative binomial; the shape is taken from
//!        the misses themselves, apart for small, middle and large slots.
//! Proof: tests/it/properties.rs, `quantiles_are_ordered`; coverage in docs/forecast.md.

use crate::combination::{RANGE_COUNT, range};
use libm::sqrt;

/// The quantiles that are given.
pub const LEVELS: [f64; 5] = [0.025, 0.1, 0.5, 0.9, 0.975];
/// Those of a normal distribution, the shape while little is known.
const NORMAL: [f64; 5] = [-1.96, -1.2816, 0.0, 1.2816, 1.96];
/// Misses that the normal shape counts for.
const NORMAL_COUNTS: f64 = 30.0;
/// What bands beyond the first day are widened by: weights were learned on the same days, and of
/// independent stretches so long the past holds few.
const UNSEEN: f64 = 1.06;
/// Growth of dispersion from one range of lead to the next, where it could not be measured.
const UNMEASURED: f64 = 1.3;
const SIZES: usize = 3;
/// Dispersion where nothing was measured: a quarter of the mean.
const UNKNOWN: f64 = 0.0625;

/// A forecast that was missed by so much.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Miss {
    pub(crate) lead: i32,
    pub(crate) said: f64,
    pub(crate) came: f64,
    pub(crate) weight: f64,
}

/// Widths by lead and size.
#[derive(Clone, Debug)]
pub(crate) struct Bands {
    dispersions: [f64; RANGE_COUNT],
    /// Upper edges of small and middle slots, in contacts.
    edges: [f64; SIZES - 1],
    shapes: [[f64; 5]; SIZES],
}

impl Bands {
    pub(crate) fn measure(misses: &[Miss]) -> Self {
        let dispersions = dispersions(misses);
        let mut sizes: Vec<f64> = misses.iter().map(|miss| miss.said).collect();
        sizes.sort_by(f64::total_cmp);
        let edge = |part: usize| sizes.get(part * sizes.len() / SIZES).copied().unwrap_or(0.0);
        let edges = [edge(1), edge(2)];
        let mut scaled: [Vec<(f64, f64)>; SIZES] = std::array::from_fn(|_| Vec::new());
        for miss in misses.iter().filter(|miss| miss.said > 0.0) {
            let width = deviation(miss.said, dispersions[range(miss.lead)]);
            scaled[size(edges, miss.said)].push(((miss.came - miss.said) / width, miss.weight));
        }
        Self { dispersions, edges, shapes: scaled.map(shape) }
    }

    /// The quantiles of a forecast so many days ahead.
    pub(crate) fn quantiles(&self, said: f64, lead: i32) -> [f64; 5] {
        if said <= 0.0 {
            return [0.0; 5];
        }
        let width = deviation(said, self.dispersions[range(lead)]);
        let shape = self.shapes[size(self.edges, said)];
        let widened = if lead > 1 { UNSEEN } else { 1.0 };
        shape.map(|at| (said + (shape[2] + widened * (at - shape[2])) * width).max(0.0))
    }

    /// Variance beyond that of a Poisson count, relative to the square of the mean.
    pub(crate) fn dispersion(&self, lead: i32) -> f64 {
        self.dispersions[range(lead)]
    }
}

fn size(edges: [f64; SIZES - 1], said: f64) -> usize {
    edges.iter().filter(|edge| said > **edge).count()
}

fn deviation(said: f64, dispersion: f64) -> f64 {
    sqrt(said + dispersion * said * said).max(1e-9)
}

fn dispersions(misses: &[Miss]) -> [f64; RANGE_COUNT] {
    let mut sums = [(0.0, 0.0); RANGE_COUNT];
    for miss in misses {
        let (beyond, squares) = &mut sums[range(miss.lead)];
        let error = miss.came - miss.said;
        *beyond += miss.weight * (error * error - miss.said);
        *squares += miss.weight * miss.said * miss.said;
    }
    let mut latest: Option<f64> = None;
    sums.map(|(beyond, squares)| {
        let dispersion = if squares > 0.0 {
            f64::max(beyond / squares, 1e-4)
        } else {
            latest.map_or(UNKNOWN, |latest| UNMEASURED * latest)
        };
        latest = Some(dispersion);
        dispersion
    })
}

/// Weighted quantiles, drawn to the normal ones while there are few.
fn shape(mut scaled: Vec<(f64, f64)>) -> [f64; 5] {
    scaled.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = scaled.iter().map(|(_, weight)| weight).sum();
    let trust = total / (total + NORMAL_COUNTS);
    let mut shape = NORMAL;
    for (quantile, level) in shape.iter_mut().zip(LEVELS) {
        let mut passed = 0.0;
        let at = scaled.iter().find(|(_, weight)| {
            passed += weight;
            passed >= level * total
        });
        if let Some((measured, _)) = at {
            *quantile = trust * measured + (1.0 - trust) * *quantile;
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_many_misses_four_in_five_lie_in_the_band() {
        let misses: Vec<Miss> = (0..2_000)
            .map(|at| Miss { lead: 1, said: 100.0, came: 60.0 + f64::from(at % 81), weight: 1.0 })
            .collect();
        let [lowest, low, _, high, highest] = Bands::measure(&misses).quantiles(100.0, 1);
        let within = misses.iter().filter(|miss| (low..=high).contains(&miss.came)).count();
        assert!((1_560..1_760).contains(&within), "{within}");
        assert!(lowest < low && high < highest);
    }
}
