//! Handle time: its level, weekday and time of day, each believed as far as answered contacts carry it.
//!
//! Room:  forecast; beside the contacts.
//! Takes: two series of the same days: answered contacts and their seconds. Gives: a `Forecast` in
//!        seconds per contact.
//! Holds: a slot with few contacts is drawn to its time of day, that to the weekday, that to the level;
//!        errors count by answered contacts.
//! Proof: tests/handle.rs.

use crate::bands::LEVELS;
use crate::fingerprint::fingerprint;
use crate::past::{Almanac, PastDay, regular_days};
use crate::run::{Expected, Forecast, ForecastDay, MOST_DAYS, Note, Refusal, Request, Weight};
use crate::series::{Kind, Series};
use crate::weights::{Cases, even};
use libm::exp2;

/// Half-lives of the level, in days.
const LEVELS_OF: [f64; 3] = [5.0, 14.0, 50.0];
/// Half-life of weekday and time of day, in days.
const SHAPE: f64 = 200.0;
/// Answered contacts that say: as the level, as the level's weekday, as the time of day of all days.
const DRAWN_TO_LEVEL: f64 = 150.0;
const DRAWN_TO_DAY: f64 = 150.0;
const DRAWN_TO_SLOT: f64 = 400.0;
/// Each level, with the time of day of all weekdays and with the weekday's own; and no shape at all.
const CANDIDATES: usize = 3 * LEVELS_OF.len();
/// Weeks of past origins.
const WEEKS: i32 = 12;
const LEAST_PAST: usize = 10;
const SIZES: usize = 3;

/// The name under which this model stands in a result.
pub const METHOD: &str = "handle_time";

/// Answered contacts and the seconds spent on them, on the same days and grid.
#[derive(Clone, Copy, Debug)]
pub struct HandleSeries<'a> {
    pub answered: &'a Series,
    pub seconds: &'a Series,
}

/// A day's answered contacts beside their seconds.
struct Both<'a> {
    index: i32,
    weekday: usize,
    answered: &'a [f64],
    seconds: &'a [f64],
}

fn pair<'a>(answered: &[PastDay<'a>], seconds: &[PastDay<'a>]) -> Vec<Both<'a>> {
    let both = answered.iter().filter_map(|day| {
        let at = seconds.binary_search_by_key(&day.index, |other| other.index).ok()?;
        let seconds = seconds[at].counts;
        Some(Both { index: day.index, weekday: day.weekday, answered: day.counts, seconds })
    });
    both.collect()
}

/// Sums of seconds and contacts.
#[derive(Clone, Copy, Default)]
struct Sum {
    seconds: f64,
    answered: f64,
}

impl Sum {
    fn add(&mut self, seconds: f64, answered: f64, weight: f64) {
        self.seconds += weight * seconds;
        self.answered += weight * answered;
    }

    /// The mean, drawn to `to` by so many contacts.
    fn drawn(self, to: f64, contacts: f64) -> f64 {
        (self.seconds + contacts * to) / (self.answered + contacts)
    }
}

/// What is known of handle time before an origin.
struct Shape {
    levels: [f64; LEVELS_OF.len()],
    /// Relative to the level.
    weekdays: [f64; 7],
    /// Relative to the weekday, by slot; of all weekdays and of each.
    slots: Vec<f64>,
    own: [Vec<f64>; 7],
}

impl Shape {
    /// `None` without an answered contact.
    fn of(days: &[Both<'_>], slots: usize) -> Option<Self> {
        let last = days.last()?.index;
        let mut levels = [Sum::default(); LEVELS_OF.len()];
        let mut whole = Sum::default();
        let mut weekdays = [Sum::default(); 7];
        let mut of_slot = vec![Sum::default(); slots];
        let mut own: [Vec<Sum>; 7] = std::array::from_fn(|_| vec![Sum::default(); slots]);
        for day in days {
            let age = f64::from(last - day.index);
            let fade = exp2(-age / SHAPE);
            let (seconds, answered) = (day.seconds.iter().sum(), day.answered.iter().sum());
            for (sum, half_life) in levels.iter_mut().zip(LEVELS_OF) {
                sum.add(seconds, answered, exp2(-age / half_life));
            }
            whole.add(seconds, answered, fade);
            weekdays[day.weekday].add(seconds, answered, fade);
            for (slot, (seconds, answered)) in day.seconds.iter().zip(day.answered).enumerate() {
                of_slot[slot].add(*seconds, *answered, fade);
                own[day.weekday][slot].add(*seconds, *answered, fade);
            }
        }
        if whole.answered <= 0.0 || whole.seconds <= 0.0 {
            return None;
        }
        let mean = whole.seconds / whole.answered;
        let weekdays = weekdays.map(|sum| sum.drawn(mean, DRAWN_TO_LEVEL) / mean);
        let slots: Vec<f64> =
            of_slot.iter().map(|sum| sum.drawn(mean, DRAWN_TO_DAY) / mean).collect();
        let mut own_slots: [Vec<f64>; 7] = std::array::from_fn(|_| Vec::new());
        for (weekday, sums) in own.iter().enumerate() {
            let day = mean * weekdays[weekday];
            let relative = |(sum, slot): (&Sum, &f64)| sum.drawn(day * slot, DRAWN_TO_SLOT) / day;
            own_slots[weekday] = sums.iter().zip(&slots).map(relative).collect();
        }
        let levels = levels.map(|sum| sum.drawn(mean, DRAWN_TO_LEVEL));
        Some(Self { levels, weekdays, slots, own: own_slots })
    }

    fn candidates(&self, weekday: usize, slot: usize) -> impl Iterator<Item = f64> {
        let day = self.weekdays[weekday];
        let shapes = [1.0, day * self.slots[slot], day * self.own[weekday][slot]];
        let levels = self.levels;
        shapes.into_iter().flat_map(move |shape| levels.map(|level| level * shape))
    }
}

fn weighed(candidates: impl Iterator<Item = f64>, weights: &[f64]) -> f64 {
    candidates.zip(weights).map(|(said, weight)| said * weight).sum()
}

/// Ratios of what came to what was said, by how many contacts a slot has.
struct Ratios {
    edges: [f64; SIZES - 1],
    quantiles: [[f64; 5]; SIZES],
}

impl Ratios {
    /// `tried` holds answered contacts and ratio.
    fn measure(mut tried: Vec<(f64, f64)>) -> Self {
        tried.sort_by(|a, b| a.0.total_cmp(&b.0));
        let edge = |part: usize| tried.get(part * tried.len() / SIZES).map_or(0.0, |pair| pair.0);
        let edges = [edge(1), edge(2)];
        let mut ratios: [Vec<f64>; SIZES] = std::array::from_fn(|_| Vec::new());
        for (answered, ratio) in tried {
            ratios[size(edges, answered)].push(ratio);
        }
        let quantiles = ratios.map(|mut ratios| {
            ratios.sort_by(f64::total_cmp);
            let rank = |level: f64| crate::score::rank(level, ratios.len());
            LEVELS.map(|level| ratios.get(rank(level)).copied().unwrap_or_else(|| unknown(level)))
        });
        Self { edges, quantiles }
    }

    fn around(&self, said: f64, answered: f64) -> [f64; 5] {
        self.quantiles[size(self.edges, answered)].map(|ratio| said * ratio)
    }
}

fn size(edges: [f64; SIZES - 1], answered: f64) -> usize {
    edges.iter().filter(|edge| answered > **edge).count()
}

/// Half below to double above, where nothing was tried.
fn unknown(level: f64) -> f64 {
    exp2(2.0 * level - 1.0)
}

/// Forecasts seconds per answered contact.
pub fn run(series: HandleSeries<'_>, request: &Request) -> Result<Forecast, Refusal> {
    if !(1..=MOST_DAYS).contains(&request.days) {
        return Err(Refusal::Horizon { days: request.days });
    }
    let answered = series.answered;
    let origin = i32::try_from(answered.index(request.origin)).unwrap_or(0).max(0);
    let horizon = i32::try_from(request.days).unwrap_or(1);
    let end = usize::try_from(origin.saturating_add(horizon)).unwrap_or(0);
    let almanac = Almanac::new(answered, end);
    let days = pair(
        &regular_days(answered, &almanac, origin),
        &regular_days(series.seconds, &almanac, origin),
    );
    let slots = answered.grid.slots;
    let shape = Shape::of(&days, slots).ok_or(Refusal::NoHistory { origin: request.origin })?;
    let (weights, ratios, tried) = learn(&days, origin, slots);
    let usual = usual(&days, slots);
    // A slot without contacts on this weekday has the handle time of the others: some may come.
    let is_used: Vec<bool> =
        (0..slots).map(|slot| usual.iter().any(|of_day| of_day[slot] > 0.0)).collect();
    let day = |index: i32| {
        let weekday = almanac.weekday(index);
        let is_open = almanac.kind(index) != Kind::Closed
            && usual[weekday].iter().any(|contacts| *contacts > 0.0);
        let slot = |slot: usize| {
            if !is_open || !is_used[slot] {
                return Expected::default();
            }
            let contacts = usual[weekday][slot];
            let mean = weighed(shape.candidates(weekday, slot), &weights);
            Expected { mean, quantiles: ratios.around(mean, contacts) }
        };
        let of_slots: Vec<Expected> = (0..slots).map(slot).collect();
        ForecastDay {
            day: answered.first.plus_days(i64::from(index)),
            kind: almanac.kind(index),
            total: of_day(&of_slots, &usual[weekday]),
            passed: 0,
            slots: of_slots,
        }
    };
    let days_of_forecast = (origin..origin.saturating_add(horizon)).map(day).collect();
    let is_short = tried < LEAST_PAST;
    let note = is_short.then_some(Note::ShortHistory { regular_days: days.len() });
    Ok(Forecast {
        method: METHOD.to_owned(),
        seed: request.seed,
        fingerprint: fingerprint(series.seconds, origin, request, &[]),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        weights: named(&weights),
        notes: note.into_iter().collect(),
        days: days_of_forecast,
    })
}

/// The day's mean by usual contacts. Its band is that of the slots, narrowed as far as they are
/// many: half of a miss is common to the day.
fn of_day(slots: &[Expected], usual: &[f64]) -> Expected {
    let contacts: f64 = usual.iter().sum();
    let mean_of = |value: &dyn Fn(&Expected) -> f64| {
        let sum: f64 = slots.iter().zip(usual).map(|(slot, contacts)| value(slot) * contacts).sum();
        if contacts > 0.0 { sum / contacts } else { 0.0 }
    };
    let mean = mean_of(&|slot| slot.mean);
    let quantiles =
        std::array::from_fn(|at| mean + 0.5 * (mean_of(&|slot| slot.quantiles[at]) - mean));
    Expected { mean, quantiles }
}

fn named(weights: &[f64]) -> Vec<Weight> {
    let shapes = ["flat", "time_of_day", "weekday_and_time"];
    let names = shapes
        .iter()
        .flat_map(|shape| LEVELS_OF.iter().map(move |half_life| format!("{shape}_{half_life}d")));
    let weight =
        |(method, weight): (String, &f64)| Weight { method, first_day: *weight, last_day: *weight };
    names.zip(weights).map(weight).collect()
}

/// Weights of the candidates and spread of what they missed, a week ahead, by week; and how many
/// slots were tried.
fn learn(days: &[Both<'_>], origin: i32, slots: usize) -> (Vec<f64>, Ratios, usize) {
    let mut cases = Cases::new(CANDIDATES);
    let mut lessons = Vec::new();
    for week in 1..=WEEKS {
        let earlier = origin - 7 * week;
        let known = days.partition_point(|day| day.index < earlier);
        if known < LEAST_PAST {
            break;
        }
        let Some(shape) = Shape::of(&days[..known], slots) else { continue };
        let end = days.partition_point(|day| day.index < earlier + 7);
        for day in &days[known..end] {
            for (slot, (answered, seconds)) in day.answered.iter().zip(day.seconds).enumerate() {
                if *answered > 0.0 {
                    let said: Vec<f64> = shape.candidates(day.weekday, slot).collect();
                    cases.push(said.iter().copied(), seconds / answered, *answered);
                    lessons.push((said, seconds / answered, *answered));
                }
            }
        }
    }
    let weights = cases.learn(&even(CANDIDATES));
    let ratio = |(said, came, answered): &(Vec<f64>, f64, f64)| {
        (*answered, came / weighed(said.iter().copied(), &weights).max(1e-9))
    };
    let tried: Vec<(f64, f64)> = lessons.iter().map(ratio).collect();
    let count = tried.len();
    (weights, Ratios::measure(tried), count)
}

/// Answered contacts of a slot on a usual day of each weekday.
fn usual(days: &[Both<'_>], slots: usize) -> [Vec<f64>; 7] {
    let mut sums: [Vec<f64>; 7] = std::array::from_fn(|_| vec![0.0; slots]);
    let mut counts = [0.0; 7];
    for day in days.iter().rev().take(7 * 8) {
        sums[day.weekday].iter_mut().zip(day.answered).for_each(|(sum, count)| *sum += count);
        counts[day.weekday] += 1.0;
    }
    for (sums, count) in sums.iter_mut().zip(counts) {
        sums.iter_mut().for_each(|sum| *sum /= f64::max(count, 1.0));
    }
    sums
}
