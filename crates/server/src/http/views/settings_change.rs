//! Changes of settings: as asked for, as they would turn out, and as they were made.
//!
//! Room:  server/http/views; understood by `build::settings_plan`.
//! Holds: what a screen says in words stands here as codes and values.
//! Proof: `tests/it/api_settings.rs`.

use super::figures::Rule;
use super::settings::{SettingsView, WeekHours};
use super::{ListMeta, Moment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kinds of things that people may name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum NamedKind {
    Queue,
    Did,
    Site,
    Team,
    Skill,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum SettingChange {
    /// What is null stays as it is.
    Centre {
        #[serde(default)]
        name: Option<String>,
        #[serde(default)]
        zone: Option<String>,
        #[serde(default)]
        business_day_start: Option<String>,
    },
    /// What people call a thing; null: what its source calls it.
    DisplayName {
        of: NamedKind,
        id: u32,
        name: Option<String>,
    },
    /// The skill that a queue needs and the site that it is at.
    QueuePlace {
        queue: u32,
        skill: Option<u32>,
        site: Option<u32>,
    },
    /// The share (0..=1) that a definition is to reach, of a queue or of the centre; null: none.
    Target {
        queue: Option<u32>,
        definition: u32,
        share: Option<f64>,
    },
    /// The next version of a definition.
    Definition {
        definition: u32,
        rule: Rule,
        threshold_s: f64,
        short_s: f64,
        without_closed_hours: bool,
        /// Null: as soon as possible.
        #[serde(default)]
        effective_from: Option<Moment>,
    },
    /// When a queue is open; null: always.
    OpeningHours {
        queue: u32,
        hours: Option<WeekHours>,
        /// Null: as soon as possible.
        #[serde(default)]
        effective_from: Option<Moment>,
    },
    /// `key` is what sources call it; null: its name.
    AddSite {
        name: String,
        zone: String,
        #[serde(default)]
        key: Option<String>,
    },
    SiteZone {
        site: u32,
        zone: String,
    },
    AddSkill {
        name: String,
        #[serde(default)]
        key: Option<String>,
    },
    /// `site`: where the team is at home.
    AddTeam {
        name: String,
        #[serde(default)]
        site: Option<u32>,
        #[serde(default)]
        key: Option<String>,
    },
    /// Seconds; null: without limit.
    BreakLimit {
        reason: String,
        limit_s: Option<u32>,
    },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub changes: Vec<SettingChange>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApplyRequest {
    pub changes: Vec<SettingChange>,
    /// Of the preview that was looked at.
    pub digest: String,
}

/// What a change is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SubjectKind {
    Centre,
    Queue,
    Did,
    Site,
    Team,
    Skill,
    Definition,
    Break,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Subject {
    pub kind: SubjectKind,
    /// Null: the centre, a not-ready state, or something that does not exist yet.
    pub id: Option<u32>,
    /// The name before the change; of a definition nothing, of a not-ready state its word.
    pub name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Zone,
    BusinessDayStart,
    Skill,
    Site,
    Target,
    Hours,
    Rule,
    Threshold,
    Short,
    WithoutClosedHours,
    Limit,
}

/// What a field holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingValue {
    /// No target, no limit, no skill; of hours: always open.
    Nothing,
    Text(String),
    /// 0..=1.
    Share(f64),
    Seconds(f64),
    Flag(bool),
    Rule(Rule),
    Hours(WeekHours),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FieldChange {
    pub field: Field,
    pub before: SettingValue,
    pub after: SettingValue,
}

/// What a change reaches, and what it leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// Queues without a target of their own follow.
    QueuesFollow,
    /// Queues with a target of their own keep it.
    QueuesKeep,
    /// Queues whose hours are meant in this zone.
    QueuesInZone,
    /// Queues that have this name's skill or site.
    QueuesNamed,
    /// Contacts of today stay counted as they were.
    ContactsToday,
    /// Agents in this state now are measured by it.
    AgentsNow,
    /// Versions that stay as they are: what was before the new one is read by them.
    VersionsStay,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Touch {
    pub reach: Reach,
    pub count: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Caution {
    /// Nothing would change; nothing is written.
    NoChange,
    /// The queue is closed on a weekday (1 = Monday), in `detail`.
    ClosedWeekday,
    /// Never open.
    AlwaysClosed,
    /// With this, no queue of the centre is open on a weekday any more, in `detail`.
    NobodyOpen,
    /// The night of a weekday (`detail`) reaches into the hours of the next.
    OverlapsNextDay,
    /// Dates that are past, in `detail`.
    PastDate,
    /// What was set for a later moment (`detail`) still takes over then.
    LaterStands,
    /// Screens show another definition: nobody sees this target reached or missed.
    Unmeasured,
    /// Another thing of the kind has that name already.
    NameTaken,
    /// Today's figures begin anew with the business day.
    DayBeginsAnew,
    /// Closed hours are left out, and no queue has hours.
    NoHours,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    pub caution: Caution,
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    Unknown,
    SetInFile,
    NameEmpty,
    NameTooLong,
    NameUnclean,
    KeyTaken,
    BadZone,
    BadTime,
    BadWeek,
    BadSpan,
    SpanOffGrid,
    SpanEmpty,
    SpansOverlap,
    BadDate,
    DateTwice,
    TooMany,
    InThePast,
    OffGrid,
    TooFar,
    OutOfRange,
    NotAThreshold,
    NothingToRemove,
    ChangedTwice,
}

/// Why a change cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    pub code: ProblemCode,
    /// Where in the change, as `hours.week.0.1`.
    pub place: String,
    /// What was written there.
    pub given: String,
    pub message: String,
    pub remedy: String,
}

/// A change as it would turn out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PlannedChange {
    pub subject: Subject,
    pub fields: Vec<FieldChange>,
    /// Null: at once.
    pub effective_from: Option<Moment>,
    pub touches: Vec<Touch>,
    pub warnings: Vec<Warning>,
    /// Null: it can be made.
    pub problem: Option<Problem>,
}

/// What would become of a list of changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewView {
    /// Send it with the changes to apply them. Of the settings, and of the next full five minutes
    /// where something holds from then on.
    pub digest: String,
    /// None of the changes has a problem, and something would change.
    pub is_applicable: bool,
    /// In the order asked.
    pub changes: Vec<PlannedChange>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PreviewAnswer {
    pub preview: PreviewView,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppliedView {
    /// Records in the journal.
    pub records: u64,
    pub changes: Vec<PlannedChange>,
    /// As they are now.
    pub settings: SettingsView,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AppliedAnswer {
    pub applied: AppliedView,
}

/// A change that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PastChange {
    pub number: u64,
    pub at: Moment,
    /// The account that made it.
    pub actor: String,
    pub subject: Subject,
    pub fields: Vec<FieldChange>,
    pub effective_from: Option<Moment>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct PastChangesAnswer {
    pub changes: Vec<PastChange>,
    pub meta: ListMeta,
}
