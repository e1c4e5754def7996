//! Changes of people, read and checked.
//!
//! Room:  server/http/build; used by the routes and by the import.
//! Takes: what is asked for. Gives: what the store is to write, or what is wrong with it.
//! Holds: things that are named must be known; a level is 1 to 9; a contract is within bounds.
//! Never: decides who may.
//! Proof: tests below; `tests/it/api_people.rs`.

use crate::http::build::people::SkillDetail;
use crate::http::query;
use crate::http::refusal::Refusal;
use crate::http::views::people::{ContractView, PersonFactKind};
use crate::http::views::people_change::PersonFactChange;
use domain::calendar::Day;
use domain::{AgentId, SeatId, SiteId, SkillId, TeamId};
use journal::carry::Names;
use std::collections::BTreeMap;
use store::{FactChange, FactKind, FactValue};

const LONGEST_TEXT: usize = 100;
const LONGEST_REASON: usize = 300;
const MOST_LANGUAGES: usize = 10;
const MOST_HOURS: f64 = 80.0;

/// Letters, digits and a few signs: what identifies a person in files and at doors.
pub fn number(text: &str) -> Result<String, Refusal> {
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() || text.chars().count() > 40 || !text.chars().all(is_sign) {
        let hint = "Write 1 to 40 letters, digits or - _ . as on the badge";
        return Err(Refusal::parameter("number", text, hint));
    }
    Ok(text.to_owned())
}

/// A name without signs that are none.
pub fn name(field: &str, text: &str) -> Result<String, Refusal> {
    let is_name = !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= LONGEST_TEXT
        && !text.chars().any(char::is_control);
    if is_name {
        return Ok(text.to_owned());
    }
    let hint = "Write 1 to 100 characters without spaces at the ends";
    Err(Refusal::parameter(field, text, hint))
}

/// Why something is changed.
pub fn reason(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    let is_long = text.chars().count() > LONGEST_REASON;
    if text.is_empty() || is_long || text.chars().any(|c| c.is_control() && c != '\n') {
        let hint = "Write in a few words why this is changed (1 to 300 characters)";
        return Err(Refusal::parameter("reason", text, hint));
    }
    Ok(text.to_owned())
}

/// The days of employment.
pub fn employment(hired: &str, left: Option<&str>) -> Result<(Day, Option<Day>), Refusal> {
    let hired = query::day("hired_on", hired)?;
    let left = left.map(|left| query::day("left_on", left)).transpose()?;
    if let Some(day) = left.filter(|left| *left <= hired) {
        let hint = "The first day after the employment comes after the day of hiring";
        return Err(Refusal::parameter("left_on", &day.to_string(), hint));
    }
    Ok((hired, left))
}

/// What the store is to write of one change.
pub fn fact(
    change: &PersonFactChange,
    day: Day,
    (names, accounts): (&Names, &BTreeMap<u32, String>),
) -> Result<FactChange, Refusal> {
    use PersonFactChange as C;
    let held = |holds: bool| holds.then(|| FactValue::of(1));
    let (kind, slot, value) = match change {
        C::Site { site } => {
            let site = *site;
            known("site", site, |id| names.sites.contains_key(&SiteId(id)))?;
            (FactKind::Site, 0, site.map(FactValue::of))
        }
        C::Team { team } => {
            let team = *team;
            known("team", team, |id| names.teams.contains_key(&TeamId(id)))?;
            (FactKind::Team, 0, team.map(FactValue::of))
        }
        C::Skill { skill, level, certified_until } => {
            known("skill", Some(*skill), |id| names.skills.contains_key(&SkillId(id)))?;
            (FactKind::Skill, *skill, skill_value(*level, certified_until.as_deref())?)
        }
        C::Contract { contract } => {
            (FactKind::Contract, 0, contract.as_ref().map(contract_value).transpose()?)
        }
        C::Agent { agent, holds } => {
            known("agent", Some(*agent), |id| names.agents.contains_key(&AgentId(id)))?;
            (FactKind::Agent, *agent, held(*holds))
        }
        C::Account { account, holds } => {
            known("account", Some(*account), |id| accounts.contains_key(&id))?;
            (FactKind::Account, *account, held(*holds))
        }
        C::Leads { team, holds } => {
            known("team", Some(*team), |id| names.teams.contains_key(&TeamId(id)))?;
            (FactKind::Leads, *team, held(*holds))
        }
        C::Seat { seat, holds } => {
            known("seat", Some(*seat), |id| names.seats.contains_key(&SeatId(id)))?;
            (FactKind::Seat, *seat, held(*holds))
        }
    };
    Ok(FactChange::From { kind, slot, day, value })
}

/// A level with the last day of its certificate.
pub fn skill_value(
    level: Option<u32>,
    certified_until: Option<&str>,
) -> Result<Option<FactValue>, Refusal> {
    let Some(level) = level else { return Ok(None) };
    if !(1..=9).contains(&level) {
        return Err(Refusal::parameter("level", &level.to_string(), "Write 1 (best) to 9"));
    }
    let until = certified_until.map(|day| query::day("certified_until", day)).transpose()?;
    let detail = match until {
        None => String::new(),
        Some(_) => serde_json::to_string(&SkillDetail { certified_until: until })
            .expect("a day can be written"),
    };
    Ok(Some(FactValue { value: level, detail }))
}

/// A contract within bounds.
pub fn contract_value(contract: &ContractView) -> Result<FactValue, Refusal> {
    let hours = contract.hours_per_week;
    let quarters = hours * 4.0;
    let is_whole = (quarters - quarters.round()).abs() < 1e-9;
    if !(0.25..=MOST_HOURS).contains(&hours) || !is_whole {
        let hint = "Write hours of a week in steps of a quarter, up to 80";
        return Err(Refusal::parameter("hours_per_week", &hours.to_string(), hint));
    }
    if contract.languages.len() > MOST_LANGUAGES {
        let hint = "Name ten languages at most";
        return Err(Refusal::parameter("languages", &contract.languages.len().to_string(), hint));
    }
    for language in &contract.languages {
        name("languages", language)?;
    }
    if let Some(class) = &contract.holiday_pay_class {
        name("holiday_pay_class", class)?;
    }
    let detail = serde_json::to_string(contract).expect("numbers and texts can be written");
    Ok(FactValue { value: 1, detail })
}

#[must_use]
pub const fn kind(kind: PersonFactKind) -> FactKind {
    match kind {
        PersonFactKind::Site => FactKind::Site,
        PersonFactKind::Team => FactKind::Team,
        PersonFactKind::Skill => FactKind::Skill,
        PersonFactKind::Contract => FactKind::Contract,
        PersonFactKind::Agent => FactKind::Agent,
        PersonFactKind::Account => FactKind::Account,
        PersonFactKind::Leads => FactKind::Leads,
        PersonFactKind::Seat => FactKind::Seat,
    }
}

fn known(field: &str, id: Option<u32>, is_known: impl Fn(u32) -> bool) -> Result<(), Refusal> {
    match id {
        Some(id) if !is_known(id) => {
            let hint = format!("Write the id of a {field} that is known");
            Err(Refusal::parameter(field, &id.to_string(), &hint))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_are_kept() {
        assert!(number("E0001").is_ok() && number("工-7").is_ok());
        for wrong in ["", " E1", "=1+1", "a b", "../x\u{0}", &"9".repeat(41)] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
        assert!(skill_value(Some(0), None).is_err() && skill_value(Some(10), None).is_err());
        assert_eq!(skill_value(None, None), Ok(None));
        let contract = |hours_per_week| ContractView {
            hours_per_week,
            is_part_time: false,
            night_allowed: true,
            languages: vec!["普通话".into()],
            holiday_pay_class: None,
        };
        for (hours, is_fine) in [(37.5, true), (0.0, false), (81.0, false), (37.6, false)] {
            assert_eq!(contract_value(&contract(hours)).is_ok(), is_fine, "{hours}");
        }
        assert!(employment("2026-11-22", Some("2026-11-22")).is_err());
        assert!(reason("  ").is_err());
    }
}
