//! Master data of the centre: teams, skills, dialled numbers, seats.
//!
//! Room: server/http/views.

use super::ListMeta;
use super::figures::Figures;
use super::overview::{PeopleView, SeatsView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamRow {
    pub id: u32,
    pub name: String,
    pub site: Option<String>,
    pub people: PeopleView,
    /// Of the team's agents, today.
    pub occupancy: Option<f64>,
    pub utilisation: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TeamsAnswer {
    pub teams: Vec<TeamRow>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SkillRow {
    pub id: u32,
    pub name: String,
    /// Agents who have it.
    pub agents: u32,
    pub waiting: u32,
    pub today: Figures,
    pub last_15m: Figures,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SkillsAnswer {
    pub skills: Vec<SkillRow>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DidRow {
    pub id: u32,
    pub name: String,
    pub today: Figures,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DidsAnswer {
    pub dids: Vec<DidRow>,
    pub meta: ListMeta,
}

/// The seats of one site; those without a site stand under null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteSeats {
    pub site: Option<String>,
    pub seats: SeatsView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatsAnswer {
    pub seats: Vec<SiteSeats>,
    pub meta: ListMeta,
}
