//! The share that is longer than t, as seen: the estimate of Kaplan and Meier.
//!
//! Room: staffing, fit.
//! Source: E. L. Kaplan, P. Meier, Journal of the American Statistical Association 53 (1958); the error is
//! M. Greenwood's.

use super::{Length, count};
use serde::Serialize;

/// From `length_s` on, `share` are longer.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    pub length_s: f64,
    pub share: f64,
    /// Standard error of `share`.
    pub error: f64,
    /// Lengths that were still under observation just before.
    pub at_risk: u64,
}

/// A falling step curve that begins at 1.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Survival {
    /// One step per length at which something ended, rising.
    pub steps: Vec<Step>,
    /// Up to here the curve is known, s.
    pub known_until_s: f64,
}

impl Survival {
    /// Sound lengths in any order. Who ends and who is cut off at the same length: the ends come first.
    pub(super) fn of(lengths: &[Length]) -> Self {
        let mut sorted = lengths.to_vec();
        sorted.sort_by(|one, other| one.length_s.total_cmp(&other.length_s));
        let mut left = sorted.len();
        let (mut share, mut variance) = (1.0, 0.0);
        let mut steps = Vec::new();
        for same in sorted.chunk_by(|one, other| one.length_s.total_cmp(&other.length_s).is_eq()) {
            let ended = same.iter().filter(|length| !length.is_censored).count();
            if ended > 0 {
                let (at_risk, gone) = (count(left), count(ended));
                share *= (at_risk - gone) / at_risk;
                variance += gone / (at_risk * (at_risk - gone).max(1.0));
                steps.push(Step {
                    length_s: same[0].length_s,
                    share,
                    error: share * variance.sqrt(),
                    at_risk: left as u64,
                });
            }
            left -= same.len();
        }
        let known_until_s = sorted.last().map_or(0.0, |length| length.length_s);
        Self { steps, known_until_s }
    }

    /// The share longer than `length_s`; `None` beyond what was seen.
    #[must_use]
    pub fn at(&self, length_s: f64) -> Option<f64> {
        let passed = self.steps.partition_point(|step| step.length_s <= length_s);
        let share = passed.checked_sub(1).map_or(1.0, |index| self.steps[index].share);
        (length_s <= self.known_until_s || share <= 0.0).then_some(share)
    }

    /// The length that `share` (0..1) of all are longer than; `None` where so few never were seen.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        self.steps.iter().find(|step| step.share <= share).map(|step| step.length_s)
    }

    /// The largest distance of a law from the curve, on both sides of each step with enough at risk.
    pub(super) fn distance(&self, at_risk_min: u64, law: impl Fn(f64) -> f64) -> f64 {
        let mut before = 1.0;
        let mut largest = 0.0_f64;
        for step in self.steps.iter().filter(|step| step.at_risk >= at_risk_min) {
            let share = law(step.length_s);
            largest = largest.max((share - step.share).abs()).max((share - before).abs());
            before = step.share;
        }
        largest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_of_a_known_sample() {
        // The 6-mercaptopurine arm of Freireich (1963) as in D. R. Cox, D. Oakes, Analysis of Survival
        // Data (1984): remission in weeks, negative where it was cut off.
        let weeks = [
            6.0, 6.0, 6.0, -6.0, 7.0, -9.0, 10.0, -10.0, -11.0, 13.0, 16.0, -17.0, -19.0, -20.0,
            22.0, 23.0, -25.0, -32.0, -32.0, -34.0, -35.0_f64,
        ];
        let lengths: Vec<Length> = weeks
            .iter()
            .map(|week| Length { length_s: week.abs(), is_censored: *week < 0.0 })
            .collect();
        let curve = Survival::of(&lengths);
        let printed: Vec<String> = curve
            .steps
            .iter()
            .map(|step| {
                format!("{} {} {:.3} {:.3}", step.length_s, step.at_risk, step.share, step.error)
            })
            .collect();
        assert_eq!(
            printed,
            [
                "6 21 0.857 0.076",
                "7 17 0.807 0.087",
                "10 15 0.753 0.096",
                "13 12 0.690 0.107",
                "16 11 0.627 0.114",
                "22 7 0.538 0.128",
                "23 6 0.448 0.135",
            ]
        );
        assert_eq!(curve.at(5.0), Some(1.0));
        assert_eq!(curve.quantile(0.5), Some(23.0));
        assert_eq!((curve.quantile(0.4), curve.at(36.0)), (None, None));
    }
}
