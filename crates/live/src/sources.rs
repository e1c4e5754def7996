//! Where records come from: heard of when, lost, skewed, with gaps.
//!
//! Room:  live; for the page of connectors.
//! Takes: source events, and every record. Gives: anomalies for skew.
//! Proof: stories `sources`.
//! Never: corrects a clock in silence: a skew is measured, shown and, beyond two minutes, reported.

use crate::live::{Live, Outcome, Step};
use domain::{AgentId, ContactId, Duration, SourceId, Timestamp};
use journal::AnomalyKind;
use journal::carry::Source;
use std::collections::BTreeMap;

/// A clock further off than this is flagged, never corrected in silence.
pub(crate) const SKEW_MAX: Duration = Duration::from_minutes(2);

/// All sources. Records come in runs of one source, so the last one is looked at first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources {
    /// Sorted by id.
    list: Vec<(SourceId, Source)>,
    last: usize,
}

impl Sources {
    /// The entry of a source, made if it is new.
    #[inline]
    pub(crate) fn of(&mut self, source: SourceId) -> &mut Source {
        if self.list.get(self.last).is_none_or(|(id, _)| *id != source) {
            self.last = self.place(source);
        }
        &mut self.list[self.last].1
    }

    fn place(&mut self, source: SourceId) -> usize {
        self.list.binary_search_by_key(&source, |(id, _)| *id).unwrap_or_else(|place| {
            self.list.insert(place, (source, Source::default()));
            place
        })
    }

    pub(crate) fn get(&self, source: SourceId) -> Option<&Source> {
        let place = self.list.binary_search_by_key(&source, |(id, _)| *id).ok()?;
        Some(&self.list[place].1)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Source> {
        self.list.iter().map(|(_, source)| source)
    }

    pub(crate) fn carry(&self) -> BTreeMap<SourceId, Source> {
        self.list.iter().cloned().collect()
    }

    pub(crate) fn resume(sources: &BTreeMap<SourceId, Source>) -> Self {
        Self { list: sources.iter().map(|(id, source)| (*id, source.clone())).collect(), last: 0 }
    }
}

impl Live {
    /// Notes that a source spoke.
    #[inline]
    pub(crate) fn hear(&mut self, step: &mut Step<'_>, occurred_at: Timestamp, is_ahead: bool) {
        let source = self.sources.of(step.source);
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
        self.sources.of(step.source)
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
        source.resyncs += 1;
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
