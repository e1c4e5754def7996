//! What special days did before: the effect of a name, learned from its earlier days.
//!
//! Room:  forecast; after the methods, which know regular days only.
//! Takes: the series' special days before the origin, the view. Gives: `Effect` by name.
//! Holds: an effect is relative to a mean day of the queue, not to its weekday: a holiday is as quiet on a
//!        Tuesday as on a Saturday, a worked Sunday as busy as a workday; it is drawn to none as long as few
//!        days speak; days at or after the origin are not read.
//! Never: guesses an effect for a name without a past.
//! Proof: tests/it/special.rs.

use crate::past::View;
use crate::run::Expected;
use crate::series::{Kind, Series};
use libm::{exp, exp2, log, pow, sqrt};
use std::collections::BTreeMap;

/// Regular days so near to a special one tell the level it stood on.
const NEAR: i32 = 21;
/// How many of them there must be.
const LEAST_NEAR: usize = 5;
/// What a regular day counts in that level, by distance in days.
const FADING: f64 = 0.87;
/// A special day counts half after so many days.
const HALF_LIFE: f64 = 730.0;
/// Two days of one name differ by about 15 % beyond their effect, and effects of names by about 50 %
/// (natural logarithms): the days that say "no effect" are (0.15 / 0.5)^2.
const NOISE: f64 = 0.15 * 0.15;
const DRAWN_TO_NONE: f64 = 0.09;
/// Days that the noise above counts for beside what is measured.
const NOISE_COUNTS: f64 = 4.0;
/// Contacts in each slot that say: the profile of a regular day.
const DRAWN_TO_PROFILE: f64 = 2.0;

/// One earlier day.
struct Before<'a> {
    weight: f64,
    /// Logarithm of its total over that of a mean day then.
    moved: f64,
    counts: &'a [f64],
}

/// What days of a name did.
#[derive(Clone, Debug)]
pub(crate) struct Effect {
    /// How many earlier days.
    pub(crate) times: u32,
    /// Times a mean day.
    pub(crate) factor: f64,
    /// Relative variance of one more day around it.
    variance: f64,
    counts: Vec<f64>,
}

/// All that was learned.
#[derive(Debug)]
pub(crate) struct Specials<'a> {
    effects: BTreeMap<&'a str, Effect>,
    /// Expected total of a mean open day at level 1.
    mean_day: f64,
    /// The level at the origin.
    level: f64,
}

impl<'a> Specials<'a> {
    #[must_use]
    pub(crate) fn learn(series: &'a Series, view: &View<'_>, origin: i32) -> Self {
        let mean_day = mean_day(view);
        let mut before: BTreeMap<&str, Vec<Before<'_>>> = BTreeMap::new();
        for (day, index) in series.days.iter().zip(0i32..).take_while(|(_, at)| *at < origin) {
            let (Kind::Special, Some(event), Some(counts)) = (day.kind, &day.event, &day.counts)
            else {
                continue;
            };
            let Some(level) = level_near(view, index) else { continue };
            let total: f64 = counts.iter().sum();
            // Half a contact more on both sides: a day without any has a logarithm too.
            let moved = log((total + 0.5) / (level * mean_day + 0.5));
            let weight = exp2(-f64::from(origin - index) / HALF_LIFE);
            before.entry(event).or_default().push(Before { weight, moved, counts });
        }
        let effects = before.into_iter().map(|(name, days)| (name, Effect::of(&days))).collect();
        let level = level_near(view, origin).unwrap_or(0.0);
        Self { effects, mean_day, level }
    }

    pub(crate) fn effect(&self, event: Option<&str>) -> Option<&Effect> {
        self.effects.get(event?)
    }

    /// The total of a special day for which the methods `said` what a regular one would bring.
    pub(crate) fn total(&self, view: &View<'_>, index: i32, said: f64, effect: &Effect) -> f64 {
        let weekday = view.by_weekday().weekday(view.almanac.weekday(index));
        let level = if weekday > 0.0 { said / weekday } else { self.level };
        effect.factor * level * self.mean_day
    }
}

impl Effect {
    fn of(days: &[Before<'_>]) -> Self {
        let weight: f64 = days.iter().map(|day| day.weight).sum();
        let sum: f64 = days.iter().map(|day| day.weight * day.moved).sum();
        let moved = sum / (weight + DRAWN_TO_NONE);
        let apart = |day: &Before<'_>| day.weight * (day.moved - moved) * (day.moved - moved);
        let squares: f64 = days.iter().map(apart).sum();
        let noise = (NOISE_COUNTS * NOISE + squares) / (NOISE_COUNTS + weight);
        let slots = days.first().map_or(0, |day| day.counts.len());
        let mut counts = vec![0.0; slots];
        for day in days {
            counts.iter_mut().zip(day.counts).for_each(|(sum, count)| *sum += count);
        }
        Self {
            times: u32::try_from(days.len()).unwrap_or(u32::MAX),
            factor: exp(moved),
            variance: noise * (1.0 + 1.0 / (weight + DRAWN_TO_NONE)),
            counts,
        }
    }

    /// How such a day spreads over its slots, where a regular one spreads as `regular`.
    #[must_use]
    pub(crate) fn profile(&self, regular: &[f64]) -> Vec<f64> {
        let pseudo = DRAWN_TO_PROFILE * (regular.len() as f64);
        let total = self.counts.iter().sum::<f64>() + pseudo * regular.iter().sum::<f64>();
        let pairs = self.counts.iter().zip(regular);
        let share = |(count, share): (&f64, &f64)| (count + pseudo * share) / total.max(1e-9);
        pairs.map(share).collect()
    }

    /// Quantiles as of a regular day, widened by what days of this name differ.
    #[must_use]
    pub(crate) fn widened(&self, expected: Expected) -> Expected {
        let Expected { mean, quantiles } = expected;
        // From the 10th to the 90th of a hundred there are 2.563 standard deviations.
        let deviation = (quantiles[3] - quantiles[1]) / 2.563;
        if deviation <= 0.0 {
            return expected;
        }
        let ratio = sqrt(1.0 + self.variance * mean * mean / (deviation * deviation));
        let quantiles = quantiles.map(|at| (mean + ratio * (at - mean)).max(0.0));
        Expected { mean, quantiles }
    }
}

/// Mean of the weekdays that are open, at level 1.
fn mean_day(view: &View<'_>) -> f64 {
    let weekdays = (0..7).map(|weekday| view.by_weekday().weekday(weekday));
    let open: Vec<f64> = weekdays.filter(|expected| *expected > 0.0).collect();
    open.iter().sum::<f64>() / (open.len().max(1) as f64)
}

/// The level of the regular days around a day; `None` where there are too few.
fn level_near(view: &View<'_>, index: i32) -> Option<f64> {
    let adjusted = view.by_weekday();
    let start = view.past.partition_point(|day| day.index < index - NEAR);
    let end = view.past.partition_point(|day| day.index <= index + NEAR);
    let (mut total, mut weight) = (0.0, 0.0);
    for (day, level) in view.past[start..end].iter().zip(&adjusted.levels[start..end]) {
        let size = adjusted.weekday(day.weekday);
        let counts = size * pow(FADING, f64::from((day.index - index).abs()));
        total += counts * level;
        weight += counts;
    }
    (end - start >= LEAST_NEAR && weight > 0.0).then(|| total / weight)
}
