//! What a roster breaks and what it costs, in sentences.
//!
//! Room:  roster; within `cc`.

use super::demand::First;
use super::{Day, Instance, Roster};
use crate::row::{Broken, Kind};

pub(super) fn broken(instance: &Instance, roster: &Roster) -> Vec<String> {
    let mut told = Vec::new();
    for (person, days) in roster.iter().enumerate() {
        let name = &instance.file.agents[person].id;
        let choices: Vec<u8> = days.iter().map(|at| at.choice).collect();
        for broken in instance.rows[person].broken(&choices) {
            told.push(format!("{name}: {}", rule(instance, person, broken)));
        }
        for (day, at) in days.iter().enumerate().filter(|(_, at)| at.choice != 0) {
            for (pause, begin) in instance.template(at.choice).breaks.iter().zip(at.breaks) {
                if !(pause.first..=pause.last).contains(&usize::from(begin)) {
                    let window = format!("{} to {}", pause.first, pause.last);
                    told.push(format!(
                        "{name}: day {day}: a break begins at slot {begin}, its window is {window}"
                    ));
                }
            }
        }
    }
    told
}

fn rule(instance: &Instance, person: usize, broken: Broken) -> String {
    let agent = &instance.file.agents[person];
    let minutes = |slots: u32| slots * instance.file.slot_min;
    match broken {
        Broken::NotAllowed { day } if agent.leave.contains(&day) => format!("day {day}: on leave"),
        Broken::NotAllowed { day } => format!("day {day}: this shift is not allowed"),
        Broken::Follows { day } => {
            format!("day {day}: fewer than {} slots of rest since the day before", agent.min_rest)
        }
        Broken::RunTooLong { day, days } => {
            format!("day {day}: {days} days worked in a row, at most {}", agent.max_consecutive)
        }
        Broken::RunTooShort { day, days } | Broken::OffTooShort { day, days } => {
            format!("day {day}: a run of {days} days is too short")
        }
        Broken::NightsInARow { day } => {
            format!("day {day}: more than {} nights in a row", agent.max_consecutive_nights)
        }
        Broken::TooLong { day, minutes: worked, most } => {
            format!(
                "week of day {day}: {} paid minutes, at most {}",
                minutes(worked),
                minutes(most)
            )
        }
        Broken::TooShort { day, minutes: worked, least } => {
            format!(
                "week of day {day}: {} paid minutes, at least {}",
                minutes(worked),
                minutes(least)
            )
        }
        Broken::TooManyDays { day, days, most } => {
            format!("week of day {day}: {days} days worked, at most {most}")
        }
        Broken::Limit { limit, count } => {
            let limit = instance.rows[person].limits[limit];
            let kind = match limit.kind {
                Kind::Choices(_) => "nights",
                Kind::WeekendDays => "days at weekends",
                Kind::Weekends => "weekends",
            };
            format!("{count} {kind}, at most {}", limit.most)
        }
    }
}

pub(super) fn prices(instance: &Instance, roster: &Roster) -> Vec<String> {
    let mut told = Vec::new();
    for (person, days) in roster.iter().enumerate() {
        for (day, at) in days.iter().enumerate() {
            let price =
                instance.wishes[person][day * instance.starts.len() + usize::from(at.choice)];
            if price != 0 {
                let name = &instance.file.agents[person].id;
                told.push(format!(
                    "{name}: day {day}: has {}: wishes: {price}",
                    tag(instance, *at)
                ));
            }
        }
    }
    let fair = instance.fair(roster);
    if fair != 0 {
        told.push(format!("the most nights and the most days at weekends of one person: {fair}"));
    }
    let cover = instance.cover(roster);
    let per_day = instance.file.slots_per_day;
    for (slot, price) in instance.prices(First::Cost).iter().enumerate() {
        let (unmet, idle) = (cover.unmet(slot), cover.idle(slot));
        let cost = price.under * i64::from(unmet) + price.over * i64::from(idle);
        if cost != 0 {
            let (day, at) = (slot / per_day, slot % per_day);
            told.push(format!(
                "day {day}: slot {at}: {unmet} missing, {idle} without work: {cost}"
            ));
        }
    }
    told
}

fn tag(instance: &Instance, at: Day) -> &str {
    if at.choice == 0 { "a day off" } else { &instance.template(at.choice).tag }
}
