//! What can be set of the house, each with who set it.
//!
//! Room:  server/http/views; made by `build::settings`.
//! Holds: words of the house are ids and texts as typed; nothing here is prose.
//! Proof: `tests/it/api_settings.rs`.

use super::Moment;
use super::figures::Rule;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Who set something last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The configuration file: it is changed there.
    File,
    /// A telephone system, a feed or an import.
    Source,
    /// People, on the settings page.
    Settings,
    /// Nobody yet.
    Default,
}

/// Everything that can be set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SettingsView {
    /// Of the settings as they are here: a change is applied only while they are still so.
    pub digest: String,
    /// The earliest moment from which hours and definitions can hold.
    pub next_step: Moment,
    /// The waits that a threshold may be, seconds.
    pub thresholds_s: Vec<u32>,
    pub centre: CentreSettings,
    /// Sorted by name, as all lists here.
    pub queues: Vec<QueueSettings>,
    pub sites: Vec<SiteSettings>,
    pub dids: Vec<NamedSettings>,
    pub teams: Vec<NamedSettings>,
    pub skills: Vec<NamedSettings>,
    /// By id; the first is the one that screens show.
    pub definitions: Vec<DefinitionSettings>,
    pub breaks: Vec<BreakSettings>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CentreSettings {
    pub name: String,
    pub name_origin: Origin,
    /// IANA name.
    pub zone: String,
    pub zone_origin: Origin,
    /// Local time of day.
    #[schema(examples("04:00"))]
    pub business_day_start: String,
    pub business_day_start_origin: Origin,
}

/// A thing and its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NamedSettings {
    pub id: u32,
    /// What its source calls it, for good.
    pub key: String,
    pub name: String,
    pub name_origin: Origin,
    /// The source's own name, where people gave it another.
    pub own_name: Option<String>,
    /// The name of the source that speaks of it; null: the house.
    pub source: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueSettings {
    #[serde(flatten)]
    pub named: NamedSettings,
    pub skill: Option<u32>,
    pub site: Option<u32>,
    /// Of skill and site.
    pub place_origin: Origin,
    /// Its own targets; of the other definitions it follows the centre's.
    pub targets: Vec<TargetSettings>,
    pub hours_origin: Origin,
    /// The hours in force and those to come, in order; none: always open.
    pub hours: Vec<HoursVersion>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SiteSettings {
    #[serde(flatten)]
    pub named: NamedSettings,
    /// IANA name.
    pub zone: String,
    pub zone_origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct TargetSettings {
    pub definition: u32,
    /// 0..=1.
    pub share: f64,
    pub origin: Origin,
}

/// Hours, and from when on they hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct HoursVersion {
    /// Null: since ever.
    pub effective_from: Option<Moment>,
    pub is_in_force: bool,
    /// Null: always open.
    pub hours: Option<WeekHours>,
}

/// A week of opening hours with its exceptions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WeekHours {
    /// IANA name; null: that of the queue's site, or of the centre.
    #[serde(default)]
    pub zone: Option<String>,
    /// Seven lists, Monday first, of stretches as `08:00-20:00`; an empty list is a closed day.
    pub week: Vec<Vec<String>>,
    #[serde(default)]
    pub exceptions: Vec<DayHours>,
}

/// A date with hours of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DayHours {
    #[schema(examples("2026-10-01"))]
    pub date: String,
    /// None: closed.
    pub spans: Vec<String>,
    /// What people call the day.
    #[serde(default)]
    #[schema(examples("国庆节"))]
    pub name: Option<String>,
}

/// A service level definition with all its versions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionSettings {
    pub id: u32,
    pub origin: Origin,
    /// `file`: whether closed hours are left out is set there.
    pub closed_hours_origin: Origin,
    /// Of the centre, 0..=1.
    pub target: Option<f64>,
    pub target_origin: Origin,
    /// In the order in which they begin to hold.
    pub versions: Vec<DefinitionVersion>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionVersion {
    pub version: u32,
    /// Null: since ever.
    pub effective_from: Option<Moment>,
    pub is_in_force: bool,
    #[serde(flatten)]
    pub rule: DefinitionRule,
}

/// A rule with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DefinitionRule {
    pub rule: Rule,
    /// T: the longest wait that is in time, seconds.
    pub threshold_s: f64,
    /// S: an abandon within it is a wrong number, seconds.
    pub short_s: f64,
    /// Contacts outside the opening hours of their queue are left out.
    pub without_closed_hours: bool,
}

/// How long a stay in a not-ready state may last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BreakSettings {
    pub reason: String,
    /// Seconds; null: without limit.
    pub limit_s: Option<u32>,
    pub origin: Origin,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SettingsAnswer {
    pub settings: SettingsView,
}
