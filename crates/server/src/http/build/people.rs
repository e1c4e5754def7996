//! People as screens show them, from rows and facts.
//!
//! Room:  server/http/build.
//! Takes: rows and facts of the store, names of the live state. Gives: `PersonLine`, `PersonSpan`.
//! Holds: what was never registered is shown as its id.
//! Never: reads protected facts; that somebody is protected comes as a yes or no.
//! Proof: `tests/it/api_people.rs`.

use crate::http::build::names;
use crate::http::views::people::{
    ContractView, PeopleNamed, PeopleTeam, PersonChangeView, PersonFactKind, PersonLine,
    PersonSkill, PersonSpan, PersonStanding, PersonValue,
};
use domain::calendar::Day;
use domain::{AgentId, PersonId, SeatId, SiteId, SkillId, TeamId};
use journal::carry::Names;
use live::Live;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::{Fact, FactKind, FactValue, PersonChange, PersonRow};

/// The business day of the centre.
#[must_use]
pub fn today(live: &Live, now: domain::Timestamp) -> Day {
    live.zone().business_day(now, live.centre().business_day_start)
}

/// The facts of one person among those of many, which are sorted by person.
#[must_use]
pub fn own(facts: &[Fact], person: PersonId) -> &[Fact] {
    let first = facts.partition_point(|fact| fact.person < person);
    let rest = facts.get(first..).unwrap_or_default();
    let count = rest.iter().take_while(|fact| fact.person == person).count();
    rest.get(..count).unwrap_or_default()
}

/// What is kept beside the level of a skill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkillDetail {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certified_until: Option<Day>,
}

/// Names that facts are shown with.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    pub names: &'a Names,
    pub accounts: &'a BTreeMap<u32, String>,
}

impl Known<'_> {
    /// What the slot of a fact, or its value, is called.
    fn thing(&self, kind: FactKind, id: u32) -> Option<String> {
        let known = match kind {
            FactKind::Site => names::site(self.names, SiteId(id)),
            FactKind::Team | FactKind::Leads => names::team(self.names, TeamId(id)),
            FactKind::Skill => names::skill(self.names, SkillId(id)),
            FactKind::Agent => names::agent(self.names, AgentId(id)),
            FactKind::Seat => names::seat(self.names, SeatId(id)),
            FactKind::Account => self.accounts.get(&id).cloned(),
            FactKind::Contract => return None,
        };
        Some(known.unwrap_or_else(|| format!("{}-{id}", kind.word())))
    }

    /// What is named once where a person has several of the kind.
    fn of_slot(&self, kind: FactKind, slot: u32) -> Option<String> {
        match kind {
            FactKind::Site | FactKind::Team | FactKind::Contract => None,
            FactKind::Skill
            | FactKind::Agent
            | FactKind::Account
            | FactKind::Leads
            | FactKind::Seat => self.thing(kind, slot),
        }
    }

    /// What a fact says.
    #[must_use]
    pub fn value(&self, kind: FactKind, slot: u32, value: &FactValue) -> PersonValue {
        match kind {
            FactKind::Site | FactKind::Team => {
                PersonValue { text: self.thing(kind, value.value), ..PersonValue::default() }
            }
            FactKind::Skill => PersonValue {
                text: self.thing(kind, slot),
                level: Some(value.value),
                certified_until: certified(value),
                contract: None,
            },
            FactKind::Contract => {
                PersonValue { contract: contract(value), ..PersonValue::default() }
            }
            FactKind::Agent | FactKind::Account | FactKind::Leads | FactKind::Seat => {
                PersonValue { text: self.thing(kind, slot), ..PersonValue::default() }
            }
        }
    }

    /// A person with the facts of one day.
    #[must_use]
    pub fn line(
        &self,
        row: &PersonRow,
        facts: &[Fact],
        day: Day,
        is_protected: bool,
    ) -> PersonLine {
        let of = |kind| facts.iter().filter(move |fact: &&Fact| fact.kind == kind);
        let team = of(FactKind::Team).map(|fact| fact.span.value.value).next();
        let said = of(FactKind::Site).map(|fact| fact.span.value.value).next();
        let known = team.and_then(|team| self.names.teams.get(&TeamId(team)));
        let of_team = known.and_then(|team| team.site).map(|site| site.0);
        let named = |kind, id| PeopleNamed { id, name: self.thing(kind, id).unwrap_or_default() };
        let skill = |fact: &Fact| PersonSkill {
            skill: fact.slot,
            name: self.thing(FactKind::Skill, fact.slot).unwrap_or_default(),
            level: fact.span.value.value,
            certified_until: certified(&fact.span.value),
        };
        let mut skills: Vec<PersonSkill> = of(FactKind::Skill).map(skill).collect();
        skills.sort_by_key(|skill| (skill.level, skill.skill));
        PersonLine {
            id: row.person.0,
            number: row.number.clone(),
            name: row.name.clone(),
            standing: standing(row, day),
            team: team.map(|id| PeopleTeam {
                id,
                name: self.thing(FactKind::Team, id).unwrap_or_default(),
                site: of_team,
            }),
            site: said.or(of_team).map(|id| named(FactKind::Site, id)),
            skills,
            agents: of(FactKind::Agent).map(|fact| named(FactKind::Agent, fact.slot)).collect(),
            leads: of(FactKind::Leads).map(|fact| named(FactKind::Leads, fact.slot)).collect(),
            contract: of(FactKind::Contract).find_map(|fact| contract(&fact.span.value)),
            is_protected,
            hired_on: row.hired.to_string(),
            left_on: row.left.map(|day| day.to_string()),
            revision: row.revision,
        }
    }

    /// What holds when, seen from a day.
    #[must_use]
    pub fn span(&self, fact: &Fact, today: Day) -> PersonSpan {
        let Fact { kind, slot, span, .. } = fact;
        PersonSpan {
            kind: word(*kind),
            slot: *slot,
            value: self.value(*kind, *slot, &span.value),
            first_day: span.first.to_string(),
            until_day: span.until.map(|day| day.to_string()),
            is_future: span.first > today,
            is_past: span.until.is_some_and(|until| until <= today),
        }
    }

    /// A change as it was made.
    #[must_use]
    pub fn change(&self, change: PersonChange) -> PersonChangeView {
        let kind = FactKind::parse(&change.what);
        let read = |text: Option<String>| {
            let text = text?;
            match kind {
                Some(kind) => {
                    let value = serde_json::from_str(&text).ok()?;
                    Some(self.value(kind, change.slot, &value))
                }
                None if change.what == "created" => None,
                None => {
                    let text = serde_json::from_str(&text).ok()?;
                    Some(PersonValue { text: Some(text), ..PersonValue::default() })
                }
            }
        };
        PersonChangeView {
            number: change.change,
            at: change.at.into(),
            actor: change.actor,
            name: kind.and_then(|kind| self.of_slot(kind, change.slot)),
            from: change.from.map(|day| day.to_string()),
            was: read(change.was),
            became: read(change.became),
            reason: change.reason,
            what: change.what,
        }
    }
}

#[must_use]
pub const fn word(kind: FactKind) -> PersonFactKind {
    match kind {
        FactKind::Site => PersonFactKind::Site,
        FactKind::Team => PersonFactKind::Team,
        FactKind::Skill => PersonFactKind::Skill,
        FactKind::Contract => PersonFactKind::Contract,
        FactKind::Agent => PersonFactKind::Agent,
        FactKind::Account => PersonFactKind::Account,
        FactKind::Leads => PersonFactKind::Leads,
        FactKind::Seat => PersonFactKind::Seat,
    }
}

#[must_use]
pub fn standing(row: &PersonRow, day: Day) -> PersonStanding {
    if row.hired > day {
        PersonStanding::Expected
    } else if row.left.is_some_and(|left| left <= day) {
        PersonStanding::Left
    } else {
        PersonStanding::Employed
    }
}

/// What a value says in a line of the audit list.
#[must_use]
pub fn in_words(value: &PersonValue) -> String {
    let mut words: Vec<String> = value.text.iter().cloned().collect();
    words.extend(value.level.map(|level| format!("level {level}")));
    words.extend(value.certified_until.iter().map(|day| format!("certified until {day}")));
    words.extend(value.contract.iter().map(|contract| {
        let ContractView {
            hours_per_week,
            is_part_time,
            night_allowed,
            languages,
            holiday_pay_class,
        } = contract;
        let class = holiday_pay_class.as_deref().unwrap_or("-");
        let languages = languages.join(" ");
        format!(
            "{hours_per_week} h/week, part time {is_part_time}, nights {night_allowed}, \
             languages {languages}, holiday pay {class}"
        )
    }));
    words.join(", ")
}

fn contract(value: &FactValue) -> Option<ContractView> {
    serde_json::from_str(&value.detail).ok()
}

fn certified(value: &FactValue) -> Option<String> {
    let detail: SkillDetail = serde_json::from_str(&value.detail).ok()?;
    detail.certified_until.map(|day| day.to_string())
}
