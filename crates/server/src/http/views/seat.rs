//! Seats: who sits where now, the plans they stand on, how much they are used, which one is free.
//!
//! Room:  server/http/views; stream view `seats`.
//! Holds: a plan's places are grid units from the upper left corner; a seat takes one unit.
//! Proof: `tests/it/api_seats.rs`.

use super::agent::AgentStateView;
use super::overview::SeatsView;
use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a seat is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatStateView {
    Free,
    Occupied,
    Reserved,
    OutOfOrder,
    /// The source that speaks of the seat is lost.
    Unknown,
}

/// What people say of a seat; whether somebody sits there only a sign-in tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SeatMark {
    Free,
    Reserved,
    OutOfOrder,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SeatMarkRequest {
    pub state: SeatMark,
}

/// One seat and who sits there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatRow {
    pub name: String,
    pub site: Option<u32>,
    pub state: SeatStateView,
    /// Occupied or empty since.
    pub since: Option<Moment>,
    pub agent: Option<u32>,
    pub agent_name: Option<String>,
    pub team: Option<String>,
    pub team_id: Option<u32>,
    /// What the agent there does.
    pub agent_state: Option<AgentStateView>,
    /// Why not ready.
    pub reason: Option<String>,
}

/// Everything of the seats but the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatsHead {
    pub at: Moment,
    pub sequence: u64,
    pub seats: SeatsView,
}

/// All seats, keyed by id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatRowsView {
    #[serde(flatten)]
    pub head: SeatsHead,
    pub rows: BTreeMap<u32, SeatRow>,
}

/// Answer of `/seats/live`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SeatRowsAnswer {
    pub seats: SeatRowsView,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShapeKind {
    Wall,
    Label,
    Zone,
}

/// A wall, a label or the ground of a zone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanShape {
    pub kind: ShapeKind,
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
    pub text: Option<String>,
}

/// A seat on a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlacedSeat {
    pub seat: u32,
    pub x: u32,
    pub y: u32,
    /// Degrees clockwise: 0, 90, 180 or 270.
    pub turn: u32,
    pub zone: Option<String>,
}

/// Where everything on a floor stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FloorLayout {
    pub width: u32,
    pub height: u32,
    pub shapes: Vec<PlanShape>,
    pub seats: Vec<PlacedSeat>,
}

/// A floor of a site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FloorView {
    /// Null: nobody has drawn this site; its seats stand in rows by name.
    pub id: Option<u32>,
    /// 4294967295: seats that no source has given a site.
    pub site: u32,
    /// Empty where there is no site.
    pub site_name: String,
    /// Null where nobody has drawn it.
    pub name: Option<String>,
    /// Rises with every change; 0 where nobody has drawn it.
    pub revision: u32,
    pub changed_at: Option<Moment>,
    pub layout: FloorLayout,
    /// Seats of the site that stand on no floor.
    pub unplaced: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FloorsAnswer {
    pub floors: Vec<FloorView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FloorAnswer {
    pub floor: FloorView,
}

/// A new floor.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FloorRequest {
    pub site: u32,
    pub name: String,
    /// Absent: the site's seats that stand on no floor, in rows by name.
    #[serde(default)]
    pub layout: Option<FloorLayout>,
}

/// A floor as it shall be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FloorChange {
    pub name: String,
    pub layout: FloorLayout,
    /// The revision that was read.
    pub revision: u32,
}

/// Floor plans as CSV.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PlanImportRequest {
    /// The file: site, floor, seat, x, y, turn, zone; Chinese or English headings.
    pub text: String,
    /// Whether nothing shall be kept.
    pub is_preview: bool,
}

/// What is wrong with one cell of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanImportError {
    /// The line of the file; the heading is 1.
    pub row: u32,
    pub column: String,
    /// `missing_column`, `unknown_site`, `unknown_seat`, `not_a_number`, `bad_turn`, `bad_name`,
    /// `seat_twice`, `place_taken`, `other_site`, `off_grid`, `seat_elsewhere` or `unreadable`.
    pub code: String,
    pub given: String,
    pub hint: String,
}

/// What becomes of one floor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanImportFloor {
    pub site: String,
    pub floor: String,
    pub is_new: bool,
    pub seats: u32,
    pub added: u32,
    pub moved: u32,
    pub removed: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanImportReport {
    pub floors: Vec<PlanImportFloor>,
    pub errors: Vec<PlanImportError>,
    /// Kept: all of it, because nothing was wrong and it was no preview.
    pub is_written: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlanImportAnswer {
    pub import: PlanImportReport,
}

/// How much a seat or an hour was used; null where no quarter hour of it is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UseShares {
    /// Time with somebody signed in there, of all time, 0 to 1.
    pub occupied: Option<f64>,
    /// Time in conversation or on hold, of all time, 0 to 1.
    pub conversation: Option<f64>,
}

/// One hour of the day on one day of the week.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct UseHour {
    /// 1 is Monday.
    pub weekday: u8,
    /// 0 to 23, local.
    pub hour: u8,
    pub shares: UseShares,
}

/// How much seats were used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatUse {
    pub from: Moment,
    /// The end of the last quarter hour that is counted.
    pub to: Moment,
    pub zone: String,
    pub whole: UseShares,
    /// By seat.
    pub seats: BTreeMap<u32, UseShares>,
    /// Seven days of 24 hours.
    pub hours: Vec<UseHour>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SeatUseAnswer {
    #[serde(rename = "use")]
    pub used: SeatUse,
}

/// A seat that can be taken, and why it stands where it does in the list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreeSeat {
    pub seat: u32,
    pub name: String,
    pub site: u32,
    pub site_name: String,
    /// Null where nobody has drawn the site.
    pub floor: Option<u32>,
    pub floor_name: Option<String>,
    pub zone: Option<String>,
    /// The nearest of the team who sits on the same floor.
    pub near: Option<String>,
    /// Grid units to that person.
    pub distance: Option<u32>,
    /// How much the seat was occupied in these hours on this day of the week in the last four weeks.
    pub usual: Option<f64>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FreeSeatsAnswer {
    pub free: Vec<FreeSeat>,
    pub meta: ListMeta,
}
