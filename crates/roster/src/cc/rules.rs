//! The rules and wishes of an agent as a row.
//!
//! Room:  roster; within `cc`.

use super::{Agent, File, Start, Template};
use crate::row::{Choice, Choices, Kind, Limit, Row, Span};

/// The tag of night shifts (月亮班).
pub(super) const NIGHT: &str = "moon";
const HOLIDAY: &str = "holiday";
const OFF: &str = "off";
/// Protected people end by 22:00.
const LATEST_HOUR: usize = 22;

/// Limits that every row begins with: fairness sets them.
pub(super) const FAIR_NIGHTS: usize = 0;
pub(super) const FAIR_WEEKENDS: usize = 1;

pub(super) fn with_tag(file: &File, starts: &[Start], tag: &str) -> Choices {
    let has = |(_, start): &(usize, &Start)| file.templates[start.template].tag == tag;
    starts.iter().enumerate().skip(1).filter(has).fold(0, |all, (choice, _)| all | 1 << choice)
}

fn paid_slots(template: &Template) -> usize {
    let unpaid: usize = template.breaks.iter().filter(|b| !b.paid).map(|b| b.len).sum();
    template.len.saturating_sub(unpaid)
}

pub(super) fn row(file: &File, starts: &[Start], agent: &Agent) -> Row {
    let nights = with_tag(file, starts, NIGHT);
    let most_nights_all = usize::from(agent.max_nights_28) * file.days.max(28) / 28;
    let most_nights_all = u16::try_from(most_nights_all).unwrap_or(u16::MAX);
    let run = u16::try_from(file.days).unwrap_or(u16::MAX);
    Row {
        choices: choices(file, starts, agent),
        allowed: allowed(file, starts, agent, most_nights_all),
        most_run: agent.max_consecutive.min(run),
        least_run: 1,
        least_off: 1,
        most_nights: agent.max_consecutive_nights.min(run),
        spans: spans(file, agent),
        limits: vec![
            Limit { kind: Kind::Choices(nights), most: u16::MAX },
            Limit { kind: Kind::WeekendDays, most: u16::MAX },
            Limit { kind: Kind::Choices(nights), most: most_nights_all },
        ],
    }
}

fn choices(file: &File, starts: &[Start], agent: &Agent) -> Vec<Choice> {
    let mut choices = vec![Choice { minutes: 0, next: Choices::MAX, is_night: false }];
    for start in &starts[1..] {
        let template = &file.templates[start.template];
        let rested = start.slot + template.len + agent.min_rest;
        let may = |(_, next): &(usize, &Start)| next.slot + file.slots_per_day >= rested;
        let next =
            starts.iter().enumerate().skip(1).filter(may).fold(1, |all, (c, _)| all | 1 << c);
        let minutes = u32::try_from(paid_slots(template)).unwrap_or(u32::MAX);
        choices.push(Choice { minutes, next, is_night: template.tag == NIGHT });
    }
    choices
}

fn allowed(file: &File, starts: &[Start], agent: &Agent, nights: u16) -> Vec<Choices> {
    let latest = LATEST_HOUR * file.slots_per_day / 24;
    let may = |(_, start): &(usize, &Start)| {
        let template = &file.templates[start.template];
        let is_night = template.tag == NIGHT;
        let is_late = is_night || start.slot + template.len > latest;
        agent.templates.contains(&template.id)
            && agent.skills.iter().any(|skill| template.skills.contains(skill))
            && !(agent.protected && is_late)
            && !(is_night && (nights == 0 || agent.max_consecutive_nights == 0))
    };
    let always = starts.iter().enumerate().skip(1).filter(may).fold(1, |all, (c, _)| all | 1 << c);
    (0..file.days).map(|day| if agent.leave.contains(&day) { 1 } else { always }).collect()
}

fn spans(file: &File, agent: &Agent) -> Vec<Span> {
    let weeks = file.days.div_ceil(7);
    let span = |week: usize| {
        let end = (7 * week + 7).min(file.days);
        let leave = agent.leave.iter().filter(|day| **day / 7 == week).count();
        let due = u32::try_from(5_usize.saturating_sub(leave)).unwrap_or(0);
        let least = if end == 7 * week + 7 {
            (agent.min_week * due).div_ceil(5 * file.slot_min)
        } else {
            0
        };
        let days =
            u16::try_from(end - 7 * week).unwrap_or(7).saturating_sub(agent.min_days_off_week);
        Span { end, least, most: agent.max_week / file.slot_min, days }
    };
    (0..weeks).map(span).collect()
}

/// Requests unmet and preferences, by day and choice.
pub(super) fn wishes(file: &File, starts: &[Start], agent: &Agent) -> Vec<i64> {
    let mut wishes = vec![0; file.days * starts.len()];
    let tag = |choice: usize| {
        if choice == 0 { OFF } else { file.templates[starts[choice].template].tag.as_str() }
    };
    for day in 0..file.days {
        let holiday = if file.holidays.contains(&day) { agent.prefs.get(HOLIDAY) } else { None };
        for choice in 0..starts.len() {
            let wish = &mut wishes[day * starts.len() + choice];
            let unmet = agent.requests.iter().filter(|r| r.day == day && r.tag != tag(choice));
            *wish += unmet.map(|request| request.cost).sum::<i64>();
            if choice != 0 {
                *wish += agent.prefs.get(tag(choice)).unwrap_or(&0) + holiday.unwrap_or(&0);
            }
        }
    }
    wishes
}

/// The sets of skills that people serve with, and by person and template which one it is.
pub(super) fn groups(file: &File) -> (Vec<u32>, Vec<Vec<u16>>) {
    let bits = |skills: &[String]| {
        let place = |skill: &String| file.skills.iter().position(|known| known == skill);
        skills.iter().filter_map(place).fold(0_u32, |all, place| all | 1 << place)
    };
    let templates: Vec<u32> =
        file.templates.iter().map(|template| bits(&template.skills)).collect();
    let mut groups: Vec<u32> = Vec::new();
    let mut group_of = Vec::new();
    for agent in &file.agents {
        let own = bits(&agent.skills);
        let of = |template: &u32| {
            let set = own & template;
            let place = groups.iter().position(|group| *group == set).unwrap_or_else(|| {
                groups.push(set);
                groups.len() - 1
            });
            u16::try_from(place).unwrap_or(u16::MAX)
        };
        group_of.push(templates.iter().map(of).collect());
    }
    (groups, group_of)
}
