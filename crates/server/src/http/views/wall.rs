//! Boards of the wall screens: their layout, what a screen is sent, and the links that open them.
//!
//! Room:  server/http/views; checked by `build::layout`, filled by `build::wall`.
//! Holds: a screen is sent what its board shows and no more: counts and names of queues.
//! Never: a person, a contact, a customer; a token but in the one answer that creates it.
//! Proof: `tests/it/api_wall.rs`.

use super::figures::DefinitionView;
use super::overview::{CentreView, PeopleView};
use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize, Serializer};
use std::collections::BTreeMap;
use std::fmt;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};

/// What a block is about, as one word: `centre`, `site:1`, `skill:2` or `queue:7`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WallScope {
    Centre,
    Site(u32),
    Skill(u32),
    Queue(u32),
}

impl WallScope {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        if word == "centre" {
            return Some(Self::Centre);
        }
        let (kind, id) = word.split_once(':')?;
        let id = id.parse().ok()?;
        match kind {
            "site" => Some(Self::Site(id)),
            "skill" => Some(Self::Skill(id)),
            "queue" => Some(Self::Queue(id)),
            _ => None,
        }
    }
}

impl fmt::Display for WallScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Centre => f.write_str("centre"),
            Self::Site(id) => write!(f, "site:{id}"),
            Self::Skill(id) => write!(f, "skill:{id}"),
            Self::Queue(id) => write!(f, "queue:{id}"),
        }
    }
}

impl Serialize for WallScope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WallScope {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        let hint = "write `scope` as centre, site:ID, skill:ID or queue:ID";
        Self::parse(&word).ok_or_else(|| serde::de::Error::custom(hint))
    }
}

impl utoipa::PartialSchema for WallScope {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .pattern(Some("^(centre|(site|skill|queue):[0-9]+)$"))
            .description(Some("What a block is about"))
            .examples([serde_json::json!("queue:7")])
            .into()
    }
}

impl ToSchema for WallScope {}

/// What a block shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// One measure, large.
    Figure,
    /// The queues of the scope, worst first.
    Queues,
    /// How many people do what.
    People,
    /// The day by quarter hours.
    Curve,
    Clock,
}

/// A measure that a block can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WallMeasure {
    Waiting,
    LongestWaitMs,
    Talking,
    /// Of the centre only: a contact in the IVR is in no queue yet.
    InIvr,
    Available,
    SignedIn,
    Offered,
    Answered,
    Abandoned,
    Diverted,
    ServiceLevel,
    AnswerRate,
    Abandonment,
    AsaMs,
    AhtMs,
    Occupancy,
}

/// Over which span a figure is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WallSpan {
    Now,
    Today,
    #[serde(rename = "last_5m")]
    Last5m,
    #[serde(rename = "last_15m")]
    Last15m,
    #[serde(rename = "last_30m")]
    Last30m,
}

/// One block on a page's grid of 12 columns and 6 rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WallBlock {
    /// Its own among all blocks of the board.
    pub id: u32,
    pub kind: BlockKind,
    pub scope: WallScope,
    /// Of a figure; null for every other kind.
    #[serde(default)]
    pub measure: Option<WallMeasure>,
    /// Of a figure: `now` for states, a window or `today` for counts and rates.
    #[serde(default)]
    pub span: Option<WallSpan>,
    /// Columns to its left: 0 to 11.
    pub x: u8,
    /// Rows above it: 0 to 5.
    pub y: u8,
    pub width: u8,
    pub height: u8,
}

/// One page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WallPage {
    #[schema(max_items = 24)]
    pub blocks: Vec<WallBlock>,
}

/// What stands where, and how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WallLayout {
    /// Whose queues the attention list on top of every page watches.
    pub attention: WallScope,
    /// Seconds until the next page: 5 to 3600.
    #[schema(minimum = 5, maximum = 3600)]
    pub rotate_s: u16,
    #[schema(min_items = 1, max_items = 12)]
    pub pages: Vec<WallPage>,
}

/// A board.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardView {
    pub id: u32,
    pub name: String,
    /// Rises with every change; a change names the one that it changes.
    pub revision: u32,
    pub changed_at: Moment,
    pub layout: WallLayout,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardAnswer {
    pub board: BoardView,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BoardsAnswer {
    pub boards: Vec<BoardView>,
    pub meta: ListMeta,
}

/// A new board.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct BoardRequest {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Null: a good board to begin with.
    #[serde(default)]
    pub layout: Option<WallLayout>,
}

/// A board as it shall be.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct BoardChange {
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    pub layout: WallLayout,
    /// The revision that was read: whoever changed the board in between is not overwritten.
    pub revision: u32,
}

/// One queue on a wall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallQueue {
    pub name: String,
    pub waiting: u32,
    pub longest_wait_ms: Option<u64>,
    pub staffed: u32,
    pub available: u32,
    /// The service level that the queue shall reach, its own or the centre's.
    pub target: Option<f64>,
    pub last_15m: WallLevel,
}

/// A service level and of how many contacts it is one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallLevel {
    pub offered: u32,
    pub service_level: Option<f64>,
}

/// What one block shows now; what its kind does not show is null.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallPart {
    /// The name of the site, skill or queue; null for the centre.
    pub name: Option<String>,
    pub value: Option<f64>,
    /// The share to be reached, 0..=1.
    pub target: Option<f64>,
    pub people: Option<PeopleView>,
    /// Ids among `queues` of the view.
    pub queues: Option<Vec<u32>>,
}

/// Everything that a board shows now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallView {
    pub at: Moment,
    pub sequence: u64,
    pub centre: CentreView,
    pub definition: DefinitionView,
    /// Null: it was removed.
    pub board: Option<BoardView>,
    /// Sources that are not connected: what they would tell is missing.
    pub lost_sources: Vec<String>,
    /// Queues of the attention list.
    pub attention: Vec<u32>,
    /// The queues that the board names anywhere, by id.
    pub queues: BTreeMap<u32, WallQueue>,
    /// By the id of the block.
    pub parts: BTreeMap<u32, WallPart>,
}

/// One quarter hour of a curve on a wall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallPoint {
    pub start: Moment,
    pub answered: u32,
    pub abandoned: u32,
    pub diverted: u32,
    pub service_level: Option<f64>,
}

/// A day on a wall.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallCurve {
    /// The local calendar day.
    pub day: String,
    pub zone: String,
    pub step_s: u32,
    pub target: Option<f64>,
    pub points: Vec<WallPoint>,
}

/// The curves of a board, by the id of their block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WallCurvesAnswer {
    pub curves: BTreeMap<u32, WallCurve>,
}

/// A new link to a board.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct WallTokenRequest {
    /// Which screen it is for.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Days until it ends: 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    pub days: u16,
}

/// A link to a board, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WallTokenView {
    pub id: u32,
    pub board: u32,
    pub name: String,
    /// The account.
    pub made_by: String,
    pub created_at: Moment,
    pub expires_at: Moment,
    pub used_at: Option<Moment>,
    pub revoked_at: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WallTokensAnswer {
    pub tokens: Vec<WallTokenView>,
    pub meta: ListMeta,
}

/// A new link with its secret, shown this once.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct NewWallTokenView {
    #[serde(flatten)]
    pub token: WallTokenView,
    /// Open it as `/wall#SECRET`, or send it as `Authorization: Bearer …`. It is not shown again.
    pub secret: String,
}

impl fmt::Debug for NewWallTokenView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewWallTokenView").field("token", &self.token).finish_non_exhaustive()
    }
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct NewWallTokenAnswer {
    pub token: NewWallTokenView,
}
