//! Everything that can be asked of the interface.
//!
//! Room:  server/http/access.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What somebody does.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Figures and queues, live or replayed; without people's names.
    WatchFloor,
    /// People on the floor: who they are, what they do, their day.
    SeeAgents,
    /// Lists of contacts, without anything about the customer.
    ListContacts,
    /// One contact with its events, without anything about the customer.
    SeeContact,
    /// Whose contact it is: the number, masked.
    SeeCustomer,
    /// What a source said of a contact, word by word.
    SeeRawEvents,
    /// People as the house employs them: team, skills, contract.
    ReadPeople,
    /// Hire, move, qualify people; say which agent is whom.
    ManagePeople,
    /// What is protected about people: why, and since when.
    SeeProtected,
    ManageProtected,
    /// Reports over closed intervals.
    ReadHistory,
    /// Forecasts and how good they are.
    ReadForecasts,
    /// Make, override and publish forecasts.
    MakeForecasts,
    /// How many people it takes, what those there are reach; plans of it.
    PlanStaffing,
    /// A board of a wall screen.
    WatchWall,
    /// Plans of the floors: draw, import, remove; marks of seats.
    ManagePlans,
    /// Boards and the links to them.
    ManageWalls,
    /// Names, hours, targets, definitions, limits of the house: see who set them, change them.
    ManageSettings,
    /// Own session and password.
    KeepOwnSession,
    /// Own views of the tables.
    KeepOwnViews,
    /// Punch with the code of a kiosk, see and explain what does not fit about oneself.
    Punch,
    /// What does not fit between others' shifts, punches and telephone system.
    SeeAttendance,
    /// Decide about it; the sheet of a month; punches by hand.
    JudgeAttendance,
    /// Kiosks, terminals, shifts from files.
    ManageAttendance,
    /// The code that a kiosk shows.
    ShowCode,
    SendEvents,
    ReadEvents,
    ReadMetrics,
    /// To a telephone system: move callers, pause agents, start calls.
    GiveOrders,
    ManageTokens,
    ManageAccounts,
    ReadAudit,
}

impl Action {
    pub const ALL: [Self; 32] = [
        Self::WatchFloor,
        Self::SeeAgents,
        Self::ListContacts,
        Self::SeeContact,
        Self::SeeCustomer,
        Self::SeeRawEvents,
        Self::ReadPeople,
        Self::ManagePeople,
        Self::SeeProtected,
        Self::ManageProtected,
        Self::ReadHistory,
        Self::ReadForecasts,
        Self::MakeForecasts,
        Self::PlanStaffing,
        Self::WatchWall,
        Self::ManagePlans,
        Self::ManageWalls,
        Self::ManageSettings,
        Self::KeepOwnSession,
        Self::KeepOwnViews,
        Self::Punch,
        Self::SeeAttendance,
        Self::JudgeAttendance,
        Self::ManageAttendance,
        Self::ShowCode,
        Self::SendEvents,
        Self::ReadEvents,
        Self::ReadMetrics,
        Self::GiveOrders,
        Self::ManageTokens,
        Self::ManageAccounts,
        Self::ReadAudit,
    ];
}
