//! People as the house employs them: lists, one person, what holds when, who masters what.
//!
//! Room:  server/http/views; filled by `build::people`.
//! Holds: days are of the centre's calendar, `2026-11-22`; an end is the first day after.
//! Never: says why somebody is protected (that is `ProtectedView`, behind its own right).
//! Proof: `tests/it/api_people.rs`.

use super::Moment;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A thing with its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleNamed {
    pub id: u32,
    pub name: String,
}

/// A team, with the site that it is at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleTeam {
    pub id: u32,
    pub name: String,
    pub site: Option<u32>,
}

/// Whether somebody belongs to the house on the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonStanding {
    Employed,
    Expected,
    Left,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonSkill {
    pub skill: u32,
    pub name: String,
    /// 1 (best) to 9.
    pub level: u32,
    /// The last day of the certificate.
    pub certified_until: Option<String>,
}

/// What was agreed with a person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ContractView {
    /// Of a week, in quarters of an hour.
    pub hours_per_week: f64,
    pub is_part_time: bool,
    /// Whether the person may be asked to work at night.
    pub night_allowed: bool,
    #[serde(default)]
    pub languages: Vec<String>,
    /// By which rule work on a holiday is paid.
    #[serde(default)]
    pub holiday_pay_class: Option<String>,
}

/// A person as on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonLine {
    pub id: u32,
    /// Of the house (工号).
    pub number: String,
    pub name: String,
    pub standing: PersonStanding,
    pub team: Option<PeopleTeam>,
    pub site: Option<PeopleNamed>,
    pub skills: Vec<PersonSkill>,
    /// The agents of the floor that they are.
    pub agents: Vec<PeopleNamed>,
    /// The teams that they lead.
    pub leads: Vec<PeopleNamed>,
    pub contract: Option<ContractView>,
    /// Something protects them on this day; what, only few may know.
    pub is_protected: bool,
    pub hired_on: String,
    /// The first day on which they are gone.
    pub left_on: Option<String>,
    pub revision: u32,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleMeta {
    /// Rows in this answer.
    pub count: u64,
    /// Rows on all pages.
    pub total: u64,
    pub offset: u64,
    /// The day that the rows are of.
    pub day: String,
    /// The business day of the centre.
    pub today: String,
    pub at: Moment,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PeopleAnswer {
    pub people: Vec<PersonLine>,
    pub meta: PeopleMeta,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PersonFactKind {
    Site,
    Team,
    Skill,
    Contract,
    Agent,
    Account,
    Leads,
    Seat,
}

/// What a fact says, or said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonValue {
    /// The thing's name; of number, name and days the text itself.
    pub text: Option<String>,
    pub level: Option<u32>,
    pub certified_until: Option<String>,
    pub contract: Option<ContractView>,
}

/// What holds of a person from a day up to another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonSpan {
    pub kind: PersonFactKind,
    /// The skill, agent, account, team led, seat; 0 where there is one at a time.
    pub slot: u32,
    pub value: PersonValue,
    pub first_day: String,
    /// The first day after it; null: no end is known.
    pub until_day: Option<String>,
    /// Begins after today.
    pub is_future: bool,
    /// Was over before today.
    pub is_past: bool,
}

/// What the asker may do with this person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonMay {
    pub change: bool,
    pub see_protected: bool,
    pub change_protected: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonProfile {
    pub person: PersonLine,
    /// All that was, is and is known to come, by kind and day.
    pub spans: Vec<PersonSpan>,
    pub may: PersonMay,
    pub day: String,
    pub today: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonAnswer {
    pub profile: PersonProfile,
}

/// A change as it was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonChangeView {
    pub number: u64,
    pub at: Moment,
    pub actor: String,
    /// `created`, `number`, `name`, `hired_on`, `left_on`, or the kind of fact.
    pub what: String,
    /// Of skills, agents, accounts, teams led, seats: which.
    pub name: Option<String>,
    /// From which day on; null where days do not matter.
    pub from: Option<String>,
    pub was: Option<PersonValue>,
    pub became: Option<PersonValue>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PersonChangesAnswer {
    /// Youngest first.
    pub changes: Vec<PersonChangeView>,
    pub meta: super::ListMeta,
}

/// What people can be asked for and changed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChoices {
    pub sites: Vec<PeopleNamed>,
    pub teams: Vec<PeopleTeam>,
    pub skills: Vec<PeopleNamed>,
    /// Only of those who may manage everybody.
    pub accounts: Vec<PeopleNamed>,
    pub today: String,
    pub may_manage: bool,
    pub may_manage_all: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PeopleChoicesAnswer {
    pub choices: PeopleChoices,
}

/// How many master a skill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SkillSpreadRow {
    pub skill: u32,
    pub name: String,
    pub people: u64,
    /// People at level 1 (first place) to 9.
    pub by_level: Vec<u64>,
}

/// Who masters how much.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SkillSpreadView {
    pub people: u64,
    pub without_skill: u64,
    pub with_one: u64,
    pub with_two_or_more: u64,
    /// With two or more of those with one or more; null where nobody has a skill.
    pub share_of_two: Option<f64>,
    /// What the house wants of it.
    pub target_share: f64,
    pub skills: Vec<SkillSpreadRow>,
    pub day: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SkillSpreadAnswer {
    pub spread: SkillSpreadView,
}

/// Somebody who is probably this agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimHint {
    pub person: u32,
    pub number: String,
    pub name: String,
}

/// An agent of the floor of whom nobody has said who it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnclaimedAgent {
    pub agent: u32,
    pub name: String,
    /// What its telephone system calls it.
    pub key: String,
    pub source: String,
    pub team: Option<String>,
    pub hint: Option<ClaimHint>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnclaimedAnswer {
    pub agents: Vec<UnclaimedAgent>,
    pub meta: super::ListMeta,
}

/// What few may know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProtectedKind {
    Pregnant,
    Nursing,
}

impl ProtectedKind {
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pregnant => "pregnant",
            Self::Nursing => "nursing",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pregnant, Self::Nursing].into_iter().find(|kind| kind.word() == word)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProtectedView {
    pub kind: ProtectedKind,
    pub first_day: String,
    pub until_day: Option<String>,
    /// When the person agreed that it is kept.
    pub consent_on: String,
    pub noted_at: Moment,
    pub noted_by: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProtectedAnswer {
    pub protected: Vec<ProtectedView>,
    pub meta: super::ListMeta,
}
