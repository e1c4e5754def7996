//! Figures of everything of one kind over one span, side by side.
//!
//! Room: server/http/views; filled by `build::table`.

use super::Moment;
use super::agent::TimesView;
use super::figures::{AttributionView, DefinitionView, Figures};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What figures are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum GroupView {
    Centre,
    /// By the site of the queue.
    Site,
    Queue,
    /// By the skill of the queue.
    Skill,
    Did,
    Team,
    Agent,
    Seat,
}

/// Time worked in the span and what was done in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkFigures {
    pub times: TimesView,
    pub occupancy: Option<f64>,
    pub utilisation: Option<f64>,
    pub offers: u32,
    pub rung_out: u32,
    pub answered: u32,
    pub handled: u32,
    pub transferred: u32,
}

/// One queue, team, agent ...
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureRow {
    pub id: u32,
    pub name: String,
    /// Null where the span is the day and contacts are not counted by this group.
    pub contacts: Option<Figures>,
    /// One for each of `definitions`, in their order.
    pub service_levels: Vec<Option<f64>>,
    /// Null where the group has no working time of its own.
    pub work: Option<WorkFigures>,
}

/// The table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureTable {
    pub by: GroupView,
    pub over: String,
    /// The span is `(start, end]` for a window and `[start, end]` for a running interval.
    pub start: Moment,
    pub end: Moment,
    pub attribution: AttributionView,
    /// The working time is that of a queue's members, who may serve other queues too: it does not
    /// add up over rows.
    pub is_shared: bool,
    /// In force at `end`; the first is the house's, by which `contacts.service_level` is computed.
    pub definitions: Vec<DefinitionView>,
    pub rows: Vec<FigureRow>,
}

/// Answer of `/figures`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FigureTableAnswer {
    pub figures: FigureTable,
}
