//! What was seen of somebody, and what may become of it.
//!
//! Room:  server, discipline; pure: rows are the store's, rights are the routes'.
//! Takes: a finding as kept, a step with who does it and when. Gives: the finding after it, or why not.
//! Holds: what came from outside counts only after a person confirmed it, and lapses if nobody does in
//!        time; the person named may appeal once, in time; who found or confirmed it never decides the appeal.
//! Never: reads a clock; lets anybody decide about themselves (the routes know who they are).
//! Proof: stories below.

use domain::{Duration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How grave it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gravity {
    Reminder,
    Ordinary,
    Grave,
}

/// The rule as it was on the day of the finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ConductRule {
    pub code: String,
    pub name_zh: String,
    pub name_en: String,
    pub gravity: Gravity,
    pub points: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingStatus {
    /// From outside; a person must look.
    Suspected,
    /// A person saw or confirmed it: it counts.
    Confirmed,
    /// It counts until the appeal is decided.
    Appealed,
    /// The appeal was refused: it counts.
    Upheld,
    /// The appeal was granted.
    Overturned,
    /// Not what it looked like.
    Dismissed,
    /// Nobody confirmed it in time.
    Lapsed,
}

impl FindingStatus {
    /// Whether it stands in the record and in the rate.
    #[must_use]
    pub const fn counts(self) -> bool {
        matches!(self, Self::Confirmed | Self::Appealed | Self::Upheld)
    }
}

/// What somebody said or decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub by: String,
    pub at: Timestamp,
    pub text: String,
}

/// A finding, beside whom and where it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    pub rule: ConductRule,
    pub seat: Option<String>,
    pub note: String,
    pub seen_at: Timestamp,
    /// The account that saw it, or the token that reported it.
    pub found_by: String,
    status: FindingStatus,
    pub confirmed: Option<Said>,
    pub appeal: Option<Said>,
    pub decision: Option<Said>,
}

/// The days that steps may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub appeal: Duration,
    pub lapse: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingDecision {
    /// A suspected one is one.
    Confirm,
    /// A suspected one is none.
    Dismiss,
    /// The appeal is refused.
    Uphold,
    /// The appeal is granted.
    Overturn,
}

/// Why a step is not possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("it is not waiting for a confirmation")]
    NotSuspected,
    #[error("nobody knows who it was: name the person to confirm it")]
    NoPerson,
    #[error("it does not count, or there was an appeal already")]
    NothingToAppeal,
    #[error("the time for an appeal is over")]
    TooLate,
    #[error("there is no appeal to decide")]
    NotAppealed,
    #[error("whoever found or confirmed it does not decide the appeal")]
    OwnFinding,
}

impl Finding {
    /// Seen by a person: it counts.
    #[must_use]
    pub fn seen(rule: ConductRule, found_by: String, seen_at: Timestamp) -> Self {
        Self {
            rule,
            seat: None,
            note: String::new(),
            seen_at,
            found_by,
            status: FindingStatus::Confirmed,
            confirmed: None,
            appeal: None,
            decision: None,
        }
    }

    /// Reported by a machine: it waits.
    #[must_use]
    pub fn suspected(rule: ConductRule, found_by: String, seen_at: Timestamp) -> Self {
        Self { status: FindingStatus::Suspected, ..Self::seen(rule, found_by, seen_at) }
    }

    #[must_use]
    pub fn status(&self, now: Timestamp, terms: Terms) -> FindingStatus {
        if self.status == FindingStatus::Suspected && now >= self.lapses_at(terms) {
            return FindingStatus::Lapsed;
        }
        self.status
    }

    #[must_use]
    pub fn lapses_at(&self, terms: Terms) -> Timestamp {
        self.seen_at.plus(terms.lapse)
    }

    /// From when it counted, the person has this long.
    #[must_use]
    pub fn appeal_until(&self, terms: Terms) -> Timestamp {
        let since = self.confirmed.as_ref().map_or(self.seen_at, |said| said.at);
        since.plus(terms.appeal)
    }

    #[must_use]
    pub fn may_appeal(&self, now: Timestamp, terms: Terms) -> bool {
        self.status == FindingStatus::Confirmed && now < self.appeal_until(terms)
    }

    /// The person named says why it should not count.
    pub fn appeal(&mut self, said: Said, terms: Terms) -> Result<(), Refused> {
        if self.status != FindingStatus::Confirmed {
            return Err(Refused::NothingToAppeal);
        }
        if said.at >= self.appeal_until(terms) {
            return Err(Refused::TooLate);
        }
        self.appeal = Some(said);
        self.status = FindingStatus::Appealed;
        Ok(())
    }

    pub fn decide(
        &mut self,
        decision: FindingDecision,
        said: Said,
        terms: Terms,
        is_person_known: bool,
    ) -> Result<(), Refused> {
        match decision {
            FindingDecision::Confirm | FindingDecision::Dismiss => {
                if self.status(said.at, terms) != FindingStatus::Suspected {
                    return Err(Refused::NotSuspected);
                }
                if decision == FindingDecision::Dismiss {
                    self.status = FindingStatus::Dismissed;
                } else if is_person_known {
                    self.status = FindingStatus::Confirmed;
                } else {
                    return Err(Refused::NoPerson);
                }
                self.confirmed = Some(said);
            }
            FindingDecision::Uphold | FindingDecision::Overturn => {
                if self.status != FindingStatus::Appealed {
                    return Err(Refused::NotAppealed);
                }
                if !self.may_be_judged_by(&said.by) {
                    return Err(Refused::OwnFinding);
                }
                let is_granted = decision == FindingDecision::Overturn;
                self.status =
                    if is_granted { FindingStatus::Overturned } else { FindingStatus::Upheld };
                self.decision = Some(said);
            }
        }
        Ok(())
    }

    /// Whether somebody neither found nor confirmed it.
    #[must_use]
    pub fn may_be_judged_by(&self, actor: &str) -> bool {
        self.found_by != actor && self.confirmed.as_ref().is_none_or(|said| said.by != actor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TERMS: Terms =
        Terms { appeal: Duration::from_minutes(100), lapse: Duration::from_minutes(50) };

    fn rule() -> ConductRule {
        ConductRule {
            code: "D02".to_owned(),
            name_zh: "使用手机".to_owned(),
            name_en: "Phone in hand".to_owned(),
            gravity: Gravity::Ordinary,
            points: 2,
        }
    }

    fn at(minutes: i64) -> Timestamp {
        Timestamp(0).plus(Duration::from_minutes(minutes))
    }

    fn said(by: &str, minutes: i64) -> Said {
        Said { by: by.to_owned(), at: at(minutes), text: "因为".to_owned() }
    }

    #[test]
    fn what_a_person_saw_counts_and_an_appeal_is_decided_by_another() {
        let mut one = Finding::seen(rule(), "duty".to_owned(), at(0));
        assert!(one.status(at(1), TERMS).counts());
        one.appeal(said("E1", 99), TERMS).unwrap();
        assert!(one.status(at(99), TERMS).counts(), "it counts until the appeal is decided");
        let own = one.decide(FindingDecision::Uphold, said("duty", 100), TERMS, true);
        assert_eq!(own, Err(Refused::OwnFinding));
        one.decide(FindingDecision::Overturn, said("manager", 500), TERMS, true).unwrap();
        assert!(!one.status(at(500), TERMS).counts());
        assert_eq!(one.appeal(said("E1", 501), TERMS), Err(Refused::NothingToAppeal));
    }

    #[test]
    fn what_a_machine_reports_counts_only_after_a_person_confirmed_it_in_time() {
        let reported = Finding::suspected(rule(), "token 3".to_owned(), at(0));
        assert!(!reported.status(at(1), TERMS).counts());
        let mut one = reported.clone();
        let blind = one.decide(FindingDecision::Confirm, said("duty", 2), TERMS, false);
        assert_eq!(blind, Err(Refused::NoPerson));
        one.decide(FindingDecision::Confirm, said("duty", 49), TERMS, true).unwrap();
        assert!(one.status(at(1_000), TERMS).counts());
        // The person learned of it when it was confirmed: the time runs from there.
        assert!(one.may_appeal(at(148), TERMS));
        one.appeal(said("E1", 148), TERMS).unwrap();
        let own = one.decide(FindingDecision::Uphold, said("duty", 150), TERMS, true);
        assert_eq!(own, Err(Refused::OwnFinding), "who confirmed it does not judge it");

        let mut late = reported;
        assert_eq!(late.status(at(50), TERMS), FindingStatus::Lapsed);
        let confirmed = late.decide(FindingDecision::Confirm, said("duty", 50), TERMS, true);
        assert_eq!(confirmed, Err(Refused::NotSuspected));
    }

    #[test]
    fn after_its_time_there_is_no_appeal() {
        let mut one = Finding::seen(rule(), "duty".to_owned(), at(0));
        assert!(!one.may_appeal(at(100), TERMS));
        assert_eq!(one.appeal(said("E1", 100), TERMS), Err(Refused::TooLate));
    }
}
