//! How long a handling or a patience is.
//!
//! Room: sim, model.

use crate::random::{Random, micros};

pub(super) const SOUND: &str =
    "needs a mean above 0 s, at most 1e9 s, and a variation of 0 or more";

/// A draw is cut off here, s: 30 years, so that sums of times stay far from the end of their range.
const LONGEST_S: f64 = 1e9;

/// A law of lengths, s.
#[derive(Clone, Debug, PartialEq)]
pub enum Law {
    Exponential {
        mean_s: f64,
    },
    LogNormal {
        mean_s: f64,
        /// Standard deviation / mean.
        variation: f64,
    },
    Fixed {
        mean_s: f64,
    },
    /// Evenly among these lengths, between neighbours by a straight line: the quantiles of a sample
    /// at equal steps from the smallest to the largest, at least two.
    Quantiles(Vec<f64>),
}

impl Law {
    /// s
    #[must_use]
    pub fn mean_s(&self) -> f64 {
        match self {
            Self::Exponential { mean_s }
            | Self::LogNormal { mean_s, .. }
            | Self::Fixed { mean_s } => *mean_s,
            Self::Quantiles(lengths) => {
                let steps = lengths.windows(2).map(|pair| pair.iter().sum::<f64>() / 2.0);
                let count = u32::try_from(lengths.len().saturating_sub(1)).unwrap_or(u32::MAX);
                steps.sum::<f64>() / f64::from(count.max(1))
            }
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        let variation = match self {
            Self::LogNormal { variation, .. } => *variation,
            Self::Exponential { .. } | Self::Fixed { .. } => 0.0,
            Self::Quantiles(lengths) => {
                let rise = lengths.windows(2).all(|pair| pair[0] <= pair[1]);
                let is_sample = lengths.len() >= 2 && lengths[0] >= 0.0 && rise;
                return is_sample && super::is_length(self.mean_s());
            }
        };
        super::is_length(self.mean_s()) && variation >= 0.0 && variation.is_finite()
    }

    /// A length, µs.
    #[inline]
    pub(super) fn draw(&self, random: &mut Random) -> i64 {
        let length_s = match self {
            Self::Exponential { mean_s } => random.exponential(*mean_s),
            Self::LogNormal { mean_s, variation } => random.log_normal(*mean_s, *variation),
            Self::Fixed { mean_s } => *mean_s,
            Self::Quantiles(lengths) => between(lengths, random),
        };
        micros(length_s.min(LONGEST_S))
    }
}

fn between(lengths: &[f64], random: &mut Random) -> f64 {
    let steps = u32::try_from(lengths.len() - 1).unwrap_or(u32::MAX);
    let step = random.below(steps) as usize;
    random.between(lengths[step], lengths[step + 1])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Stream;

    #[test]
    fn each_law_has_its_mean() {
        let quantiles: Vec<f64> = vec![0.0, 10.0, 20.0, 80.0];
        let laws = [
            Law::Exponential { mean_s: 30.0 },
            Law::LogNormal { mean_s: 30.0, variation: 0.8 },
            Law::Fixed { mean_s: 30.0 },
            Law::Quantiles(quantiles),
        ];
        for law in laws {
            let mut random = Random::of(5, Stream::Handling, 1);
            let sum: i64 = (0..100_000).map(|_| law.draw(&mut random)).sum();
            let mean = sum as f64 / 1e11;
            assert!((mean / law.mean_s() - 1.0).abs() < 0.013, "{law:?}: {mean}");
        }
    }

    #[test]
    fn a_law_without_length_is_unsound() {
        let unsound = [
            Law::Exponential { mean_s: 0.0 },
            Law::Exponential { mean_s: f64::NAN },
            Law::LogNormal { mean_s: 3.0, variation: -1.0 },
            Law::Quantiles(vec![5.0]),
            Law::Quantiles(vec![5.0, 3.0]),
        ];
        assert!(unsound.iter().all(|law| !law.is_sound()));
    }
}
