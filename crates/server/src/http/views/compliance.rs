//! What others did beyond right or habit, as the page of compliance shows it.
//!
//! Room: server/http, views.

use super::{ListMeta, Moment};
use crate::compliance::judge::Why;
use crate::compliance::rules::{Grades, Rule, Severity};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something to look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplianceEvent {
    pub id: u32,
    pub revision: u32,
    pub rule: Rule,
    pub severity: Severity,
    /// The account's name, or `token 3`.
    pub actor: String,
    /// Local day.
    pub day: String,
    pub first_at: Moment,
    pub last_at: Moment,
    pub why: Why,
    pub noted_at: Option<Moment>,
    pub noted_by: Option<String>,
    pub note: Option<String>,
    /// What the caller did: somebody else takes note of it.
    pub is_own: bool,
}

/// A rule with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplianceRuleView {
    pub rule: Rule,
    pub grades: Grades,
    /// Within which time; null: the local day.
    pub window_minutes: Option<i64>,
}

/// Answer of `/compliance`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplianceAnswer {
    pub events: Vec<ComplianceEvent>,
    pub rules: Vec<ComplianceRuleView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ComplianceEventAnswer {
    pub event: ComplianceEvent,
}

/// Taking note: what was found out, what was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NoteRequest {
    /// Of the reading.
    pub revision: u32,
    #[schema(min_length = 1, max_length = 1_000)]
    pub note: String,
}
