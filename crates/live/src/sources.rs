//! Where records come from: heard of when, lost, skewed, with gaps.
//!
//! Room:  live; for the page of connectors.
//! Takes: source events, and every record. Gives: anomalies for skew.
//! Proof: stories `sources`.

use crate::live::{Live, Outcome, Step};
use domain::{AgentId, ContactId, Duration, Timestamp};
use journal::AnomalyKind;
use journal::carry::Source;

/// A clock further off than this is flagged, never corrected in silence.
pub(crate) const SKEW_MAX: Duration = Duration::from_minutes(2);

impl Live {
    /// Notes that a source spoke.
    #[inline]
    pub(crate) fn hear(&mut self, step: &mut Step<'_>, occurred_at: Timestamp, is_ahead: bool) {
        let source = self.sources.entry(step.source).or_default();
        source.events += 1;
        source.last_occurred_at = Some(occurred_at);
        source.last_journalled_at = Some(step.now);
        if source.is_ahead != is_ahead {
            source.is_ahead = is_ahead;
            if is_ahead {
                self.report(step, AnomalyKind::ClockSkew);
            }
        }
    }

    fn source(&mut self, step: &Step<'_>) -> &mut Source {
        self.sources.entry(step.source).or_default()
    }

    pub(crate) fn start_source(&mut self, step: &mut Step<'_>, version: &str) -> Outcome {
        let source = self.source(step);
        source.started_at = Some(step.at);
        source.version = Some(version.to_owned());
        source.lost_at = None;
        Ok(())
    }

    pub(crate) fn lose_source(&mut self, step: &mut Step<'_>) -> Outcome {
        let source = self.source(step);
        if source.lost_at.is_some() {
            return Err(AnomalyKind::Repeated);
        }
        source.lost_at = Some(step.at);
        Ok(())
    }

    pub(crate) fn resync_source(&mut self, step: &mut Step<'_>) -> Outcome {
        let source = self.source(step);
        source.resynced_at = Some(step.at);
        source.lost_at = None;
        Ok(())
    }

    pub(crate) fn note_gap(
        &mut self,
        step: &mut Step<'_>,
        from: Timestamp,
        until: Timestamp,
    ) -> Outcome {
        if until < from {
            return Err(AnomalyKind::OutOfOrder);
        }
        let source = self.source(step);
        source.gaps += 1;
        source.last_gap = Some((from, until));
        Ok(())
    }

    pub(crate) fn measure_skew(&mut self, step: &mut Step<'_>, skew: Duration) -> Outcome {
        let source = self.source(step);
        let was_flagged = source.skew.is_some_and(is_too_far);
        source.skew = Some(skew);
        if is_too_far(skew) && !was_flagged {
            return Err(AnomalyKind::ClockSkew);
        }
        Ok(())
    }

    /// A connector found the contradiction itself.
    pub(crate) fn pass_on(
        &mut self,
        step: &mut Step<'_>,
        anomaly: AnomalyKind,
        contact: Option<ContactId>,
        agent: Option<AgentId>,
    ) -> Outcome {
        (step.contact, step.agent) = (contact, agent);
        Err(anomaly)
    }
}

pub(crate) const fn is_too_far(skew: Duration) -> bool {
    skew.0.saturating_abs() > SKEW_MAX.0
}
