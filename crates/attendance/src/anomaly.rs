//! What does not fit between shift, punches and telephone system, with its evidence.
//!
//! Room: attendance; found by `compare`, kept by `casebook`.

use crate::punch::PersonNumber;
use domain::calendar::Day;
use domain::{Duration, Interval, SiteId, Timestamp};
use serde::{Deserialize, Serialize};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Late,
    EarlyLeave,
    Absent,
    MissingIn,
    MissingOut,
    /// The policy wants two sources, or the site's network, and one was missing.
    Unconfirmed,
    PunchedNotSignedIn,
    SignedInNotPunched,
    TwoPlaces,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Late,
        Self::EarlyLeave,
        Self::Absent,
        Self::MissingIn,
        Self::MissingOut,
        Self::Unconfirmed,
        Self::PunchedNotSignedIn,
        Self::SignedInNotPunched,
        Self::TwoPlaces,
    ];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::EarlyLeave => "early_leave",
            Self::Absent => "absent",
            Self::MissingIn => "missing_in",
            Self::MissingOut => "missing_out",
            Self::Unconfirmed => "unconfirmed",
            Self::PunchedNotSignedIn => "punched_not_signed_in",
            Self::SignedInNotPunched => "signed_in_not_punched",
            Self::TwoPlaces => "two_places",
        }
    }
}

/// What makes an anomaly the same when it is computed again: no time of day is in it, so that a shift
/// that moved or a punch that came late revises the anomaly and makes no second one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Identity {
    pub day: Day,
    pub person: PersonNumber,
    /// The how-manieth shift of the person on that day, from 1; 0 outside shifts.
    pub part: u8,
    pub kind: Kind,
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {} {}", self.day, self.person, self.part, self.kind.name())
    }
}

/// A stretch in which two of them disagree; no end while it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    pub start: Timestamp,
    pub end: Option<Timestamp>,
}

/// An anomaly as one computation saw it. Nothing in it grows by mere waiting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anomaly {
    pub identity: Identity,
    pub site: SiteId,
    pub shift: Option<Interval>,
    /// By how much somebody was late or early, once it is known.
    pub by: Option<Duration>,
    /// Evidence: where the records disagree.
    pub gaps: Vec<Gap>,
    /// Evidence: ids of punches.
    pub punches: Vec<String>,
    /// Evidence: ids of signed-in intervals.
    pub sign_ins: Vec<String>,
}
