//! Which role may do what, and how far: the one table of rights.
//!
//! Room:  server/http/access; decisions, list filters and the page of rights are made of it.
//! Holds: what does not stand here nobody may; an administrator may everything.
//! To add an action: its line in `rights`; to add a role: its place in those lines. The compiler asks
//! for the first, `docs/access.txt` shows the second in a review.

use super::action::Action;
use super::role::Role;
use super::role::Role::{
    Administrator, Agent, Auditor, DutyManager, Facilities, HumanResources, Knowledge,
    OperationsManager, Planner, Quality, RealTimeAnalyst, TeamLeader, Training, Viewer,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far a right goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// What is about oneself.
    Own,
    /// Where the role is held: a team, a site, the centre.
    Held,
    /// Everywhere, wherever the role is held.
    Centre,
}

use Extent::{Centre, Held, Own};

/// Everybody who works with the floor; figures of queues say nothing of a person.
const FLOOR: &[(Role, Extent)] = &[
    (TeamLeader, Centre),
    (RealTimeAnalyst, Centre),
    (DutyManager, Centre),
    (Planner, Centre),
    (Quality, Centre),
    (Knowledge, Centre),
    (Training, Centre),
    (OperationsManager, Centre),
    (Facilities, Centre),
    (Viewer, Centre),
];

const EVERYBODY: &[(Role, Extent)] = &[
    (Agent, Centre),
    (TeamLeader, Centre),
    (RealTimeAnalyst, Centre),
    (DutyManager, Centre),
    (Planner, Centre),
    (Quality, Centre),
    (Knowledge, Centre),
    (Training, Centre),
    (OperationsManager, Centre),
    (HumanResources, Centre),
    (Facilities, Centre),
    (Auditor, Centre),
    (Viewer, Centre),
];

/// Whoever works here, on the floor or beside it.
const STAFF: &[(Role, Extent)] = &[
    (Agent, Centre),
    (TeamLeader, Centre),
    (RealTimeAnalyst, Centre),
    (DutyManager, Centre),
    (Planner, Centre),
    (Quality, Centre),
    (Knowledge, Centre),
    (Training, Centre),
    (OperationsManager, Centre),
    (HumanResources, Centre),
    (Facilities, Centre),
    (Auditor, Centre),
];

/// Whoever leads people or looks after them, where the role is held.
const LEADING: &[(Role, Extent)] =
    &[(TeamLeader, Held), (DutyManager, Held), (OperationsManager, Held), (HumanResources, Held)];

/// Whom an action is given to, beside administrators.
const fn rights(action: Action) -> &'static [(Role, Extent)] {
    match action {
        Action::KeepOwnSession | Action::KeepOwnViews => EVERYBODY,
        Action::WatchFloor | Action::ReadHistory | Action::ReadForecasts | Action::WatchWall => {
            FLOOR
        }
        Action::SeeAgents => &[
            (Agent, Own),
            (TeamLeader, Held),
            (RealTimeAnalyst, Held),
            (DutyManager, Held),
            (Planner, Held),
            (Quality, Held),
            (Training, Held),
            (OperationsManager, Held),
            (HumanResources, Held),
            (Viewer, Held),
        ],
        Action::ReadPeople => &[
            (Agent, Own),
            (TeamLeader, Held),
            (RealTimeAnalyst, Held),
            (DutyManager, Held),
            (Planner, Held),
            (Quality, Held),
            (Training, Held),
            (OperationsManager, Held),
            (HumanResources, Held),
        ],
        Action::ManagePeople | Action::SeeProtected | Action::ManageProtected => {
            &[(HumanResources, Held)]
        }
        Action::ListContacts | Action::SeeContact => &[
            (Agent, Own),
            (TeamLeader, Held),
            (RealTimeAnalyst, Held),
            (DutyManager, Held),
            (Quality, Held),
            (OperationsManager, Held),
            (Viewer, Held),
        ],
        Action::SeeCustomer => {
            &[(TeamLeader, Held), (RealTimeAnalyst, Held), (DutyManager, Held), (Quality, Held)]
        }
        Action::Punch => STAFF,
        Action::SeeAttendance | Action::JudgeAttendance => LEADING,
        Action::ManageAttendance => &[(OperationsManager, Centre), (HumanResources, Centre)],
        Action::ShowCode => {
            &[(DutyManager, Centre), (OperationsManager, Centre), (HumanResources, Centre)]
        }
        Action::GiveOrders => &[(RealTimeAnalyst, Centre), (DutyManager, Centre)],
        Action::MakeForecasts | Action::PlanStaffing => {
            &[(Planner, Centre), (OperationsManager, Centre)]
        }
        Action::ManagePlans => &[(DutyManager, Centre), (Facilities, Centre)],
        Action::ManageWalls => &[(RealTimeAnalyst, Centre), (OperationsManager, Centre)],
        Action::ManageSettings => &[(OperationsManager, Centre)],
        Action::ReadAudit => &[(Auditor, Centre)],
        Action::SeeRawEvents
        | Action::SendEvents
        | Action::ReadEvents
        | Action::ReadMetrics
        | Action::ManageTokens
        | Action::ManageAccounts => &[],
    }
}

/// How far `role` may do `action`; `None`: not at all.
#[must_use]
pub fn extent(role: Role, action: Action) -> Option<Extent> {
    if role == Administrator {
        return Some(Centre);
    }
    rights(action).iter().find(|(other, _)| *other == role).map(|(_, extent)| *extent)
}
