//! Weights on the simplex that would have served best, held to a prior.
//!
//! Room:  forecast; under the combination.
//! Takes: what candidates said and what came. Gives: weights that add up to 1.
//! Holds: minimises absolute error / sum + `HOLD` x relative entropy to the prior, by exponentiated
//!        gradient (Kivinen, Warmuth, *Information and Computation* 132, 1997); with few cases the
//!        prior stays.
//! Proof: tests below.

use libm::{exp, log, sqrt};

/// How strongly weights are held to their prior.
const HOLD: f64 = 0.01;
const ROUNDS: usize = 50;
/// Cases below which nothing is learned.
const LEAST: usize = 3;

/// Cases of `width` candidates each, one after the other.
#[derive(Debug)]
pub(crate) struct Cases {
    width: usize,
    said: Vec<f64>,
    came: Vec<f64>,
    weights: Vec<f64>,
}

impl Cases {
    pub(crate) fn new(width: usize) -> Self {
        Self { width, said: Vec::new(), came: Vec::new(), weights: Vec::new() }
    }

    pub(crate) fn push(&mut self, said: impl Iterator<Item = f64>, came: f64, weight: f64) {
        self.said.extend(said);
        self.came.push(came);
        self.weights.push(weight);
    }

    pub(crate) fn extend(&mut self, other: &Self) {
        self.said.extend(&other.said);
        self.came.extend(&other.came);
        self.weights.extend(&other.weights);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.came.is_empty()
    }

    fn all(&self) -> impl Iterator<Item = (&[f64], f64, f64)> {
        let rows = self.said.chunks_exact(self.width);
        let rest = self.came.iter().copied().zip(self.weights.iter().copied());
        rows.zip(rest).map(|(row, (came, weight))| (row, came, weight))
    }

    /// Weights of the candidates.
    pub(crate) fn learn(&self, prior: &[f64]) -> Vec<f64> {
        let scale: f64 = self.all().map(|(_, came, weight)| came * weight).sum();
        if self.came.len() < LEAST || scale <= 0.0 || self.width == 1 {
            return prior.to_vec();
        }
        let mut logs: Vec<f64> = prior.iter().map(|prior| log(*prior)).collect();
        let mut weights = prior.to_vec();
        let mut later = vec![0.0; self.width];
        for round in 0..ROUNDS {
            let slopes = self.slopes(&weights);
            let step = 20.0 / (1.0 + 0.05 * round as f64);
            for ((log_weight, slope), (weight, prior)) in
                logs.iter_mut().zip(&slopes).zip(weights.iter().zip(prior))
            {
                *log_weight -= step * (slope / scale + HOLD * log(weight / prior));
            }
            weights = softmax(&mut logs);
            if 2 * round >= ROUNDS {
                later.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += weight);
            }
        }
        let sum: f64 = later.iter().sum();
        later.iter().map(|weight| weight / sum).collect()
    }

    /// Derivatives of the (slightly rounded) absolute error, relative to the mean.
    fn slopes(&self, weights: &[f64]) -> Vec<f64> {
        let mut slopes = vec![0.0; self.width];
        for (row, came, weight) in self.all() {
            let said: f64 = row.iter().zip(weights).map(|(said, weight)| said * weight).sum();
            let error = said - came;
            let round = 0.02 * came + 1.0;
            let direction = weight * error / sqrt(error * error + round * round);
            slopes
                .iter_mut()
                .zip(row)
                .for_each(|(slope, each)| *slope += direction * (each - said));
        }
        slopes
    }
}

fn softmax(logs: &mut [f64]) -> Vec<f64> {
    let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    logs.iter_mut().for_each(|log| *log = (*log - largest).max(-18.0));
    let shares: Vec<f64> = logs.iter().map(|log| exp(*log)).collect();
    let sum: f64 = shares.iter().sum();
    shares.iter().map(|share| share / sum).collect()
}

/// The same weight for each.
pub(crate) fn even(count: usize) -> Vec<f64> {
    vec![1.0 / (count.max(1) as f64); count]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_was_right_gets_the_weight() {
        let mut cases = Cases::new(2);
        for day in 0..40 {
            let came = 100.0 + f64::from(day);
            cases.push([came, 1.3 * came].into_iter(), came, 1.0);
        }
        let weights = cases.learn(&even(2));
        assert!(weights[0] > 0.9, "{weights:?}");
    }

    #[test]
    fn two_cases_teach_nothing() {
        let mut cases = Cases::new(2);
        cases.push([1.0, 2.0].into_iter(), 1.0, 1.0);
        cases.push([1.0, 2.0].into_iter(), 1.0, 1.0);
        assert_eq!(cases.learn(&even(2)), [0.5, 0.5]);
    }
}
