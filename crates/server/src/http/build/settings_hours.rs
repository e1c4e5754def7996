//! Opening hours as people wrote them, checked, and what is odd about them.
//!
//! Room:  server/http/build; under the plans of changes.
//! Takes: `WeekHours`. Gives: `OpeningHours`, or the first problem with its place; warnings.

use crate::http::build::settings_words::{name, problem, zone};
use crate::http::views::settings::{DayHours, QueueSettings, WeekHours};
use crate::http::views::settings_change::{Caution, Problem, ProblemCode, Warning};
use domain::calendar::Day;
use domain::opening::{BadHours, OpenSpan, OpeningHours};
use std::collections::{BTreeMap, BTreeSet};

/// Stretches on one day.
const MOST_SPANS: usize = 8;
/// Dates with hours of their own.
const MOST_DATES: usize = 400;
const MINUTES_A_DAY: u16 = 24 * 60;

/// Reads hours.
pub fn read(written: &WeekHours) -> Result<OpeningHours, Problem> {
    if let Some(given) = &written.zone {
        zone("hours.zone", given)?;
    }
    let place = |day: usize| format!("hours.week.{day}");
    let read = |(day, of_day): (usize, &Vec<String>)| spans(&place(day), of_day);
    let days = written.week.iter().enumerate().map(read).collect::<Result<Vec<_>, _>>()?;
    let given = days.len().to_string();
    let bad = |_| {
        let words = ("A week has seven days", "Write seven lists, Monday first");
        problem(ProblemCode::BadWeek, "hours.week", &given, words)
    };
    let week: [Vec<OpenSpan>; 7] = days.try_into().map_err(bad)?;
    let (exceptions, occasions) = dates(&written.exceptions)?;
    Ok(OpeningHours { zone: written.zone.clone(), week, exceptions, occasions })
}

type Dates = (BTreeMap<Day, Vec<OpenSpan>>, BTreeMap<Day, String>);

fn dates(written: &[DayHours]) -> Result<Dates, Problem> {
    if written.len() > MOST_DATES {
        let words = ("There are too many dates", "Take out those that are past");
        let given = written.len().to_string();
        return Err(problem(ProblemCode::TooMany, "hours.exceptions", &given, words));
    }
    let (mut exceptions, mut occasions) = (BTreeMap::new(), BTreeMap::new());
    for (place, DayHours { date, spans: of_day, name: occasion }) in written.iter().enumerate() {
        let place = format!("hours.exceptions.{place}");
        let words = ("That is no date", "Write it as 2026-10-01");
        let bad = || problem(ProblemCode::BadDate, &format!("{place}.date"), date, words);
        let day = Day::parse(date).ok_or_else(bad)?;
        if exceptions.insert(day, spans(&format!("{place}.spans"), of_day)?).is_some() {
            let words = ("The date stands there twice", "Keep one line for each date");
            return Err(problem(ProblemCode::DateTwice, &format!("{place}.date"), date, words));
        }
        if let Some(occasion) = occasion {
            name(&format!("{place}.name"), occasion)?;
            occasions.insert(day, occasion.clone());
        }
    }
    Ok((exceptions, occasions))
}

fn spans(place: &str, written: &[String]) -> Result<Vec<OpenSpan>, Problem> {
    if written.len() > MOST_SPANS {
        let words = ("There are too many stretches", "Join those that touch");
        return Err(problem(ProblemCode::TooMany, place, &written.len().to_string(), words));
    }
    let mut read = Vec::new();
    for (at, text) in written.iter().enumerate() {
        let place = format!("{place}.{at}");
        let span = OpenSpan::parse(text).map_err(|error| bad_span(&place, text, &error))?;
        if read.iter().any(|other| overlap(*other, span)) {
            let words = ("Two stretches of the day overlap", "Join them or set them apart");
            return Err(problem(ProblemCode::SpansOverlap, &place, text, words));
        }
        read.push(span);
    }
    read.sort();
    Ok(read)
}

fn overlap(a: OpenSpan, b: OpenSpan) -> bool {
    let ((from, until), (other, end)) = (a.minutes(), b.minutes());
    from < end && other < until
}

fn bad_span(place: &str, text: &str, error: &BadHours) -> Problem {
    let code = match error {
        BadHours::Malformed { .. } => ProblemCode::BadSpan,
        BadHours::OffGrid { .. } => ProblemCode::SpanOffGrid,
        BadHours::Empty { .. } => ProblemCode::SpanEmpty,
    };
    let said = error.to_string();
    let (message, remedy) = said.split_once("; ").unwrap_or((&said, "write it as 08:00-22:00"));
    problem(code, place, text, (message, remedy))
}

/// The weekdays (1 = Monday) on which at least one of these queues is open, by their last hours. A
/// night counts on the day on which it begins.
#[must_use]
pub fn open_weekdays(queues: &[QueueSettings]) -> BTreeSet<u8> {
    let is_open = |queue: &QueueSettings, day: usize| {
        let last = queue.hours.last().and_then(|version| version.hours.as_ref());
        last.is_none_or(|hours| hours.week.get(day).is_some_and(|spans| !spans.is_empty()))
    };
    let days = (1..).zip(0..7).filter(|(_, day)| queues.iter().any(|queue| is_open(queue, *day)));
    days.map(|(weekday, _)| weekday).collect()
}

/// What is allowed and may not be meant. `before`: dates that stood there are not told again.
#[must_use]
pub fn warnings(hours: &OpeningHours, before: Option<&WeekHours>, today: Day) -> Vec<Warning> {
    let warning = |caution, detail| Warning { caution, detail };
    let mut warnings = Vec::new();
    let is_ever_open = hours.week.iter().chain(hours.exceptions.values()).any(|d| !d.is_empty());
    let closed: Vec<String> = (1..)
        .zip(&hours.week)
        .filter(|(_, of_day)| of_day.is_empty())
        .map(|(weekday, _): (u8, _)| weekday.to_string())
        .collect();
    if !is_ever_open {
        warnings.push(warning(Caution::AlwaysClosed, None));
    } else if !closed.is_empty() {
        warnings.push(warning(Caution::ClosedWeekday, Some(closed.join(","))));
    }
    for (day, next) in (0..7).map(|day| (day, (day + 1) % 7)) {
        let reaches = hours.week[day].iter().map(|span| span.minutes().1).max().unwrap_or(0);
        let begins = hours.week[next].iter().map(|span| span.minutes().0).min();
        if begins.is_some_and(|begins| reaches > MINUTES_A_DAY + begins) {
            let detail = Some((day + 1).to_string());
            warnings.push(warning(Caution::OverlapsNextDay, detail));
        }
    }
    let stood = |date: &str| before.is_some_and(|b| b.exceptions.iter().any(|d| d.date == date));
    let past = hours.exceptions.keys().filter(|day| **day < today).map(ToString::to_string);
    let new: Vec<String> = past.filter(|date| !stood(date)).collect();
    if !new.is_empty() {
        warnings.push(warning(Caution::PastDate, Some(new.join(", "))));
    }
    warnings
}
