//! How good a forecast was, and how good any can be.
//!
//! Room:  forecast; for backtests, benchmarks and the accuracy page.
//! Takes: forecasts beside what came. Gives: `Score` with the measures, and the Poisson floor.
//! Holds: every error is relative to what came; accuracy is 1 - WAPE and belongs to its level
//!        (interval, day, week).
//! Proof: tests below; figures of another program in docs/forecast.md.

use crate::bands::LEVELS;
use libm::{exp, floor, lgamma, log};

/// Sums from which the measures follow; scores of several origins add up.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    pub came: f64,
    pub said: f64,
    pub absolute_error: f64,
    pub count: f64,
    /// Twice the mean pinball loss over the given quantiles, summed.
    pub quantile_loss: f64,
    pub within_80: f64,
    pub within_95: f64,
}

impl Score {
    /// Takes in one forecast; `quantiles` are those of `bands::LEVELS`.
    pub fn add(&mut self, said: f64, quantiles: Option<&[f64; 5]>, came: f64) {
        self.came += came;
        self.said += said;
        self.absolute_error += (said - came).abs();
        self.count += 1.0;
        let Some(quantiles) = quantiles else { return };
        for (level, at) in LEVELS.iter().zip(quantiles) {
            let above = came - at;
            let loss = f64::max(level * above, (level - 1.0) * above);
            self.quantile_loss += 2.0 * loss / (LEVELS.len() as f64);
        }
        let [lowest, low, _, high, highest] = quantiles;
        self.within_80 += f64::from(u8::from((*low..=*high).contains(&came)));
        self.within_95 += f64::from(u8::from((*lowest..=*highest).contains(&came)));
    }

    pub fn merge(&mut self, other: &Self) {
        self.came += other.came;
        self.said += other.said;
        self.absolute_error += other.absolute_error;
        self.count += other.count;
        self.quantile_loss += other.quantile_loss;
        self.within_80 += other.within_80;
        self.within_95 += other.within_95;
    }

    /// Weighted absolute percentage error: sum of |said - came| / sum of what came; `None` where
    /// nothing came.
    #[must_use]
    pub fn wape(&self) -> Option<f64> {
        self.relative(self.absolute_error)
    }

    /// (sum said - sum came) / sum came.
    #[must_use]
    pub fn bias(&self) -> Option<f64> {
        self.relative(self.said - self.came)
    }

    /// Weighted quantile loss.
    #[must_use]
    pub fn weighted_quantile_loss(&self) -> Option<f64> {
        self.relative(self.quantile_loss)
    }

    /// Share of what came inside the 80 % and the 95 % band.
    #[must_use]
    pub fn coverage(&self) -> Option<(f64, f64)> {
        let share = |within: f64| within / self.count;
        (self.count > 0.0).then(|| (share(self.within_80), share(self.within_95)))
    }

    fn relative(&self, sum: f64) -> Option<f64> {
        (self.came > 0.0).then(|| sum / self.came)
    }
}

/// Which of `count` ordered values stands at a level.
pub(crate) fn rank(level: f64, count: usize) -> usize {
    (0..count)
        .find(|at| (*at as f64) + 0.5 >= level * (count as f64))
        .unwrap_or(count.saturating_sub(1))
}

/// The least mean absolute error that any forecast of a Poisson count with this mean can have:
/// 2 e^-m m^(k+1) / k! with k = floor(m) (Crow, *Biometrika* 45, 1958). In contacts.
#[must_use]
pub fn poisson_floor(mean: f64) -> f64 {
    let mean = mean.max(1e-9);
    let whole = floor(mean);
    2.0 * exp((whole + 1.0) * log(mean) - mean - lgamma(whole + 1.0))
}

/// Contacts that a scored unit must hold for accuracy of 99.3 % to be possible at all: about 13 000.
#[must_use]
pub fn least_contacts_for(accuracy: f64) -> f64 {
    let error = (1.0 - accuracy).max(1e-6);
    2.0 / (std::f64::consts::PI * error * error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_floor_is_that_of_the_table() {
        for (mean, percent) in [(1.0, 73.6), (10.0, 25.0), (100.0, 8.0), (1_000.0, 2.5)] {
            let floor = 100.0 * poisson_floor(mean) / mean;
            assert!((floor - percent).abs() < 0.06, "{mean}: {floor}");
        }
        assert!((least_contacts_for(0.993) - 12_992.0).abs() < 10.0);
    }

    #[test]
    fn a_score_is_relative_to_what_came() {
        let mut score = Score::default();
        score.add(8.0, Some(&[5.0, 6.0, 8.0, 12.0, 14.0]), 10.0);
        score.add(12.0, Some(&[9.0, 9.5, 12.0, 13.0, 14.0]), 20.0);
        assert_eq!(score.wape(), Some(10.0 / 30.0));
        assert_eq!(score.bias(), Some(-10.0 / 30.0));
        assert_eq!(score.coverage(), Some((0.5, 0.5)));
    }
}
