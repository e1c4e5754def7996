//! What was agreed and what the telephone system saw: shifts, leave and signed-in time.
//!
//! Room: attendance; beside `punch`, before `compare`.

use crate::policy::Policy;
use crate::punch::PersonNumber;
use domain::calendar::Day;
use domain::{Interval, SiteId, Timestamp};
use serde::{Deserialize, Serialize};

/// When a person should work.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Shift {
    pub person: PersonNumber,
    pub begin: Timestamp,
    pub end: Timestamp,
    pub site: SiteId,
    /// Within the shift; neither worked nor expected to be signed in.
    pub breaks: Vec<Interval>,
}

impl Shift {
    #[must_use]
    pub const fn interval(&self) -> Interval {
        Interval { start: self.begin, end: self.end }
    }

    /// The day it belongs to: the one it began, where days begin when the site says.
    #[must_use]
    pub fn day(&self, policy: &Policy) -> Day {
        policy.zone.business_day(self.begin, policy.day_starts)
    }
}

/// Agreed absence.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Leave {
    pub person: PersonNumber,
    pub begin: Timestamp,
    pub end: Timestamp,
    /// As the house calls it: annual, sick, personal.
    pub kind: String,
}

/// A person was signed in at the telephone system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SignIn {
    pub begin: Timestamp,
    pub person: PersonNumber,
    pub site: SiteId,
    pub seat: Option<String>,
    /// Absent while it lasts.
    pub end: Option<Timestamp>,
}

impl SignIn {
    /// Names it in evidence.
    #[must_use]
    pub fn id(&self) -> String {
        let seat = self.seat.as_deref().unwrap_or("-");
        format!("{} {} {} {seat}", self.begin, self.person, self.site)
    }

    /// As far as it had come at `as_of`.
    #[must_use]
    pub fn until(&self, as_of: Timestamp) -> Interval {
        let end = self.end.map_or(as_of, |end| end.min(as_of)).max(self.begin);
        Interval { start: self.begin, end }
    }
}
