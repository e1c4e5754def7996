//! Changes of people, as they are asked for.
//!
//! Room:  server/http/views; understood by `build::people_change`.
//! Holds: a change says from which day on, and why.
//! Proof: `tests/it/api_people.rs`.

use super::people::{ContractView, PersonFactKind, ProtectedKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One thing that is to hold; null or `holds: false`: no more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum PersonFactChange {
    Site {
        site: Option<u32>,
    },
    Team {
        team: Option<u32>,
    },
    /// `level`: 1 (best) to 9.
    Skill {
        skill: u32,
        level: Option<u32>,
        #[serde(default)]
        certified_until: Option<String>,
    },
    Contract {
        contract: Option<ContractView>,
    },
    Agent {
        agent: u32,
        holds: bool,
    },
    Account {
        account: u32,
        holds: bool,
    },
    Leads {
        team: u32,
        holds: bool,
    },
    Seat {
        seat: u32,
        holds: bool,
    },
}

/// A new person, with what holds from the first day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    pub number: String,
    pub name: String,
    pub hired_on: String,
    #[serde(default)]
    pub left_on: Option<String>,
    #[serde(default)]
    pub facts: Vec<PersonFactChange>,
    pub reason: String,
}

/// Number, name and days of employment; all of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonMasterChange {
    pub number: String,
    pub name: String,
    pub hired_on: String,
    pub left_on: Option<String>,
    pub reason: String,
    /// Of the person as it was looked at.
    pub revision: u32,
}

/// What is to hold from a day on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonChangeFrom {
    /// Today of the centre if absent.
    #[serde(default)]
    pub from: Option<String>,
    pub changes: Vec<PersonFactChange>,
    pub reason: String,
    pub revision: u32,
}

/// A future change that was never meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonTakeBack {
    pub kind: PersonFactKind,
    pub slot: u32,
    /// The day from which it would hold; after today.
    pub from: String,
    pub reason: String,
    pub revision: u32,
}

/// Something that few may know, with the person's consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewProtected {
    pub kind: ProtectedKind,
    pub first_day: String,
    #[serde(default)]
    pub until_day: Option<String>,
    /// When the person agreed that it is kept.
    pub consent_on: String,
}
