//! What became of each anomaly: open, explained, decided; and whether the facts changed since.
//!
//! Room:  attendance; after `compare`; the store keeps the cases, a leader's list shows them.
//! Takes: anomalies as computed now, explanations, decisions.
//! Gives: `Case`, and what changed, so that only that is written and told.
//! Holds: a case counts for discipline only after somebody decided that the explanation does not hold;
//!        late data revise what is open, and only mark what was decided; computing again changes nothing.
//! Never: decides by itself, forgets a decision, reads a clock.
//! Proof: tests/it/casebook.rs, tests/it/properties.rs.

use crate::anomaly::{Anomaly, Identity};
use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where a case stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Open,
    Explained,
    /// The explanation holds: it does not count.
    Accepted,
    /// It does not hold: it counts.
    Rejected,
    /// Later data show that there was nothing.
    Withdrawn,
}

/// What the person says to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    pub by: String,
    pub at: Timestamp,
    pub text: String,
    /// Names of what was handed in: a photo, a ticket of the fault.
    pub evidence: Vec<String>,
}

/// What somebody with the right to decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    pub by: String,
    pub at: Timestamp,
    pub reason: String,
}

/// An anomaly and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// As found last; once decided, as it was decided on.
    pub anomaly: Anomaly,
    pub found_at: Timestamp,
    pub status: Status,
    pub explanation: Option<Explanation>,
    pub decision: Option<Decision>,
    /// Whether what was explained or decided on is no longer what the data say.
    pub has_changed: bool,
}

/// What a computation changed in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    Opened,
    Revised,
    Withdrawn,
    /// The case stays as explained or decided, with a mark.
    Marked,
    /// The data say again what was explained or decided on.
    Unmarked,
}

/// Why a step is not possible now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("say what happened")]
    NoText,
    #[error("it is decided; only whoever decides can take it up again")]
    IsDecided,
    #[error("later data show that there was nothing to explain")]
    IsWithdrawn,
    #[error("the person has until {until} to explain it")]
    TooEarly { until: Timestamp },
    #[error("nobody decides about an anomaly of their own")]
    IsOwn,
    #[error("it is not decided yet")]
    IsNotDecided,
}

impl Case {
    fn new(anomaly: Anomaly, found_at: Timestamp) -> Self {
        let (explanation, decision) = (None, None);
        Self { anomaly, found_at, status: Status::Open, explanation, decision, has_changed: false }
    }

    /// Whether it stands in the discipline record.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.status == Status::Rejected
    }

    #[must_use]
    pub const fn is_decided(&self) -> bool {
        matches!(self.status, Status::Accepted | Status::Rejected)
    }

    /// The person explains, or explains better.
    pub fn explain(&mut self, explanation: Explanation) -> Result<(), Refused> {
        self.is_undecided()?;
        if explanation.text.trim().is_empty() {
            return Err(Refused::NoText);
        }
        self.explanation = Some(explanation);
        self.status = Status::Explained;
        self.has_changed = false;
        Ok(())
    }

    /// It is excused, with or without an explanation.
    pub fn accept(&mut self, decision: Decision) -> Result<(), Refused> {
        self.decide(decision, Status::Accepted)
    }

    /// It counts. Without an explanation only after the time for one is over.
    pub fn reject(&mut self, decision: Decision, explain_within: Duration) -> Result<(), Refused> {
        let until = self.found_at.plus(explain_within);
        if self.status == Status::Open && decision.at < until {
            return Err(Refused::TooEarly { until });
        }
        self.decide(decision, Status::Rejected)
    }

    /// What was decided is open again, for instance because the facts changed. The explanation stays.
    pub fn take_up_again(&mut self, decision: &Decision) -> Result<(), Refused> {
        if !self.is_decided() {
            return Err(Refused::IsNotDecided);
        }
        self.may_decide(decision)?;
        self.decision = None;
        let is_explained = self.explanation.is_some();
        self.status = if is_explained { Status::Explained } else { Status::Open };
        Ok(())
    }

    fn decide(&mut self, decision: Decision, status: Status) -> Result<(), Refused> {
        self.is_undecided()?;
        self.may_decide(&decision)?;
        self.decision = Some(decision);
        self.status = status;
        self.has_changed = false;
        Ok(())
    }

    fn may_decide(&self, decision: &Decision) -> Result<(), Refused> {
        if decision.by == self.anomaly.identity.person.0 {
            return Err(Refused::IsOwn);
        }
        if decision.reason.trim().is_empty() { Err(Refused::NoText) } else { Ok(()) }
    }

    const fn is_undecided(&self) -> Result<(), Refused> {
        match self.status {
            Status::Open | Status::Explained => Ok(()),
            Status::Accepted | Status::Rejected => Err(Refused::IsDecided),
            Status::Withdrawn => Err(Refused::IsWithdrawn),
        }
    }

    /// What was found anew, or that nothing was.
    fn meets(&mut self, found: Option<&Anomaly>, now: Timestamp) -> Option<Change> {
        match self.status {
            Status::Accepted | Status::Rejected => self.mark(found != Some(&self.anomaly)),
            Status::Open | Status::Explained => match found {
                None => {
                    self.status = Status::Withdrawn;
                    Some(Change::Withdrawn)
                }
                Some(found) if *found == self.anomaly => None,
                Some(found) => {
                    self.anomaly = found.clone();
                    self.has_changed = self.explanation.is_some();
                    Some(Change::Revised)
                }
            },
            Status::Withdrawn => found.map(|found| {
                let explanation = self.explanation.take();
                *self = Self { explanation, ..Self::new(found.clone(), now) };
                if self.explanation.is_some() {
                    (self.status, self.has_changed) = (Status::Explained, true);
                }
                Change::Opened
            }),
        }
    }

    fn mark(&mut self, has_changed: bool) -> Option<Change> {
        let changes = self.has_changed != has_changed;
        self.has_changed = has_changed;
        changes.then_some(if has_changed { Change::Marked } else { Change::Unmarked })
    }
}

/// All cases, by identity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Casebook {
    pub cases: BTreeMap<Identity, Case>,
}

impl Casebook {
    /// Takes over what was found about the people and days that `covers` says; the others stay.
    pub fn take_over(
        &mut self,
        found: &[Anomaly],
        covers: impl Fn(&Identity) -> bool,
        now: Timestamp,
    ) -> Vec<(Identity, Change)> {
        let found: BTreeMap<&Identity, &Anomaly> =
            found.iter().map(|anomaly| (&anomaly.identity, anomaly)).collect();
        let mut changes = Vec::new();
        for (identity, case) in self.cases.iter_mut().filter(|(identity, _)| covers(identity)) {
            let change = case.meets(found.get(identity).copied(), now);
            changes.extend(change.map(|change| (identity.clone(), change)));
        }
        for (identity, anomaly) in found {
            if covers(identity) && !self.cases.contains_key(identity) {
                self.cases.insert(identity.clone(), Case::new(anomaly.clone(), now));
                changes.push((identity.clone(), Change::Opened));
            }
        }
        changes.sort_by(|a, b| a.0.cmp(&b.0));
        changes
    }
}
