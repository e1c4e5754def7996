//! The rules of compliance: their names, and from which number on each is yellow, orange and red.
//!
//! Room:  server, compliance; asked by `judge`, shown by the page with their numbers.
//! To add a rule: its variant and grades here, its function in `judge` with a test, its words in both
//! languages of the web and in docs/how-to/compliance.md.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Days of a role (each actor's day is one) before its habit is asked.
pub const DAYS_FOR_A_HABIT: usize = 10;
/// Deeds of a role before its hours are asked.
pub const DEEDS_FOR_HOURS: u64 = 100;
/// An hour is rare when it and its neighbours have less than one deed in so many.
pub const RARE_HOUR: u64 = 100;
/// Days back that make a habit.
pub const HABIT_DAYS: i64 = 28;
/// While no habit is known: from this hour up to `DAY_BEGINS` is unusual.
pub const NIGHT_BEGINS: u8 = 23;
pub const DAY_BEGINS: u8 = 6;

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ComplianceRule)]
pub enum Rule {
    /// Tried again and again what the own rights do not allow.
    RefusedOutsideRight,
    /// Looked at far more people on a day than the role usually does.
    BulkLooks,
    /// Did something of weight at an hour at which the role hardly ever acts.
    UnusualHours,
    /// Changed queues or moved calls at once, often, without having said it for a later moment.
    RoutingOutsidePlan,
    /// Looked at protected facts of people without doing anything for them.
    ProtectedWithoutNeed,
    /// Took out many rows as files.
    LargeExport,
    /// Changed the own rights.
    OwnRights,
}

impl Rule {
    pub const ALL: [Self; 7] = [
        Self::RefusedOutsideRight,
        Self::BulkLooks,
        Self::UnusualHours,
        Self::RoutingOutsidePlan,
        Self::ProtectedWithoutNeed,
        Self::LargeExport,
        Self::OwnRights,
    ];

    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::RefusedOutsideRight => "refused_outside_right",
            Self::BulkLooks => "bulk_looks",
            Self::UnusualHours => "unusual_hours",
            Self::RoutingOutsidePlan => "routing_outside_plan",
            Self::ProtectedWithoutNeed => "protected_without_need",
            Self::LargeExport => "large_export",
            Self::OwnRights => "own_rights",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.word() == word)
    }

    /// From which count on. Of `BulkLooks` while no habit is known: then it is twice, four and eight times
    /// the usual, and never less than a fifth of these.
    #[must_use]
    pub const fn grades(self) -> Grades {
        match self {
            Self::RefusedOutsideRight => Grades { yellow: 3, orange: 10, red: 30 },
            Self::BulkLooks => Grades { yellow: 1_000, orange: 2_500, red: 10_000 },
            Self::UnusualHours => Grades { yellow: 1, orange: 5, red: 20 },
            Self::RoutingOutsidePlan => Grades { yellow: 5, orange: 15, red: 40 },
            Self::ProtectedWithoutNeed => Grades { yellow: 3, orange: 8, red: 20 },
            Self::LargeExport => Grades { yellow: 200, orange: 2_000, red: 10_000 },
            Self::OwnRights => Grades { yellow: 1, orange: 1, red: 1 },
        }
    }

    /// Within which time the count is reached; `None`: a local day.
    #[must_use]
    pub const fn window_minutes(self) -> Option<i64> {
        match self {
            Self::RefusedOutsideRight => Some(10),
            Self::RoutingOutsidePlan => Some(60),
            Self::BulkLooks
            | Self::UnusualHours
            | Self::ProtectedWithoutNeed
            | Self::LargeExport
            | Self::OwnRights => None,
        }
    }
}

/// How much something weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ComplianceSeverity)]
pub enum Severity {
    Yellow,
    Orange,
    Red,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::Yellow, Self::Orange, Self::Red];

    /// As it is kept.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Yellow => 1,
            Self::Orange => 2,
            Self::Red => 3,
        }
    }

    #[must_use]
    pub fn read(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.number() == number)
    }
}

/// From which count on it is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ComplianceGrades)]
pub struct Grades {
    pub yellow: u64,
    pub orange: u64,
    pub red: u64,
}

impl Grades {
    /// `None`: not enough for anything.
    #[must_use]
    pub const fn of(self, count: u64) -> Option<Severity> {
        if count >= self.red {
            Some(Severity::Red)
        } else if count >= self.orange {
            Some(Severity::Orange)
        } else if count >= self.yellow {
            Some(Severity::Yellow)
        } else {
            None
        }
    }

    /// From which count on it is this.
    #[must_use]
    pub const fn from(self, severity: Severity) -> u64 {
        match severity {
            Severity::Yellow => self.yellow,
            Severity::Orange => self.orange,
            Severity::Red => self.red,
        }
    }
}
