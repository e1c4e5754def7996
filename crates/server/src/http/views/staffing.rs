//! Staffing: what is planned from, the three directions of asking, and plans that are kept.
//!
//! Room:  server/http/views; the crate `staffing` computes.
//! Holds: a share is 0..=1; days and slots are of the centre's wall clock; people are agents who serve
//!        unless `scheduled` or `paid` is said.

use super::{ListMeta, Moment};
use crate::http::views::figures::Rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What a plan is made of; each direction reads what it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingScenario {
    /// Each is a skill with agents of its own: 1 to 20, none twice.
    pub queues: Vec<u32>,
    /// First and last local day, YYYY-MM-DD; 31 days at most.
    pub from: String,
    pub to: String,
    /// The day whose intervals are told; `from` if absent.
    #[serde(default)]
    pub day: Option<String>,
    /// 15, 30 or 60; 30 if absent.
    #[serde(default)]
    pub step_minutes: Option<u32>,
    /// Contacts as percent of the forecast: 1 to 1000; 100 if absent.
    #[serde(default)]
    pub contacts_percent: Option<f64>,
    /// Handle time as percent of the history's: 1 to 1000; 100 if absent.
    #[serde(default)]
    pub handle_percent: Option<f64>,
    /// Mean handle time in every interval, s, instead of the history's.
    #[serde(default)]
    pub handle_s: Option<f64>,
    /// Mean patience, s, instead of the history's.
    #[serde(default)]
    pub patience_s: Option<f64>,
    /// Everybody waits for ever, whatever the history says.
    #[serde(default)]
    pub nobody_abandons: bool,
    #[serde(default)]
    pub targets: StaffingTargets,
    #[serde(default)]
    pub shrinkage: Vec<ShrinkageShare>,
    /// Reverse: who is there on `day`.
    #[serde(default)]
    pub people: Vec<QueuePeople>,
    /// Reverse: days simulated, 20 to 2000; 400 if absent.
    #[serde(default)]
    pub replications: Option<u32>,
    /// Reverse and two-way: not more work at the same time.
    #[serde(default)]
    pub seats: Option<u32>,
    /// Two-way: limits, prices, and what gives way.
    #[serde(default)]
    pub limits: StaffingLimits,
    #[serde(default)]
    pub prices: StaffingPrices,
    /// Two-way: whether targets are kept with as little as they take; if not, as much is reached as the
    /// limits allow.
    #[serde(default = "yes")]
    pub keep_targets: bool,
    /// Two-way: intervals may be closed where the limits do not allow the targets.
    #[serde(default)]
    pub may_close: bool,
    /// Two-way: before anything else every open interval gets agents for so many percent of its load, as
    /// evenly as the limits allow: 0 to 200; 100 if absent.
    #[serde(default)]
    pub least_load_percent: Option<f64>,
}

const fn yes() -> bool {
    true
}

/// Targets and limits; absent: the queue's own service level, and no other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingTargets {
    /// 0..1 instead of the queue's own target; 0: none.
    #[serde(default)]
    pub service_level: Option<f64>,
    /// T, s, instead of the definition's.
    #[serde(default)]
    pub threshold_s: Option<f64>,
    /// Longest mean wait of the answered, s.
    #[serde(default)]
    pub asa_s: Option<f64>,
    /// Agents are busy at most this share of their time.
    #[serde(default)]
    pub occupancy_max: Option<f64>,
    #[serde(default)]
    pub abandonment_max: Option<f64>,
}

/// Why people who are paid do not serve.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ShrinkageWhy {
    Break,
    Meal,
    Training,
    Coaching,
    Meeting,
    BackOffice,
    SystemFault,
    Leave,
    Sickness,
    Absence,
    Other,
}

/// One part of the shrinkage, as a share of paid time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShrinkageShare {
    pub kind: ShrinkageWhy,
    /// 0..1
    pub share: f64,
}

/// Agents of one queue on the day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct QueuePeople {
    pub queue: u32,
    /// By slot from midnight on; slots beyond the list have none.
    pub agents: Vec<u32>,
}

/// Limits; those that are absent do not bind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingLimits {
    /// Of the people there are, overtime not counted.
    #[serde(default)]
    pub paid_hours: Option<f64>,
    /// Beyond these; needs `paid_hours`.
    #[serde(default)]
    pub overtime_hours: Option<f64>,
    #[serde(default)]
    pub budget: Option<f64>,
}

/// Prices of a paid hour, in any currency.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingPrices {
    pub hour: f64,
    pub overtime_hour: f64,
}

impl Default for StaffingPrices {
    fn default() -> Self {
        Self { hour: 1.0, overtime_hour: 1.5 }
    }
}

/// What a queue was planned from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct QueueBasis {
    pub queue: u32,
    pub queue_name: String,
    /// The forecasts that say what comes, by first day of use.
    pub forecasts: Vec<BasisForecast>,
    /// Mean handle time of the days read, s; null where nothing was handled.
    pub handle_s: Option<f64>,
    /// Contacts that it is the mean of.
    pub handled: u64,
    /// Mean patience by the exponential law (all time waited / abandoned), s; null where too few abandoned
    /// to tell.
    pub patience_s: Option<f64>,
    pub abandoned: u64,
    /// Days of history read.
    pub learned_from: String,
    pub learned_to: String,
    pub targets: KeptTargets,
    /// Patience that was reckoned with, s; null: nobody abandons.
    pub reckoned_patience_s: Option<f64>,
}

/// A forecast that a plan stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BasisForecast {
    pub id: u32,
    pub is_published: bool,
    /// Days of the plan that are its.
    pub days: u32,
}

/// The targets that were reckoned with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct KeptTargets {
    /// Null: none.
    pub service_level: Option<f64>,
    pub rule: Rule,
    pub threshold_s: f64,
    pub asa_s: Option<f64>,
    pub occupancy_max: Option<f64>,
    pub abandonment_max: Option<f64>,
}

/// What so many agents reach.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingReached {
    pub agents: u32,
    pub service_level: Option<f64>,
    pub asa_s: Option<f64>,
    pub occupancy: Option<f64>,
    pub abandonment: f64,
}

/// The people that one interval of one queue needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequirementRow {
    pub queue: u32,
    pub start: Moment,
    /// Slots of the day from midnight, the first is 0.
    pub slot: u32,
    pub contacts: f64,
    pub handle_s: f64,
    /// Erlangs
    pub load: f64,
    /// Serving; null where no number keeps the targets.
    pub agents: Option<u32>,
    /// Paid, with shrinkage, not rounded.
    pub scheduled: Option<f64>,
    /// With 3 agents fewer to 3 more; the fourth is the requirement itself where there are so many.
    pub with: Vec<StaffingReached>,
}

/// Requirements of a day or of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingSum {
    /// The day; null: all of them.
    pub day: Option<String>,
    pub contacts: f64,
    /// Σ contacts x handle time, hours.
    pub work_hours: f64,
    pub agent_hours: f64,
    pub paid_hours: f64,
    /// Most agents at the same time, all queues together.
    pub agents_max: u32,
    /// Intervals in which no number of agents keeps the targets; not in the sums.
    pub unreachable: u32,
    /// Paid hours that do not serve, by why.
    pub away_hours: BTreeMap<String, f64>,
}

/// Forward: from targets to people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequirementView {
    pub step_minutes: u32,
    pub day: String,
    pub basis: Vec<QueueBasis>,
    /// Of `day`.
    pub rows: Vec<RequirementRow>,
    pub days: Vec<StaffingSum>,
    pub total: StaffingSum,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct RequirementAnswer {
    pub requirement: RequirementView,
}

/// A figure over all days simulated, and the interval that holds 95 % of single days.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SpreadView {
    pub value: f64,
    pub low: f64,
    pub high: f64,
}

/// What one interval of one queue can reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReachableRow {
    pub queue: u32,
    pub start: Moment,
    pub slot: u32,
    pub contacts: f64,
    pub agents: u32,
    /// Agents who found no seat.
    pub without_seat: u32,
    /// By the formula in the steady state.
    pub expected: Option<StaffingReached>,
    pub service_level: Option<SpreadView>,
    pub asa_s: Option<SpreadView>,
    pub abandonment: Option<SpreadView>,
    pub occupancy: Option<SpreadView>,
}

/// A queue's day: its intervals weighed by contacts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReachableDay {
    pub queue: u32,
    pub contacts: f64,
    pub agent_hours: f64,
    pub paid_hours: f64,
    pub service_level: Option<f64>,
    pub asa_s: Option<f64>,
    pub abandonment: Option<f64>,
    pub occupancy: Option<f64>,
}

/// Reverse: what the people that there are reach.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReachableView {
    pub step_minutes: u32,
    pub day: String,
    pub replications: u32,
    pub basis: Vec<QueueBasis>,
    pub rows: Vec<ReachableRow>,
    pub days: Vec<ReachableDay>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ReachableAnswer {
    pub reachable: ReachableView,
}

/// A limit that stood in the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LimitThatBinds {
    People,
    Seats,
    Budget,
}

/// What a queue reaches over all open intervals together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ServiceReached {
    pub queue: u32,
    pub contacts: f64,
    pub service_level: Option<f64>,
    pub asa_s: Option<f64>,
    pub abandonment: Option<f64>,
    pub occupancy: Option<f64>,
    /// `service_level`, `asa`, `occupancy`, `abandonment`.
    pub missed: Vec<String>,
}

/// Agents of one interval.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SolvedRow {
    pub queue: u32,
    pub start: Moment,
    pub slot: u32,
    pub contacts: f64,
    pub agents: u32,
    pub is_closed: bool,
}

/// A point of the curve of cost against service.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CostPoint {
    pub paid_hours: f64,
    pub cost: f64,
    /// Answered in time / offered, over all queues.
    pub service_level: f64,
}

/// What a plan takes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingEffort {
    pub paid_hours: f64,
    pub cost: f64,
    pub seats: u32,
}

/// Two-way: some given, the rest solved for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SolutionView {
    pub step_minutes: u32,
    pub day: String,
    pub basis: Vec<QueueBasis>,
    pub keeps_targets: bool,
    pub overtime_hours: f64,
    /// Overtime not counted.
    #[serde(flatten)]
    pub effort: StaffingEffort,
    pub binding: Vec<LimitThatBinds>,
    pub services: Vec<ServiceReached>,
    /// Of `day`.
    pub rows: Vec<SolvedRow>,
    pub closed: Vec<Moment>,
    /// What the targets take where nothing limits them; null where no number keeps them.
    pub without_limits: Option<StaffingEffort>,
    /// From nobody to as many as help.
    pub curve: Vec<CostPoint>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SolutionAnswer {
    pub solution: SolutionView,
}

/// A year: whom to hire when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct YearPlanRequest {
    /// Trained people at the beginning, 0 to 100 000.
    pub people: f64,
    /// Share of people who leave within a month, 0..1.
    pub attrition_monthly: f64,
    /// Months from the decision to a hire's first day.
    pub hiring_lead_months: u32,
    /// Share of a trained person's work that a hire does in the first, second … month; then all of it.
    #[serde(default)]
    pub training: Vec<f64>,
    #[serde(default)]
    pub hires_max_monthly: Option<u32>,
    #[serde(default)]
    pub seats: Option<u32>,
    /// People who share a seat over the day.
    pub people_per_seat: f64,
    /// 1 to 36.
    pub months: Vec<YearMonthNeed>,
}

/// What a month asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct YearMonthNeed {
    /// YYYY-MM
    pub month: String,
    /// Hours of agents at work, before shrinkage; 5 million at most.
    pub agent_hours: f64,
    /// 0..1, holidays not in it.
    pub shrinkage: f64,
    /// Working days of one person, the month's holidays taken off.
    pub working_days: f64,
    pub hours_per_day: f64,
}

/// Why people are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum YearObstacle {
    /// Who is decided on now comes too late, or is not yet trained.
    Lead,
    HiresMax,
    Seats,
}

/// A month of the plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct YearMonth {
    pub month: String,
    /// Trained people needed.
    pub required: f64,
    /// On the payroll.
    pub people: f64,
    /// Their work, in trained people.
    pub effective: f64,
    /// Start in this month.
    pub hires: u32,
    /// Are to be decided on in this month.
    pub orders: u32,
    pub leavers: f64,
    pub missing: f64,
    pub surplus: f64,
    pub seats_needed: f64,
    pub obstacle: Option<YearObstacle>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct YearPlanAnswer {
    pub months: Vec<YearMonth>,
}

/// In which direction a plan asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Forward,
    Reverse,
    TwoWay,
}

/// A plan to keep.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingPlanRequest {
    /// 1 to 60 characters.
    pub name: String,
    pub direction: Direction,
    pub scenario: StaffingScenario,
}

/// A kept plan that is to become something else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffingPlanChange {
    pub name: String,
    pub direction: Direction,
    pub scenario: StaffingScenario,
    /// The revision that was read.
    pub revision: u32,
}

/// A plan as kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingPlan {
    pub id: u32,
    pub name: String,
    pub direction: Direction,
    pub scenario: StaffingScenario,
    pub revision: u32,
    pub changed_at: Moment,
    pub changed_by: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingPlanAnswer {
    pub plan: StaffingPlan,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct StaffingPlansAnswer {
    /// By name.
    pub plans: Vec<StaffingPlan>,
    pub meta: ListMeta,
}
