//! The combination: a weighted mean of the pool's totals spread by a weighted mean of profiles, both
//! weighted by how they served at past origins.
//!
//! Room:  forecast; the default method.
//! Takes: lessons. Gives: `Combination`, which turns what candidates say into slot means.
//! Holds: weights add up to 1; slots add up to the day's total.
//! Proof: tests/it/properties.rs, `slots_add_up_to_days`; backtests in docs/forecast.md.

use crate::lessons::{Lesson, Lessons};
use crate::profile::CANDIDATES;
use crate::weights::{Cases, even};
use libm::exp2;

/// Ranges of lead that learn apart; the last day of each.
const RANGES: [i32; 7] = [1, 7, 14, 21, 28, 56, i32::MAX];
/// A lesson counts half after so many days.
const HALF_LIFE: f64 = 120.0;
/// From so many days ahead lessons of profiles are of one kind; fewer of them suffice.
const PROFILE_CASES: usize = 6_000;

/// Which range of lead a day so far ahead is in.
pub(crate) fn range(lead: i32) -> usize {
    RANGES.iter().position(|last| lead <= *last).unwrap_or(RANGES.len() - 1)
}

pub(crate) const RANGE_COUNT: usize = RANGES.len();

/// Learned weights.
#[derive(Clone, Debug)]
pub(crate) struct Combination {
    totals: [Vec<f64>; RANGE_COUNT],
    profiles: [Vec<f64>; 7],
}

/// What a lesson counts.
pub(crate) fn weight(lesson: &Lesson<'_>) -> f64 {
    exp2(-f64::from(lesson.age) / HALF_LIFE)
}

impl Combination {
    pub(crate) fn learn(lessons: &Lessons<'_>, width: usize) -> Self {
        Self { totals: learn_totals(lessons, width), profiles: learn_profiles(lessons) }
    }

    /// The weights of the pool at a lead.
    pub(crate) fn weights(&self, lead: i32) -> &[f64] {
        &self.totals[range(lead)]
    }

    /// The day's total from what the pool says.
    pub(crate) fn total(&self, said: &[f64], lead: i32) -> f64 {
        said.iter().zip(&self.totals[range(lead)]).map(|(said, weight)| said * weight).sum()
    }

    /// The weekday's profile from its candidates.
    pub(crate) fn profile(&self, candidates: &[Vec<f64>], weekday: usize) -> Vec<f64> {
        let slots = candidates.first().map_or(0, Vec::len);
        let mut profile = vec![0.0; slots];
        for (candidate, weight) in candidates.iter().zip(&self.profiles[weekday]) {
            profile.iter_mut().zip(candidate).for_each(|(sum, share)| *sum += weight * share);
        }
        profile
    }
}

/// Each range from what all of them learn together.
fn learn_totals(lessons: &Lessons<'_>, width: usize) -> [Vec<f64>; RANGE_COUNT] {
    let mut ranges: [Cases; RANGE_COUNT] = std::array::from_fn(|_| Cases::new(width));
    for lesson in &lessons.lessons {
        let said = lesson.totals.iter().copied();
        ranges[range(lesson.lead)].push(said, lesson.day.total, weight(lesson));
    }
    let mut all = Cases::new(width);
    ranges.iter().for_each(|cases| all.extend(cases));
    let common = all.learn(&even(width));
    let mut latest = common.clone();
    ranges.map(|cases| {
        // Ranges beyond what could be tried keep the weights of the last that could.
        if !cases.is_empty() {
            latest = cases.learn(&common);
        }
        latest.clone()
    })
}

/// Profiles are judged on days whose total is given.
fn learn_profiles(lessons: &Lessons<'_>) -> [Vec<f64>; 7] {
    let mut weekdays: [Cases; 7] = std::array::from_fn(|_| Cases::new(CANDIDATES));
    let slots = lessons.lessons.first().map_or(1, |lesson| lesson.day.counts.len().max(1));
    let step = (lessons.lessons.len() * slots).div_ceil(PROFILE_CASES).max(1);
    if slots > 1 {
        for lesson in lessons.lessons.iter().step_by(step) {
            let candidates = &lessons.profiles[lesson.profiles];
            let of_day = &mut weekdays[lesson.day.weekday];
            for (slot, came) in lesson.day.counts.iter().enumerate() {
                let said = candidates.iter().map(|profile| profile[slot] * lesson.day.total);
                of_day.push(said, *came, weight(lesson));
            }
        }
    }
    let mut all = Cases::new(CANDIDATES);
    weekdays.iter().for_each(|cases| all.extend(cases));
    let common = all.learn(&even(CANDIDATES));
    weekdays.map(|cases| cases.learn(&common))
}
