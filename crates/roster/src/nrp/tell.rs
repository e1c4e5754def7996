//! What a roster breaks and what it costs, in sentences.
//!
//! Room:  roster; within `nrp`.

use super::Instance;
use crate::row::{Broken, Kind};

pub(super) fn broken(instance: &Instance, roster: &[Vec<u8>]) -> Vec<String> {
    let mut told = Vec::new();
    for (person, days) in roster.iter().enumerate() {
        for broken in instance.problem.rows[person].broken(days) {
            let what = rule(instance, person, days, broken);
            told.push(format!("{}: {what}", instance.people[person]));
        }
    }
    told
}

fn rule(instance: &Instance, person: usize, days: &[u8], broken: Broken) -> String {
    let name = |day: usize| &instance.shifts[usize::from(days[day])];
    match broken {
        Broken::NotAllowed { day } => format!("day {day}: shift {} is not allowed", name(day)),
        Broken::Follows { day } => {
            format!("day {day}: shift {} may not follow {}", name(day), name(day - 1))
        }
        Broken::RunTooLong { day, days } => {
            let most = instance.problem.rows[person].most_run;
            format!("day {day}: {days} days worked in a row, at most {most}")
        }
        Broken::RunTooShort { day, days } => {
            let least = instance.problem.rows[person].least_run;
            format!("day {day}: {days} days worked in a row, at least {least}")
        }
        Broken::OffTooShort { day, days } => {
            let least = instance.problem.rows[person].least_off;
            format!("day {day}: {days} days off in a row, at least {least}")
        }
        Broken::NightsInARow { day } => format!("day {day}: too many nights in a row"),
        Broken::TooLong { minutes, most, .. } => {
            format!("{} minutes, at most {}", minutes * instance.unit, most * instance.unit)
        }
        Broken::TooShort { minutes, least, .. } => {
            format!("{} minutes, at least {}", minutes * instance.unit, least * instance.unit)
        }
        Broken::TooManyDays { days, most, .. } => format!("{days} days worked, at most {most}"),
        Broken::Limit { limit, count } => {
            let limit = instance.problem.rows[person].limits[limit];
            let kind = match limit.kind {
                Kind::Choices(choices) => {
                    let shift = &instance.shifts[choices.trailing_zeros() as usize];
                    format!("shifts {shift}")
                }
                Kind::WeekendDays => "days at weekends".to_owned(),
                Kind::Weekends => "weekends worked".to_owned(),
            };
            format!("{count} {kind}, at most {}", limit.most)
        }
    }
}

pub(super) fn prices(instance: &Instance, roster: &[Vec<u8>]) -> Vec<String> {
    let problem = &instance.problem;
    let mut told = Vec::new();
    for (person, days) in roster.iter().enumerate() {
        for (day, choice) in days.iter().enumerate() {
            let price = problem.wishes[person][day * problem.choices + usize::from(*choice)];
            if price != 0 {
                let shift = &instance.shifts[usize::from(*choice)];
                let has = if shift.is_empty() { "off" } else { shift };
                told.push(format!(
                    "{}: day {day}: has {has}: wishes unmet: {price}",
                    instance.people[person]
                ));
            }
        }
    }
    for (cover, count) in problem.covers.iter().zip(problem.counts(roster)) {
        let price = cover.cost(count);
        if price != 0 {
            let shift = &instance.shifts[usize::from(cover.choice)];
            let (day, need) = (cover.day, cover.need);
            told.push(format!("day {day}: shift {shift}: {count} people, {need} wanted: {price}"));
        }
    }
    told
}
