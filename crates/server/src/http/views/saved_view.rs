//! Views of tables that people keep for themselves: columns, order, filters, thresholds, density.
//!
//! Room:  server/http/views; checked by `routes::saved_view`, understood by the web.
//! Holds: column and filter ids are words of the web; the server bounds their number and length, so
//!        that a column may come and go without a change of what is kept.
//! Proof: `tests/it/api_views.rs`.

use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The page that a view is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ViewPage {
    Queues,
    Agents,
    People,
}

impl ViewPage {
    /// The word in JSON and in the store.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Queues => "queues",
            Self::Agents => "agents",
            Self::People => "people",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Queues, Self::Agents, Self::People].into_iter().find(|page| page.word() == word)
    }
}

/// How high rows are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DensityView {
    Comfortable,
    Compact,
}

/// By which column rows are sorted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SortingView {
    pub column: String,
    pub is_descending: bool,
}

/// From which value on a figure is marked, in the unit of the figure: a count, milliseconds, a
/// share 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ThresholdView {
    /// Low values are the bad ones.
    pub is_below: bool,
    #[serde(default)]
    pub warn: Option<f64>,
    #[serde(default)]
    pub alert: Option<f64>,
}

/// How a table is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewSettings {
    /// The shown columns in their order.
    pub columns: Vec<String>,
    pub sorting: SortingView,
    /// By the filter's id; what is absent filters nothing.
    pub filters: BTreeMap<String, String>,
    /// By the column's id; a column without one follows the house.
    pub thresholds: BTreeMap<String, ThresholdView>,
    pub density: DensityView,
    /// What rows are grouped by; null: not at all.
    #[serde(default)]
    pub group: Option<String>,
    /// `table` or `grid`.
    pub layout: String,
}

/// A kept view.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SavedView {
    pub id: u32,
    pub page: ViewPage,
    pub name: String,
    /// The page begins with it.
    pub is_default: bool,
    pub revision: u32,
    pub changed_at: Moment,
    pub settings: ViewSettings,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SavedViewsAnswer {
    pub views: Vec<SavedView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SavedViewAnswer {
    pub view: SavedView,
}

/// A new view.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewRequest {
    pub page: ViewPage,
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    #[serde(default)]
    pub is_default: bool,
    pub settings: ViewSettings,
}

/// A view as it shall be.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedViewChange {
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    pub is_default: bool,
    pub settings: ViewSettings,
    /// The revision that was read.
    pub revision: u32,
}
