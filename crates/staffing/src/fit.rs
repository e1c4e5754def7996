//! Patience and handle time as laws, fitted to what was seen of them.
//!
//! Room:  staffing; history in, laws for the formulas and the model out.
//! Takes: `Length`s, some of them only known to be longer (a contact that was answered would have
//!        waited longer). Gives: `Fit`: the survival curve, an exponential and a log-normal law, how far
//!        each is from the curve.
//! Holds: a censored length is never taken for a whole one.
//! Never: extrapolates the survival curve beyond the longest length seen.
//! Proof: tests of each law; `tests/it/patience.rs` on real calls.

mod log_normal;
mod survival;

pub use survival::{Step, Survival};

use serde::Serialize;

/// Lengths of 0 count as this, s: half of what clocks of whole seconds tell apart.
const SHORTEST_S: f64 = 0.5;
/// Where fewer are left under observation, the curve is too rough to judge a law by.
const AT_RISK_MIN: u64 = 20;

/// One wait or one handling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    pub length_s: f64,
    /// It was cut off: the true length is at least this.
    pub is_censored: bool,
}

/// A law with its measures of fit.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Fitted {
    pub mean_s: f64,
    /// Standard deviation / mean.
    pub variation: f64,
    pub log_likelihood: f64,
    /// Akaike's criterion: the lower, the better.
    pub criterion: f64,
    /// Largest distance from the survival curve, where enough are left to tell.
    pub distance: f64,
}

/// The laws by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LawName {
    Exponential,
    LogNormal,
}

/// What lengths say about the law behind them.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Fit {
    pub lengths: u64,
    /// Of these, ended by themselves.
    pub ended: u64,
    pub survival: Survival,
    /// Absent where no length ended.
    pub exponential: Option<Fitted>,
    /// Absent where fewer than two different lengths ended, or no maximum was found.
    pub log_normal: Option<Fitted>,
    /// The one with the lower criterion.
    pub better: Option<LawName>,
}

/// Fits all laws. Lengths below 0 or not finite are left out.
#[must_use]
pub fn fit(lengths: &[Length]) -> Fit {
    let is_sound = |length: &&Length| length.length_s >= 0.0 && length.length_s.is_finite();
    let lengths: Vec<Length> = lengths.iter().filter(is_sound).copied().collect();
    let survival = Survival::of(&lengths);
    let exponential = exponential(&lengths, &survival);
    let log_normal = log_normal::fit(&lengths, &survival);
    let better = match (exponential, log_normal) {
        (Some(one), Some(other)) if other.criterion < one.criterion => Some(LawName::LogNormal),
        (Some(_), _) => Some(LawName::Exponential),
        (None, Some(_)) => Some(LawName::LogNormal),
        (None, None) => None,
    };
    let ended = lengths.iter().filter(|length| !length.is_censored);
    Fit {
        ended: ended.count() as u64,
        lengths: lengths.len() as u64,
        survival,
        exponential,
        log_normal,
        better,
    }
}

/// Maximum likelihood with censoring: all time observed / lengths that ended.
fn exponential(lengths: &[Length], survival: &Survival) -> Option<Fitted> {
    let ended = count(lengths.iter().filter(|length| !length.is_censored).count());
    let observed: f64 = lengths.iter().map(|length| length.length_s).sum();
    if ended <= 0.0 || observed <= 0.0 {
        return None;
    }
    let mean_s = observed / ended;
    let log_likelihood = -ended * (libm::log(mean_s) + 1.0);
    let distance = survival.distance(AT_RISK_MIN, |length_s| libm::exp(-length_s / mean_s));
    let criterion = 2.0 - 2.0 * log_likelihood;
    Some(Fitted { mean_s, variation: 1.0, log_likelihood, criterion, distance })
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn count(number: usize) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(length_s: f64) -> Length {
        Length { length_s, is_censored: false }
    }

    #[test]
    fn an_exponential_sample_gives_its_mean_though_half_of_it_is_cut_off() {
        // Quantiles of an exponential law with mean 100 s, cut off at its median.
        let cut = 100.0 * libm::log(2.0);
        let lengths: Vec<Length> = (0..4_000)
            .map(|index| {
                let share = (f64::from(index) + 0.5) / 4_000.0;
                let length_s = -100.0 * libm::log(1.0 - share);
                Length { length_s: length_s.min(cut), is_censored: length_s > cut }
            })
            .collect();
        let fit = fit(&lengths);
        let exponential = fit.exponential.unwrap();
        assert!((exponential.mean_s - 100.0).abs() < 0.1, "{exponential:?}");
        assert!(exponential.distance < 1e-3, "{exponential:?}");
        assert_eq!(
            (fit.lengths, fit.ended, fit.better),
            (4_000, 2_000, Some(LawName::Exponential))
        );
    }

    #[test]
    fn what_never_ended_has_no_law_and_nothing_seen_neither() {
        let fitted = fit(&[Length { length_s: 5.0, is_censored: true }]);
        assert_eq!((fitted.exponential, fitted.log_normal, fitted.better), (None, None, None));
        assert_eq!(fit(&[]).lengths, 0);
        assert_eq!(fit(&[seen(-1.0), seen(f64::NAN)]).lengths, 0);
    }
}
