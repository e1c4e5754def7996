//! What an account may be, and where it is that.
//!
//! Room:  server/http/access; words that the store keeps and the interface speaks.

use domain::{SiteId, TeamId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A part that somebody plays in the house; `table` says what it may.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Answers contacts: sees what is its own.
    Agent,
    /// Leads teams: sees the people of these.
    TeamLeader,
    /// Watches the floor and steers it.
    RealTimeAnalyst,
    /// Answers for a shift, on the way with a phone.
    DutyManager,
    /// Forecasts, staffs, makes rosters.
    Planner,
    Quality,
    Knowledge,
    Training,
    OperationsManager,
    HumanResources,
    /// Rooms, seats, equipment.
    Facilities,
    /// Reads what others did, changes nothing.
    Auditor,
    /// Sees the floor, changes nothing but its own views.
    Viewer,
    /// May do everything.
    Administrator,
}

impl Role {
    pub const ALL: [Self; 14] = [
        Self::Agent,
        Self::TeamLeader,
        Self::RealTimeAnalyst,
        Self::DutyManager,
        Self::Planner,
        Self::Quality,
        Self::Knowledge,
        Self::Training,
        Self::OperationsManager,
        Self::HumanResources,
        Self::Facilities,
        Self::Auditor,
        Self::Viewer,
        Self::Administrator,
    ];

    /// The word in JSON and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::TeamLeader => "team_leader",
            Self::RealTimeAnalyst => "real_time_analyst",
            Self::DutyManager => "duty_manager",
            Self::Planner => "planner",
            Self::Quality => "quality",
            Self::Knowledge => "knowledge",
            Self::Training => "training",
            Self::OperationsManager => "operations_manager",
            Self::HumanResources => "human_resources",
            Self::Facilities => "facilities",
            Self::Auditor => "auditor",
            Self::Viewer => "viewer",
            Self::Administrator => "administrator",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }
}

/// Where a role is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    Centre,
    Site(SiteId),
    Team(TeamId),
}

/// A role of an account, and where it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Held {
    pub role: Role,
    pub place: Place,
}

impl Held {
    /// In the whole centre.
    #[must_use]
    pub const fn centre(role: Role) -> Self {
        Self { role, place: Place::Centre }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.word()), Some(role));
            assert_eq!(serde_json::to_value(role).unwrap(), role.word());
        }
        assert_eq!(Role::parse("root"), None);
    }
}
