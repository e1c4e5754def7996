//! The rest of a day from what came so far: how much of a deviation carries on is learned from past
//! days.
//!
//! Room:  forecast; after the combination, on the day of the origin.
//! Takes: lessons one day ahead and the slot of the cut. Gives: `Rest`, factors for the slots to come.
//! Holds: no deviation, no change; a full ratio update is never exceeded.
//! Proof: tests/it/properties.rs; backtests in docs/forecast.md.

use libm::{exp, exp2, log, pow};

/// A past day: what was forecast for its slots and what came.
#[derive(Clone, Debug)]
pub(crate) struct Told<'a> {
    pub(crate) said: Vec<f64>,
    pub(crate) came: &'a [f64],
    pub(crate) weight: f64,
}

/// How deviations carry on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rest {
    cut: usize,
    /// Slots that are "just now".
    recent: usize,
    /// Share of the whole deviation (as a logarithm) that all later slots keep.
    all: f64,
    /// Share of the latest deviation beyond it that the next slots keep, fading.
    latest: f64,
    /// Contacts that say "no deviation".
    pseudo: f64,
}

/// Steps of 0.1 that are tried for the whole deviation, of 0.15 for the latest.
const STEPS: (u8, u8) = (11, 5);
/// What half of the latest deviation fades in, and what is recent, in minutes.
const RECENT_MINUTES: usize = 120;
/// Cost of leaving half a deviation, per whole step of 1, relative to the error of no update.
const HOLD: f64 = 0.005;
const USUAL: f64 = 0.5;

impl Rest {
    /// `dispersion` of day totals tells how many contacts outweigh chance.
    pub(crate) fn learn(days: &[Told<'_>], cut: usize, minutes: usize, dispersion: f64) -> Self {
        let recent = (RECENT_MINUTES / minutes.max(1)).max(1);
        let pseudo = (1.0 / dispersion.max(1e-4)).min(1_000.0);
        let still = Self { cut, recent, all: 0.0, latest: 0.0, pseudo };
        if cut == 0 {
            return still;
        }
        let unmoved = still.error(days);
        let mut best = (f64::INFINITY, still);
        for all in 0..STEPS.0 {
            for latest in 0..STEPS.1 {
                let tried =
                    Self { all: 0.1 * f64::from(all), latest: 0.15 * f64::from(latest), ..still };
                let leaving = (tried.all - USUAL).abs() + tried.latest;
                let error = tried.error(days) + HOLD * leaving * unmoved;
                if error < best.0 {
                    best = (error, tried);
                }
            }
        }
        best.1
    }

    fn error(&self, days: &[Told<'_>]) -> f64 {
        let of_day = |day: &Told<'_>| {
            let factors = self.factors(&day.said, day.came);
            let later = day.said.iter().zip(day.came).skip(self.cut).zip(factors);
            let error =
                later.map(|((said, came), factor)| (said * factor - came).abs()).sum::<f64>();
            day.weight * error
        };
        days.iter().map(of_day).sum()
    }

    /// Factors of the slots from the cut on, given what came before it.
    pub(crate) fn factors(&self, said: &[f64], came: &[f64]) -> Vec<f64> {
        let so_far = said.iter().zip(came).take(self.cut);
        let (whole_said, whole_came) = sums(so_far.clone());
        let skipped = self.cut.saturating_sub(self.recent);
        let (late_said, late_came) = sums(so_far.skip(skipped));
        let whole = self.deviation(whole_said, whole_came);
        let latest = self.deviation(late_said, late_came) - whole;
        let kept = pow(0.5, 1.0 / (self.recent as f64));
        let mut fading = self.latest * latest;
        let factor = |_| {
            let factor = exp(self.all * whole + fading);
            fading *= kept;
            factor
        };
        (self.cut..said.len()).map(factor).collect()
    }

    fn deviation(&self, said: f64, came: f64) -> f64 {
        log((came + self.pseudo) / (said + self.pseudo)).clamp(-1.5, 1.5)
    }
}

fn sums<'v>(pairs: impl Iterator<Item = (&'v f64, &'v f64)>) -> (f64, f64) {
    pairs.fold((0.0, 0.0), |(said, came), (a, b)| (said + a, came + b))
}

/// How much a past day counts.
pub(crate) fn weight(age: i32) -> f64 {
    exp2(-f64::from(age) / 90.0)
}
