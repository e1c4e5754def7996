//! How many will call, and when they really do.
//!
//! Room:  sim; between the catalogue and the centre.
//! Takes: an intent, a local day. Gives: what is expected per quarter hour (the planner staffs for
//!        it), what the day makes of it (noise, bill days, outages), and the next call.
//! Holds: a day's calls depend on the seed and the date alone; a surge adds calls and moves none.
//! Proof: tests below.

use crate::catalogue::{Catalogue, Intent, Shape};
use crate::random::{HOUR, MINUTE, Random, Stream};
use domain::Timestamp;

/// Quarter hours of a day; the example house lives in a zone without clock changes.
pub(crate) const QUARTERS: usize = 96;
pub(crate) const QUARTER: i64 = 15 * MINUTE;

/// Calls per quarter hour of one day.
pub(crate) type Profile = [f64; QUARTERS];

/// Weight of each hour, Monday to Friday.
const OFFICE: [f64; 24] = [
    0.3, 0.2, 0.1, 0.1, 0.1, 0.2, 0.5, 1.2, 4.6, 8.6, 9.8, 8.4, 5.4, 5.8, 7.8, 8.6, 8.0, 6.4, 4.8,
    4.6, 4.4, 3.4, 1.8, 0.8,
];
const HOME: [f64; 24] = [
    0.7, 0.4, 0.3, 0.2, 0.2, 0.3, 0.8, 2.0, 4.4, 6.4, 6.8, 6.0, 5.0, 4.8, 5.0, 5.2, 5.2, 5.6, 6.8,
    8.6, 9.4, 7.4, 4.4, 2.0,
];

/// A local day: its number since 1970, weekday and day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Date {
    pub number: u64,
    /// 1 = Monday.
    pub weekday: u8,
    pub of_month: u8,
    pub midnight: i64,
}

impl Date {
    pub(crate) fn at(house: &Catalogue, instant: Timestamp) -> Self {
        let day = house.zone.day(instant);
        let midnight = house.zone.day_interval(day).start;
        let text = day.to_string();
        let of_month = text.rsplit('-').next().and_then(|d| d.parse().ok()).unwrap_or(1);
        // Twelve hours on, so that no zone puts local midnight on the wrong side.
        let number = midnight.micros().saturating_add(12 * HOUR).div_euclid(24 * HOUR);
        let number = u64::try_from(number).unwrap_or(0);
        Self { number, weekday: day.weekday(), of_month, midnight: midnight.micros() }
    }
}

/// What the planner expects of an intent on a day.
pub(crate) fn expected(house: &Catalogue, intent: &Intent, date: Date) -> Profile {
    let queue = intent.queue.and_then(|queue| house.queues.get(queue));
    let per_day = queue.map_or(intent.self_service_per_day, |queue| queue.per_day);
    let shape = queue.map_or(Shape::Home, |queue| queue.shape);
    let (saturday, sunday) = queue.map_or((0.9, 0.85), |queue| queue.weekend);
    let hours = queue.and_then(|queue| queue.hours);
    let weekday = match date.weekday {
        1 => 1.12,
        5 => 0.97,
        6 => saturday,
        7 => sunday,
        _ => 1.0,
    };
    // Bills come out on the first days of the month.
    let bills = intent.queue.is_some_and(|queue| queue <= 1) && date.of_month <= 3;
    let factor = weekday * if bills { 1.25 } else { 1.0 };
    let weights = match shape {
        Shape::Office => OFFICE,
        Shape::Home => HOME,
    };
    let mut profile = [0.0; QUARTERS];
    for (quarter, rate) in profile.iter_mut().enumerate() {
        let open = hours.is_none_or(|(opens, closes)| {
            // A few call just before opening and after closing, and are refused.
            let hour = quarter / 4;
            hour >= usize::from(opens) && hour < usize::from(closes)
        });
        let share = between_hours(&weights, quarter) / weights.iter().sum::<f64>() / 4.0;
        *rate = per_day * factor * share * if open { 1.0 } else { 0.15 };
    }
    profile
}

/// The weight at the middle of a quarter, straight between the middles of the hours.
fn between_hours(weights: &[f64; 24], quarter: usize) -> f64 {
    const INTO: [f64; 4] = [-0.375, -0.125, 0.125, 0.375];
    let (hour, into) = (quarter / 4, INTO[quarter % 4]);
    let other = if into < 0.0 { (hour + 23) % 24 } else { (hour + 1) % 24 };
    weights[hour] * (1.0 - into.abs()) + weights[other] * into.abs()
}

/// What the day makes of it: a factor of its own, rougher quarters, now and then an outage.
pub(crate) fn actual(seed: u64, number: usize, expected: &Profile, date: Date) -> Profile {
    let intent = u64::try_from(number).unwrap_or(0);
    let mut whole = Random::of(seed, Stream::Demand, date.number << 8);
    let mut own = Random::of(seed, Stream::Demand, (date.number << 8) | (intent + 1));
    let day = whole.log_normal(1.0, 0.04) * own.log_normal(1.0, 0.04);
    let outage = own.chance(0.03).then(|| {
        let from = 32 + own.below(44) as usize;
        (from..from + 5, own.between(1.4, 1.9))
    });
    let mut profile = *expected;
    for (quarter, rate) in profile.iter_mut().enumerate() {
        *rate *= day * own.log_normal(1.0, 0.08);
        if let Some((hit, factor)) = &outage
            && hit.contains(&quarter)
        {
            *rate *= factor;
        }
    }
    profile
}

/// The first call after `from`, at `share` of the profile's rate, before `until`: the time at
/// which the summed rate has grown by an exponential amount.
pub(crate) fn next_call(
    profile: &Profile,
    midnight: i64,
    share: f64,
    (from, until): (i64, i64),
    random: &mut Random,
) -> Option<i64> {
    let mut owed = random.exponential(1.0);
    let mut at = from;
    while at < until {
        let quarter = usize::try_from((at - midnight).div_euclid(QUARTER)).unwrap_or(QUARTERS);
        let end = midnight + (at - midnight).div_euclid(QUARTER) * QUARTER + QUARTER;
        let rate = profile.get(quarter)? * share;
        let left = rate * fraction(end - at);
        if owed < left {
            let into = crate::random::micros(owed / rate * (QUARTER / 1_000_000) as f64);
            // One microsecond at least, so that two calls never coincide.
            let found = at + into.max(1);
            return (found < until).then_some(found);
        }
        owed -= left;
        at = end;
    }
    None
}

#[expect(clippy::cast_precision_loss, reason = "less than a quarter hour of microseconds")]
fn fraction(length: i64) -> f64 {
    length as f64 / QUARTER as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_tuesday(house: &Catalogue) -> Date {
        Date::at(house, Timestamp::parse("2026-11-24T05:00:00+08:00").unwrap())
    }

    #[test]
    fn a_date_knows_its_weekday_and_midnight() {
        let house = Catalogue::example(1);
        let date = a_tuesday(&house);
        assert_eq!((date.weekday, date.of_month), (2, 24));
        assert_eq!(date.midnight, Timestamp::parse("2026-11-23T16:00:00Z").unwrap().micros());
    }

    #[test]
    fn calls_come_as_often_as_expected() {
        let house = Catalogue::example(1);
        let date = a_tuesday(&house);
        let profile = expected(&house, &house.intents[4], date);
        let total: f64 = profile.iter().sum();
        assert!((total - house.queues[4].per_day).abs() < 0.02 * total, "{total}");
        let mut random = Random::of(3, Stream::Arrivals, 0);
        let mut calls = 0_u32;
        let days = 20;
        for _ in 0..days {
            let mut at = date.midnight;
            let until = date.midnight + 24 * HOUR;
            while let Some(next) = next_call(&profile, date.midnight, 1.0, (at, until), &mut random)
            {
                assert!(next > at);
                at = next;
                calls += 1;
            }
        }
        let mean = f64::from(calls) / f64::from(days);
        assert!((mean - total).abs() < 4.0 * (total / f64::from(days)).sqrt(), "{mean} {total}");
    }

    #[test]
    fn a_day_is_the_same_again_and_unlike_the_next() {
        let house = Catalogue::example(1);
        let date = a_tuesday(&house);
        let plan = expected(&house, &house.intents[0], date);
        let next = Date { number: date.number + 1, ..date };
        assert_eq!(actual(5, 0, &plan, date).to_vec(), actual(5, 0, &plan, date).to_vec());
        assert_ne!(actual(5, 0, &plan, date).to_vec(), actual(5, 0, &plan, next).to_vec());
        assert_ne!(actual(5, 0, &plan, date).to_vec(), actual(6, 0, &plan, date).to_vec());
    }
}
