//! Discipline: the catalogue, checks, findings, the month and its list.
//!
//! Room:  server/http/views; filled by `routes::discipline`, `discipline_month`, `discipline_rules`.
//! Never: a picture's bytes; what a token is.

use super::{ListMeta, Moment};
use crate::discipline::catalogue::{ConductLimits, ConductRuleContent};
use crate::discipline::finding::{ConductRule, FindingDecision, FindingStatus};
use crate::discipline::month::{PersonPoints, SupervisionLevel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A rule as it is today, and as it will be.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConductRuleView {
    pub code: String,
    pub rule: ConductRuleContent,
    /// First local day; absent: as shipped.
    pub from: Option<String>,
    pub is_future: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConductAnswer {
    pub rules: Vec<ConductRuleView>,
    /// Of today.
    pub limits: ConductLimits,
    /// The centre's day: changes hold from then on.
    pub today: String,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ConductRuleRequest {
    pub code: String,
    /// First local day on which it holds: today or later.
    pub from: String,
    pub rule: ConductRuleContent,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct ConductLimitsRequest {
    pub from: String,
    pub limits: ConductLimits,
}

/// One thing seen in a check.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct NewFinding {
    /// The employee number; absent where nobody knows who it was.
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub seat: Option<String>,
    /// The rule's code.
    pub rule: String,
    #[serde(default)]
    pub note: String,
}

/// A check as it is sent from the hand.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CheckRequest {
    /// 16 to 64 letters and digits, the same when it is sent again.
    pub request: String,
    pub level: SupervisionLevel,
    pub site: u32,
    #[serde(default)]
    pub team: Option<u32>,
    #[serde(default)]
    pub area: String,
    /// How many people were looked at: what the rate is over.
    pub looked_at: u32,
    pub findings: Vec<NewFinding>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckView {
    pub id: u32,
    pub day: String,
    pub level: SupervisionLevel,
    pub site_name: Option<String>,
    pub team_name: Option<String>,
    pub area: String,
    pub looked_at: u32,
    pub violations: u64,
    pub checked_at: Moment,
    pub checked_by: String,
}

/// What was kept; findings in the order in which they were sent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckKept {
    pub id: u32,
    pub findings: Vec<u32>,
    /// It was there before: sent again.
    pub was_known: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CheckAnswer {
    pub check: CheckKept,
}

/// One thing that a machine saw.
#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SuspectedBehaviour {
    /// The machine's own number of it: the same is kept once.
    pub request: String,
    pub seen_at: String,
    pub rule: String,
    #[serde(default)]
    pub number: Option<String>,
    #[serde(default)]
    pub seat: Option<String>,
    #[serde(default)]
    pub site: Option<u32>,
    #[serde(default)]
    pub note: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct SuspectedRequest {
    pub suspected: Vec<SuspectedBehaviour>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SuspectedAnswer {
    pub new: u64,
    pub known: u64,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingView {
    pub id: u32,
    pub revision: u32,
    pub day: String,
    pub number: Option<String>,
    pub person: Option<u32>,
    pub name: Option<String>,
    pub team_name: Option<String>,
    pub site_name: Option<String>,
    pub seat: Option<String>,
    pub rule: ConductRule,
    pub note: String,
    pub status: FindingStatus,
    /// The level of the check; absent: reported from outside.
    pub level: Option<SupervisionLevel>,
    pub seen_at: Moment,
    /// Not told to the person.
    pub found_by: Option<String>,
    pub confirmation: Option<SaidView>,
    pub appeal: Option<SaidView>,
    pub decision: Option<SaidView>,
    pub has_photo: bool,
    pub is_own: bool,
    pub may_appeal: bool,
    pub appeal_until: Moment,
    /// Of what is suspected.
    pub lapses_at: Option<Moment>,
    /// What the caller may decide now.
    pub may_confirm: bool,
    pub may_judge: bool,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SaidView {
    /// Not told to the person.
    pub by: Option<String>,
    pub at: Moment,
    pub text: String,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingsAnswer {
    pub findings: Vec<FindingView>,
    pub meta: ListMeta,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FindingAnswer {
    pub finding: FindingView,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct AppealRequest {
    pub revision: u32,
    pub text: String,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct FindingDecisionRequest {
    pub revision: u32,
    pub decision: FindingDecision,
    pub reason: String,
    /// Who it was, where a suspected one names nobody.
    #[serde(default)]
    pub number: Option<String>,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct CommendationRequest {
    pub number: String,
    pub points: u32,
    pub reason: String,
}

/// A rate with both its halves.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct ViolationShare {
    pub violations: u64,
    pub looked_at: u64,
    /// 0.012 is 1.2 %; absent where nobody was looked at.
    pub rate: Option<f64>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ViolationLine {
    /// Absent: checks of an area without a team.
    pub team: Option<u32>,
    pub team_name: Option<String>,
    pub level: SupervisionLevel,
    pub share: ViolationShare,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ViolationMonth {
    /// `2026-11`
    pub month: String,
    pub share: ViolationShare,
}

/// A revision of the published list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PublishedList {
    pub revision: u32,
    pub reason: String,
    pub published_at: Moment,
    pub published_by: String,
    /// Of whom the caller may see.
    pub people: Vec<PersonPoints>,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisciplineMonth {
    pub month: String,
    /// 0..=1
    pub line: f64,
    pub whole: ViolationShare,
    pub lines: Vec<ViolationLine>,
    /// This month and five before.
    pub months: Vec<ViolationMonth>,
    pub checks: Vec<CheckView>,
    /// As the rules and findings say now; of whom the caller may see.
    pub draft: Vec<PersonPoints>,
    /// Findings that wait for a confirmation or the decision of an appeal.
    pub waiting: u64,
    pub published: Vec<PublishedList>,
    pub limits: ConductLimits,
}

#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DisciplineMonthAnswer {
    pub month: DisciplineMonth,
}

#[derive(Clone, Debug, Deserialize, ToSchema)]
pub struct PublishRequest {
    /// `2026-11`
    pub month: String,
    /// The revision that was reviewed: 0 for the first.
    pub revision: u32,
    pub reason: String,
}
