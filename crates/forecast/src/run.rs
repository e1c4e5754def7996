//! A forecast from a series: the door of this room.
//!
//! Room:  forecast; called by commands, jobs and backtests.
//! Takes: `Series`, `Request`, on the day itself what came so far. Gives: `Forecast` or a `Refusal`.
//! Holds: same inputs, same numbers, bit for bit; values at or after the origin (or the cut) are not
//!        read; slots add up to their day.
//! Never: reads a clock; learns from special days as if they were regular.
//! Proof: tests/it/properties.rs.

use crate::bands::{Bands, Miss};
use crate::combination::{self, Combination};
use crate::fingerprint::fingerprint;
use crate::lessons::{self, Lessons, Plan};
use crate::method::{self, Method};
use crate::past::{Almanac, PastDay, View, regular_days};
use crate::profile::Profiles;
use crate::rest::{self, Rest, Told};
use crate::series::{Kind, Series};
use crate::special::{Effect, Specials};
use domain::calendar::Day;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// First day that is forecast.
    pub origin: Day,
    /// Days that are forecast, at most `MOST_DAYS`.
    pub days: u32,
    /// `combination`, or one of `methods()`.
    pub method: String,
    pub seed: u64,
}

/// The name of the default.
pub const COMBINATION: &str = "combination";

/// 104 weeks.
pub const MOST_DAYS: u32 = 728;

/// A slot's mean and quantiles (`bands::LEVELS`), in contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Expected {
    pub mean: f64,
    pub quantiles: [f64; 5],
}

/// One day's forecast. After a cut the slots before it hold nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ForecastDay {
    pub day: Day,
    pub kind: Kind,
    /// Of the slots below, so after a cut of the rest of the day.
    pub total: Expected,
    /// The first slots of the day that are not forecast, because they are over.
    pub passed: usize,
    pub slots: Vec<Expected>,
}

/// What a forecast says about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub method: String,
    pub seed: u64,
    /// Of all that was read: series before the origin, calendar, request, version of this crate.
    pub fingerprint: String,
    pub version: String,
    /// What the pool weighs on the first and on the last day.
    pub weights: Vec<Weight>,
    pub notes: Vec<Note>,
    pub days: Vec<ForecastDay>,
}

/// The part that one of the pool has.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    pub method: String,
    pub first_day: f64,
    pub last_day: f64,
}

/// What the reader of a forecast should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "note", rename_all = "snake_case")]
pub enum Note {
    /// Too few days to try anything on past origins: weights are even and bands a guess.
    ShortHistory { regular_days: usize },
    /// No contact in the whole history.
    NothingCame,
    /// A weekday (1 = Monday) without any day in the history: taken as closed.
    WeekdayNeverOpen { weekday: u8 },
    /// A weekday that so short a history does not hold: taken as a mean day.
    WeekdayUnknown { weekday: u8 },
    /// A special day without an earlier one of its name is forecast as a regular one.
    SpecialAsRegular { day: Day },
    /// A special day is forecast from the earlier ones of its name, which brought so many percent of a
    /// mean day.
    SpecialAsBefore { day: Day, event: String, times: u32, percent: u32 },
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::ShortHistory { regular_days } => write!(
                f,
                "only {regular_days} regular days of history: weights are even and bands a guess; \
                 eight weeks make them measured"
            ),
            Self::NothingCame => write!(f, "no contact in the whole history: the forecast is 0"),
            Self::WeekdayNeverOpen { weekday } => {
                write!(f, "weekday {weekday} (1 = Monday) never had data: taken as closed")
            }
            Self::WeekdayUnknown { weekday } => write!(
                f,
                "weekday {weekday} (1 = Monday) is not yet in the history: taken as a mean day"
            ),
            Self::SpecialAsRegular { day } => {
                write!(
                    f,
                    "{day} is a special day: forecast as a regular one, give it an effect by hand"
                )
            }
            Self::SpecialAsBefore { day, event, times, percent } => write!(
                f,
                "{day} is {event}: forecast at {percent} % of a mean day, as {times} earlier such \
                 day(s) were"
            ),
        }
    }
}

/// Why there is no forecast.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("no regular day with data before {origin}; choose a later origin or load earlier data")]
    NoHistory { origin: Day },
    #[error("`{name}` is no method; there are {known}")]
    UnknownMethod { name: String, known: String },
    #[error(
        "{days} days were asked for; at most {MOST_DAYS} (104 weeks) and at least 1 are forecast"
    )]
    Horizon { days: u32 },
    #[error("the cut leaves no slot of the day; choose one before the day's last slot")]
    NothingLeft,
}

/// Every name that `Request::method` takes.
#[must_use]
pub fn methods() -> Vec<&'static str> {
    let alone = method::alone(0).into_iter().map(|method| method.name());
    std::iter::once(COMBINATION).chain(alone).collect()
}

fn pool(request: &Request) -> Result<Vec<Box<dyn Method>>, Refusal> {
    if request.method == COMBINATION {
        return Ok(method::pool());
    }
    let alone = method::alone(request.seed).into_iter();
    let found: Vec<_> = alone.filter(|method| method.name() == request.method).collect();
    if found.is_empty() {
        let name = request.method.chars().take(40).collect();
        return Err(Refusal::UnknownMethod { name, known: methods().join(", ") });
    }
    Ok(found)
}

/// Forecasts from the series. `so_far` holds the origin day's slots that are over, where the rest of
/// that day is wanted.
pub fn run(
    series: &Series,
    request: &Request,
    so_far: Option<&[f64]>,
) -> Result<Forecast, Refusal> {
    let several = so_far.map(<[f64]>::to_vec).into_iter().collect::<Vec<_>>();
    let forecasts = run_with_cuts(series, request, &several)?;
    let wanted = forecasts.into_iter().next_back();
    wanted.ok_or(Refusal::NothingLeft)
}

/// The forecast from the start of the origin day, then one more for each of the cuts: what was
/// learned is learned once.
pub fn run_with_cuts(
    series: &Series,
    request: &Request,
    cuts: &[Vec<f64>],
) -> Result<Vec<Forecast>, Refusal> {
    if !(1..=MOST_DAYS).contains(&request.days) {
        return Err(Refusal::Horizon { days: request.days });
    }
    let pool = pool(request)?;
    let origin = i32::try_from(series.index(request.origin)).unwrap_or(0).max(0);
    let horizon = i32::try_from(request.days).unwrap_or(1);
    let until = usize::try_from(origin.saturating_add(horizon)).unwrap_or(0);
    let almanac = Almanac::new(series, until + 8);
    let past = regular_days(series, &almanac, origin);
    if past.is_empty() {
        return Err(Refusal::NoHistory { origin: request.origin });
    }
    let plan = Plan::for_horizon(horizon);
    let lessons = lessons::gather(&past, &almanac, origin, &pool, plan);
    let learned = Learned::from(&lessons, pool.len());
    let room = Room { series, request, pool: &pool, almanac: &almanac, past: &past, origin };
    let whole = room.forecast(&learned);
    let mut forecasts = vec![whole];
    for so_far in cuts {
        let rest = room.rest(&forecasts[0], so_far, &lessons, &learned)?;
        forecasts.push(rest);
    }
    Ok(forecasts)
}

/// What past origins taught.
struct Learned {
    combination: Combination,
    slots: Bands,
    days: Bands,
    lessons: usize,
}

impl Learned {
    fn from(lessons: &Lessons<'_>, width: usize) -> Self {
        let combination = Combination::learn(lessons, width);
        let (mut slots, mut days) = (Vec::new(), Vec::new());
        for lesson in &lessons.lessons {
            let said = combination.total(&lesson.totals, lesson.lead);
            let weight = combination::weight(lesson);
            let miss = |said: f64, came: f64| Miss { lead: lesson.lead, said, came, weight };
            days.push(miss(said, lesson.day.total));
            let candidates = &lessons.profiles[lesson.profiles];
            let profile = combination.profile(candidates, lesson.day.weekday);
            let pairs = profile.iter().zip(lesson.day.counts);
            slots.extend(pairs.map(|(share, came)| miss(share * said, *came)));
        }
        Self {
            combination,
            slots: Bands::measure(&slots),
            days: Bands::measure(&days),
            lessons: lessons.lessons.len(),
        }
    }
}

/// All that a run looks at.
struct Room<'a> {
    series: &'a Series,
    request: &'a Request,
    pool: &'a [Box<dyn Method>],
    almanac: &'a Almanac,
    past: &'a [PastDay<'a>],
    origin: i32,
}

/// Days of history after which a weekday without data is closed, not unknown.
const TELLING: i32 = 14;
/// Past cases below which bands and weights are a guess.
const FEW: usize = 10;

impl Room<'_> {
    fn forecast(&self, learned: &Learned) -> Forecast {
        let horizon = i32::try_from(self.request.days).unwrap_or(1);
        let targets: Vec<i32> = (self.origin..self.origin.saturating_add(horizon)).collect();
        let view = View::new(self.past, self.almanac);
        let said: Vec<Vec<f64>> =
            self.pool.iter().map(|method| method.totals(&view, &targets)).collect();
        let profiles = Profiles::of(self.past, self.series.grid.slots);
        let profiles: [Vec<f64>; 7] = std::array::from_fn(|weekday| {
            learned.combination.profile(&profiles.candidates(weekday), weekday)
        });
        let mut notes = self.notes(learned);
        let specials = Specials::learn(self.series, &view, self.origin);
        let days = targets.iter().enumerate().map(|(at, day)| {
            let lead = day - self.origin + 1;
            let of_day: Vec<f64> = said.iter().map(|totals| totals[at]).collect();
            let said = learned.combination.total(&of_day, lead);
            let profile = &profiles[self.almanac.weekday(*day)];
            if let Some((event, effect)) = self.effect(*day, &specials) {
                let total = specials.total(&view, *day, said.max(0.0), effect);
                notes.push(self.as_before(*day, event, effect));
                return widened(
                    self.spread(*day, total, &effect.profile(profile), learned),
                    effect,
                );
            }
            let total = self.total(*day, said, &mut notes);
            self.spread(*day, total, profile, learned)
        });
        let days = days.collect();
        let (first, last) = (learned.combination.weights(1), learned.combination.weights(horizon));
        let weights = self.pool.iter().zip(first.iter().zip(last)).map(|(method, weights)| {
            let (first_day, last_day) = (*weights.0, *weights.1);
            Weight { method: method.name().to_owned(), first_day, last_day }
        });
        Forecast {
            method: self.request.method.clone(),
            seed: self.request.seed,
            fingerprint: fingerprint(self.series, self.origin, self.request, &[]),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            weights: weights.collect(),
            notes,
            days,
        }
    }

    /// What is known of a special day's name.
    fn effect<'s>(&self, day: i32, specials: &'s Specials<'_>) -> Option<(&str, &'s Effect)> {
        let of_day = self.series.days.get(usize::try_from(day).ok()?)?;
        let event = of_day.event.as_deref().filter(|_| of_day.kind == Kind::Special);
        Some((event?, specials.effect(event)?))
    }

    fn as_before(&self, day: i32, event: &str, effect: &Effect) -> Note {
        let (day, event, times) = (self.date(day), event.to_owned(), effect.times);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a factor is above 0, and far below what the number holds"
        )]
        let percent = (100.0 * effect.factor).round() as u32;
        Note::SpecialAsBefore { day, event, times, percent }
    }

    /// What holds for the whole history.
    fn notes(&self, learned: &Learned) -> Vec<Note> {
        let mut notes = Vec::new();
        if learned.lessons < FEW {
            notes.push(Note::ShortHistory { regular_days: self.past.len() });
        }
        if self.past.iter().all(|day| day.total <= 0.0) {
            notes.push(Note::NothingCame);
        }
        notes
    }

    /// The day's total: none on closed days, a mean day where the history is too short to tell.
    fn total(&self, day: i32, said: f64, notes: &mut Vec<Note>) -> f64 {
        match self.almanac.kind(day) {
            Kind::Closed => return 0.0,
            Kind::Special => notes.push(Note::SpecialAsRegular { day: self.date(day) }),
            Kind::Regular | Kind::Missing => {}
        }
        let weekday = self.almanac.weekday(day);
        if self.past.iter().any(|day| day.weekday == weekday) {
            return said.max(0.0);
        }
        let known = self.origin - self.past.first().map_or(self.origin, |day| day.index);
        let number = u8::try_from(weekday + 1).unwrap_or(7);
        let is_told = known >= TELLING;
        let note = if is_told {
            Note::WeekdayNeverOpen { weekday: number }
        } else {
            Note::WeekdayUnknown { weekday: number }
        };
        if !notes.contains(&note) {
            notes.push(note);
        }
        let sum: f64 = self.past.iter().map(|day| day.total).sum();
        if is_told { 0.0 } else { sum / (self.past.len() as f64) }
    }

    fn date(&self, day: i32) -> Day {
        self.series.first.plus_days(i64::from(day))
    }

    fn spread(&self, day: i32, total: f64, profile: &[f64], learned: &Learned) -> ForecastDay {
        let lead = day - self.origin + 1;
        let slot = |share: &f64| {
            let mean = share * total;
            Expected { mean, quantiles: learned.slots.quantiles(mean, lead) }
        };
        ForecastDay {
            day: self.date(day),
            kind: self.almanac.kind(day),
            total: Expected { mean: total, quantiles: learned.days.quantiles(total, lead) },
            passed: 0,
            slots: profile.iter().map(slot).collect(),
        }
    }

    /// The forecast again, with the rest of its first day updated by what came before the cut.
    fn rest(
        &self,
        whole: &Forecast,
        so_far: &[f64],
        lessons: &Lessons<'_>,
        learned: &Learned,
    ) -> Result<Forecast, Refusal> {
        let cut = so_far.len();
        let first = whole.days.first().filter(|day| cut < day.slots.len());
        let first = first.ok_or(Refusal::NothingLeft)?;
        let days = told(lessons, &learned.combination);
        let dispersion = learned.days.dispersion(1);
        let rest = Rest::learn(&days, cut, minutes(self.series), dispersion);
        let (mut slots, mut totals) = (Vec::new(), Vec::new());
        for day in &days {
            let factors = rest.factors(&day.said, day.came);
            let mut sums = (0.0, 0.0);
            let later = day.said.iter().zip(day.came).skip(cut).zip(factors);
            for ((said, came), factor) in later {
                let said = said * factor;
                slots.push(Miss { lead: 1, said, came: *came, weight: day.weight });
                sums = (sums.0 + said, sums.1 + came);
            }
            totals.push(Miss { lead: 1, said: sums.0, came: sums.1, weight: day.weight });
        }
        let said: Vec<f64> = first.slots.iter().map(|slot| slot.mean).collect();
        let factors = rest.factors(&said, so_far);
        let bands = Bands::measure(&slots);
        let mut updated = first.clone();
        for (slot, factor) in updated.slots.iter_mut().skip(cut).zip(factors) {
            let mean = slot.mean * factor;
            *slot = Expected { mean, quantiles: bands.quantiles(mean, 1) };
        }
        updated.slots.iter_mut().take(cut).for_each(|slot| *slot = Expected::default());
        updated.passed = cut;
        let mean: f64 = updated.slots.iter().map(|slot| slot.mean).sum();
        updated.total = Expected { mean, quantiles: Bands::measure(&totals).quantiles(mean, 1) };
        let mut forecast = whole.clone();
        forecast.fingerprint = fingerprint(self.series, self.origin, self.request, so_far);
        forecast.days[0] = updated;
        Ok(forecast)
    }
}

/// The day with the bands of its effect.
fn widened(mut day: ForecastDay, effect: &Effect) -> ForecastDay {
    day.total = effect.widened(day.total);
    day.slots.iter_mut().for_each(|slot| *slot = effect.widened(*slot));
    day
}

fn minutes(series: &Series) -> usize {
    usize::try_from(series.grid.minutes).unwrap_or(30)
}

/// Past days as they were forecast the evening before.
fn told<'a>(lessons: &Lessons<'a>, combination: &Combination) -> Vec<Told<'a>> {
    let one_ahead = lessons.lessons.iter().filter(|lesson| lesson.lead == 1);
    one_ahead
        .map(|lesson| {
            let total = combination.total(&lesson.totals, 1);
            let candidates = &lessons.profiles[lesson.profiles];
            let profile = combination.profile(candidates, lesson.day.weekday);
            let said = profile.iter().map(|share| share * total).collect();
            Told { said, came: lesson.day.counts, weight: rest::weight(lesson.age) }
        })
        .collect()
}
