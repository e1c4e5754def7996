//! The registry of definitions, targets and allowances: what stands beside a figure.
//!
//! Room:  live; from configuration events.
//! Holds: a version is never changed, only followed by the next. The house's five stand from the
//!        beginning: id 1 is the default, 2 to 5 are the other rules with the same threshold.
//! Proof: stories `definitions`.

use crate::live::Outcome;
use domain::figures::is_on_ladder;
use domain::measure::{Definition, ServiceLevelDefinition, ServiceLevelRule};
use domain::state::NotReadyReason;
use domain::{Duration, QueueId, Timestamp};
use journal::AnomalyKind;
use journal::carry::Target;
use std::collections::BTreeMap;

/// The definition shown where nobody chose another.
pub const HOUSE_DEFINITION: u32 = 1;

#[derive(Clone, Debug)]
pub(crate) struct Definitions {
    /// Every version, by id and version.
    versions: BTreeMap<(u32, u32), Definition>,
    targets: BTreeMap<(Option<QueueId>, u32), u16>,
    pub(crate) allowances: BTreeMap<NotReadyReason, Duration>,
}

impl Definitions {
    /// The five rules of the trade with the house's parameters.
    pub(crate) fn house() -> Self {
        let rules = [
            ServiceLevelRule::LessShortAbandons,
            ServiceLevelRule::OfAnswered,
            ServiceLevelRule::OfOffered,
            ServiceLevelRule::AbandonsInTimeMet,
            ServiceLevelRule::LessAbandonsInTime,
        ];
        let versions = (HOUSE_DEFINITION..)
            .zip(rules)
            .map(|(id, rule)| {
                let service_level =
                    ServiceLevelDefinition { rule, ..ServiceLevelDefinition::HOUSE };
                let effective_from = Timestamp::MIN;
                ((id, 1), Definition { id, version: 1, effective_from, service_level })
            })
            .collect();
        Self { versions, targets: BTreeMap::new(), allowances: BTreeMap::new() }
    }

    pub(crate) fn set(&mut self, definition: Definition) -> Outcome {
        let level = definition.service_level;
        let needs_short = level.rule == ServiceLevelRule::LessShortAbandons;
        if !is_on_ladder(level.threshold) || (needs_short && !is_on_ladder(level.short_abandon)) {
            return Err(AnomalyKind::Unreadable);
        }
        let key = (definition.id, definition.version);
        match self.versions.get(&key) {
            Some(known) if *known == definition => Ok(()),
            Some(_) => Err(AnomalyKind::Repeated),
            None => {
                self.versions.insert(key, definition);
                Ok(())
            }
        }
    }

    pub(crate) fn aim(
        &mut self,
        queue: Option<QueueId>,
        definition: u32,
        permille: u16,
    ) -> Outcome {
        if permille > 1000 || self.versions_of(definition).next().is_none() {
            return Err(AnomalyKind::Unreadable);
        }
        self.targets.insert((queue, definition), permille);
        Ok(())
    }

    pub(crate) fn aim_no_more(&mut self, queue: Option<QueueId>, definition: u32) -> Outcome {
        self.targets.remove(&(queue, definition)).map(|_| ()).ok_or(AnomalyKind::Repeated)
    }

    pub(crate) fn allow(&mut self, reason: NotReadyReason, limit: Duration) -> Outcome {
        if limit < Duration::ZERO {
            return Err(AnomalyKind::Unreadable);
        }
        self.allowances.insert(reason, limit);
        Ok(())
    }

    pub(crate) fn allow_any(&mut self, reason: NotReadyReason) -> Outcome {
        self.allowances.remove(&reason).map(|_| ()).ok_or(AnomalyKind::Repeated)
    }

    pub(crate) fn allowance(&self, reason: NotReadyReason) -> Option<Duration> {
        self.allowances.get(&reason).copied()
    }

    fn versions_of(&self, id: u32) -> impl Iterator<Item = &Definition> {
        self.versions.range((id, 0)..=(id, u32::MAX)).map(|(_, definition)| definition)
    }

    /// Every version of every definition.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Definition> {
        self.versions.values()
    }

    /// The version of `id` in force at `at`: the latest that is effective.
    pub(crate) fn in_force(&self, id: u32, at: Timestamp) -> Option<Definition> {
        self.versions_of(id)
            .filter(|d| d.effective_from <= at)
            .max_by_key(|d| (d.effective_from, d.version))
            .copied()
    }

    /// The share (per thousand) to be reached: the queue's own, or the centre's.
    pub(crate) fn target(&self, queue: Option<QueueId>, definition: u32) -> Option<u16> {
        let own = self.targets.get(&(queue, definition));
        own.or_else(|| self.targets.get(&(None, definition))).copied()
    }

    /// The queue's own target; `None`: it follows the centre.
    pub(crate) fn own_target(&self, queue: Option<QueueId>, definition: u32) -> Option<u16> {
        self.targets.get(&(queue, definition)).copied()
    }

    pub(crate) fn carry(&self) -> (Vec<Definition>, Vec<Target>) {
        let targets = self.targets.iter().map(|(&(queue, definition), &permille)| Target {
            queue,
            definition,
            permille,
        });
        (self.versions.values().copied().collect(), targets.collect())
    }

    pub(crate) fn resume(
        definitions: &[Definition],
        targets: &[Target],
        allowances: &BTreeMap<NotReadyReason, Duration>,
    ) -> Self {
        let mut resumed = Self::house();
        for definition in definitions {
            resumed.versions.insert((definition.id, definition.version), *definition);
        }
        for target in targets {
            resumed.targets.insert((target.queue, target.definition), target.permille);
        }
        resumed.allowances.clone_from(allowances);
        resumed
    }
}
