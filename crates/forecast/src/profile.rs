//! How a day's contacts spread over its slots: profiles of several memories and degrees of pooling.
//!
//! Room:  forecast; common to all methods, beside the day totals.
//! Takes: past days. Gives: candidate profiles of a weekday, each adding up to 1.
//! Holds: a slot that is closed on a weekday stays at 0, however much its neighbours bring;
//!        weekdays lend each other strength only as far as their profiles agree.
//! Proof: tests/it/properties.rs, `closed_hours_stay_closed`; tests below.

use crate::past::PastDay;
use libm::{exp2, sqrt};

/// Half-lives in weeks, each with the pseudo-days of the pooled profile and whether it is smoothed.
const RECIPES: [(usize, f64, bool); 10] = [
    (0, 2.0, false),
    (0, EVERYTHING, false),
    (1, 0.0, false),
    (1, 2.0, false),
    (1, 2.0, true),
    (1, EVERYTHING, false),
    (2, 2.0, false),
    (2, 2.0, true),
    (2, EVERYTHING, false),
    (2, EVERYTHING, true),
];
const HALF_LIVES: [f64; 3] = [2.0, 5.0, 12.0];
const EVERYTHING: f64 = 100.0;
/// How many candidates there are.
pub(crate) const CANDIDATES: usize = RECIPES.len();

/// Half-life, in weeks, of what tells weekdays apart.
const LONG: f64 = 12.0;
/// Days that are looked at.
const WINDOW: i32 = 52 * 7;
/// A slot without a contact in the window is closed where the pooled profile expects this many.
const SURELY_OPEN: f64 = 3.0;
/// A neighbour that differs by more than this ratio is across an edge and is not smoothed with.
const EDGE: f64 = 0.6;

/// Sums of each weekday's slots at each memory, from which any weekday's candidates follow.
#[derive(Debug)]
pub(crate) struct Profiles {
    slots: usize,
    /// By memory, then weekday: weighted slot counts, and the weight of the days.
    sums: [[(Vec<f64>, f64); 7]; 3],
    long: [(Vec<f64>, f64); 7],
    /// Plain counts of the window, which tell closed slots.
    seen: [Vec<f64>; 7],
}

impl Profiles {
    /// `slots` is the length of a day.
    #[must_use]
    pub(crate) fn of(past: &[PastDay<'_>], slots: usize) -> Self {
        let empty = || (vec![0.0; slots], 0.0);
        let mut sums: [[(Vec<f64>, f64); 7]; 3] =
            std::array::from_fn(|_| std::array::from_fn(|_| empty()));
        let mut long: [(Vec<f64>, f64); 7] = std::array::from_fn(|_| empty());
        let mut seen: [Vec<f64>; 7] = std::array::from_fn(|_| vec![0.0; slots]);
        let last = past.last().map_or(0, |day| day.index);
        for day in past.iter().rev().take_while(|day| last - day.index < WINDOW) {
            let weeks = f64::from(last - day.index) / 7.0;
            for (sums, half_life) in sums.iter_mut().zip(HALF_LIVES) {
                let weight = exp2(-weeks / half_life);
                if weight > 1e-3 {
                    add(&mut sums[day.weekday], day.counts, weight);
                }
            }
            add(&mut long[day.weekday], day.counts, exp2(-weeks / LONG));
            seen[day.weekday].iter_mut().zip(day.counts).for_each(|(sum, count)| *sum += count);
        }
        Self { slots, sums, long, seen }
    }

    /// The candidates of a weekday, in the order of the recipes.
    #[must_use]
    pub(crate) fn candidates(&self, weekday: usize) -> Vec<Vec<f64>> {
        let kinship = self.kinship(weekday);
        let open = self.open(weekday, &kinship);
        let bases: Vec<_> =
            self.sums.iter().map(|sums| Base::of(sums, weekday, &kinship, self.slots)).collect();
        let candidate = |(memory, pseudo_days, is_smooth): &(usize, f64, bool)| {
            let base = &bases[*memory];
            let mut profile = base.mixed(*pseudo_days);
            if *is_smooth {
                profile = smoothed(&smoothed(&profile));
            }
            for (share, is_open) in profile.iter_mut().zip(&open) {
                if !is_open {
                    *share = 0.0;
                }
            }
            normalised(&profile)
        };
        RECIPES.iter().map(candidate).collect()
    }

    /// 1 where another weekday's profile differs by chance alone, near 0 where it is another kind
    /// of day.
    fn kinship(&self, weekday: usize) -> [f64; 7] {
        let (own, _) = &self.long[weekday];
        let own_total: f64 = own.iter().sum();
        std::array::from_fn(|other| {
            let (theirs, _) = &self.long[other];
            let total: f64 = theirs.iter().sum();
            if other == weekday || total <= 0.0 || own_total <= 0.0 {
                return if other == weekday { 1.0 } else { f64::from(u8::from(total > 0.0)) };
            }
            let (mut distance, mut chance) = (0.0, 0.0);
            for (a, b) in own.iter().zip(theirs) {
                distance += (a / own_total - b / total).abs();
                let share = (a + b) / (own_total + total);
                chance += 1.2 * sqrt(share * (1.0 / own_total + 1.0 / total));
            }
            let ratio = distance / (chance + 0.04);
            1.0 / (1.0 + ratio * ratio * ratio * ratio)
        })
    }

    fn open(&self, weekday: usize, kinship: &[f64; 7]) -> Vec<bool> {
        let own_total: f64 = self.seen[weekday].iter().sum();
        let mut pooled = vec![0.0; self.slots];
        for (seen, weight) in self.seen.iter().zip(kinship) {
            pooled.iter_mut().zip(seen).for_each(|(sum, count)| *sum += weight * count);
        }
        let total: f64 = pooled.iter().sum();
        let expected = |pooled: f64| pooled / f64::max(total, 1e-9) * own_total;
        let seen = self.seen[weekday].iter().zip(&pooled);
        seen.map(|(seen, pooled)| *seen > 0.0 || expected(*pooled) < SURELY_OPEN).collect()
    }
}

/// One memory's own and pooled profile of a weekday.
struct Base {
    own: Vec<f64>,
    pooled: Vec<f64>,
    days: f64,
}

impl Base {
    fn of(sums: &[(Vec<f64>, f64); 7], weekday: usize, kinship: &[f64; 7], slots: usize) -> Self {
        let mut pooled = vec![0.0; slots];
        for ((sum, _), weight) in sums.iter().zip(kinship) {
            pooled.iter_mut().zip(sum).for_each(|(pooled, sum)| *pooled += weight * sum);
        }
        let (own, days) = &sums[weekday];
        Self { own: normalised(own), pooled: normalised(&pooled), days: *days }
    }

    fn mixed(&self, pseudo_days: f64) -> Vec<f64> {
        let weight = self.days / (self.days + pseudo_days).max(1e-9);
        let both = self.own.iter().zip(&self.pooled);
        both.map(|(own, pooled)| weight * own + (1.0 - weight) * pooled).collect()
    }
}

fn add(sum: &mut (Vec<f64>, f64), counts: &[f64], weight: f64) {
    sum.0.iter_mut().zip(counts).for_each(|(sum, count)| *sum += weight * count);
    sum.1 += weight;
}

/// Shares that add up to 1; even ones where there is nothing.
fn normalised(values: &[f64]) -> Vec<f64> {
    let total: f64 = values.iter().sum();
    if total > 0.0 {
        return values.iter().map(|value| value / total).collect();
    }
    vec![1.0 / (values.len().max(1) as f64); values.len()]
}

/// A quarter of each neighbour, except across an edge.
fn smoothed(profile: &[f64]) -> Vec<f64> {
    let share = |at: usize| {
        let own = profile[at];
        let neighbour = |other: Option<&f64>| match other {
            Some(other) if *other >= EDGE * own && own >= EDGE * other => *other,
            _ => own,
        };
        let before = neighbour(at.checked_sub(1).and_then(|at| profile.get(at)));
        0.5 * own + 0.25 * (before + neighbour(profile.get(at + 1)))
    };
    (0..profile.len()).map(share).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smoothing_keeps_the_edge_of_opening() {
        let smooth = smoothed(&[0.0, 0.3, 0.4, 0.3]);
        assert!(smooth[0].abs() < 1e-12, "{smooth:?}");
        assert!((smooth[2] - 0.35).abs() < 1e-12, "{smooth:?}");
    }

    #[test]
    fn a_weekday_without_days_borrows_the_profile_of_the_others() {
        let counts = [10.0, 30.0];
        let past: Vec<_> = (0..5)
            .map(|day| PastDay { index: day, weekday: 0, total: 40.0, counts: &counts })
            .collect();
        for profile in Profiles::of(&past, 2).candidates(3) {
            assert!(profile.iter().sum::<f64>() > 0.999, "{profile:?}");
        }
    }
}
